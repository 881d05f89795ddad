//! `STOPSIGNAL`.

use super::InstructionErrorKind;
use super::request::Request;

/// `STOPSIGNAL <signal>`
///
/// Sets the signal that stops a container.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stopsignal {
    /// Its name or number.
    pub signal: String,
}

impl Stopsignal {
    /// Flags are not looked at.
    pub(super) fn parse(mut request: Request) -> Result<Self, InstructionErrorKind> {
        request.flags.clear();
        request.into_one("STOPSIGNAL").map(|signal| Self { signal })
    }
}
