//! Strings and bytes as literals, and labels as they must be written.

use std::borrow::Cow;

use super::ident::needs_quotes;
use crate::go::print::is_print;
use crate::go::space::is_space;

/// Quotes a string, in one line.
pub fn quote_string(text: &str) -> String {
    Form::STRING.quote(text.as_bytes())
}

/// Quotes bytes, in one line.
pub fn quote_bytes(bytes: &[u8]) -> String {
    Form::BYTES.quote(bytes)
}

/// A label of a regular field, quoted if it would else be something other.
pub fn quote_label(label: &str) -> Cow<'_, str> {
    if needs_quotes(label) { quote_string(label).into() } else { label.into() }
}

/// How a string or bytes are quoted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Form {
    quote: char,
    /// Whether each byte is kept; strings replace what is no UTF-8.
    exact: bool,
    lines: Lines,
    /// Tabs in front of each line.
    indent: usize,
    charset: Charset,
}

/// Whether the literal has several lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lines {
    One,
    /// If the text has.
    Auto,
    Many,
}

/// Which characters are not escaped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Charset {
    Printable,
    /// All that can be seen, spaces of all kinds included.
    Graphic,
    Ascii,
}

impl Form {
    /// A string: `"…"`.
    pub const STRING: Self = Self {
        quote: '"',
        exact: false,
        lines: Lines::One,
        indent: 0,
        charset: Charset::Printable,
    };

    /// Bytes: `'…'`.
    pub const BYTES: Self = Self { quote: '\'', exact: true, ..Self::STRING };

    /// Several lines, with tabs in front.
    #[must_use]
    pub const fn indented(self, indent: usize) -> Self {
        Self { lines: Lines::Many, indent, ..self }
    }

    /// Several lines if the text has, with tabs in front.
    #[must_use]
    pub const fn indented_if_long(self, indent: usize) -> Self {
        Self { lines: Lines::Auto, indent, ..self }
    }

    /// Escapes all that is not ASCII.
    #[must_use]
    pub const fn ascii(self) -> Self {
        Self { charset: Charset::Ascii, ..self }
    }

    /// Escapes only what cannot be seen.
    #[must_use]
    pub const fn graphic(self) -> Self {
        Self { charset: Charset::Graphic, ..self }
    }

    /// Quotes a text.
    pub fn quote(self, text: &[u8]) -> String {
        let many = self.lines == Lines::Many || self.lines == Lines::Auto && text.contains(&b'\n');
        if many { self.quote_lines(text) } else { self.quote_line(text) }
    }

    fn quote_line(self, text: &[u8]) -> String {
        let mut quoted = String::with_capacity(text.len() + 2);
        quoted.push(self.quote);
        self.push_text(&mut quoted, text, "\\", false);
        quoted.push(self.quote);
        quoted
    }

    fn quote_lines(self, text: &[u8]) -> String {
        let fence = "#".repeat(self.hashes(text));
        let quotes: String = [self.quote; 3].iter().collect();
        let indent = "\t".repeat(self.indent);
        let mut quoted = format!("{fence}{quotes}\n");
        if !text.is_empty() {
            if text[0] != b'\n' {
                quoted.push_str(&indent);
            }
            self.push_text(&mut quoted, text, &format!("\\{fence}"), true);
            quoted.push('\n');
        }
        quoted + &indent + &quotes + &fence
    }

    fn push_text(self, quoted: &mut String, text: &[u8], escape: &str, many: bool) {
        for chunk in text.utf8_chunks() {
            let mut chars = chunk.valid().chars().peekable();
            while let Some(ch) = chars.next() {
                if ch != '\n' || !many {
                    self.push_char(quoted, ch, escape, many);
                    continue;
                }
                quoted.push('\n');
                let ends = chars.peek().is_none() && chunk.invalid().is_empty();
                if !ends && chars.peek() != Some(&'\n') {
                    quoted.extend(std::iter::repeat_n('\t', self.indent));
                }
            }
            for byte in chunk.invalid() {
                if self.exact {
                    quoted.extend([escape, "x", &format!("{byte:02x}")]);
                } else {
                    self.push_char(quoted, char::REPLACEMENT_CHARACTER, escape, many);
                }
            }
        }
    }

    fn push_char(self, quoted: &mut String, ch: char, escape: &str, many: bool) {
        let code = u32::from(ch);
        let escaped = match ch {
            '\\' => "\\",
            _ if ch == self.quote && !many => {
                return quoted.extend([escape, ch.encode_utf8(&mut [0; 4])]);
            }
            _ if self.shows(ch) => return quoted.push(ch),
            '\u{7}' => "a",
            '\u{8}' => "b",
            '\u{c}' => "f",
            '\n' => "n",
            '\r' => "r",
            '\t' => "t",
            '\u{b}' => "v",
            '\0'..' ' if self.exact => &format!("x{code:02x}"),
            '\0'..'\u{10000}' => &format!("u{code:04x}"),
            _ => &format!("U{code:08x}"),
        };
        quoted.extend([escape, escaped]);
    }

    fn shows(self, ch: char) -> bool {
        match self.charset {
            Charset::Ascii => ch.is_ascii() && is_print(ch),
            Charset::Printable => is_print(ch),
            // Of the spaces, these are control characters.
            Charset::Graphic => {
                is_print(ch)
                    || is_space(ch) && !ch.is_control() && !matches!(ch, '\u{2028}' | '\u{2029}')
            }
        }
    }

    /// How many hashes keep three quotes in a text from closing it.
    fn hashes(self, text: &[u8]) -> usize {
        let quote = u32::from(self.quote);
        let mut most = 0;
        let mut at = 0;
        while at < text.len() {
            let count = |at: usize, byte: u32| {
                text[at..].iter().take_while(|found| u32::from(**found) == byte).count()
            };
            let quotes = count(at, quote);
            if quotes >= 3 {
                most = most.max(count(at + quotes, u32::from('#')) + 1);
            }
            at += quotes.max(1);
        }
        most
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cue::syntax::literal::unquote;

    #[test]
    fn what_cannot_be_seen_is_escaped() {
        assert_eq!(
            quote_string("a\"b\\'\n\u{1}é\u{200b}😀"),
            "\"a\\\"b\\\\'\\n\\u0001é\\u200b😀\""
        );
        assert_eq!(quote_bytes(b"a'\"\x01\xff\xc3\xa9"), r#"'a\'"\x01\xffé'"#);
        assert_eq!(Form::STRING.ascii().quote("é".as_bytes()), "\"\\u00e9\"");
        assert_eq!(Form::STRING.graphic().quote("\u{a0}".as_bytes()), "\"\u{a0}\"");
    }

    #[test]
    fn lines_are_indented_and_fenced() {
        let form = Form::STRING.indented_if_long(1);
        assert_eq!(form.quote(b"a"), "\"a\"");
        assert_eq!(form.quote(b"a\n\nb\"\n"), "\"\"\"\n\ta\n\n\tb\"\n\n\t\"\"\"");
        assert_eq!(form.quote(b"\"\"\"#\n\\"), "##\"\"\"\n\t\"\"\"#\n\t\\##\\\n\t\"\"\"##");
        for text in ["", "\n", "\n\n", "a\n", "\ta\n b", "\"\"\"", "'''\n"] {
            for form in [Form::STRING, Form::BYTES, form, Form::BYTES.indented(2)] {
                let literal = form.quote(text.as_bytes());
                assert_eq!(unquote(literal.as_bytes()).unwrap(), text.as_bytes(), "{literal}");
            }
        }
    }

    #[test]
    fn a_label_is_quoted_if_it_is_no_name() {
        assert_eq!(quote_label("a-b"), "\"a-b\"");
        assert_eq!(quote_label("_a"), "\"_a\"");
        assert_eq!(quote_label("if"), "if");
    }
}
