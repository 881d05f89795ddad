//! `WORKDIR`.

use super::InstructionErrorKind;
use super::request::Request;

/// `WORKDIR <path>`
///
/// Sets and makes the folder in which the instructions that follow work.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Workdir {
    /// The folder.
    pub path: String,
}

impl Workdir {
    pub(super) fn parse(request: Request) -> Result<Self, InstructionErrorKind> {
        request.into_one("WORKDIR").map(|path| Self { path })
    }
}
