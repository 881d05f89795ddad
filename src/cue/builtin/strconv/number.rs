//! Numbers from texts, and texts from numbers.

use num_bigint::BigInt;
use num_bigint::BigUint;
use num_bigint::Sign;

use super::CallError;
use super::Value;
use super::args;
use crate::cue::number::Number;
use crate::cue::syntax::literal;
use crate::go;
use crate::go::number::NumberError;
use crate::go::number::NumberErrorKind;
use crate::go::quote::quote;

/// As many digits may an integer have, and behind the point a float.
const MAX_DIGITS: usize = 100_000;

#[expect(clippy::cast_possible_truncation, reason = "it is asked for")]
pub(super) fn parse_float(args: &[Value]) -> Result<Value, CallError> {
    let (text, bits) = (args::string(args, 0)?, args::int64(args, 1)?);
    let value = go::number::parse_float(text).map_err(|error| CallError::new(error.to_string()))?;
    if bits != 32 {
        return args::float(value);
    }
    let single = text.replace('_', "").parse().unwrap_or(value as f32);
    if single.is_infinite() && value.is_finite() {
        return Err(error("ParseFloat", text, NumberErrorKind::Range));
    }
    args::float(f64::from(single))
}

/// Reads a literal of the language.
pub(super) fn parse_number(args: &[Value]) -> Result<Value, CallError> {
    let text = args::string(args, 0)?;
    let problem = |problem: String| {
        let quoted = quote(text);
        CallError::new(format!("strconv.ParseNumber: parsing {quoted}: {problem}"))
    };
    literal::check_number(text).map_err(|error| problem(error.to_string()))?;
    let number = Number::from_literal(text);
    number.map(args::decimal).ok_or_else(|| problem("value out of range".to_owned()))
}

pub(super) fn parse_int(args: &[Value]) -> Result<Value, CallError> {
    integer(args, "ParseInt", |value, bits| {
        // The smallest has one bit more than its negation less one.
        let size = if value.sign() == Sign::Minus { value + 1 } else { value.clone() };
        size.bits() < bits
    })
}

pub(super) fn parse_uint(args: &[Value]) -> Result<Value, CallError> {
    integer(args, "ParseUint", |value, bits| value.sign() != Sign::Minus && value.bits() <= bits)
}

pub(super) fn atoi(args: &[Value]) -> Result<Value, CallError> {
    let text = args::string(args, 0)?;
    let value = parse(text, 10)?.ok_or_else(|| error("Atoi", text, NumberErrorKind::Syntax))?;
    Ok(args::bigint_value(&value))
}

/// An integer in a base that fits so many bits; all fit none.
fn integer(
    args: &[Value],
    function: &'static str,
    fits: fn(&BigInt, u64) -> bool,
) -> Result<Value, CallError> {
    let text = args::string(args, 0)?;
    let (base, bits) = (args::int64(args, 1)?, args::int64(args, 2)?);
    let Ok(bits) = u64::try_from(bits) else {
        return Err(error(function, text, NumberErrorKind::Range));
    };
    let Some(value) = parse(text, base)? else {
        return Err(error(function, text, NumberErrorKind::Syntax));
    };
    let bits = if bits == 0 { u64::MAX } else { bits };
    if fits(&value, bits) {
        Ok(args::bigint_value(&value))
    } else {
        Err(error(function, text, NumberErrorKind::Range))
    }
}

/// Reads an integer, if it is one. A base of 0 means that it has a prefix, and perhaps underscores.
fn parse(text: &str, base: i64) -> Result<Option<BigInt>, CallError> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let base = match u32::try_from(base) {
        Ok(base @ (0 | 2..=62)) => base,
        _ if text.is_empty() => return Ok(None),
        _ => return Err(CallError::new(format!("invalid number base {base}"))),
    };
    if unsigned.len() > MAX_DIGITS {
        return Err(CallError::new(format!("number of more than {MAX_DIGITS} digits")));
    }
    let magnitude = if base == 0 { prefixed(unsigned) } else { digits(unsigned.chars(), base) };
    let sign = if text.starts_with('-') { Sign::Minus } else { Sign::Plus };
    Ok(magnitude.map(|magnitude| BigInt::from_biguint(sign, magnitude)))
}

fn prefixed(text: &str) -> Option<BigUint> {
    let (base, rest) = match text.as_bytes() {
        [b'0', b'b' | b'B', ..] => (2, &text[2..]),
        [b'0', b'o' | b'O', ..] => (8, &text[2..]),
        [b'0', b'x' | b'X', ..] => (16, &text[2..]),
        [b'0', _, ..] => (8, &text[1..]),
        _ => (10, text),
    };
    let digit_first = base != 10 || !rest.starts_with('_');
    let separate = digit_first && !rest.ends_with('_') && !rest.contains("__");
    if separate { digits(rest.chars().filter(|c| *c != '_'), base) } else { None }
}

/// Capital letters are the same as small ones, unless the base needs both.
fn digits(text: impl Iterator<Item = char>, base: u32) -> Option<BigUint> {
    let mut values = Vec::new();
    for c in text {
        let value = match c {
            'A'..='Z' if base > 36 => u32::from(c) - u32::from('A') + 36,
            _ => c.to_digit(36)?,
        };
        values.push(u8::try_from(value).ok().filter(|_| value < base)?);
    }
    if values.is_empty() { None } else { BigUint::from_radix_be(&values, base) }
}

pub(super) fn format_int(args: &[Value]) -> Result<Value, CallError> {
    const DIGITS: &[u8; 62] = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let (value, base) = (args::bigint(args, 0)?, args::int64(args, 1)?);
    let Some(base @ 2..=62) = u32::try_from(base).ok() else {
        return Err(CallError::new("invalid base"));
    };
    let digits = value.magnitude().to_radix_be(base);
    let digits = digits.into_iter().filter_map(|digit| DIGITS.get(usize::from(digit)));
    let sign = if value.sign() == Sign::Minus { "-" } else { "" };
    let text = sign.chars().chain(digits.map(|digit| char::from(*digit)));
    Ok(Value::String(text.collect::<String>().into()))
}

pub(super) fn format_float(args: &[Value]) -> Result<Value, CallError> {
    let value = args::float64(args, 0)?;
    let (precision, bits) = (args::int64(args, 2)?, args::int64(args, 3)?);
    let format = format_byte(&args[1])?;
    if usize::try_from(precision).is_ok_and(|precision| precision > MAX_DIGITS) {
        return Err(CallError::new(format!("precision of more than {MAX_DIGITS} digits")));
    }
    match go::float::format(value, format, precision, bits) {
        Some(text) => Ok(args::text(text)),
        None => Err(CallError::new("strconv: illegal AppendFloat/FormatFloat bitSize")),
    }
}

/// A format, as a string of one letter or by number.
fn format_byte(value: &Value) -> Result<u8, CallError> {
    match value {
        Value::String(text) => match text.as_bytes() {
            [byte] => Ok(*byte),
            _ => Err(CallError::new("expected single character string")),
        },
        Value::Number(number) if number.is_int() => {
            let number = args::int64_of(value)?;
            let wrong = |_| CallError::new(format!("format value {number} out of range [0, 255]"));
            u8::try_from(number).map_err(wrong)
        }
        other => Err(CallError::new(format!("unexpected kind {}", other.kind()))),
    }
}

fn error(function: &'static str, text: &str, kind: NumberErrorKind) -> CallError {
    CallError::new(NumberError { function, text: text.to_owned(), kind }.to_string())
}
