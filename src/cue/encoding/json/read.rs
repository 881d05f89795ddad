//! From JSON to values.
//!
//! JSON is read as CUE, which it is nearly: bytes must be UTF-8, halves of characters are errors,
//! and a name may be given again, if its values can be had together.

use crate::cue::encoding::Content;
use crate::cue::encoding::Data;
use crate::cue::encoding::MAX_DEPTH;
use crate::cue::encoding::MAX_SIZE;
use crate::cue::encoding::Member;
use crate::cue::number::Number;
use crate::cue::value::Value;
use crate::go::json::Document;
use crate::go::json::Kind;
use crate::go::json::SyntaxError;
use crate::go::json::Value as Node;
use thiserror::Error;

/// Why a text is not JSON, or not data, and where.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{kind}")]
pub struct JsonError {
    /// What is wrong.
    pub kind: JsonErrorKind,
    /// How many bytes lie before it.
    pub offset: usize,
}

/// What is wrong with a text.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum JsonErrorKind {
    /// It is not JSON.
    #[error("{0}")]
    Syntax(SyntaxError),
    /// One of several values is not complete.
    #[error("unexpected EOF")]
    End,
    /// It is not UTF-8.
    #[error("illegal UTF-8 encoding")]
    Utf8,
    /// A byte order mark within the text.
    #[error("illegal byte order mark")]
    ByteOrderMark,
    /// Half of a surrogate pair in a string.
    #[error("invalid string: unmatched surrogate pair")]
    Surrogate,
    /// Half of a surrogate pair in a name.
    #[error("invalid string label: unmatched surrogate pair")]
    LabelSurrogate,
    /// A number that is too large or too small.
    #[error("number out of range")]
    Range,
    /// Too much text.
    #[error("text of more than {MAX_SIZE} bytes")]
    Size,
    /// Lists and structs within each other, too often.
    #[error("exceeded max depth of {MAX_DEPTH}")]
    Depth,
    /// A name with several values.
    #[error("{0}")]
    Conflict(String),
}

impl JsonErrorKind {
    /// Whether the text is not JSON at all.
    pub const fn is_syntax(&self) -> bool {
        matches!(self, Self::Syntax(_) | Self::End)
    }
}

/// Reads a text of one value.
pub fn read(text: &[u8]) -> Result<Value, JsonError> {
    plain(read_data(text)?)
}

/// Reads all values of a text, which nothing need separate.
pub fn read_stream(text: &[u8]) -> Result<Vec<Value>, JsonError> {
    read_data_stream(text)?.into_iter().map(plain).collect()
}

fn plain(data: Data) -> Result<Value, JsonError> {
    let conflict =
        |(conflict, offset)| JsonError { kind: JsonErrorKind::Conflict(conflict), offset };
    data.into_value().map_err(conflict)
}

/// Reads a text of one value, with the place of each part.
pub fn read_data(text: &[u8]) -> Result<Data, JsonError> {
    check_size(text)?;
    let document = Document::locate(text)
        .map_err(|(error, offset)| JsonError { kind: JsonErrorKind::Syntax(error), offset })?;
    check_characters(text)?;
    data(document.root(), 0, 0)
}

/// Reads all values of a text, which nothing need separate, with the place of each part.
pub fn read_data_stream(text: &[u8]) -> Result<Vec<Data>, JsonError> {
    check_size(text)?;
    let mut documents = Vec::new();
    let mut start = 0;
    while let Some(found) = Document::first(&text[start..]) {
        let (document, end) = found.map_err(|(error, at)| {
            let offset = start + at;
            let complete = offset < text.len();
            let kind = if complete { JsonErrorKind::Syntax(error) } else { JsonErrorKind::End };
            JsonError { kind, offset }
        })?;
        let here = |error: JsonError| JsonError { offset: start + error.offset, ..error };
        check_characters(&text[start..start + end]).map_err(here)?;
        documents.push((document, start));
        start += end;
    }
    let values = documents.iter().map(|(document, start)| {
        let here = |error: JsonError| JsonError { offset: start + error.offset, ..error };
        data(document.root(), *start, 0).map_err(here)
    });
    values.collect()
}

fn check_size(text: &[u8]) -> Result<(), JsonError> {
    let kind = JsonErrorKind::Size;
    if text.len() > MAX_SIZE { Err(JsonError { kind, offset: 0 }) } else { Ok(()) }
}

/// CUE's own scanner has fewer characters than JSON.
fn check_characters(text: &[u8]) -> Result<(), JsonError> {
    let (valid, invalid) = match str::from_utf8(text) {
        Ok(text) => (text, None),
        Err(error) => {
            let offset = error.valid_up_to();
            (str::from_utf8(&text[..offset]).unwrap_or_default(), Some(offset))
        }
    };
    let mark = valid.find('\u{feff}').map(|offset| (JsonErrorKind::ByteOrderMark, offset));
    match mark.or(invalid.map(|offset| (JsonErrorKind::Utf8, offset))) {
        Some((kind, offset)) => Err(JsonError { kind, offset }),
        None => Ok(()),
    }
}

/// The value of a node of a document that starts somewhere in the text.
fn data(node: Node<'_>, document: usize, depth: usize) -> Result<Data, JsonError> {
    if depth > MAX_DEPTH {
        return Err(error(node, JsonErrorKind::Depth));
    }
    let content = match node.kind() {
        Kind::Null => Content::Scalar(Value::Null),
        Kind::Bool(value) => Content::Scalar(Value::Bool(value)),
        Kind::Number => Content::Scalar(number(node)?),
        Kind::String => {
            Content::Scalar(Value::String(string(node, JsonErrorKind::Surrogate)?.into()))
        }
        Kind::Array => {
            let values = node.elements().map(|element| data(element, document, depth + 1));
            Content::List(values.collect::<Result<_, _>>()?)
        }
        Kind::Object => {
            let members = node.raw_members().map(|(name, member)| {
                Ok(Member {
                    name: string(name, JsonErrorKind::LabelSurrogate)?.into(),
                    start: document + name.offset(),
                    value: data(member, document, depth + 1)?,
                })
            });
            Content::Struct(members.collect::<Result<_, _>>()?)
        }
    };
    Ok(Data { start: document + node.offset(), content })
}

fn error(node: Node<'_>, kind: JsonErrorKind) -> JsonError {
    JsonError { kind, offset: node.offset() }
}

/// A number; zero has no sign, as the sign is an operator in CUE.
fn number(node: Node<'_>) -> Result<Value, JsonError> {
    let text = str::from_utf8(node.raw()).unwrap_or_default();
    let number = Number::parse(text.strip_prefix('-').unwrap_or(text));
    let number = number.ok_or_else(|| error(node, JsonErrorKind::Range))?;
    Ok(Value::Number(if text.starts_with('-') { number.neg() } else { number }))
}

fn string(node: Node<'_>, problem: JsonErrorKind) -> Result<String, JsonError> {
    if has_lone_surrogate(node.raw()) {
        return Err(error(node, problem));
    }
    Ok(node.as_string().unwrap_or_default())
}

/// Whether a string has an escape of half a character without the other.
fn has_lone_surrogate(raw: &[u8]) -> bool {
    let mut units = Vec::new();
    let mut at = 0;
    while let Some(byte) = raw.get(at) {
        let escape = (*byte == b'\\').then(|| raw.get(at + 1)).flatten();
        let digits = escape.filter(|kind| **kind == b'u').and_then(|_| raw.get(at + 2..at + 6));
        let digits = digits.and_then(|digits| str::from_utf8(digits).ok());
        let unit = digits.and_then(|digits| u16::from_str_radix(digits, 16).ok());
        // What is no escape stands between escapes.
        units.push(unit.unwrap_or(u16::from(b' ')));
        at += match (unit, escape) {
            (Some(_), _) => 6,
            (None, Some(_)) => 2,
            (None, None) => 1,
        };
    }
    char::decode_utf16(units).any(|unit| unit.is_err())
}
