//! `ENTRYPOINT`.

use super::CommandLine;

/// `ENTRYPOINT <command>`
///
/// Sets what a container runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entrypoint {
    /// The process.
    pub command: CommandLine,
}
