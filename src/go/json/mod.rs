//! JSON as Go's `encoding/json` reads and writes it.
//!
//! [`Document`] is a text taken apart without recursion: nesting costs no stack. [`to_string`]
//! writes the bytes that Go's `json.Marshal` would.

mod scan;
mod text;
mod write;

pub use scan::Document;
pub use scan::Kind;
pub use scan::SyntaxError;
pub use scan::Value;
pub use text::push_string;
pub use write::string_array;
pub use write::to_string;
pub use write::to_string_indent;
pub use write::to_vec;

use super::space::trim_start_bytes;
use thiserror::Error;

/// Why a text is not the JSON form of an instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum StringArrayError {
    /// It is no JSON array: the text means something else.
    #[error("only JSON arrays are allowed")]
    NotArray,
    /// It is an array with something else than strings in it.
    #[error("when using JSON array syntax, arrays must be comprised of strings only")]
    NotStrings,
}

/// Reads the JSON form of an instruction: an array of strings, and nothing after it.
pub fn parse_string_array(text: impl AsRef<[u8]>) -> Result<Vec<String>, StringArrayError> {
    let text = trim_start_bytes(text.as_ref());
    if !text.starts_with(b"[") {
        return Err(StringArrayError::NotArray);
    }
    let document = Document::parse(text).map_err(|_| StringArrayError::NotArray)?;
    if !document.numbers_fit() {
        return Err(StringArrayError::NotArray);
    }
    let strings = document.root().elements().map(Value::as_string);
    strings.collect::<Option<_>>().ok_or(StringArrayError::NotStrings)
}

#[cfg(test)]
mod tests {
    use super::StringArrayError::NotArray;
    use super::StringArrayError::NotStrings;
    use super::*;

    fn read(text: &str) -> Result<String, StringArrayError> {
        parse_string_array(text).map(|strings| strings.join("|"))
    }

    #[test]
    fn arrays_of_strings_are_read() {
        let rows = [
            ("[]", ""),
            (" \u{3000}[ \"a\" ,\t\"b\"\r\n] \n", "a|b"),
            (r#"["a\"\\\/\b\f\n\r\t\u00e9"]"#, "a\"\\/\u{8}\u{c}\n\r\té"),
            (r#"["\ud83d\ude00"]"#, "😀"),
            (r#"["\ud83d\u0041","\ude00","\ud83d"]"#, "\u{fffd}A|\u{fffd}|\u{fffd}"),
            (r#"["\ud83d\ud83d\ude00"]"#, "\u{fffd}😀"),
            (r#"["\uD83Dx"]"#, "\u{fffd}x"),
            ("[\"\u{7f}\u{2028}日本\"]", "\u{7f}\u{2028}日本"),
            (r#"["\u0000"]"#, "\0"),
        ];
        for (text, expected) in rows {
            assert_eq!(read(text).as_deref(), Ok(expected), "{text}");
        }
        let invalid = parse_string_array(b"[\"a\xff\xe2\x82\"]");
        assert_eq!(invalid, Ok(vec!["a\u{fffd}\u{fffd}\u{fffd}".to_owned()]));
    }

    #[test]
    fn other_texts_are_no_arrays() {
        let texts = [
            "",
            "a",
            "\"a\"",
            "{}",
            "[",
            "[\"a\"",
            "[\"a\",]",
            "[\"a\" \"b\"]",
            "['a']",
            "[\"a\"]]",
            "[\"a\"] x",
            "[\"\\x\"]",
            "[\"\\u12\"]",
            "[\"a\nb\"]",
            "[\"a\tb\"]",
            "[\"a",
            "[,]",
            "[01]",
            "[1e999]",
            "[\"a\",[{\"b\":-1e400}]]",
            "[tru]",
            "[+1]",
            "[1.]",
            "[\u{a0}]",
            "[\"a\"]\u{3000}",
            "[\"\x1f\"]",
            "[nul",
        ];
        for text in texts {
            assert_eq!(read(text), Err(NotArray), "{text}");
        }
        assert_eq!(read(&"[".repeat(1_000_000)), Err(NotArray));
        let deep = |depth| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert_eq!(read(&deep(10_000)), Err(NotStrings));
        assert_eq!(read(&deep(10_001)), Err(NotArray));
    }

    #[test]
    fn other_elements_are_errors() {
        for text in ["[1]", "[null]", "[\"a\",true]", "[[\"a\"]]", "[{\"a\":\"b\"}]", "[-0.0e-5]"] {
            assert_eq!(read(text), Err(NotStrings), "{text}");
        }
    }
}
