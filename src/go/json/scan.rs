//! JSON texts, taken apart in one pass.

use super::text::unquote;
use crate::go::quote::quote;
use std::borrow::Cow;
use std::ops::Range;
use thiserror::Error;

/// Go refuses arrays and objects that are nested deeper.
const MAX_DEPTH: usize = 10_000;

/// Why a text is not JSON, in Go's words.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SyntaxError {
    /// A byte that may not stand where it does.
    #[error("invalid character {} {context}", quote_byte(*.byte))]
    Byte {
        /// The byte.
        byte: u8,
        /// Where it stands.
        context: Cow<'static, str>,
    },
    /// The text ends too early.
    #[error("unexpected end of JSON input")]
    End,
}

/// A byte in single quotes; Go takes it for a Latin-1 character.
fn quote_byte(byte: u8) -> String {
    match byte {
        b'\'' => "'\\''".to_owned(),
        b'"' => "'\"'".to_owned(),
        _ => format!("'{}'", quote(char::from(byte).encode_utf8(&mut [0; 2])).trim_matches('"')),
    }
}

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, not yet read.
    Number,
    /// A string, not yet unquoted.
    String,
    /// A list of values.
    Array,
    /// A list of names and values.
    Object,
}

/// A value, its place in the text, and the index of the first value that is not in it.
#[derive(Debug)]
struct Node {
    kind: Kind,
    place: Range<usize>,
    end: usize,
}

/// A JSON text: its values in the order of the text, names of members in front of theirs.
#[derive(Debug)]
pub struct Document<'a> {
    text: &'a [u8],
    nodes: Vec<Node>,
}

/// A value in a document.
#[derive(Clone, Copy, Debug)]
pub struct Value<'a> {
    document: &'a Document<'a>,
    index: usize,
}

impl<'a> Document<'a> {
    /// Takes a text apart; it must hold one value and nothing else.
    pub fn parse(text: &'a [u8]) -> Result<Self, SyntaxError> {
        Self::locate(text).map_err(|(error, _)| error)
    }

    /// Takes a text apart as [`Document::parse`] does; tells where an error is, too.
    pub fn locate(text: &'a [u8]) -> Result<Self, (SyntaxError, usize)> {
        let mut scanner = Scanner::new(text);
        match scanner.document() {
            Ok(()) => Ok(Self { text, nodes: scanner.nodes }),
            Err(error) => Err((error, scanner.at)),
        }
    }

    /// Takes the first value of a text apart; tells where it ends, or where an error is. A text
    /// without any value has none.
    pub fn first(text: &'a [u8]) -> Option<Result<(Self, usize), (SyntaxError, usize)>> {
        let mut scanner = Scanner::new(text);
        scanner.peek()?;
        Some(match scanner.whole_value() {
            Ok(()) => Ok((Self { text, nodes: scanner.nodes }, scanner.at)),
            Err(error) => Err((error, scanner.at)),
        })
    }

    /// The value.
    pub fn root(&self) -> Value<'_> {
        Value { document: self, index: 0 }
    }

    /// Reports whether Go can read every number as a `float64`.
    pub fn numbers_fit(&self) -> bool {
        let mut numbers = self.nodes.iter().filter(|node| node.kind == Kind::Number);
        numbers.all(|node| {
            let number = str::from_utf8(&self.text[node.place.clone()]).unwrap_or_default();
            number.parse().is_ok_and(f64::is_finite)
        })
    }
}

impl<'a> Value<'a> {
    fn node(self) -> &'a Node {
        &self.document.nodes[self.index]
    }

    /// What the value is.
    pub fn kind(self) -> Kind {
        self.node().kind
    }

    /// The text of the value.
    pub fn raw(self) -> &'a [u8] {
        &self.document.text[self.node().place.clone()]
    }

    /// How many bytes lie before the value.
    pub fn offset(self) -> usize {
        self.node().place.start
    }

    /// A string, unquoted; what is no character in it becomes U+FFFD.
    pub fn as_string(self) -> Option<String> {
        (self.kind() == Kind::String).then(|| unquote(self.raw()))
    }

    /// The elements of an array; none of anything else.
    pub fn elements(self) -> impl Iterator<Item = Value<'a>> {
        self.inside(Kind::Array)
    }

    /// The members of an object; none of anything else.
    pub fn members(self) -> impl Iterator<Item = (String, Value<'a>)> {
        self.raw_members().map(|(name, value)| (unquote(name.raw()), value))
    }

    /// The members of an object, with names as they are written.
    pub fn raw_members(self) -> impl Iterator<Item = (Value<'a>, Value<'a>)> {
        let mut inside = self.inside(Kind::Object);
        std::iter::from_fn(move || Some((inside.next()?, inside.next()?)))
    }

    /// The values directly in this one, if it is of a kind.
    fn inside(self, kind: Kind) -> impl Iterator<Item = Value<'a>> {
        let end = if self.kind() == kind { self.node().end } else { 0 };
        let mut index = self.index + 1;
        std::iter::from_fn(move || {
            let value = (index < end).then_some(Value { document: self.document, index })?;
            index = value.node().end;
            Some(value)
        })
    }
}

/// Reads a text from the left. Arrays and objects that are not yet closed are in `open`.
struct Scanner<'a> {
    text: &'a [u8],
    at: usize,
    nodes: Vec<Node>,
    open: Vec<usize>,
}

impl<'a> Scanner<'a> {
    const fn new(text: &'a [u8]) -> Self {
        Self { text, at: 0, nodes: Vec::new(), open: Vec::new() }
    }

    fn document(&mut self) -> Result<(), SyntaxError> {
        self.whole_value()?;
        if self.peek().is_some() { Err(self.error("after top-level value")) } else { Ok(()) }
    }

    fn whole_value(&mut self) -> Result<(), SyntaxError> {
        self.value()?;
        while let Some(container) = self.open.last() {
            let array = self.nodes[*container].kind == Kind::Array;
            match (self.peek(), array) {
                (Some(b','), true) => {
                    self.at += 1;
                    self.value()?;
                }
                (Some(b','), false) => {
                    self.at += 1;
                    self.name()?;
                    self.value()?;
                }
                (Some(b']'), true) | (Some(b'}'), false) => self.close(),
                (_, true) => return Err(self.error("after array element")),
                (_, false) => return Err(self.error("after object key:value pair")),
            }
        }
        Ok(())
    }

    /// The next byte that is not white space.
    fn peek(&mut self) -> Option<u8> {
        while let Some(b' ' | b'\t' | b'\r' | b'\n') = self.text.get(self.at) {
            self.at += 1;
        }
        self.text.get(self.at).copied()
    }

    fn error(&self, context: impl Into<Cow<'static, str>>) -> SyntaxError {
        let byte = self.text.get(self.at).copied();
        byte.map_or(SyntaxError::End, |byte| SyntaxError::Byte { byte, context: context.into() })
    }

    /// An error within a number, literal or escape, to which Go appends a blank at the end.
    fn broken(&self, context: impl Into<Cow<'static, str>>) -> SyntaxError {
        let byte = self.text.get(self.at).copied().unwrap_or(b' ');
        SyntaxError::Byte { byte, context: context.into() }
    }

    /// Reads a value up to its end, or up to where a member or element of it has ended.
    fn value(&mut self) -> Result<(), SyntaxError> {
        loop {
            match self.peek() {
                Some(b'{') => {
                    self.open(Kind::Object)?;
                    if self.peek() == Some(b'}') {
                        self.close();
                        return Ok(());
                    }
                    self.name()?;
                }
                Some(b'[') => {
                    self.open(Kind::Array)?;
                    if self.peek() == Some(b']') {
                        self.close();
                        return Ok(());
                    }
                }
                Some(b'"') => return self.string(),
                Some(b'-' | b'0'..=b'9') => return self.number(),
                Some(b't') => return self.literal("true", Kind::Bool(true)),
                Some(b'f') => return self.literal("false", Kind::Bool(false)),
                Some(b'n') => return self.literal("null", Kind::Null),
                _ => return Err(self.error("looking for beginning of value")),
            }
        }
    }

    fn open(&mut self, kind: Kind) -> Result<(), SyntaxError> {
        if self.open.len() == MAX_DEPTH {
            return Err(self.error("exceeded max depth"));
        }
        self.open.push(self.nodes.len());
        self.nodes.push(Node { kind, place: self.at..self.at, end: 0 });
        self.at += 1;
        Ok(())
    }

    fn close(&mut self) {
        self.at += 1;
        let end = self.nodes.len();
        if let Some(container) = self.open.pop() {
            self.nodes[container].end = end;
            self.nodes[container].place.end = self.at;
        }
    }

    fn leaf(&mut self, kind: Kind, start: usize) {
        self.nodes.push(Node { kind, place: start..self.at, end: self.nodes.len() + 1 });
    }

    fn name(&mut self) -> Result<(), SyntaxError> {
        if self.peek() != Some(b'"') {
            return Err(self.error("looking for beginning of object key string"));
        }
        self.string()?;
        if self.peek() != Some(b':') {
            return Err(self.error("after object key"));
        }
        self.at += 1;
        Ok(())
    }

    fn string(&mut self) -> Result<(), SyntaxError> {
        let start = self.at;
        self.at += 1;
        loop {
            match self.text.get(self.at) {
                Some(b'"') => break,
                Some(b'\\') => self.escape()?,
                None | Some(..b' ') => return Err(self.error("in string literal")),
                Some(_) => self.at += 1,
            }
        }
        self.at += 1;
        self.leaf(Kind::String, start);
        Ok(())
    }

    fn escape(&mut self) -> Result<(), SyntaxError> {
        self.at += 1;
        match self.text.get(self.at) {
            Some(b'b' | b'f' | b'n' | b'r' | b't' | b'\\' | b'/' | b'"') => self.at += 1,
            Some(b'u') => {
                self.at += 1;
                for _ in 0..4 {
                    self.expect(u8::is_ascii_hexdigit, "in \\u hexadecimal character escape")?;
                }
            }
            _ => return Err(self.broken("in string escape code")),
        }
        Ok(())
    }

    /// Passes one byte of a kind.
    fn expect(&mut self, kind: fn(&u8) -> bool, place: &'static str) -> Result<(), SyntaxError> {
        if !self.text.get(self.at).is_some_and(kind) {
            return Err(self.broken(place));
        }
        self.at += 1;
        Ok(())
    }

    fn digits(&mut self) {
        self.at += self.text[self.at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    }

    /// Passes one of these bytes, if it is next.
    fn take(&mut self, bytes: &[u8]) -> bool {
        let next = self.text.get(self.at).is_some_and(|byte| bytes.contains(byte));
        self.at += usize::from(next);
        next
    }

    fn number(&mut self) -> Result<(), SyntaxError> {
        let start = self.at;
        self.take(b"-");
        if !self.take(b"0") {
            self.expect(u8::is_ascii_digit, "in numeric literal")?;
            self.digits();
        }
        if self.take(b".") {
            self.expect(u8::is_ascii_digit, "after decimal point in numeric literal")?;
            self.digits();
        }
        if self.take(b"eE") {
            self.take(b"+-");
            self.expect(u8::is_ascii_digit, "in exponent of numeric literal")?;
            self.digits();
        }
        self.leaf(Kind::Number, start);
        Ok(())
    }

    fn literal(&mut self, literal: &'static str, kind: Kind) -> Result<(), SyntaxError> {
        let start = self.at;
        for expected in literal.bytes() {
            if self.text.get(self.at) != Some(&expected) {
                let expected = quote_byte(expected);
                return Err(self.broken(format!("in literal {literal} (expecting {expected})")));
            }
            self.at += 1;
        }
        self.leaf(kind, start);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_walked_without_recursion() {
        let text = br#" {"a": [1, {"b": null}, []], "a\u0062": {"c": {}}, "d": false} "#;
        let document = Document::parse(text).unwrap();
        let members: Vec<_> = document.root().members().collect();
        let names: Vec<_> = members.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["a", "ab", "d"]);
        let kinds: Vec<_> = members[0].1.elements().map(Value::kind).collect();
        assert_eq!(kinds, [Kind::Number, Kind::Object, Kind::Array]);
        assert_eq!(members[0].1.raw(), br#"[1, {"b": null}, []]"#);
        assert_eq!(members[2].1.kind(), Kind::Bool(false));
        assert_eq!(members[2].1.elements().count() + members[0].1.members().count(), 0);
    }

    #[test]
    fn errors_are_those_of_go() {
        let rows = [
            ("", "unexpected end of JSON input"),
            ("[1,", "unexpected end of JSON input"),
            ("\"a", "unexpected end of JSON input"),
            ("\"a\\u1234", "unexpected end of JSON input"),
            ("-", "invalid character ' ' in numeric literal"),
            ("1.", "invalid character ' ' after decimal point in numeric literal"),
            ("nul", "invalid character ' ' in literal null (expecting 'l')"),
            ("\"\\", "invalid character ' ' in string escape code"),
            ("\"\\u1", "invalid character ' ' in \\u hexadecimal character escape"),
            ("x", "invalid character 'x' looking for beginning of value"),
            ("]", "invalid character ']' looking for beginning of value"),
            ("[,", "invalid character ',' looking for beginning of value"),
            ("[1,]", "invalid character ']' looking for beginning of value"),
            ("[1 2]", "invalid character '2' after array element"),
            ("{1:2}", "invalid character '1' looking for beginning of object key string"),
            ("{\"a\":1,}", "invalid character '}' looking for beginning of object key string"),
            ("{\"a\" 1}", "invalid character '1' after object key"),
            ("{\"a\":1 \"b\"}", "invalid character '\"' after object key:value pair"),
            ("{\"a\":1]", "invalid character ']' after object key:value pair"),
            ("1 2", "invalid character '2' after top-level value"),
            ("01", "invalid character '1' after top-level value"),
            ("-x", "invalid character 'x' in numeric literal"),
            ("1.x", "invalid character 'x' after decimal point in numeric literal"),
            ("1e+x", "invalid character 'x' in exponent of numeric literal"),
            ("\"\n\"", "invalid character '\\n' in string literal"),
            ("\"\\x\"", "invalid character 'x' in string escape code"),
            ("\"\\'\"", "invalid character '\\'' in string escape code"),
            ("\"\\u12g\"", "invalid character 'g' in \\u hexadecimal character escape"),
            ("trux", "invalid character 'x' in literal true (expecting 'e')"),
            ("é", "invalid character 'Ã' looking for beginning of value"),
            ("\u{1b}", "invalid character '\\x1b' looking for beginning of value"),
            ("\\", "invalid character '\\\\' looking for beginning of value"),
        ];
        for (text, error) in rows {
            let result = Document::parse(text.as_bytes()).map(|_| ());
            assert_eq!(result.map_err(|error| error.to_string()), Err(error.to_owned()), "{text}");
        }
        let deep = Document::parse("[".repeat(10_001).as_bytes()).unwrap_err();
        assert_eq!(deep.to_string(), "invalid character '[' exceeded max depth");
    }
}
