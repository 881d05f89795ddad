//! What an `@test` attribute says.

use bowsprit::cue::value::Kind;

use crate::attribute::Argument;
use crate::check::Row;
use crate::subject::Asked;
use crate::subject::Item;
use crate::subject::Name;
use crate::subject::Presence;
use crate::subject::Subject;

use super::Mismatch;
use super::equal;
use super::error::Expected;
use super::extract;

/// A directive.
#[derive(Clone, Debug)]
pub(crate) enum Directive {
    /// `eq, value`, and a path below the field.
    Equal(String, String),
    /// `err, …`
    Error(Box<Expected>),
    /// `kind=a|b`
    Kind(String),
    /// `closed` or `closed=false`
    Closed(bool),
    /// `allows, name` or `allows=false, name`
    Allows(bool, String),
    /// `permute`
    Permute,
    /// `skip` or `todo`: nothing that is said of the field counts.
    Silence,
    /// Anything else, which says nothing that can be checked.
    Other(String),
}

impl Directive {
    /// Reads the arguments: the version, and the directive.
    pub(super) fn parse(arguments: &[Argument]) -> (String, Self) {
        let first = &arguments[0];
        let name = if first.key.is_empty() { first.value() } else { first.key.clone() };
        let (name, version) = match name.rsplit_once(':') {
            Some((name, version)) => (name.to_owned(), version.to_owned()),
            None => (name, String::new()),
        };
        let rest = &arguments[1..];
        let positional = || rest.iter().find(|argument| argument.key.is_empty());
        let keyed = |key: &str| rest.iter().find(|argument| argument.key == key);
        let directive = match name.as_str() {
            "eq" if is_skipped(arguments) => Self::Other("eq skipped".into()),
            "eq" => match positional() {
                Some(value) => {
                    let at = keyed("at").map(Argument::value).unwrap_or_default();
                    Self::Equal(value.text.clone(), at)
                }
                None => Self::Other("eq".into()),
            },
            "err" => Self::Error(Box::new(Expected::parse(rest))),
            "kind" => Self::Kind(first.value()),
            "closed" => Self::Closed(first.raw != "false"),
            "allows" => {
                let asked = positional().map(|argument| argument.raw.clone());
                Self::Allows(first.raw != "false", asked.unwrap_or_default())
            }
            "permute" => Self::Permute,
            "skip" | "todo" => Self::Silence,
            _ => Self::Other(name),
        };
        (version, directive)
    }

    /// What it is called; two of one key about one place are one.
    pub(super) fn key(&self) -> String {
        match self {
            Self::Equal(_, at) => with_at("eq", at),
            Self::Error(expected) => with_at("err", &expected.at),
            Self::Kind(_) => "kind".into(),
            Self::Closed(_) => "closed".into(),
            Self::Allows(..) => "allows".into(),
            Self::Permute => "permute".into(),
            Self::Silence => "skip".into(),
            Self::Other(name) => name.clone(),
        }
    }

    /// Whether nothing else that is said of the field counts.
    pub(super) const fn silences(&self) -> bool {
        matches!(self, Self::Silence)
    }

    /// Whether it says something that can be checked.
    pub(super) const fn counts(&self) -> bool {
        !matches!(self, Self::Silence | Self::Other(_))
    }

    /// The rows it counts in.
    pub(super) fn rows(&self) -> Vec<Row> {
        match self {
            Self::Equal(..) | Self::Kind(_) | Self::Closed(_) | Self::Allows(..) => {
                vec![Row::Values]
            }
            Self::Error(expected) => {
                let places = expected.has_place().then_some(Row::Places);
                let words = expected.has_words().then_some(Row::Words);
                [Some(Row::Values), places, words].into_iter().flatten().collect()
            }
            Self::Permute | Self::Silence | Self::Other(_) => Vec::new(),
        }
    }

    /// Whether it is so.
    pub(super) fn holds(
        &self,
        subject: &Subject,
        item: Item,
        row: Row,
        path: &str,
    ) -> Result<(), Mismatch> {
        match self {
            Self::Equal(value, at) => equal::check(value, subject, below(subject, item, at)?),
            Self::Error(expected) => {
                let item = below(subject, item, &expected.at)?;
                expected.check(subject, item, row, path)
            }
            Self::Kind(kinds) => {
                let got = subject.kind(item);
                let expected = kinds.split('|').fold(Kind::BOTTOM, |all, name| all | kind(name));
                same("kind", expected, got)
            }
            Self::Closed(closed) => same("closed", *closed, subject.is_closed(item)),
            Self::Allows(allowed, name) => {
                same("allows", *allowed, subject.allows(item, &asked(name)))
            }
            Self::Permute | Self::Silence | Self::Other(_) => Ok(()),
        }
    }
}

fn with_at(name: &str, at: &str) -> String {
    if at.is_empty() { name.into() } else { format!("{name} at={at}") }
}

/// `skip` or `skip:v3` behind the value.
fn is_skipped(arguments: &[Argument]) -> bool {
    let skips = |argument: &Argument| argument.text == "skip" || argument.text.starts_with("skip:");
    arguments.iter().skip(2).any(skips)
}

/// The value at a path as `at=` writes it.
pub(super) fn below(subject: &Subject, item: Item, at: &str) -> Result<Item, Mismatch> {
    let mut item = item;
    for part in split_path(at) {
        let name = match part.parse() {
            Ok(index) => Name::Index(index),
            Err(_) => match part.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
                Some(text) => Name::Field(text.to_owned()),
                None => extract::ident_name(&part),
            },
        };
        let found = subject.lookup(item, &name, Presence::Member);
        let found = found.or_else(|| match &name {
            Name::Index(index) => {
                subject.lookup(item, &Name::Field(index.to_string()), Presence::Member)
            }
            _ => None,
        });
        item = found.ok_or_else(|| Mismatch::new("no such field", at, "nothing"))?;
    }
    Ok(item)
}

/// The parts of a path: names joined by dots, some of them quoted, or `[0]`.
fn split_path(path: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut quoted = false;
    for c in path.chars() {
        match c {
            '"' => {
                quoted = !quoted;
                parts.last_mut().iter_mut().for_each(|part| part.push(c));
            }
            '.' | '[' if !quoted => parts.push(String::new()),
            ']' if !quoted => {}
            c => parts.last_mut().iter_mut().for_each(|part| part.push(c)),
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

fn kind(name: &str) -> Kind {
    match name.trim() {
        "bool" => Kind::BOOL,
        "int" => Kind::INT,
        "float" => Kind::FLOAT,
        "string" => Kind::STRING,
        "bytes" => Kind::BYTES,
        "struct" => Kind::STRUCT,
        "list" => Kind::LIST,
        "null" => Kind::NULL,
        "top" | "_" => Kind::TOP,
        _ => Kind::BOTTOM,
    }
}

fn asked(name: &str) -> Asked {
    match name {
        "string" => Asked::AnyField,
        "int" => Asked::AnyIndex,
        _ => match name.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
            Some(text) => Asked::Name(Name::Field(text.to_owned())),
            None => Asked::Name(match name.parse() {
                Ok(index) => Name::Index(index),
                Err(_) => extract::ident_name(name),
            }),
        },
    }
}

fn same<T: Copy + PartialEq + std::fmt::Debug>(
    what: &str,
    expected: T,
    got: T,
) -> Result<(), Mismatch> {
    if expected == got {
        return Ok(());
    }
    let class = format!("{what} {got:?} for {expected:?}");
    Err(Mismatch::new(class, format!("{what}={expected:?}"), format!("{what}={got:?}")))
}
