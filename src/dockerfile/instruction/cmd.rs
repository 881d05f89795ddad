//! `CMD`.

use super::CommandLine;
use super::InstructionErrorKind;
use super::flags::Flags;
use super::request::Request;

/// `CMD <command>`
///
/// Sets what a container runs when nothing else is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cmd {
    /// The process.
    pub command: CommandLine,
}

impl Cmd {
    pub(super) fn parse(mut request: Request) -> Result<Self, InstructionErrorKind> {
        Flags::none(std::mem::take(&mut request.flags))?;
        Ok(Self { command: CommandLine::new(request) })
    }
}
