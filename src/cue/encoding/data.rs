//! Data with places: what a text says, and where in the text it says each part of it.

use std::sync::Arc;

use super::unify;
use crate::cue::value::Value;

/// A value of a text.
#[derive(Clone, Debug)]
pub struct Data {
    /// Where it starts, in bytes.
    pub start: usize,
    /// What it is.
    pub content: Content,
}

/// What a value of a text is.
#[derive(Clone, Debug)]
pub enum Content {
    /// Not even null: an empty text, which goes together with anything and is null on its own.
    Empty,
    /// Neither a list nor a struct.
    Scalar(Value),
    /// A list.
    List(Vec<Data>),
    /// A struct, whose fields may be given again.
    Struct(Vec<Member>),
}

/// A field of a struct.
#[derive(Clone, Debug)]
pub struct Member {
    /// Its name.
    pub name: Arc<str>,
    /// Where the name starts, in bytes.
    pub start: usize,
    /// Its value.
    pub value: Data,
}

impl Data {
    /// The value without places. The error says what cannot be had together, and where.
    pub fn into_value(self) -> Result<Value, (String, usize)> {
        match self.content {
            Content::Empty => Ok(Value::Null),
            Content::Scalar(value) => Ok(value),
            Content::List(values) => {
                let values = values.into_iter().map(Self::into_value);
                Ok(Value::List(values.collect::<Result<_, _>>()?))
            }
            Content::Struct(members) => {
                let fields = members.into_iter();
                let fields = fields.map(|member| Ok((member.name, member.value.into_value()?)));
                let fields = fields.collect::<Result<_, _>>()?;
                let start = self.start;
                unify::fields(fields).map(Value::Struct).map_err(|conflict| (conflict, start))
            }
        }
    }

    /// A field of a struct.
    pub fn get(&self, name: &str) -> Option<&Self> {
        let Content::Struct(members) = &self.content else { return None };
        members.iter().find(|member| &*member.name == name).map(|member| &member.value)
    }

    /// The text of a string.
    pub fn text(&self) -> Option<&str> {
        if let Content::Scalar(Value::String(text)) = &self.content { Some(text) } else { None }
    }
}
