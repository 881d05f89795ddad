//! Whole numbers without a sign: a machine word where it fits, else as many as are needed.

use std::borrow::Cow;
use std::cmp::Ordering;

use num_bigint::BigUint;

/// A whole number without a sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Magnitude {
    /// One that fits a word.
    Small(u64),
    /// One that does not.
    Big(BigUint),
}

use Magnitude::Big;
use Magnitude::Small;

impl Magnitude {
    /// Nothing.
    pub(super) const ZERO: Self = Small(0);
    /// One.
    pub(super) const ONE: Self = Small(1);

    /// A power of ten.
    pub(super) fn power_of_ten(power: u32) -> Self {
        match 10u64.checked_pow(power) {
            Some(value) => Small(value),
            None => Big(BigUint::from(10u32).pow(power)),
        }
    }

    /// Reads digits of a base up to 16; none at all are 0.
    pub(super) fn from_digits(digits: &str, base: u32) -> Option<Self> {
        if digits.is_empty() {
            return Some(Self::ZERO);
        }
        if let Ok(value) = u64::from_str_radix(digits, base) {
            return Some(Small(value));
        }
        BigUint::parse_bytes(digits.as_bytes(), base).map(Self::from)
    }

    pub(super) fn is_zero(&self) -> bool {
        *self == Small(0)
    }

    pub(super) fn is_odd(&self) -> bool {
        match self {
            Small(value) => value % 2 == 1,
            Big(value) => value.bit(0),
        }
    }

    /// How many decimal digits it has; 0 has one.
    pub(super) fn digits(&self) -> u32 {
        match self {
            Small(value) => value.checked_ilog10().unwrap_or(0) + 1,
            Big(value) => big_digits(value),
        }
    }

    pub(super) fn to_big(&self) -> Cow<'_, BigUint> {
        match self {
            Small(value) => Cow::Owned(BigUint::from(*value)),
            Big(value) => Cow::Borrowed(value),
        }
    }

    pub(super) fn to_u64(&self) -> Option<u64> {
        match self {
            Small(value) => Some(*value),
            Big(_) => None,
        }
    }

    pub(super) fn add(&self, other: &Self) -> Self {
        match (self, other) {
            (Small(a), Small(b)) => (u128::from(*a) + u128::from(*b)).into(),
            _ => (self.to_big().as_ref() + other.to_big().as_ref()).into(),
        }
    }

    /// The difference, and whether the other was larger.
    pub(super) fn difference(&self, other: &Self) -> (Self, bool) {
        let less = self.compare(other) == Ordering::Less;
        let (large, small) = if less { (other, self) } else { (self, other) };
        let result = match (large, small) {
            (Small(a), Small(b)) => Small(a - b),
            _ => (large.to_big().as_ref() - small.to_big().as_ref()).into(),
        };
        (result, less)
    }

    pub(super) fn multiply(&self, other: &Self) -> Self {
        match (self, other) {
            (Small(a), Small(b)) => (u128::from(*a) * u128::from(*b)).into(),
            _ => (self.to_big().as_ref() * other.to_big().as_ref()).into(),
        }
    }

    /// Adds zeros at the end.
    pub(super) fn shift(&self, zeros: u32) -> Self {
        if zeros == 0 || self.is_zero() {
            return self.clone();
        }
        self.multiply(&Self::power_of_ten(zeros))
    }

    /// Quotient and remainder; nothing for a division by zero.
    pub(super) fn divide(&self, other: &Self) -> Option<(Self, Self)> {
        match (self, other) {
            (_, Small(0)) => None,
            (Small(a), Small(b)) => Some((Small(a / b), Small(a % b))),
            (Small(_), Big(_)) => Some((Self::ZERO, self.clone())),
            (Big(a), _) => {
                let divisor = other.to_big();
                let quotient = a / divisor.as_ref();
                let rest = a - &quotient * divisor.as_ref();
                Some((quotient.into(), rest.into()))
            }
        }
    }

    /// Takes digits off the end: the rest of the number, and what was taken.
    pub(super) fn cut(&self, digits: u32) -> (Self, Self) {
        if digits > self.digits() {
            return (Self::ZERO, self.clone());
        }
        self.divide(&Self::power_of_ten(digits)).unwrap_or((Self::ZERO, Self::ZERO))
    }

    pub(super) fn compare(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Small(a), Small(b)) => a.cmp(b),
            (Small(_), Big(_)) => Ordering::Less,
            (Big(_), Small(_)) => Ordering::Greater,
            (Big(a), Big(b)) => a.cmp(b),
        }
    }

    /// Takes all zeros off the end, and says how many there were.
    pub(super) fn without_zeros(&self) -> (Self, u32) {
        let (mut value, mut zeros) = (self.clone(), 0);
        if value.is_zero() {
            return (value, zeros);
        }
        for step in [1 << 14, 1 << 10, 1 << 7, 16, 4, 1] {
            while value.digits() > step {
                let (rest, taken) = value.cut(step);
                if !taken.is_zero() {
                    break;
                }
                value = rest;
                zeros += step;
            }
        }
        (value, zeros)
    }
}

impl From<u64> for Magnitude {
    fn from(value: u64) -> Self {
        Small(value)
    }
}

impl From<u128> for Magnitude {
    fn from(value: u128) -> Self {
        u64::try_from(value).map_or_else(|_| Big(BigUint::from(value)), Small)
    }
}

impl From<BigUint> for Magnitude {
    fn from(value: BigUint) -> Self {
        u64::try_from(&value).map_or(Big(value), Small)
    }
}

/// Counts by the bits, which leaves two possibilities.
fn big_digits(value: &BigUint) -> u32 {
    let bits = u32::try_from(value.bits()).unwrap_or(u32::MAX);
    // log10(2), a little too small: the guess is right or one too low.
    let guess = u64::from(bits - 1) * 30_102_999 / 100_000_000;
    let guess = u32::try_from(guess).unwrap_or(u32::MAX);
    let next = BigUint::from(10u32).pow(guess + 1);
    if *value >= next { guess + 2 } else { guess + 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_counted_at_every_edge() {
        for power in 0..400 {
            let edge = Magnitude::power_of_ten(power);
            assert_eq!(edge.digits(), power + 1);
            assert_eq!(edge.difference(&Magnitude::ONE).0.digits(), power.max(1));
        }
    }

    #[test]
    fn zeros_are_taken_off_whole() {
        for zeros in [0, 1, 3, 4, 7, 19, 20, 130, 1100, 20_000] {
            let value = Small(123).shift(zeros);
            assert_eq!(value.without_zeros(), (Small(123), zeros));
        }
    }
}
