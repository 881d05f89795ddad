//! Base64 as Go's `encoding/base64` writes and reads it, with padding.

use thiserror::Error;

/// Where a text is not base64.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("illegal base64 data at input byte {0}")]
pub struct CorruptInputError(pub usize);

/// The digits, by value.
const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Writes bytes.
pub fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |at| u32::from(chunk.get(at).copied().unwrap_or_default());
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for (place, shift) in [18, 12, 6, 0].into_iter().enumerate() {
            let digit = DIGITS[(bits >> shift & 0x3f) as usize];
            text.push(if place <= chunk.len() { char::from(digit) } else { '=' });
        }
    }
    text
}

/// Reads a text; line breaks in it do not count, nor do bits behind the last byte.
pub fn decode(text: &[u8]) -> Result<Vec<u8>, CorruptInputError> {
    let mut reader = Reader { text, at: 0 };
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    while reader.quantum(&mut bytes)? {}
    Ok(bytes)
}

/// How many characters that many bytes take; wraps around as Go's does.
pub const fn encoded_len(bytes: i64) -> i64 {
    (bytes.wrapping_add(2) / 3).wrapping_mul(4)
}

/// How many bytes that many characters give at most.
pub const fn decoded_len(characters: i64) -> i64 {
    (characters / 4).wrapping_mul(3)
}

struct Reader<'a> {
    text: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    /// Reads four characters; tells whether there may be more.
    fn quantum(&mut self, bytes: &mut Vec<u8>) -> Result<bool, CorruptInputError> {
        let mut digits = [0u8; 4];
        let mut count = 0;
        while count < 4 {
            let Some(byte) = self.next() else {
                let end = self.text.len();
                return if count == 0 { Ok(false) } else { Err(CorruptInputError(end - count)) };
            };
            match digit(byte) {
                Some(digit) => digits[count] = digit,
                None if byte == b'=' => return self.padding(count, digits, bytes),
                None => return Err(CorruptInputError(self.at - 1)),
            }
            count += 1;
        }
        bytes.extend(join(digits));
        Ok(true)
    }

    /// Reads what is left behind the first `=`, and must be nothing more.
    fn padding(
        &mut self,
        count: usize,
        digits: [u8; 4],
        bytes: &mut Vec<u8>,
    ) -> Result<bool, CorruptInputError> {
        if count < 2 {
            return Err(CorruptInputError(self.at - 1));
        }
        if count == 2 {
            self.skip();
            match self.text.get(self.at) {
                Some(b'=') => self.at += 1,
                Some(_) => return Err(CorruptInputError(self.at - 1)),
                None => return Err(CorruptInputError(self.text.len())),
            }
        }
        self.skip();
        if self.at < self.text.len() {
            return Err(CorruptInputError(self.at));
        }
        bytes.extend_from_slice(&join(digits)[..count - 1]);
        Ok(false)
    }

    /// The next byte that is no line break.
    fn next(&mut self) -> Option<u8> {
        self.skip();
        let byte = self.text.get(self.at).copied()?;
        self.at += 1;
        Some(byte)
    }

    fn skip(&mut self) {
        while matches!(self.text.get(self.at), Some(b'\n' | b'\r')) {
            self.at += 1;
        }
    }
}

fn join([a, b, c, d]: [u8; 4]) -> [u8; 3] {
    [a << 2 | b >> 4, b << 4 | c >> 2, c << 6 | d]
}

fn digit(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_read_as_by_go() {
        let rows = [
            ("", Ok("")),
            ("\n", Ok("")),
            ("Zm9v", Ok("foo")),
            ("Zm\r\n9v\n", Ok("foo")),
            ("Zg==", Ok("f")),
            ("Zh==", Ok("f")),
            ("Zg=\n=\n", Ok("f")),
            ("Zm8=", Ok("fo")),
            ("foo", Err(0)),
            ("Zm9vfoo", Err(4)),
            ("Zm9vf\noo", Err(5)),
            ("=", Err(0)),
            ("Z===", Err(1)),
            ("Zg=", Err(3)),
            ("Zg=a", Err(2)),
            ("Zg==a", Err(4)),
            ("Zm8==", Err(4)),
            ("Zm9v-", Err(4)),
            ("Z-", Err(1)),
        ];
        for (text, expected) in rows {
            let bytes = expected.map(|text| text.as_bytes().to_vec()).map_err(CorruptInputError);
            assert_eq!(decode(text.as_bytes()), bytes, "{text:?}");
        }
        for (bytes, text) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v")] {
            assert_eq!(encode(bytes.as_bytes()), text);
        }
        assert_eq!(encode(&[0xfb, 0xff, 0xfe, 0]), "+//+AA==");
        let error = "illegal base64 data at input byte 4";
        assert_eq!(CorruptInputError(4).to_string(), error);
    }

    #[test]
    fn lengths_are_those_of_go() {
        assert_eq!((encoded_len(0), encoded_len(1), encoded_len(4)), (0, 4, 8));
        assert_eq!((decoded_len(3), decoded_len(4), decoded_len(9)), (0, 3, 6));
        assert_eq!(encoded_len(-5), -4);
    }
}
