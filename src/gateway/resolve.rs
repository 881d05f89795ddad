//! Asking about sources without fetching them.

use std::collections::BTreeMap;

use crate::image::Platform;
use crate::llb::ResolveMode;
use crate::llb::Source;
use crate::order::Collect as _;

/// Which image is asked about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImageQuery {
    /// The full reference, with a tag or a digest.
    pub reference: String,
    /// The platform; `None` is the daemon's own.
    pub platform: Option<Platform>,
    /// How the question is shown to the user; empty for the daemon's own words.
    pub log_name: String,
    /// The OCI layout that has the image; `None` for a registry.
    pub store: Option<OciStore>,
    /// When the registry is asked. Only said to old daemons: upstream loses it on the way to a
    /// daemon that has `source.metaresolver`, and so do we.
    pub resolve_mode: ResolveMode,
}

/// An OCI layout that the client serves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OciStore {
    /// The session of the client.
    pub session: String,
    /// What the client calls it.
    pub id: String,
}

/// What is known about an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResolvedImage {
    /// The image.
    Image {
        /// The reference, which a source policy may have changed.
        reference: String,
        /// The digest of the manifest or index; empty if the daemon does not know.
        digest: String,
        /// The configuration, in JSON.
        config: Vec<u8>,
    },
    /// A source policy put something else in place of the image.
    Converted {
        /// What was asked for.
        reference: String,
        /// The identifier of what it is now, with its scheme.
        identifier: String,
    },
}

/// Which source is asked about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceQuery {
    /// The identifier with its scheme.
    pub identifier: String,
    /// The attributes of the source operation.
    pub attrs: BTreeMap<String, String>,
    /// The platform of an image.
    pub platform: Option<Platform>,
    /// How the question is shown to the user; empty for the daemon's own words.
    pub log_name: String,
    /// Ask as upstream asks about an image when it does not ask for its configuration alone: with
    /// the resolve mode in the client's words.
    pub image_resolve_mode: Option<String>,
    /// Ask for the commit itself.
    pub git_object: bool,
}

/// What is known about a source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceMeta {
    /// The identifier, which a source policy may have changed.
    pub identifier: String,
    /// The attributes, which a source policy may have changed.
    pub attrs: BTreeMap<String, String>,
    /// If it is an image.
    pub image: Option<ImageMeta>,
    /// If it is a git repository.
    pub git: Option<GitMeta>,
    /// If it is a file at a URL.
    pub http: Option<HttpMeta>,
}

/// What is known about an image.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImageMeta {
    /// The digest of the manifest or index; empty if the daemon does not know.
    pub digest: String,
    /// The configuration, in JSON.
    pub config: Vec<u8>,
}

/// What is known about a git repository.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GitMeta {
    /// The object that the reference points at.
    pub checksum: String,
    /// The full name of the reference.
    pub reference: String,
    /// The commit, if the reference points at a tag.
    pub commit_checksum: String,
    /// The commit object, if asked for.
    pub commit_object: Vec<u8>,
    /// The tag object, if asked for.
    pub tag_object: Vec<u8>,
}

/// What is known about a file at a URL.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HttpMeta {
    /// The digest of the file.
    pub digest: String,
    /// Its name.
    pub filename: String,
    /// Its time, in seconds since the epoch.
    pub last_modified: Option<i64>,
}

impl SourceQuery {
    /// Asks about the source of an operation.
    pub fn of(source: &Source, log_name: impl Into<String>) -> Self {
        let own = |(key, value): (&str, &str)| (key.to_owned(), value.to_owned());
        Self {
            identifier: source.identifier().to_owned(),
            attrs: source.attrs().map(own).into_map(),
            log_name: log_name.into(),
            ..Self::default()
        }
    }
}
