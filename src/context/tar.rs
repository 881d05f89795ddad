//! Is a file an archive? Its first bytes tell.
//!
//! Upstream: `isArchive` in `frontend/dockerui/context.go`.

use crate::go::tar::Reader;

/// Are these the first bytes of an archive? Only so many are looked at: an archive that begins
/// with a long name is none for upstream, and so it is for us.
pub(super) fn is_archive(start: &[u8]) -> bool {
    let compressed: [&[u8]; 3] = [b"BZh", b"\x1f\x8b\x08", b"\xfd7zXZ\0"];
    compressed.iter().any(|magic| start.starts_with(magic))
        || matches!(Reader::new(start).entry(), Ok(Some(_)))
}
