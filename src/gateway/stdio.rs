//! File descriptors 0 and 1 as one stream of bytes.
//!
//! The daemon speaks HTTP/2 through the standard streams. They are moved out of the way first:
//! afterwards descriptor 0 reads nothing and descriptor 1 is a second standard error, so that no
//! stray `println!` can end up between two frames.

use std::io;
use std::os::fd::AsFd as _;
use std::os::fd::BorrowedFd;
use std::os::fd::OwnedFd;

use rustix::fs::Mode;
use rustix::fs::OFlags;
use rustix::fs::fcntl_getfl;
use rustix::fs::fcntl_setfl;
use rustix::io::fcntl_dupfd_cloexec;
use rustix::pipe::fcntl_setpipe_size;
use rustix::stdio::dup2_stdin;
use rustix::stdio::dup2_stdout;

/// How much a pipe should hold: a message of usual size, so that neither side waits for the other
/// in the middle of it.
const PIPE: usize = 1 << 20;

/// What is read from the daemon and what is written to it.
#[derive(Debug)]
pub struct Stdio {
    /// Where the daemon writes.
    pub(super) input: OwnedFd,
    /// Where the daemon reads. To write there never waits.
    pub(super) output: OwnedFd,
}

impl Stdio {
    /// Takes the standard streams of this process.
    ///
    /// Must be called once: what a second call returns is `/dev/null` and the standard error.
    pub fn take() -> io::Result<Self> {
        let input = aside(io::stdin().as_fd())?;
        let output = aside(io::stdout().as_fd())?;
        let nothing =
            rustix::fs::open("/dev/null", OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty());
        match nothing {
            Ok(nothing) => dup2_stdin(nothing)?,
            // A container without devices; nobody reads descriptor 0 there either.
            Err(_) => dup2_stdin(io::stderr().as_fd())?,
        }
        dup2_stdout(io::stderr().as_fd())?;
        Self::new(input, output)
    }

    /// Two descriptors as one stream, whatever they are.
    pub fn new(input: OwnedFd, output: OwnedFd) -> io::Result<Self> {
        fcntl_setfl(&output, fcntl_getfl(&output)? | OFlags::NONBLOCK)?;
        for end in [&input, &output] {
            // Not a pipe, or too many large ones already: then it holds what it holds.
            let _ = fcntl_setpipe_size(end, PIPE);
        }
        Ok(Self { input, output })
    }
}

/// A copy of a descriptor, above the standard ones.
fn aside(fd: BorrowedFd<'_>) -> io::Result<OwnedFd> {
    Ok(fcntl_dupfd_cloexec(fd, 3)?)
}
