//! What `ADD` and `COPY` take, and where to.

/// The arguments of `ADD` and `COPY`, not expanded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources {
    /// Paths.
    pub paths: Vec<String>,
    /// Heredocs. They come after all paths, wherever they were written.
    pub contents: Vec<Content>,
    /// Where to.
    pub destination: String,
}

/// A file written into the Dockerfile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// The name of the heredoc, which is that of the file.
    pub path: String,
    /// What is in it; tabs are removed if that was wanted.
    pub data: Vec<u8>,
    /// Whether variables in it are expanded.
    pub expand: bool,
}
