//! Lines, directives, heredocs: a Dockerfile as a list of nodes.
//!
//! Nothing here knows what an instruction means; only as much is known about each keyword as is
//! needed to split its arguments.
//!
//! A Dockerfile is bytes. Text that is not UTF-8 is made so, every stray byte becoming a
//! replacement character, as soon as later stages could not tell the difference; see
//! [`Node::stray`] and [`Heredoc::content`] for what is kept.
//!
//! Upstream: `frontend/dockerfile/parser`.

mod arguments;
pub mod directive;
mod error;
pub mod heredoc;
pub mod keyword;
mod node;
mod parse;
mod reader;
mod split;
#[cfg(test)]
mod tests;

pub use self::directive::Directive;
pub use self::error::SyntaxError;
pub use self::error::SyntaxErrorKind;
pub use self::heredoc::Heredoc;
pub use self::node::Arguments;
pub use self::node::File;
pub use self::node::Node;
pub use self::node::Pair;
pub use self::node::Stray;
pub use self::parse::parse;
