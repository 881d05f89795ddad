//! Cube roots.

use std::cmp::Ordering;

use super::Context;
use super::Number;
use super::NumberError;
use super::Rounding;
use super::convergence::Convergence;
use super::decimal;

impl Context {
    /// The cube root, by Newton's method.
    pub fn cbrt(self, number: &Number) -> Result<Number, NumberError> {
        if number.is_zero() {
            return Ok(number.clone());
        }
        let size = number.abs();
        let inner = Self { precision: self.precision * 2 + 2, rounding: Rounding::HalfUp };
        let mut root = inner.guess_root(&size)?;
        let mut convergence = Convergence::new(inner, self.precision + 1);
        loop {
            let square = inner.mul(&root, &root)?;
            let quotient = inner.quotient(&size, &square)?;
            let sum = inner.add(&inner.add(&quotient, &root)?, &root)?;
            root = inner.quotient(&sum, &Number::from_i64(3))?;
            if convergence.is_done(&root)? {
                break;
            }
        }
        let mut root = self.round(root)?;
        root.negative = number.negative;
        Ok(root)
    }

    /// A cube root that is good enough to begin with: by a parabola between 1/8 and 1, to which the
    /// number is moved by eighths.
    fn guess_root(self, size: &Number) -> Result<Number, NumberError> {
        let (eighth, half) = (decimal(125, -3), decimal(5, -1));
        let one = Number::from_i64(1);
        let mut value = size.clone();
        let mut steps = 0i32;
        while value.compare(&eighth) == Ordering::Less {
            value = self.mul(&value, &Number::from_i64(8))?;
            steps -= 1;
        }
        while value.compare(&one) == Ordering::Greater {
            value = self.mul(&value, &eighth)?;
            steps += 1;
        }
        let slope =
            self.add(&self.mul(&value, &decimal(46_946_116, -8).neg())?, &decimal(1_072_302, -6))?;
        let mut root = self.add(&self.mul(&slope, &value)?, &decimal(3_812_513, -7))?;
        let factor = if steps < 0 { half } else { Number::from_i64(2) };
        for _ in 0..steps.unsigned_abs() {
            root = self.mul(&root, &factor)?;
        }
        Ok(root)
    }
}
