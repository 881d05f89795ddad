//! Numbers as they are written in CUE and in JSON.
//!
//! Upstream: `cue/literal/num.go`.

use super::Context;
use super::Number;
use super::context::place;
use super::magnitude::Magnitude;

impl Number {
    /// Reads a literal of CUE, with an optional sign: `1_000`, `0x1F`, `1.5Gi`, `.5`, `1e3`.
    ///
    /// A literal with a multiplier must be whole (`1.5K` is, `1.1Ki` is not).
    pub fn from_literal(text: &str) -> Option<Self> {
        let (negative, unsigned) = sign(text);
        let number = match unsigned.as_bytes() {
            [b'0', b'x' | b'X', ..] => based(&unsigned[2..], 16)?,
            [b'0', b'o', ..] => based(&unsigned[2..], 8)?,
            [b'0', b'b', ..] => based(&unsigned[2..], 2)?,
            _ => decimal(unsigned)?,
        };
        Some(Self { negative, ..number })
    }

    /// Reads a number as JSON has it, keeping its digits; with point or exponent it is a float.
    ///
    /// A sign, a leading zero and a missing digit around the point are not minded.
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, unsigned) = sign(text);
        Some(Self { negative, ..written(unsigned)? })
    }
}

/// Reads digits with perhaps a point and an exponent.
fn written(text: &str) -> Option<Number> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let magnitude = Magnitude::from_digits(&digits, 10)?;
    let places = i64::try_from(fraction.len()).ok()?;
    let last = i64::from(exponent.map_or(Some(0), power)?) - places;
    let int = exponent.is_none() && !mantissa.contains('.');
    Some(Number { exponent: place(&magnitude, last).ok()?, magnitude, negative: false, int })
}

fn sign(text: &str) -> (bool, &str) {
    let negative = text.starts_with('-');
    (negative, text.strip_prefix(['+', '-']).unwrap_or(text))
}

fn power(text: &str) -> Option<i32> {
    let (negative, digits) = sign(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let size: i32 = digits.parse().ok()?;
    Some(if negative { -size } else { size })
}

fn based(digits: &str, base: u32) -> Option<Number> {
    let digits = without_separators(digits, base)?;
    if digits.is_empty() || !digits.chars().all(|c| c.is_digit(base)) {
        return None;
    }
    let magnitude = Magnitude::from_digits(&digits, base)?;
    Some(Number { magnitude, exponent: 0, negative: false, int: true })
}

fn decimal(text: &str) -> Option<Number> {
    let (digits, factor) = match multiplier(text) {
        Some((digits, factor)) => (digits, Some(factor)),
        None => (text, None),
    };
    let number = written(&without_separators(digits, 10)?)?;
    if number.int && digits.len() > 1 && digits.starts_with('0') {
        return None;
    }
    let Some(factor) = factor else { return Some(number) };
    let product = Context::CUE.mul(&number, &factor).ok()?;
    product.to_int()
}

/// Splits `1.5Gi` into the digits and the factor.
fn multiplier(text: &str) -> Option<(&str, Number)> {
    let (rest, base) = match text.strip_suffix('i') {
        Some(rest) => (rest, 1024u64),
        None => (text, 1000u64),
    };
    let letter = rest.chars().next_back()?;
    let power = "KMGTP".find(letter)?;
    let digits = &rest[..rest.len() - 1];
    if digits.contains(['e', 'E']) {
        return None;
    }
    let factor = base.pow(u32::try_from(power).ok()? + 1);
    Some((digits, Number::from_u64(factor)))
}

/// Takes `_` out, after each of which must stand a digit.
fn without_separators(text: &str, base: u32) -> Option<String> {
    let digit = |rest: &str| rest.starts_with(|c: char| c.is_digit(base));
    text.split('_').skip(1).all(digit).then(|| text.replace('_', ""))
}
