//! Quotients: of decimals, and the two whole ones.

use super::Context;
use super::Number;
use super::NumberError;
use super::context::place;
use super::magnitude::Magnitude;

impl Context {
    /// The quotient of CUE's `/`: always a float, without zeros at its end, but `3.0`.
    ///
    /// A quotient of whole digits shows that it is a float only if the division had more digits
    /// than it needed: `6/2` is `3.0`, yet `1e3/1` is `1.0E+3`.
    pub fn quo(self, left: &Number, right: &Number) -> Result<Number, NumberError> {
        Ok(self.quotient(left, right)?.reduced())
    }

    /// The quotient with as many digits as are kept; a context that keeps all digits cannot
    /// divide.
    pub(super) fn quotient(self, left: &Number, right: &Number) -> Result<Number, NumberError> {
        if right.is_zero() {
            let nothing = left.is_zero();
            return Err(if nothing {
                NumberError::DivisionUndefined
            } else {
                NumberError::DivisionByZero
            });
        }
        let negative = left.negative != right.negative;
        let shift = i64::from(left.exponent) - i64::from(right.exponent);
        if left.is_zero() {
            let exponent = place(&Magnitude::ZERO, shift)?;
            return Ok(Number { magnitude: Magnitude::ZERO, exponent, negative, int: false });
        }
        let (magnitude, moved) = self.divide(&left.magnitude, &right.magnitude);
        let exponent = place(&magnitude, shift - moved)?;
        Ok(Number { magnitude, exponent, negative, int: false })
    }

    /// Divides so that the quotient has just the digits that are kept, and says by how many
    /// places it was moved for that.
    fn divide(self, left: &Magnitude, right: &Magnitude) -> (Magnitude, i64) {
        let (left_digits, right_digits) = (left.digits(), right.digits());
        let mut dividend = left.shift(right_digits.saturating_sub(left_digits));
        let divisor = right.shift(left_digits.saturating_sub(right_digits));
        let mut moved = i64::from(right_digits) - i64::from(left_digits);
        if dividend.compare(&divisor).is_lt() {
            dividend = dividend.shift(1);
            moved += 1;
        }
        let extra = self.precision.saturating_sub(1);
        moved += i64::from(extra);
        let Some((quotient, rest)) = dividend.shift(extra).divide(&divisor) else {
            return (Magnitude::ZERO, 0);
        };
        let half = rest.add(&rest).compare(&divisor);
        let up = !rest.is_zero() && self.rounding.goes_up(&quotient, half);
        (if up { quotient.add(&Magnitude::ONE) } else { quotient }, moved)
    }
}

impl Number {
    /// Takes the zeros off the end; a float that had a fraction keeps one place.
    #[must_use]
    pub(super) fn reduced(&self) -> Self {
        let mut result = self.clone();
        if self.is_zero() {
            result.negative = false;
            result.exponent = 0;
        } else {
            let (magnitude, zeros) = self.magnitude.without_zeros();
            result.magnitude = magnitude;
            result.exponent = self.exponent.saturating_add_unsigned(zeros);
        }
        if self.exponent < 0 && result.exponent >= 0 {
            result.magnitude = result.magnitude.shift(1);
            result.exponent -= 1;
        }
        result
    }

    /// The Euclidean quotient (`div`): what is left over is never negative.
    pub fn int_div(&self, other: &Self) -> Result<Self, NumberError> {
        let (quotient, rest) = self.divide_whole(other)?;
        if rest.signum() >= 0 {
            return Ok(quotient);
        }
        let one = Self::from_i64(1);
        let step = if other.negative { one } else { one.neg() };
        Context::EXACT.add(&quotient, &step)
    }

    /// The Euclidean remainder (`mod`), which is never negative.
    pub fn int_mod(&self, other: &Self) -> Result<Self, NumberError> {
        let (_, rest) = self.divide_whole(other)?;
        if rest.signum() >= 0 {
            return Ok(rest);
        }
        Context::EXACT.add(&rest, &other.whole().abs())
    }

    /// The quotient, rounded toward zero (`quo`).
    pub fn int_quo(&self, other: &Self) -> Result<Self, NumberError> {
        Ok(self.divide_whole(other)?.0)
    }

    /// What [`Number::int_quo`] leaves over, with the sign of the dividend (`rem`).
    pub fn int_rem(&self, other: &Self) -> Result<Self, NumberError> {
        Ok(self.divide_whole(other)?.1)
    }

    fn divide_whole(&self, other: &Self) -> Result<(Self, Self), NumberError> {
        let (left, right) = (self.whole(), other.whole());
        let Some((quotient, rest)) = left.magnitude.divide(&right.magnitude) else {
            return Err(NumberError::DivisionByZero);
        };
        Ok((
            Self::whole_of(quotient, left.negative != right.negative),
            Self::whole_of(rest, left.negative),
        ))
    }
}
