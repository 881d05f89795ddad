//! JSON texts, written byte for byte as Go writes them.

use crate::go::utf8::unmark;
use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::CompactFormatter;
use serde_json::ser::Formatter;
use serde_json::ser::PrettyFormatter;
use std::borrow::Cow;
use std::io;
use std::io::Write;

/// Writes a value as `json.Marshal` does.
///
/// # Panics
///
/// Only if the value's own `Serialize` fails, or a map in it has keys that are not texts.
pub fn to_string<T: Serialize + ?Sized>(value: &T) -> String {
    with(value, CompactFormatter)
}

/// Writes a value as `json.Marshal` does, as bytes.
///
/// # Panics
///
/// As [`to_string`].
pub fn to_vec<T: Serialize + ?Sized>(value: &T) -> Vec<u8> {
    to_string(value).into_bytes()
}

/// Writes a value over several lines, as `json.MarshalIndent` with two blanks does.
///
/// # Panics
///
/// As [`to_string`].
pub fn to_string_indent<T: Serialize + ?Sized>(value: &T) -> String {
    with(value, PrettyFormatter::with_indent(b"  "))
}

/// Writes texts as an array.
pub fn string_array<T: AsRef<str>>(texts: &[T]) -> String {
    let texts: Vec<&str> = texts.iter().map(T::as_ref).collect();
    to_string(&texts)
}

fn with<T: Serialize + ?Sized>(value: &T, layout: impl Formatter) -> String {
    let mut bytes = Vec::new();
    let mut serializer = Serializer::with_formatter(&mut bytes, Go(layout));
    value.serialize(&mut serializer).expect("memory takes everything, and keys are texts");
    String::from_utf8(bytes).expect("JSON of texts is text")
}

/// A layout, with numbers and strings in Go's way.
struct Go<F>(F);

impl<F: Formatter> Go<F> {
    /// Stray bytes are escaped, unlike replacement characters that are there already.
    fn write_stray<W: Write + ?Sized>(&mut self, writer: &mut W, bytes: &[u8]) -> io::Result<()> {
        for chunk in bytes.utf8_chunks() {
            self.write_string_fragment(writer, chunk.valid())?;
            for _ in chunk.invalid() {
                writer.write_all(b"\\ufffd")?;
            }
        }
        Ok(())
    }
}

/// The first character that Go escapes and serde does not: those that mean something in HTML, and
/// the line breaks of JavaScript, of which all start with the same byte.
fn find_escaped(text: &str) -> Option<(usize, char)> {
    let mut from = 0;
    loop {
        let may_be = |byte: &u8| matches!(byte, b'<' | b'>' | b'&' | 0xe2);
        let at = from + text.as_bytes()[from..].iter().position(may_be)?;
        let c = text[at..].chars().next()?;
        if matches!(c, '<' | '>' | '&' | '\u{2028}' | '\u{2029}') {
            return Some((at, c));
        }
        from = at + c.len_utf8();
    }
}

impl<F: Formatter> Formatter for Go<F> {
    fn write_string_fragment<W: Write + ?Sized>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        if let Cow::Owned(bytes) = unmark(fragment) {
            return self.write_stray(writer, &bytes);
        }
        let mut rest = fragment;
        while let Some((at, escaped)) = find_escaped(rest) {
            writer.write_all(&rest.as_bytes()[..at])?;
            write!(writer, "\\u{:04x}", u32::from(escaped))?;
            rest = &rest[at + escaped.len_utf8()..];
        }
        writer.write_all(rest.as_bytes())
    }

    fn write_f64<W: Write + ?Sized>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        let size = value.abs();
        if size == 0.0 || (1e-6..1e21).contains(&size) {
            return write!(writer, "{value}");
        }
        let text = format!("{value:e}");
        writer.write_all(text.replace('e', if size < 1.0 { "e" } else { "e+" }).as_bytes())
    }

    fn begin_array<W: Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_array(writer)
    }

    fn end_array<W: Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array(writer)
    }

    fn begin_array_value<W: Write + ?Sized>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.0.begin_array_value(writer, first)
    }

    fn end_array_value<W: Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array_value(writer)
    }

    fn begin_object<W: Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object(writer)
    }

    fn end_object<W: Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object(writer)
    }

    fn begin_object_key<W: Write + ?Sized>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.0.begin_object_key(writer, first)
    }

    fn begin_object_value<W: Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object_value(writer)
    }

    fn end_object_value<W: Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object_value(writer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn strings_are_escaped_as_by_go() {
        let text = "\0\u{1}\u{8}\t\n\u{b}\u{c}\r\u{1f} \"\\/'<b>&é\u{7f}\u{80}\u{2028}\u{2029}😀";
        let expected = concat!(
            r#""\u0000\u0001\b\t\n\u000b\f\r\u001f \"\\/'\u003cb\u003e\u0026é"#,
            "\u{7f}\u{80}",
            r#"\u2028\u2029😀""#
        );
        assert_eq!(to_string(text), expected);
        assert_eq!(string_array(&["<c>", "x/"]), r#"["\u003cc\u003e","x/"]"#);
        assert_eq!(string_array::<&str>(&[]), "[]");
        assert_eq!(to_vec(&BTreeMap::from([("<", 1)])), br#"{"\u003c":1}"#);
    }

    #[test]
    fn numbers_are_written_as_by_go() {
        let rows = [
            (0.0, "0"),
            (-0.0, "-0"),
            (1.0, "1"),
            (-1.5, "-1.5"),
            (0.1, "0.1"),
            (1e20, "100000000000000000000"),
            (1e21, "1e+21"),
            (1.5e300, "1.5e+300"),
            (0.000_001, "0.000001"),
            (0.000_000_9, "9e-7"),
            (5e-324, "5e-324"),
            (f64::MAX, "1.7976931348623157e+308"),
        ];
        for (number, expected) in rows {
            assert_eq!(to_string(&number), expected);
        }
    }

    #[test]
    fn indented_texts_have_no_empty_lines() {
        let value = BTreeMap::from([("a", vec!["&"]), ("b", vec![])]);
        assert_eq!(
            to_string_indent(&value),
            "{\n  \"a\": [\n    \"\\u0026\"\n  ],\n  \"b\": []\n}"
        );
        assert_eq!(to_string_indent::<[u8]>(&[]), "[]");
    }
}
