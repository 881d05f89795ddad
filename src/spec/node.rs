//! A document as a tree, whatever language it is written in: data with places.

use crate::build::Origin;

/// A value and its place.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) value: Value,
    pub(super) origin: Origin,
}

#[derive(Clone, Debug)]
pub(super) enum Value {
    Null,
    Bool(bool),
    /// As it is written.
    Number(String),
    Text(String),
    List(Vec<Node>),
    Record(Vec<Member>),
}

/// A field of a record.
#[derive(Clone, Debug)]
pub(super) struct Member {
    pub(super) name: String,
    /// The place of the name.
    pub(super) origin: Origin,
    pub(super) value: Node,
}

impl Value {
    /// What it is, in a sentence.
    pub(super) const fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::Text(_) => "a string",
            Self::List(_) => "a list",
            Self::Record(_) => "an object",
        }
    }
}

/// The path of a field: names that are no words are quoted.
pub(super) fn field(parent: &str, name: &str) -> String {
    let is_word = !name.is_empty()
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-' || c == '$');
    let name = if is_word { name.to_owned() } else { format!("{name:?}") };
    if parent.is_empty() { name } else { format!("{parent}.{name}") }
}
