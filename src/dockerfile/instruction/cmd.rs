//! `CMD`.

use super::CommandLine;

/// `CMD <command>`
///
/// Sets what a container runs when nothing else is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cmd {
    /// The process.
    pub command: CommandLine,
}
