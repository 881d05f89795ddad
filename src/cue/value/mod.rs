//! Concrete values, as builtins and encodings take and give them.

mod kind;

pub use kind::Kind;

use std::sync::Arc;

use crate::cue::number::Number;

/// A concrete value.
#[derive(Clone, Debug)]
pub enum Value {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number.
    Number(Number),
    /// A string.
    String(Arc<str>),
    /// Bytes.
    Bytes(Arc<[u8]>),
    /// A list.
    List(Vec<Value>),
    /// A struct: its regular fields, in order.
    Struct(Vec<(Arc<str>, Value)>),
    /// Something that is passed on without a look: an element of a list, in the evaluator's arena.
    Opaque(u32),
}

impl Value {
    /// What kind of value it is; an opaque one may be of any.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Null => Kind::NULL,
            Self::Bool(_) => Kind::BOOL,
            Self::Number(number) if number.is_int() => Kind::INT,
            Self::Number(_) => Kind::FLOAT,
            Self::String(_) => Kind::STRING,
            Self::Bytes(_) => Kind::BYTES,
            Self::List(_) => Kind::LIST,
            Self::Struct(_) => Kind::STRUCT,
            Self::Opaque(_) => Kind::TOP,
        }
    }
}
