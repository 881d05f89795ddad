//! What functions take and give, as Rust has it.

use num_bigint::BigInt;

use super::CallError;
pub(super) use crate::cue::encoding::show;
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

/// An argument that is a bool.
pub(super) fn bool(args: &[Value], index: usize) -> Result<bool, CallError> {
    match args.get(index) {
        Some(Value::Bool(value)) => Ok(*value),
        _ => Err(other(index, "bool")),
    }
}

/// An argument that is a number.
pub(super) fn number(args: &[Value], index: usize) -> Result<&Number, CallError> {
    match args.get(index) {
        Some(Value::Number(number)) => Ok(number),
        _ => Err(other(index, "number")),
    }
}

/// An argument that is an integer of 64 bits; one that has a bit more is the nearest of them.
pub(super) fn int64(args: &[Value], index: usize) -> Result<i64, CallError> {
    signed(args, index, (64, "int64"))
}

/// An argument that is a character by number.
pub(super) fn rune(args: &[Value], index: usize) -> Result<Option<char>, CallError> {
    let value = signed(args, index, (32, "rune"))?;
    Ok(u32::try_from(value).ok().and_then(char::from_u32))
}

/// An argument that is an integer of 32 bits; one that has a bit more is cut to them.
pub(super) fn int32(args: &[Value], index: usize) -> Result<i32, CallError> {
    #[expect(clippy::cast_possible_truncation, reason = "upstream cuts it")]
    Ok(signed(args, index, (32, "int32"))? as i32)
}

/// An argument that is an integer of 64 bits without a sign.
pub(super) fn uint64(args: &[Value], index: usize) -> Result<u64, CallError> {
    let number = number(args, index)?;
    number.to_u64().ok_or_else(|| {
        CallError::new(if number.is_negative() {
            format!("cannot use {number} (type int) as uint64 in argument {index}")
        } else {
            format!("int {number} overflows uint64 in argument {index}")
        })
    })
}

/// An argument that is an integer whose size has so many bits.
fn signed(args: &[Value], index: usize, (bits, name): (u32, &str)) -> Result<i64, CallError> {
    let number = number(args, index)?;
    match number.abs().to_u64() {
        Some(size) if u64::BITS - size.leading_zeros() <= bits => {}
        _ => {
            let message = format!("int {number} overflows {name} in argument {index}");
            return Err(CallError::new(message));
        }
    }
    let nearest = if number.is_negative() { i64::MIN } else { i64::MAX };
    Ok(number.to_i64().unwrap_or(nearest))
}

/// A value within an argument that is an integer of 64 bits.
pub(super) fn int64_of(value: &Value) -> Result<i64, CallError> {
    let number = match value {
        Value::Number(number) if number.is_int() => number,
        other => return Err(cannot_use(other, "int")),
    };
    let way = if number.is_negative() { "up" } else { "down" };
    number.to_i64().ok_or_else(|| CallError::new(format!("value was rounded {way}")))
}

/// An argument that is an integer of any size.
pub(super) fn bigint(args: &[Value], index: usize) -> Result<BigInt, CallError> {
    number(args, index)?.to_bigint().ok_or_else(|| other(index, "int"))
}

/// An argument that is a number, as the machine has it.
pub(super) fn float64(args: &[Value], index: usize) -> Result<f64, CallError> {
    let number = number(args, index)?;
    let value = number.to_f64();
    if value.is_finite() {
        return Ok(value);
    }
    let way = if number.is_negative() { "down" } else { "up" };
    Err(CallError::new(format!(
        "cannot use {number} (type {}) as float64 in argument {index}: value was rounded {way}",
        Value::Number(number.clone()).kind()
    )))
}

/// An argument that is an index or a count, unless it is negative. One that is too large for memory
/// is the largest.
pub(super) fn index(args: &[Value], index: usize) -> Result<Option<usize>, CallError> {
    let value = int64(args, index)?;
    Ok((value >= 0).then(|| usize::try_from(value).unwrap_or(usize::MAX)))
}

/// An argument that is a list of strings.
pub(super) fn strings(args: &[Value], index: usize) -> Result<Vec<&str>, CallError> {
    elements(args, index, string)
}

/// An argument that is a list of numbers.
pub(super) fn numbers(args: &[Value], index: usize) -> Result<Vec<&Number>, CallError> {
    elements(args, index, number)
}

fn elements<'a, T>(
    args: &'a [Value],
    index: usize,
    take: fn(&'a [Value], usize) -> Result<T, CallError>,
) -> Result<Vec<T>, CallError> {
    let list = list(args.get(index).ok_or_else(|| other(index, "list"))?)?;
    (0..list.len()).map(|at| take(list, at)).collect()
}

/// The error for a value of a kind that a function cannot use.
pub(super) fn cannot_use(value: &Value, kind: &str) -> CallError {
    CallError::new(format!("cannot use value {} (type {}) as {kind}", show(value), value.kind()))
}

/// The elements of a list.
pub(super) fn list(value: &Value) -> Result<&[Value], CallError> {
    match value {
        Value::List(values) => Ok(values),
        _ => Err(cannot_use(value, "list")),
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

/// A length, or a place.
pub(super) fn length(value: usize) -> Value {
    Value::Number(Number::from_u64(value as u64))
}

/// An integer.
pub(super) fn int(value: i64) -> Value {
    Value::Number(Number::from_i64(value))
}

/// An integer of any size.
pub(super) fn bigint_value(value: &BigInt) -> Value {
    Value::Number(Number::from_bigint(value))
}

/// A float; there are no infinite ones.
pub(super) fn float(value: f64) -> Result<Value, CallError> {
    let number = Number::from_f64(value);
    number.map(Value::Number).ok_or_else(|| CallError::new("result is not a finite number"))
}

/// A number, which is an integer if it is whole.
pub(super) fn decimal(number: Number) -> Value {
    Value::Number(number.to_int().unwrap_or_else(|| number.with_int(false)))
}
