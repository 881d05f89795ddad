//! Where files come from: images, the client, git, HTTP, OCI layouts.
//!
//! Upstream: `client/llb/source.go`.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::git::GitRef;
use crate::git::Remote;
use crate::go::json;
use crate::go::path;
use crate::llb::caps;
use crate::llb::caps::Needs;
use crate::llb::wire::Writer;
use crate::order::Collect as _;

/// A file system that is fetched.
///
/// Made by one of [`image`](Self::image), [`local`](Self::local), [`git`](Self::git),
/// [`http`](Self::http) and [`oci_layout`](Self::oci_layout); the setters that belong to the kind
/// add its attributes.
#[must_use]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    identifier: String,
    attrs: BTreeMap<Cow<'static, str>, String>,
    needs: Needs,
}

/// When an image reference is looked up in the registry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum ResolveMode {
    /// As the worker prefers; not written.
    #[default]
    Default,
    /// Always.
    ForcePull,
    /// Only if the image is not known locally.
    PreferLocal,
}

impl ResolveMode {
    /// The word of the protocol: `default`, `pull` or `local`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::ForcePull => "pull",
            Self::PreferLocal => "local",
        }
    }
}

/// How a transfer from the client decides which files changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Differ {
    /// Everything is sent each time.
    None,
    /// By size and time.
    Metadata,
}

impl Source {
    fn new(identifier: String, need: &'static str) -> Self {
        let mut needs = Needs::default();
        needs.add(need);
        Self { identifier, attrs: BTreeMap::new(), needs }
    }

    /// A source as it is written in a definition. What it needs of a solver is not known.
    pub fn written(identifier: String, attrs: BTreeMap<String, String>) -> Self {
        let attrs = attrs.into_iter().map(|(key, value)| (Cow::Owned(key), value)).into_map();
        Self { identifier, attrs, needs: Needs::default() }
    }

    fn attr(mut self, key: &'static str, value: impl Into<String>) -> Self {
        self.attrs.insert(Cow::Borrowed(key), value.into());
        self
    }

    fn attr_needing(self, key: &'static str, value: impl Into<String>, need: &'static str) -> Self {
        let mut source = self.attr(key, value);
        source.needs.add(need);
        source
    }

    /// An image by its full reference, such as `docker.io/library/alpine:latest@sha256:…`.
    pub fn image(reference: &str) -> Self {
        Self::new(format!("docker-image://{reference}"), caps::SOURCE_IMAGE)
    }

    /// A folder of the client.
    pub fn local(name: &str) -> Self {
        Self::new(format!("local://{name}"), caps::SOURCE_LOCAL)
    }

    /// A git repository. Whether `.git` is kept, which commit it must be and which time files get
    /// is left to the setters.
    ///
    /// The identifier is the same for all ways to reach the repository, so they share a cache.
    pub fn git(git: &GitRef) -> Self {
        let remote = Remote::parse_any(&git.remote).unwrap_or_default();
        let mut identifier = format!("git://{}{}", remote.host, path::join(&["/", &remote.path]));
        if !git.reference.is_empty() || !git.subdir.is_empty() {
            identifier.push('#');
            identifier.push_str(&git.reference);
        }
        if !git.subdir.is_empty() {
            identifier.push(':');
            identifier.push_str(&git.subdir);
        }
        let mut source = Self::new(identifier, caps::SOURCE_GIT)
            .attr_needing("git.fullurl", &remote.url, caps::SOURCE_GIT_FULL_URL)
            .attr("git.authtokensecret", "GIT_AUTH_TOKEN")
            .attr("git.authheadersecret", "GIT_AUTH_HEADER");
        if git.submodules == Some(false) {
            source = source.skip_submodules();
        }
        if git.fetch_by_commit {
            source = source.fetch_by_commit();
        }
        if remote.is_ssh() { source.mount_ssh_sock("default") } else { source }
    }

    /// A file at a URL.
    pub fn http(url: &str) -> Self {
        Self::new(url.to_owned(), caps::SOURCE_HTTP)
    }

    /// An image in an OCI layout that the client serves.
    pub fn oci_layout(reference: &str) -> Self {
        Self::new(format!("oci-layout://{reference}"), caps::SOURCE_OCI_LAYOUT)
    }

    /// The identifier with its scheme.
    pub fn identifier(&self) -> &str {
        &self.identifier
    }

    /// The attributes by key.
    pub fn attrs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.attrs.iter().map(|(key, value)| (key.as_ref(), value.as_str()))
    }

    /// Whether the platform is part of the operation: for images only.
    pub(in crate::llb) fn is_platform_specific(&self) -> bool {
        ["docker-image://", "oci-layout://"]
            .iter()
            .any(|scheme| self.identifier.starts_with(scheme))
    }

    pub(super) fn needs(&self) -> Needs {
        self.needs.clone()
    }

    pub(in crate::llb) fn write(&self, writer: &mut Writer) {
        writer.message(3, |source| {
            source.string(1, &self.identifier);
            for (key, value) in &self.attrs {
                source.entry(2, key, value);
            }
        });
    }
}

/// Attributes of images and OCI layouts.
impl Source {
    /// `image.resolvemode`; not written for the default.
    pub fn resolve_mode(self, mode: ResolveMode) -> Self {
        match mode {
            ResolveMode::Default => self,
            ResolveMode::PreferLocal => self.attr("image.resolvemode", mode.as_str()),
            ResolveMode::ForcePull => self.attr_needing(
                "image.resolvemode",
                mode.as_str(),
                caps::SOURCE_IMAGE_RESOLVE_MODE,
            ),
        }
    }

    /// `image.layerlimit` or `oci.layerlimit`: how many layers are taken, from the bottom.
    pub fn layer_limit(self, layers: u32) -> Self {
        if self.identifier.starts_with("oci-layout://") {
            return self.attr("oci.layerlimit", layers.to_string());
        }
        self.attr_needing("image.layerlimit", layers.to_string(), caps::SOURCE_IMAGE_LAYER_LIMIT)
    }

    /// `image.checksum`: the digest the image must have.
    pub fn image_checksum(self, digest: &str) -> Self {
        self.attr_needing("image.checksum", digest, caps::SOURCE_IMAGE_CHECKSUM)
    }

    /// `oci.session` and `oci.store`: who serves the layout.
    pub fn oci_store(self, session: &str, store: &str) -> Self {
        let source = if session.is_empty() { self } else { self.attr("oci.session", session) };
        if store.is_empty() { source } else { source.attr("oci.store", store) }
    }
}

/// Attributes of the client's folders.
impl Source {
    /// `local.session`: the session that has the folder.
    pub fn session(self, id: &str) -> Self {
        self.attr_needing("local.session", id, caps::SOURCE_LOCAL_SESSION_ID)
    }

    /// `local.unique`: makes a folder without a session distinct.
    pub fn unique(self, id: &str) -> Self {
        self.attr_needing("local.unique", id, caps::SOURCE_LOCAL_UNIQUE)
    }

    /// `local.includepattern`: only what matches is sent.
    pub fn include_patterns<S: AsRef<str>>(self, patterns: &[S]) -> Self {
        self.list("local.includepattern", patterns, caps::SOURCE_LOCAL_INCLUDE_PATTERNS)
    }

    /// `local.followpaths`: only these paths and what they link to are sent.
    pub fn follow_paths<S: AsRef<str>>(self, paths: &[S]) -> Self {
        self.list("local.followpaths", paths, caps::SOURCE_LOCAL_FOLLOW_PATHS)
    }

    /// `local.excludepatterns`: what matches is not sent.
    pub fn exclude_patterns<S: AsRef<str>>(self, patterns: &[S]) -> Self {
        self.list("local.excludepatterns", patterns, caps::SOURCE_LOCAL_EXCLUDE_PATTERNS)
    }

    /// `local.sharedkeyhint`: builds with the same hint reuse what was sent before.
    pub fn shared_key_hint(self, hint: &str) -> Self {
        self.attr_needing("local.sharedkeyhint", hint, caps::SOURCE_LOCAL_SHARED_KEY_HINT)
    }

    /// `local.differ`; `required` makes a daemon that does not know it refuse.
    pub fn differ(self, differ: Differ, required: bool) -> Self {
        let word = match differ {
            Differ::None => "none",
            Differ::Metadata => "metadata",
        };
        let mut source = self.attr("local.differ", word);
        source.needs.add_if(required, caps::SOURCE_LOCAL_DIFFER);
        source
    }

    fn list<S: AsRef<str>>(self, key: &'static str, values: &[S], need: &'static str) -> Self {
        if values.is_empty() {
            return self;
        }
        self.attr_needing(key, json::string_array(values), need)
    }
}

/// Attributes of git repositories.
impl Source {
    /// `git.keepgitdir`: the `.git` folder stays.
    pub fn keep_git_dir(self) -> Self {
        self.attr_needing("git.keepgitdir", "true", caps::SOURCE_GIT_KEEP_DIR)
    }

    /// `git.authtokensecret`: the secret that is the token.
    pub fn auth_token_secret(self, id: &str) -> Self {
        self.attr("git.authtokensecret", id)
    }

    /// `git.authheadersecret`: the secret that is sent as `Authorization`.
    pub fn git_auth_header_secret(self, id: &str) -> Self {
        self.attr("git.authheadersecret", id)
    }

    /// `git.checksum`: the commit that the reference must point at.
    pub fn git_checksum(self, commit: &str) -> Self {
        self.attr_needing("git.checksum", commit, caps::SOURCE_GIT_CHECKSUM)
    }

    /// `git.skipsubmodules`: submodules are not fetched.
    pub fn skip_submodules(self) -> Self {
        self.attr_needing("git.skipsubmodules", "true", caps::SOURCE_GIT_SKIP_SUBMODULES)
    }

    /// `git.mtime`: `checkout` or `commit`, the time that files get.
    pub fn git_mtime(self, mtime: &str) -> Self {
        self.attr_needing("git.mtime", mtime, caps::SOURCE_GIT_MTIME)
    }

    /// `git.fetchbycommit`: the commit itself is asked for.
    pub fn fetch_by_commit(self) -> Self {
        self.attr_needing("git.fetchbycommit", "true", caps::SOURCE_GIT_FETCH_BY_COMMIT)
    }

    /// `git.mountsshsock`: fetches over SSH with the client's agent.
    ///
    /// Upstream also scans for the host's keys here, from a container without a network; only the
    /// capability of that attempt remains, and so it does here.
    pub fn mount_ssh_sock(self, id: &str) -> Self {
        let mut source = self.attr_needing("git.mountsshsock", id, caps::SOURCE_GIT_MOUNT_SSH_SOCK);
        source.needs.add(caps::SOURCE_GIT_KNOWN_SSH_HOSTS);
        source
    }

    /// `git.knownsshhosts`: the keys that the host may have.
    pub fn known_ssh_hosts(self, keys: &str) -> Self {
        self.attr_needing("git.knownsshhosts", keys, caps::SOURCE_GIT_KNOWN_SSH_HOSTS)
    }
}

/// Attributes of files at URLs.
impl Source {
    /// `http.filename`: the name of the file in the result.
    pub fn filename(self, name: &str) -> Self {
        self.attr("http.filename", name)
    }

    /// `http.checksum`: the digest the file must have.
    pub fn checksum(self, digest: &str) -> Self {
        self.attr_needing("http.checksum", digest, caps::SOURCE_HTTP_CHECKSUM)
    }

    /// `http.perm`: the permission bits of the file.
    pub fn perm(self, mode: u32) -> Self {
        self.attr_needing("http.perm", format!("0{mode:o}"), caps::SOURCE_HTTP_PERM)
    }

    /// `http.uid` and `http.gid`: the owner of the file; root is not written.
    pub fn http_owner(self, uid: u32, gid: u32) -> Self {
        let mut source = self;
        for (key, id) in [("http.uid", uid), ("http.gid", gid)] {
            if id != 0 {
                source = source.attr_needing(key, id.to_string(), caps::SOURCE_HTTP_UID_GID);
            }
        }
        source
    }

    /// `http.authheadersecret`: the secret to send as `Authorization`.
    pub fn auth_header_secret(self, id: &str) -> Self {
        self.attr_needing("http.authheadersecret", id, caps::SOURCE_HTTP_AUTH)
    }

    /// `http.header.<name>`: a header of the request.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.needs.add(caps::SOURCE_HTTP_HEADER);
        self.attrs.insert(Cow::Owned(format!("http.header.{name}")), value.to_owned());
        self
    }
}
