//! What tasks wait for.

use std::ops::BitAnd;
use std::ops::BitAndAssign;
use std::ops::BitOr;
use std::ops::BitOrAssign;

/// A set of things that may be known of a node.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(super) struct Condition(pub(super) u16);

impl Condition {
    pub(super) const NONE: Self = Self(0);
    /// Nodes above have said all they say of this one.
    pub(super) const ANCESTORS: Self = Self(1);
    /// Whether the field is there.
    pub(super) const ARC_TYPE: Self = Self(1 << 1);
    /// What kind of value it would be.
    pub(super) const VALUE: Self = Self(1 << 2);
    /// The scalar, or that there will be none.
    pub(super) const SCALAR: Self = Self(1 << 3);
    /// All that is said of all fields.
    pub(super) const FIELD_CONJUNCTS: Self = Self(1 << 4);
    /// All fields.
    pub(super) const FIELD_SET: Self = Self(1 << 5);
    /// No task is left.
    pub(super) const TASKS: Self = Self(1 << 6);
    /// No task is left anywhere below.
    pub(super) const SUB_FIELDS: Self = Self(1 << 7);
    /// Alternatives were chosen from.
    pub(super) const DISJUNCTION: Self = Self(1 << 8);
    /// All that is said of this node was passed on to its fields.
    pub(super) const PASSED_ON: Self = Self(1 << 9);
    /// Everything.
    pub(super) const ALL: Self = Self(0x7fff);
    /// Nothing meets this.
    pub(super) const NEVER: Self = Self(0x8000);

    pub(super) const COUNTED: Self = Self(
        Self::ARC_TYPE.0
            | Self::VALUE.0
            | Self::FIELD_CONJUNCTS.0
            | Self::TASKS.0
            | Self::DISJUNCTION.0,
    );
    /// A task that may add anything.
    pub(super) const GENERIC: Self =
        Self(Self::TASKS.0 | Self::SCALAR.0 | Self::VALUE.0 | Self::FIELD_CONJUNCTS.0);
    /// A task that adds fields.
    pub(super) const FIELDS: Self = Self(Self::TASKS.0 | Self::FIELD_CONJUNCTS.0 | Self::VALUE.0);
    /// What frees a waiting task in the first step.
    pub(super) const FREED_FIRST: Self = Self(Self::SCALAR.0 | Self::ARC_TYPE.0);
    /// The scalar, after all alternatives.
    pub(super) const SCALAR_VALUE: Self = Self(Self::SCALAR.0 | Self::DISJUNCTION.0);
    /// All fields, whoever adds them.
    pub(super) const NEED_FIELD_SET: Self = Self(Self::FIELD_SET.0 | Self::ANCESTORS.0);
    /// No task is left, here or above.
    pub(super) const NEED_TASKS: Self = Self(Self::ANCESTORS.0 | Self::TASKS.0);

    pub(super) const fn meets(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    pub(super) const fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(super) const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// The numbers of its bits, of those that count.
    pub(super) fn bits(self) -> impl Iterator<Item = usize> {
        let mut rest = self.0 & ((1 << COUNTERS) - 1);
        std::iter::from_fn(move || {
            let bit = rest.trailing_zeros() as usize;
            rest &= rest.wrapping_sub(1);
            (bit < COUNTERS).then_some(bit)
        })
    }
}

impl BitOr for Condition {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl BitAnd for Condition {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

impl BitOrAssign for Condition {
    fn bitor_assign(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

impl BitAndAssign for Condition {
    fn bitand_assign(&mut self, other: Self) {
        self.0 &= other.0;
    }
}

pub(super) const COUNTERS: usize = 10;
