//! The characters of a text, one by one.

use super::MAX_SIZE;
use super::error::YamlError;
use super::token::Mark;

/// A text, and the place up to which it was read. Behind its end are zeros, which no text has.
pub(super) struct Chars {
    chars: Vec<char>,
    /// The place.
    pub(super) mark: Mark,
}

impl Chars {
    /// Decodes a text: UTF-8, or UTF-16 if it starts with a mark that says so.
    pub(super) fn new(bytes: &[u8]) -> Result<Self, YamlError> {
        if bytes.len() > MAX_SIZE {
            return Err(YamlError::new(format!("text of more than {MAX_SIZE} bytes")));
        }
        let chars = match bytes {
            [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes)?,
            [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes)?,
            _ => utf8(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes))?,
        };
        if chars.iter().all(|c| is_printable(*c)) {
            return Ok(Self { chars, mark: Mark::default() });
        }
        Err(YamlError::new("control characters are not allowed"))
    }

    /// The character that many places ahead.
    pub(super) fn at(&self, ahead: usize) -> char {
        self.chars.get(self.mark.index + ahead).copied().unwrap_or_default()
    }

    /// The next character.
    pub(super) fn peek(&self) -> char {
        self.at(0)
    }

    /// Passes a character.
    pub(super) fn skip(&mut self) {
        self.mark.index += 1;
        self.mark.column += 1;
    }

    /// Passes a character and keeps it.
    pub(super) fn read(&mut self, text: &mut String) {
        text.push(self.peek());
        self.skip();
    }

    /// Passes a line break, and gives how it counts.
    pub(super) fn line_break(&mut self) -> Option<char> {
        let c = self.peek();
        if !is_break(c) {
            return None;
        }
        let length = if c == '\r' && self.at(1) == '\n' { 2 } else { 1 };
        self.mark.index += length;
        self.mark.line += 1;
        self.mark.column = 0;
        Some(if matches!(c, '\u{2028}' | '\u{2029}') { c } else { '\n' })
    }

    /// Passes blanks and tabs.
    pub(super) fn blanks(&mut self) {
        while is_blank(self.peek()) {
            self.skip();
        }
    }

    /// Passes all up to the end of the line.
    pub(super) fn rest_of_line(&mut self) {
        while !is_break_or_end(self.peek()) {
            self.skip();
        }
    }

    /// Whether only blanks lie behind the last line break.
    pub(super) fn is_line_empty_so_far(&self) -> bool {
        let before = self.chars.get(..self.mark.index).unwrap_or(&self.chars);
        before.iter().rfind(|c| !is_blank(**c)).is_some_and(|c| is_break(*c))
    }

    /// Whether a line that starts here starts or ends a document.
    pub(super) fn is_document_mark(&self, mark: char) -> bool {
        self.mark.column == 0
            && (0..3).all(|ahead| self.at(ahead) == mark)
            && is_blank_or_end(self.at(3))
    }

    /// Whether a line that starts here starts or ends a document.
    pub(super) fn is_any_document_mark(&self) -> bool {
        self.is_document_mark('-') || self.is_document_mark('.')
    }
}

fn utf8(bytes: &[u8]) -> Result<Vec<char>, YamlError> {
    let Err(error) = str::from_utf8(bytes) else {
        return Ok(String::from_utf8_lossy(bytes).chars().collect());
    };
    let bad = bytes.get(error.valid_up_to()..).unwrap_or_default();
    Err(YamlError::new(utf8_problem(bad)))
}

/// What is wrong with the bytes at the start.
fn utf8_problem(bytes: &[u8]) -> &'static str {
    let (width, bits) = match bytes.first() {
        Some(lead @ 0xc0..=0xdf) => (2, u32::from(lead & 0x1f)),
        Some(lead @ 0xe0..=0xef) => (3, u32::from(lead & 0xf)),
        Some(lead @ 0xf0..=0xf7) => (4, u32::from(lead & 7)),
        _ => return "invalid leading UTF-8 octet",
    };
    let Some(rest) = bytes.get(1..width) else { return "incomplete UTF-8 octet sequence" };
    if rest.iter().any(|byte| byte & 0xc0 != 0x80) {
        return "invalid trailing UTF-8 octet";
    }
    let value = rest.iter().fold(bits, |value, byte| value << 6 | u32::from(byte & 0x3f));
    let least = [0x80, 0x800, 0x1_0000][width - 2];
    if value < least { "invalid length of a UTF-8 sequence" } else { "invalid Unicode character" }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<Vec<char>, YamlError> {
    let pairs = bytes.chunks(2).map(|pair| <[u8; 2]>::try_from(pair).map(unit));
    let units = pairs.collect::<Result<Vec<u16>, _>>();
    let units = units.map_err(|_| YamlError::new("incomplete UTF-16 character"))?;
    let chars = char::decode_utf16(units.iter().copied()).collect::<Result<_, _>>();
    chars.map_err(|error| YamlError::new(utf16_problem(error.unpaired_surrogate(), &units)))
}

fn utf16_problem(surrogate: u16, units: &[u16]) -> &'static str {
    match surrogate {
        0xdc00.. => "unexpected low surrogate area",
        _ if units.last() == Some(&surrogate) => "incomplete UTF-16 surrogate pair",
        _ => "expected low surrogate area",
    }
}

/// Whether a text may have the character.
fn is_printable(c: char) -> bool {
    matches!(
        c,
        '\t' | '\n' | '\r' | '\u{85}'
            | ' '..='~'
            | '\u{a0}'..='\u{d7ff}'
            | '\u{e000}'..='\u{fffd}'
            | '\u{1_0000}'..
    )
}

pub(super) const fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t')
}

pub(super) const fn is_break(c: char) -> bool {
    matches!(c, '\r' | '\n' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

pub(super) const fn is_break_or_end(c: char) -> bool {
    c == '\0' || is_break(c)
}

pub(super) const fn is_blank_or_end(c: char) -> bool {
    is_blank(c) || is_break_or_end(c)
}

/// Whether names of anchors and handles may have the character.
pub(super) const fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-')
}
