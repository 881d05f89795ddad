//! JSON strings.

use crate::go::utf8::to_valid;

/// Appends a string, quoted as Go does where it does not mind HTML.
pub fn push_string(text: &mut String, string: &str) {
    text.push('"');
    for c in string.chars() {
        match c {
            '"' | '\\' => text.extend(['\\', c]),
            '\u{8}' => text.push_str("\\b"),
            '\u{c}' => text.push_str("\\f"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            '\0'..='\u{1f}' | '\u{2028}' | '\u{2029}' => text.push_str(&numeric(c)),
            _ => text.push(c),
        }
    }
    text.push('"');
}

fn numeric(c: char) -> String {
    format!("\\u{:04x}", u32::from(c))
}

/// Unquotes a string whose syntax is known to be right.
///
/// Bytes that are not UTF-8 and halves of surrogate pairs become U+FFFD.
pub(super) fn unquote(raw: &[u8]) -> String {
    let inside = raw.get(1..raw.len().saturating_sub(1)).unwrap_or_default();
    let mut text = String::with_capacity(inside.len());
    let mut rest = inside;
    while let Some(at) = rest.iter().position(|byte| *byte == b'\\') {
        text.push_str(&to_valid(&rest[..at]));
        let (c, length) = escape(&rest[at..]);
        text.push(c);
        rest = rest.get(at + length..).unwrap_or_default();
    }
    text.push_str(&to_valid(rest));
    text
}

/// The character of an escape, and how many bytes it took.
fn escape(text: &[u8]) -> (char, usize) {
    let c = match text.get(1) {
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'u') => return code_unit(text),
        Some(byte) => char::from(*byte),
        None => char::REPLACEMENT_CHARACTER,
    };
    (c, 2)
}

/// The character of `\uXXXX`, or of two that are a surrogate pair.
fn code_unit(text: &[u8]) -> (char, usize) {
    let units = [hexadecimal(text), text.get(6..).and_then(hexadecimal)];
    match char::decode_utf16(units.into_iter().map_while(|unit| unit)).next() {
        Some(Ok(c)) => (c, 6 * c.len_utf16()),
        _ => (char::REPLACEMENT_CHARACTER, 6),
    }
}

fn hexadecimal(text: &[u8]) -> Option<u16> {
    let digits = text.strip_prefix(b"\\u")?.get(..4)?;
    u16::from_str_radix(str::from_utf8(digits).ok()?, 16).ok()
}
