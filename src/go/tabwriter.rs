//! Tables of text, laid out as Go's `text/tabwriter` does with blanks.
//!
//! A tab ends a cell. Cells of adjacent lines that end so make a column, which is as wide as its
//! widest cell and the padding; what follows the last tab of a line belongs to no column.

/// Lays text out. A form feed is a line break at which all columns end.
pub fn align(text: &str, padding: usize) -> String {
    // Nothing behind the last tab of all is no cell, so that tab ends none.
    let text = text.strip_suffix(['\t', '\u{b}']).unwrap_or(text);
    let mut out = String::with_capacity(text.len());
    for (place, section) in text.split('\u{c}').enumerate() {
        if place > 0 {
            out.push('\n');
        }
        align_section(section, padding, &mut out);
    }
    out
}

fn align_section(section: &str, padding: usize, out: &mut String) {
    let lines: Vec<Vec<&str>> =
        section.split('\n').map(|line| line.split(['\t', '\u{b}']).collect()).collect();
    let widths = widths(&lines, padding);
    for (place, (line, widths)) in lines.iter().zip(&widths).enumerate() {
        if place > 0 {
            out.push('\n');
        }
        for (cell, width) in line.iter().zip(widths.iter().copied().chain([0])) {
            out.push_str(cell);
            let blanks = width.saturating_sub(cell.chars().count());
            out.extend(std::iter::repeat_n(' ', blanks));
        }
    }
}

/// The widths of the cells of each line that a tab ends. Each is as wide as its neighbours above
/// and below, so going over them once in either direction is enough.
fn widths(lines: &[Vec<&str>], padding: usize) -> Vec<Vec<usize>> {
    let width = |cell: &&str| cell.chars().count() + padding;
    let mut widths: Vec<Vec<usize>> = (lines.iter())
        .map(|line| line[..line.len().saturating_sub(1)].iter().map(width).collect())
        .collect();
    for place in 1..widths.len() {
        widen(&mut widths, place, place - 1);
    }
    for place in (1..widths.len()).rev() {
        widen(&mut widths, place - 1, place);
    }
    widths
}

/// Makes the cells of one line as wide as those of another.
fn widen(widths: &mut [Vec<usize>], line: usize, other: usize) {
    for column in 0..widths[line].len().min(widths[other].len()) {
        widths[line][column] = widths[line][column].max(widths[other][column]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let rows = [
            ("", 1, ""),
            ("\n", 1, "\n"),
            ("a\tb\n", 1, "a b\n"),
            ("NAME\tVALUE\nlonger\t\n\tx\n", 3, "NAME     VALUE\nlonger   \n         x\n"),
            ("é日\tx\nabc\ty\n", 1, "é日  x\nabc y\n"),
            ("a\t\tb\nccc\tdd\tb\n", 2, "a        b\nccc  dd  b\n"),
        ];
        for (text, padding, expected) in rows {
            assert_eq!(align(text, padding), expected, "{text:?}");
        }
    }

    #[test]
    fn a_column_ends_where_a_line_has_no_such_cell() {
        let rows = [
            ("long\ta\nx\nb\tc\n", "long a\nx\nb c\n"),
            ("a\tb\tc\nd\te\nf\tlong\tg\n", "a b c\nd e\nf long g\n"),
            ("long\ta\u{c}b\tc\n", "long a\nb c\n"),
            ("a\u{b}b\nlong\u{b}c", "a    b\nlong c"),
            ("a\tb\t\nlong\t\t", "a    b \nlong "),
        ];
        for (text, expected) in rows {
            assert_eq!(align(text, 1), expected, "{text:?}");
        }
    }
}
