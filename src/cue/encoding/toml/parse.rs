//! The lines of a TOML text, one by one.
//!
//! Upstream: the parser of `go-toml`. Numbers and times are only told apart here, not read.

use super::text;
use crate::cue::encoding::MAX_DEPTH;
use crate::go::quote::unicode;

/// A line, or several, that belong together.
pub(super) enum Line {
    /// `key = value`
    Field(Vec<Part>, Item),
    /// `[key]`
    Table(Vec<Part>),
    /// `[[key]]`
    Element(Vec<Part>),
}

/// A part of a key.
pub(super) struct Part {
    pub(super) name: String,
    /// Where it starts, in bytes.
    pub(super) start: usize,
}

/// A value and where it starts, in bytes.
pub(super) struct Item {
    pub(super) start: usize,
    pub(super) kind: ItemKind,
}

/// A value as it is written.
pub(super) enum ItemKind {
    /// A string.
    String(String),
    /// An integer or a float, not yet read.
    Number(String),
    /// `true` or `false`
    Bool(bool),
    /// A date or a time, and the layout that it should have.
    Time(String, &'static str),
    /// `[…]`
    Array(Vec<Item>),
    /// `{…}`
    Table(Vec<(Vec<Part>, Item)>),
}

/// Reads lines. What is wrong is a message in upstream's words.
pub(super) struct Parser<'a> {
    pub(super) rest: &'a [u8],
    size: usize,
    first: bool,
    depth: usize,
}

impl<'a> Parser<'a> {
    /// Starts with a text.
    pub(super) const fn new(text: &'a [u8]) -> Self {
        Self { rest: text, size: text.len(), first: true, depth: 0 }
    }

    /// How many bytes were read.
    pub(super) const fn at(&self) -> usize {
        self.size - self.rest.len()
    }

    /// The next line with something on it.
    pub(super) fn line(&mut self) -> Result<Option<Line>, String> {
        loop {
            if !self.first && !self.rest.is_empty() {
                self.newline()?;
            }
            if self.rest.is_empty() {
                return Ok(None);
            }
            self.first = false;
            if let Some(line) = self.expression()? {
                return Ok(Some(line));
            }
        }
    }

    fn peek(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    fn skip(&mut self, count: usize) {
        self.rest = self.rest.get(count..).unwrap_or_default();
    }

    fn blanks(&mut self) {
        let count = self.rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        self.skip(count);
    }

    fn newline(&mut self) -> Result<(), String> {
        match self.rest {
            [b'\n', ..] => self.skip(1),
            [b'\r', b'\n', ..] => self.skip(2),
            [b'\r'] => return Err("windows new line expected".to_owned()),
            [b'\r', ..] => return Err("windows new line should be \\r\\n".to_owned()),
            [byte, ..] => return Err(format!("expected newline but got {}", unicode(*byte))),
            [] => {}
        }
        Ok(())
    }

    fn comment(&mut self) -> Result<(), String> {
        self.skip(1);
        loop {
            match self.rest {
                [] | [b'\n', ..] => return Ok(()),
                // Upstream leaves the line feed for the next line.
                [b'\r', b'\n', ..] => {
                    self.skip(1);
                    return Ok(());
                }
                [b'\r', ..] => return Err("invalid character in comment".to_owned()),
                _ => match text::character(self.rest) {
                    Some(size) => self.skip(size),
                    None => return Err("invalid character in comment".to_owned()),
                },
            }
        }
    }

    fn expect(&mut self, byte: u8) -> Result<(), String> {
        let c = char::from(byte);
        match self.peek() {
            Some(found) if found == byte => self.skip(1),
            Some(_) => return Err(format!("expected character {c}")),
            None => return Err(format!("expected character {c} but the document ended here")),
        }
        Ok(())
    }

    fn expression(&mut self) -> Result<Option<Line>, String> {
        self.blanks();
        let line = match self.rest {
            [] | [b'\n' | b'\r', ..] => return Ok(None),
            [b'#', ..] => {
                self.comment()?;
                return Ok(None);
            }
            [b'[', b'[', ..] => {
                self.skip(2);
                let key = self.header()?;
                self.expect(b']')?;
                Line::Element(key)
            }
            [b'[', ..] => {
                self.skip(1);
                Line::Table(self.header()?)
            }
            _ => {
                let (key, item) = self.field()?;
                Line::Field(key, item)
            }
        };
        self.blanks();
        if self.peek() == Some(b'#') {
            self.comment()?;
        }
        Ok(Some(line))
    }

    fn header(&mut self) -> Result<Vec<Part>, String> {
        self.blanks();
        let key = self.key()?;
        self.blanks();
        self.expect(b']')?;
        Ok(key)
    }

    // Keys.

    fn field(&mut self) -> Result<(Vec<Part>, Item), String> {
        let key = self.key()?;
        self.blanks();
        if self.rest.is_empty() {
            return Err("expected = after a key, but the document ends there".to_owned());
        }
        self.expect(b'=')?;
        self.blanks();
        Ok((key, self.item()?))
    }

    fn key(&mut self) -> Result<Vec<Part>, String> {
        let mut key = vec![self.part()?];
        loop {
            self.blanks();
            if self.peek() != Some(b'.') {
                break;
            }
            self.skip(1);
            self.blanks();
            key.push(self.part()?);
        }
        if key.len() > MAX_DEPTH { Err(too_deep()) } else { Ok(key) }
    }

    fn part(&mut self) -> Result<Part, String> {
        let start = self.at();
        Ok(Part { name: self.simple_key()?, start })
    }

    fn simple_key(&mut self) -> Result<String, String> {
        match self.peek() {
            None => Err("expected key but found none".to_owned()),
            Some(b'\'') => self.take(text::literal),
            Some(b'"') => self.take(text::basic),
            Some(byte) if is_key(byte) => {
                let count = self.rest.iter().take_while(|byte| is_key(**byte)).count();
                Ok(self.word(count))
            }
            Some(byte) => Err(format!("invalid character at start of key: {}", char::from(byte))),
        }
    }

    /// Takes a string in quotes.
    fn take(&mut self, read: text::Read) -> Result<String, String> {
        let (string, length) = read(self.rest)?;
        self.skip(length);
        Ok(string)
    }

    /// Takes some ASCII.
    fn word(&mut self, length: usize) -> String {
        let (word, rest) = self.rest.split_at(length.min(self.rest.len()));
        self.rest = rest;
        String::from_utf8_lossy(word).into_owned()
    }

    // Values.

    fn item(&mut self) -> Result<Item, String> {
        let start = self.at();
        Ok(Item { start, kind: self.item_kind()? })
    }

    fn item_kind(&mut self) -> Result<ItemKind, String> {
        let string = |read| move |parser: &mut Self| parser.take(read).map(ItemKind::String);
        match self.rest {
            [] => Err("expected value, not eof".to_owned()),
            [b'"', b'"', b'"', ..] => string(text::multiline_basic as text::Read)(self),
            [b'"', ..] => string(text::basic as text::Read)(self),
            [b'\'', b'\'', b'\'', ..] => string(text::multiline_literal as text::Read)(self),
            [b'\'', ..] => string(text::literal as text::Read)(self),
            [b't', ..] => self.constant("true", ItemKind::Bool(true)),
            [b'f', ..] => self.constant("false", ItemKind::Bool(false)),
            [b'i', ..] => self.constant("inf", ItemKind::Number("inf".to_owned())),
            [b'n', ..] => self.constant("nan", ItemKind::Number("nan".to_owned())),
            [b'[', ..] => self.deeper(Self::array),
            [b'{', ..] => self.deeper(Self::inline_table),
            _ if self.looks_like_time() => Ok(self.time()),
            _ => self.number(),
        }
    }

    fn constant(&mut self, word: &str, item: ItemKind) -> Result<ItemKind, String> {
        if !self.rest.starts_with(word.as_bytes()) {
            return Err(format!("expected '{word}'"));
        }
        self.skip(word.len());
        Ok(item)
    }

    fn deeper(
        &mut self,
        read: fn(&mut Self) -> Result<ItemKind, String>,
    ) -> Result<ItemKind, String> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(too_deep());
        }
        let item = read(self);
        self.depth -= 1;
        item
    }

    fn array(&mut self) -> Result<ItemKind, String> {
        self.skip(1);
        let mut items = Vec::new();
        while !self.rest.is_empty() {
            self.lines()?;
            match self.peek() {
                None => return Err("array is incomplete".to_owned()),
                Some(b']') => break,
                Some(b',') if items.is_empty() => {
                    return Err("array cannot start with comma".to_owned());
                }
                Some(b',') => {
                    self.skip(1);
                    self.lines()?;
                }
                Some(_) if !items.is_empty() => {
                    return Err("array elements must be separated by commas".to_owned());
                }
                Some(_) => {}
            }
            if self.peek() == Some(b']') {
                break;
            }
            items.push(self.item()?);
            self.lines()?;
        }
        self.expect(b']')?;
        Ok(ItemKind::Array(items))
    }

    /// Passes blanks, comments and line breaks.
    fn lines(&mut self) -> Result<(), String> {
        loop {
            self.blanks();
            if self.peek() == Some(b'#') {
                self.comment()?;
            }
            if !matches!(self.peek(), Some(b'\n' | b'\r')) {
                return Ok(());
            }
            self.newline()?;
        }
    }

    fn inline_table(&mut self) -> Result<ItemKind, String> {
        self.skip(1);
        let mut fields = Vec::new();
        while !self.rest.is_empty() {
            self.blanks();
            match self.peek() {
                None => return Err("inline table is incomplete".to_owned()),
                Some(b'}') => break,
                Some(_) if !fields.is_empty() => {
                    self.expect(b',')?;
                    self.blanks();
                }
                Some(_) => {}
            }
            fields.push(self.field()?);
        }
        self.expect(b'}')?;
        Ok(ItemKind::Table(fields))
    }

    /// Whether two digits and a colon, or four and a dash, are next.
    fn looks_like_time(&self) -> bool {
        let digits = self.rest.iter().take(4).take_while(|byte| byte.is_ascii_digit()).count();
        self.rest.len() >= 3
            && matches!((digits, self.rest.get(digits)), (2, Some(b':')) | (4, Some(b'-')))
    }

    fn time(&mut self) -> ItemKind {
        let (mut date, mut time, mut zone, mut space) = (false, false, false, false);
        let mut length = 0;
        while let Some(byte) = self.rest.get(length) {
            match byte {
                b'0'..=b'9' => {}
                b'-' => {
                    date = true;
                    zone |= length >= 8;
                }
                b'T' | b't' | b':' | b'.' => time = true,
                b'+' | b'Z' | b'z' => zone = true,
                b' ' if !space && self.rest.get(length + 1).is_some_and(u8::is_ascii_digit) => {
                    (space, time) = (true, true);
                    length += if length + 2 < self.rest.len() { 2 } else { 1 };
                }
                _ => break,
            }
            length += 1;
        }
        let layout = match (date, time, zone) {
            (true, true, true) => "2006-01-02T15:04:05Z07:00",
            (true, true, false) => "2006-01-02T15:04:05",
            (false, true, _) => "15:04:05",
            (_, false, _) => "2006-01-02",
        };
        ItemKind::Time(self.word(length), layout)
    }

    fn number(&mut self) -> Result<ItemKind, String> {
        let length = match self.rest {
            [b'0', second, _, ..] if !matches!(second, b'.' | b'e' | b'E') => {
                let base = match second {
                    b'x' => 16,
                    b'o' => 8,
                    b'b' => 2,
                    _ => return Ok(ItemKind::Number(self.word(1))),
                };
                let inside = |byte: &&u8| **byte == b'_' || char::from(**byte).is_digit(base);
                2 + self.rest[2..].iter().take_while(inside).count()
            }
            _ => self.decimal_length()?,
        };
        if length == 0 {
            return Err("incomplete number".to_owned());
        }
        Ok(ItemKind::Number(self.word(length)))
    }

    /// How long a decimal number is, or something that starts like one.
    fn decimal_length(&self) -> Result<usize, String> {
        let inside = |byte: &u8| {
            byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'_' | b'.' | b'e' | b'E')
        };
        let length = self.rest.iter().take_while(|byte| inside(byte)).count();
        let rest = &self.rest[length..];
        match rest.first() {
            Some(b'i') if rest.starts_with(b"inf") => Ok(length + 3),
            Some(b'n') if rest.starts_with(b"nan") => Ok(length + 3),
            Some(byte @ (b'i' | b'n')) => {
                let c = char::from(*byte);
                Err(format!("unexpected character '{c}' while scanning for a number"))
            }
            _ => Ok(length),
        }
    }
}

fn too_deep() -> String {
    format!("exceeded max depth of {MAX_DEPTH}")
}

const fn is_key(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}
