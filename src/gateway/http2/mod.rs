//! HTTP/2, as much of it as one client of one server needs (RFC 9113, RFC 7541).
//!
//! The whole conversation runs in one thread and over one pair of pipes, so there is nothing to
//! spawn, to lock or to dial: [`Connection::run`] polls the work, writes what it asked for, waits
//! until the daemon says something, and polls again. When the pipes are closed, so is everything.
//!
//! What is left out: pushes and priorities, which no such server uses, and the table of headers
//! seen before, which we ask the server not to use.

mod connection;
mod frame;
mod hpack;
mod huffman;
mod lost;
mod state;
mod stream;
#[cfg(test)]
mod tests;

pub(super) use connection::Connection;
#[cfg(test)]
pub(super) use hpack::Header;
pub use lost::Lost;
pub(super) use stream::Client;
pub(super) use stream::Response;
