//! Numbers as CUE has them: decimals of any size, whose exponent is kept.
//!
//! `1.50` and `1.5` are equal and print as they were written. Arithmetic is done in a [`Context`],
//! which says to how many digits results are rounded; literals are kept whole.
//!
//! An integer may have an exponent: `10000000000000000000000000000000000000001 + 0` is the integer
//! `1.000000000000000000000000000000000E+40`.
//!
//! Upstream: the decimals of `cockroachdb/apd`, as `internal/core/adt/decimal.go` uses them.

mod arithmetic;
mod compare;
mod context;
mod convergence;
mod convert;
mod division;
mod literal;
mod logarithm;
mod magnitude;
mod power;
mod root;
mod text;

#[cfg(test)]
mod tests;

pub use context::Context;
pub use context::Rounding;

use magnitude::Magnitude;
use thiserror::Error;

/// A number: a magnitude of whole digits, a sign, a power of ten, and whether its kind is `int`.
///
/// It is not `PartialEq`: say whether values are compared ([`Number::compare`],
/// [`Number::equal_value`]) or kinds as well ([`Number::same`]).
#[derive(Clone, Debug)]
pub struct Number {
    magnitude: Magnitude,
    exponent: i32,
    negative: bool,
    int: bool,
}

/// Why arithmetic has no result.
///
/// CUE puts `failed arithmetic: ` before it where an operator fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NumberError {
    /// A number too large or too small to be written.
    #[error("exponent out of range")]
    ExponentRange,
    /// Two numbers of very different size.
    #[error("add: exponent out of range")]
    AddRange,
    /// A division of something by nothing.
    #[error("division by zero")]
    DivisionByZero,
    /// A division of nothing by nothing.
    #[error("division undefined")]
    DivisionUndefined,
    /// Something that has no result, such as the logarithm of a negative number.
    #[error("invalid operation")]
    InvalidOperation,
    /// An infinite result, which is no number here.
    #[error("result is not a finite number")]
    NotFinite,
    /// A power of *e* that is too large.
    #[error("overflow")]
    Overflow,
    /// A power of *e* that is too small.
    #[error("underflow, subnormal")]
    Underflow,
    /// A method that did not come to an end.
    #[error("too many iterations")]
    TooManyIterations,
}

impl Number {
    /// The kind that CUE gives it.
    pub const fn is_int(&self) -> bool {
        self.int
    }

    /// Whether it is 0, of either sign.
    pub fn is_zero(&self) -> bool {
        self.magnitude.is_zero()
    }

    /// Whether it has a sign; so has the zero that is `0 * -1`.
    pub const fn is_negative(&self) -> bool {
        self.negative
    }

    /// -1, 0 or 1.
    pub fn signum(&self) -> i32 {
        match (self.is_zero(), self.negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        }
    }

    /// Whether the value, of whichever kind, is whole.
    pub fn is_integral(&self) -> bool {
        self.exponent >= 0 || self.fraction().is_zero()
    }

    /// The power of ten of its last digit: -2 for `1.50`.
    pub const fn exponent(&self) -> i32 {
        self.exponent
    }

    /// The same value, of kind `int` or `float`.
    #[must_use]
    pub fn with_int(mut self, int: bool) -> Self {
        self.int = int;
        self
    }

    /// The number with its sign turned; zero has none afterwards.
    #[must_use]
    pub fn neg(&self) -> Self {
        let mut result = self.clone();
        result.negative = !self.negative && !self.is_zero();
        result
    }

    /// The number without its sign.
    #[must_use]
    pub fn abs(&self) -> Self {
        let mut result = self.clone();
        result.negative = false;
        result
    }
}

/// A positive number of some digits, with a power of ten.
fn decimal(digits: u64, exponent: i32) -> Number {
    Number { magnitude: digits.into(), exponent, negative: false, int: false }
}
