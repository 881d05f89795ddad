//! Lint rules and findings.
//!
//! A rule is a row of a table; what it says of a place is made by a function of [`message`]. A
//! [`Linter`] knows which rules are wanted and keeps what they found, in the order of reporting.
//!
//! Upstream: `frontend/dockerfile/linter`.

mod config;
mod linter;
pub mod message;
mod rule;

pub use self::config::Config;
pub use self::config::LintError;
pub use self::config::Selection;
pub use self::linter::Finding;
pub use self::linter::Linter;
pub use self::linter::Scope;
pub use self::message::Message;
pub use self::rule::RULES;
pub use self::rule::Rule;
