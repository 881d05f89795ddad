//! `MAINTAINER`.

/// `MAINTAINER <name>`
///
/// Sets the author of the image.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Maintainer {
    /// The author.
    pub name: String,
}
