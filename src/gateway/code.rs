//! gRPC status codes.

use std::fmt;

/// The kind of an error, as gRPC counts them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Code(i32);

/// The names that the daemon and its clients print, in the order of the numbers.
const NAMES: [&str; 17] = [
    "OK",
    "Canceled",
    "Unknown",
    "InvalidArgument",
    "DeadlineExceeded",
    "NotFound",
    "AlreadyExists",
    "PermissionDenied",
    "ResourceExhausted",
    "FailedPrecondition",
    "Aborted",
    "OutOfRange",
    "Unimplemented",
    "Internal",
    "Unavailable",
    "DataLoss",
    "Unauthenticated",
];

impl Code {
    /// Somebody stopped the build.
    pub const CANCELED: Self = Self(1);
    /// The normal case: whoever wrote the Dockerfile is told, and nobody else needs to know.
    pub const UNKNOWN: Self = Self(2);
    /// A message was too large.
    pub const RESOURCE_EXHAUSTED: Self = Self(8);
    /// A feature that the other side does not have.
    pub const UNIMPLEMENTED: Self = Self(12);
    /// A bug.
    pub const INTERNAL: Self = Self(13);
    /// The connection is lost.
    pub const UNAVAILABLE: Self = Self(14);

    /// The code of a number. Zero says "no error" and is read as unknown: an error that says so
    /// is not accepted as an answer by the daemon.
    pub fn new(number: i32) -> Self {
        if number == 0 { Self::UNKNOWN } else { Self(number) }
    }

    /// The number on the wire, never zero.
    pub fn number(self) -> i32 {
        self.0
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match usize::try_from(self.0).ok().and_then(|number| NAMES.get(number)) {
            Some(name) => f.write_str(name),
            None => write!(f, "Code({})", self.0),
        }
    }
}
