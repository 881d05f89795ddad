//! Scalars: blocks of lines, quoted texts, plain texts.

use super::chars::is_blank;
use super::chars::is_blank_or_end;
use super::chars::is_break;
use super::chars::is_break_or_end;
use super::error::YamlError;
use super::scanner::Scanner;
use super::token::Mark;
use super::token::Token;
use super::token::TokenKind;

/// What becomes of the line breaks at the end of a block.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Chomping {
    Strip,
    Clip,
    Keep,
}

/// White space between words, which folds: a single line break is a blank.
#[derive(Default)]
struct Gap {
    blanks: String,
    first_break: Option<char>,
    more_breaks: String,
}

impl Gap {
    fn is_empty(&self) -> bool {
        self.first_break.is_none() && self.blanks.is_empty()
    }

    fn fold(&mut self, text: &mut String) {
        let Self { blanks, first_break, more_breaks } = std::mem::take(self);
        match first_break {
            None => text.push_str(&blanks),
            Some('\n') if more_breaks.is_empty() => text.push(' '),
            Some('\n') => text.push_str(&more_breaks),
            Some(other) => {
                text.push(other);
                text.push_str(&more_breaks);
            }
        }
    }

    fn line_break(&mut self, c: char) {
        if self.first_break.is_none() {
            self.blanks.clear();
            self.first_break = Some(c);
        } else {
            self.more_breaks.push(c);
        }
    }
}

impl Scanner {
    fn scalar_token(&self, value: String, plain: bool, mark: Mark) -> Token {
        Token { kind: TokenKind::Scalar { value, plain }, mark, end: self.chars.mark }
    }

    // Blocks.

    /// Reads `|` or `>` and the lines below it.
    pub(super) fn block_scalar(&mut self) -> Result<Token, YamlError> {
        let mark = self.chars.mark;
        let literal = self.chars.peek() == '|';
        self.chars.skip();
        let (chomping, increment) = self.block_header(mark)?;
        self.end_of_line(mark)?;
        let mut indent = increment.map(|step| self.indent.max(0).cast_unsigned() + step);
        let mut breaks = self.block_breaks(&mut indent, mark)?;
        let mut text = String::new();
        let mut leading_break = None;
        let mut was_blank = false;
        while Some(self.chars.mark.column) == indent && self.chars.peek() != '\0' {
            let blank = is_blank(self.chars.peek());
            if !literal && !was_blank && !blank && leading_break == Some('\n') {
                if breaks.is_empty() {
                    text.push(' ');
                }
            } else {
                text.extend(leading_break);
            }
            text.push_str(&breaks);
            was_blank = blank;
            while !is_break_or_end(self.chars.peek()) {
                self.chars.read(&mut text);
            }
            leading_break = self.chars.line_break();
            breaks = self.block_breaks(&mut indent, mark)?;
        }
        if chomping != Chomping::Strip {
            text.extend(leading_break);
        }
        if chomping == Chomping::Keep {
            text.push_str(&breaks);
        }
        Ok(self.scalar_token(text, false, mark))
    }

    /// Reads a sign and a digit, in either order.
    fn block_header(&mut self, mark: Mark) -> Result<(Chomping, Option<usize>), YamlError> {
        let mut chomping = self.chomping();
        let increment = self.increment(mark)?;
        if chomping.is_none() && increment.is_some() {
            chomping = self.chomping();
        }
        Ok((chomping.unwrap_or(Chomping::Clip), increment))
    }

    fn chomping(&mut self) -> Option<Chomping> {
        let chomping = match self.chars.peek() {
            '+' => Chomping::Keep,
            '-' => Chomping::Strip,
            _ => return None,
        };
        self.chars.skip();
        Some(chomping)
    }

    fn increment(&mut self, mark: Mark) -> Result<Option<usize>, YamlError> {
        let Some(digit) = self.chars.peek().to_digit(10) else { return Ok(None) };
        if digit == 0 {
            return Err(self.error(mark, "found an indentation indicator equal to 0"));
        }
        self.chars.skip();
        Ok(usize::try_from(digit).ok())
    }

    /// Passes indentation and empty lines; finds out how deep a block is indented.
    fn block_breaks(
        &mut self,
        indent: &mut Option<usize>,
        mark: Mark,
    ) -> Result<String, YamlError> {
        let mut breaks = String::new();
        let mut deepest = 0;
        loop {
            let inside = |column: usize| indent.is_none_or(|indent| column < indent);
            while inside(self.chars.mark.column) && self.chars.peek() == ' ' {
                self.chars.skip();
            }
            deepest = deepest.max(self.chars.mark.column);
            if inside(self.chars.mark.column) && self.chars.peek() == '\t' {
                let message = "found a tab character where an indentation space is expected";
                return Err(self.error(mark, message));
            }
            match self.chars.line_break() {
                Some(c) => breaks.push(c),
                None => break,
            }
        }
        let least = (self.indent + 1).max(1).cast_unsigned();
        indent.get_or_insert(deepest.max(least));
        Ok(breaks)
    }

    // Quotes.

    /// Reads a text in quotes.
    pub(super) fn quoted_scalar(&mut self) -> Result<Token, YamlError> {
        let mark = self.chars.mark;
        let quote = self.chars.peek();
        self.chars.skip();
        let mut text = String::new();
        loop {
            if self.chars.is_any_document_mark() {
                return Err(self.error(mark, "found unexpected document indicator"));
            }
            if self.chars.peek() == '\0' {
                return Err(self.error(mark, "found unexpected end of stream"));
            }
            let escaped_break = self.quoted_word(quote, mark, &mut text)?;
            if self.chars.peek() == quote {
                break;
            }
            self.quoted_gap(escaped_break, &mut text);
        }
        self.chars.skip();
        Ok(self.scalar_token(text, false, mark))
    }

    /// Reads up to white space or the end; tells whether a line break was escaped.
    fn quoted_word(
        &mut self,
        quote: char,
        mark: Mark,
        text: &mut String,
    ) -> Result<bool, YamlError> {
        loop {
            match self.chars.peek() {
                c if is_blank_or_end(c) => return Ok(false),
                '\'' if quote == '\'' && self.chars.at(1) == '\'' => {
                    self.chars.skip();
                    self.chars.read(text);
                }
                c if c == quote => return Ok(false),
                '\\' if quote == '"' && is_break(self.chars.at(1)) => {
                    self.chars.skip();
                    self.chars.line_break();
                    return Ok(true);
                }
                '\\' if quote == '"' => self.escape(mark, text)?,
                _ => self.chars.read(text),
            }
        }
    }

    /// Reads white space within quotes; behind an escaped line break there is none.
    fn quoted_gap(&mut self, escaped_break: bool, text: &mut String) {
        let mut gap = Gap::default();
        loop {
            if let Some(c) = self.chars.line_break() {
                if escaped_break { gap.more_breaks.push(c) } else { gap.line_break(c) }
            } else if is_blank(self.chars.peek()) {
                if escaped_break || gap.first_break.is_some() {
                    self.chars.skip();
                } else {
                    self.chars.read(&mut gap.blanks);
                }
            } else {
                break;
            }
        }
        if escaped_break { text.push_str(&gap.more_breaks) } else { gap.fold(text) }
    }

    fn escape(&mut self, mark: Mark, text: &mut String) -> Result<(), YamlError> {
        self.chars.skip();
        let c = match self.chars.peek() {
            '0' => '\0',
            'a' => '\u{7}',
            'b' => '\u{8}',
            't' | '\t' => '\t',
            'n' => '\n',
            'v' => '\u{b}',
            'f' => '\u{c}',
            'r' => '\r',
            'e' => '\u{1b}',
            c @ (' ' | '"' | '\'' | '\\') => c,
            'N' => '\u{85}',
            '_' => '\u{a0}',
            'L' => '\u{2028}',
            'P' => '\u{2029}',
            'x' => return self.numeric_escape(2, mark, text),
            'u' => return self.numeric_escape(4, mark, text),
            'U' => return self.numeric_escape(8, mark, text),
            _ => return Err(self.error(mark, "found unknown escape character")),
        };
        self.chars.skip();
        text.push(c);
        Ok(())
    }

    fn numeric_escape(
        &mut self,
        length: usize,
        mark: Mark,
        text: &mut String,
    ) -> Result<(), YamlError> {
        self.chars.skip();
        let mut value = 0u32;
        for ahead in 0..length {
            let Some(digit) = self.chars.at(ahead).to_digit(16) else {
                return Err(self.error(mark, "did not find expected hexdecimal number"));
            };
            value = value << 4 | digit;
        }
        let Some(c) = char::from_u32(value) else {
            return Err(self.error(mark, "found invalid Unicode character escape code"));
        };
        text.push(c);
        (0..length).for_each(|_| self.chars.skip());
        Ok(())
    }

    // Plain texts.

    /// Reads a text without quotes.
    pub(super) fn plain_scalar(&mut self) -> Result<Token, YamlError> {
        let mark = self.chars.mark;
        let mut text = String::new();
        let mut gap = Gap::default();
        loop {
            if self.chars.is_any_document_mark() || self.chars.peek() == '#' {
                break;
            }
            self.plain_word(&mut gap, &mut text);
            if !is_blank(self.chars.peek()) && !is_break(self.chars.peek()) {
                break;
            }
            self.plain_gap(&mut gap, mark)?;
            let column = self.chars.mark.column.cast_signed();
            if !self.in_flow() && column <= self.indent {
                break;
            }
        }
        if gap.first_break.is_some() {
            self.key_allowed = true;
        }
        Ok(self.scalar_token(text, true, mark))
    }

    /// Reads up to white space or an indicator; the gap in front of it counts if there is a word.
    fn plain_word(&mut self, gap: &mut Gap, text: &mut String) {
        loop {
            let c = self.chars.peek();
            let ends = c == ':' && is_blank_or_end(self.chars.at(1))
                || self.in_flow() && matches!(c, ',' | '?' | '[' | ']' | '{' | '}');
            if ends || is_blank_or_end(c) {
                return;
            }
            if !gap.is_empty() {
                gap.fold(text);
            }
            self.chars.read(text);
        }
    }

    fn plain_gap(&mut self, gap: &mut Gap, mark: Mark) -> Result<(), YamlError> {
        loop {
            let c = self.chars.peek();
            if is_blank(c) {
                let column = self.chars.mark.column.cast_signed();
                if gap.first_break.is_none() {
                    self.chars.read(&mut gap.blanks);
                } else if c == '\t' && column <= self.indent {
                    return Err(self.error(mark, "found a tab character that violates indentation"));
                } else {
                    self.chars.skip();
                }
            } else if let Some(c) = self.chars.line_break() {
                gap.line_break(c);
            } else {
                return Ok(());
            }
        }
    }
}
