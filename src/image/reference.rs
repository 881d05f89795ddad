//! Image references such as `docker.io/library/alpine:latest@sha256:…`.
//!
//! Upstream: `distribution/reference`. Its regular expressions are the functions at the foot.

use super::Digest;
use super::DigestError;
use crate::go::case::lower;
use crate::go::case::to_lower;
use std::fmt;
use thiserror::Error;

const DEFAULT_DOMAIN: &str = "docker.io";
const OFFICIAL: &str = "library/";

/// A name, and possibly a tag and a digest.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference {
    domain: String,
    path: String,
    tag: Option<String>,
    digest: Option<String>,
}

/// Why a text is no reference, in upstream's words.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ReferenceError {
    /// 64 hexadecimal digits are an image, not a name.
    #[error("invalid repository name ({0}), cannot specify 64-byte hexadecimal strings")]
    Identifier(String),
    /// The name has upper-case letters.
    #[error("invalid reference format: repository name ({0}) must be lowercase")]
    UpperCaseName(String),
    /// The text is a reference but for upper-case letters.
    #[error("repository name must be lowercase")]
    UpperCase,
    /// The text is not written as a reference.
    #[error("invalid reference format")]
    Format,
    /// There is no text.
    #[error("repository name must have at least one component")]
    Empty,
    /// The name is too long.
    #[error("repository name must not be more than 255 characters")]
    TooLong,
    /// The tag is not one.
    #[error("invalid tag format")]
    Tag,
    /// The digest is not written as one.
    #[error("invalid digest format")]
    DigestFormat,
    /// The digest in the text is wrong.
    #[error(transparent)]
    Digest(#[from] DigestError),
}

impl Reference {
    /// Reads a reference as users write it, and completes its name: `alpine` is
    /// `docker.io/library/alpine` (`ParseNormalizedNamed`).
    pub fn parse_normalized(text: &str) -> Result<Self, ReferenceError> {
        let hexadecimal = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        if text.len() == 64 && text.bytes().all(hexadecimal) {
            return Err(ReferenceError::Identifier(text.to_owned()));
        }
        let (domain, official, rest) = split_domain(text);
        let name = rest.split(':').next().unwrap_or_default();
        if has_upper(name) {
            return Err(ReferenceError::UpperCaseName(format!("{official}{name}")));
        }
        Self::parse(&format!("{domain}/{official}{rest}"))
    }

    /// Reads a reference as it is (`Parse`). What may be a domain is one.
    pub fn parse(text: &str) -> Result<Self, ReferenceError> {
        let Some(reference) = Self::split(text) else {
            return Err(match text {
                "" => ReferenceError::Empty,
                _ if Self::split(&to_lower(text)).is_some() => ReferenceError::UpperCase,
                _ => ReferenceError::Format,
            });
        };
        if reference.path.len() > 255 {
            return Err(ReferenceError::TooLong);
        }
        if let Some(digest) = &reference.digest {
            digest.parse::<Digest>()?;
        }
        Ok(reference)
    }

    /// Takes a text apart, if it has the form of a reference.
    fn split(text: &str) -> Option<Self> {
        let (rest, digest) = match text.split_once('@') {
            Some((rest, digest)) if is_digest(digest) => (rest, Some(digest.to_owned())),
            Some(_) => return None,
            None => (text, None),
        };
        let last = rest.rfind('/').map_or(0, |slash| slash + 1);
        let (name, tag) = match rest[last..].split_once(':') {
            Some((part, tag)) if is_tag(tag) => (&rest[..last + part.len()], Some(tag.to_owned())),
            Some(_) => return None,
            None => (rest, None),
        };
        let (domain, path) = match name.split_once('/') {
            Some((domain, path)) if is_domain(domain) && is_path(path) => (domain, path),
            _ if is_path(name) => ("", name),
            _ => return None,
        };
        Some(Self { domain: domain.to_owned(), path: path.to_owned(), tag, digest })
    }

    /// The registry; empty only if the reference was read as it is.
    pub fn domain(&self) -> &str {
        &self.domain
    }

    /// The name without the registry.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The name with the registry.
    pub fn name(&self) -> String {
        match self.domain.as_str() {
            "" => self.path.clone(),
            domain => format!("{domain}/{}", self.path),
        }
    }

    /// The tag.
    pub fn tag(&self) -> Option<&str> {
        self.tag.as_deref()
    }

    /// The digest.
    pub fn digest(&self) -> Option<&str> {
        self.digest.as_deref()
    }

    /// Adds the tag `latest` if there is neither a tag nor a digest (`TagNameOnly`).
    #[must_use]
    pub fn tag_name_only(mut self) -> Self {
        if self.tag.is_none() && self.digest.is_none() {
            self.tag = Some("latest".to_owned());
        }
        self
    }

    /// Replaces the tag; a digest stays.
    pub fn with_tag(mut self, tag: &str) -> Result<Self, ReferenceError> {
        self.tag = Some(Some(tag).filter(|tag| is_tag(tag)).ok_or(ReferenceError::Tag)?.to_owned());
        Ok(self)
    }

    /// Replaces the digest; a tag stays. Only the form of the digest is checked, not its
    /// algorithm.
    pub fn with_digest(mut self, digest: &str) -> Result<Self, ReferenceError> {
        let digest = Some(digest).filter(|digest| is_digest(digest));
        self.digest = Some(digest.ok_or(ReferenceError::DigestFormat)?.to_owned());
        Ok(self)
    }

    /// The reference without what users need not write (`FamiliarString`).
    pub fn familiar(&self) -> String {
        let mut familiar = self.clone();
        if familiar.domain == DEFAULT_DOMAIN {
            familiar.domain.clear();
            let official = self.path.strip_prefix(OFFICIAL).filter(|name| !name.contains('/'));
            if let Some(name) = official {
                name.clone_into(&mut familiar.path);
            }
        }
        familiar.to_string()
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name())?;
        if let Some(tag) = &self.tag {
            write!(f, ":{tag}")?;
        }
        if let Some(digest) = &self.digest {
            write!(f, "@{digest}")?;
        }
        Ok(())
    }
}

/// Splits a text as users write it into a domain, a part of the name that they leave out, and the
/// rest.
fn split_domain(text: &str) -> (&str, &'static str, &str) {
    let Some((first, rest)) = text.split_once('/') else {
        return (DEFAULT_DOMAIN, OFFICIAL, text);
    };
    let is_domain = first == "localhost" || first.contains(['.', ':']) || has_upper(first);
    let (domain, rest) = match first {
        "index.docker.io" => (DEFAULT_DOMAIN, rest),
        _ if is_domain => (first, rest),
        _ => (DEFAULT_DOMAIN, text),
    };
    let official = domain == DEFAULT_DOMAIN && !rest.contains('/');
    (domain, if official { OFFICIAL } else { "" }, rest)
}

/// Whether a text has letters that are not small.
fn has_upper(text: &str) -> bool {
    text.chars().any(|c| lower(c) != c)
}

/// `[\w][\w.-]{0,127}`
fn is_tag(text: &str) -> bool {
    let word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let mut bytes = text.bytes();
    bytes.next().is_some_and(word)
        && bytes.all(|byte| word(byte) || byte == b'.' || byte == b'-')
        && text.len() <= 128
}

/// `[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*[:][[:xdigit:]]{32,}`
fn is_digest(text: &str) -> bool {
    let word = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_alphabetic())
            && word.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    text.split_once(':').is_some_and(|(algorithm, digits)| {
        algorithm.split(['-', '_', '+', '.']).all(word)
            && digits.len() >= 32
            && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
    })
}

/// A host name or an IPv6 address in brackets, and possibly a port.
fn is_domain(text: &str) -> bool {
    let (is_host, port) = if let Some(rest) = text.strip_prefix('[') {
        let Some((address, port)) = rest.split_once(']') else { return false };
        let digit = |byte: u8| byte.is_ascii_hexdigit() || byte == b':';
        (!address.is_empty() && address.bytes().all(digit), port)
    } else {
        let (host, port) = text.split_at(text.find(':').unwrap_or(text.len()));
        (host.split('.').all(is_domain_component), port)
    };
    is_host && (port.is_empty() || port.strip_prefix(':').is_some_and(is_port))
}

fn is_domain_component(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
}

fn is_port(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Components with slashes between them.
fn is_path(text: &str) -> bool {
    text.split('/').all(is_path_component)
}

/// `[a-z0-9]+(?:(?:[._]|__|[-]+)[a-z0-9]+)*`
fn is_path_component(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let separator =
        |text: &str| matches!(text, "" | "." | "_" | "__") || text.bytes().all(|byte| byte == b'-');
    text.starts_with(plain) && text.ends_with(plain) && text.split(plain).all(separator)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHA: &str = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    #[test]
    fn names_are_completed() {
        let rows = [
            ("alpine", "docker.io/library/alpine", "alpine"),
            ("alpine:3.19", "docker.io/library/alpine:3.19", "alpine:3.19"),
            ("alpine@SHA", "docker.io/library/alpine@SHA", "alpine@SHA"),
            ("alpine:3@SHA", "docker.io/library/alpine:3@SHA", "alpine:3@SHA"),
            ("library/alpine", "docker.io/library/alpine", "alpine"),
            ("docker.io/alpine", "docker.io/library/alpine", "alpine"),
            ("index.docker.io/alpine", "docker.io/library/alpine", "alpine"),
            ("index.docker.io/a/b", "docker.io/a/b", "a/b"),
            ("docker.io/a/b:c", "docker.io/a/b:c", "a/b:c"),
            ("docker.io/library/a/b", "docker.io/library/a/b", "library/a/b"),
            ("a/b", "docker.io/a/b", "a/b"),
            ("a/b/c", "docker.io/a/b/c", "a/b/c"),
            ("localhost/a", "localhost/a", "localhost/a"),
            ("localhost", "docker.io/library/localhost", "localhost"),
            ("localhost:5000/a:b", "localhost:5000/a:b", "localhost:5000/a:b"),
            ("localhost:5000", "docker.io/library/localhost:5000", "localhost:5000"),
            ("example.com/a", "example.com/a", "example.com/a"),
            ("example.com", "docker.io/library/example.com", "example.com"),
            ("a.b:5000/c/d:e", "a.b:5000/c/d:e", "a.b:5000/c/d:e"),
            ("127.0.0.1:80/x", "127.0.0.1:80/x", "127.0.0.1:80/x"),
            ("[::1]:5000/a:b", "[::1]:5000/a:b", "[::1]:5000/a:b"),
            ("[fe80::1]/a", "[fe80::1]/a", "[fe80::1]/a"),
            ("[::1]/a", "[::1]/a", "[::1]/a"),
            ("Foo/bar", "Foo/bar", "Foo/bar"),
            ("FOO/bar/baz", "FOO/bar/baz", "FOO/bar/baz"),
            ("foo_bar.x/y", "foo_bar.x/y", "foo_bar.x/y"),
            ("foo__bar", "docker.io/library/foo__bar", "foo__bar"),
            ("foo--bar", "docker.io/library/foo--bar", "foo--bar"),
            ("a:_x", "docker.io/library/a:_x", "a:_x"),
            ("a:B", "docker.io/library/a:B", "a:B"),
            ("a.b", "docker.io/library/a.b", "a.b"),
            ("a.b/c.d", "a.b/c.d", "a.b/c.d"),
            ("a_b.c/d", "a_b.c/d", "a_b.c/d"),
            ("a:80/c", "a:80/c", "a:80/c"),
            ("scratch", "docker.io/library/scratch", "scratch"),
            ("x/y/z@SHA", "docker.io/x/y/z@SHA", "x/y/z@SHA"),
            ("docker.io", "docker.io/library/docker.io", "docker.io"),
            ("a.b/c__d", "a.b/c__d", "a.b/c__d"),
            ("library/a:b@SHA", "docker.io/library/a:b@SHA", "a:b@SHA"),
        ];
        for (text, full, familiar) in rows {
            let reference = Reference::parse_normalized(&text.replace("SHA", SHA)).unwrap();
            let expected = (full.replace("SHA", SHA), familiar.replace("SHA", SHA));
            assert_eq!((reference.to_string(), reference.familiar()), expected, "{text}");
        }
    }

    #[test]
    fn errors_are_those_of_upstream() {
        let rows = [
            ("[]/a", "invalid reference format"),
            ("[::1/a", "invalid reference format"),
            ("[::1]x/a", "invalid reference format"),
            ("Foo_x/bar", "repository name must be lowercase"),
            ("foo___bar", "invalid reference format"),
            ("foo.-bar", "invalid reference format"),
            ("-foo", "invalid reference format"),
            ("foo-", "invalid reference format"),
            ("/foo", "invalid reference format"),
            ("", "invalid reference format"),
            ("a:", "invalid reference format"),
            ("a:-x", "invalid reference format"),
            ("a:x:y", "invalid reference format"),
            ("A", "invalid reference format: repository name (library/A) must be lowercase"),
            ("a/B", "invalid reference format: repository name (a/B) must be lowercase"),
            (
                "docker.io/A",
                "invalid reference format: repository name (library/A) must be lowercase",
            ),
            ("a b", "invalid reference format"),
            ("é", "invalid reference format"),
            ("É", "invalid reference format: repository name (library/É) must be lowercase"),
            ("foo:日本", "invalid reference format"),
            ("a@sha256:abc", "invalid reference format"),
            ("a@md5:00000000000000000000000000000000", "unsupported digest algorithm"),
            ("a@SHA0", "invalid checksum digest length"),
            (
                "a@sha256:ABCDEF01ABCDEF01ABCDEF01ABCDEF01ABCDEF01ABCDEF01ABCDEF01ABCDEF01",
                "invalid checksum digest format",
            ),
            ("a@sha-256+b64:00000000000000000000000000000000", "invalid reference format"),
            ("a@SHA@SHA", "invalid reference format"),
            (
                "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                "invalid repository name (0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef), cannot specify 64-byte hexadecimal strings",
            ),
            ("a:b/c", "invalid reference format"),
            ("a-.b/c", "invalid reference format"),
            ("a..b/c", "invalid reference format"),
            (".a/b", "invalid reference format"),
            ("a:80x/c", "invalid reference format"),
            ("docker.io//a", "invalid reference format"),
            ("a//b", "invalid reference format"),
            ("a.b/c_", "invalid reference format"),
        ];
        for (text, error) in rows {
            let text = text.replace("SHA", SHA);
            let result = Reference::parse_normalized(&text).map_err(|error| error.to_string());
            assert_eq!(result, Err(error.to_owned()), "{text}");
        }
        let long = format!("a/{}", "b".repeat(254));
        assert_eq!(Reference::parse_normalized(&long), Err(ReferenceError::TooLong));
        assert!(Reference::parse_normalized(&long[1..]).is_err());
        let tag = "t".repeat(128);
        assert!(Reference::parse_normalized(&format!("a:{tag}")).is_ok());
        assert!(Reference::parse_normalized(&format!("a:{tag}t")).is_err());
    }

    #[test]
    fn plain_references_keep_their_names() {
        let rows = [
            ("foo", "", "foo"),
            ("foo/bar", "foo", "bar"),
            ("foo:5000", "", "foo"),
            ("foo:5000/bar", "foo:5000", "bar"),
            ("foo/bar:baz", "foo", "bar"),
            ("foo_x/bar", "", "foo_x/bar"),
            ("a.b/c", "a.b", "c"),
            ("[::1]/x:y", "[::1]", "x"),
            (
                "foo@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                "",
                "foo",
            ),
            (
                "a/b/c:d@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                "a",
                "b/c",
            ),
            ("Foo/bar", "Foo", "bar"),
        ];
        for (text, domain, path) in rows {
            let reference = Reference::parse(text).unwrap();
            assert_eq!((reference.domain(), reference.path()), (domain, path), "{text}");
            assert_eq!(reference.to_string(), text);
        }
        assert_eq!(Reference::parse(""), Err(ReferenceError::Empty));
        assert_eq!(Reference::parse("Foo"), Err(ReferenceError::UpperCase));
    }

    #[test]
    fn tags_and_digests_are_replaced() {
        let alpine = Reference::parse_normalized("alpine").unwrap();
        let tagged = alpine.clone().tag_name_only();
        assert_eq!(tagged.to_string(), "docker.io/library/alpine:latest");
        let pinned = tagged.with_digest(SHA).unwrap();
        assert_eq!(pinned.to_string(), format!("docker.io/library/alpine:latest@{SHA}"));
        let retagged = pinned.with_tag("3").unwrap();
        assert_eq!(retagged.to_string(), format!("docker.io/library/alpine:3@{SHA}"));
        let digested = alpine.clone().with_digest(SHA).unwrap().tag_name_only();
        assert_eq!((digested.tag(), digested.digest()), (None, Some(SHA)));
        assert_eq!(alpine.clone().with_tag("-"), Err(ReferenceError::Tag));
        assert_eq!(alpine.clone().with_digest("sha256:a"), Err(ReferenceError::DigestFormat));
        let unknown = format!("md5:{}", "0A".repeat(16));
        assert_eq!(alpine.with_digest(&unknown).unwrap().digest(), Some(unknown.as_str()));
    }
}
