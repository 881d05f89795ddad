//! Layouts of JSON texts, as Go's `encoding/json` makes them.

use crate::go::json::Document;
use crate::go::json::SyntaxError;
use std::fmt::Write as _;

/// Takes all white space out (`json.Compact`).
pub fn compact(text: &[u8]) -> Result<Vec<u8>, SyntaxError> {
    Document::parse(text)?;
    let mut compact = Vec::with_capacity(text.len());
    for Piece { bytes, string } in pieces(text) {
        if string {
            compact.extend_from_slice(bytes);
        } else {
            compact.extend(bytes.iter().filter(|byte| !is_space(**byte)));
        }
    }
    Ok(compact)
}

/// Writes one element or member a line (`json.Indent`); white space behind the value stays.
pub fn indent(text: &[u8], prefix: &str, indent: &str) -> Result<Vec<u8>, SyntaxError> {
    Document::parse(text)?;
    let trailing = text.iter().rev().take_while(|byte| is_space(**byte)).count();
    let (value, trailing) = text.split_at(text.len() - trailing);
    let mut layout = Layout { text: Vec::new(), prefix, indent, depth: 0, fresh: false };
    for Piece { bytes, string } in pieces(value) {
        if string {
            layout.start();
            layout.text.extend_from_slice(bytes);
        } else {
            bytes.iter().filter(|byte| !is_space(**byte)).for_each(|byte| layout.push(*byte));
        }
    }
    layout.text.extend_from_slice(trailing);
    Ok(layout.text)
}

/// Escapes what HTML minds: `<`, `>`, `&` and two line breaks (`json.HTMLEscape`).
pub fn escape_html(text: &[u8]) -> Vec<u8> {
    let mut escaped = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((byte, after)) = rest.split_first() {
        let code = match rest {
            [b'<' | b'>' | b'&', ..] => u32::from(*byte),
            [0xe2, 0x80, 0xa8, ..] => 0x2028,
            [0xe2, 0x80, 0xa9, ..] => 0x2029,
            _ => {
                escaped.push(*byte);
                rest = after;
                continue;
            }
        };
        let mut escape = String::new();
        // Writing to a string cannot fail.
        let _ = write!(escape, "\\u{code:04x}");
        escaped.extend_from_slice(escape.as_bytes());
        rest = if code > 0xff { &rest[3..] } else { after };
    }
    escaped
}

/// A string with its quotes, or what stands between strings.
struct Piece<'a> {
    bytes: &'a [u8],
    string: bool,
}

/// Splits a text that is known to be right.
fn pieces(text: &[u8]) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let string = *rest.first()? == b'"';
        let length = if string {
            string_length(rest)
        } else {
            rest.iter().position(|byte| *byte == b'"').unwrap_or(rest.len())
        };
        let (bytes, after) = rest.split_at(length);
        rest = after;
        Some(Piece { bytes, string })
    })
}

fn string_length(text: &[u8]) -> usize {
    let mut at = 1;
    while let Some(byte) = text.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    text.len()
}

const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

struct Layout<'a> {
    text: Vec<u8>,
    prefix: &'a str,
    indent: &'a str,
    depth: usize,
    /// Whether nothing stands yet behind the last opening bracket.
    fresh: bool,
}

impl Layout<'_> {
    /// Starts a line, unless it was.
    fn start(&mut self) {
        if self.fresh {
            self.fresh = false;
            self.depth += 1;
            self.line();
        }
    }

    fn line(&mut self) {
        self.text.push(b'\n');
        self.text.extend_from_slice(self.prefix.as_bytes());
        for _ in 0..self.depth {
            self.text.extend_from_slice(self.indent.as_bytes());
        }
    }

    fn push(&mut self, byte: u8) {
        match byte {
            b'}' | b']' if self.fresh => self.fresh = false,
            b'}' | b']' => {
                self.depth -= 1;
                self.line();
            }
            _ => self.start(),
        }
        self.text.push(byte);
        match byte {
            b'{' | b'[' => self.fresh = true,
            b',' => self.line(),
            b':' => self.text.push(b' '),
            _ => {}
        }
    }
}
