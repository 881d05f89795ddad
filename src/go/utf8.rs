//! Bytes that should be UTF-8, and what Go makes of them when they are not.
//!
//! Mirrors `unicode/utf8`: every byte that does not belong to a character counts as one U+FFFD.
//! A Go string keeps such bytes until somebody looks at its characters; ours can [`mark`] them.

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

/// Replaces every run of invalid bytes with one U+FFFD (`strings.ToValidUTF8`).
pub fn to_valid_runs(bytes: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let mut text = String::with_capacity(bytes.len());
    let mut valid = true;
    for chunk in bytes.utf8_chunks() {
        if !chunk.valid().is_empty() {
            text.push_str(chunk.valid());
            valid = true;
        }
        if valid && !chunk.invalid().is_empty() {
            text.push(char::REPLACEMENT_CHARACTER);
            valid = false;
        }
    }
    Cow::Owned(text)
}

/// The first of two marks is this one or one of the 15 above it.
const HIGH: u32 = 0xfdd0;
/// The second of two marks is this one or one of the 15 above it.
const LOW: u32 = 0xfde0;

/// Keeps every invalid byte as two noncharacters, which no text that is exchanged may hold.
pub fn mark(bytes: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            let halves = [HIGH + u32::from(byte >> 4), LOW + u32::from(byte & 0xf)];
            text.extend(halves.into_iter().filter_map(char::from_u32));
        }
    }
    Cow::Owned(text)
}

/// The bytes that a text was [marked](mark) from.
pub fn unmark(text: &str) -> Cow<'_, [u8]> {
    let Some(first) = find_mark(text) else { return Cow::Borrowed(text.as_bytes()) };
    let mut bytes = text.as_bytes()[..first].to_vec();
    let mut rest = &text[first..];
    while let Some(c) = rest.chars().next() {
        let length = if let Some(byte) = marked(rest) {
            bytes.push(byte);
            2 * c.len_utf8()
        } else {
            bytes.extend_from_slice(&rest.as_bytes()[..c.len_utf8()]);
            c.len_utf8()
        };
        rest = &rest[length..];
    }
    Cow::Owned(bytes)
}

/// Where the first mark is.
fn find_mark(text: &str) -> Option<usize> {
    // The first byte of each of them; few texts have any.
    if !text.as_bytes().contains(&0xef) {
        return None;
    }
    let is_high = |c: char| (HIGH..LOW).contains(&u32::from(c));
    text.match_indices(is_high).map(|(at, _)| at).find(|at| marked(&text[*at..]).is_some())
}

/// The byte that is marked at the start of a text.
fn marked(text: &str) -> Option<u8> {
    let half = |c: char, first: u32| {
        u8::try_from(u32::from(c).checked_sub(first)?).ok().filter(|half| *half < 0x10)
    };
    let mut chars = text.chars();
    Some(half(chars.next()?, HIGH)? << 4 | half(chars.next()?, LOW)?)
}

#[cfg(test)]
mod tests {
    use super::mark;
    use super::to_valid;
    use super::to_valid_runs;
    use super::unmark;

    #[test]
    fn marks_keep_what_was_there() {
        let texts: [&[u8]; 6] =
            [b"", b"plain", b"a\xffb", b"\xe2\x82\xe2\x82\xac", b"\xed\xa0\x80", b"\xc3"];
        for bytes in texts {
            assert_eq!(&*unmark(&mark(bytes)), bytes);
        }
        assert_eq!(mark(b"a\xf3"), "a\u{fddf}\u{fde3}");
        assert_eq!(&*unmark("\u{fdd0}\u{fdd0}a"), "\u{fdd0}\u{fdd0}a".as_bytes());
    }

    #[test]
    fn every_invalid_byte_is_one_replacement_character() {
        assert_eq!(to_valid(b"plain"), "plain");
        assert_eq!(to_valid(b"a\xe2\x82b"), "a\u{fffd}\u{fffd}b");
        assert_eq!(to_valid(b"\xed\xa0\x80"), "\u{fffd}\u{fffd}\u{fffd}");
        assert_eq!(to_valid("é\u{fffd}".as_bytes()), "é\u{fffd}");
    }

    #[test]
    fn every_run_of_invalid_bytes_is_one_replacement_character() {
        assert_eq!(to_valid_runs(b"plain"), "plain");
        assert_eq!(to_valid_runs(b"\xffa\xe2\x82\xff\xffb\xff"), "\u{fffd}a\u{fffd}b\u{fffd}");
    }
}
