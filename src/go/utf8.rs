//! Bytes that should be UTF-8, and what Go makes of them when they are not.
//!
//! Mirrors `unicode/utf8`: every byte that does not belong to a character counts as one U+FFFD.

use std::borrow::Cow;

/// Replaces every invalid byte with U+FFFD, as `string([]rune(s))` does.
///
/// [`String::from_utf8_lossy`] differs: it replaces a whole broken sequence at once.
pub fn to_valid(bytes: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|_| char::REPLACEMENT_CHARACTER));
    }
    Cow::Owned(text)
}

#[cfg(test)]
mod tests {
    use super::to_valid;

    #[test]
    fn every_invalid_byte_is_one_replacement_character() {
        assert_eq!(to_valid(b"plain"), "plain");
        assert_eq!(to_valid(b"a\xe2\x82b"), "a\u{fffd}\u{fffd}b");
        assert_eq!(to_valid(b"\xed\xa0\x80"), "\u{fffd}\u{fffd}\u{fffd}");
        assert_eq!(to_valid("é\u{fffd}".as_bytes()), "é\u{fffd}");
    }
}
