//! Expressions, read.

use super::RegexpErrorKind;

/// A part of an expression.
#[derive(Debug)]
pub(super) struct Tree {
    pub(super) node: Node,
    /// How many nodes are above each other.
    height: usize,
    /// How many steps it takes, at most.
    pub(super) size: usize,
    /// How often the innermost part of it is counted.
    pub(super) copies: usize,
    /// Whether it may match nothing.
    pub(super) nullable: bool,
}

/// What a part is.
#[derive(Debug)]
pub(super) enum Node {
    /// Nothing.
    Empty,
    /// A character, or one that differs only in case.
    Char { c: char, fold: bool },
    /// Any character; a line feed, too, if that is said.
    Any { newline: bool },
    /// A character of a class, by its place.
    Class(usize),
    /// A place between two characters.
    Assert(Place),
    /// A group, by its number.
    Capture(usize, Box<Tree>),
    /// One after the other.
    Concat(Vec<Tree>),
    /// One or the other.
    Alternate(Vec<Tree>),
    /// Several times.
    Repeat(Box<Tree>, Repeat),
}

/// How often something is repeated.
#[derive(Clone, Copy, Debug)]
pub(super) struct Repeat {
    pub(super) min: usize,
    pub(super) max: Option<usize>,
    /// Whether more is better.
    pub(super) greedy: bool,
    /// Whether it is written as numbers.
    pub(super) counted: bool,
}

/// A place between two characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Of the text.
    Start,
    /// Of the text.
    End,
    /// Of a line.
    LineStart,
    /// Of a line.
    LineEnd,
    /// Between a letter of a word and another.
    WordBoundary,
    /// Not there.
    NoWordBoundary,
}

/// The most nodes above each other.
const MAX_HEIGHT: usize = 1000;

impl Tree {
    pub(super) fn leaf(node: Node) -> Self {
        let nullable = matches!(node, Node::Empty | Node::Assert(_));
        Self { node, height: 1, size: 1, copies: 1, nullable }
    }

    pub(super) fn capture(self, group: usize) -> Result<Self, RegexpErrorKind> {
        let (size, nullable) = (self.size + 2, self.nullable);
        let (height, copies) = (self.height + 1, self.copies);
        Self { node: Node::Capture(group, Box::new(self)), height, size, copies, nullable }
            .checked()
    }

    pub(super) fn concat(parts: Vec<Self>) -> Result<Self, RegexpErrorKind> {
        let size = parts.iter().map(|part| part.size).sum();
        let nullable = parts.iter().all(|part| part.nullable);
        Self::several(parts, size, nullable, Node::Concat)
    }

    pub(super) fn alternate(parts: Vec<Self>) -> Result<Self, RegexpErrorKind> {
        let size = parts.iter().map(|part| part.size + 2).sum();
        let nullable = parts.iter().any(|part| part.nullable);
        Self::several(parts, size, nullable, Node::Alternate)
    }

    fn several(
        mut parts: Vec<Self>,
        size: usize,
        nullable: bool,
        node: fn(Vec<Self>) -> Node,
    ) -> Result<Self, RegexpErrorKind> {
        match parts.len() {
            0 => Ok(Self::leaf(Node::Empty)),
            1 => Ok(parts.remove(0)),
            _ => {
                let height = parts.iter().map(|part| part.height).max().unwrap_or(0) + 1;
                let copies = parts.iter().map(|part| part.copies).max().unwrap_or(1);
                Self { node: node(parts), height, size, copies, nullable }.checked()
            }
        }
    }

    pub(super) fn repeat(self, repeat: Repeat) -> Result<Self, RegexpErrorKind> {
        let Repeat { min, max, counted, .. } = repeat;
        let count = max.unwrap_or(min);
        let size = match max {
            None => self.size.saturating_mul(min.max(1)).saturating_add(2),
            Some(max) => self.size.saturating_mul(max).saturating_add(max - min).max(1),
        };
        let copies = match (counted, max) {
            (false, _) => self.copies,
            (true, Some(0)) => 1,
            (true, _) => self.copies.saturating_mul(count.max(1)),
        };
        let (height, nullable) = (self.height + 1, min == 0 || self.nullable);
        Self { node: Node::Repeat(Box::new(self), repeat), height, size, copies, nullable }
            .checked()
    }

    fn checked(self) -> Result<Self, RegexpErrorKind> {
        if self.size > super::MAX_SIZE {
            return Err(RegexpErrorKind::TooLarge);
        }
        if self.height > MAX_HEIGHT { Err(RegexpErrorKind::TooDeep) } else { Ok(self) }
    }
}

impl Place {
    /// Whether it is between two characters.
    pub(super) fn is_between(self, before: Option<char>, after: Option<char>) -> bool {
        let word = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_');
        match self {
            Self::Start => before.is_none(),
            Self::End => after.is_none(),
            Self::LineStart => matches!(before, None | Some('\n')),
            Self::LineEnd => matches!(after, None | Some('\n')),
            Self::WordBoundary => word(before) != word(after),
            Self::NoWordBoundary => word(before) == word(after),
        }
    }
}
