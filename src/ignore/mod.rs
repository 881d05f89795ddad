//! `.dockerignore` files and the patterns in them.
//!
//! Which files BuildKit sends is decided by the daemon; we hand it the patterns, and ask for a
//! single path only to warn about it. Upstream: `moby/patternmatcher`.

mod file;
mod matcher;

pub use file::ReadError;
pub use file::read;
pub use matcher::Matcher;
pub use matcher::Pattern;
pub use matcher::PatternError;
