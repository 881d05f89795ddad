//! From bytes to nodes.

use super::File;
use super::Heredoc;
use super::Node;
use super::Stray;
use super::SyntaxError;
use super::SyntaxErrorKind;
use super::arguments;
use super::directive::Key;
use super::directive::Scan;
use super::heredoc;
use super::keyword;
use super::reader::Reader;
use super::reader::trim_mark;
use super::reader::trim_newline;
use super::split;
use super::split::trim;
use super::split::trim_start;
use crate::go::utf8::mark;
use crate::go::utf8::to_valid;
use crate::source::Lines;
use std::borrow::Cow;

/// Takes a Dockerfile apart.
///
/// Stops at the first error.
pub fn parse(data: &[u8]) -> Result<File, SyntaxError> {
    let mut parser = Parser::new(data);
    while let Some(line) = parser.reader.next() {
        parser.line(line)?;
    }
    parser.finish()
}

struct Parser<'a> {
    reader: Reader<'a>,
    directives: Scan,
    escape: u8,
    /// The comments above the next instruction.
    comments: Vec<&'a [u8]>,
    nodes: Vec<Node>,
    empty_continuations: Vec<Lines>,
}

impl<'a> Parser<'a> {
    const fn new(data: &'a [u8]) -> Self {
        Self {
            reader: Reader::new(data),
            directives: Scan::new("#"),
            escape: b'\\',
            comments: Vec::new(),
            nodes: Vec::new(),
            empty_continuations: Vec::new(),
        }
    }

    fn finish(self) -> Result<File, SyntaxError> {
        let lines = Lines::single(self.reader.count);
        if self.nodes.is_empty() {
            return Err(SyntaxError { kind: SyntaxErrorKind::NoInstructions, lines });
        }
        if self.reader.overlong {
            return Err(SyntaxError { kind: SyntaxErrorKind::LineTooLong, lines });
        }
        let Self { escape, nodes, empty_continuations, .. } = self;
        Ok(File { escape: char::from(escape), nodes, empty_continuations })
    }

    /// Reads a line that does not continue another one, and those that belong to it.
    fn line(&mut self, line: &'a [u8]) -> Result<(), SyntaxError> {
        let line = if self.reader.count == 1 { trim_mark(line) } else { line };
        let text = trim_start(trim_newline(line));
        let above = self.reader.count - 1;
        let directive = self.directive(text);
        let directive =
            directive.map_err(|kind| SyntaxError { kind, lines: Lines::single(above) })?;
        if text.starts_with(b"#") {
            if !directive {
                // The first byte goes, whether it is the `#` or a blank before it.
                self.comment(trim(&line[1..]));
            }
            return Ok(());
        }
        if text.is_empty() {
            return Ok(());
        }
        let start = self.reader.count;
        let text = self.join(text);
        self.node(&text, start).map_err(|kind| {
            let lines = Lines { start, end: self.reader.count };
            SyntaxError { kind, lines }
        })
    }

    /// Takes note of a directive; `false` if the line is none.
    fn directive(&mut self, text: &[u8]) -> Result<bool, SyntaxErrorKind> {
        let found = self.directives.line(text)?;
        if let Some((Key::Escape, value)) = found {
            match value {
                b"\\" | b"`" => self.escape = value[0],
                _ => return Err(SyntaxErrorKind::InvalidEscape(to_valid(value).into_owned())),
            }
        }
        Ok(found.is_some())
    }

    /// An empty comment parts the comments above it from what follows.
    fn comment(&mut self, comment: &'a [u8]) {
        if comment.is_empty() {
            self.comments.clear();
        } else {
            self.comments.push(comment);
        }
    }

    /// Joins a line and those that continue it. Comments among them are left out, and so are
    /// blank lines, with a warning.
    fn join(&mut self, text: &'a [u8]) -> Cow<'a, [u8]> {
        let (piece, mut open) = self.trim_continuation(text);
        let mut joined = Cow::Borrowed(piece);
        let mut empty = false;
        while open && let Some(line) = self.reader.next() {
            let line = trim_newline(line);
            match trim_start(line).first() {
                Some(b'#') => {}
                None => empty = true,
                Some(_) => {
                    let piece;
                    (piece, open) = self.trim_continuation(line);
                    joined.to_mut().extend_from_slice(piece);
                }
            }
        }
        if empty {
            self.empty_continuations.push(Lines::single(self.reader.count));
        }
        joined
    }

    /// Removes an escape token at the end of a line. A doubled one does not continue the line.
    fn trim_continuation<'b>(&self, line: &'b [u8]) -> (&'b [u8], bool) {
        let end = line.iter().rposition(|byte| !matches!(byte, b' ' | b'\t'));
        match end.map(|last| line[..=last].split_at(last)) {
            Some((before, [token])) if *token == self.escape && before.last() != Some(token) => {
                (before, true)
            }
            _ => (line, false),
        }
    }

    /// Takes one logical line apart and reads its heredocs.
    fn node(&mut self, line: &[u8], start: u32) -> Result<(), SyntaxErrorKind> {
        let comments = std::mem::take(&mut self.comments);
        let parts = split::split(line, self.escape);
        let keyword = to_valid(parts.keyword).into_owned();
        let name = keyword::find(&keyword);
        let parsed = arguments::parse(name, parts.rest, self.escape)?;
        let original = mark(line);
        let heredocs = if parsed.heredocs { self.heredocs(&to_valid(line))? } else { Vec::new() };
        let stray = matches!(original, Cow::Owned(_))
            .then(|| Stray { line: line.into(), arguments: str::from_utf8(parts.rest).is_err() });
        self.nodes.push(Node {
            keyword,
            name,
            flags: parts.flags,
            arguments: parsed.arguments,
            original: original.into_owned(),
            stray,
            heredocs,
            comments: comments.into_iter().map(|text| to_valid(text).into_owned()).collect(),
            lines: Lines { start, end: self.reader.count },
        });
        Ok(())
    }

    /// Reads the heredocs that a line announces, one below the other.
    fn heredocs(&mut self, line: &str) -> Result<Vec<Heredoc>, SyntaxErrorKind> {
        let mut heredocs = heredoc::announced(line)?;
        for heredoc in &mut heredocs {
            heredoc.content = self.content(heredoc)?.to_vec();
        }
        Ok(heredocs)
    }

    /// Reads up to the line that ends a heredoc.
    fn content(&mut self, heredoc: &Heredoc) -> Result<&'a [u8], SyntaxErrorKind> {
        let start = self.reader.position();
        loop {
            let end = self.reader.position();
            let line = self.reader.next().ok_or(SyntaxErrorKind::UnterminatedHeredoc)?;
            let line = trim_newline(line);
            let line = if heredoc.chomp { heredoc::trim_tabs(line) } else { line };
            if line == heredoc.name.as_bytes() {
                return Ok(self.reader.slice(start, end));
            }
        }
    }
}
