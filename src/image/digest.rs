//! Digests such as `sha256:…`, as opencontainers' `go-digest` accepts them.

use std::fmt;
use std::str::FromStr;
use thiserror::Error;

/// A digest of an algorithm that is known, in lower-case hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(String);

/// Why a text is no digest, in upstream's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum DigestError {
    /// It is not written as a digest.
    #[error("invalid checksum digest format")]
    Format,
    /// It has too few or too many digits for its algorithm.
    #[error("invalid checksum digest length")]
    Length,
    /// Its algorithm is not known.
    #[error("unsupported digest algorithm")]
    Unsupported,
}

impl Digest {
    /// The digest, with its algorithm.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands before the colon.
    pub fn algorithm(&self) -> &str {
        self.0.split(':').next().unwrap_or_default()
    }

    /// What stands behind the colon.
    pub fn encoded(&self) -> &str {
        self.0.split(':').nth(1).unwrap_or_default()
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Digest {
    type Err = DigestError;

    fn from_str(text: &str) -> Result<Self, DigestError> {
        let (algorithm, encoded) = text.split_once(':').ok_or(DigestError::Format)?;
        if algorithm.is_empty() || encoded.is_empty() {
            return Err(DigestError::Format);
        }
        let length = match algorithm {
            "sha256" => 64,
            "sha384" => 96,
            "sha512" => 128,
            _ if is_algorithm(algorithm) && encoded.bytes().all(is_encoded) => {
                return Err(DigestError::Unsupported);
            }
            _ => return Err(DigestError::Format),
        };
        if encoded.len() != length {
            return Err(DigestError::Length);
        }
        let hexadecimal = encoded.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if hexadecimal { Ok(Self(text.to_owned())) } else { Err(DigestError::Format) }
    }
}

/// Lower-case words and digits, with one sign between them.
fn is_algorithm(text: &str) -> bool {
    let word = |word: &str| {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        !word.is_empty() && word.bytes().all(plain)
    };
    text.split(['.', '+', '_', '-']).all(word)
}

fn is_encoded(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'=' | b'_' | b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_checked_as_upstream_does() {
        let good = "0123456789abcdef".repeat(4);
        let digest: Digest = format!("sha256:{good}").parse().unwrap();
        assert_eq!((digest.algorithm(), digest.encoded()), ("sha256", good.as_str()));
        assert_eq!(digest.to_string(), format!("sha256:{good}"));
        assert!(format!("sha512:{good}{good}").parse::<Digest>().is_ok());
        let rows = [
            ("", DigestError::Format),
            ("sha256", DigestError::Format),
            (":abc", DigestError::Format),
            ("sha256:", DigestError::Format),
            ("sha256:abc", DigestError::Length),
            ("sha384:abc", DigestError::Length),
            ("md5:abc", DigestError::Unsupported),
            ("a.b+c_d-e:=_-Z", DigestError::Unsupported),
            ("a..b:x", DigestError::Format),
            ("-a:x", DigestError::Format),
            ("SHA256:abc", DigestError::Format),
            ("md5:a:b", DigestError::Format),
            ("md5:é", DigestError::Format),
        ];
        for (text, error) in rows {
            assert_eq!(text.parse::<Digest>(), Err(error), "{text}");
        }
        let upper = format!("sha256:{}", good.to_uppercase());
        assert_eq!(upper.parse::<Digest>(), Err(DigestError::Format));
        assert_eq!(format!("sha256:{good}0").parse::<Digest>(), Err(DigestError::Length));
    }
}
