//! Quoted texts, as `strconv.Quote` and the verb `%q` write them.

use super::print::is_print;

/// Quotes a text.
pub fn quote(text: &str) -> String {
    quote_bytes(text.as_bytes())
}

/// Quotes bytes; those that are not UTF-8 become `\x..`.
pub fn quote_bytes(bytes: &[u8]) -> String {
    let mut quoted = String::with_capacity(bytes.len() + 2);
    quoted.push('"');
    for chunk in bytes.utf8_chunks() {
        chunk.valid().chars().for_each(|c| push(&mut quoted, c));
        chunk.invalid().iter().for_each(|byte| quoted.push_str(&escape_byte(*byte)));
    }
    quoted.push('"');
    quoted
}

/// Appends one character, escaped if Go would escape it.
fn push(quoted: &mut String, c: char) {
    let escape = match c {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\u{7}' => "\\a",
        '\u{8}' => "\\b",
        '\u{c}' => "\\f",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        '\u{b}' => "\\v",
        _ if is_print(c) => return quoted.push(c),
        _ => return quoted.push_str(&numeric(u32::from(c))),
    };
    quoted.push_str(escape);
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
    fn invalid_bytes_are_escaped_one_by_one() {
        assert_eq!(quote_bytes(b"a\xff\xe2\x82z"), r#""a\xff\xe2\x82z""#);
        assert_eq!(quote_bytes(b"\xed\xa0\x80"), r#""\xed\xa0\x80""#);
    }
}
