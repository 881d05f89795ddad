//! What is in a string, and where.

use std::cmp::Ordering;

use super::CallError;
use super::Value;
use super::args;
use super::pair;

pub(super) fn compare(args: &[Value]) -> Result<Value, CallError> {
    let (left, right) = pair(args)?;
    Ok(args::int(match left.cmp(right) {
        Ordering::Less => -1,
        Ordering::Equal => 0,
        Ordering::Greater => 1,
    }))
}

/// Nothing is found before and after each rune.
pub(super) fn count(args: &[Value]) -> Result<Value, CallError> {
    let (text, part) = pair(args)?;
    Ok(args::length(text.matches(part).count()))
}

pub(super) fn contains(args: &[Value]) -> Result<Value, CallError> {
    let (text, part) = pair(args)?;
    Ok(Value::Bool(text.contains(part)))
}

pub(super) fn contains_any(args: &[Value]) -> Result<Value, CallError> {
    let (text, runes) = pair(args)?;
    Ok(Value::Bool(text.contains(|c| runes.contains(c))))
}

pub(super) fn has_prefix(args: &[Value]) -> Result<Value, CallError> {
    let (text, part) = pair(args)?;
    Ok(Value::Bool(text.starts_with(part)))
}

pub(super) fn has_suffix(args: &[Value]) -> Result<Value, CallError> {
    let (text, part) = pair(args)?;
    Ok(Value::Bool(text.ends_with(part)))
}

pub(super) fn index(args: &[Value]) -> Result<Value, CallError> {
    let (text, part) = pair(args)?;
    Ok(place(text.find(part)))
}

pub(super) fn last_index(args: &[Value]) -> Result<Value, CallError> {
    let (text, part) = pair(args)?;
    Ok(place(text.rfind(part)))
}

pub(super) fn index_any(args: &[Value]) -> Result<Value, CallError> {
    let (text, runes) = pair(args)?;
    Ok(place(text.find(|c| runes.contains(c))))
}

pub(super) fn last_index_any(args: &[Value]) -> Result<Value, CallError> {
    let (text, runes) = pair(args)?;
    Ok(place(text.rfind(|c| runes.contains(c))))
}

fn place(found: Option<usize>) -> Value {
    found.map_or_else(|| args::int(-1), args::length)
}
