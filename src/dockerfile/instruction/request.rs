//! What every instruction is read from.

use super::Form;
use super::InstructionErrorKind;
use super::flags::Flags;
use crate::dockerfile::syntax::Arguments;
use crate::dockerfile::syntax::Heredoc;
use crate::dockerfile::syntax::Pair;

/// The parts of a node that instructions are made of.
pub(super) struct Request {
    /// The arguments, if they are no pairs.
    pub(super) args: Vec<String>,
    /// Whether they were JSON.
    pub(super) form: Form,
    /// The arguments, if they are pairs.
    pub(super) pairs: Vec<Pair>,
    /// The flags.
    pub(super) flags: Vec<String>,
    /// The heredocs.
    pub(super) heredocs: Vec<Heredoc>,
    /// The comments above.
    pub(super) comments: Vec<String>,
    /// The line; only `FROM` and `ONBUILD` look at it, others need not have it.
    pub(super) line: Vec<u8>,
    /// Whether the arguments were not UTF-8.
    pub(super) stray: bool,
}

impl Request {
    pub(super) fn new(arguments: Arguments) -> Self {
        let (args, form, pairs) = match arguments {
            Arguments::Words(args) => (args, Form::Shell, Vec::new()),
            Arguments::Json(args) => (args, Form::Exec, Vec::new()),
            Arguments::Pairs(pairs) => (Vec::new(), Form::Shell, pairs),
        };
        Self {
            args,
            form,
            pairs,
            flags: Vec::new(),
            heredocs: Vec::new(),
            comments: Vec::new(),
            line: Vec::new(),
            stray: false,
        }
    }

    /// The argument of an instruction that has one, and no flags.
    pub(super) fn into_one(
        self,
        instruction: &'static str,
    ) -> Result<String, InstructionErrorKind> {
        let mut args = self.args.into_iter();
        let (Some(only), None) = (args.next(), args.next()) else {
            return Err(InstructionErrorKind::ExactlyOne(instruction));
        };
        Flags::none(self.flags)?;
        Ok(only)
    }

    /// The arguments of `ENV` and `LABEL`.
    pub(super) fn into_pairs(
        self,
        instruction: &'static str,
    ) -> Result<Vec<Pair>, InstructionErrorKind> {
        Flags::none(self.flags)?;
        if self.pairs.is_empty() {
            return Err(InstructionErrorKind::AtLeastOne(instruction));
        }
        if self.pairs.iter().any(|pair| pair.key.is_empty()) {
            return Err(InstructionErrorKind::BlankName(instruction));
        }
        Ok(self.pairs)
    }
}
