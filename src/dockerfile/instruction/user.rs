//! `USER`.

use super::InstructionErrorKind;
use super::request::Request;

/// `USER <name>[:<group>]`
///
/// Sets who runs the processes that follow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct User {
    /// The name or number, perhaps with a group.
    pub name: String,
}

impl User {
    pub(super) fn parse(request: Request) -> Result<Self, InstructionErrorKind> {
        request.into_one("USER").map(|name| Self { name })
    }
}
