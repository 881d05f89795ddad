//! Durations as Go's package `time` reads and writes them: nanoseconds in 64 bits.

use super::time::quote;
use thiserror::Error;

/// Why a text is no duration, in Go's words.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum DurationError {
    /// The text is not written as a duration, or too much for one.
    #[error("time: invalid duration {}", quote(.0))]
    Invalid(String),
    /// A number without a unit.
    #[error("time: missing unit in duration {}", quote(.0))]
    MissingUnit(String),
    /// A unit that there is not.
    #[error("time: unknown unit {} in duration {}", quote(.unit), quote(.text))]
    UnknownUnit {
        /// The unit as written.
        unit: String,
        /// The text as given.
        text: String,
    },
}

/// The largest size of a duration, which only a negative one can have.
const LIMIT: u64 = 1 << 63;

/// Reads a duration such as `1h30m` (`time.ParseDuration`).
pub fn parse(text: &str) -> Result<i64, DurationError> {
    let invalid = || DurationError::Invalid(text.to_owned());
    let mut rest = text.strip_prefix(['+', '-']).unwrap_or(text);
    if rest.is_empty() {
        return Err(invalid());
    }
    let mut size = 0u64;
    while !rest.is_empty() && rest != "0" {
        let (part, after) = part(text, rest)?;
        size = size.checked_add(part).filter(|size| *size <= LIMIT).ok_or_else(invalid)?;
        rest = after;
        if rest == "0" {
            return Err(DurationError::MissingUnit(text.to_owned()));
        }
    }
    if text.starts_with('-') {
        return Ok(0i64.wrapping_sub_unsigned(size));
    }
    i64::try_from(size).map_err(|_| invalid())
}

/// Reads one number with its unit; returns its nanoseconds and what follows.
fn part<'a>(text: &str, rest: &'a str) -> Result<(u64, &'a str), DurationError> {
    let invalid = || DurationError::Invalid(text.to_owned());
    let (whole, rest) = split_digits(rest);
    let (fraction, rest) = rest.strip_prefix('.').map_or(("", rest), split_digits);
    if whole.is_empty() && fraction.is_empty() {
        return Err(invalid());
    }
    let whole: u64 = if whole.is_empty() { 0 } else { whole.parse().map_err(|_| invalid())? };
    let end = rest.find(|c: char| c == '.' || c.is_ascii_digit()).unwrap_or(rest.len());
    let (name, rest) = rest.split_at(end);
    let unit = match name {
        // Too much is found before the unit is looked at.
        _ if whole > LIMIT => return Err(invalid()),
        "" => return Err(DurationError::MissingUnit(text.to_owned())),
        "ns" => 1,
        "us" | "µs" | "μs" => 1_000,
        "ms" => 1_000_000,
        "s" => 1_000_000_000,
        "m" => 60_000_000_000,
        "h" => 3_600_000_000_000,
        _ => {
            let (unit, text) = (name.to_owned(), text.to_owned());
            return Err(DurationError::UnknownUnit { unit, text });
        }
    };
    let size = whole.checked_mul(unit).filter(|size| *size <= LIMIT).ok_or_else(invalid)?;
    let size = size + nanoseconds(fraction, unit);
    if size > LIMIT { Err(invalid()) } else { Ok((size, rest)) }
}

fn split_digits(text: &str) -> (&str, &str) {
    text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()))
}

/// The digits behind a point as nanoseconds, computed in floating point as Go does it. Digits that
/// do not fit into 63 bits are left out.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "less than one unit, and not below zero"
)]
fn nanoseconds(fraction: &str, unit: u64) -> u64 {
    let (mut value, mut scale) = (0u64, 1.0f64);
    for digit in fraction.bytes().map(|byte| u64::from(byte - b'0')) {
        if value > (LIMIT - 1) / 10 || value * 10 + digit > LIMIT {
            break;
        }
        value = value * 10 + digit;
        scale *= 10.0;
    }
    (value as f64 * (unit as f64 / scale)) as u64
}

/// Writes a duration such as `1h30m0s` (`Duration.String`).
pub fn format(nanoseconds: i64) -> String {
    let sign = if nanoseconds < 0 { "-" } else { "" };
    let size = nanoseconds.unsigned_abs();
    let text = match size {
        0 => return "0s".to_owned(),
        1..1_000 => format!("{size}ns"),
        1_000..1_000_000 => format!("{}µs", decimal(size, 1_000, 3)),
        1_000_000..1_000_000_000 => format!("{}ms", decimal(size, 1_000_000, 6)),
        _ => clock(size),
    };
    format!("{sign}{text}")
}

/// Hours, minutes and seconds; none of those in front of the first that is not zero.
fn clock(size: u64) -> String {
    const MINUTE: u64 = 60_000_000_000;
    let seconds = decimal(size % MINUTE, 1_000_000_000, 9);
    match (size / MINUTE / 60, size / MINUTE % 60) {
        (0, 0) => format!("{seconds}s"),
        (0, minutes) => format!("{minutes}m{seconds}s"),
        (hours, minutes) => format!("{hours}h{minutes}m{seconds}s"),
    }
}

/// A size in units, with a fraction that has no zeros at its end.
fn decimal(size: u64, unit: u64, digits: usize) -> String {
    match size % unit {
        0 => (size / unit).to_string(),
        fraction => {
            let fraction = format!("{fraction:0digits$}");
            format!("{}.{}", size / unit, fraction.trim_end_matches('0'))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_and_written_as_by_go() {
        let rows = [
            ("0", 0, "0s"),
            ("-0", 0, "0s"),
            ("1ns", 1, "1ns"),
            ("+1s", 1_000_000_000, "1s"),
            ("-2m", -120_000_000_000, "-2m0s"),
            (".5s", 500_000_000, "500ms"),
            ("1.s", 1_000_000_000, "1s"),
            ("1us", 1_000, "1µs"),
            ("1µs", 1_000, "1µs"),
            ("1μs1ns", 1_001, "1.001µs"),
            ("1.002ms", 1_002_000, "1.002ms"),
            ("1m30s", 90_000_000_000, "1m30s"),
            ("90m", 5_400_000_000_000, "1h30m0s"),
            ("24h0.5s", 86_400_500_000_000, "24h0m0.5s"),
            ("1h1h", 7_200_000_000_000, "2h0m0s"),
            ("0.3333333333333333333h", 1_200_000_000_000, "20m0s"),
            ("0.100000000000000000000h", 360_000_000_000, "6m0s"),
            ("9223372036854775807ns", i64::MAX, "2562047h47m16.854775807s"),
            ("-9223372036854775808ns", i64::MIN, "-2562047h47m16.854775808s"),
            ("00s", 0, "0s"),
        ];
        for (text, size, written) in rows {
            assert_eq!(parse(text), Ok(size), "{text}");
            assert_eq!(format(size), written, "{text}");
        }
    }

    #[test]
    fn errors_are_those_of_go() {
        let rows = [
            ("", "time: invalid duration \"\""),
            ("-", "time: invalid duration \"-\""),
            ("x", "time: invalid duration \"x\""),
            (".", "time: invalid duration \".\""),
            (".s", "time: invalid duration \".s\""),
            ("5", "time: missing unit in duration \"5\""),
            ("00", "time: missing unit in duration \"00\""),
            ("1s0", "time: missing unit in duration \"1s0\""),
            ("1h2", "time: missing unit in duration \"1h2\""),
            ("1.5", "time: missing unit in duration \"1.5\""),
            ("3d", "time: unknown unit \"d\" in duration \"3d\""),
            ("1 s", "time: unknown unit \" s\" in duration \"1 s\""),
            ("1s ", "time: unknown unit \"s \" in duration \"1s \""),
            (
                "1é\"\\\n",
                r#"time: unknown unit "\xc3\xa9\"\\\x0a" in duration "1\xc3\xa9\"\\\x0a""#,
            ),
            ("9223372036854775808ns", "time: invalid duration \"9223372036854775808ns\""),
            ("99999999999999999999x", "time: invalid duration \"99999999999999999999x\""),
            ("2562048h", "time: invalid duration \"2562048h\""),
            ("--1s", "time: invalid duration \"--1s\""),
            ("1s-1s", "time: unknown unit \"s-\" in duration \"1s-1s\""),
        ];
        for (text, error) in rows {
            assert_eq!(parse(text).map_err(|error| error.to_string()), Err(error.to_owned()));
        }
    }
}
