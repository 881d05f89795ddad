//! Images as they were found.

use std::rc::Rc;

/// An image as the daemon found it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResolvedImage {
    /// The full reference it is known by now.
    pub reference: String,
    /// Its digest; empty if it has none.
    pub digest: String,
    /// Its configuration.
    pub config: Rc<[u8]>,
}
