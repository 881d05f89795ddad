//! From bytes to lines and columns.

/// Where the lines of a text start.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineIndex {
    starts: Vec<u32>,
    size: u32,
}

/// A line and a column, both from 1; columns are bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: u32,
    /// The column.
    pub column: u32,
}

impl LineIndex {
    /// Finds the lines of a text. A line break at its end starts no further line.
    pub fn new(text: &[u8]) -> Self {
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let ends = text.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
        let starts = ends.map(|(at, _)| at + 1).filter(|start| *start < text.len()).map(offset);
        Self { starts: std::iter::once(0).chain(starts).collect(), size: offset(text.len()) }
    }

    /// The place of a byte; one behind the end is taken as the end.
    pub fn position(&self, offset: u32) -> Position {
        let offset = offset.min(self.size);
        let line = self.starts.partition_point(|start| *start <= offset).max(1);
        let start = self.starts.get(line - 1).copied().unwrap_or_default();
        Position { line: u32::try_from(line).unwrap_or(u32::MAX), column: offset - start + 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_from_one() {
        let index = LineIndex::new(b"ab\n\nc\n");
        let at = |offset| {
            let position = index.position(offset);
            (position.line, position.column)
        };
        assert_eq!([at(0), at(2), at(3), at(4), at(5)], [(1, 1), (1, 3), (2, 1), (3, 1), (3, 2)]);
        assert_eq!([at(6), at(99)], [(3, 3), (3, 3)]);
        assert_eq!(LineIndex::new(b"").position(0), Position { line: 1, column: 1 });
        assert_eq!(LineIndex::default().position(7), Position { line: 1, column: 1 });
    }
}
