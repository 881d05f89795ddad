//! Reading `.dockerignore` files.

use crate::go::path;
use crate::go::space;
use crate::go::utf8::to_valid;
use thiserror::Error;

/// A line, with its end, must fit into this many bytes.
const MAX_LINE: usize = 64 * 1024;

/// Why a file could not be read, in Go's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ReadError {
    /// A line is too long.
    #[error("bufio.Scanner: token too long")]
    LongLine,
}

/// Reads the patterns of a file: cleaned, without comments, and relative to the root.
///
/// They may still be wrong; [`Matcher`](super::Matcher) tells.
pub fn read(file: &[u8]) -> Result<Vec<String>, ReadError> {
    let file = file.strip_prefix(b"\xef\xbb\xbf").map_or((file, 0), |rest| (rest, 3));
    let (file, mut dropped) = file;
    let mut patterns = Vec::new();
    for line in file.split_inclusive(|byte| *byte == b'\n') {
        // Without its end, a line must leave room for one.
        let end = usize::from(!line.ends_with(b"\n"));
        if line.len() + std::mem::take(&mut dropped) + end > MAX_LINE {
            return Err(ReadError::LongLine);
        }
        patterns.extend(pattern(&to_valid(line)));
    }
    Ok(patterns)
}

/// The pattern of a line.
fn pattern(line: &str) -> Option<String> {
    let text = space::trim(line);
    if line.starts_with('#') || text.is_empty() {
        return None;
    }
    let (mark, text) = text.strip_prefix('!').map_or(("", text), |text| ("!", space::trim(text)));
    if text.is_empty() {
        return Some(mark.to_owned());
    }
    let clean = path::clean(text);
    let relative = clean.strip_prefix('/').filter(|relative| !relative.is_empty());
    Some(format!("{mark}{}", relative.unwrap_or(&clean)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_become_patterns() {
        let file = b"\xef\xbb\xbf#comment\n  # not a comment\n\na\r\n /b/ \n//c\n! /d/../e \n!\n\
            \xe3\x80\x80x y\xc2\xa0\n/\n.\n!/\nf/./g//\n!!h\n\\#i\n..\n\xff\nlast";
        let expected = [
            "# not a comment",
            "a",
            "b",
            "c",
            "!e",
            "!",
            "x y",
            "/",
            ".",
            "!/",
            "f/g",
            "!!h",
            "\\#i",
            "..",
            "\u{fffd}",
            "last",
        ];
        assert_eq!(read(file).unwrap(), expected);
        assert_eq!(read(b"").unwrap(), [""; 0]);
        assert_eq!(read(b"\n\xef\xbb\xbfa").unwrap(), ["\u{feff}a"]);
    }

    #[test]
    fn long_lines_are_an_error() {
        let line = |length: usize, rest: &str| [&b"a".repeat(length), rest.as_bytes()].concat();
        assert!(read(&line(65_535, "\nb")).is_ok());
        assert!(read(&line(65_535, "")).is_ok());
        assert_eq!(read(&line(65_536, "\nb")), Err(ReadError::LongLine));
        assert_eq!(read(&line(65_536, "")), Err(ReadError::LongLine));
        assert_eq!(read(&line(65_535, "\r\n")), Err(ReadError::LongLine));
        let marked = |length| [b"\xef\xbb\xbf".to_vec(), line(length, "\n")].concat();
        assert!(read(&marked(65_532)).is_ok());
        assert_eq!(read(&marked(65_533)), Err(ReadError::LongLine));
    }
}
