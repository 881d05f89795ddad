//! Percent-encoding: `%2F` for a byte that may not stand as it is.

use super::UrlErrorKind;
use crate::go::quote::quote_bytes;

/// A part of a URL, as far as its encoding is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// A path.
    Path,
    /// What stands between the slashes of a path.
    Segment,
    /// A host.
    Host,
    /// The zone of an address.
    Zone,
    /// A user or a password.
    User,
    /// A key or a value of a query.
    Query,
    /// What follows `#`.
    Fragment,
}

impl Part {
    /// May a byte be written as it is?
    pub(super) fn allows(self, byte: u8) -> bool {
        let marks: &[u8] = match self {
            Self::Path => b"$&+,/:;=@",
            Self::Segment => b"$&+:=@",
            Self::Host | Self::Zone => b"!\"$&'()*+,:;<=>[]",
            Self::User => b"$&+,;=",
            Self::Query => b"",
            Self::Fragment => b"!$&()*+,/:;=?@",
        };
        byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || marks.contains(&byte)
    }

    /// May `%` and two digits stand for a byte? `%25` may always.
    fn allows_escaped(self, byte: u8) -> bool {
        match self {
            Self::Host => byte >= 0x80 || byte == b'%',
            Self::Zone => byte == b'%' || byte == b' ' || self.allows(byte),
            _ => true,
        }
    }
}

/// Puts bytes in the place of `%` and two digits (`url.PathUnescape` and the like).
pub fn decode(text: &str, part: Part) -> Result<Vec<u8>, UrlErrorKind> {
    let bytes = text.as_bytes();
    let is_host = part == Part::Host || part == Part::Zone;
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        decoded.push(match byte {
            b'%' => {
                let escape = &bytes[at..bytes.len().min(at + 3)];
                at += 2;
                let byte = escaped(escape).filter(|byte| part.allows_escaped(*byte));
                byte.ok_or_else(|| UrlErrorKind::Escape(quote_bytes(escape)))?
            }
            b'+' if part == Part::Query => b' ',
            byte if is_host && *byte < 0x80 && !part.allows(*byte) => {
                return Err(UrlErrorKind::HostCharacter(quote_bytes(&[*byte])));
            }
            byte => *byte,
        });
        at += 1;
    }
    Ok(decoded)
}

/// The byte that `%` and two digits mean.
fn escaped(escape: &[u8]) -> Option<u8> {
    let [_, high, low] = escape else { return None };
    let digit = |byte: u8| char::from(byte).to_digit(16);
    u8::try_from(digit(*high)? << 4 | digit(*low)?).ok()
}

/// Puts `%` and two digits in the place of bytes that a part may not have (`url.PathEscape` and
/// the like).
pub fn encode(text: &str, part: Part) -> String {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b' ' if part == Part::Query => encoded.push('+'),
            _ if part.allows(byte) => encoded.push(char::from(byte)),
            _ => {
                encoded.push('%');
                encoded.push(char::from(DIGITS[usize::from(byte >> 4)]));
                encoded.push(char::from(DIGITS[usize::from(byte & 15)]));
            }
        }
    }
    encoded
}
