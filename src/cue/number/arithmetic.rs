//! Sums and products.

use super::Context;
use super::Number;
use super::NumberError;
use super::context::MAX_EXPONENT;
use super::context::place;
use super::magnitude::Magnitude;

impl Context {
    /// The sum; an integer if both are.
    pub fn add(self, left: &Number, right: &Number) -> Result<Number, NumberError> {
        self.sum(left, right, right.negative)
    }

    /// The difference; an integer if both are.
    pub fn sub(self, left: &Number, right: &Number) -> Result<Number, NumberError> {
        self.sum(left, right, !right.negative)
    }

    /// The product; an integer if both are.
    pub fn mul(self, left: &Number, right: &Number) -> Result<Number, NumberError> {
        let magnitude = left.magnitude.multiply(&right.magnitude);
        let exponent = place(&magnitude, i64::from(left.exponent) + i64::from(right.exponent))?;
        let negative = left.negative != right.negative;
        self.round(Number { magnitude, exponent, negative, int: left.int && right.int })
    }

    fn sum(self, left: &Number, right: &Number, turned: bool) -> Result<Number, NumberError> {
        let (a, b, exponent) = aligned(left, right)?;
        let (magnitude, negative) = if left.negative == turned {
            (a.add(&b), left.negative)
        } else {
            let (difference, swapped) = a.difference(&b);
            let negative = !difference.is_zero() && left.negative != swapped;
            (difference, negative)
        };
        self.round(Number { magnitude, exponent, negative, int: left.int && right.int })
    }
}

/// Both magnitudes with the smaller of the exponents.
fn aligned(left: &Number, right: &Number) -> Result<(Magnitude, Magnitude, i32), NumberError> {
    let exponent = left.exponent.min(right.exponent);
    let shifted = |number: &Number| {
        let zeros = i64::from(number.exponent) - i64::from(exponent);
        if zeros > MAX_EXPONENT {
            return Err(NumberError::AddRange);
        }
        Ok(number.magnitude.shift(u32::try_from(zeros).unwrap_or(0)))
    };
    Ok((shifted(left)?, shifted(right)?, exponent))
}
