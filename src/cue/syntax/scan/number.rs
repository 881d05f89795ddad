//! Numbers: which characters belong to one. [`literal`](crate::cue::syntax::literal) looks closer.

use super::Scanner;
use crate::cue::syntax::error::SyntaxErrorKind;
use crate::cue::syntax::token::Token;

impl Scanner<'_> {
    /// Passes a number; a point may have been passed already.
    pub(super) fn number(&mut self, fraction: bool) -> Token {
        if fraction {
            self.digits(10);
            return self.exponent(Token::Float);
        }
        if self.is_at('0') {
            return self.after_zero();
        }
        self.digits(10);
        self.fraction()
    }

    fn after_zero(&mut self) -> Token {
        let start = self.offset;
        self.advance();
        let (base, name) = match self.ch {
            Some('x' | 'X') => (16, "hexadecimal"),
            Some('b') => (2, "binary"),
            Some('o') => (8, "octal"),
            _ => return self.decimal_after_zero(start),
        };
        self.advance();
        self.digits(base);
        if self.offset - start <= 2 {
            self.error(SyntaxErrorKind::Number(name), start, self.offset);
        }
        Token::Int
    }

    fn decimal_after_zero(&mut self, start: usize) -> Token {
        let digits = matches!(self.ch, Some('0'..='9'));
        if digits {
            self.digits(10);
        }
        let range = self.is_at('.') && self.peek() == Some(b'.');
        if !range && matches!(self.ch, Some('.' | 'e' | 'E')) {
            return self.fraction();
        }
        if digits {
            self.error(SyntaxErrorKind::Number("integer"), start, self.offset);
        }
        if range { Token::Int } else { self.exponent(Token::Int) }
    }

    fn fraction(&mut self) -> Token {
        if !self.is_at('.') {
            return self.exponent(Token::Int);
        }
        if self.peek() == Some(b'.') {
            return Token::Int;
        }
        self.advance();
        self.digits(10);
        self.exponent(Token::Float)
    }

    fn exponent(&mut self, token: Token) -> Token {
        match self.ch {
            Some('K' | 'M' | 'G' | 'T' | 'P') => {
                self.advance();
                self.eat('i');
                Token::Int
            }
            Some('e' | 'E') => {
                self.advance();
                if matches!(self.ch, Some('+' | '-')) {
                    self.advance();
                }
                if !self.is_at('_') && !self.ch.is_some_and(|ch| ch.is_ascii_digit()) {
                    self.error_at(SyntaxErrorKind::Exponent, self.offset);
                }
                self.digits(10);
                Token::Float
            }
            _ => token,
        }
    }

    /// Passes digits, which single underscores may separate.
    fn digits(&mut self, base: u32) {
        let mut last = None;
        while let Some(ch) = self.ch.filter(|ch| *ch == '_' || ch.is_digit(base)) {
            if last == Some('_') && ch == '_' {
                self.error_at(SyntaxErrorKind::Underscore, self.offset);
            }
            last = Some(ch);
            self.advance();
        }
        if last == Some('_') {
            self.error(SyntaxErrorKind::Underscore, self.offset - 1, self.offset);
        }
    }
}
