//! `ENV`.

use super::InstructionErrorKind;
use super::request::Request;
use crate::dockerfile::syntax::Pair;

/// `ENV <key>=<value>...`
///
/// Sets variables for the instructions that follow, and for containers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Env {
    /// At least one; keys are not empty.
    pub pairs: Vec<Pair>,
}

impl Env {
    pub(super) fn parse(request: Request) -> Result<Self, InstructionErrorKind> {
        request.into_pairs("ENV").map(|pairs| Self { pairs })
    }
}
