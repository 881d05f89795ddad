//! From text to words.
//!
//! A comma is implied where a line ends behind a word that can end a value. The scanner does not
//! know where an expression inside a string ends: whoever reads the words of one calls
//! [`Scanner::resume`] at its closing parenthesis.

mod attribute;
mod number;
mod string;

use super::Span;
use super::error::SyntaxError;
use super::error::SyntaxErrorKind;
use super::token::Token;
use crate::go::letter::is_digit;
use crate::go::letter::is_letter;
use string::Quote;

/// A word.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lexeme {
    /// Its kind.
    pub(super) token: Token,
    /// Its first byte.
    pub(super) start: usize,
    /// The byte behind it.
    pub(super) end: usize,
    /// The line on which it starts, from 0.
    pub(super) line: u32,
    /// Whether it is a comma that was not written.
    pub(super) implied: bool,
}

/// Reads a text word by word.
pub(super) struct Scanner<'a> {
    text: &'a [u8],
    file: u32,
    /// Whether `try` and its companions are names.
    legacy: bool,
    /// Whether commas are ever implied.
    commas: bool,
    /// The current character; none at the end.
    ch: Option<char>,
    offset: usize,
    next_offset: usize,
    line: u32,
    /// Whether a comma is implied at the end of this line.
    implies_comma: bool,
    quotes: Vec<Quote>,
    attributes: u32,
    pub(super) errors: Vec<SyntaxError>,
}

const BYTE_ORDER_MARK: char = '\u{feff}';

/// More errors are not kept.
const MAX_ERRORS: usize = 1000;

impl<'a> Scanner<'a> {
    /// Starts at the beginning of a text, behind a byte order mark.
    pub(super) fn new(file: u32, text: &'a [u8], legacy: bool) -> Self {
        let mut scanner = Self {
            text,
            file,
            legacy,
            commas: true,
            ch: Some(' '),
            offset: 0,
            next_offset: 0,
            line: 0,
            implies_comma: false,
            quotes: Vec::new(),
            attributes: 0,
            errors: Vec::new(),
        };
        scanner.advance();
        if scanner.ch == Some(BYTE_ORDER_MARK) {
            scanner.advance();
        }
        scanner
    }

    /// Reads a text in which the end of a line means nothing.
    pub(super) fn without_implied_commas(text: &'a [u8]) -> Self {
        Self { commas: false, ..Self::new(0, text, false) }
    }

    /// Goes to the end of the text.
    pub(super) fn finish(&mut self) {
        self.offset = self.text.len();
        self.next_offset = self.offset;
        self.ch = None;
        self.implies_comma = false;
    }

    /// Notes an error.
    pub(super) fn error(&mut self, kind: SyntaxErrorKind, start: usize, end: usize) {
        if self.errors.len() < MAX_ERRORS {
            let span = self.span(start, end);
            self.errors.push(SyntaxError { kind, span });
        }
    }

    /// A place in the file.
    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Span { file: self.file, start: offset(start), end: offset(end.max(start)) }
    }

    fn error_at(&mut self, kind: SyntaxErrorKind, start: usize) {
        let end = self.next_offset;
        self.error(kind, start, end);
    }

    /// Goes to the next character.
    fn advance(&mut self) {
        if self.ch == Some('\n') {
            self.line += 1;
        }
        self.offset = self.next_offset;
        if let Some(byte @ 1..=0x7f) = self.text.get(self.offset).copied() {
            self.next_offset += 1;
            self.ch = Some(char::from(byte));
        } else {
            self.decode();
        }
    }

    /// Reads a character that is not simply one byte.
    #[inline(never)]
    fn decode(&mut self) {
        let Some((ch, width)) = decode(&self.text[self.offset..]) else {
            self.ch = None;
            return;
        };
        self.next_offset += width;
        self.ch = Some(ch);
        match ch {
            '\0' => self.error_at(SyntaxErrorKind::Nul, self.offset),
            char::REPLACEMENT_CHARACTER if width == 1 => {
                self.error_at(SyntaxErrorKind::Utf8, self.offset);
            }
            BYTE_ORDER_MARK if self.offset > 0 => {
                self.error_at(SyntaxErrorKind::ByteOrderMark, self.offset);
            }
            _ => {}
        }
    }

    /// Passes bytes as long as they are such: plain characters, and no ends of lines.
    fn skip_plain(&mut self, is_such: impl Fn(u8) -> bool) {
        let mut at = self.offset;
        while let Some(byte) = self.text.get(at)
            && is_such(*byte)
        {
            at += 1;
        }
        if at > self.offset {
            self.next_offset = at;
            self.advance();
        }
    }

    fn is_at(&self, ch: char) -> bool {
        self.ch == Some(ch)
    }

    /// Passes a character if it is there.
    fn eat(&mut self, ch: char) -> bool {
        let there = self.is_at(ch);
        if there {
            self.advance();
        }
        there
    }

    /// The byte behind the current character.
    fn peek(&self) -> Option<u8> {
        self.text.get(self.next_offset).copied()
    }

    fn skip_space(&mut self) {
        loop {
            self.skip_plain(|byte| matches!(byte, b' ' | b'\t' | b'\r'));
            if !self.is_at('\n') || self.implies_comma {
                return;
            }
            self.advance();
        }
    }

    /// Reads the next word.
    pub(super) fn scan(&mut self) -> Lexeme {
        loop {
            self.skip_space();
            let (start, line) = (self.offset, self.line);
            let Some(ch) = self.ch else { return self.end_of_text(start, line) };
            if ch == '\n' {
                self.implies_comma = false;
                self.skip_space();
                // A comma or colon that opens the next line replaces the implied comma.
                if matches!(self.ch, Some(',' | ':')) {
                    continue;
                }
                return Lexeme::implied(start, line);
            }
            if ch == '/' && self.peek() == Some(b'/') {
                if self.implies_comma {
                    self.implies_comma = false;
                    return Lexeme::implied(start, line);
                }
                self.skip_comment();
                return Lexeme::new(Token::Comment, start, self.offset, line);
            }
            let implied = self.implies_comma;
            let token = self.word(ch);
            self.implies_comma = match token {
                Token::Illegal => implied,
                _ => self.commas && token.can_end_a_value(),
            };
            // The parenthesis that opens an interpolation is a word of its own, too.
            let end = self.offset + usize::from(token == Token::Interpolation);
            return Lexeme::new(token, start, end, line);
        }
    }

    fn end_of_text(&mut self, start: usize, line: u32) -> Lexeme {
        if self.implies_comma {
            self.implies_comma = false;
            return Lexeme::implied(start, line);
        }
        Lexeme::new(Token::Eof, start, start, line)
    }

    fn skip_comment(&mut self) {
        loop {
            self.skip_plain(|byte| byte.is_ascii() && byte != b'\n' && byte != b'\0');
            if self.ch.is_none_or(|ch| ch == '\n') {
                return;
            }
            self.advance();
        }
    }

    fn word(&mut self, ch: char) -> Token {
        match ch {
            '0'..='9' => self.number(false),
            '#' => self.hash(),
            '_' => self.underscore(),
            '"' | '\'' => self.quoted(0, self.offset),
            '@' => self.attribute(),
            '.' => self.dots(),
            _ if is_letter(ch) || ch == '$' => self.name(),
            _ => self.operator(ch),
        }
    }

    /// A name or keyword.
    fn name(&mut self) -> Token {
        let start = self.offset;
        self.skip_name();
        match Token::keyword(&self.text[start..self.offset]) {
            Some(Token::Try | Token::Else | Token::Fallback | Token::Otherwise | Token::Func)
                if self.legacy =>
            {
                Token::Ident
            }
            Some(token) => token,
            None => Token::Ident,
        }
    }

    fn skip_name(&mut self) {
        self.skip_plain(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$');
        let inside = |ch| is_letter(ch) || is_digit(ch) || ch == '_' || ch == '$';
        while self.ch.is_some_and(inside) {
            self.advance();
        }
    }

    /// The rest of a name that may start with `#`, which no digit may follow.
    fn skip_field_name(&mut self) {
        if self.eat('#') && self.ch.is_some_and(is_digit) {
            return;
        }
        self.skip_name();
    }

    /// A definition, or a string in a fence.
    fn hash(&mut self) -> Token {
        let start = self.offset;
        self.skip_field_name();
        let alone = self.offset - start == 1;
        if !alone || !matches!(self.ch, Some('\'' | '"' | '#')) {
            return Token::Ident;
        }
        let mut hashes = 1;
        while self.eat('#') {
            hashes += 1;
        }
        match self.ch {
            Some('\'' | '"') => self.quoted(hashes, start),
            _ => Token::Illegal,
        }
    }

    fn underscore(&mut self) -> Token {
        let start = self.offset;
        self.advance();
        if self.is_at('|') && self.peek() == Some(b'_') {
            self.advance();
            self.advance();
            return Token::Bottom;
        }
        self.skip_field_name();
        if &self.text[start..self.offset] == b"__" && self.eat('#') {
            self.skip_name();
            let text = String::from_utf8_lossy(&self.text[start..self.offset]);
            self.error(SyntaxErrorKind::Token(text.into()), start, self.offset);
            return Token::Illegal;
        }
        Token::Ident
    }

    fn dots(&mut self) -> Token {
        let start = self.offset;
        self.advance();
        match self.ch {
            Some('0'..='9') => self.number(true),
            Some('.') => {
                self.advance();
                if self.eat('.') {
                    return Token::Ellipsis;
                }
                self.error(SyntaxErrorKind::TwoDots, start, self.offset);
                Token::Illegal
            }
            _ => Token::Period,
        }
    }

    fn operator(&mut self, ch: char) -> Token {
        let start = self.offset;
        self.advance();
        match ch {
            ':' => Token::Colon,
            ';' => Token::Semicolon,
            '?' => Token::Option,
            '~' => Token::Tilde,
            ',' => Token::Comma,
            '(' => Token::LeftParen,
            ')' => Token::RightParen,
            '[' => Token::LeftBracket,
            ']' => Token::RightBracket,
            '{' => Token::LeftBrace,
            '}' => Token::RightBrace,
            '+' => Token::Add,
            '-' => Token::Subtract,
            '*' => Token::Multiply,
            '/' => Token::Divide,
            '<' if self.eat('-') => Token::Arrow,
            '<' => self.with_equals(Token::Less, Token::LessEqual),
            '>' => self.with_equals(Token::Greater, Token::GreaterEqual),
            '=' if self.eat('~') => Token::Match,
            '=' => self.with_equals(Token::Bind, Token::Equal),
            '!' if self.eat('~') => Token::NotMatch,
            '!' => self.with_equals(Token::Not, Token::NotEqual),
            '&' if self.eat('&') => Token::LogicalAnd,
            '&' => Token::And,
            '|' if self.eat('|') => Token::LogicalOr,
            '|' => Token::Or,
            _ => {
                // A byte order mark was reported already.
                if ch != BYTE_ORDER_MARK {
                    self.error(SyntaxErrorKind::Character(ch), start, self.offset);
                }
                Token::Illegal
            }
        }
    }

    fn with_equals(&mut self, alone: Token, with: Token) -> Token {
        if self.eat('=') { with } else { alone }
    }
}

impl Lexeme {
    const fn new(token: Token, start: usize, end: usize, line: u32) -> Self {
        Self { token, start, end, line, implied: false }
    }

    const fn implied(at: usize, line: u32) -> Self {
        Self { token: Token::Comma, start: at, end: at, line, implied: true }
    }
}

impl Token {
    /// Whether a comma is implied where a line ends behind it.
    const fn can_end_a_value(self) -> bool {
        self.is_literal()
            || self.is_keyword()
            || matches!(
                self,
                Self::Attribute
                    | Self::Semicolon
                    | Self::Option
                    | Self::Ellipsis
                    | Self::RightParen
                    | Self::RightBracket
                    | Self::RightBrace
            )
    }
}

/// The first character and its width; an invalid byte is U+FFFD of width 1.
fn decode(text: &[u8]) -> Option<(char, usize)> {
    let first = *text.first()?;
    if first.is_ascii() {
        return Some((char::from(first), 1));
    }
    let head = &text[..text.len().min(4)];
    let valid = match str::from_utf8(head) {
        Ok(valid) => valid,
        Err(error) => str::from_utf8(&head[..error.valid_up_to()]).unwrap_or_default(),
    };
    Some(valid.chars().next().map_or((char::REPLACEMENT_CHARACTER, 1), |ch| (ch, ch.len_utf8())))
}
