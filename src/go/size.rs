//! Sizes such as `64m`, as docker's `units.RAMInBytes` reads them.

use super::case::to_lower;
use super::number::NumberError;
use super::number::parse_float;
use thiserror::Error;

/// Why a text is no size, in upstream's words.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SizeError {
    /// No digits, or a negative number.
    #[error("invalid size: '{0}'")]
    Size(String),
    /// The unit is not one.
    #[error("invalid suffix: '{0}'")]
    Suffix(String),
    /// What stands before the unit is no number.
    #[error(transparent)]
    Number(#[from] NumberError),
}

/// Reads a number of bytes; units are powers of 1024.
pub fn parse(text: &str) -> Result<i64, SizeError> {
    let number = |c: char| c.is_ascii_digit() || c == '.' || c == ' ';
    let end = text.rfind(number).ok_or_else(|| SizeError::Size(text.to_owned()))? + 1;
    let (number, suffix) = text.split_at(end);
    let size = parse_float(number.strip_suffix(' ').unwrap_or(number))?;
    if size < 0.0 {
        return Err(SizeError::Size(text.to_owned()));
    }
    Ok(truncate(size * unit(suffix)?))
}

fn unit(suffix: &str) -> Result<f64, SizeError> {
    if suffix.len() > 3 {
        return Err(SizeError::Suffix(suffix.to_owned()));
    }
    let suffix = to_lower(suffix);
    if suffix.is_empty() || suffix == "b" {
        return Ok(1.0);
    }
    let prefix = suffix.strip_suffix("ib").or(suffix.strip_suffix('b')).unwrap_or(&suffix);
    let power = ["k", "m", "g", "t", "p"].into_iter().zip(1..).find(|unit| unit.0 == prefix);
    power.map(|(_, power)| 1024f64.powi(power)).ok_or(SizeError::Suffix(suffix))
}

/// Cuts off the fraction. What does not fit is the smallest number, as on the processors that
/// upstream's images are mostly run on.
#[expect(clippy::cast_possible_truncation, reason = "the range is checked")]
fn truncate(size: f64) -> i64 {
    // 2^63 is the first that does not fit.
    if size < 9_223_372_036_854_775_808.0 { size as i64 } else { i64::MIN }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn sizes_are_read_as_by_upstream() {
        let rows = [
            ("0", 0),
            ("32", 32),
            ("32b", 32),
            ("32B", 32),
            ("1k", 1024),
            ("1K", 1024),
            ("1kb", 1024),
            ("1KiB", 1024),
            ("1 kib", 1024),
            ("1.5m", 1_572_864),
            (".5g", 536_870_912),
            ("2t", 2_199_023_255_552),
            ("1p", 1_125_899_906_842_624),
            ("1 ", 1),
            ("1e3", 1000),
            ("1_0k", 10240),
            ("0x1p4", 16),
            ("2\u{212a}", 2048),
            ("9999999999999999999", i64::MIN),
            ("inf ", i64::MIN),
            ("nan ", i64::MIN),
            ("8192p", i64::MIN),
        ];
        for (text, size) in rows {
            assert_eq!(parse(text), Ok(size), "{text:?}");
        }
    }

    #[test]
    fn errors_are_those_of_upstream() {
        let rows = [
            ("", "invalid size: ''"),
            ("m", "invalid size: 'm'"),
            ("-1m", "invalid size: '-1m'"),
            ("1x", "invalid suffix: 'x'"),
            ("1BB", "invalid suffix: 'bb'"),
            ("1Kx", "invalid suffix: 'kx'"),
            ("1KIX", "invalid suffix: 'kix'"),
            ("1KiBs", "invalid suffix: 'KiBs'"),
            ("1ib", "invalid suffix: 'ib'"),
            ("1bib", "invalid suffix: 'bib'"),
            ("1  k", "strconv.ParseFloat: parsing \"1 \": invalid syntax"),
            (" 1k", "strconv.ParseFloat: parsing \" 1\": invalid syntax"),
            ("1e999", "strconv.ParseFloat: parsing \"1e999\": value out of range"),
            ("1k1", "strconv.ParseFloat: parsing \"1k1\": invalid syntax"),
        ];
        for (text, error) in rows {
            assert_eq!(parse(text).map_err(|error| error.to_string()), Err(error.to_owned()));
        }
    }
}
