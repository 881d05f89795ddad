//! Capabilities of the solver, by the ids BuildKit gives them.
//!
//! Upstream: `solver/pb/caps.go`.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::order::Collect as _;

/// What the daemon's solver accepts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caps {
    enabled: BTreeMap<String, bool>,
}

impl Caps {
    /// Capabilities by id; those listed but disabled count as absent.
    pub fn new(caps: impl IntoIterator<Item = (String, bool)>) -> Self {
        Self { enabled: caps.into_iter().into_map() }
    }

    /// Whether the solver accepts what `id` stands for.
    pub fn supports(&self, id: &str) -> bool {
        self.enabled.get(id).copied().unwrap_or_default()
    }
}

/// An ordered set of capability ids that an operation needs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Needs(Vec<Cow<'static, str>>);

impl Needs {
    pub(super) fn add(&mut self, id: &'static str) {
        self.insert(Cow::Borrowed(id));
    }

    pub(super) fn insert(&mut self, id: Cow<'static, str>) {
        if let Err(place) = self.0.binary_search(&id) {
            self.0.insert(place, id);
        }
    }

    pub(super) fn add_if(&mut self, condition: bool, id: &'static str) {
        if condition {
            self.add(id);
        }
    }

    pub(super) fn union(&mut self, other: Self) {
        if self.0.is_empty() {
            *self = other;
            return;
        }
        for id in other.0 {
            self.insert(id);
        }
    }

    pub(super) fn ids(&self) -> &[Cow<'static, str>] {
        &self.0
    }
}

pub(super) const SOURCE_IMAGE: &str = "source.image";
pub(super) const SOURCE_IMAGE_RESOLVE_MODE: &str = "source.image.resolvemode";
pub(super) const SOURCE_IMAGE_LAYER_LIMIT: &str = "source.image.layerlimit";
pub(super) const SOURCE_IMAGE_CHECKSUM: &str = "source.image.checksum";
pub(super) const SOURCE_LOCAL: &str = "source.local";
pub(super) const SOURCE_LOCAL_UNIQUE: &str = "source.local.unique";
pub(super) const SOURCE_LOCAL_SESSION_ID: &str = "source.local.sessionid";
pub(super) const SOURCE_LOCAL_INCLUDE_PATTERNS: &str = "source.local.includepatterns";
pub(super) const SOURCE_LOCAL_FOLLOW_PATHS: &str = "source.local.followpaths";
pub(super) const SOURCE_LOCAL_EXCLUDE_PATTERNS: &str = "source.local.excludepatterns";
pub(super) const SOURCE_LOCAL_SHARED_KEY_HINT: &str = "source.local.sharedkeyhint";
pub(super) const SOURCE_LOCAL_DIFFER: &str = "source.local.differ";
pub(super) const SOURCE_GIT: &str = "source.git";
pub(super) const SOURCE_GIT_KEEP_DIR: &str = "source.git.keepgitdir";
pub(super) const SOURCE_GIT_FULL_URL: &str = "source.git.fullurl";
pub(super) const SOURCE_GIT_KNOWN_SSH_HOSTS: &str = "source.git.knownsshhosts";
pub(super) const SOURCE_GIT_MOUNT_SSH_SOCK: &str = "source.git.mountsshsock";
pub(super) const SOURCE_GIT_CHECKSUM: &str = "source.git.checksum";
pub(super) const SOURCE_GIT_SKIP_SUBMODULES: &str = "source.git.skipsubmodules";
pub(super) const SOURCE_GIT_MTIME: &str = "source.git.mtime";
pub(super) const SOURCE_GIT_FETCH_BY_COMMIT: &str = "source.git.fetchbycommit";
pub(super) const SOURCE_HTTP: &str = "source.http";
pub(super) const SOURCE_HTTP_CHECKSUM: &str = "source.http.checksum";
pub(super) const SOURCE_HTTP_PERM: &str = "source.http.perm";
pub(super) const SOURCE_HTTP_UID_GID: &str = "soruce.http.uidgid";
pub(super) const SOURCE_HTTP_AUTH: &str = "source.http.auth";
pub(super) const SOURCE_HTTP_HEADER: &str = "source.http.header";
pub(super) const SOURCE_OCI_LAYOUT: &str = "source.ocilayout";
pub(super) const EXEC_META_BASE: &str = "exec.meta.base";
pub(super) const EXEC_META_NETWORK: &str = "exec.meta.network";
pub(super) const EXEC_META_PROXY: &str = "exec.meta.proxyenv";
pub(super) const EXEC_META_SECURITY: &str = "exec.meta.security";
pub(super) const EXEC_META_ULIMIT: &str = "exec.meta.ulimit";
pub(super) const EXEC_META_CDI: &str = "exec.meta.cdi";
pub(super) const EXEC_META_LINUX_RESOURCES: &str = "exec.meta.linux.resources";
pub(super) const EXEC_META_SETS_DEFAULT_PATH: &str = "exec.meta.setsdefaultpath";
pub(super) const EXEC_VALID_EXIT_CODE: &str = "exec.validexitcode";
pub(super) const EXEC_MOUNT_BIND: &str = "exec.mount.bind";
pub(super) const EXEC_MOUNT_CACHE: &str = "exec.mount.cache";
pub(super) const EXEC_MOUNT_CACHE_SHARING: &str = "exec.mount.cache.sharing";
pub(super) const EXEC_MOUNT_CONTENT_CACHE: &str = "exec.mount.cache.content";
pub(super) const EXEC_MOUNT_SELECTOR: &str = "exec.mount.selector";
pub(super) const EXEC_MOUNT_TMPFS: &str = "exec.mount.tmpfs";
pub(super) const EXEC_MOUNT_TMPFS_SIZE: &str = "exec.mount.tmpfs.size";
pub(super) const EXEC_MOUNT_SECRET: &str = "exec.mount.secret";
pub(super) const EXEC_MOUNT_SSH: &str = "exec.mount.ssh";
pub(super) const EXEC_SECRET_ENV: &str = "exec.secretenv";
pub(super) const FILE_BASE: &str = "file.base";
pub(super) const MERGE_OP: &str = "mergeop";
pub(super) const DIFF_OP: &str = "diffop";
pub(super) const CONSTRAINTS: &str = "constraints";
pub(super) const PLATFORM: &str = "platform";
pub(super) const META_IGNORE_CACHE: &str = "meta.ignorecache";
pub(super) const META_DESCRIPTION: &str = "meta.description";
pub(super) const META_EXPORT_CACHE: &str = "meta.exportcache";
