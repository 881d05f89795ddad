//! When to stop an iteration.

use super::Context;
use super::Magnitude;
use super::Number;
use super::NumberError;

/// Watches an iteration until its results differ by less than one in some digit.
pub(super) struct Convergence {
    context: Context,
    digits: u32,
    left: u32,
    last: Number,
}

impl Convergence {
    /// For results that are good to so many digits.
    pub(super) fn new(context: Context, digits: u32) -> Self {
        Self { context, digits, left: 10 + digits, last: Number::from_i64(0) }
    }

    /// Takes the next result: whether it is good enough.
    pub(super) fn is_done(&mut self, next: &Number) -> Result<bool, NumberError> {
        let change = self.context.sub(&self.last, next)?.abs();
        let limit = Number {
            magnitude: Magnitude::ONE,
            exponent: i32::try_from(next.top() - i64::from(self.digits)).unwrap_or(i32::MIN),
            negative: false,
            int: false,
        };
        if change.is_zero() || change.compare(&limit).is_le() {
            return Ok(true);
        }
        self.left = self.left.checked_sub(1).ok_or(NumberError::TooManyIterations)?;
        self.last = next.clone();
        Ok(false)
    }
}
