//! What a process sees beside its root file system.

use super::Inputs;
use crate::llb::caps;
use crate::llb::caps::Needs;
use crate::llb::graph::Output;
use crate::llb::wire::Writer;

/// A mount of an [`Exec`](super::Exec).
///
/// Upstream: `client/llb/exec.go`, `AddMount`.
#[must_use]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mount {
    pub(super) dest: String,
    pub(super) source: Option<Output>,
    pub(super) selector: String,
    pub(super) readonly: bool,
    pub(super) no_output: bool,
    pub(super) content_cache: ContentCache,
    pub(super) kind: MountKind,
}

/// What is mounted.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MountKind {
    /// A file system of the graph.
    Bind,
    /// A folder that lives on between builds.
    Cache {
        /// Builds that name the same id share the folder.
        id: String,
        /// Who may use it at the same time.
        sharing: CacheSharing,
    },
    /// Memory.
    Tmpfs {
        /// Bytes; 0 is no limit.
        size: i64,
    },
    /// A file with a secret of the client.
    Secret(Credential),
    /// A socket of the client's SSH agent.
    Ssh(Credential),
}

/// What a secret or an SSH socket is, and whose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Credential {
    /// What the client calls it.
    pub id: String,
    /// Owner of the file.
    pub uid: u32,
    /// Group of the file.
    pub gid: u32,
    /// Permission bits of the file.
    pub mode: u32,
    /// Whether the build goes on without it.
    pub optional: bool,
}

/// Who may use a cache at the same time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CacheSharing {
    /// Everybody.
    #[default]
    Shared,
    /// One; others get a new folder.
    Private,
    /// One; others wait.
    Locked,
}

/// Whether the content of a mount counts for the cache key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ContentCache {
    /// As the solver decides.
    #[default]
    Default,
    /// It counts.
    On,
    /// It does not.
    Off,
}

impl Mount {
    fn new(dest: &str, kind: MountKind) -> Self {
        Self {
            dest: dest.to_owned(),
            source: None,
            selector: String::new(),
            readonly: false,
            no_output: false,
            content_cache: ContentCache::default(),
            kind,
        }
    }

    /// A file system at `dest`; `None` is an empty one.
    pub fn bind(dest: &str, source: Option<Output>) -> Self {
        Self { source, ..Self::new(dest, MountKind::Bind) }
    }

    /// A cache at `dest` that starts as `source`.
    pub fn cache(dest: &str, source: Option<Output>, id: &str, sharing: CacheSharing) -> Self {
        let kind = MountKind::Cache { id: id.to_owned(), sharing };
        Self { source, ..Self::new(dest, kind) }
    }

    /// Memory at `dest`, `size` bytes or, with 0, without a limit.
    pub fn tmpfs(dest: &str, size: i64) -> Self {
        Self::new(dest, MountKind::Tmpfs { size })
    }

    /// A secret in the file `dest`.
    pub fn secret(dest: &str, secret: Credential) -> Self {
        Self::new(dest, MountKind::Secret(secret))
    }

    /// An SSH agent's socket at `dest`.
    pub fn ssh(dest: &str, agent: Credential) -> Self {
        Self::new(dest, MountKind::Ssh(agent))
    }

    /// A path within the source; the rest of it is not seen.
    pub fn selector(self, selector: &str) -> Self {
        Self { selector: selector.to_owned(), ..self }
    }

    /// The process may not write.
    pub fn readonly(self) -> Self {
        Self { readonly: true, ..self }
    }

    /// The process may write, but nothing can be made from what it wrote.
    pub fn no_output(self) -> Self {
        Self { no_output: true, ..self }
    }

    /// Whether the content counts for the cache key.
    pub fn content_cache(self, content_cache: ContentCache) -> Self {
        Self { content_cache, ..self }
    }

    /// Where it is mounted.
    pub fn dest(&self) -> &str {
        &self.dest
    }

    /// What is mounted.
    pub fn kind(&self) -> &MountKind {
        &self.kind
    }

    /// Whether what the process writes is an output of the operation.
    pub(super) fn has_output(&self) -> bool {
        !self.no_output && !self.readonly && matches!(self.kind, MountKind::Bind)
    }

    /// Secrets and sockets: mounted last, in the order they were added.
    pub(super) fn is_credential(&self) -> bool {
        matches!(self.kind, MountKind::Secret(_) | MountKind::Ssh(_))
    }

    pub(super) fn add_needs(&self, needs: &mut Needs) {
        needs.add_if(!self.selector.is_empty(), caps::EXEC_MOUNT_SELECTOR);
        needs.add_if(self.content_cache != ContentCache::Default, caps::EXEC_MOUNT_CONTENT_CACHE);
        match &self.kind {
            MountKind::Bind => needs.add_if(self.source.is_some(), caps::EXEC_MOUNT_BIND),
            MountKind::Cache { .. } => {
                needs.add(caps::EXEC_MOUNT_CACHE);
                needs.add(caps::EXEC_MOUNT_CACHE_SHARING);
            }
            MountKind::Tmpfs { size } => {
                needs.add(caps::EXEC_MOUNT_TMPFS);
                needs.add_if(*size > 0, caps::EXEC_MOUNT_TMPFS_SIZE);
            }
            MountKind::Secret(_) => needs.add(caps::EXEC_MOUNT_SECRET),
            MountKind::Ssh(_) => needs.add(caps::EXEC_MOUNT_SSH),
        }
    }

    /// Writes the mount; `output` counts the outputs given out so far.
    pub(super) fn write(&self, inputs: &mut Inputs<'_>, output: &mut i64, writer: &mut Writer) {
        let input = inputs.index_or_scratch(self.source);
        let output = if self.is_credential() {
            0
        } else if self.has_output() {
            *output += 1;
            *output - 1
        } else {
            -1
        };
        writer.message(2, |mount| {
            mount.int(1, input);
            mount.string(2, &self.selector);
            mount.string(3, &self.dest);
            mount.int(4, output);
            mount.boolean(5, self.readonly);
            self.write_kind(mount);
            mount.uint(24, self.content_cache as u64);
        });
    }

    fn write_kind(&self, mount: &mut Writer) {
        match &self.kind {
            MountKind::Bind => {}
            MountKind::Secret(secret) => {
                mount.uint(6, 1);
                mount.message(21, |body| secret.write(body));
            }
            MountKind::Ssh(agent) => {
                mount.uint(6, 2);
                mount.message(22, |body| agent.write(body));
            }
            MountKind::Cache { id, sharing } => {
                mount.uint(6, 3);
                mount.message(20, |cache| {
                    cache.string(1, id);
                    cache.uint(2, *sharing as u64);
                });
            }
            MountKind::Tmpfs { size } => {
                mount.uint(6, 4);
                mount.message(19, |tmpfs| tmpfs.int(1, *size));
            }
        }
    }
}

impl Credential {
    fn write(&self, writer: &mut Writer) {
        writer.string(1, &self.id);
        writer.uint(2, u64::from(self.uid));
        writer.uint(3, u64::from(self.gid));
        writer.uint(4, u64::from(self.mode));
        writer.boolean(5, self.optional);
    }
}
