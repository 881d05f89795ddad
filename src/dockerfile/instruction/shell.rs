//! `SHELL`.

use super::Form;
use super::InstructionErrorKind;
use super::flags::Flags;
use super::request::Request;

/// `SHELL ["<executable>", "<parameter>"...]`
///
/// Sets the shell that reads command lines in shell form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shell {
    /// At least one.
    pub args: Vec<String>,
}

impl Shell {
    pub(super) fn parse(request: Request) -> Result<Self, InstructionErrorKind> {
        let Request { args, flags, form, .. } = request;
        Flags::none(flags)?;
        if args.is_empty() {
            return Err(InstructionErrorKind::AtLeastOne("SHELL"));
        }
        match form {
            Form::Exec => Ok(Self { args }),
            Form::Shell => Err(InstructionErrorKind::NotJson),
        }
    }
}
