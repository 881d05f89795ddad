//! Attributes: `@name(…)`, whose parentheses hold any balanced words.

use super::Scanner;
use crate::cue::syntax::error::SyntaxErrorKind;
use crate::cue::syntax::token::Token;
use crate::order;

/// Attributes within attributes are read so deep.
const MAX_NESTING: u32 = 100;

impl Scanner<'_> {
    /// Passes an attribute.
    pub(super) fn attribute(&mut self) -> Token {
        let start = self.offset;
        self.advance();
        self.skip_name();
        if self.attributes >= MAX_NESTING {
            self.error(SyntaxErrorKind::Depth, start, self.offset);
            self.finish();
            return Token::Attribute;
        }
        self.attributes += 1;
        if self.scan().token == Token::LeftParen {
            self.attribute_body();
        } else {
            self.error_at(SyntaxErrorKind::Attribute, self.offset);
        }
        self.attributes -= 1;
        Token::Attribute
    }

    fn attribute_body(&mut self) {
        let mut open = vec![Token::RightParen];
        while let Some(close) = open.last().copied() {
            let token = self.scan().token;
            match token {
                _ if token == close => drop(open.pop()),
                Token::Eof => {
                    // Each kind of open parenthesis is told once.
                    order::sort_by_key(&mut open, |close| close.text());
                    open.dedup();
                    for close in open.drain(..) {
                        self.error(SyntaxErrorKind::AttributeEnd(close), self.offset, self.offset);
                    }
                }
                Token::Interpolation => {
                    self.error_at(SyntaxErrorKind::AttributeInterpolation, self.offset);
                    self.quotes.pop();
                    self.skip_interpolation();
                }
                Token::LeftParen => open.push(Token::RightParen),
                Token::LeftBrace => open.push(Token::RightBrace),
                Token::LeftBracket => open.push(Token::RightBracket),
                Token::RightParen | Token::RightBrace | Token::RightBracket => {
                    self.error_at(SyntaxErrorKind::Unexpected(token), self.offset);
                }
                _ => {}
            }
        }
    }

    /// Goes to the parenthesis that closes an interpolation, or to the end of the line.
    fn skip_interpolation(&mut self) {
        let mut open = 1;
        while let Some(ch) = self.ch.filter(|ch| *ch != '\n') {
            match ch {
                '(' => open += 1,
                ')' => open -= 1,
                _ => {}
            }
            if open == 0 {
                return;
            }
            self.advance();
        }
    }
}
