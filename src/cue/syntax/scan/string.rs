//! Strings and bytes: where they end. [`literal`](crate::cue::syntax::literal) decodes them.

use std::ops::Range;

use super::Scanner;
use crate::cue::syntax::error::SyntaxErrorKind;
use crate::cue::syntax::token::Token;

/// How a string was opened.
#[derive(Clone, Debug)]
pub(super) struct Quote {
    ch: char,
    /// 1 or 3.
    count: usize,
    hashes: usize,
    start: usize,
    /// The white space that all lines so far start with.
    indent: Option<Range<usize>>,
}

impl Scanner<'_> {
    /// Passes a string, from its quotes on, up to its end or its first interpolation.
    pub(super) fn quoted(&mut self, hashes: usize, start: usize) -> Token {
        let Some(ch) = self.ch else { return Token::Illegal };
        self.advance();
        let mut quote = Quote { ch, count: 1, hashes, start, indent: None };
        if !self.eat(ch) {
            return self.string(quote, None);
        }
        if !self.eat(ch) {
            // An empty string; or, in a fence, one that starts with a quote.
            return if self.skip_hashes(hashes) { Token::String } else { self.string(quote, None) };
        }
        // In a fence a quote may stand for itself: `#"""#`.
        if hashes > 0 && self.skip_hashes(hashes) {
            return Token::String;
        }
        quote.count = 3;
        self.eat('\r');
        if self.eat('\n') {
            return self.string(quote, None);
        }
        let text = String::from_utf8_lossy(&self.text[start..self.offset]).into();
        self.error(SyntaxErrorKind::MultilineQuote(text), start, self.offset);
        Token::String
    }

    /// Continues a string behind an interpolation, whose parenthesis was the last character.
    ///
    /// Gives the text from the parenthesis on, and whether it ends in another interpolation.
    pub(in crate::cue::syntax) fn resume(&mut self) -> (Range<usize>, bool) {
        let start = self.offset.saturating_sub(1);
        let Some(quote) = self.quotes.pop() else { return (start..self.offset, false) };
        let more = self.string(quote, Some(start)) == Token::Interpolation;
        (start..self.offset + usize::from(more), more)
    }

    fn skip_hashes(&mut self, count: usize) -> bool {
        (0..count).all(|_| self.eat('#'))
    }

    /// Passes the text of a string; behind an interpolation, `resumed` is where that ended.
    fn string(&mut self, mut quote: Quote, resumed: Option<usize>) -> Token {
        let multiline = quote.count == 3;
        // The quotes that close several lines stand on a line of their own.
        let mut line_start = Some(self.offset).filter(|_| multiline && resumed.is_none());
        loop {
            if !multiline {
                let ends = |byte| matches!(byte, b'"' | b'\'' | b'\\' | b'\n' | b'\0');
                self.skip_plain(|byte| byte.is_ascii() && !ends(byte));
            }
            let Some(ch) = self.ch.filter(|ch| multiline || *ch != '\n') else {
                let start = resumed.unwrap_or(quote.start);
                self.error(SyntaxErrorKind::StringEnd, start, self.offset);
                return Token::String;
            };
            let at = self.offset;
            self.advance();
            if (!multiline || line_start.is_some()) && ch == quote.ch && self.closes(&quote) {
                if let Some(start) = line_start {
                    self.check_indent(&quote, start..at);
                }
                return Token::String;
            }
            if ch == '\r' && multiline {
                continue;
            }
            line_start = match ch {
                ' ' | '\t' => line_start,
                '\n' => {
                    quote.note_indent(self.text, line_start.unwrap_or(at)..at, true);
                    Some(self.offset)
                }
                _ => {
                    if let Some(start) = line_start {
                        quote.note_indent(self.text, start..at, false);
                    }
                    None
                }
            };
            if ch == '\\' && self.escape(&quote) {
                self.quotes.push(quote);
                return Token::Interpolation;
            }
        }
    }

    /// Passes the rest of the closing quotes, as far as it is there.
    fn closes(&mut self, quote: &Quote) -> bool {
        (1..quote.count).all(|_| self.eat(quote.ch)) && self.skip_hashes(quote.hashes)
    }

    fn check_indent(&mut self, quote: &Quote, last: Range<usize>) {
        let matches = quote
            .indent
            .clone()
            .is_none_or(|indent| self.text[indent].starts_with(&self.text[last]));
        if !matches {
            self.error(SyntaxErrorKind::Indentation, quote.start, self.offset);
        }
    }

    /// Passes an escape sequence behind its `\`; gives whether it opens an interpolation, whose
    /// parenthesis is then not passed.
    fn escape(&mut self, quote: &Quote) -> bool {
        if !self.skip_hashes(quote.hashes) {
            return false;
        }
        let start = self.offset;
        let (digits, base, max) = match self.ch {
            Some('(') => return true,
            Some('a' | 'b' | 'f' | 'n' | 'r' | 't' | 'v' | '\\' | '/') => {
                self.advance();
                return false;
            }
            Some(ch) if ch == quote.ch => {
                self.advance();
                return false;
            }
            Some('0'..='7') if quote.ch == '"' => {
                self.error_at(SyntaxErrorKind::ByteEscape("octal"), start);
                return false;
            }
            Some('x') if quote.ch == '"' => {
                self.error_at(SyntaxErrorKind::ByteEscape("hexadecimal"), start);
                return false;
            }
            Some('0'..='7') => (3, 8, 255),
            Some('x') => (2, 16, 255),
            Some('u') => (4, 16, u32::from(char::MAX)),
            Some('U') => (8, 16, u32::from(char::MAX)),
            Some(_) => {
                self.error_at(SyntaxErrorKind::Escape, start);
                return false;
            }
            None => {
                self.error_at(SyntaxErrorKind::EscapeEnd, start);
                return false;
            }
        };
        if base == 16 {
            self.advance();
        }
        self.escape_digits(start, digits, base, max);
        false
    }

    fn escape_digits(&mut self, start: usize, digits: u32, base: u32, max: u32) {
        let mut value = 0u64;
        for _ in 0..digits {
            let Some(ch) = self.ch else {
                return self.error_at(SyntaxErrorKind::EscapeEnd, self.offset);
            };
            let Some(digit) = ch.to_digit(base) else {
                return self.error_at(SyntaxErrorKind::EscapeDigit(ch), self.offset);
            };
            value = value * u64::from(base) + u64::from(digit);
            self.advance();
        }
        if value > u64::from(max) {
            self.error(SyntaxErrorKind::EscapeRange, start, self.offset);
        }
    }
}

impl Quote {
    /// Notes the white space at the start of a line; a line of nothing else counts if it has any.
    fn note_indent(&mut self, text: &[u8], space: Range<usize>, blank: bool) {
        if blank && space.is_empty() {
            return;
        }
        let common = match &self.indent {
            None => space.len(),
            Some(indent) => {
                let pairs = text[indent.clone()].iter().zip(&text[space.clone()]);
                pairs.take_while(|(left, right)| left == right).count()
            }
        };
        self.indent = Some(space.start..space.start + common);
    }
}
