//! `MAINTAINER`.

use super::InstructionErrorKind;
use super::request::Request;

/// `MAINTAINER <name>`
///
/// Sets the author of the image.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Maintainer {
    /// The author, stray bytes marked.
    pub name: String,
}

impl Maintainer {
    pub(super) fn parse(request: Request) -> Result<Self, InstructionErrorKind> {
        request.into_one("MAINTAINER").map(|name| Self { name })
    }
}
