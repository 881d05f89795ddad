//! Numbers and booleans as Go's `strconv` reads them.

use super::quote::quote;
use thiserror::Error;

/// Why a text is no number, in Go's words.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("strconv.{function}: parsing {}: {kind}", quote(text))]
pub struct NumberError {
    /// The function of Go that would have failed.
    pub function: &'static str,
    /// The text as given.
    pub text: String,
    /// What is wrong with it.
    pub kind: NumberErrorKind,
}

/// What is wrong with a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NumberErrorKind {
    /// It is not written as a number.
    #[error("invalid syntax")]
    Syntax,
    /// It does not fit.
    #[error("value out of range")]
    Range,
}

/// Reads a boolean (`strconv.ParseBool`).
pub fn parse_bool(text: &str) -> Result<bool, NumberError> {
    match text {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Ok(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Ok(false),
        _ => Err(error("ParseBool", text, NumberErrorKind::Syntax)),
    }
}

/// Reads a decimal number (`strconv.Atoi`).
pub fn atoi(text: &str) -> Result<i64, NumberError> {
    signed(text, 10, 64).map_err(|kind| error("Atoi", text, kind))
}

/// Reads a number with an optional sign (`strconv.ParseInt`).
///
/// The base is 2 to 36 and there are 1 to 64 bits; Go's special values 0 are not known here.
pub fn parse_int(text: &str, base: u32, bits: u32) -> Result<i64, NumberError> {
    signed(text, base, bits).map_err(|kind| error("ParseInt", text, kind))
}

/// Reads a number without a sign (`strconv.ParseUint`); base and bits as in [`parse_int`].
pub fn parse_uint(text: &str, base: u32, bits: u32) -> Result<u64, NumberError> {
    unsigned(text, base, bits).map_err(|kind| error("ParseUint", text, kind))
}

/// Reads a floating-point number (`strconv.ParseFloat` with 64 bits).
pub fn parse_float(text: &str) -> Result<f64, NumberError> {
    float(text).map_err(|kind| error("ParseFloat", text, kind))
}

fn error(function: &'static str, text: &str, kind: NumberErrorKind) -> NumberError {
    NumberError { function, text: text.to_owned(), kind }
}

fn signed(text: &str, base: u32, bits: u32) -> Result<i64, NumberErrorKind> {
    let negative = text.starts_with('-');
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let size = i128::from(unsigned(digits, base, bits)?);
    let limit = 1i128 << (bits - 1);
    let value = if negative { -size } else { size };
    if value < -limit || value >= limit {
        return Err(NumberErrorKind::Range);
    }
    i64::try_from(value).map_err(|_| NumberErrorKind::Range)
}

/// Reads digits; the first that is wrong or too much decides the error.
fn unsigned(text: &str, base: u32, bits: u32) -> Result<u64, NumberErrorKind> {
    if text.is_empty() {
        return Err(NumberErrorKind::Syntax);
    }
    let limit = 1u128 << bits;
    let mut value = 0u128;
    for c in text.chars() {
        let digit = c.to_digit(36).filter(|digit| *digit < base).ok_or(NumberErrorKind::Syntax)?;
        value = value * u128::from(base) + u128::from(digit);
        if value >= limit {
            return Err(NumberErrorKind::Range);
        }
    }
    u64::try_from(value).map_err(|_| NumberErrorKind::Range)
}

fn float(text: &str) -> Result<f64, NumberErrorKind> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if unsigned.eq_ignore_ascii_case("inf") || unsigned.eq_ignore_ascii_case("infinity") {
        return Ok(if text.starts_with('-') { f64::NEG_INFINITY } else { f64::INFINITY });
    }
    if text.eq_ignore_ascii_case("nan") {
        return Ok(f64::NAN);
    }
    let hexadecimal = unsigned.starts_with("0x") || unsigned.starts_with("0X");
    if !unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        || !underscores_separate(unsigned, hexadecimal)
    {
        return Err(NumberErrorKind::Syntax);
    }
    let plain = unsigned.replace('_', "");
    let size = if hexadecimal {
        hexadecimal_float(&plain[2..])?
    } else {
        plain.parse().map_err(|_| NumberErrorKind::Syntax)?
    };
    match size {
        f64::INFINITY => Err(NumberErrorKind::Range),
        _ if text.starts_with('-') => Ok(-size),
        _ => Ok(size),
    }
}

/// Reports whether every underscore stands between digits; the `x` of `0x` counts as one.
fn underscores_separate(text: &str, hexadecimal: bool) -> bool {
    let (mut before, rest) = if hexadecimal { ('0', &text[2..]) } else { ('.', text) };
    for c in rest.chars() {
        let digit = |c: char| c.is_digit(if hexadecimal { 16 } else { 10 });
        if (before == '_' && !digit(c)) || (c == '_' && !digit(before)) {
            return false;
        }
        before = c;
    }
    before != '_'
}

/// Reads what follows `0x`: digits, at most one point, and a binary exponent, which must be there.
fn hexadecimal_float(text: &str) -> Result<f64, NumberErrorKind> {
    let (mantissa, exponent) = text.split_once(['p', 'P']).ok_or(NumberErrorKind::Syntax)?;
    let exponent = binary_exponent(exponent).ok_or(NumberErrorKind::Syntax)?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if whole.is_empty() && fraction.is_empty() {
        return Err(NumberErrorKind::Syntax);
    }
    let mut value = 0u64;
    let mut shift = exponent;
    for (index, c) in whole.chars().chain(fraction.chars()).enumerate() {
        let digit = c.to_digit(16).ok_or(NumberErrorKind::Syntax)?;
        if value >> 59 == 0 {
            value = value << 4 | u64::from(digit);
        } else {
            // Lost digits matter only in that there were some.
            value |= u64::from(digit != 0);
            shift += 4;
        }
        shift -= if index >= whole.len() { 4 } else { 0 };
    }
    scale(value, shift)
}

/// Reads an exponent; one that is too large to matter is cut off.
fn binary_exponent(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let size = digits.parse().unwrap_or(i64::MAX).min(1_000_000_000_000);
    Some(if text.starts_with('-') { -size } else { size })
}

/// `value * 2^shift`, rounded once, half to even.
#[expect(clippy::cast_precision_loss, reason = "the value has at most 53 bits by then")]
fn scale(value: u64, shift: i64) -> Result<f64, NumberErrorKind> {
    if value == 0 {
        return Ok(0.0);
    }
    // Bits that cannot stay: those beyond 53, or below the smallest number.
    let width = i64::from(u64::BITS - value.leading_zeros());
    let surplus = (width - 53).max(-1074 - shift).max(0);
    if surplus > 65 {
        return Ok(0.0);
    }
    let wide = u128::from(value);
    let kept = wide >> surplus;
    let lost = wide & ((1 << surplus) - 1);
    let half = (1u128 << surplus) >> 1;
    let up = surplus > 0 && (lost > half || (lost == half && kept % 2 == 1));
    let rounded = u64::try_from(kept).unwrap_or(u64::MAX) + u64::from(up);
    let exponent = (shift + surplus).min(1024);
    if i64::from(u64::BITS - rounded.leading_zeros()) + exponent > 1024 {
        return Err(NumberErrorKind::Range);
    }
    // In two steps, as 2^exponent itself may not be a number.
    let exponent = i32::try_from(exponent).map_err(|_| NumberErrorKind::Range)?;
    let half = exponent / 2;
    Ok(rounded as f64 * 2f64.powi(half) * 2f64.powi(exponent - half))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text<T: ToString>(result: Result<T, NumberError>) -> String {
        result.map_or_else(|error| error.to_string(), |value| value.to_string())
    }

    #[test]
    fn integers_are_read_as_by_go() {
        let rows = [
            ("+5", "5", "5", "strconv.ParseUint: parsing \"+5\": invalid syntax"),
            ("-0", "0", "0", "strconv.ParseUint: parsing \"-0\": invalid syntax"),
            (
                "2147483648",
                "strconv.ParseInt: parsing \"2147483648\": value out of range",
                "2147483648",
                "strconv.ParseUint: parsing \"2147483648\": invalid syntax",
            ),
            (
                "99999999999999999999x",
                "strconv.ParseInt: parsing \"99999999999999999999x\": value out of range",
                "strconv.Atoi: parsing \"99999999999999999999x\": value out of range",
                "strconv.ParseUint: parsing \"99999999999999999999x\": invalid syntax",
            ),
            (
                "4294967296x",
                "strconv.ParseInt: parsing \"4294967296x\": value out of range",
                "strconv.Atoi: parsing \"4294967296x\": invalid syntax",
                "strconv.ParseUint: parsing \"4294967296x\": invalid syntax",
            ),
            (
                "",
                "strconv.ParseInt: parsing \"\": invalid syntax",
                "strconv.Atoi: parsing \"\": invalid syntax",
                "strconv.ParseUint: parsing \"\": invalid syntax",
            ),
            (
                "1_0",
                "strconv.ParseInt: parsing \"1_0\": invalid syntax",
                "strconv.Atoi: parsing \"1_0\": invalid syntax",
                "strconv.ParseUint: parsing \"1_0\": invalid syntax",
            ),
            (
                "-\"",
                "strconv.ParseInt: parsing \"-\\\"\": invalid syntax",
                "strconv.Atoi: parsing \"-\\\"\": invalid syntax",
                "strconv.ParseUint: parsing \"-\\\"\": invalid syntax",
            ),
            ("0755", "755", "755", "493"),
        ];
        for (number, int, decimal, octal) in rows {
            assert_eq!(text(parse_int(number, 10, 32)), int);
            assert_eq!(text(atoi(number)), decimal);
            assert_eq!(text(parse_uint(number, 8, 32)), octal);
        }
        assert_eq!(parse_int("-2147483648", 10, 32), Ok(-2_147_483_648));
        assert_eq!(parse_int("-9223372036854775808", 10, 64), Ok(i64::MIN));
        assert_eq!(parse_uint("18446744073709551615", 10, 64), Ok(u64::MAX));
        assert_eq!(parse_uint("fF", 16, 8), Ok(255));
    }

    #[test]
    fn booleans_are_read_as_by_go() {
        assert_eq!(parse_bool("T"), Ok(true));
        assert_eq!(parse_bool("False"), Ok(false));
        let error = "strconv.ParseBool: parsing \"yes\": invalid syntax";
        assert_eq!(text(parse_bool("yes")), error);
        assert!(parse_bool("tRUE").is_err());
    }

    #[test]
    fn floating_point_numbers_are_read_as_by_go() {
        let rows = [
            ("1_0", 10.0),
            ("0x1_0p1", 32.0),
            ("0x1p1_0", 1024.0),
            ("0x_1p1", 2.0),
            ("0x1.p1", 2.0),
            ("-inf", f64::NEG_INFINITY),
            ("+Infinity", f64::INFINITY),
            ("0x1p-1074", 5e-324),
            ("0x1p-1075", 0.0),
            ("0x1.8p-1074", 1e-323),
            ("0x1.fffffffffffff8p0", 2.0),
            ("0x1.fffffffffffff7p0", 1.999_999_999_999_999_8),
            ("0x1.00000000000008p0", 1.0),
            ("0x1.000000000000080001p0", 1.000_000_000_000_000_2),
            ("0x1.00000000000018p0", 1.000_000_000_000_000_4),
            ("0x1.fffffffffffff7p1023", f64::MAX),
            ("0x123456789abcdef0123p-10", 5.247_073_869_855_161e18),
            ("0x0p99999999999999999999", 0.0),
            ("-0X1P+3", -8.0),
            ("1.", 1.0),
            (".5", 0.5),
            ("5e-400", 0.0),
        ];
        for (number, value) in rows {
            let read = parse_float(number).map(f64::to_bits);
            assert_eq!(read, Ok(value.to_bits()), "{number}");
        }
        let wrong = [
            "0x1__0p1",
            "0x1_p1",
            "0x.p1",
            "0x1",
            "+nan",
            "infi",
            ".",
            "e5",
            "1e",
            "1e+",
            "1e5 ",
            " 1",
            "",
            "+",
            "0x1.2.3p1",
            "1.2.3",
            "_1",
            "1_",
            "1_.0",
            "++1",
            "0_x1p1",
        ];
        for number in wrong {
            let error = parse_float(number).map_err(|error| error.kind);
            assert_eq!(error, Err(NumberErrorKind::Syntax), "{number}");
        }
        for number in ["1e999", "0x1p1024", "0x1.fffffffffffff8p1023", "0x1p99999999999999999999"] {
            let error = parse_float(number).map_err(|error| error.kind);
            assert_eq!(error, Err(NumberErrorKind::Range), "{number}");
        }
    }
}
