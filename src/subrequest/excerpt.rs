//! Lines of a file with what is around them, as BuildKit's clients show them.
//!
//! Upstream: `solver/errdefs/source.go`.

use crate::source::Lines;

const RULER: &str = "--------------------\n";

/// The lines of a file. Behind the last line break is one more.
pub(super) fn lines(data: &[u8]) -> Vec<&[u8]> {
    data.split(|byte| *byte == b'\n').collect()
}

/// Writes a place of a file, marked, between lines above and below; nothing if the place is not in
/// the file.
pub(super) fn write(filename: &str, lines: &[&[u8]], place: Lines, text: &mut Vec<u8>) {
    let Some(last) = u32::try_from(lines.len()).ok().filter(|last| place.start <= *last) else {
        return;
    };
    if place.start == 0 {
        return;
    }
    text.extend_from_slice(format!("{filename}:{}\n{RULER}", place.start).as_bytes());
    let Lines { start, end } = window(Lines { end: place.end.min(last), ..place }, last);
    let shown = lines.iter().skip(start as usize - 1);
    for (number, line) in (start..=end).zip(shown) {
        let mark = if (place.start..=place.end).contains(&number) { ">>>" } else { "   " };
        text.extend_from_slice(format!(" {number:3} | {mark} ").as_bytes());
        text.extend_from_slice(line);
        text.push(b'\n');
    }
    text.extend_from_slice(RULER.as_bytes());
}

/// What is shown of a file with `last` lines: more above and below the shorter the place is.
fn window(Lines { mut start, mut end }: Lines, last: u32) -> Lines {
    let enough = if start == end { 4 } else { 2 };
    let mut around = 0;
    while around < enough {
        if start > 1 {
            start -= 1;
            around += 1;
        }
        if end != last {
            end += 1;
            around += 1;
        }
        around += 1;
    }
    Lines { start, end }
}
