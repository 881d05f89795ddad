//! Bytes and runes of a string.

use super::CallError;
use super::Value;
use super::args;
use super::text;

pub(super) fn byte_at(args: &[Value]) -> Result<Value, CallError> {
    let bytes = args::bytes(args, 0)?;
    let byte = args::index(args, 1)?.and_then(|index| bytes.get(index));
    byte.map(|byte| args::int(i64::from(*byte))).ok_or_else(out_of_range)
}

pub(super) fn byte_slice(args: &[Value]) -> Result<Value, CallError> {
    let bytes = args::bytes(args, 0)?;
    let (start, end) = (args::index(args, 1)?, args::index(args, 2)?);
    let slice = start.zip(end).and_then(|(start, end)| bytes.get(start..end));
    slice.map(|slice| Value::Bytes(slice.into())).ok_or_else(out_of_range)
}

pub(super) fn runes(args: &[Value]) -> Result<Value, CallError> {
    let runes = args::string(args, 0)?.chars();
    Ok(Value::List(runes.map(|rune| args::int(i64::from(u32::from(rune)))).collect()))
}

pub(super) fn min_runes(args: &[Value]) -> Result<Value, CallError> {
    let (count, bound) = count_and_bound(args)?;
    Ok(Value::Bool(count >= bound))
}

pub(super) fn max_runes(args: &[Value]) -> Result<Value, CallError> {
    let (count, bound) = count_and_bound(args)?;
    Ok(Value::Bool(count <= bound))
}

pub(super) fn slice_runes(args: &[Value]) -> Result<Value, CallError> {
    let string = args::string(args, 0)?;
    let (start, end) = (args::index(args, 1)?, args::index(args, 2)?);
    let place = |rune: usize| {
        let places = string.char_indices().map(|(at, _)| at);
        places.chain([string.len()]).nth(rune)
    };
    let slice = start.zip(end).and_then(|(start, end)| string.get(place(start)?..place(end)?));
    slice.map(text).ok_or_else(out_of_range)
}

fn count_and_bound(args: &[Value]) -> Result<(i64, i64), CallError> {
    let count = args::string(args, 0)?.chars().count();
    Ok((i64::try_from(count).unwrap_or(i64::MAX), args::int64(args, 1)?))
}

fn out_of_range() -> CallError {
    CallError::new("index out of range")
}
