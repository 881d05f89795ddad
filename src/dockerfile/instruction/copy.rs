//! `COPY`.

use super::Sources;

/// `COPY [--from=] [--chown=] [--chmod=] [--link] [--parents] [--exclude=]... <src>... <dst>`
///
/// Copies files from the build context, or from a stage or image with `--from`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Copy {
    /// What is copied, and where to.
    pub sources: Sources,
    /// The stage or image it is copied from; empty for the build context.
    pub from: String,
    /// The owner, or an empty text.
    pub chown: String,
    /// The mode, or an empty text.
    pub chmod: String,
    /// Whether the files become a layer of their own.
    pub link: bool,
    /// Whether the folders of the sources are kept.
    pub parents: bool,
    /// Patterns of files left out.
    pub exclude: Vec<String>,
}
