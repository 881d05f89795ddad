//! TOML, as upstream reads and writes it.

mod decode;
mod parse;
mod text;
mod write;

pub use decode::read;
pub use decode::read_data;
pub use write::TomlError;
pub use write::write;

#[cfg(test)]
mod tests;
