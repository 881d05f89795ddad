//! Hexadecimal texts as Go's `encoding/hex` writes and reads them.

use super::quote::unicode;
use std::fmt::Write as _;
use thiserror::Error;

/// Why a text is not hexadecimal, in Go's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum HexError {
    /// A byte that is no digit; Go takes it for a Latin-1 character.
    #[error("encoding/hex: invalid byte: {}", unicode(*.0))]
    InvalidByte(u8),
    /// A digit without a second one.
    #[error("encoding/hex: odd length hex string")]
    Length,
}

/// Writes bytes.
pub fn encode(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        text.extend([byte >> 4, byte & 0xf].map(digit));
        text
    })
}

fn digit(value: u8) -> char {
    char::from_digit(u32::from(value), 16).unwrap_or_default()
}

/// Reads a text.
pub fn decode(text: &[u8]) -> Result<Vec<u8>, HexError> {
    let mut bytes = Vec::with_capacity(text.len() / 2);
    for pair in text.chunks(2) {
        let high = value(pair[0])?;
        let low = value(*pair.get(1).ok_or(HexError::Length)?)?;
        bytes.push(high << 4 | low);
    }
    Ok(bytes)
}

fn value(byte: u8) -> Result<u8, HexError> {
    let digit = char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    digit.ok_or(HexError::InvalidByte(byte))
}

/// Writes bytes as `hexdump -C` does: offsets, numbers and characters.
pub fn dump(bytes: &[u8]) -> String {
    let mut text = String::new();
    for (line, bytes) in bytes.chunks(16).enumerate() {
        // Writing to a string cannot fail.
        let _ = write!(text, "{:08x} ", line * 16);
        for place in 0..16 {
            text.push_str(if place == 8 { "  " } else { " " });
            match bytes.get(place) {
                Some(byte) => text.extend([byte >> 4, byte & 0xf].map(digit)),
                None => text.push_str("  "),
            }
        }
        text.push_str("  |");
        let printable = |byte: &u8| matches!(byte, 32..=126);
        text.extend(bytes.iter().map(|byte| if printable(byte) { char::from(*byte) } else { '.' }));
        text.push_str("|\n");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_read_as_by_go() {
        let invalid = |number| Err(format!("encoding/hex: invalid byte: {number}"));
        let rows = [
            ("", Ok(Vec::new())),
            ("00fF", Ok(vec![0, 255])),
            ("f", Err("encoding/hex: odd length hex string".to_owned())),
            ("foo", invalid("U+006F 'o'")),
            ("ffx", invalid("U+0078 'x'")),
            ("\"0", invalid("U+0022 '\"'")),
            ("'0", invalid("U+0027 '''")),
            ("\\0", invalid("U+005C '\\'")),
            ("\n0", invalid("U+000A")),
            ("é", invalid("U+00C3 'Ã'")),
        ];
        for (text, expected) in rows {
            assert_eq!(decode(text.as_bytes()).map_err(|error| error.to_string()), expected);
        }
        assert_eq!(encode(b"foo\xff"), "666f6fff");
    }

    #[test]
    fn dumps_are_those_of_go() {
        let bytes: Vec<u8> = (b'A'..b'X').chain([0, 200]).collect();
        let expected = concat!(
            "00000000  41 42 43 44 45 46 47 48  49 4a 4b 4c 4d 4e 4f 50  |ABCDEFGHIJKLMNOP|\n",
            "00000010  51 52 53 54 55 56 57 00  c8                       |QRSTUVW..|\n",
        );
        assert_eq!(dump(&bytes), expected);
        assert_eq!(dump(b""), "");
    }
}
