//! `EXPOSE`.

use crate::order;

use super::InstructionErrorKind;
use super::flags::Flags;
use super::request::Request;

/// `EXPOSE <port>...`
///
/// Names ports that containers listen on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expose {
    /// At least one; sorted, as written. Each may expand to several.
    pub ports: Vec<String>,
}

impl Expose {
    pub(super) fn parse(request: Request) -> Result<Self, InstructionErrorKind> {
        let Request { args: mut ports, flags, .. } = request;
        if ports.is_empty() {
            return Err(InstructionErrorKind::AtLeastOne("EXPOSE"));
        }
        Flags::none(flags)?;
        order::sort(&mut ports);
        Ok(Self { ports })
    }
}
