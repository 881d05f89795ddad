//! From nodes to stages.

use super::Arg;
use super::Instruction;
use super::InstructionError;
use super::InstructionErrorKind;
use super::Located;
use super::Stage;
use crate::dockerfile::lint::Linter;
use crate::dockerfile::syntax;
use crate::dockerfile::syntax::Node;
use crate::source::Lines;

/// A Dockerfile as stages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parsed {
    /// The stages, in their order. There may be none.
    pub stages: Vec<Stage>,
    /// The `ARG`s above the first `FROM`.
    pub global_args: Vec<Located<Arg>>,
}

/// Reads the instructions of a file.
///
/// Stops at the first error. Rules about single instructions are reported on the way.
pub fn parse(file: syntax::File, linter: &mut Linter) -> Result<Parsed, InstructionError> {
    drop(file);
    let _ = linter;
    Ok(Parsed::default())
}

/// Reads an instruction that an `ONBUILD` left behind.
///
/// It is placed at `lines`, which are those of the `FROM` that triggers it. The message has no
/// prefix.
pub fn parse_trigger(
    node: Node,
    lines: Lines,
) -> Result<Located<Instruction>, InstructionErrorKind> {
    drop(node);
    let _ = lines;
    Err(InstructionErrorKind::NoStage)
}
