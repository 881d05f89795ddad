//! What processes see beside the files of their target.

use super::Memory;
use super::Mode;
use super::Sharing;
use super::Source;
use crate::spec::schema::record;
use crate::spec::schema::union;

union! {
    /// Something that a process sees at a path.
    Mount "a mount" {
        /// Files.
        "bind" Bind: Bind,
        /// A cache.
        "cache" Cache: Cache,
        /// Memory.
        "tmpfs" Tmpfs: Tmpfs,
        /// A secret.
        "secret" Secret: SecretMount,
        /// An SSH agent.
        "ssh" Ssh: SshMount,
    }
}

record! {
    /// Files of a source, read-only.
    Bind {
        /// Which.
        "bind" bind: Source,
        /// Where.
        "at" at: String,
        /// Whether the process may change them. Nothing of what it changes is kept.
        "write" write: Option<bool>,
    }
}

record! {
    /// A folder that lives on between builds.
    Cache {
        /// Builds that name the same id share it.
        "cache" cache: String,
        /// Where.
        "at" at: String,
        /// Who may use it at the same time; `shared` if nothing is said.
        "sharing" sharing: Option<Sharing>,
        /// What it begins as.
        "from" from: Option<Source>,
        /// Who owns it: `1000:1000`.
        "owner" owner: Option<String>,
        /// Its permission bits.
        "mode" mode: Option<Mode>,
    }
}

record! {
    /// Memory.
    Tmpfs {
        /// `true`, or the number of bytes.
        "tmpfs" tmpfs: Memory,
        /// Where.
        "at" at: String,
    }
}

record! {
    /// A secret of the client, in a file or a variable.
    SecretMount {
        /// What the client calls it.
        "secret" secret: String,
        /// Where; `/run/secrets/ID` if nothing is said and it is not in a variable.
        "at" at: Option<String>,
        /// The variable that carries it.
        "env" env: Option<String>,
        /// The permission bits of the file; 0400 if nothing is said.
        "mode" mode: Option<Mode>,
        /// Who owns the file: `1000:1000`.
        "owner" owner: Option<String>,
        /// Whether the build goes on without it.
        "optional" optional: Option<bool>,
    }
}

record! {
    /// The socket of an SSH agent of the client.
    SshMount {
        /// What the client calls it; mostly `default`.
        "ssh" ssh: String,
        /// Where; the process is told in `SSH_AUTH_SOCK`.
        "at" at: Option<String>,
        /// The permission bits of the socket; 0600 if nothing is said.
        "mode" mode: Option<Mode>,
        /// Who owns it: `1000:1000`.
        "owner" owner: Option<String>,
        /// Whether the build goes on without it.
        "optional" optional: Option<bool>,
    }
}
