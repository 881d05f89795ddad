//! Words and their expansion: `$FOO`, `${FOO:-x}`, quotes, escapes.
//!
//! The language is close to a POSIX shell's and differs from it in many corners; the corners are
//! kept, since the result lands in digests.
//!
//! Upstream: `frontend/dockerfile/shell`.

mod env;
mod error;
mod letter;
mod lexer;
mod pattern;
mod process;
mod split;
mod template;
#[cfg(test)]
mod tests;

pub use self::env::Env;
pub use self::env::NoEnv;
pub use self::error::ShellError;
pub use self::error::ShellErrorKind;
pub use self::lexer::Expanded;
pub use self::lexer::Lexer;
pub use self::lexer::Names;
