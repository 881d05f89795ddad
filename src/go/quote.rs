//! Quoted texts, as `strconv.Quote` and the verb `%q` write them.

use super::print::is_graphic;
use super::print::is_print;

/// Which characters are written as they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plain {
    /// Those that can be printed (`strconv.Quote`).
    Print,
    /// Those and all spaces (`strconv.QuoteToGraphic`).
    Graphic,
    /// Those of ASCII that can be printed (`strconv.QuoteToASCII`).
    Ascii,
}

impl Plain {
    fn contains(self, c: char) -> bool {
        match self {
            Self::Print => is_print(c),
            Self::Graphic => is_graphic(c),
            Self::Ascii => c.is_ascii() && is_print(c),
        }
    }

    /// Quotes a text.
    pub fn quote(self, text: &str) -> String {
        let mut quoted = String::with_capacity(text.len() + 2);
        quoted.push('"');
        text.chars().for_each(|c| self.push(&mut quoted, c, '"'));
        quoted.push('"');
        quoted
    }

    /// Quotes a character (`strconv.QuoteRune` and the like).
    pub fn quote_rune(self, c: char) -> String {
        let mut quoted = String::from('\'');
        self.push(&mut quoted, c, '\'');
        quoted.push('\'');
        quoted
    }

    /// Appends one character, escaped if Go would escape it.
    fn push(self, quoted: &mut String, c: char, quote: char) {
        let escape = match c {
            '\\' => "\\\\",
            '\u{7}' => "\\a",
            '\u{8}' => "\\b",
            '\u{c}' => "\\f",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            '\u{b}' => "\\v",
            _ if c == quote => return quoted.extend(['\\', c]),
            _ if self.contains(c) => return quoted.push(c),
            _ => return quoted.push_str(&numeric(u32::from(c))),
        };
        quoted.push_str(escape);
    }
}

/// Quotes a text.
pub fn quote(text: &str) -> String {
    Plain::Print.quote(text)
}

/// Quotes bytes; those that are not UTF-8 become `\x..`.
pub fn quote_bytes(bytes: &[u8]) -> String {
    let mut quoted = String::with_capacity(bytes.len() + 2);
    quoted.push('"');
    for chunk in bytes.utf8_chunks() {
        chunk.valid().chars().for_each(|c| Plain::Print.push(&mut quoted, c, '"'));
        chunk.invalid().iter().for_each(|byte| quoted.push_str(&escape_byte(*byte)));
    }
    quoted.push('"');
    quoted
}

/// A byte by number.
pub(super) fn escape_byte(byte: u8) -> String {
    format!("\\x{byte:02x}")
}

/// A character by number.
fn numeric(c: u32) -> String {
    match c {
        0..0x80 => format!("\\x{c:02x}"),
        0x80..0x1_0000 => format!("\\u{c:04x}"),
        _ => format!("\\U{c:08x}"),
    }
}

/// A byte as the verb `%#U` writes a Latin-1 character, without it if that cannot be printed.
pub fn unicode(byte: u8) -> String {
    let c = char::from(byte);
    if is_print(c) { format!("U+{byte:04X} '{c}'") } else { format!("U+{byte:04X}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_quoted_as_by_go() {
        assert_eq!(quote(""), r#""""#);
        assert_eq!(quote("a \"b\" \\ 'c'"), r#""a \"b\" \\ 'c'""#);
        assert_eq!(quote("\x07\x08\x0c\n\r\t\x0b\x1b\x7f\0"), r#""\a\b\f\n\r\t\v\x1b\x7f\x00""#);
        assert_eq!(quote("é\u{301}日本😀"), "\"é\u{301}日本😀\"");
        assert_eq!(quote("\u{a0}\u{ad}\u{2028}\u{feff}"), r#""\u00a0\u00ad\u2028\ufeff""#);
        assert_eq!(quote("\u{e000}\u{10ffff}\u{fffd}"), "\"\\ue000\\U0010ffff\u{fffd}\"");
        assert_eq!(quote("\u{80}"), r#""\u0080""#);
    }

    #[test]
    fn other_characters_may_be_plain() {
        assert_eq!(Plain::Ascii.quote("é😀\"'\u{fffd}"), r#""\u00e9\U0001f600\"'\ufffd""#);
        assert_eq!(Plain::Graphic.quote("\u{a0}\u{3000}\u{2028}"), "\"\u{a0}\u{3000}\\u2028\"");
        assert_eq!(Plain::Print.quote_rune('\''), r"'\''");
        assert_eq!(Plain::Print.quote_rune('"'), "'\"'");
        assert_eq!(Plain::Print.quote_rune('\u{3000}'), r"'\u3000'");
    }

    #[test]
    fn invalid_bytes_are_escaped_one_by_one() {
        assert_eq!(quote_bytes(b"a\xff\xe2\x82z"), r#""a\xff\xe2\x82z""#);
        assert_eq!(quote_bytes(b"\xed\xa0\x80"), r#""\xed\xa0\x80""#);
    }
}
