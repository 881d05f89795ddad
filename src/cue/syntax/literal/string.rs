//! Strings and bytes, in all their quotes.

use super::LiteralError;
use crate::go::quote::quote_bytes;
use crate::go::space::is_space;

/// Decodes a string or bytes without interpolations.
pub fn unquote(literal: &[u8]) -> Result<Vec<u8>, LiteralError> {
    let (quotes, start) = Quotes::parse(literal, literal)?;
    quotes.unquote(&literal[start..])
}

/// A literal with its lines indented by tabs; one of a single line stays as it is.
pub fn reindent(literal: &str, tabs: usize) -> String {
    let Ok((quotes, _)) = Quotes::parse(literal.as_bytes(), literal.as_bytes()) else {
        return literal.to_owned();
    };
    let tabs = "\t".repeat(tabs);
    match str::from_utf8(quotes.whitespace) {
        Ok(space) if quotes.is_multiline() && space != tabs => {
            literal.replace(&format!("\n{space}"), &format!("\n{tabs}"))
        }
        _ => literal.to_owned(),
    }
}

/// The quotes around a literal.
#[derive(Clone, Copy, Debug)]
pub struct Quotes<'a> {
    /// `"` or `'`.
    ch: u8,
    /// 1 or 3.
    count: usize,
    hashes: usize,
    /// The white space in front of the closing quotes, which is removed from each line.
    whitespace: &'a [u8],
}

/// A part of a literal.
enum Piece {
    /// A character.
    Char(char),
    /// A byte, given by number.
    Byte(u8),
    /// Half of a pair.
    Surrogate(u32),
    /// A line break that does not count.
    EscapedNewline,
    /// The closing quotes.
    Close,
    /// `\(`
    Interpolation,
}

impl<'a> Quotes<'a> {
    /// Reads the quotes at the start of a literal's first text and at the end of its last, which
    /// may be the same; gives them and where the text begins.
    pub fn parse(first: &'a [u8], last: &'a [u8]) -> Result<(Self, usize), LiteralError> {
        let hashes = first.iter().take_while(|byte| **byte == b'#').count();
        let text = &first[hashes..];
        let ch = match text {
            [ch @ (b'"' | b'\''), ..] => *ch,
            _ => return Err(LiteralError::Syntax),
        };
        let multiline = text.len() > 3 && text[1] == ch && text[2] == ch && text[3] != b'#';
        let count = if multiline { 3 } else { 1 };
        let mut quotes = Self { ch, count, hashes, whitespace: b"" };
        let closing = first[..hashes + count].iter().rev();
        if last.len() < hashes + count || !last[last.len() - hashes - count..].iter().eq(closing) {
            // The missing line break is the better explanation.
            if multiline {
                newline_width(&text[3..])?;
            }
            return Err(LiteralError::Quote);
        }
        let mut start = hashes + count;
        if multiline {
            start += newline_width(&text[3..])?;
            quotes.whitespace = indentation(&last[..last.len() - hashes - count])?;
            start += quotes.first_indent(first.get(start..).unwrap_or_default())?;
        }
        Ok((quotes, start))
    }

    /// Whether it is a string, not bytes.
    pub const fn is_string(&self) -> bool {
        self.ch == b'"'
    }

    /// Whether it may have several lines.
    pub const fn is_multiline(&self) -> bool {
        self.count == 3
    }

    /// The width of the white space to be removed from the first line.
    fn first_indent(&self, text: &[u8]) -> Result<usize, LiteralError> {
        match text.first() {
            None | Some(b'\n') => Ok(0),
            Some(_) if text.starts_with(self.whitespace) => Ok(self.whitespace.len()),
            Some(_) => Err(self.wrong_whitespace(text)),
        }
    }

    fn wrong_whitespace(&self, line: &[u8]) -> LiteralError {
        let actual = line.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        LiteralError::Whitespace {
            expected: quote_bytes(self.whitespace).into(),
            actual: quote_bytes(&line[..actual]).into(),
        }
    }

    /// Decodes a text behind the opening quotes or an interpolation, up to the closing quotes or
    /// the next interpolation, which end it.
    pub fn unquote(&self, text: &[u8]) -> Result<Vec<u8>, LiteralError> {
        if !self.is_multiline() && text.contains(&b'\n') {
            return Err(LiteralError::Syntax);
        }
        if let Some(text) = self.plain(text) {
            return Ok(text.to_vec());
        }
        let mut rest = text;
        let mut decoded = Vec::with_capacity(text.len());
        let (mut after_newline, mut after_escaped) = (false, false);
        self.check_early_close(rest)?;
        loop {
            match rest {
                [] => return Err(LiteralError::Quote),
                [b'\r', tail @ ..] => {
                    rest = tail;
                    after_escaped = false;
                    continue;
                }
                [b'\n', tail @ ..] => {
                    rest = self.skip_indent(tail)?;
                    self.check_early_close(rest)?;
                    (after_newline, after_escaped) = (true, false);
                    decoded.push(b'\n');
                    continue;
                }
                _ => {}
            }
            match self.piece(&mut rest)? {
                Piece::Char(ch) => {
                    decoded.extend_from_slice(ch.encode_utf8(&mut [0; 4]).as_bytes());
                }
                Piece::Byte(byte) => decoded.push(byte),
                Piece::Surrogate(high) => {
                    let ch = self.low_surrogate(high, &mut rest)?;
                    decoded.extend_from_slice(ch.encode_utf8(&mut [0; 4]).as_bytes());
                }
                Piece::EscapedNewline => {
                    rest = self.skip_indent(rest)?;
                    after_escaped = true;
                    continue;
                }
                Piece::Close if after_escaped => return Err(LiteralError::EscapedNewline),
                Piece::Close => {
                    // The last line break only sets off the quotes.
                    if after_newline {
                        decoded.pop();
                    }
                    return Ok(decoded);
                }
                Piece::Interpolation => return Ok(decoded),
            }
            (after_newline, after_escaped) = (false, false);
        }
    }

    /// The text of a string that needs no decoding. Only here does a carriage return stay.
    fn plain<'t>(&self, text: &'t [u8]) -> Option<&'t [u8]> {
        if self.is_multiline() || self.hashes > 0 {
            return None;
        }
        let text = text.strip_suffix(&[self.ch])?;
        let special = |ch: char| {
            ch == char::from(self.ch) || matches!(ch, '\\' | '\0' | char::REPLACEMENT_CHARACTER)
        };
        str::from_utf8(text).is_ok_and(|text| !text.contains(special)).then_some(text)
    }

    /// Refuses closing quotes at the start of a line that more text follows.
    fn check_early_close(&self, line: &[u8]) -> Result<(), LiteralError> {
        let width = self.count + self.hashes;
        let closes = self.is_multiline() && line.len() > width && self.closes(line);
        if closes { Err(LiteralError::Syntax) } else { Ok(()) }
    }

    fn closes(&self, text: &[u8]) -> bool {
        text.len() >= self.count + self.hashes
            && text[..self.count].iter().all(|byte| *byte == self.ch)
            && text[self.count..self.count + self.hashes].iter().all(|byte| *byte == b'#')
    }

    fn skip_indent<'t>(&self, text: &'t [u8]) -> Result<&'t [u8], LiteralError> {
        match text.strip_prefix(self.whitespace) {
            Some(rest) if self.is_multiline() => Ok(rest),
            None if text.starts_with(b"\n") || text.starts_with(b"\r\n") => Ok(text),
            _ => Err(self.wrong_whitespace(text)),
        }
    }

    /// The first piece of a text that is not empty.
    fn piece(&self, rest: &mut &[u8]) -> Result<Piece, LiteralError> {
        let text = *rest;
        match text {
            [byte, ..] if *byte == self.ch && self.closes(text) => {
                if text.len() == self.count + self.hashes {
                    *rest = b"";
                    return Ok(Piece::Close);
                }
                if !self.is_multiline() {
                    return Err(LiteralError::Syntax);
                }
            }
            [b'\\', tail @ ..] => {
                let hashes = tail.iter().take_while(|byte| **byte == b'#').take(self.hashes);
                // With fewer hashes it is an ordinary character.
                if hashes.count() == self.hashes && tail.len() > self.hashes {
                    *rest = &tail[self.hashes..];
                    return self.escape(rest);
                }
            }
            [0, ..] => return Err(LiteralError::Syntax),
            _ => {}
        }
        let ch = first_char(text).ok_or(LiteralError::Utf8)?;
        *rest = &text[ch.len_utf8()..];
        Ok(Piece::Char(ch))
    }

    /// What an escape sequence behind `\` and hashes means.
    fn escape(&self, rest: &mut &[u8]) -> Result<Piece, LiteralError> {
        let (code, tail) = rest.split_first().ok_or(LiteralError::Syntax)?;
        *rest = tail;
        let ch = match code {
            b'a' => '\u{7}',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'v' => '\u{b}',
            b'/' => '/',
            b'\\' => '\\',
            b'\'' | b'"' if *code == self.ch => char::from(*code),
            b'(' if tail.is_empty() => return Ok(Piece::Interpolation),
            b'\n' => return Ok(Piece::EscapedNewline),
            b'\r' if tail.starts_with(b"\n") => {
                *rest = &tail[1..];
                return Ok(Piece::EscapedNewline);
            }
            b'x' if !self.is_string() => return byte(digits(rest, 2, 16)?),
            b'0'..=b'7' if !self.is_string() => {
                let high = u32::from(code - b'0') << 6;
                return byte(high | digits(rest, 2, 8)?);
            }
            b'u' => return code_point(digits(rest, 4, 16)?),
            b'U' => return code_point(digits(rest, 8, 16)?),
            _ => return Err(LiteralError::Syntax),
        };
        Ok(Piece::Char(ch))
    }

    /// Reads the other half of a pair.
    fn low_surrogate(&self, high: u32, rest: &mut &[u8]) -> Result<char, LiteralError> {
        if high >= 0xdc00 || rest.is_empty() {
            return Err(LiteralError::Surrogate);
        }
        match self.piece(rest) {
            Ok(Piece::Surrogate(low @ 0xdc00..)) => {
                char::from_u32(0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00))
                    .ok_or(LiteralError::Surrogate)
            }
            _ => Err(LiteralError::Surrogate),
        }
    }
}

/// The width of the line break behind the opening quotes.
fn newline_width(text: &[u8]) -> Result<usize, LiteralError> {
    match text {
        [b'\n', ..] => Ok(1),
        [b'\r', b'\n', ..] => Ok(2),
        _ => Err(LiteralError::OpeningNewline),
    }
}

/// The white space at the end of a text, back to a line break.
fn indentation(text: &[u8]) -> Result<&[u8], LiteralError> {
    let line = text.iter().rposition(|byte| *byte == b'\n').ok_or(LiteralError::ClosingNewline)?;
    let space = &text[line + 1..];
    let blank = str::from_utf8(space).is_ok_and(|space| space.chars().all(is_space));
    if blank { Ok(space) } else { Err(LiteralError::ClosingNewline) }
}

fn first_char(text: &[u8]) -> Option<char> {
    text[..text.len().min(4)].utf8_chunks().next()?.valid().chars().next()
}

fn byte(value: u32) -> Result<Piece, LiteralError> {
    u8::try_from(value).map(Piece::Byte).map_err(|_| LiteralError::Syntax)
}

fn code_point(value: u32) -> Result<Piece, LiteralError> {
    match char::from_u32(value) {
        Some(ch) => Ok(Piece::Char(ch)),
        None if value <= u32::from(char::MAX) => Ok(Piece::Surrogate(value)),
        None => Err(LiteralError::Syntax),
    }
}

/// Reads a number of digits.
fn digits(rest: &mut &[u8], count: usize, base: u32) -> Result<u32, LiteralError> {
    let (text, tail) = rest.split_at_checked(count).ok_or(LiteralError::Syntax)?;
    *rest = tail;
    text.iter().try_fold(0u32, |value, byte| {
        let digit = char::from(*byte).to_digit(base).ok_or(LiteralError::Syntax)?;
        Ok(value.wrapping_mul(base) | digit)
    })
}
