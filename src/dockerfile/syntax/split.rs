//! A logical line, split into keyword, flags and the rest.

use crate::go::space::is_space;
use crate::go::space::trim_end_bytes;
use crate::go::space::trim_start_bytes;
use crate::go::utf8::to_valid;

/// The parts of a line.
pub(super) struct Split<'a> {
    /// The first word.
    pub(super) keyword: &'a [u8],
    /// The words that start with `--`, quotes and escapes removed.
    pub(super) flags: Vec<String>,
    /// What is left, trimmed.
    pub(super) rest: &'a [u8],
}

/// The blanks between words. Line breaks and the blanks of other scripts are not among them.
pub(super) const fn is_blank(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\x0b' | b'\x0c' | b'\r' | b' ')
}

/// Splits a line.
pub(super) fn split(line: &[u8], escape: u8) -> Split<'_> {
    let line = trim(line);
    let Some((keyword, rest)) = split_blank(line) else {
        return Split { keyword: line, flags: Vec::new(), rest: &[] };
    };
    let mut scan = FlagScan { text: rest, at: 0, escape, flags: Vec::new() };
    let rest = scan.rest();
    Split { keyword, flags: scan.flags, rest: trim(rest) }
}

/// Splits a text at its first run of blanks.
pub(super) fn split_blank(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = text.iter().position(|byte| is_blank(*byte))?;
    let blanks = text[end..].iter().position(|byte| !is_blank(*byte));
    let start = blanks.map_or(text.len(), |blanks| end + blanks);
    Some((&text[..end], &text[start..]))
}

/// Splits a trimmed text at every run of blanks.
pub(super) fn words(text: &[u8]) -> Vec<String> {
    if text.is_empty() {
        return Vec::new();
    }
    let mut words = Vec::new();
    let mut rest = text;
    while let Some((word, after)) = split_blank(rest) {
        words.push(to_valid(word).into_owned());
        rest = after;
    }
    words.push(to_valid(rest).into_owned());
    words
}

/// Removes white space at the start; most of the time there is none.
pub(super) fn trim_start(text: &[u8]) -> &[u8] {
    match text.first() {
        Some(byte) if byte.is_ascii_graphic() => text,
        _ => trim_start_bytes(text),
    }
}

/// Removes white space at both ends; most of the time there is none.
pub(super) fn trim(text: &[u8]) -> &[u8] {
    let text = trim_start(text);
    match text.last() {
        Some(byte) if byte.is_ascii_graphic() => text,
        _ => trim_end_bytes(text),
    }
}

/// Whether a byte, taken for a character, is a blank. Two bytes beyond ASCII are.
pub(super) const fn is_space_byte(byte: u8) -> bool {
    is_space(byte as char)
}

/// Reads flags byte by byte, each byte taken for a character.
struct FlagScan<'a> {
    text: &'a [u8],
    at: usize,
    escape: u8,
    flags: Vec<String>,
}

impl<'a> FlagScan<'a> {
    /// Reads all flags and returns what follows them.
    fn rest(&mut self) -> &'a [u8] {
        loop {
            while self.peek().is_some_and(is_space_byte) {
                self.at += 1;
            }
            if !self.text[self.at..].starts_with(b"--") {
                return &self.text[self.at..];
            }
            let flag = self.flag();
            if flag == "--" {
                return &self.text[self.at..];
            }
            self.flags.push(flag);
        }
    }

    /// Reads up to a blank that is not quoted. A missing quote quotes the rest of the line.
    fn flag(&mut self) -> String {
        let mut flag = String::new();
        let mut quote = None;
        while let Some(byte) = self.peek() {
            if quote.is_none() && is_space_byte(byte) {
                break;
            }
            self.at += 1;
            if quote == Some(byte) {
                quote = None;
            } else if quote.is_none() && matches!(byte, b'\'' | b'"') {
                quote = Some(byte);
            } else if byte == self.escape {
                flag.extend(self.peek().map(char::from));
                self.at = self.text.len().min(self.at + 1);
            } else {
                flag.push(char::from(byte));
            }
        }
        flag
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }
}
