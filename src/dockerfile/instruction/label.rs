//! `LABEL`.

use crate::dockerfile::syntax::Pair;

/// `LABEL <key>=<value>...`
///
/// Sets labels of the image.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Label {
    /// At least one; keys are not empty.
    pub pairs: Vec<Pair>,
}
