//! Sets of kinds.

use std::fmt;
use std::ops::BitAnd;
use std::ops::BitOr;

use crate::order;

/// A set of kinds of values.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Kind(u16);

impl Kind {
    /// No kind at all.
    pub const BOTTOM: Self = Self(0);
    /// `null`
    pub const NULL: Self = Self(1);
    /// `bool`
    pub const BOOL: Self = Self(1 << 1);
    /// `int`
    pub const INT: Self = Self(1 << 2);
    /// `float`
    pub const FLOAT: Self = Self(1 << 3);
    /// `string`
    pub const STRING: Self = Self(1 << 4);
    /// `bytes`
    pub const BYTES: Self = Self(1 << 5);
    /// A function.
    pub const FUNC: Self = Self(1 << 6);
    /// A list.
    pub const LIST: Self = Self(1 << 7);
    /// A struct.
    pub const STRUCT: Self = Self(1 << 8);
    /// `number`
    pub const NUMBER: Self = Self(Self::INT.0 | Self::FLOAT.0);
    /// Everything.
    pub const TOP: Self = Self((1 << 9) - 1);

    const NAMES: [(Self, &'static str); 9] = [
        (Self::NULL, "null"),
        (Self::BOOL, "bool"),
        (Self::INT, "int"),
        (Self::FLOAT, "float"),
        (Self::STRING, "string"),
        (Self::BYTES, "bytes"),
        (Self::FUNC, "func"),
        (Self::LIST, "list"),
        (Self::STRUCT, "struct"),
    ];

    /// Whether all kinds of the other are in this one.
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether they have a kind in common.
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether there is no kind.
    pub const fn is_bottom(self) -> bool {
        self.0 == 0
    }

    /// The kinds of both.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The kinds that have a length.
    pub const fn counted() -> Self {
        Self(Self::STRING.0 | Self::BYTES.0 | Self::LIST.0 | Self::STRUCT.0)
    }

    /// The names of the kinds, joined by `|`, in the order of the alphabet.
    ///
    /// ```
    /// use bowsprit::cue::value::Kind;
    /// assert_eq!((Kind::STRING | Kind::BYTES).sorted_names(), "bytes|string");
    /// ```
    pub fn sorted_names(self) -> String {
        let text = self.to_string();
        let mut names: Vec<&str> = text.trim_matches(['(', ')']).split('|').collect();
        order::sort(&mut names);
        names.join("|")
    }

    /// The kinds that are not in the other.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }
}

impl BitAnd for Kind {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

impl BitOr for Kind {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// As CUE writes it: `_` for all, `_|_` for none, else names joined by `|`, and in parentheses
/// where there are several.
impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::TOP => return f.write_str("_"),
            Self::BOTTOM => return f.write_str("_|_"),
            _ => {}
        }
        let is_number = self.contains(Self::NUMBER);
        let rest = if is_number { self.without(Self::NUMBER) } else { *self };
        let kinds = Self::NAMES.iter().filter(|(kind, _)| rest.contains(*kind));
        let mut names: Vec<&str> = kinds.map(|(_, name)| *name).collect();
        names.extend(is_number.then_some("number"));
        if names.len() == 1 { f.write_str(names[0]) } else { write!(f, "({})", names.join("|")) }
    }
}

impl fmt::Debug for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
