//! Headers as they are written on the wire (RFC 7541).
//!
//! There is no table of headers seen before: we write every header whole, and tell the server to
//! do the same.

use super::huffman;

/// A header.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::gateway) struct Header {
    pub(in crate::gateway) name: Vec<u8>,
    pub(in crate::gateway) value: Vec<u8>,
}

/// The headers that have a number (appendix A); the first is number one.
const STATIC: [(&str, &str); 61] = [
    (":authority", ""),
    (":method", "GET"),
    (":method", "POST"),
    (":path", "/"),
    (":path", "/index.html"),
    (":scheme", "http"),
    (":scheme", "https"),
    (":status", "200"),
    (":status", "204"),
    (":status", "206"),
    (":status", "304"),
    (":status", "400"),
    (":status", "404"),
    (":status", "500"),
    ("accept-charset", ""),
    ("accept-encoding", "gzip, deflate"),
    ("accept-language", ""),
    ("accept-ranges", ""),
    ("accept", ""),
    ("access-control-allow-origin", ""),
    ("age", ""),
    ("allow", ""),
    ("authorization", ""),
    ("cache-control", ""),
    ("content-disposition", ""),
    ("content-encoding", ""),
    ("content-language", ""),
    ("content-length", ""),
    ("content-location", ""),
    ("content-range", ""),
    ("content-type", ""),
    ("cookie", ""),
    ("date", ""),
    ("etag", ""),
    ("expect", ""),
    ("expires", ""),
    ("from", ""),
    ("host", ""),
    ("if-match", ""),
    ("if-modified-since", ""),
    ("if-none-match", ""),
    ("if-range", ""),
    ("if-unmodified-since", ""),
    ("last-modified", ""),
    ("link", ""),
    ("location", ""),
    ("max-forwards", ""),
    ("proxy-authenticate", ""),
    ("proxy-authorization", ""),
    ("range", ""),
    ("referer", ""),
    ("refresh", ""),
    ("retry-after", ""),
    ("server", ""),
    ("set-cookie", ""),
    ("strict-transport-security", ""),
    ("transfer-encoding", ""),
    ("user-agent", ""),
    ("vary", ""),
    ("via", ""),
    ("www-authenticate", ""),
];

/// Writes a header whole, name and value.
pub(super) fn write(to: &mut Vec<u8>, name: &str, value: &str) {
    to.push(0);
    for text in [name, value] {
        write_number(to, 7, text.len());
        to.extend_from_slice(text.as_bytes());
    }
}

/// A number, of which the first byte has so many bits; the others are zero.
fn write_number(to: &mut Vec<u8>, bits: u32, number: usize) {
    let most = (1 << bits) - 1;
    let Some(mut rest) = number.checked_sub(most) else {
        return to.push(number.to_le_bytes()[0]);
    };
    to.push(most.to_le_bytes()[0]);
    while rest >= 0x80 {
        to.push(rest.to_le_bytes()[0] | 0x80);
        rest >>= 7;
    }
    to.push(rest.to_le_bytes()[0]);
}

/// The headers of a block; `None` if it makes no sense.
pub(super) fn read(block: &[u8]) -> Option<Vec<Header>> {
    let mut block = Block { rest: block };
    let mut headers = Vec::new();
    while let Some(first) = block.rest.first().copied() {
        match first {
            0x80.. => {
                let (name, value) = known(block.number(7)?)?;
                headers.push(Header { name: name.into(), value: value.into() });
            }
            0x40.. => headers.push(block.header(6)?),
            // The size of the table of headers seen before: zero, or what we do not care for.
            0x20.. => drop(block.number(5)?),
            _ => headers.push(block.header(4)?),
        }
    }
    Some(headers)
}

/// The header of a number.
fn known(number: usize) -> Option<(&'static str, &'static str)> {
    STATIC.get(number.checked_sub(1)?).copied()
}

/// A block of headers, as far as it is not read yet.
struct Block<'a> {
    rest: &'a [u8],
}

impl Block<'_> {
    /// A header of which at most the name has a number.
    fn header(&mut self, bits: u32) -> Option<Header> {
        let name = match self.number(bits)? {
            0 => self.text()?,
            number => known(number)?.0.into(),
        };
        Some(Header { name, value: self.text()? })
    }

    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    /// A number, of which the first byte has so many bits.
    fn number(&mut self, bits: u32) -> Option<usize> {
        let most = (1 << bits) - 1;
        let mut number = usize::from(self.byte()?) & most;
        if number < most {
            return Some(number);
        }
        // Longer numbers count nothing that there is.
        for shift in [0, 7, 14, 21] {
            let byte = self.byte()?;
            number += usize::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    fn text(&mut self) -> Option<Vec<u8>> {
        let is_coded = *self.rest.first()? >= 0x80;
        let length = self.number(7)?;
        let (text, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        if is_coded { huffman::decode(text) } else { Some(text.to_vec()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(block: &[u8]) -> Option<Vec<(String, String)>> {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        let pair = |header: Header| (text(header.name), text(header.value));
        Some(read(block)?.into_iter().map(pair).collect())
    }

    fn pair(name: &str, value: &str) -> (String, String) {
        (name.to_owned(), value.to_owned())
    }

    #[test]
    fn examples_of_the_standard_are_read() {
        // C.2.1, C.2.2, C.2.3, C.2.4 and the first of C.4.
        let whole = b"\x40\x0acustom-key\x0dcustom-header";
        assert_eq!(pairs(whole), Some(vec![pair("custom-key", "custom-header")]));
        assert_eq!(pairs(b"\x04\x0c/sample/path"), Some(vec![pair(":path", "/sample/path")]));
        assert_eq!(pairs(b"\x10\x08password\x06secret"), Some(vec![pair("password", "secret")]));
        assert_eq!(pairs(b"\x82"), Some(vec![pair(":method", "GET")]));
        let coded = b"\x82\x86\x84\x41\x8c\xf1\xe3\xc2\xe5\xf2\x3a\x6b\xa0\xab\x90\xf4\xff";
        let last = pairs(coded).unwrap().pop();
        assert_eq!(last, Some(pair(":authority", "www.example.com")));
    }

    #[test]
    fn what_is_written_is_read_again() {
        let long = "x".repeat(100_000);
        let mut block = vec![0x20];
        write(&mut block, ":path", &long);
        write(&mut block, "te", "");
        assert_eq!(pairs(&block), Some(vec![pair(":path", &long), pair("te", "")]));
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        // No such header, a header seen before, a text that is cut off, a number without end.
        for block in [&b"\x80"[..], b"\xbe", b"\x00\x02x", b"\x00", b"\x7f\xff\xff\xff\xff\xff"] {
            assert_eq!(pairs(block), None, "{block:?}");
        }
    }
}
