//! CUE: a language of data, types and constraints that are one and the same.
//!
//! This wing knows nothing of containers. Its rooms, ground floor first:
//!
//! - [`number`]: decimals as CUE has them; [`value`]: concrete values
//! - [`syntax`]: text to tree
//! - [`builtin`]: the packages that come with the language
//!
//! The language is that of CUE v0.17.

pub mod builtin;
pub mod number;
pub mod syntax;
pub mod value;
