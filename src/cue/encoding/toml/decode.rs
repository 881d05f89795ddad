//! From lines to values.
//!
//! Upstream: `encoding/toml/decode.go`, which makes CUE of TOML: keys may be written in parts, and
//! what is said of the same key must fit together. Dates and times are strings.

use super::parse::Item;
use super::parse::ItemKind;
use super::parse::Line;
use super::parse::Parser;
use super::parse::Part;
use super::write::TomlError;
use crate::cue::encoding::Content;
use crate::cue::encoding::Data;
use crate::cue::encoding::MAX_SIZE;
use crate::cue::encoding::Member;
use crate::cue::number::Number;
use crate::cue::syntax::literal::check_number;
use crate::cue::syntax::quote::quote_label;
use crate::cue::syntax::quote::quote_string;
use crate::cue::value::Value;
use crate::go::layout;
use crate::go::quote::quote;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// Reads a text.
pub fn read(text: &[u8]) -> Result<Value, TomlError> {
    let data = read_data(text).map_err(|(error, _)| error)?;
    data.into_value().map_err(|(conflict, _)| TomlError(conflict))
}

/// Reads a text with the place of each part; an error has one as well.
pub fn read_data(text: &[u8]) -> Result<Data, (TomlError, usize)> {
    let wrong = |(problem, start)| (TomlError(problem), start);
    if text.len() > MAX_SIZE {
        return Err(wrong((format!("text of more than {MAX_SIZE} bytes"), 0)));
    }
    let mut decoder = Decoder::default();
    decoder.tables.push(Table::default());
    let mut parser = Parser::new(text);
    loop {
        match parser.line() {
            Ok(Some(line)) => decoder.line(line).map_err(wrong)?,
            Ok(None) => break,
            Err(problem) => return Err(wrong((problem, parser.at()))),
        }
    }
    let data = decoder.table(0);
    decoder.illegal.or(decoder.conflict).map_or(Ok(data), |problem| Err(wrong(problem)))
}

/// What is wrong, and where.
type Problem = (String, usize);

/// The number of a table.
type Id = usize;

/// Fields that may still grow in number.
#[derive(Default)]
struct Table {
    start: usize,
    fields: Vec<(Part, Entry)>,
}

/// A value that may still grow.
enum Entry {
    Value(Data),
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
    tables: Vec<Table>,
    /// The keys so far, with their parts joined by points.
    seen: BTreeSet<String>,
    /// Lists of tables, by key.
    open: BTreeMap<String, Open>,
    /// The table that fields belong to.
    current: Id,
    /// Its key.
    current_key: String,
    /// A number that upstream writes down, but cannot read back.
    illegal: Option<Problem>,
    /// A date that is none.
    conflict: Option<Problem>,
}

impl Decoder {
    fn line(&mut self, line: Line) -> Result<(), Problem> {
        match line {
            Line::Field(key, item) => {
                let parent = self.current_key.clone();
                let member = self.field(&parent, key, item)?;
                let part = Part { name: member.name.to_string(), start: member.start };
                self.tables[self.current].fields.push((part, Entry::Value(member.value)));
                Ok(())
            }
            Line::Table(key) => self.start_table(key),
            Line::Element(key) => self.start_element(key),
        }
    }

    /// A field, and as a value of it those that its key names in parts.
    fn field(&mut self, parent: &str, key: Vec<Part>, item: Item) -> Result<Member, Problem> {
        let whole = join(parent, &key);
        let start = start_of(&key);
        if self.open.contains_key(&whole) {
            let whole = quote(&whole);
            return Err((format!("cannot redeclare table array {whole} as a table"), start));
        }
        if !self.seen.insert(whole.clone()) {
            return Err((format!("duplicate key: {whole}"), start));
        }
        let mut value = self.value(&whole, item)?;
        let mut parts = key.into_iter();
        let first = parts.next();
        for part in parts.rev() {
            let Part { name, start } = part;
            let member = Member { name: name.into(), start, value };
            value = Data { start, content: Content::Struct(vec![member]) };
        }
        let name = first.map(|part| part.name).unwrap_or_default().into();
        Ok(Member { name, start, value })
    }

    // Tables.

    fn start_table(&mut self, mut key: Vec<Part>) -> Result<(), Problem> {
        let whole = join("", &key);
        let start = start_of(&key);
        if !self.seen.insert(whole.clone()) {
            return Err((format!("duplicate key: {whole}"), start));
        }
        let base = self.array_before(&whole);
        let (root, level) = match base {
            Some(array) if array == whole => {
                let whole = quote(&whole);
                return Err((format!("cannot redeclare table array {whole} as a table"), start));
            }
            Some(array) => (self.open[&array].last, self.open[&array].level),
            None => (0, 0),
        };
        self.current = self.new_table(start);
        self.add(root, key.split_off(level), Entry::Table(self.current));
        self.current_key = whole;
        Ok(())
    }

    fn start_element(&mut self, mut key: Vec<Part>) -> Result<(), Problem> {
        let whole = join("", &key);
        let start = start_of(&key);
        if self.seen.contains(&whole) {
            let whole = quote(&whole);
            return Err((format!("cannot redeclare key {whole} as a table array"), start));
        }
        self.current = self.new_table(start);
        let base = self.array_before(&whole);
        if let Some(array) = &base
            && let Some(open) = self.open.get_mut(array).filter(|open| open.level == key.len())
        {
            open.last = self.current;
            let (table, entry) = open.place;
            if let Entry::Tables(tables) = &mut self.tables[table].fields[entry].1 {
                self.current_key = format!("{whole}.{}", tables.len());
                tables.push(self.current);
            }
            return Ok(());
        }
        let (root, level) = match &base {
            Some(array) => (self.open[array].last, self.open[array].level),
            None => (0, 0),
        };
        let open_level = key.len();
        let place = self.add(root, key.split_off(level), Entry::Tables(vec![self.current]));
        self.current_key = format!("{whole}.0");
        let open = Open { level: open_level, place, last: self.current };
        self.open.insert(whole, open);
        Ok(())
    }

    fn new_table(&mut self, start: usize) -> Id {
        self.tables.push(Table { start, ..Table::default() });
        self.tables.len() - 1
    }

    /// Adds an entry under a key of several parts; tells where it is.
    fn add(&mut self, root: Id, mut key: Vec<Part>, entry: Entry) -> (Id, usize) {
        let mut table = root;
        let Some(last) = key.pop() else { return (root, 0) };
        for part in key {
            let next = self.new_table(part.start);
            self.tables[table].fields.push((part, Entry::Table(next)));
            table = next;
        }
        let fields = &mut self.tables[table].fields;
        fields.push((last, entry));
        (table, fields.len() - 1)
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
    fn table(&mut self, id: Id) -> Data {
        let Table { start, fields } = std::mem::take(&mut self.tables[id]);
        let member = |(part, entry): (Part, Entry)| {
            let value = match entry {
                Entry::Value(value) => value,
                Entry::Table(table) => self.table(table),
                Entry::Tables(tables) => {
                    let values = tables.into_iter().map(|table| self.table(table)).collect();
                    Data { start: part.start, content: Content::List(values) }
                }
            };
            Member { name: part.name.into(), start: part.start, value }
        };
        Data { start, content: Content::Struct(fields.into_iter().map(member).collect()) }
    }

    // Values.

    fn value(&mut self, key: &str, item: Item) -> Result<Data, Problem> {
        let start = item.start;
        let content = match item.kind {
            ItemKind::String(text) => Content::Scalar(Value::String(text.into())),
            ItemKind::Number(literal) => Content::Scalar(self.number(&literal, start)),
            ItemKind::Bool(value) => Content::Scalar(Value::Bool(value)),
            ItemKind::Time(text, layout) => Content::Scalar(self.time(&text, layout, start)),
            ItemKind::Array(items) => {
                let items = items.into_iter().enumerate();
                let values = items.map(|(place, item)| self.value(&format!("{key}.{place}"), item));
                Content::List(values.collect::<Result<_, _>>()?)
            }
            ItemKind::Table(fields) => {
                let fields = fields.into_iter();
                let fields = fields.map(|(name, item)| self.field(key, name, item));
                Content::Struct(fields.collect::<Result<_, _>>()?)
            }
        };
        Ok(Data { start, content })
    }

    /// A number that CUE reads, or is noted not to.
    fn number(&mut self, literal: &str, start: usize) -> Value {
        if let Err(problem) = check_number(literal) {
            self.illegal.get_or_insert((format!("parse error: {problem}"), start));
        }
        Value::Number(Number::from_literal(literal).unwrap_or_else(|| Number::from_i64(0)))
    }

    /// A date or a time, which upstream unifies with a validator.
    fn time(&mut self, text: &str, layout: &str, start: usize) -> Value {
        if layout::parse(layout, text).is_err() {
            let (shown, layout) = (quote_string(text), quote_string(layout));
            let problem = format!(
                "invalid value {shown} (does not satisfy time.Format({layout})): invalid time {}",
                quote(text)
            );
            self.conflict.get_or_insert((problem, start));
        }
        Value::String(text.into())
    }
}

fn start_of(key: &[Part]) -> usize {
    key.first().map_or(0, |part| part.start)
}

/// The parts of a key, quoted where a point in them would be misread.
fn join(parent: &str, key: &[Part]) -> String {
    let mut whole = parent.to_owned();
    for part in key {
        if !whole.is_empty() {
            whole.push('.');
        }
        whole.push_str(&quote_label(&part.name));
    }
    whole
}
