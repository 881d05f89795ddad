//! `VOLUME`.

use super::InstructionErrorKind;
use super::flags::Flags;
use super::request::Request;
use crate::go::space::trim;

/// `VOLUME <path>...`
///
/// Names folders that live longer than a container.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Volume {
    /// At least one; trimmed, none empty before expansion.
    pub paths: Vec<String>,
}

impl Volume {
    pub(super) fn parse(request: Request) -> Result<Self, InstructionErrorKind> {
        let Request { args, flags, .. } = request;
        if args.is_empty() {
            return Err(InstructionErrorKind::AtLeastOne("VOLUME"));
        }
        Flags::none(flags)?;
        let paths: Vec<_> = args.iter().map(|path| trim(path).to_owned()).collect();
        if paths.iter().any(String::is_empty) {
            return Err(InstructionErrorKind::EmptyVolume);
        }
        Ok(Self { paths })
    }
}
