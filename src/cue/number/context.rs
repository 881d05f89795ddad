//! How exact arithmetic is.

use super::Magnitude;
use super::Number;
use super::NumberError;
use std::cmp::Ordering;

/// The largest and, negated, the smallest power of ten that a number's first or last digit may
/// have.
pub(super) const MAX_EXPONENT: i64 = 100_000;

/// How many digits results keep, and which way they are rounded.
///
/// ```
/// use bowsprit::cue::number::{Context, Number};
/// let third = Context::CUE.quo(&Number::from_i64(1), &Number::from_i64(3))?;
/// assert_eq!(third.to_string(), "0.3333333333333333333333333333333333");
/// # Ok::<(), bowsprit::cue::number::NumberError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Context {
    /// How many digits are kept; 0 keeps all.
    pub precision: u32,
    /// Which way the last digit is rounded.
    pub rounding: Rounding,
}

/// Which way the last digit is rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
    /// To the nearest; a half goes away from zero.
    HalfUp,
    /// To the nearest; a half goes to the even neighbour.
    HalfEven,
    /// Toward zero.
    Down,
}

impl Context {
    /// The arithmetic of CUE's operators: 34 digits.
    pub const CUE: Self = Self { precision: 34, rounding: Rounding::HalfUp };
    /// The arithmetic of CUE before v0.6: 24 digits.
    pub const LEGACY: Self = Self { precision: 24, rounding: Rounding::HalfUp };
    /// Arithmetic that does not round.
    pub const EXACT: Self = Self { precision: 0, rounding: Rounding::HalfUp };

    /// The same rounding, to another number of digits.
    #[must_use]
    pub const fn with_precision(self, precision: u32) -> Self {
        Self { precision, ..self }
    }

    /// The same number of digits, rounded in another way.
    #[must_use]
    pub const fn with_rounding(self, rounding: Rounding) -> Self {
        Self { rounding, ..self }
    }

    /// Rounds a number to the digits that are kept.
    pub fn round(self, mut number: Number) -> Result<Number, NumberError> {
        let digits = number.magnitude.digits();
        let extra = match self.precision {
            0 => 0,
            precision => digits.saturating_sub(precision),
        };
        let mut exponent = i64::from(number.exponent);
        if !number.is_zero() {
            in_range(exponent + i64::from(digits) - 1)?;
        }
        if extra > 0 {
            in_range(i64::from(extra))?;
            let mut kept = self.rounding.cut(&number.magnitude, extra);
            exponent += i64::from(extra);
            if kept.digits() > self.precision {
                kept = kept.cut(1).0;
                exponent += 1;
            }
            number.magnitude = kept;
        }
        number.exponent = place(&number.magnitude, exponent)?;
        Ok(number)
    }
}

impl Rounding {
    /// Takes digits off the end and rounds what is left.
    pub(super) fn cut(self, value: &Magnitude, digits: u32) -> Magnitude {
        let (kept, lost) = value.cut(digits);
        let half = if digits > lost.digits() {
            Ordering::Less
        } else {
            lost.add(&lost).compare(&Magnitude::power_of_ten(digits))
        };
        if !lost.is_zero() && self.goes_up(&kept, half) { kept.add(&Magnitude::ONE) } else { kept }
    }

    /// Whether one is added, by how what is lost compares with a half.
    pub(super) fn goes_up(self, kept: &Magnitude, half: Ordering) -> bool {
        match self {
            Self::HalfUp => half != Ordering::Less,
            Self::HalfEven => half == Ordering::Greater || half == Ordering::Equal && kept.is_odd(),
            Self::Down => false,
        }
    }
}

/// The exponent, if first and last digit are in range.
pub(super) fn place(magnitude: &Magnitude, exponent: i64) -> Result<i32, NumberError> {
    in_range(exponent)?;
    in_range(exponent + i64::from(magnitude.digits()) - 1)?;
    i32::try_from(exponent).map_err(|_| NumberError::ExponentRange)
}

fn in_range(exponent: i64) -> Result<(), NumberError> {
    if exponent.abs() > MAX_EXPONENT { Err(NumberError::ExponentRange) } else { Ok(()) }
}
