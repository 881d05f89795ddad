//! White space as Go's `unicode.IsSpace` sees it.
//!
//! Text that comes from a file may be invalid UTF-8; an invalid byte is never a space, so 0x85 and
//! 0xA0 alone are not.

/// Reports whether Go counts a character as white space.
pub const fn is_space(c: char) -> bool {
    c.is_whitespace()
}

/// Removes white space at both ends (`strings.TrimSpace`).
pub fn trim(text: &str) -> &str {
    text.trim_matches(is_space)
}

/// Removes white space at the start.
pub fn trim_start(text: &str) -> &str {
    text.trim_start_matches(is_space)
}

/// Removes white space at the end.
pub fn trim_end(text: &str) -> &str {
    text.trim_end_matches(is_space)
}

/// Removes white space at both ends of bytes (`bytes.TrimSpace`).
pub fn trim_bytes(bytes: &[u8]) -> &[u8] {
    trim_end_bytes(trim_start_bytes(bytes))
}

/// Removes white space at the start of bytes.
pub fn trim_start_bytes(bytes: &[u8]) -> &[u8] {
    let mut rest = bytes;
    while let Some(width) = (1..=rest.len().min(3)).find(|width| is_one_space(&rest[..*width])) {
        rest = &rest[width..];
    }
    rest
}

/// Removes white space at the end of bytes.
pub fn trim_end_bytes(bytes: &[u8]) -> &[u8] {
    let mut rest = bytes;
    loop {
        let end = rest.len();
        let Some(width) = (1..=end.min(3)).find(|width| is_one_space(&rest[end - width..])) else {
            return rest;
        };
        rest = &rest[..end - width];
    }
}

/// Reports whether the bytes are exactly one white space character; none takes more than three.
fn is_one_space(bytes: &[u8]) -> bool {
    let mut chars = str::from_utf8(bytes).unwrap_or_default().chars();
    chars.next().is_some_and(is_space) && chars.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn go_counts_these_as_space_and_no_others() {
        let spaces: Vec<u32> =
            (0..=0x0010_ffff).filter(|c| char::from_u32(*c).is_some_and(is_space)).collect();
        let expected = [
            9, 10, 11, 12, 13, 0x20, 0x85, 0xa0, 0x1680, 0x2000, 0x2001, 0x2002, 0x2003, 0x2004,
            0x2005, 0x2006, 0x2007, 0x2008, 0x2009, 0x200a, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000,
        ];
        assert_eq!(spaces, expected);
    }

    #[test]
    fn bytes_are_trimmed_by_characters() {
        assert_eq!(trim_bytes("\u{3000}\u{a0} a b\u{85}\u{2003}\n".as_bytes()), b"a b");
        assert_eq!(trim_bytes(b" \xa0a\x85 "), b"\xa0a\x85");
        assert_eq!(trim_bytes(b" \t"), b"");
        assert_eq!(trim("\u{3000}\u{a0} a b\u{85}\u{2003}\n"), "a b");
    }
}
