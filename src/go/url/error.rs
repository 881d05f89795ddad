//! Why a text is no URL, in Go's words.

use crate::go::netip::AddrError;
use crate::go::quote::quote;
use thiserror::Error;

/// Why a text is no URL.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("parse {}: {kind}", quote(text))]
pub struct UrlError {
    /// What was read.
    pub text: String,
    /// What is wrong.
    pub kind: UrlErrorKind,
}

/// What is wrong with a URL.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum UrlErrorKind {
    /// A line break or the like.
    #[error("net/url: invalid control character in URL")]
    Control,
    /// A colon at the start.
    #[error("missing protocol scheme")]
    Scheme,
    /// A colon that is not behind a scheme.
    #[error("first path segment in URL cannot contain colon")]
    Colon,
    /// A character that no user has.
    #[error("net/url: invalid userinfo")]
    User,
    /// Brackets that hold no IPv6 address, or are at a wrong place.
    #[error("invalid IP-literal")]
    Literal,
    /// A `[` without an end.
    #[error("missing ']' in host")]
    Bracket,
    /// Something else behind a host.
    #[error("invalid port {} after host", quote(.0))]
    Port(String),
    /// Something in brackets that is no address.
    #[error("invalid host: {0}")]
    Addr(AddrError),
    /// A `%` that is not followed by two digits, or means what it may not; quoted.
    #[error("invalid URL escape {0}")]
    Escape(String),
    /// A character that no host has; quoted.
    #[error("invalid character {0} in host name")]
    HostCharacter(String),
}
