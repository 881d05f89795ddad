//! Logarithms.

use super::Context;
use super::Number;
use super::NumberError;
use super::Rounding;
use super::convergence::Convergence;
use super::decimal;

impl Context {
    /// The natural logarithm.
    ///
    /// A number near one has a series; others are moved to between 1/10 and 1, and their logarithm
    /// is found by Halley's method.
    pub fn ln(self, number: &Number) -> Result<Number, NumberError> {
        let one = Number::from_i64(1);
        if number.signum() <= 0 || number.equal_value(&one) {
            return log_special(number);
        }
        let inner = Self { precision: self.precision + 2, rounding: Rounding::HalfEven };
        let near = |rest: &Number| rest.abs().compare(&decimal(1, -1)).is_le();
        let rest = inner.sub(number, &one)?;
        if near(&rest) {
            return self.round(inner.ln_near_one(&rest)?);
        }
        let moved = number.top();
        let mut number = number.clone();
        number.exponent = -i32::try_from(number.magnitude.digits()).unwrap_or(i32::MAX);
        let adjustment = inner.mul(&Number::from_i64(moved), &ln_ten(inner.precision)?)?;
        let rest = inner.sub(&number, &one)?;
        let result = if near(&rest) {
            inner.ln_near_one(&rest)?
        } else {
            inner.ln_by_steps(&number, self.precision + 1)?
        };
        self.round(inner.add(&result, &adjustment)?)
    }

    /// The logarithm to the base of 10.
    pub fn log10(self, number: &Number) -> Result<Number, NumberError> {
        if number.signum() <= 0 || number.equal_value(&Number::from_i64(1)) {
            return log_special(number);
        }
        let digits = self.precision + 2;
        let even = self.with_rounding(Rounding::HalfEven);
        let natural = even.with_precision(digits).ln(number)?;
        let stored = Self { precision: digits.next_power_of_two(), rounding: Rounding::HalfUp };
        let inverse = stored.quotient(&Number::from_i64(1), &ln_ten(stored.precision * 2)?)?;
        even.mul(&natural, &inverse)
    }

    /// The logarithm to the base of 2.
    pub fn log2(self, number: &Number) -> Result<Number, NumberError> {
        self.quo(&self.ln(number)?, &self.ln(&Number::from_i64(2))?)
    }

    /// The logarithm of one and a rest, by the series of the inverse hyperbolic tangent.
    fn ln_near_one(self, rest: &Number) -> Result<Number, NumberError> {
        let ratio = self.quotient(rest, &self.add(rest, &Number::from_i64(2))?)?;
        let smallest = decimal(1, -i32::try_from(self.precision).unwrap_or(i32::MAX));
        let mut power = self.add(&ratio, &ratio)?;
        let mut sum = power.clone();
        let mut odd = 1;
        loop {
            power = self.mul(&self.mul(&power, &ratio)?, &ratio)?;
            odd += 2;
            let term = self.quotient(&power, &Number::from_i64(odd))?;
            sum = self.add(&sum, &term)?;
            if term.abs().compare(&smallest).is_le() {
                return Ok(sum);
            }
        }
    }

    /// The logarithm of a number between 1/10 and 1.
    fn ln_by_steps(self, number: &Number, digits: u32) -> Result<Number, NumberError> {
        let guess = Number::from_f64(number.to_f64().ln());
        let mut result = guess.ok_or(NumberError::NotFinite)?;
        let mut convergence = Convergence::new(self, digits);
        loop {
            let power = self.exp(&result)?;
            let difference = self.sub(&power, number)?;
            let twice = self.add(&difference, &difference)?;
            let step = self.quotient(&twice, &self.add(&power, number)?)?;
            result = self.sub(&result, &step)?;
            if convergence.is_done(&result)? {
                return Ok(result);
            }
        }
    }
}

/// The logarithm of a number that is not above zero, or one.
fn log_special(number: &Number) -> Result<Number, NumberError> {
    match number.signum() {
        -1 => Err(NumberError::InvalidOperation),
        0 => Err(NumberError::NotFinite),
        _ => Ok(Number::from_i64(0)),
    }
}

/// The natural logarithm of 10, to the next power of two of digits.
fn ln_ten(digits: u32) -> Result<Number, NumberError> {
    let stored = Context { precision: digits.next_power_of_two(), rounding: Rounding::HalfUp };
    let inner = stored.with_precision(stored.precision + 6);
    // 10 is 2 * 2 * 2 * 1.25.
    let two = inner.ln_near_one(&Number::from_i64(1))?;
    let eight = inner.mul(&two, &Number::from_i64(3))?;
    stored.round(inner.add(&eight, &inner.ln_near_one(&decimal(25, -2))?)?)
}
