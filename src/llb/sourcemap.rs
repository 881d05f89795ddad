//! Where operations are written.

use std::rc::Rc;

use super::definition::Definition;
use crate::source::Lines;

/// A file in which operations are written.
///
/// Upstream: `client/llb/sourcemap.go`, `SourceMap`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceInfo {
    /// Its name, as the user knows it.
    pub filename: String,
    /// Its whole content.
    pub data: Rc<[u8]>,
    /// Its language, such as `Dockerfile`.
    pub language: String,
    /// The graph that fetched it.
    pub definition: Option<Rc<Definition>>,
}

impl SourceInfo {
    /// Whether two files are the same for whoever reads an error.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let head = |info: &Self| Some(info.definition.as_ref()?.def.last().cloned());
        let (this, that) = (head(self), head(other));
        self.filename == other.filename
            && self.language == other.language
            && self.data == other.data
            && (this.is_none() || that.is_none() || this == that)
    }
}

/// A file of a graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SourceIndex(pub(super) usize);

/// Where an operation is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// The file.
    pub source: SourceIndex,
    /// The lines.
    pub ranges: Rc<[Range]>,
}

impl Location {
    /// One range a line, as upstream's Dockerfile parser gives them.
    pub fn of_lines(source: SourceIndex, lines: Lines) -> Self {
        let ranges = (lines.start..=lines.end).map(Range::line).collect();
        Self { source, ranges }
    }
}

/// A range of characters; lines count from one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Range {
    /// The first character.
    pub start: Position,
    /// The last character.
    pub end: Position,
}

/// A character.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Position {
    /// Counted from one.
    pub line: i32,
    /// Counted from zero.
    pub character: i32,
}

impl Range {
    /// A whole line.
    pub fn line(line: u32) -> Self {
        let position = Position { line: i32::try_from(line).unwrap_or(i32::MAX), character: 0 };
        Self { start: position, end: position }
    }
}
