//! What may stand between two words: requests that add up, and how they are settled.

use std::ops::BitOr;
use std::ops::BitOrAssign;

/// A set of requests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Space(u16);

impl Space {
    pub(super) const BLANK: Self = Self(1);
    /// The end of a column.
    pub(super) const COLUMN: Self = Self(1 << 1);
    /// No blank and no column.
    pub(super) const NO_BLANK: Self = Self(1 << 2);
    /// The source has no say.
    pub(super) const NO_OVERRIDE: Self = Self(1 << 3);
    /// A comma, if a line break follows or [`TRAILING`](Self::TRAILING) is not asked for.
    pub(super) const COMMA: Self = Self(1 << 4);
    pub(super) const TRAILING: Self = Self(1 << 5);
    /// A comma and a blank, if no line break follows.
    pub(super) const DECL_COMMA: Self = Self(1 << 6);
    pub(super) const NEWLINE: Self = Self(1 << 7);
    /// A line break that ends all columns.
    pub(super) const FORM_FEED: Self = Self(1 << 8);
    /// An empty line.
    pub(super) const SECTION: Self = Self(1 << 9);
    /// What follows is indented from the next line break on.
    pub(super) const INDENT: Self = Self(1 << 10);
    /// The last indentation ends.
    pub(super) const UNINDENT: Self = Self(1 << 11);

    /// All kinds of line breaks.
    pub(super) const BREAKS: Self = Self(Self::NEWLINE.0 | Self::FORM_FEED.0 | Self::SECTION.0);

    /// Whether one of some requests is in the set.
    pub(super) const fn has(self, some: Self) -> bool {
        self.0 & some.0 != 0
    }

    /// The set without some requests.
    pub(super) const fn without(self, some: Self) -> Self {
        Self(self.0 & !some.0)
    }
}

impl BitOr for Space {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl BitOrAssign for Space {
    fn bitor_assign(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

/// What stands in front of a word in the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    None,
    Blank,
    Newline,
    /// An empty line.
    Section,
}

impl Gap {
    /// The gap in front of a place.
    pub(super) fn before(text: &[u8], at: u32) -> Self {
        let at = (at as usize).min(text.len());
        let (mut lines, mut blank) = (0, false);
        for byte in text[..at].iter().rev() {
            match byte {
                b'\n' => lines += 1,
                b' ' | b'\t' => blank = true,
                b'\r' => {}
                _ => break,
            }
        }
        match lines {
            0 if blank => Self::Blank,
            0 => Self::None,
            1 => Self::Newline,
            _ => Self::Section,
        }
    }

    /// Adds to requests what the source says, and takes away what it denies.
    pub(super) fn apply(self, space: Space) -> Space {
        match self {
            Self::None => space.without(Space::BREAKS),
            Self::Blank => (space | Space::BLANK).without(Space::BREAKS),
            Self::Newline => space | Space::NEWLINE,
            Self::Section => space | Space::SECTION,
        }
    }
}
