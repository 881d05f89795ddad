//! `ENV`.

use crate::dockerfile::syntax::Pair;

/// `ENV <key>=<value>...`
///
/// Sets variables for the instructions that follow, and for containers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Env {
    /// At least one; keys are not empty.
    pub pairs: Vec<Pair>,
}
