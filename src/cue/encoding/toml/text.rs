//! Strings of TOML, in each of their four kinds of quotes.

use crate::go::quote::unicode;

/// Reads a string at the start of a text; gives it and how long it was, quotes included.
pub(super) type Read = fn(&[u8]) -> Result<(String, usize), String>;

/// The length of the character at the start of a text, unless it must be escaped.
pub(super) fn character(text: &[u8]) -> Option<usize> {
    let head = text.get(..text.len().min(4))?;
    let chunk = head.utf8_chunks().next()?;
    let c = chunk.valid().chars().next()?;
    (!is_control(c)).then_some(c.len_utf8())
}

/// Whether no string may have the character as it is; line breaks are looked at elsewhere.
const fn is_control(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{7f}')
}

/// `'…'`
pub(super) fn literal(text: &[u8]) -> Result<(String, usize), String> {
    let mut at = 1;
    while let Some(byte) = text.get(at) {
        match byte {
            b'\'' => return Ok((String::from_utf8_lossy(&text[1..at]).into_owned(), at + 1)),
            b'\n' | b'\r' => return Err("literal strings cannot have new lines".to_owned()),
            _ => at += character(&text[at..]).ok_or("invalid character")?,
        }
    }
    Err("unterminated literal string".to_owned())
}

/// `'''…'''`
pub(super) fn multiline_literal(text: &[u8]) -> Result<(String, usize), String> {
    let mut at = 3;
    while let Some(byte) = text.get(at) {
        match byte {
            b'\'' if text[at..].starts_with(b"'''") => {
                let end = end_of_multiline(text, at)?;
                let inside = without_first_break(&text[3..end - 3]);
                return Ok((String::from_utf8_lossy(inside).into_owned(), end));
            }
            b'\r' => at += windows_break(&text[at..])?,
            _ => at += character(&text[at..]).ok_or("invalid character")?,
        }
    }
    Err("multiline literal string not terminated by '''".to_owned())
}

/// Where a string ends whose three quotes start at a place: up to two more belong to it.
fn end_of_multiline(text: &[u8], at: usize) -> Result<usize, String> {
    let quote = text[at];
    let count = text[at..].iter().take(6).take_while(|byte| **byte == quote).count();
    if count == 6 {
        let kind = if quote == b'"' { "basic" } else { "literal" };
        let quotes = String::from(char::from(quote)).repeat(3);
        return Err(format!("{quotes} not allowed in multiline {kind} string"));
    }
    Ok(at + count)
}

fn without_first_break(text: &[u8]) -> &[u8] {
    text.strip_prefix(b"\n").or_else(|| text.strip_prefix(b"\r\n")).unwrap_or(text)
}

fn windows_break(text: &[u8]) -> Result<usize, String> {
    if text.starts_with(b"\r\n") { Ok(2) } else { Err("need a \\n after \\r".to_owned()) }
}

/// `"…"`
pub(super) fn basic(text: &[u8]) -> Result<(String, usize), String> {
    let (mut at, mut escaped) = (1, false);
    loop {
        match text.get(at) {
            None => return Err("basic string not terminated by \"".to_owned()),
            Some(b'"') => break,
            Some(b'\n' | b'\r') => return Err("basic strings cannot have new lines".to_owned()),
            Some(b'\\') if at + 1 == text.len() => {
                return Err("need a character after \\".to_owned());
            }
            Some(b'\\') => {
                escaped = true;
                at += 2;
            }
            Some(_) => at += 1,
        }
    }
    let inside = &text[1..at];
    let string = if escaped { unescape(inside, b"", false)? } else { checked(inside)? };
    Ok((string, at + 1))
}

/// `"""…"""`
pub(super) fn multiline_basic(text: &[u8]) -> Result<(String, usize), String> {
    let (mut at, mut escaped) = (3, false);
    loop {
        match text.get(at) {
            None => return Err("multiline basic string not terminated by \"\"\"".to_owned()),
            Some(b'"') if text[at..].starts_with(b"\"\"\"") => break,
            Some(b'\\') if at + 1 == text.len() => {
                return Err("need a character after \\".to_owned());
            }
            Some(b'\\') => {
                escaped = true;
                at += 2;
            }
            Some(b'\r') => at += windows_break(&text[at..])?,
            Some(_) => at += 1,
        }
    }
    let end = end_of_multiline(text, at)?;
    let inside = without_first_break(&text[3..end - 3]);
    let string = if escaped { unescape(inside, b"\"\"\"", true)? } else { checked(inside)? };
    Ok((string, end))
}

/// A string without escapes.
fn checked(text: &[u8]) -> Result<String, String> {
    match str::from_utf8(text) {
        Ok(valid) if !valid.contains(is_control) => Ok(valid.to_owned()),
        _ => Err("invalid UTF-8".to_owned()),
    }
}

/// A string with escapes; `behind` is what follows it.
fn unescape(text: &[u8], behind: &[u8], multiline: bool) -> Result<String, String> {
    let mut string = String::new();
    let mut rest = text;
    while let Some(byte) = rest.first() {
        if *byte != b'\\' {
            let size = character(rest);
            let size = size.ok_or_else(|| format!("invalid character {}", unicode(*byte)))?;
            string.push_str(str::from_utf8(&rest[..size]).unwrap_or_default());
            rest = &rest[size..];
            continue;
        }
        if let Some(after) = line_continuation(rest).filter(|_| multiline) {
            rest = after;
            continue;
        }
        let escape = rest.get(1).copied().unwrap_or_default();
        let length = match escape {
            b'u' => 4,
            b'U' => 8,
            _ => 0,
        };
        let digits = [rest.get(2..).unwrap_or_default(), behind].concat();
        string.push(if length > 0 { hexadecimal(&digits, length)? } else { single(escape)? });
        rest = rest.get(2 + length..).unwrap_or_default();
    }
    Ok(string)
}

fn single(escape: u8) -> Result<char, String> {
    Ok(match escape {
        b'"' | b'\\' => char::from(escape),
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'e' => '\u{1b}',
        _ => return Err(format!("invalid escaped character {}", unicode(escape))),
    })
}

fn hexadecimal(text: &[u8], length: usize) -> Result<char, String> {
    let Some(digits) = text.get(..length) else {
        return Err(format!("unicode point needs {length} character, not {}", text.len()));
    };
    let mut value = 0u32;
    for digit in digits {
        let digit = char::from(*digit).to_digit(16).ok_or("non-hex character")?;
        value = value << 4 | digit;
    }
    let invalid = "escape sequence is invalid Unicode code point";
    char::from_u32(value).ok_or_else(|| invalid.to_owned())
}

/// What follows a backslash at the end of a line, and all white space behind it.
fn line_continuation(text: &[u8]) -> Option<&[u8]> {
    let blanks = text[1..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let rest = &text[1 + blanks..];
    let rest = rest.strip_prefix(b"\n").or_else(|| rest.strip_prefix(b"\r\n"))?;
    let space = |byte: &&u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n');
    Some(&rest[rest.iter().take_while(space).count()..])
}
