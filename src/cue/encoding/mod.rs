//! Data as other languages write it.

mod data;
pub mod json;
mod show;
pub mod toml;
mod unify;
pub mod yaml;

pub use data::Content;
pub use data::Data;
pub use data::Member;
pub use show::show;

/// How large a text may be.
const MAX_SIZE: usize = 64 << 20;

/// How deep lists and structs may be nested.
const MAX_DEPTH: usize = 200;

#[cfg(test)]
mod tests;
