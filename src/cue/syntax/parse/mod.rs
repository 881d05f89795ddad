//! From words to tree.
//!
//! The parser never fails: what it cannot read becomes [`Expr::Bad`] and an error. Labels are read
//! as expressions, for only the word behind one tells whether it is a label.

mod comprehension;
mod expr;
mod field;
mod file;
mod label;
mod operand;
#[cfg(test)]
mod tests;

use std::ops::RangeInclusive;
use std::sync::Arc;

use crate::order;

use super::Span;
use super::ast::Comment;
use super::ast::Expr;
use super::ast::File;
use super::ast::Ident;
use super::error::Found;
use super::error::SyntaxError;
use super::error::SyntaxErrorKind;
use super::experiment::Experiments;
use super::experiment::Version;
use super::scan::Lexeme;
use super::scan::Scanner;
use super::scope;
use super::token::Token;

/// What a file is read as.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts about a text")]
pub struct Options {
    /// The version of the language; none is the latest.
    pub version: Option<Version>,
    /// Whether words that became keywords since v0.4 are names.
    pub legacy: bool,
    /// Whether `func(T): U` is read as a type.
    pub funcs: bool,
    /// Whether all errors are told, not only the first of a line and of few lines.
    pub all_errors: bool,
    /// Whether the text comes with us: its names are known to have no mistakes.
    pub known: bool,
}

/// A tree, and what was wrong with the text.
#[derive(Debug, Default)]
pub struct Parsed {
    /// The tree; of use even if there are errors.
    pub file: Arc<File>,
    /// The errors, by place.
    pub errors: Vec<SyntaxError>,
}

/// Reads a file.
pub fn parse_file(file: u32, text: &[u8]) -> Parsed {
    parse_file_as(file, text, Options::default())
}

/// Reads a file in a version of the language.
pub fn parse_file_as(file: u32, text: &[u8], options: Options) -> Parsed {
    if let Some(error) = too_large(file, text) {
        return Parsed { file: Arc::default(), errors: vec![error] };
    }
    let mut parser = Parser::new(file, text, options);
    let tree = parser.file();
    if !options.known {
        for (kind, span) in scope::check_file(&tree) {
            parser.error(kind, span);
        }
    }
    Parsed { file: tree.into(), errors: parser.into_errors() }
}

/// Reads an expression.
pub fn parse_expr(file: u32, text: &[u8]) -> Result<Expr, Vec<SyntaxError>> {
    if let Some(error) = too_large(file, text) {
        return Err(vec![error]);
    }
    let mut parser = Parser::new(file, text, Options::default());
    parser.experiments = Experiments::LATEST;
    let expr = parser.expr();
    if parser.at_implied_comma() {
        parser.next();
    }
    parser.expect(Token::Eof, "'EOF'");
    if parser.scanner.errors.is_empty() {
        for (kind, span) in scope::check_expr(&expr) {
            parser.error(kind, span);
        }
    }
    let errors = parser.into_errors();
    if errors.is_empty() { Ok(expr) } else { Err(errors) }
}

fn too_large(file: u32, text: &[u8]) -> Option<SyntaxError> {
    let kind = SyntaxErrorKind::Size;
    let span = Span { file, start: 0, end: 0 };
    (text.len() >= u32::MAX as usize).then_some(SyntaxError { kind, span })
}

/// Expressions may be nested so deep.
const MAX_DEPTH: u32 = 250;

/// A tree may be so high; chains of operators and selectors count.
const MAX_HEIGHT: u32 = 2500;

/// Reads words and builds a tree.
struct Parser<'a> {
    scanner: Scanner<'a>,
    text: &'a [u8],
    options: Options,
    experiments: Experiments,
    /// The current word, which is no comment.
    at: Lexeme,
    /// The word behind it, if it was looked at.
    peeked: Option<Lexeme>,
    comments: Vec<Comment>,
    /// Names that were met.
    names: Vec<Arc<str>>,
    /// The first of the comments right above the current word.
    doc: Option<usize>,
    /// How deep in the tree we are.
    depth: u32,
    /// How high the last expression is.
    height: u32,
    /// The line of the last error, and how many errors there were then.
    wrong_line: (usize, RangeInclusive<usize>),
    aborted: bool,
}

impl<'a> Parser<'a> {
    fn new(file: u32, text: &'a [u8], options: Options) -> Self {
        let start = Lexeme { token: Token::Illegal, start: 0, end: 0, line: 0, implied: false };
        let mut parser = Self {
            scanner: Scanner::new(file, text, options.legacy),
            text,
            options,
            experiments: Experiments::default(),
            at: start,
            peeked: None,
            comments: Vec::new(),
            names: Vec::new(),
            doc: None,
            depth: 0,
            height: 0,
            wrong_line: (0, 0..=0),
            aborted: false,
        };
        // No word comes before the first, so a comment in the first line stands above it.
        parser.at = parser.advance();
        parser.skip_comments(None);
        parser
    }

    /// The errors, by place, without repetitions.
    fn into_errors(self) -> Vec<SyntaxError> {
        let mut errors = self.scanner.errors;
        order::sort_by_key(&mut errors, |error| error.span.start);
        errors
            .dedup_by(|right, left| left.span.start == right.span.start && left.kind == right.kind);
        errors.truncate(MAX_ERRORS);
        errors
    }

    fn advance(&mut self) -> Lexeme {
        self.peeked.take().unwrap_or_else(|| self.scanner.scan())
    }

    /// Goes to the next word that is no comment.
    fn next(&mut self) {
        let line = self.at.line;
        self.at = self.advance();
        if self.is_at(Token::Comment) {
            self.skip_comments(Some(line));
        } else {
            self.doc = None;
        }
    }

    fn skip_comments(&mut self, line_before: Option<u32>) {
        let mut group = None;
        let mut last = 0;
        while self.at.token == Token::Comment {
            let line = self.at.line;
            if line_before != Some(line) {
                if group.is_none() || line > last + 1 {
                    group = Some(self.comments.len());
                }
                last = line;
            }
            let text = String::from_utf8_lossy(self.lit()).replace('\r', "");
            self.comments.push(Comment { text: text.into(), span: self.span() });
            self.at = self.advance();
        }
        let above = self.at.line == last + 1 && self.at.token != Token::Eof;
        self.doc = group.filter(|_| above);
    }

    /// The kind of the word behind the current one, which may be a comment.
    fn peek(&mut self) -> Token {
        let scanner = &mut self.scanner;
        self.peeked.get_or_insert_with(|| scanner.scan()).token
    }

    fn is_at(&self, token: Token) -> bool {
        self.at.token == token
    }

    fn at_implied_comma(&self) -> bool {
        self.at.token == Token::Comma && self.at.implied
    }

    /// The text of the current word.
    fn lit(&self) -> &'a [u8] {
        &self.text[self.at.start..self.at.end]
    }

    /// The place of the current word.
    fn span(&self) -> Span {
        self.scanner.span(self.at.start, self.at.end)
    }

    /// From the start of a place up to the current word, space excluded.
    fn since(&self, start: u32) -> Span {
        let mut end = self.at.start;
        while end > start as usize && self.text[end - 1].is_ascii_whitespace() {
            end -= 1;
        }
        Span { start, ..self.scanner.span(end, end) }
    }

    /// Notes an error, unless one of the same line was noted last, which may have caused it.
    fn error(&mut self, kind: SyntaxErrorKind, span: Span) {
        let few = !self.options.all_errors;
        if self.aborted || few && self.is_in_wrong_line(span.start as usize) {
            return;
        }
        if few && self.scanner.errors.len() > ENOUGH_ERRORS {
            return self.finish();
        }
        self.scanner.error(kind, span.start as usize, span.end as usize);
    }

    /// Whether a place is in the line of the last error.
    fn is_in_wrong_line(&mut self, at: usize) -> bool {
        let count = self.scanner.errors.len();
        let Some(last) = self.scanner.errors.last() else { return false };
        if self.wrong_line.0 != count {
            let (head, tail) = self.text.split_at(self.text.len().min(last.span.start as usize));
            let start = head.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
            let end = tail.iter().position(|byte| *byte == b'\n').unwrap_or(tail.len());
            // No line starts behind a line break that ends the text.
            let end = if end + 1 == tail.len() { end + 1 } else { end };
            self.wrong_line = (count, start..=head.len() + end);
        }
        self.wrong_line.1.contains(&at)
    }

    fn error_here(&mut self, kind: SyntaxErrorKind) {
        self.error(kind, self.span());
    }

    /// Notes that something else should be here.
    fn expected(&mut self, wanted: &'static str) {
        let token = self.at.token;
        let found = if self.at_implied_comma() {
            Found::Newline
        } else if token.is_literal() {
            Found::Literal(token, String::from_utf8_lossy(self.lit()).replace('\r', "").into())
        } else {
            Found::Token(token)
        };
        self.error_here(SyntaxErrorKind::Expected { wanted, found });
    }

    /// Passes a word and gives its place, if it is the one; any other is passed with an error.
    fn expect(&mut self, token: Token, wanted: &'static str) -> Option<Span> {
        let span = Some(self.span()).filter(|_| self.is_at(token));
        if span.is_none() {
            self.expected(wanted);
        }
        self.next();
        span
    }

    /// As [`expect`](Self::expect), for what ends a list.
    fn expect_closing(&mut self, token: Token, wanted: &'static str, context: &'static str) {
        if self.at_implied_comma() {
            self.error_here(SyntaxErrorKind::MissingCommaBeforeNewline(context));
            self.next();
        }
        self.expect(token, wanted);
    }

    /// Passes a comma that is optional in front of what closes a list.
    fn expect_comma(&mut self) {
        match self.at.token {
            Token::Comma => self.next(),
            Token::RightParen | Token::RightBrace | Token::Eof => {}
            _ => {
                self.expected("','");
                self.skip_rest();
            }
        }
    }

    /// Whether a comma is here, or should be.
    fn at_comma(&mut self, context: &'static str, follow: &[Token]) -> bool {
        if self.is_at(Token::Comma) {
            return true;
        }
        if follow.contains(&self.at.token) {
            return false;
        }
        self.error_here(SyntaxErrorKind::MissingComma(context));
        true
    }

    /// Passes the comma behind a declaration.
    fn declaration_comma(&mut self) {
        if self.at_comma("struct literal", &[Token::RightBrace, Token::Eof]) {
            self.next();
        }
    }

    /// Skips what follows an expression that cannot be read, as upstream does: all of it, so that
    /// nothing is told that may be a consequence. Words that are none are still found.
    fn skip_rest(&mut self) {
        while !self.is_at(Token::Eof) {
            self.next();
        }
    }

    /// Gives up: what follows is the end of the text.
    fn abort(&mut self) {
        self.error_here(SyntaxErrorKind::Depth);
        self.finish();
    }

    /// Goes to the end of the text, and tells no further errors.
    fn finish(&mut self) {
        self.aborted = true;
        self.scanner.finish();
        self.peeked = None;
        self.next();
    }

    /// Goes one level down; gives whether that is allowed.
    fn descend(&mut self) -> bool {
        if self.depth >= MAX_DEPTH {
            self.abort();
            return false;
        }
        self.depth += 1;
        true
    }

    /// Notes that a tree of a height was built.
    fn grow(&mut self, height: u32) {
        self.height = height;
        if height >= MAX_HEIGHT && !self.aborted {
            self.abort();
        }
    }

    /// Reads a name.
    fn ident(&mut self) -> Ident {
        let name = self.name();
        match self.expect(Token::Ident, "'IDENT'") {
            Some(span) => Ident { name, span },
            None => Ident { name: "_".into(), span: self.since(self.span().start) },
        }
    }

    /// Reads a name that is declared here.
    fn declared_ident(&mut self) -> Ident {
        let ident = self.ident();
        self.check_declared(&ident);
        ident
    }

    fn check_declared(&mut self, ident: &Ident) {
        if ident.name.starts_with("__") {
            self.error(SyntaxErrorKind::Reserved, ident.span);
        }
    }

    /// Takes the current word as a name, keyword or not.
    fn any_ident(&mut self) -> Ident {
        let ident = Ident { name: self.name(), span: self.span() };
        self.next();
        ident
    }

    /// The current word as a name. One that was met lately is the same in memory.
    fn name(&mut self) -> Arc<str> {
        let word = self.lit();
        let ends = word.first().zip(word.last());
        let ends = ends.map_or(0, |(first, last)| usize::from(*first) * 5 + usize::from(*last));
        let place = (ends * 3 + word.len()) % NAMES;
        if let Some(known) = self.names.get(place)
            && known.as_bytes() == word
        {
            return Arc::clone(known);
        }
        let name: Arc<str> = String::from_utf8_lossy(word).into();
        if self.names.is_empty() {
            self.names = vec![Arc::default(); NAMES];
        }
        self.names[place] = Arc::clone(&name);
        name
    }
}

/// So many names are remembered.
const NAMES: usize = 128;

/// More errors are never told.
const MAX_ERRORS: usize = 100;

/// One more than these are told, unless all are asked for.
const ENOUGH_ERRORS: usize = 10;

/// From the start of one place to the end of another.
const fn join(first: Span, last: Span) -> Span {
    Span { end: last.end, ..first }
}
