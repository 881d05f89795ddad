//! Lines of cells, aligned as Go's `text/tabwriter` does it for `cue fmt`.
//!
//! A cell that a column mark ends is as wide as the cells above and below it that are ended by one,
//! too. Tabs for indentation are cells of no width.

/// The width of a tab.
const TAB: usize = 8;

/// A line has so many columns.
const MAX_COLUMNS: usize = 100;

/// A piece of a line.
#[derive(Clone, Debug, Default)]
struct Cell {
    text: String,
    /// Whether it is there for indentation.
    indent: bool,
}

/// Text that grows line by line.
#[derive(Debug, Default)]
pub(super) struct Layout {
    done: String,
    /// The lines whose columns may still grow.
    lines: Vec<Vec<Cell>>,
    /// The line that is written, and its last cell.
    line: Vec<Cell>,
    cell: String,
    /// How many line breaks there are.
    breaks: usize,
    /// What a level is indented by, if it is no tab.
    indent: Option<&'static str>,
}

impl Layout {
    /// Says what a level is indented by.
    pub(super) const fn indent_with(&mut self, indent: &'static str) {
        self.indent = Some(indent);
    }

    /// What a level is indented by.
    pub(super) fn indent(&self) -> &'static str {
        self.indent.unwrap_or("\t")
    }

    /// Writes text, which may have line breaks of its own.
    pub(super) fn text(&mut self, text: &str) {
        self.cell.push_str(text);
    }

    /// Ends a cell. In very long lines nothing is aligned any more.
    pub(super) fn column(&mut self) {
        if self.line.len() >= MAX_COLUMNS {
            return self.text(" ");
        }
        let text = std::mem::take(&mut self.cell);
        self.line.push(Cell { text, indent: false });
    }

    /// Ends a line, and all columns if asked to; the next one is indented.
    pub(super) fn line_break(&mut self, ends_columns: bool, indent: usize) {
        let text = std::mem::take(&mut self.cell);
        self.line.push(Cell { text, indent: false });
        self.lines.push(std::mem::take(&mut self.line));
        self.breaks += 1;
        if ends_columns {
            self.align();
        }
        self.line = vec![Cell { indent: true, ..Cell::default() }; indent];
    }

    /// How many line breaks there are so far, those in texts aside.
    pub(super) const fn breaks(&self) -> usize {
        self.breaks
    }

    /// Whether nothing was written at all.
    pub(super) fn is_empty(&self) -> bool {
        self.breaks == 0 && self.is_at_margin()
    }

    /// Whether nothing is in this line, indentation included.
    pub(super) fn is_at_margin(&self) -> bool {
        self.line.is_empty() && self.cell.is_empty()
    }

    /// All text.
    pub(super) fn finish(mut self) -> String {
        self.line.push(Cell { text: std::mem::take(&mut self.cell), indent: false });
        self.lines.push(std::mem::take(&mut self.line));
        self.align();
        self.done.pop();
        self.done
    }

    fn align(&mut self) {
        let lines = std::mem::take(&mut self.lines);
        let indent = self.indent();
        align(&lines, indent, &mut Vec::new(), &mut self.done);
    }
}

/// Writes lines whose cells up to some column have known widths.
fn align(lines: &[Vec<Cell>], indent: &str, widths: &mut Vec<usize>, out: &mut String) {
    let column = widths.len();
    let has_cell = |line: &Vec<Cell>| line.len() > column + 1;
    let mut rest = lines;
    while !rest.is_empty() {
        let without = rest.iter().take_while(|line| !has_cell(line)).count();
        let (plain, tail) = rest.split_at(without);
        for line in plain {
            write(line, indent, widths, out);
        }
        let (block, tail) = tail.split_at(tail.iter().take_while(|line| has_cell(line)).count());
        rest = tail;
        if block.is_empty() {
            continue;
        }
        let cells = block.iter().map(|line| &line[column]);
        let width = cells.clone().map(|cell| cell.text.chars().count() + 1).max().unwrap_or(0);
        // A column without anything in it is none.
        let empty = cells.clone().all(|cell| cell.text.is_empty() && !cell.indent);
        widths.push(if empty { 0 } else { width });
        align(block, indent, widths, out);
        widths.pop();
    }
}

fn write(line: &[Cell], indent: &str, widths: &[usize], out: &mut String) {
    let mut indents = true;
    for (place, cell) in line.iter().enumerate() {
        let width = widths.get(place).copied().filter(|_| place + 1 < line.len()).unwrap_or(0);
        let used = cell.text.chars().count();
        if used == 0 && indents {
            out.extend(std::iter::repeat_n(indent, width.div_ceil(TAB)));
        } else {
            indents = false;
            out.push_str(&cell.text);
            out.extend(std::iter::repeat_n(' ', width.saturating_sub(used)));
        }
    }
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_adjacent_lines_are_aligned() {
        let mut layout = Layout::default();
        for (first, second) in [("a:", "1"), ("long:", "2")] {
            layout.text(first);
            layout.column();
            layout.text(second);
            layout.line_break(false, 0);
        }
        layout.text("x");
        layout.line_break(true, 0);
        layout.text("é:");
        layout.column();
        layout.text("3");
        assert_eq!(layout.finish(), "a:    1\nlong: 2\nx\né: 3");
    }
}
