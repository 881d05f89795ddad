//! Tags, anchors and directives.

use super::chars::is_blank;
use super::chars::is_blank_or_end;
use super::chars::is_break_or_end;
use super::chars::is_name;
use super::error::YamlError;
use super::scanner::Scanner;
use super::token::Mark;
use super::token::Token;
use super::token::TokenKind;

impl Scanner {
    fn token(&self, kind: TokenKind, mark: Mark) -> Token {
        Token { kind, mark, end: self.chars.mark }
    }

    /// Reads letters, digits, `_` and `-`.
    fn name(&mut self) -> String {
        let mut name = String::new();
        while is_name(self.chars.peek()) {
            self.chars.read(&mut name);
        }
        name
    }

    /// Reads `&name` or `*name`.
    pub(super) fn scan_anchor(&mut self, alias: bool) -> Result<Token, YamlError> {
        let mark = self.chars.mark;
        self.chars.skip();
        let name = self.name();
        let end = self.chars.peek();
        if name.is_empty() || !(is_blank_or_end(end) || "?:,]}%@`".contains(end)) {
            let message = "did not find expected alphabetic or numeric character";
            return Err(self.error(mark, message));
        }
        let kind = if alias { TokenKind::Alias(name) } else { TokenKind::Anchor(name) };
        Ok(self.token(kind, mark))
    }

    /// Reads `!suffix`, `!handle!suffix` or `!<name>`.
    pub(super) fn scan_tag(&mut self) -> Result<Token, YamlError> {
        let mark = self.chars.mark;
        let (handle, suffix) = if self.chars.at(1) == '<' {
            self.chars.skip();
            self.chars.skip();
            let suffix = self.tag_uri(mark, None)?;
            if self.chars.peek() != '>' {
                return Err(self.error(mark, "did not find the expected '>'"));
            }
            self.chars.skip();
            (String::new(), suffix)
        } else {
            let handle = self.tag_handle(mark, false)?;
            if handle.len() > 1 && handle.ends_with('!') {
                let suffix = self.tag_uri(mark, None)?;
                (handle, suffix)
            } else {
                let suffix = self.tag_uri(mark, Some(&handle))?;
                // A tag that is just `!` has no handle.
                if suffix.is_empty() { (suffix, "!".into()) } else { ("!".into(), suffix) }
            }
        };
        if !is_blank_or_end(self.chars.peek()) {
            return Err(self.error(mark, "did not find expected whitespace or line break"));
        }
        Ok(self.token(TokenKind::Tag { handle, suffix }, mark))
    }

    fn tag_handle(&mut self, mark: Mark, directive: bool) -> Result<String, YamlError> {
        if self.chars.peek() != '!' {
            return Err(self.error(mark, "did not find expected '!'"));
        }
        self.chars.skip();
        let mut handle = format!("!{}", self.name());
        if self.chars.peek() == '!' {
            self.chars.read(&mut handle);
        } else if directive && handle != "!" {
            return Err(self.error(mark, "did not find expected '!'"));
        }
        Ok(handle)
    }

    /// Reads the rest of a tag, behind what was taken for a handle.
    fn tag_uri(&mut self, mark: Mark, head: Option<&str>) -> Result<String, YamlError> {
        let mut uri = head.unwrap_or_default().as_bytes().get(1..).unwrap_or_default().to_vec();
        let mut found = head.is_some_and(|head| !head.is_empty());
        loop {
            match self.chars.peek() {
                '%' => self.uri_escape(mark, &mut uri)?,
                c if is_name(c) || ";/?:@&=+$,.!~*'()[]".contains(c) => {
                    uri.push(u8::try_from(c).unwrap_or_default());
                    self.chars.skip();
                }
                _ => break,
            }
            found = true;
        }
        if !found {
            return Err(self.error(mark, "did not find expected tag URI"));
        }
        Ok(String::from_utf8_lossy(&uri).into_owned())
    }

    /// Reads the bytes of one character, each as `%XX`.
    fn uri_escape(&mut self, mark: Mark, uri: &mut Vec<u8>) -> Result<(), YamlError> {
        let mut left = None;
        while left != Some(0) {
            let digit = |ahead| self.chars.at(ahead).to_digit(16);
            let octet = match (self.chars.peek(), digit(1), digit(2)) {
                ('%', Some(high), Some(low)) => high << 4 | low,
                _ => return Err(self.error(mark, "did not find URI escaped octet")),
            };
            let octet = u8::try_from(octet).unwrap_or_default();
            let more = match (left, octet) {
                (None, 0..0x80) => 0,
                (None, 0xc0..0xe0) => 1,
                (None, 0xe0..0xf0) => 2,
                (None, 0xf0..0xf8) => 3,
                (None, _) => {
                    return Err(self.error(mark, "found an incorrect leading UTF-8 octet"));
                }
                (Some(more), 0x80..0xc0) => more - 1,
                (Some(_), _) => {
                    return Err(self.error(mark, "found an incorrect trailing UTF-8 octet"));
                }
            };
            left = Some(more);
            uri.push(octet);
            (0..3).for_each(|_| self.chars.skip());
        }
        Ok(())
    }

    /// Reads `%YAML …` or `%TAG …` and the rest of the line.
    pub(super) fn scan_directive(&mut self) -> Result<Token, YamlError> {
        let mark = self.chars.mark;
        self.chars.skip();
        let name = self.name();
        if name.is_empty() {
            return Err(self.error(mark, "could not find expected directive name"));
        }
        if !is_blank_or_end(self.chars.peek()) {
            return Err(self.error(mark, "found unexpected non-alphabetical character"));
        }
        let kind = match name.as_str() {
            "YAML" => self.version(mark)?,
            "TAG" => self.tag_directive(mark)?,
            _ => return Err(self.error(mark, "found unknown directive name")),
        };
        let token = self.token(kind, mark);
        self.end_of_line(mark)?;
        Ok(token)
    }

    /// Passes blanks, a comment and a line break.
    pub(super) fn end_of_line(&mut self, mark: Mark) -> Result<(), YamlError> {
        self.chars.blanks();
        if self.chars.peek() == '#' {
            self.chars.rest_of_line();
        }
        if !is_break_or_end(self.chars.peek()) {
            return Err(self.error(mark, "did not find expected comment or line break"));
        }
        self.chars.line_break();
        Ok(())
    }

    fn version(&mut self, mark: Mark) -> Result<TokenKind, YamlError> {
        self.chars.blanks();
        let major = self.version_number(mark)?;
        if self.chars.peek() != '.' {
            return Err(self.error(mark, "did not find expected digit or '.' character"));
        }
        self.chars.skip();
        let minor = self.version_number(mark)?;
        Ok(TokenKind::Version { major, minor })
    }

    fn version_number(&mut self, mark: Mark) -> Result<u32, YamlError> {
        let (mut number, mut length) = (0, 0);
        while let Some(digit) = self.chars.peek().to_digit(10) {
            length += 1;
            if length > 2 {
                return Err(self.error(mark, "found extremely long version number"));
            }
            number = number * 10 + digit;
            self.chars.skip();
        }
        if length == 0 {
            return Err(self.error(mark, "did not find expected version number"));
        }
        Ok(number)
    }

    fn tag_directive(&mut self, mark: Mark) -> Result<TokenKind, YamlError> {
        self.chars.blanks();
        let handle = self.tag_handle(mark, true)?;
        if !is_blank(self.chars.peek()) {
            return Err(self.error(mark, "did not find expected whitespace"));
        }
        self.chars.blanks();
        let prefix = self.tag_uri(mark, None)?;
        if !is_blank_or_end(self.chars.peek()) {
            return Err(self.error(mark, "did not find expected whitespace or line break"));
        }
        Ok(TokenKind::TagDirective { handle, prefix })
    }
}
