//! `ENTRYPOINT`.

use super::CommandLine;
use super::InstructionErrorKind;
use super::flags::Flags;
use super::request::Request;

/// `ENTRYPOINT <command>`
///
/// Sets what a container runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entrypoint {
    /// The process.
    pub command: CommandLine,
}

impl Entrypoint {
    pub(super) fn parse(mut request: Request) -> Result<Self, InstructionErrorKind> {
        Flags::none(std::mem::take(&mut request.flags))?;
        Ok(Self { command: CommandLine::new(request) })
    }
}
