//! From text to tree: scanner, literals, parser.

pub mod ast;
pub mod attribute;
pub mod error;
pub mod experiment;
pub mod ident;
pub mod literal;
pub mod names;
pub mod parse;
pub mod path;
pub mod print;
pub mod quote;
mod scan;
mod scope;
#[cfg(test)]
mod tests;
pub mod token;
mod walk;
mod words;

pub use ast::Span;
pub use error::SyntaxError;
pub use error::SyntaxErrorKind;
pub use parse::Options;
pub use parse::Parsed;
pub use parse::parse_expr;
pub use parse::parse_file;
pub use parse::parse_file_as;
pub use path::ImportPath;
pub use print::print_expr;
pub use print::print_file;
pub use print::print_made;
pub use walk::for_each_decl;
pub use words::Word;
pub use words::words;
