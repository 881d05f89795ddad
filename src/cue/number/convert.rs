//! Between numbers and those of the machine.

use num_bigint::BigInt;
use num_bigint::Sign;

use super::Number;
use super::Rounding;
use super::magnitude::Magnitude;
use crate::go::float;

impl Number {
    /// An integer.
    pub fn from_i64(value: i64) -> Self {
        Self::whole_of(value.unsigned_abs().into(), value < 0)
    }

    /// An integer.
    pub fn from_u64(value: u64) -> Self {
        Self::whole_of(value.into(), false)
    }

    /// An integer.
    pub fn from_bigint(value: &BigInt) -> Self {
        Self::whole_of(value.magnitude().clone().into(), value.sign() == Sign::Minus)
    }

    /// A float: the fewest digits that mean this one. Infinities and NaN are no numbers.
    pub fn from_f64(value: f64) -> Option<Self> {
        let number =
            if value.is_finite() { Self::parse(&float::shortest(value))? } else { return None };
        Some(number.with_int(false))
    }

    /// The integer, if it is whole and fits.
    pub fn to_i64(&self) -> Option<i64> {
        i64::try_from(self.to_i128()?).ok()
    }

    /// The integer, if it is whole and fits.
    pub fn to_u64(&self) -> Option<u64> {
        u64::try_from(self.to_i128()?).ok()
    }

    /// The integer, if it is whole and fits.
    pub fn to_usize(&self) -> Option<usize> {
        usize::try_from(self.to_i128()?).ok()
    }

    /// The integer, if it is whole.
    pub fn to_bigint(&self) -> Option<BigInt> {
        if !self.is_integral() {
            return None;
        }
        let whole = self.whole();
        let sign = if whole.negative { Sign::Minus } else { Sign::Plus };
        Some(BigInt::from_biguint(sign, whole.magnitude.to_big().into_owned()))
    }

    /// The nearest float of the machine; one that is too large is infinite.
    pub fn to_f64(&self) -> f64 {
        self.to_string().parse().unwrap_or(f64::NAN)
    }

    /// The number as an integer without an exponent, if it is whole.
    pub fn to_int(&self) -> Option<Self> {
        self.is_integral().then(|| self.whole())
    }

    /// Rounds to a whole number, of kind `int`.
    #[must_use]
    pub fn round(&self, rounding: Rounding) -> Self {
        let magnitude = match u32::try_from(self.exponent) {
            Ok(zeros) => self.magnitude.shift(zeros),
            Err(_) => rounding.cut(&self.magnitude, self.exponent.unsigned_abs()),
        };
        Self::whole_of(magnitude, self.negative)
    }

    /// The largest whole number that is not above.
    #[must_use]
    pub fn floor(&self) -> Self {
        self.away(self.negative)
    }

    /// The smallest whole number that is not below.
    #[must_use]
    pub fn ceil(&self) -> Self {
        self.away(!self.negative)
    }

    /// The whole part, one further from zero if there is a fraction and `step` is said.
    fn away(&self, step: bool) -> Self {
        let mut whole = self.whole();
        if step && !self.is_integral() {
            whole = Self::whole_of(whole.magnitude.add(&Magnitude::ONE), self.negative);
        }
        whole
    }

    /// The part before the point, of kind `int` and without an exponent.
    pub(super) fn whole(&self) -> Self {
        self.round(Rounding::Down)
    }

    /// The part after the point.
    pub(super) fn fraction(&self) -> Self {
        let magnitude = match self.exponent {
            0.. => Magnitude::ZERO,
            below => self.magnitude.cut(below.unsigned_abs()).1,
        };
        Self { magnitude, exponent: self.exponent.min(0), negative: self.negative, int: false }
    }

    /// An integer; zero has no sign.
    pub(super) fn whole_of(magnitude: Magnitude, negative: bool) -> Self {
        let negative = negative && !magnitude.is_zero();
        Self { magnitude, exponent: 0, negative, int: true }
    }

    fn to_i128(&self) -> Option<i128> {
        // A magnitude of more places is too large for every word.
        if self.top() > 20 || !self.is_integral() {
            return None;
        }
        let whole = self.whole();
        let size = i128::from(whole.magnitude.to_u64()?);
        Some(if whole.negative { -size } else { size })
    }
}
