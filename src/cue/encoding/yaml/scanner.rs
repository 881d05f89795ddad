//! From characters to tokens.
//!
//! Whether a token is the key of a mapping shows only at the `:` behind it, so tokens wait in a
//! queue as long as one of them may be a key.
//!
//! Upstream: `scannerc.go` of go-yaml, which is that of `libyaml`: YAML 1.1, with a few liberties.

use super::MAX_DEPTH;
use super::chars::Chars;
use super::chars::is_blank;
use super::chars::is_blank_or_end;
use super::chars::is_break;
use super::error::YamlError;
use super::token::Mark;
use super::token::Token;
use super::token::TokenKind;
use std::collections::BTreeMap;
use std::collections::VecDeque;

/// How far a comment may be from the token before it.
const COMMENT_REACH: usize = 512;
/// How long a key may be.
const KEY_REACH: usize = 1024;

/// A text, as far as it was taken apart.
pub(super) struct Scanner {
    pub(super) chars: Chars,
    queue: VecDeque<Token>,
    /// How many tokens were taken out of the queue.
    taken: usize,
    /// The column of the block that is open; -1 for none.
    pub(super) indent: isize,
    /// The columns of the blocks around it.
    indents: Vec<isize>,
    /// The tokens that may be keys: one outside of all brackets, and one per open bracket.
    keys: Vec<SimpleKey>,
    /// Which of them a token may be, or once might have been.
    keys_by_token: BTreeMap<usize, usize>,
    /// Whether a key may start here.
    pub(super) key_allowed: bool,
}

/// A token that may be a key.
#[derive(Clone, Copy, Debug, Default)]
struct SimpleKey {
    possible: bool,
    /// Whether it can be nothing else.
    required: bool,
    /// The number of the token.
    token: usize,
    mark: Mark,
}

impl Scanner {
    /// Starts with a text.
    pub(super) fn new(bytes: &[u8]) -> Result<Self, YamlError> {
        Ok(Self {
            chars: Chars::new(bytes)?,
            queue: VecDeque::new(),
            taken: 0,
            indent: -1,
            indents: Vec::new(),
            keys: vec![SimpleKey::default()],
            keys_by_token: BTreeMap::new(),
            key_allowed: true,
        })
    }

    /// The next token.
    pub(super) fn peek(&mut self) -> Result<&Token, YamlError> {
        // Upstream looks two tokens further for comments, and so finds errors there first.
        while self.queue.len() <= 2 || self.first_may_be_key()? {
            self.fetch()?;
        }
        self.queue.front().ok_or_else(|| YamlError::new("no token"))
    }

    /// Takes the next token.
    pub(super) fn next(&mut self) -> Result<Token, YamlError> {
        self.peek()?;
        self.taken += 1;
        self.queue.pop_front().ok_or_else(|| YamlError::new("no token"))
    }

    /// Whether text is inside of brackets.
    pub(super) fn in_flow(&self) -> bool {
        self.keys.len() > 1
    }

    /// An error within something that started at a place.
    pub(super) fn error(&self, start: Mark, message: impl Into<String>) -> YamlError {
        let line = if start.line > 0 { start.line } else { self.chars.mark.line };
        YamlError::Text { line: (line > 0).then_some(line + 1), message: message.into() }
    }

    fn error_here(&self, message: &str) -> YamlError {
        self.error(self.chars.mark, message)
    }

    fn first_may_be_key(&mut self) -> Result<bool, YamlError> {
        let place = self.keys_by_token.get(&self.taken).copied();
        place.map_or(Ok(false), |place| self.key_is_valid(place))
    }

    /// Reads up to the next token and puts it, and those it implies, into the queue.
    fn fetch(&mut self) -> Result<(), YamlError> {
        self.skip_to_token();
        self.unroll(self.chars.mark.column.cast_signed());
        let c = self.chars.peek();
        if c == '\0' {
            return self.stream_end();
        }
        if self.chars.mark.column == 0 && c == '%' {
            return self.directive();
        }
        if self.chars.is_document_mark('-') {
            return self.document_mark(TokenKind::DocumentStart);
        }
        if self.chars.is_document_mark('.') {
            return self.document_mark(TokenKind::DocumentEnd);
        }
        self.content(c)?;
        if !self.queue.back().is_some_and(|token| token.kind == TokenKind::BlockEntry) {
            self.line_comment();
        }
        Ok(())
    }

    fn content(&mut self, c: char) -> Result<(), YamlError> {
        let next = self.chars.at(1);
        let flow = self.in_flow();
        match c {
            '[' => self.flow_start(TokenKind::FlowSequenceStart),
            '{' => self.flow_start(TokenKind::FlowMappingStart),
            ']' => self.flow_end(TokenKind::FlowSequenceEnd),
            '}' => self.flow_end(TokenKind::FlowMappingEnd),
            ',' => self.flow_entry(),
            '-' if is_blank_or_end(next) => self.block_entry(),
            '?' if flow || is_blank_or_end(next) => self.key(),
            ':' if flow || is_blank_or_end(next) => self.value(),
            '*' | '&' | '!' => self.property(c),
            '|' | '>' if !flow => {
                self.remove_key()?;
                self.key_allowed = true;
                let token = self.block_scalar()?;
                self.push(token);
                Ok(())
            }
            '\'' | '"' => self.scalar(Self::quoted_scalar),
            '-' | '?' | ':' => self.scalar(Self::plain_scalar),
            _ if is_plain_start(c) => self.scalar(Self::plain_scalar),
            _ => Err(self.error_here("found character that cannot start any token")),
        }
    }

    /// Passes blanks, comments and line breaks.
    fn skip_to_token(&mut self) {
        loop {
            if self.chars.mark.index == 0 && self.chars.peek() == '\u{feff}' {
                self.chars.skip();
            }
            // A tab where a key may start would pass for indentation.
            let tabs = self.in_flow() || !self.key_allowed;
            while self.chars.peek() == ' ' || (tabs && self.chars.peek() == '\t') {
                self.chars.skip();
            }
            if self.chars.peek() == '#' {
                self.comments();
            }
            if self.chars.line_break().is_none() {
                return;
            }
            if !self.in_flow() {
                self.key_allowed = true;
            }
        }
    }

    /// Passes a comment, and those on the lines below it.
    fn comments(&mut self) {
        loop {
            self.chars.rest_of_line();
            let space = |ahead: &usize| {
                let c = self.chars.at(*ahead);
                !is_blank(c) && !is_break(c)
            };
            match (0..COMMENT_REACH).find(space) {
                Some(ahead) if self.chars.at(ahead) == '#' => {
                    let end = self.chars.mark.index + ahead;
                    while self.chars.mark.index < end {
                        if self.chars.line_break().is_none() {
                            self.chars.skip();
                        }
                    }
                }
                _ => return,
            }
        }
    }

    /// Passes a comment behind a token.
    fn line_comment(&mut self) {
        let found = (0..COMMENT_REACH).find(|ahead| !is_blank(self.chars.at(*ahead)));
        // Tokens that reach into the next line have no comment behind them.
        let next_line = self.chars.is_line_empty_so_far();
        if !next_line && found.is_some_and(|ahead| self.chars.at(ahead) == '#') {
            self.chars.rest_of_line();
        }
    }

    pub(super) fn push(&mut self, token: Token) {
        self.queue.push_back(token);
    }

    /// Puts a token in front of another, if that was not taken yet.
    fn insert(&mut self, before: Option<usize>, token: Token) {
        let place = before.and_then(|before| before.checked_sub(self.taken));
        let end = self.queue.len();
        self.queue.insert(place.unwrap_or(end).min(end), token);
    }

    fn push_mark(&mut self, kind: TokenKind, mark: Mark) {
        self.push(Token { kind, mark, end: mark });
    }

    /// Makes a token of so many characters.
    fn push_indicator(&mut self, kind: TokenKind, length: usize) {
        let mark = self.chars.mark;
        (0..length).for_each(|_| self.chars.skip());
        self.push(Token { kind, mark, end: self.chars.mark });
    }

    // Indentation.

    /// Opens a block, if the column lies deeper than that of the open one. The token goes to the
    /// end of the queue, or in front of another.
    fn roll(
        &mut self,
        mark: Mark,
        before: Option<usize>,
        kind: TokenKind,
    ) -> Result<(), YamlError> {
        let column = mark.column.cast_signed();
        if self.in_flow() || self.indent >= column {
            return Ok(());
        }
        self.indents.push(self.indent);
        self.indent = column;
        if self.indents.len() > MAX_DEPTH {
            return Err(self.too_deep());
        }
        self.insert(before, Token { kind, mark, end: mark });
        Ok(())
    }

    /// Closes all blocks that lie deeper than a column.
    fn unroll(&mut self, column: isize) {
        if self.in_flow() {
            return;
        }
        while self.indent > column {
            self.push_mark(TokenKind::BlockEnd, self.chars.mark);
            self.indent = self.indents.pop().unwrap_or(-1);
        }
    }

    fn too_deep(&self) -> YamlError {
        let start = self.keys.last().map_or(self.chars.mark, |key| key.mark);
        self.error(start, format!("exceeded max depth of {MAX_DEPTH}"))
    }

    // Keys.

    /// Whether a token is still close enough to be a key.
    fn key_is_valid(&mut self, place: usize) -> Result<bool, YamlError> {
        let key = self.keys.get(place).copied().unwrap_or_default();
        if !key.possible {
            return Ok(false);
        }
        let here = self.chars.mark;
        if key.mark.line < here.line || key.mark.index + KEY_REACH < here.index {
            if key.required {
                return Err(self.error(key.mark, "could not find expected ':'"));
            }
            self.keys[place].possible = false;
            return Ok(false);
        }
        Ok(true)
    }

    /// Notes that the next token may be a key.
    fn save_key(&mut self) -> Result<(), YamlError> {
        if !self.key_allowed {
            return Ok(());
        }
        let mark = self.chars.mark;
        let required = !self.in_flow() && self.indent == mark.column.cast_signed();
        self.remove_key()?;
        let token = self.taken + self.queue.len();
        if let Some(last) = self.keys.last_mut() {
            *last = SimpleKey { possible: true, required, token, mark };
            self.keys_by_token.insert(token, self.keys.len() - 1);
        }
        Ok(())
    }

    /// Notes that what might have been a key is none.
    fn remove_key(&mut self) -> Result<(), YamlError> {
        let Some(key) = self.keys.last_mut().filter(|key| key.possible) else { return Ok(()) };
        key.possible = false;
        let SimpleKey { required, mark, token, .. } = *key;
        if required {
            return Err(self.error(mark, "could not find expected ':'"));
        }
        self.keys_by_token.remove(&token);
        Ok(())
    }

    // Tokens.

    fn stream_end(&mut self) -> Result<(), YamlError> {
        if self.chars.mark.column != 0 {
            self.chars.mark.column = 0;
            self.chars.mark.line += 1;
        }
        self.unroll(-1);
        self.remove_key()?;
        self.key_allowed = false;
        self.push_mark(TokenKind::StreamEnd, self.chars.mark);
        Ok(())
    }

    fn directive(&mut self) -> Result<(), YamlError> {
        self.unroll(-1);
        self.remove_key()?;
        self.key_allowed = false;
        let token = self.scan_directive()?;
        self.push(token);
        Ok(())
    }

    fn document_mark(&mut self, kind: TokenKind) -> Result<(), YamlError> {
        self.unroll(-1);
        self.remove_key()?;
        self.key_allowed = false;
        self.push_indicator(kind, 3);
        Ok(())
    }

    fn flow_start(&mut self, kind: TokenKind) -> Result<(), YamlError> {
        self.save_key()?;
        let token = self.taken + self.queue.len();
        self.keys.push(SimpleKey { token, mark: self.chars.mark, ..SimpleKey::default() });
        if self.keys.len() > MAX_DEPTH {
            return Err(self.too_deep());
        }
        self.key_allowed = true;
        self.push_indicator(kind, 1);
        Ok(())
    }

    fn flow_end(&mut self, kind: TokenKind) -> Result<(), YamlError> {
        self.remove_key()?;
        if self.in_flow() {
            self.keys.pop().map(|key| self.keys_by_token.remove(&key.token));
        }
        self.key_allowed = false;
        self.push_indicator(kind, 1);
        Ok(())
    }

    fn flow_entry(&mut self) -> Result<(), YamlError> {
        self.remove_key()?;
        self.key_allowed = true;
        self.push_indicator(TokenKind::FlowEntry, 1);
        Ok(())
    }

    fn block_entry(&mut self) -> Result<(), YamlError> {
        if !self.in_flow() {
            if !self.key_allowed {
                let message = "block sequence entries are not allowed in this context";
                return Err(self.error_here(message));
            }
            self.roll(self.chars.mark, None, TokenKind::BlockSequenceStart)?;
        }
        self.remove_key()?;
        self.key_allowed = true;
        self.push_indicator(TokenKind::BlockEntry, 1);
        Ok(())
    }

    fn key(&mut self) -> Result<(), YamlError> {
        if !self.in_flow() {
            if !self.key_allowed {
                return Err(self.error_here("mapping keys are not allowed in this context"));
            }
            self.roll(self.chars.mark, None, TokenKind::BlockMappingStart)?;
        }
        self.remove_key()?;
        self.key_allowed = !self.in_flow();
        self.push_indicator(TokenKind::Key, 1);
        Ok(())
    }

    fn value(&mut self) -> Result<(), YamlError> {
        let last = self.keys.len() - 1;
        if self.key_is_valid(last)? {
            let SimpleKey { token, mark, .. } = self.keys[last];
            self.insert(Some(token), Token { kind: TokenKind::Key, mark, end: mark });
            self.roll(mark, Some(token), TokenKind::BlockMappingStart)?;
            self.keys[last].possible = false;
            self.keys_by_token.remove(&token);
            self.key_allowed = false;
        } else {
            if !self.in_flow() {
                if !self.key_allowed {
                    return Err(self.error_here("mapping values are not allowed in this context"));
                }
                self.roll(self.chars.mark, None, TokenKind::BlockMappingStart)?;
            }
            self.key_allowed = !self.in_flow();
        }
        self.push_indicator(TokenKind::Value, 1);
        Ok(())
    }

    /// An alias, an anchor or a tag.
    fn property(&mut self, c: char) -> Result<(), YamlError> {
        self.save_key()?;
        self.key_allowed = false;
        let token = if c == '!' { self.scan_tag()? } else { self.scan_anchor(c == '*')? };
        self.push(token);
        Ok(())
    }

    fn scalar(&mut self, scan: fn(&mut Self) -> Result<Token, YamlError>) -> Result<(), YamlError> {
        self.save_key()?;
        self.key_allowed = false;
        let token = scan(self)?;
        self.push(token);
        Ok(())
    }
}

/// Whether a plain scalar may start with the character, whatever follows.
fn is_plain_start(c: char) -> bool {
    !is_blank_or_end(c) && !"-?:,[]{}#&*!|>'\"%@`".contains(c)
}
