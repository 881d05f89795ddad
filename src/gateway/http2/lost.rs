//! Why there is no answer.

use std::io;
use std::rc::Rc;

use thiserror::Error;

/// Why a connection has ended, or a single answer will not come.
#[derive(Clone, Debug, Error)]
pub enum Lost {
    /// The daemon has closed its end.
    #[error("the other end is closed")]
    Closed,
    /// The system does not let us read or write.
    #[error("{0}")]
    Io(Rc<io::Error>),
    /// What the daemon says is not HTTP/2.
    #[error("not HTTP/2: {0}")]
    Protocol(&'static str),
    /// The daemon wants no more requests.
    #[error("the daemon ends the connection (HTTP/2 error {0})")]
    GoAway(u32),
    /// The daemon breaks off one answer.
    #[error("the daemon breaks off its answer (HTTP/2 error {0})")]
    Reset(u32),
    /// One answer is larger than any should be.
    #[error("the daemon's answer is too large")]
    TooLarge,
}

impl From<io::Error> for Lost {
    fn from(error: io::Error) -> Self {
        Self::Io(Rc::new(error))
    }
}

impl From<rustix::io::Errno> for Lost {
    fn from(error: rustix::io::Errno) -> Self {
        Self::from(io::Error::from(error))
    }
}
