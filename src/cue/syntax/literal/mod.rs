//! Literals: from what is written to what is meant.

mod number;
mod string;

use thiserror::Error;

pub use number::check_number;
pub use string::Quotes;
pub use string::reindent;
pub use string::unquote;

/// Why a literal means nothing.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum LiteralError {
    /// No literal at all.
    #[error("invalid syntax")]
    Syntax,
    /// Text behind the quotes that open several lines.
    #[error("invalid string: opening quote of multiline string must be followed by newline")]
    OpeningNewline,
    /// Text in front of the quotes that close several lines.
    #[error("invalid string: closing quote of multiline string must follow a newline")]
    ClosingNewline,
    /// Quotes that do not match.
    #[error("invalid string: unmatched quote")]
    Quote,
    /// Half of a surrogate pair.
    #[error("unmatched surrogate pair")]
    Surrogate,
    /// Bytes that are no UTF-8.
    #[error("invalid UTF-8 encoding")]
    Utf8,
    /// `\` in front of the line break that does not count.
    #[error("last newline of multiline string cannot be escaped")]
    EscapedNewline,
    /// A line of a string that is indented less than its last line.
    #[error(
        "invalid string: non-matching whitespace for multiline string (expected {expected}, got \
         {actual})"
    )]
    Whitespace {
        /// The white space of the last line, quoted.
        expected: Box<str>,
        /// The white space of this line, quoted.
        actual: Box<str>,
    },
    /// A number that is none.
    #[error("{problem} {text}")]
    Number {
        /// What is wrong.
        problem: &'static str,
        /// The number, quoted.
        text: Box<str>,
    },
    /// `_` at a wrong place of a number.
    #[error("illegal '_' in number")]
    Underscore,
    /// A number with a multiplier that is no integer.
    #[error("number cannot be represented as int")]
    Fraction,
    /// A zero byte in a number.
    #[error("illegal character NUL")]
    Nul,
}
