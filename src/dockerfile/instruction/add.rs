//! `ADD`.

use super::Sources;

/// `ADD [--chown=] [--chmod=] [--checksum=] [--link] [--keep-git-dir] [--unpack] [--exclude=]... <src>... <dst>`
///
/// Adds files from the build context, archives, URLs and repositories.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Add {
    /// What is added, and where to.
    pub sources: Sources,
    /// The owner, or an empty text.
    pub chown: String,
    /// The mode, or an empty text.
    pub chmod: String,
    /// The digest of what a URL yields, or an empty text.
    pub checksum: String,
    /// Whether the files become a layer of their own.
    pub link: bool,
    /// Whether the `.git` of a repository is kept, if it is said.
    pub keep_git_dir: Option<bool>,
    /// Whether archives are unpacked, if it is said.
    pub unpack: Option<bool>,
    /// Patterns of files left out.
    pub exclude: Vec<String>,
}
