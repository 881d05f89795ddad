//! What processes see beside the files of their container.

use super::directory::Directory;
use crate::llb::CacheSharing;

/// Something that a process sees at a path.
#[derive(Clone, Debug)]
pub struct Mount {
    /// Where; empty for the usual place of a secret or an agent.
    pub at: String,
    /// What.
    pub kind: MountKind,
}

/// What is mounted.
#[non_exhaustive]
#[derive(Clone, Debug)]
pub enum MountKind {
    /// Files.
    Bind {
        /// Which.
        source: Directory,
        /// Whether the process may change them.
        writable: bool,
    },
    /// A folder that lives on between builds.
    Cache(Box<Cache>),
    /// Memory.
    Tmpfs {
        /// Bytes; 0 is no limit.
        size: i64,
    },
    /// A secret of the client, in a file or a variable.
    Secret(Credential),
    /// The socket of an SSH agent of the client.
    Ssh(Credential),
}

/// A folder that lives on between builds.
#[derive(Clone, Debug)]
pub struct Cache {
    /// Builds that name the same id share it.
    pub id: String,
    /// Who may use it at the same time.
    pub sharing: CacheSharing,
    /// What it begins as.
    pub from: Option<Directory>,
    /// Who owns it.
    pub owner: Option<String>,
    /// Its permission bits.
    pub mode: Option<u32>,
}

/// A secret or an agent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Credential {
    /// What the client calls it.
    pub id: String,
    /// The variable that carries it, for a secret.
    pub env: Option<String>,
    /// Who owns the file, in numbers; `None` is root.
    pub owner: Option<String>,
    /// Its permission bits.
    pub mode: Option<u32>,
    /// Whether the build goes on without it.
    pub optional: bool,
}

impl Mount {
    /// Files that cannot be changed.
    pub fn bind(at: impl Into<String>, source: &Directory) -> Self {
        let kind = MountKind::Bind { source: source.clone(), writable: false };
        Self { at: at.into(), kind }
    }

    /// A folder that lives on between builds and that everybody may use.
    pub fn cache(at: impl Into<String>, id: impl Into<String>) -> Self {
        let sharing = CacheSharing::Shared;
        let cache = Cache { id: id.into(), sharing, from: None, owner: None, mode: None };
        Self { at: at.into(), kind: MountKind::Cache(Box::new(cache)) }
    }

    /// Memory without a limit.
    pub fn tmpfs(at: impl Into<String>) -> Self {
        Self { at: at.into(), kind: MountKind::Tmpfs { size: 0 } }
    }

    /// A secret in a file.
    pub fn secret(at: impl Into<String>, id: impl Into<String>) -> Self {
        let credential = Credential { id: id.into(), ..Credential::default() };
        Self { at: at.into(), kind: MountKind::Secret(credential) }
    }

    /// What the files are taken from.
    pub(super) fn source(&self) -> Option<&Directory> {
        match &self.kind {
            MountKind::Bind { source, .. } => Some(source),
            MountKind::Cache(cache) => cache.from.as_ref(),
            _ => None,
        }
    }
}
