//! Quoted texts and characters.

use super::CallError;
use super::Value;
use super::args;
use crate::cue::syntax::literal;
use crate::go::print;
use crate::go::quote::Plain;

/// Reads a literal of the language, not one of Go.
pub(super) fn unquote(args: &[Value]) -> Result<Value, CallError> {
    let bytes = literal::unquote(args::string(args, 0)?.as_bytes());
    bytes.map(args::text).map_err(|error| CallError::new(error.to_string()))
}

pub(super) fn quote(args: &[Value]) -> Result<Value, CallError> {
    Ok(args::text(Plain::Print.quote(args::string(args, 0)?)))
}

pub(super) fn quote_to_ascii(args: &[Value]) -> Result<Value, CallError> {
    Ok(args::text(Plain::Ascii.quote(args::string(args, 0)?)))
}

pub(super) fn quote_to_graphic(args: &[Value]) -> Result<Value, CallError> {
    Ok(args::text(Plain::Graphic.quote(args::string(args, 0)?)))
}

pub(super) fn quote_rune(args: &[Value]) -> Result<Value, CallError> {
    rune(args, Plain::Print)
}

pub(super) fn quote_rune_to_ascii(args: &[Value]) -> Result<Value, CallError> {
    rune(args, Plain::Ascii)
}

pub(super) fn quote_rune_to_graphic(args: &[Value]) -> Result<Value, CallError> {
    rune(args, Plain::Graphic)
}

fn rune(args: &[Value], plain: Plain) -> Result<Value, CallError> {
    let rune = args::rune(args, 0)?.unwrap_or(char::REPLACEMENT_CHARACTER);
    Ok(args::text(plain.quote_rune(rune)))
}

pub(super) fn is_print(args: &[Value]) -> Result<Value, CallError> {
    Ok(Value::Bool(args::rune(args, 0)?.is_some_and(print::is_print)))
}

pub(super) fn is_graphic(args: &[Value]) -> Result<Value, CallError> {
    Ok(Value::Bool(args::rune(args, 0)?.is_some_and(print::is_graphic)))
}
