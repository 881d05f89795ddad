//! Why an instruction is none.

use crate::dockerfile::shell::ShellError;
use crate::source::Lines;
use thiserror::Error;

/// An instruction that is none.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{}{kind}", prefix(.kind, .lines.start))]
pub struct InstructionError {
    /// What is wrong.
    pub kind: InstructionErrorKind,
    /// Where.
    pub lines: Lines,
}

/// What is wrong with an instruction.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum InstructionErrorKind {
    /// An instruction above the first `FROM`.
    #[error("no build stage in current context")]
    NoStage,
    /// A value that cannot be expanded.
    #[error(transparent)]
    Shell(#[from] Box<ShellError>),
}

fn prefix(kind: &InstructionErrorKind, line: u32) -> String {
    match kind {
        InstructionErrorKind::NoStage => String::new(),
        _ => format!("dockerfile parse error on line {line}: "),
    }
}
