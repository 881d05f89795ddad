//! Order.

use std::cmp::Ordering;

use super::Number;

impl Number {
    /// Compares the values, whatever their kinds.
    pub fn compare(&self, other: &Self) -> Ordering {
        let signs = self.signum().cmp(&other.signum());
        if signs != Ordering::Equal || self.is_zero() {
            return signs;
        }
        let order = self.compare_sizes(other);
        if self.negative { order.reverse() } else { order }
    }

    /// Whether the values are equal: `1`, `1.0` and `1.00` are.
    pub fn equal_value(&self, other: &Self) -> bool {
        self.compare(other) == Ordering::Equal
    }

    /// Whether kinds and values are equal, as unification wants them: `1.0` and `1.00` are, `1`
    /// and `1.0` are not.
    pub fn same(&self, other: &Self) -> bool {
        self.int == other.int && self.equal_value(other)
    }

    /// Neither is zero.
    fn compare_sizes(&self, other: &Self) -> Ordering {
        if self.exponent == other.exponent {
            return self.magnitude.compare(&other.magnitude);
        }
        let tops = self.top().cmp(&other.top());
        if tops != Ordering::Equal {
            return tops;
        }
        let exponent = self.exponent.min(other.exponent);
        let shifted = |number: &Self| number.magnitude.shift(number.exponent.abs_diff(exponent));
        shifted(self).compare(&shifted(other))
    }

    /// The power of ten just above its first digit.
    pub(super) fn top(&self) -> i64 {
        i64::from(self.exponent) + i64::from(self.magnitude.digits())
    }
}
