//! `# syntax=…`, `# escape=…`, `# check=…` at the top of a file.

use super::SyntaxErrorKind;
use super::reader::Reader;
use super::reader::trim_mark;
use crate::go::json::Document;
use crate::go::json::Kind;
use crate::go::space::trim_start_bytes;
use crate::go::utf8::to_valid;
use crate::source::Lines;

/// A directive found at the top of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directive {
    /// Its value up to the first space. For `syntax`: the image that understands the file.
    pub head: String,
    /// The whole value. For `syntax`: the command line given to that image.
    pub value: String,
    /// Where it is. A value found in JSON has line 0, or 1 below a shebang.
    pub lines: Lines,
}

/// Finds `# syntax=`, `// syntax=` or `{"syntax": …}` in a file of any language.
///
/// A shebang may stand above the first two. Unlike in [`super::parse()`], lines are not trimmed.
pub fn syntax(data: &[u8]) -> Option<Directive> {
    let (data, skipped) = body(data);
    find(Key::Syntax, "#", data, skipped)
        .or_else(|| find(Key::Syntax, "//", data, skipped))
        .or_else(|| json(data, skipped))
}

/// Finds `# check=`.
pub fn check(data: &[u8]) -> Option<Directive> {
    let (data, skipped) = body(data);
    find(Key::Check, "#", data, skipped)
}

/// The value of `check=` in a comment, its `#` removed, up to the first space.
pub fn check_in_comment(comment: &str) -> Option<String> {
    match Scan::new("").line(comment.as_bytes()) {
        Ok(Some((Key::Check, value))) => Some(head(&to_valid(value)).to_owned()),
        _ => None,
    }
}

/// What is below a byte order mark and a shebang, and how many lines were left out.
fn body(data: &[u8]) -> (&[u8], u32) {
    let data = trim_mark(data);
    if !data.starts_with(b"#!") {
        return (data, 0);
    }
    let newline = data.iter().position(|byte| *byte == b'\n');
    (newline.map_or(&[], |newline| &data[newline + 1..]), 1)
}

/// Looks for a directive behind a comment marker. A directive given twice ends the search.
fn find(key: Key, marker: &'static str, data: &[u8], skipped: u32) -> Option<Directive> {
    let mut scan = Scan::new(marker);
    let mut reader = Reader::new(data);
    while let Some(line) = reader.next() {
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        let found = scan.line(line.strip_suffix(b"\r").unwrap_or(line)).ok()?;
        match found {
            Some((name, value)) if name == key => {
                let value = to_valid(value).into_owned();
                let lines = Lines::single(skipped + reader.count);
                return Some(Directive { head: head(&value).to_owned(), value, lines });
            }
            Some(_) => {}
            None => return None,
        }
    }
    None
}

fn head(value: &str) -> &str {
    value.split_once(' ').map_or(value, |(head, _)| head)
}

/// Looks for `syntax` in a file that is JSON from its first byte to its last.
fn json(data: &[u8], skipped: u32) -> Option<Directive> {
    if !trim_start_bytes(data).starts_with(b"{") {
        return None;
    }
    let document = Document::parse(data).ok().filter(Document::numbers_fit)?;
    let last = document.root().members().filter(|(key, _)| key == "syntax").last();
    let value = last.filter(|(_, value)| value.kind() == Kind::String)?.1.as_string()?;
    Some(Directive { head: value.clone(), value, lines: Lines::single(skipped) })
}

/// The directives there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    Syntax,
    Escape,
    Check,
}

impl Key {
    const ALL: [Self; 3] = [Self::Syntax, Self::Escape, Self::Check];

    const fn name(self) -> &'static str {
        match self {
            Self::Syntax => "syntax",
            Self::Escape => "escape",
            Self::Check => "check",
        }
    }
}

/// Reads directives line by line, up to the first line that is none.
pub(super) struct Scan {
    marker: &'static str,
    seen: Vec<Key>,
    done: bool,
}

impl Scan {
    /// A scan for directives behind a comment marker.
    pub(super) const fn new(marker: &'static str) -> Self {
        Self { marker, seen: Vec::new(), done: false }
    }

    /// Reads one line, without its line break; `None` if it is not a directive.
    pub(super) fn line<'a>(
        &mut self,
        line: &'a [u8],
    ) -> Result<Option<(Key, &'a [u8])>, SyntaxErrorKind> {
        if self.done {
            return Ok(None);
        }
        let Some((key, value)) = line.strip_prefix(self.marker.as_bytes()).and_then(pair) else {
            self.done = true;
            return Ok(None);
        };
        if self.seen.contains(&key) {
            return Err(SyntaxErrorKind::DuplicateDirective(key.name()));
        }
        self.seen.push(key);
        Ok(Some((key, value)))
    }
}

/// Reads `key = value`.
fn pair(text: &[u8]) -> Option<(Key, &[u8])> {
    let text = trim_start_bytes(text);
    let end = text.iter().position(|byte| !byte.is_ascii_alphanumeric())?;
    let (name, rest) = text.split_at(end);
    let rest = trim_blanks(rest).strip_prefix(b"=")?;
    let is_named = |key: &Key| key.name().as_bytes().eq_ignore_ascii_case(name);
    let key = Key::ALL.into_iter().find(is_named)?;
    Some((key, value(rest)?))
}

/// The value behind the `=`: without blanks around it, or the last blank if there is nothing else.
fn value(rest: &[u8]) -> Option<&[u8]> {
    let trimmed = trim_blanks(rest);
    let last = trimmed.iter().rposition(|byte| !is_blank(*byte));
    match last {
        Some(last) => Some(&trimmed[..=last]),
        None => rest.len().checked_sub(1).map(|last| &rest[last..]),
    }
}

/// What regular expressions mean by `\s`.
const fn is_blank(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | b'\x0c' | b'\r' | b' ')
}

fn trim_blanks(text: &[u8]) -> &[u8] {
    let start = text.iter().position(|byte| !is_blank(*byte)).unwrap_or(text.len());
    &text[start..]
}
