//! Why a file is no Dockerfile.

use crate::dockerfile::shell::ShellError;
use crate::go::quote::quote;
use crate::source::Lines;
use thiserror::Error;

/// A file that is no Dockerfile.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{kind}")]
pub struct SyntaxError {
    /// What is wrong.
    pub kind: SyntaxErrorKind,
    /// Where.
    pub lines: Lines,
}

/// What is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SyntaxErrorKind {
    /// Nothing but comments.
    #[error("file with no instructions")]
    NoInstructions,
    /// A line beyond 65535 bytes.
    #[error("dockerfile line greater than max allowed size of 65535")]
    LineTooLong,
    /// A heredoc without its last line.
    #[error("unterminated heredoc")]
    UnterminatedHeredoc,
    /// A heredoc whose name is one word and is not.
    #[error("internal lexing of heredoc produced inconsistent results: {0}")]
    InconsistentHeredoc(String),
    /// A heredoc whose name is no word.
    #[error(transparent)]
    Heredoc(#[from] Box<ShellError>),
    /// A directive given twice.
    #[error("only one {0} parser directive can be used")]
    DuplicateDirective(&'static str),
    /// `# escape=x`.
    #[error("invalid escape token '{0}' does not match ` or \\")]
    InvalidEscape(String),
    /// `ENV x`.
    #[error("{0} must have two arguments")]
    MissingValue(&'static str),
    /// `ENV a=b c`.
    #[error("Syntax error - can't find = in {}. Must be of the form: name=value", quote(.0))]
    MissingEquals(String),
    /// `CMD ["a", 1]`.
    #[error("when using JSON array syntax, arrays must be comprised of strings only")]
    NotStrings,
}
