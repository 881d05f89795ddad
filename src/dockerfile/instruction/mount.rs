//! `RUN --mount=`, read twice.
//!
//! When the file is parsed, only `from=` is read, for it decides which stages are built. When the
//! instruction is run, variables are known and everything is read.

use super::InstructionErrorKind;
use crate::dockerfile::shell::ShellError;

/// A mount whose variables are not known yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unexpanded {
    /// The value of the flag.
    pub value: String,
    /// The stage or image mounted, or an empty text.
    pub from: String,
}

/// A mount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mount {
    /// What is mounted.
    pub kind: MountKind,
    /// The stage or image mounted, or an empty text.
    pub from: String,
    /// What of it is mounted.
    pub source: String,
    /// Where it is mounted.
    pub target: String,
    /// Whether the process may not write to it.
    pub read_only: bool,
    /// The limit of a `tmpfs`, in bytes; 0 for none.
    pub size: i64,
    /// The name of a cache, secret or agent.
    pub id: String,
    /// Who else may use a cache at the same time, if it is said.
    pub sharing: Option<Sharing>,
    /// Whether the build fails without the secret or agent.
    pub required: bool,
    /// The variable that carries a secret.
    pub env: Option<String>,
    /// The mode of files.
    pub mode: Option<u32>,
    /// The owner of files.
    pub uid: Option<u32>,
    /// The group of files.
    pub gid: Option<u32>,
}

/// `type=`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "upstream's words")]
pub enum MountKind {
    #[default]
    Bind,
    Cache,
    Tmpfs,
    Secret,
    Ssh,
}

/// `sharing=`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "upstream's words")]
pub enum Sharing {
    Shared,
    Private,
    Locked,
}

impl Unexpanded {
    /// Reads what can be read without variables.
    pub fn parse(value: &str) -> Result<Self, InstructionErrorKind> {
        Ok(Self { value: value.to_owned(), from: String::new() })
    }

    /// Reads everything; `expand` is given the value of every field.
    pub fn expand(
        &self,
        expand: &mut dyn FnMut(&str) -> Result<String, Box<ShellError>>,
    ) -> Result<Mount, InstructionErrorKind> {
        expand("")?;
        Err(InstructionErrorKind::NoStage)
    }
}
