//! File descriptors 0 and 1 as one stream of bytes.
//!
//! The daemon speaks HTTP/2 through the standard streams. They are moved out of the way first:
//! afterwards descriptor 0 reads nothing and descriptor 1 is a second standard error, so that no
//! stray `println!` can end up between two frames.

use std::fs::File;
use std::io;
use std::os::fd::AsFd as _;
use std::os::fd::BorrowedFd;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;

use rustix::fs::FileType;
use rustix::fs::Mode;
use rustix::fs::OFlags;
use rustix::io::fcntl_dupfd_cloexec;
use rustix::stdio::dup2_stdin;
use rustix::stdio::dup2_stdout;
use tokio::io::AsyncRead;
use tokio::io::AsyncWrite;
use tokio::io::Join;
use tokio::net::unix::pipe;

/// What is read from the daemon and what is written to it, as one stream.
pub type Stdio = Join<Input, Output>;

/// The stream that the daemon writes to.
pub type Input = Box<dyn AsyncRead + Send + Unpin>;

/// The stream that the daemon reads from.
pub type Output = Box<dyn AsyncWrite + Send + Unpin>;

/// Takes the standard streams of this process.
///
/// Must be called within a runtime, and once: what a second call returns is `/dev/null` and the
/// standard error.
pub fn take() -> io::Result<Stdio> {
    let input = aside(io::stdin().as_fd())?;
    let output = aside(io::stdout().as_fd())?;
    let nothing = rustix::fs::open("/dev/null", OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty());
    match nothing {
        Ok(nothing) => dup2_stdin(nothing)?,
        // A container without devices; nobody reads descriptor 0 there either.
        Err(_) => dup2_stdin(io::stderr().as_fd())?,
    }
    dup2_stdout(io::stderr().as_fd())?;
    join(input, output)
}

/// Makes one stream of two descriptors, whatever they are.
pub fn join(input: OwnedFd, output: OwnedFd) -> io::Result<Stdio> {
    Ok(tokio::io::join(reader(input)?, writer(output)?))
}

/// A copy of a descriptor, above the standard ones.
fn aside(fd: BorrowedFd<'_>) -> io::Result<OwnedFd> {
    Ok(fcntl_dupfd_cloexec(fd, 3)?)
}

fn reader(fd: OwnedFd) -> io::Result<Input> {
    Ok(match kind(&fd)? {
        FileType::Fifo => Box::new(pipe::Receiver::from_owned_fd(fd)?),
        FileType::Socket => Box::new(socket(fd)?),
        _ => Box::new(tokio::fs::File::from_std(File::from(fd))),
    })
}

fn writer(fd: OwnedFd) -> io::Result<Output> {
    Ok(match kind(&fd)? {
        FileType::Fifo => Box::new(pipe::Sender::from_owned_fd(fd)?),
        FileType::Socket => Box::new(socket(fd)?),
        _ => Box::new(tokio::fs::File::from_std(File::from(fd))),
    })
}

fn kind(fd: &OwnedFd) -> io::Result<FileType> {
    Ok(FileType::from_raw_mode(rustix::fs::fstat(fd)?.st_mode))
}

fn socket(fd: OwnedFd) -> io::Result<tokio::net::UnixStream> {
    let stream = UnixStream::from(fd);
    stream.set_nonblocking(true)?;
    tokio::net::UnixStream::from_std(stream)
}
