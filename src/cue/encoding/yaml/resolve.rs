//! What texts without quotes and tags are.
//!
//! Upstream: `resolve.go` of go-yaml.

use crate::go::layout;

pub(super) const NULL: &str = "!!null";
pub(super) const BOOL: &str = "!!bool";
pub(super) const STR: &str = "!!str";
pub(super) const INT: &str = "!!int";
pub(super) const FLOAT: &str = "!!float";
pub(super) const TIMESTAMP: &str = "!!timestamp";
pub(super) const SEQ: &str = "!!seq";
pub(super) const MAP: &str = "!!map";
pub(super) const BINARY: &str = "!!binary";
pub(super) const MERGE: &str = "!!merge";

const LONG: &str = "tag:yaml.org,2002:";

/// The short form of a tag.
pub(super) fn short_tag(tag: String) -> String {
    tag.strip_prefix(LONG).map(|name| format!("!!{name}")).unwrap_or(tag)
}

/// The tag that a text asks for.
pub(super) fn resolve(text: &str) -> &'static str {
    match text {
        "true" | "True" | "TRUE" | "false" | "False" | "FALSE" => BOOL,
        "" | "~" | "null" | "Null" | "NULL" => NULL,
        ".nan" | ".NaN" | ".NAN" => FLOAT,
        _ if infinity(text).is_some() => FLOAT,
        _ => match text.as_bytes()[0] {
            b'.' if is_go_float(text) => FLOAT,
            b'+' | b'-' | b'0'..=b'9' => number(text),
            _ => STR,
        },
    }
}

/// Whether a text is an infinity, and a negative one.
pub(super) fn infinity(text: &str) -> Option<bool> {
    let (negative, size) = match text.strip_prefix(['+', '-']) {
        Some(size) => (text.starts_with('-'), size),
        None => (false, text),
    };
    matches!(size, ".inf" | ".Inf" | ".INF").then_some(negative)
}

/// The tag of a text that starts like a number.
fn number(text: &str) -> &'static str {
    if is_timestamp(text) {
        return TIMESTAMP;
    }
    let plain = text.replace('_', "");
    match () {
        () if is_integer(&plain) => INT,
        () if is_yaml_float(&plain) && is_go_float(&plain) => FLOAT,
        () if is_binary(&plain) => INT,
        () => STR,
    }
}

/// Whether a text starts like a year, and goes on as a date.
fn is_timestamp(text: &str) -> bool {
    const LAYOUTS: [&str; 4] = [
        "2006-1-2T15:4:5.999999999Z07:00",
        "2006-1-2t15:4:5.999999999Z07:00",
        "2006-1-2 15:4:5.999999999",
        "2006-1-2",
    ];
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    digits == 4
        && text[4..].starts_with('-')
        && LAYOUTS.iter().any(|layout| layout::parse(layout, text).is_ok())
}

/// Whether Go reads a text as an integer of 64 bits, with or without a sign, of a base that the
/// text itself names.
fn is_integer(text: &str) -> bool {
    let (sign, digits) = match text.as_bytes()[0] {
        b'+' | b'-' => text.split_at(1),
        _ => ("", text),
    };
    let (base, digits) = match digits.as_bytes() {
        [b'0', b'x' | b'X', ..] => (16, &digits[2..]),
        [b'0', b'b' | b'B', ..] => (2, &digits[2..]),
        [b'0', b'o' | b'O', ..] => (8, &digits[2..]),
        [b'0', _, ..] => (8, &digits[1..]),
        _ => (10, digits),
    };
    let limit = match sign {
        "" => u64::MAX,
        "-" => i64::MIN.unsigned_abs(),
        _ => i64::MAX.unsigned_abs(),
    };
    // Rust would take a second sign.
    digits.starts_with(|c: char| c.is_ascii_alphanumeric())
        && u64::from_str_radix(digits, base).is_ok_and(|value| value <= limit)
}

/// Whether a text is a binary number whose digits have a sign of their own.
fn is_binary(text: &str) -> bool {
    let signed = |digits: &str, base| {
        i64::from_str_radix(digits, base).is_ok() && digits.starts_with(['+', '-'])
    };
    let prefix =
        |prefix: &str, base| text.strip_prefix(prefix).is_some_and(|rest| signed(rest, base));
    prefix("0b", 2) || prefix("0o", 8)
}

/// Whether a text is a float as YAML writes them.
fn is_yaml_float(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let some_digits = |text: &str| !text.is_empty() && digits(text);
    let mantissa = match mantissa.split_once('.') {
        Some(("", fraction)) => some_digits(fraction),
        Some((whole, fraction)) => some_digits(whole) && digits(fraction),
        None => some_digits(mantissa),
    };
    let unsigned = exponent.map(|exponent| exponent.strip_prefix(['+', '-']).unwrap_or(exponent));
    mantissa && unsigned.is_none_or(some_digits)
}

/// Whether Go reads a text as a float of 64 bits.
fn is_go_float(text: &str) -> bool {
    crate::go::number::parse_float(text).is_ok()
}
