//! From text to tree: scanner, literals, parser.

pub mod ast;

pub use ast::Span;
