//! From lines to values.
//!
//! Upstream: `encoding/toml/decode.go`, which makes CUE of TOML: keys may be written in parts, and
//! what is said of the same key must fit together. Dates and times are strings.

use super::parse::Item;
use super::parse::Line;
use super::parse::Parser;
use super::write::TomlError;
use crate::cue::encoding::MAX_SIZE;
use crate::cue::encoding::unify;
use crate::cue::number::Number;
use crate::cue::syntax::literal::check_number;
use crate::cue::syntax::quote::quote_label;
use crate::cue::syntax::quote::quote_string;
use crate::cue::value::Value;
use crate::go::layout;
use crate::go::quote::quote;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Reads a text.
pub fn read(text: &[u8]) -> Result<Value, TomlError> {
    if text.len() > MAX_SIZE {
        return Err(TomlError(format!("text of more than {MAX_SIZE} bytes")));
    }
    let mut decoder = Decoder::default();
    decoder.tables.push(Vec::new());
    let mut parser = Parser::new(text);
    while let Some(line) = parser.line().map_err(TomlError)? {
        decoder.line(line).map_err(TomlError)?;
    }
    let value = decoder.table(0);
    decoder.illegal.or(decoder.conflict).map_or(Ok(value), |problem| Err(TomlError(problem)))
}

/// The number of a table.
type Id = usize;

/// A value that may still grow.
enum Entry {
    Value(Value),
    /// `[key]`, or a part of a key.
    Table(Id),
    /// `[[key]]`
    Tables(Vec<Id>),
}

/// A list of tables to which more may be added.
struct Open {
    /// How many parts its key has.
    level: usize,
    /// Where it is: a table, and an entry of it.
    place: (Id, usize),
    /// The last of its tables.
    last: Id,
}

#[derive(Default)]
struct Decoder {
    /// All tables; the first is that of the whole text.
    tables: Vec<Vec<(Arc<str>, Entry)>>,
    /// The keys so far, with their parts joined by points.
    seen: BTreeSet<String>,
    /// Lists of tables, by key.
    open: BTreeMap<String, Open>,
    /// The table that fields belong to.
    current: Id,
    /// Its key.
    current_key: String,
    /// A number that upstream writes down, but cannot read back.
    illegal: Option<String>,
    /// What cannot be had at the same time.
    conflict: Option<String>,
}

impl Decoder {
    fn line(&mut self, line: Line) -> Result<(), String> {
        match line {
            Line::Field(key, item) => {
                let parent = self.current_key.clone();
                let (name, value) = self.field(&parent, key, item)?;
                self.tables[self.current].push((name, Entry::Value(value)));
                Ok(())
            }
            Line::Table(key) => self.start_table(&key),
            Line::Element(key) => self.start_element(&key),
        }
    }

    /// A field, and as a value of it those that its key names in parts.
    fn field(
        &mut self,
        parent: &str,
        key: Vec<String>,
        item: Item,
    ) -> Result<(Arc<str>, Value), String> {
        let whole = join(parent, &key);
        if self.open.contains_key(&whole) {
            return Err(format!("cannot redeclare table array {} as a table", quote(&whole)));
        }
        if !self.seen.insert(whole.clone()) {
            return Err(format!("duplicate key: {whole}"));
        }
        let mut value = self.value(&whole, item)?;
        let mut parts = key.into_iter();
        let first = parts.next().unwrap_or_default();
        for part in parts.rev() {
            value = Value::Struct(vec![(part.into(), value)]);
        }
        Ok((first.into(), value))
    }

    // Tables.

    fn start_table(&mut self, key: &[String]) -> Result<(), String> {
        let whole = join("", key);
        if !self.seen.insert(whole.clone()) {
            return Err(format!("duplicate key: {whole}"));
        }
        let base = self.array_before(&whole);
        let (root, level) = match base {
            Some(array) if array == whole => {
                return Err(format!("cannot redeclare table array {} as a table", quote(&whole)));
            }
            Some(array) => (self.open[&array].last, self.open[&array].level),
            None => (0, 0),
        };
        self.current = self.new_table();
        self.add(root, &key[level..], Entry::Table(self.current));
        self.current_key = whole;
        Ok(())
    }

    fn start_element(&mut self, key: &[String]) -> Result<(), String> {
        let whole = join("", key);
        if self.seen.contains(&whole) {
            return Err(format!("cannot redeclare key {} as a table array", quote(&whole)));
        }
        self.current = self.new_table();
        let base = self.array_before(&whole);
        if let Some(array) = &base
            && let Some(open) = self.open.get_mut(array).filter(|open| open.level == key.len())
        {
            open.last = self.current;
            let (table, entry) = open.place;
            if let Entry::Tables(tables) = &mut self.tables[table][entry].1 {
                self.current_key = format!("{whole}.{}", tables.len());
                tables.push(self.current);
            }
            return Ok(());
        }
        let (root, level) = match &base {
            Some(array) => (self.open[array].last, self.open[array].level),
            None => (0, 0),
        };
        let place = self.add(root, &key[level..], Entry::Tables(vec![self.current]));
        self.current_key = format!("{whole}.0");
        let open = Open { level: key.len(), place, last: self.current };
        self.open.insert(whole, open);
        Ok(())
    }

    fn new_table(&mut self) -> Id {
        self.tables.push(Vec::new());
        self.tables.len() - 1
    }

    /// Adds an entry under a key of several parts; tells where it is.
    fn add(&mut self, root: Id, key: &[String], entry: Entry) -> (Id, usize) {
        let mut table = root;
        let Some((last, parts)) = key.split_last() else { return (root, 0) };
        for part in parts {
            let next = self.new_table();
            self.tables[table].push((part.as_str().into(), Entry::Table(next)));
            table = next;
        }
        self.tables[table].push((last.as_str().into(), entry));
        (table, self.tables[table].len() - 1)
    }

    /// The list of tables with a key, or with the longest part of it. One with the very key
    /// starts anew: what its last table had is forgotten.
    fn array_before(&mut self, key: &str) -> Option<String> {
        if self.open.contains_key(key) {
            let prefix = format!("{key}.");
            let inside = |name: &&String| name.starts_with(&prefix);
            let open = self.open.range(prefix.clone()..).map(|(name, _)| name);
            let open: Vec<_> = open.take_while(inside).cloned().collect();
            let seen = self.seen.range(prefix.clone()..);
            let seen: Vec<_> = seen.take_while(inside).cloned().collect();
            for name in &open {
                self.open.remove(name);
            }
            for name in &seen {
                self.seen.remove(name);
            }
            return Some(key.to_owned());
        }
        let prefixes = key.match_indices('.').map(|(at, _)| &key[..at]);
        let known = prefixes.filter_map(|prefix| Some((prefix, self.open.get(prefix)?.level)));
        known.max_by_key(|(_, level)| *level).map(|(prefix, _)| prefix.to_owned())
    }

    /// The value of a table.
    fn table(&mut self, id: Id) -> Value {
        let entries = std::mem::take(&mut self.tables[id]);
        let fields = entries.into_iter().map(|(name, entry)| {
            let value = match entry {
                Entry::Value(value) => value,
                Entry::Table(table) => self.table(table),
                Entry::Tables(tables) => {
                    Value::List(tables.into_iter().map(|table| self.table(table)).collect())
                }
            };
            (name, value)
        });
        let fields = fields.collect();
        self.unified(fields)
    }

    fn unified(&mut self, fields: Vec<(Arc<str>, Value)>) -> Value {
        match unify::fields(fields) {
            Ok(fields) => Value::Struct(fields),
            Err(conflict) => {
                self.conflict.get_or_insert(conflict);
                Value::Null
            }
        }
    }

    // Values.

    fn value(&mut self, key: &str, item: Item) -> Result<Value, String> {
        Ok(match item {
            Item::String(text) => Value::String(text.into()),
            Item::Number(literal) => self.number(&literal),
            Item::Bool(value) => Value::Bool(value),
            Item::Time(text, layout) => self.time(&text, layout),
            Item::Array(items) => {
                let items = items.into_iter().enumerate();
                let values = items.map(|(place, item)| self.value(&format!("{key}.{place}"), item));
                Value::List(values.collect::<Result<_, _>>()?)
            }
            Item::Table(fields) => {
                let fields = fields.into_iter();
                let fields = fields.map(|(name, item)| self.field(key, name, item));
                let fields = fields.collect::<Result<_, _>>()?;
                self.unified(fields)
            }
        })
    }

    /// A number that CUE reads, or is noted not to.
    fn number(&mut self, literal: &str) -> Value {
        if let Err(problem) = check_number(literal) {
            self.illegal.get_or_insert(format!("parse error: {problem}"));
        }
        Value::Number(Number::from_literal(literal).unwrap_or_else(|| Number::from_i64(0)))
    }

    /// A date or a time, which upstream unifies with a validator.
    fn time(&mut self, text: &str, layout: &str) -> Value {
        if layout::parse(layout, text).is_err() {
            let (shown, layout) = (quote_string(text), quote_string(layout));
            let problem = format!(
                "invalid value {shown} (does not satisfy time.Format({layout})): invalid time {}",
                quote(text)
            );
            self.conflict.get_or_insert(problem);
        }
        Value::String(text.into())
    }
}

/// The parts of a key, quoted where a point in them would be misread.
fn join(parent: &str, key: &[String]) -> String {
    let mut whole = parent.to_owned();
    for part in key {
        if !whole.is_empty() {
            whole.push('.');
        }
        whole.push_str(&quote_label(part));
    }
    whole
}
