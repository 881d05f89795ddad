//! How `strconv.FormatFloat` writes numbers.

use std::fmt::LowerExp;
use std::str::FromStr;

/// The digits of a number behind the point, without zeros at the end, and where the point belongs:
/// `0.125` is `125` at 0, `20` is `2` at 2, and zero is nothing at all.
struct Digits {
    digits: String,
    point: i64,
}

/// Writes a number in a format (`b`, `e`, `E`, `f`, `g`, `G`, `x` or `X`), with a number of digits;
/// a negative one means as few as say the same.
///
/// The size of the number is 32 or 64 bits; there is nothing for other sizes.
pub fn format(value: f64, format: u8, precision: i64, bits: i64) -> Option<String> {
    let float = match bits {
        32 => Float::of32(value),
        64 => Float::of64(value),
        _ => return None,
    };
    if float.value.is_nan() {
        return Some("NaN".to_owned());
    }
    let sign = if float.value.is_sign_negative() { "-" } else { "" };
    if float.value.is_infinite() {
        return Some(format!("{}Inf", if sign.is_empty() { "+" } else { sign }));
    }
    let size = usize::try_from(precision).ok();
    let text = match format {
        b'e' | b'E' | b'f' | b'g' | b'G' => float.decimal(format, size),
        b'b' => format!("{}p{:+}", float.mantissa, float.exponent),
        b'x' | b'X' => float.hexadecimal(format, size),
        // As the verb would be, and without a sign.
        _ => return Some(format!("%{}", char::from(format))),
    };
    Some(format!("{sign}{text}"))
}

/// The fewest digits that mean a number, with an exponent: `1.5e3`.
pub fn shortest(value: f64) -> String {
    to_even(value)
}

/// Of two texts that are equally close, Rust takes the larger, and Go the even one.
fn to_even<F: LowerExp + FromStr + PartialEq + Copy>(value: F) -> String {
    let text = format!("{value:e}");
    let digits = text.find('e').unwrap_or(0) - usize::from(text.starts_with('-'));
    let places = digits.saturating_sub(2);
    let even = format!("{value:.places$e}");
    if even.parse().is_ok_and(|even: F| even == value) { even } else { text }
}

/// A number in its parts, the sign aside: the mantissa times a power of two.
struct Float {
    value: f64,
    single: bool,
    mantissa: u64,
    exponent: i64,
}

impl Float {
    fn of64(value: f64) -> Self {
        let bits = value.to_bits();
        let (mantissa, biased) = (bits & ((1 << 52) - 1), (bits >> 52) & 0x7ff);
        Self { value, single: false, ..Self::of_parts(mantissa, biased, 52, 1075) }
    }

    #[expect(clippy::cast_possible_truncation, reason = "it is asked for")]
    fn of32(value: f64) -> Self {
        let single = value as f32;
        let bits = u64::from(single.to_bits());
        let (mantissa, biased) = (bits & ((1 << 23) - 1), (bits >> 23) & 0xff);
        let value = f64::from(single);
        Self { value, single: true, ..Self::of_parts(mantissa, biased, 23, 150) }
    }

    fn of_parts(mantissa: u64, biased: u64, width: u32, bias: i64) -> Self {
        let implied = u64::from(biased > 0) << width;
        let exponent = i64::try_from(biased.max(1)).unwrap_or(0) - bias;
        Self { value: 0.0, single: false, mantissa: mantissa | implied, exponent }
    }

    fn decimal(&self, format: u8, size: Option<usize>) -> String {
        let exponent = if format.is_ascii_uppercase() { 'E' } else { 'e' };
        let Some(size) = size else {
            let digits = self.shortest();
            return match format {
                b'e' | b'E' => digits.scientific(digits.digits.len().saturating_sub(1), exponent),
                b'f' => digits.plain(digits.places()),
                _ => digits.general(digits.digits.len(), 6, exponent),
            };
        };
        match format {
            b'e' | b'E' => self.rounded(size + 1).scientific(size, exponent),
            b'f' => self.plain(size),
            _ => {
                let size = size.max(1);
                let digits = self.rounded(size);
                let length = i64::try_from(digits.digits.len()).unwrap_or(i64::MAX);
                let large = match i64::try_from(size).unwrap_or(i64::MAX) {
                    size if size > length && length >= digits.point => length,
                    size => size,
                };
                digits.general(size, large, exponent)
            }
        }
    }

    #[expect(clippy::cast_possible_truncation, reason = "it is one of 32 bits")]
    fn shortest(&self) -> Digits {
        let value = self.value.abs();
        Digits::read(&if self.single { to_even(value as f32) } else { to_even(value) })
    }

    /// The number with so many digits at most.
    fn rounded(&self, size: usize) -> Digits {
        Digits::read(&format!("{:.*e}", size.min(MOST) - 1, self.value.abs()))
    }

    fn plain(&self, places: usize) -> String {
        let mut text = format!("{:.*}", places.min(MOST), self.value.abs());
        text.extend(std::iter::repeat_n('0', places.saturating_sub(MOST)));
        text
    }

    fn hexadecimal(&self, format: u8, size: Option<usize>) -> String {
        // One digit, and below it 60 bits.
        let zeros = self.mantissa.leading_zeros();
        let mut mantissa = if self.mantissa == 0 { 0 } else { self.mantissa << zeros >> 3 };
        let mut exponent = match self.mantissa {
            0 => 0,
            _ => self.exponent + 63 - i64::from(zeros),
        };
        if let Some(size @ 0..15) = size {
            let shift = 60 - size * 4;
            let (kept, lost) = (mantissa >> shift, mantissa & ((1 << shift) - 1));
            let half = 1 << (shift - 1);
            let up = lost > half || lost == half && kept & 1 == 1;
            mantissa = (kept + u64::from(up)) << shift;
            if mantissa >> 61 != 0 {
                mantissa >>= 1;
                exponent += 1;
            }
        }
        let fraction = format!("{:015x}", mantissa & ((1 << 60) - 1));
        let fraction = match size {
            None => fraction.trim_end_matches('0').to_owned(),
            Some(size) => format!("{fraction:0<size$.size$}"),
        };
        let point = if fraction.is_empty() { "" } else { "." };
        let text = format!("0x{}{point}{fraction}p{}", mantissa >> 60, signed(exponent));
        if format == b'X' { text.to_ascii_uppercase() } else { text }
    }
}

/// No number has more digits.
const MOST: usize = 1100;

impl Digits {
    /// Reads what `{:e}` writes.
    fn read(text: &str) -> Self {
        let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
        let digits = mantissa.replace('.', "");
        let digits = digits.trim_end_matches('0').to_owned();
        let exponent: i64 = exponent.parse().unwrap_or(0);
        let point = if digits.is_empty() { 0 } else { exponent + 1 };
        Self { digits, point }
    }

    /// How many digits stand behind the point.
    fn places(&self) -> usize {
        let length = i64::try_from(self.digits.len()).unwrap_or(i64::MAX);
        usize::try_from(length - self.point).unwrap_or(0)
    }

    fn scientific(&self, places: usize, letter: char) -> String {
        let (first, rest) = match self.digits.split_at_checked(1) {
            Some((first, rest)) => (first, rest),
            None => ("0", ""),
        };
        let exponent = if self.digits.is_empty() { 0 } else { self.point - 1 };
        let point = if places > 0 { "." } else { "" };
        let mut text = format!("{first}{point}{rest}");
        text.extend(std::iter::repeat_n('0', places.saturating_sub(rest.len())));
        format!("{text}{letter}{}", signed(exponent))
    }

    fn plain(&self, places: usize) -> String {
        let length = self.digits.len();
        let mut text = String::new();
        match usize::try_from(self.point) {
            Ok(point @ 1..) => {
                text.push_str(&self.digits[..point.min(length)]);
                text.extend(std::iter::repeat_n('0', point.saturating_sub(length)));
            }
            _ => text.push('0'),
        }
        if places > 0 {
            text.push('.');
            let zeros = usize::try_from(-self.point).unwrap_or(0).min(places);
            text.extend(std::iter::repeat_n('0', zeros));
            let rest = self.digits.get(usize::try_from(self.point).unwrap_or(0)..).unwrap_or("");
            text.push_str(&rest[..rest.len().min(places - zeros)]);
        }
        text
    }

    /// With an exponent if the number is small, or as large as is said.
    fn general(&self, size: usize, large: i64, letter: char) -> String {
        let exponent = self.point - 1;
        if exponent < -4 || exponent >= large {
            let size = size.min(self.digits.len());
            return self.scientific(size.saturating_sub(1), letter);
        }
        self.plain(self.places())
    }
}

/// An exponent of two digits at least.
fn signed(exponent: i64) -> String {
    format!("{exponent:+03}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: f64, precision: i64, expected: [&str; 5]) {
        for (form, expected) in b"efgbx".iter().zip(expected) {
            let text = format(value, *form, precision, 64).unwrap();
            assert_eq!(text, expected, "{value} {}", char::from(*form));
        }
    }

    #[test]
    fn as_few_digits_as_needed_are_written() {
        check(0.0, -1, ["0e+00", "0", "0", "0p-1074", "0x0p+00"]);
        check(-20.0, -1, ["-2e+01", "-20", "-20", "-5629499534213120p-48", "-0x1.4p+04"]);
        let million = ["1e+06", "1000000", "1e+06", "8589934592000000p-33", "0x1.e848p+19"];
        check(1e6, -1, million);
        let small =
            ["1.5e-05", "0.000015", "1.5e-05", "8854437155380585p-69", "0x1.f75104d551d69p-17"];
        check(1.5e-5, -1, small);
        assert_eq!(shortest(4_503_599_627_370_497.0 / 4.0), "1.1258999068426242e15");
        assert_eq!(format(4_022_571.25, b'e', -1, 32).unwrap(), "4.0225712e+06");
        assert_eq!(format(0.1, b'g', -1, 32).unwrap(), "0.1");
    }

    #[test]
    fn digits_are_rounded_and_filled_up() {
        check(2.5, 0, ["2e+00", "2", "2", "5629499534213120p-51", "0x1p+01"]);
        check(999.5, 3, ["9.995e+02", "999.500", "1e+03", "8791694975696896p-43", "0x1.f3cp+09"]);
        check(3.0, 4, ["3.0000e+00", "3.0000", "3", "6755399441055744p-51", "0x1.8000p+01"]);
        let long = format(0.1, b'f', 2000, 64).unwrap();
        assert_eq!((long.len(), &long[..9]), (2002, "0.1000000"));
        assert_eq!(format(f64::NEG_INFINITY, b'f', 1, 64).unwrap(), "-Inf");
        assert_eq!(format(1.0, b'z', 1, 64).unwrap(), "%z");
        assert_eq!(format(1.0, b'f', 1, 16), None);
    }
}
