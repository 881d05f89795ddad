//! Numbers as CUE has them: decimals of any size, whose exponent is kept.
//!
//! `1.50` and `1.5` are equal and print as they were written. Arithmetic rounds to 34 digits, half
//! up; literals are kept whole.

use num_bigint::BigInt;

/// A number.
#[derive(Clone, Debug)]
pub struct Number {
    coefficient: BigInt,
    exponent: i32,
    int: bool,
}

impl Number {
    /// An integer.
    pub fn from_i64(value: i64) -> Self {
        Self { coefficient: value.into(), exponent: 0, int: true }
    }

    /// Whether it is of kind `int`.
    pub const fn is_int(&self) -> bool {
        self.int
    }
}
