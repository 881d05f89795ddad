//! Files of a solved result.

/// A part of a file, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileRange {
    /// Where it begins.
    pub offset: u64,
    /// How long it is; nothing is read if it is zero.
    pub length: u64,
}

/// An entry of a folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stat {
    /// The name.
    pub path: String,
    /// Kind and permissions, in the bits of Go's `os.FileMode`.
    pub mode: u32,
    /// Bytes.
    pub size: i64,
    /// The time of the last change, in nanoseconds since the epoch.
    pub mtime: i64,
    /// What a link points at.
    pub link: String,
}

impl Stat {
    /// Is it a folder?
    pub fn is_dir(&self) -> bool {
        self.mode & 1 << 31 != 0
    }

    /// Is it a symbolic link?
    pub fn is_symlink(&self) -> bool {
        self.mode & 1 << 27 != 0
    }
}
