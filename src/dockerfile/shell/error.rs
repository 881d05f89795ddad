//! Why a word could not be expanded.

use super::lexer::Names;
use crate::go::quote::quote;
use thiserror::Error;

/// A word that could not be expanded.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("failed to process {word}: {kind}", word = quote(.word))]
pub struct ShellError {
    /// The whole word.
    pub word: String,
    /// What is wrong with it.
    pub kind: ShellErrorKind,
    /// The names looked up before the error was met; findings are reported for them all the same.
    pub names: Names,
}

/// What is wrong with a word.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ShellErrorKind {
    /// A `'` without a second one.
    #[error("unexpected end of statement while looking for matching single-quote")]
    SingleQuote,
    /// A `"` without a second one.
    #[error("unexpected end of statement while looking for matching double-quote")]
    DoubleQuote,
    /// A `${` without its `}`.
    #[error("syntax error: missing '}}'")]
    MissingBrace,
    /// `${x/y` without the second `/`.
    #[error("syntax error: missing '/' in ${{}}")]
    MissingSlash,
    /// `${}`, `${:` or `${{`.
    #[error("syntax error: bad substitution")]
    BadSubstitution,
    /// `${x^y}`.
    #[error("unsupported modifier ({0}) in substitution")]
    UnsupportedModifier(String),
    /// `${x?message}` of an unset variable.
    #[error("{name}: {message}")]
    Required {
        /// The variable.
        name: String,
        /// What the Dockerfile says about it, or a standard sentence.
        message: String,
    },
    /// A pattern with an escape it does not know.
    #[error("invalid pattern ({pattern}) in substitution: invalid escape '\\{escape}'")]
    InvalidPattern {
        /// The pattern, reversed if it was a suffix.
        pattern: String,
        /// What follows the backslash.
        escape: char,
    },
    /// `${a:-${b:-${c:-…`, deeper than anybody means it.
    #[error("substitutions are nested too deeply")]
    TooDeep,
    /// A result beyond all bounds.
    #[error("the result is too long")]
    TooLong,
}
