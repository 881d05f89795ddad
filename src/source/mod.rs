//! Texts and places in them. Knows nothing.

mod lines;
pub mod suggest;

pub use lines::LineIndex;
pub use lines::Position;

/// Lines of a file, one-based, both ends included.
///
/// Line 0 exists: upstream reports errors in the directives at the top of a file one line too
/// early, and so do we.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lines {
    /// The first line.
    pub start: u32,
    /// The last line.
    pub end: u32,
}

impl Lines {
    /// One line.
    pub const fn single(line: u32) -> Self {
        Self { start: line, end: line }
    }
}
