//! What a context is, as far as its URL tells.

use super::source;
use crate::gateway::Failure;
use crate::git::GitRef;
use crate::llb::Source;
use crate::options::Options;

/// What a context is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// A folder of the client, or an input.
    Given,
    /// A repository, and what it is called.
    Git(Source, String),
    /// A file at a URL, and what it is called.
    Http(Source, String),
}

/// What a file at a URL is called here.
pub(super) const DOWNLOAD: &str = "context";

impl Place {
    /// What the context of a build is. A URL of a repository that says too much is an error.
    pub(super) fn of(options: &Options) -> Result<Self, Failure> {
        let url = &options.context.url;
        match GitRef::parse(url) {
            Some(Err(why)) => Err(Failure::new(why.to_string())),
            Some(Ok(git)) => {
                let name = format!("[internal] load git source {url}");
                Ok(Self::Git(source::git(&git, options), name))
            }
            None if url.starts_with("http://") || url.starts_with("https://") => {
                let source = Source::http(url).filename(DOWNLOAD);
                Ok(Self::Http(source, "[internal] load remote build context".to_owned()))
            }
            None => Ok(Self::Given),
        }
    }
}
