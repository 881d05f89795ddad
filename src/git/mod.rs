//! Git references: URLs that name a repository and what of it is meant.
//!
//! Upstream: `frontend/dockerfile/dfgitutil/git_ref.go`, `util/gitutil/git_url.go`.

mod commit;
mod remote;
#[cfg(test)]
mod tests;

use thiserror::Error;

use self::remote::Query;
use crate::go::number;
use crate::go::quote::quote;

pub use commit::CommitError;
pub use commit::committed_at;
pub use remote::Remote;

/// A repository, and what of it is meant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GitRef {
    /// The URL to fetch from, without query and fragment.
    pub remote: String,
    /// The last part of the URL, without `.git`.
    pub short_name: String,
    /// A branch, tag or commit; empty for the default branch.
    pub reference: String,
    /// The commit that the reference must point at; empty for any.
    pub checksum: String,
    /// A folder of the repository; empty for all of it.
    pub subdir: String,
    /// Could it be the path of a file, like `github.com/moby/buildkit`? Only build contexts may be
    /// written so.
    pub looks_local: bool,
    /// Is the connection not encrypted?
    pub is_unencrypted: bool,
    /// Is the `.git` folder wanted?
    pub keep_git_dir: Option<bool>,
    /// Are submodules wanted?
    pub submodules: Option<bool>,
    /// Which time files get.
    pub mtime: Option<Mtime>,
    /// Is the commit itself asked for, without a look at the reference?
    pub fetch_by_commit: bool,
}

/// Which time files get.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mtime {
    /// That of the checkout.
    Checkout,
    /// That of the commit.
    Commit,
}

/// What is wrong with the query of a git reference.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum GitRefError {
    /// A key stands alone.
    #[error("query {} has no value", quote(.0))]
    NoValue(String),
    /// A key is there twice.
    #[error("query {} has multiple values", quote(.0))]
    MultipleValues(String),
    /// A key has no meaning.
    #[error("unexpected query {}", quote(.0))]
    Unexpected(String),
    /// A word is neither true nor false.
    #[error("invalid {key} value: {}", quote(.value))]
    NotBoolean {
        /// The key.
        key: &'static str,
        /// The word.
        value: String,
    },
    /// There is no such time.
    #[error("invalid mtime value: {} (must be \"checkout\" or \"commit\")", quote(.0))]
    Mtime(String),
    /// Two references are named.
    #[error("ref conflicts: {} vs {}", quote(.0), quote(.1))]
    Reference(String, String),
    /// Two folders are named.
    #[error("subdir conflicts: {} vs {}", quote(.0), quote(.1))]
    Subdir(String, String),
    /// A branch and a tag are named.
    #[error("branch conflicts with tag")]
    BranchAndTag,
}

impl Mtime {
    /// The word of the protocol.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Checkout => "checkout",
            Self::Commit => "commit",
        }
    }
}

impl GitRef {
    /// Reads a git reference; `None` if it is something else, such as a path. Much is found at a
    /// URL; what ends in `.git` is a repository.
    pub fn parse(text: &str) -> Option<Result<Self, GitRefError>> {
        Self::read(text, true)
    }

    /// Reads what is known to be a repository; `None` if it has no scheme.
    pub fn parse_repository(text: &str) -> Option<Result<Self, GitRefError>> {
        Self::read(text, false)
    }

    fn read(text: &str, needs_suffix: bool) -> Option<Result<Self, GitRefError>> {
        if text.starts_with("./") || text.starts_with("../") {
            return None;
        }
        let looks_local = text.starts_with("github.com/");
        let remote = if looks_local { Remote::parse_github(text)? } else { Remote::parse(text)? };
        let is_http = matches!(remote.scheme.as_str(), "http" | "https");
        if needs_suffix && is_http && !looks_local && remote.path.strip_suffix(".git").is_none() {
            return None;
        }
        let url = &remote.url;
        let url =
            if looks_local { url.split_once("://").map_or("", |(_, rest)| rest) } else { url };
        let name = url.rsplit('/').next().unwrap_or_default();
        let git_ref = Self {
            remote: url.to_owned(),
            short_name: name.strip_suffix(".git").unwrap_or(name).to_owned(),
            looks_local,
            is_unencrypted: !looks_local && matches!(remote.scheme.as_str(), "http" | "git"),
            reference: remote.reference,
            subdir: remote.subdir,
            ..Self::default()
        };
        Some(git_ref.with_query(&remote.query))
    }

    fn with_query(mut self, query: &Query) -> Result<Self, GitRefError> {
        let (mut tag, mut branch) = ("", "");
        for (key, values) in query {
            let value = match &values[..] {
                [value] => value.as_str(),
                _ => return Err(GitRefError::MultipleValues(key.clone())),
            };
            match key.as_str() {
                "keep-git-dir" => self.keep_git_dir = Some(switch("keep-git-dir", value)?),
                "submodules" => self.submodules = Some(switch("submodules", value)?),
                "fetch-by-commit" => self.fetch_by_commit = switch("fetch-by-commit", value)?,
                _ if value.is_empty() => return Err(GitRefError::NoValue(key.clone())),
                "ref" => agree(&mut self.reference, value, GitRefError::Reference)?,
                "subdir" => agree(&mut self.subdir, value, GitRefError::Subdir)?,
                "tag" => tag = value,
                "branch" => branch = value,
                "checksum" | "commit" => value.clone_into(&mut self.checksum),
                "mtime" => self.mtime = Some(mtime(value)?),
                _ => return Err(GitRefError::Unexpected(key.clone())),
            }
        }
        self.named("refs/tags/", tag)?;
        if !tag.is_empty() && !branch.is_empty() {
            return Err(GitRefError::BranchAndTag);
        }
        self.named("refs/heads/", branch)?;
        Ok(self)
    }

    /// Means a tag or a branch, if there is one.
    fn named(&mut self, prefix: &str, name: &str) -> Result<(), GitRefError> {
        if name.is_empty() {
            return Ok(());
        }
        let full = format!("{prefix}{}", name.strip_prefix(prefix).unwrap_or(name));
        agree(&mut self.reference, &full, GitRefError::Reference)
    }
}

/// Sets what was not set, or was set to the same.
fn agree(
    place: &mut String,
    value: &str,
    conflict: fn(String, String) -> GitRefError,
) -> Result<(), GitRefError> {
    if !place.is_empty() && place != value {
        return Err(conflict(place.clone(), value.to_owned()));
    }
    value.clone_into(place);
    Ok(())
}

/// A boolean; a key alone is true.
fn switch(key: &'static str, value: &str) -> Result<bool, GitRefError> {
    if value.is_empty() {
        return Ok(true);
    }
    let wrong = |_| GitRefError::NotBoolean { key, value: value.to_owned() };
    number::parse_bool(value).map_err(wrong)
}

fn mtime(value: &str) -> Result<Mtime, GitRefError> {
    match value {
        "checkout" => Ok(Mtime::Checkout),
        "commit" => Ok(Mtime::Commit),
        _ => Err(GitRefError::Mtime(value.to_owned())),
    }
}
