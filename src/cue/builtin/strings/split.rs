//! Strings taken apart and put together.

use super::CallError;
use super::Value;
use super::args;
use super::check_length;
use super::pair;
use super::text;
use crate::go::space::is_space;

pub(super) fn split(args: &[Value]) -> Result<Value, CallError> {
    let (string, separator) = pair(args)?;
    Ok(pieces(string, separator, None, false))
}

pub(super) fn split_after(args: &[Value]) -> Result<Value, CallError> {
    let (string, separator) = pair(args)?;
    Ok(pieces(string, separator, None, true))
}

pub(super) fn split_n(args: &[Value]) -> Result<Value, CallError> {
    let (string, separator) = pair(args)?;
    Ok(pieces(string, separator, args::index(args, 2)?, false))
}

pub(super) fn split_after_n(args: &[Value]) -> Result<Value, CallError> {
    let (string, separator) = pair(args)?;
    Ok(pieces(string, separator, args::index(args, 2)?, true))
}

/// Splits at a separator into at most so many pieces; between all runes if it is empty.
fn pieces(string: &str, separator: &str, most: Option<usize>, keep: bool) -> Value {
    let most = most.unwrap_or(usize::MAX);
    let mut pieces = Vec::new();
    let mut rest = string;
    let mut ended = most == 0 || separator.is_empty() && string.is_empty();
    while !ended {
        let found = if separator.is_empty() { after_first(rest) } else { rest.find(separator) };
        match found {
            Some(at) if pieces.len() + 1 < most => {
                let end = at + separator.len();
                pieces.push(text(&rest[..if keep { end } else { at }]));
                rest = &rest[end..];
            }
            _ => {
                pieces.push(text(rest));
                ended = true;
            }
        }
    }
    Value::List(pieces)
}

/// The place after the first rune, unless it is the only one.
fn after_first(string: &str) -> Option<usize> {
    string.char_indices().nth(1).map(|(at, _)| at)
}

pub(super) fn fields(args: &[Value]) -> Result<Value, CallError> {
    let fields = args::string(args, 0)?.split(is_space).filter(|field| !field.is_empty());
    Ok(Value::List(fields.map(text).collect()))
}

pub(super) fn join(args: &[Value]) -> Result<Value, CallError> {
    let (strings, separator) = (args::strings(args, 0)?, args::string(args, 1)?);
    let mut length = strings.len().checked_mul(separator.len());
    for string in &strings {
        length = length.and_then(|length| length.checked_add(string.len()));
    }
    check_length(length)?;
    Ok(text(&strings.join(separator)))
}
