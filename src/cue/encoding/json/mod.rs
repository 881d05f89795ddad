//! JSON, as upstream reads and writes it.

mod layout;
mod read;
mod write;

pub use layout::compact;
pub use layout::escape_html;
pub use layout::indent;
pub use read::JsonError;
pub use read::JsonErrorKind;
pub use read::read;
pub use read::read_data;
pub use read::read_data_stream;
pub use read::read_stream;
pub use write::write;
pub use write::write_html;
pub use write::write_indented;

#[cfg(test)]
mod tests;
