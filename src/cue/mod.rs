//! CUE: a language of data, types and constraints that are one and the same.
//!
//! This wing knows nothing of containers. Its rooms, ground floor first:
//!
//! - [`number`]: decimals as CUE has them; [`value`]: concrete values
//! - [`syntax`]: text to tree
//! - [`encoding`]: data as other languages write it
//! - [`builtin`]: the packages that come with the language
//! - [`module`]: which files make a package, and what imports mean
//! - [`eval`]: from what is said of values to what they are
//!
//! The language is that of CUE v0.17.

pub mod builtin;
pub mod encoding;
pub mod eval;
pub mod module;
pub mod number;
pub mod syntax;
pub mod value;
