//! `LABEL`.

use super::InstructionErrorKind;
use super::request::Request;
use crate::dockerfile::syntax::Pair;

/// `LABEL <key>=<value>...`
///
/// Sets labels of the image.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Label {
    /// At least one; keys are not empty.
    pub pairs: Vec<Pair>,
}

impl Label {
    pub(super) fn parse(request: Request) -> Result<Self, InstructionErrorKind> {
        request.into_pairs("LABEL").map(|pairs| Self { pairs })
    }
}
