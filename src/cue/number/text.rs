//! How numbers are written.

use std::fmt;
use std::fmt::Write as _;

use super::Magnitude;
use super::Number;

/// The text that interpolation and JSON have: plain where that is short, else with an exponent
/// (`1E+3`, `1E-7`).
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.negative {
            f.write_char('-')?;
        }
        let digits = match &self.magnitude {
            Magnitude::Small(value) => value.to_string(),
            Magnitude::Big(value) => value.to_string(),
        };
        let length = i64::try_from(digits.len()).unwrap_or(i64::MAX);
        let exponent = i64::from(self.exponent);
        let shown = if self.is_zero() && (-2000..0).contains(&exponent) {
            length - exponent
        } else {
            length
        };
        if exponent <= 0 && exponent + shown > -6 {
            plain(f, &digits, self.exponent.unsigned_abs() as usize)
        } else {
            scientific(f, &digits, exponent + length - 1)
        }
    }
}

impl Number {
    /// The number as a CUE literal, which also tells a float from an integer: `10.0` for the float
    /// `10`, `1e+3`.
    pub fn to_literal(&self) -> String {
        let mut text = self.to_string();
        if !self.int && !text.contains(['.', 'E']) {
            text.push_str(".0");
        }
        text.make_ascii_lowercase();
        text
    }
}

/// Digits with a point before the last `places`.
fn plain(f: &mut fmt::Formatter<'_>, digits: &str, places: usize) -> fmt::Result {
    if places == 0 {
        return f.write_str(digits);
    }
    match digits.len().checked_sub(places) {
        None | Some(0) => write!(f, "0.{digits:0>places$}"),
        Some(point) => write!(f, "{}.{}", &digits[..point], &digits[point..]),
    }
}

fn scientific(f: &mut fmt::Formatter<'_>, digits: &str, exponent: i64) -> fmt::Result {
    let (first, rest) = digits.split_at(1);
    f.write_str(first)?;
    if !rest.is_empty() {
        write!(f, ".{rest}")?;
    }
    write!(f, "E{exponent:+}")
}
