//! The code in which texts of headers are written (RFC 7541, appendix B).
//!
//! Codes of one length are given in the order of the symbols, and shorter codes come before longer
//! ones, so the lengths say everything.

/// The symbol that fills the last byte, which is none.
const END: u16 = 256;

/// The length of the longest code.
const LONGEST: usize = 30;

/// The length of the code of each byte.
const LENGTHS: [u8; 256] = [
    13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 30, 28,
    28, 28, 28, 28, 28, 28, 28, 28, 6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6, 5, 5,
    5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10, 13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,
    7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6, 15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6,
    6, 5, 6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28, 20, 22, 20, 20, 22, 22, 22, 23, 22,
    23, 23, 23, 23, 23, 24, 23, 24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24, 22,
    21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23, 21, 21, 22, 21, 23, 22, 23, 23, 20,
    22, 22, 22, 23, 22, 22, 23, 26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25, 19,
    21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27, 20, 24, 20, 21, 22, 21, 21, 23, 22,
    22, 25, 25, 24, 24, 26, 23, 26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26,
];

/// The codes, by length.
#[derive(Debug)]
struct Codes {
    /// The symbols, in the order of their codes.
    symbols: [u16; END as usize + 1],
    /// Of each length: the first code, how many there are, and where their symbols start.
    lengths: [(u32, u32, usize); LONGEST + 1],
}

static CODES: Codes = Codes::new();

impl Codes {
    const fn new() -> Self {
        let mut codes =
            Self { symbols: [END; END as usize + 1], lengths: [(0, 0, 0); LONGEST + 1] };
        let (mut length, mut code, mut start) = (0, 0, 0);
        while length <= LONGEST {
            let (mut symbol, mut count) = (0, 0);
            while symbol < END {
                if LENGTHS[symbol as usize] as usize == length {
                    codes.symbols[start + count as usize] = symbol;
                    count += 1;
                }
                symbol += 1;
            }
            // The end has the last code of all.
            if length == LONGEST {
                count += 1;
            }
            codes.lengths[length] = (code, count, start);
            code = (code + count) << 1;
            start += count as usize;
            length += 1;
        }
        codes
    }
}

/// The text of a code; `None` if it is none, or ends with something that is no filling.
pub(super) fn decode(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut text = Vec::with_capacity(bytes.len() * 8 / 5);
    let (mut code, mut length) = (0u32, 0);
    for bit in bytes.iter().flat_map(|byte| (0..8).rev().map(move |at| byte >> at & 1)) {
        (code, length) = (code << 1 | u32::from(bit), length + 1);
        let (first, count, start) = *CODES.lengths.get(length)?;
        let Some(place) = code.checked_sub(first).filter(|place| *place < count) else {
            continue;
        };
        // The end of a text is not written within it.
        text.push(u8::try_from(CODES.symbols[start + place as usize]).ok()?);
        (code, length) = (0, 0);
    }
    let is_filling = length < 8 && code == (1 << length) - 1;
    is_filling.then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_of_the_standard_are_read() {
        for (bytes, text) in [
            (&b"\xf1\xe3\xc2\xe5\xf2\x3a\x6b\xa0\xab\x90\xf4\xff"[..], "www.example.com"),
            (b"\xa8\xeb\x10\x64\x9c\xbf", "no-cache"),
            (b"\x25\xa8\x49\xe9\x5b\xb8\xe8\xb4\xbf", "custom-value"),
            (b"\x64\x02", "302"),
            (b"", ""),
        ] {
            assert_eq!(decode(bytes).as_deref(), Some(text.as_bytes()));
        }
    }

    #[test]
    fn every_byte_has_a_code_of_its_length() {
        for (byte, length) in LENGTHS.iter().enumerate() {
            let symbol = u16::try_from(byte).unwrap();
            let place = CODES.symbols.iter().position(|other| *other == symbol).unwrap();
            let (first, count, start) = CODES.lengths[usize::from(*length)];
            let place = u32::try_from(place - start).unwrap();
            assert!(place < count);
            // Filled with ones, as texts are.
            let code = u64::from(first + place) << (40 - length) | ((1 << (40 - length)) - 1);
            let bytes = &code.to_be_bytes()[3..][..usize::from(*length).div_ceil(8)];
            assert_eq!(decode(bytes), Some(vec![symbol.to_be_bytes()[1]]));
        }
    }

    #[test]
    fn what_is_no_code_is_refused() {
        // The end within a text; eight bits of filling; a filling of zeros.
        for bytes in [&b"\xff\xff\xff\xff"[..], b"\x27\xff", b"\x20"] {
            assert_eq!(decode(bytes), None, "{bytes:?}");
        }
    }
}
