//! What functions take and give, as Rust has it.

use super::CallError;
use crate::cue::number::Number;
use crate::cue::value::Value;
use crate::go::utf8::to_valid_runs;

/// An argument that is a string.
pub(super) fn string(args: &[Value], index: usize) -> Result<&str, CallError> {
    match args.get(index) {
        Some(Value::String(text)) => Ok(text),
        _ => Err(other(index, "string")),
    }
}

/// An argument that is bytes or a string, as bytes.
pub(super) fn bytes(args: &[Value], index: usize) -> Result<&[u8], CallError> {
    match args.get(index) {
        Some(Value::Bytes(bytes)) => Ok(bytes),
        Some(Value::String(text)) => Ok(text.as_bytes()),
        _ => Err(other(index, "bytes")),
    }
}

/// The error for an argument that its signature should have kept out.
fn other(index: usize, kind: &str) -> CallError {
    CallError::new(format!("cannot use argument {index} as {kind}"))
}

/// A string; bytes that are not UTF-8 become U+FFFD.
pub(super) fn text(bytes: impl AsRef<[u8]>) -> Value {
    Value::String(to_valid_runs(bytes.as_ref()).into())
}

/// The error of a function that is not here.
pub(super) fn unsupported(name: &str) -> CallError {
    CallError::new(format!("{name} is not supported"))
}

/// An integer.
pub(super) fn int(value: i64) -> Value {
    Value::Number(Number::from_i64(value))
}
