//! Powers.

use num_bigint::BigUint;

use super::Context;
use super::Magnitude;
use super::Number;
use super::NumberError;
use super::Rounding;
use super::decimal;

/// As many digits of a base are looked at.
const MAX_DIGITS: u32 = 1000;

impl Context {
    /// A number to the power of another.
    pub fn pow(self, base: &Number, power: &Number) -> Result<Number, NumberError> {
        let whole_power = power.is_integral();
        match (base.is_zero(), power.signum()) {
            (true, 0) => return Err(NumberError::InvalidOperation),
            (true, 1) => return Ok(Number::from_i64(0)),
            (true, _) => return Err(NumberError::NotFinite),
            (false, 0) => return Ok(Number::from_i64(1)),
            (false, _) if base.negative && !whole_power => {
                return Err(NumberError::InvalidOperation);
            }
            _ => {}
        }
        let precision = base.magnitude.digits().min(MAX_DIGITS).max(self.precision) + 10;
        let inner = Self { precision, rounding: Rounding::HalfUp };
        let whole = power.whole();
        let steps = whole.magnitude.to_big();
        let result = inner.power(base, &steps, power.negative)?;
        if whole_power {
            return self.round(result);
        }
        let rest = inner.mul(&inner.ln(&base.abs())?, &power.fraction())?;
        self.round(inner.mul(&result, &inner.exp(&rest)?)?)
    }

    /// *e* to the power of a number, by the series of its fraction and a power of ten.
    pub fn exp(self, power: &Number) -> Result<Number, NumberError> {
        if power.is_zero() {
            return Ok(Number::from_i64(1));
        }
        let size = power.abs();
        let digits = self.digits_for(&size);
        if size.compare(&Number::from_u64(u64::from(digits) * 23)).is_gt() {
            let small = power.negative;
            return Err(if small { NumberError::Underflow } else { NumberError::Overflow });
        }
        let nothing = decimal(9, -1 - i32::try_from(digits).unwrap_or(i32::MAX - 1));
        if size.compare(&nothing).is_le() {
            return Ok(Number::from_i64(1));
        }
        let places = u32::try_from(power.top()).unwrap_or(0);
        let inner = Self { precision: digits, rounding: Rounding::HalfEven };
        let scale = Number::whole_of(Magnitude::power_of_ten(places), false);
        let part = inner.quotient(power, &scale)?;
        let inner = inner.with_precision(digits + places + 2);
        let sum = inner.exp_of_fraction(&part)?;
        let result = inner.power(&sum, &scale.magnitude.to_big(), false)?;
        self.with_rounding(Rounding::HalfEven).round(result)
    }

    /// How many digits are needed for a power of *e*: more for a large one.
    fn digits_for(self, size: &Number) -> u32 {
        let more = (size.to_f64() / 23.0).ceil();
        if more > f64::from(self.precision) && more <= 1000.0 {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "between 0 and 1000"
            )]
            let more = more as u32;
            return more;
        }
        self.precision
    }

    /// The series of *e* to the power of a number below one.
    fn exp_of_fraction(self, part: &Number) -> Result<Number, NumberError> {
        let precision = f64::from(self.precision);
        let terms = (1.435 * precision - 1.182) / (precision / part.abs().to_f64()).log10();
        if terms.is_nan() || terms > 1000.0 {
            return Err(NumberError::TooManyIterations);
        }
        let one = Number::from_i64(1);
        let mut sum = one.clone();
        #[expect(clippy::cast_possible_truncation, reason = "at most 1000")]
        for term in (1..terms.ceil() as i64).rev() {
            let factor = self.quotient(part, &Number::from_i64(term))?;
            sum = self.add(&self.mul(&factor, &sum)?, &one)?;
        }
        Ok(sum)
    }

    /// A whole power, by squares.
    fn power(self, base: &Number, power: &BigUint, inverse: bool) -> Result<Number, NumberError> {
        let one = Number::from_i64(1);
        let (mut result, mut square) = (one.clone(), base.clone());
        let bits = power.bits();
        for bit in 0..bits {
            if power.bit(bit) {
                result = self.mul(&result, &square)?;
            }
            if bit + 1 < bits {
                square = self.mul(&square, &square)?;
            }
        }
        if inverse { self.quotient(&one, &result) } else { Ok(result) }
    }
}
