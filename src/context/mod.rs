//! Where files are: the Dockerfile, `.dockerignore`, the main context.
//!
//! [`load`] is the beginning of every build. It asks for everything at once that does not depend
//! on another answer: with a folder of the client, the Dockerfile is there after two round trips.
//!
//! Upstream: `frontend/dockerui/context.go`, `config.go`.

mod beside;
mod entrypoint;
mod ignore;
mod place;
mod source;
mod tar;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::gateway::Reference;
use crate::llb::Definition;
use crate::llb::Digest;
use crate::llb::Source;
use crate::llb::SourceInfo;

pub use beside::load as load_files;
pub use entrypoint::load;
pub use entrypoint::require_file_operations;
pub use ignore::load as load_ignore;
pub use ignore::load_folder as load_folder_ignore;

/// The file that a build begins with, and what surrounds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entrypoint {
    /// The file, as a place that errors and warnings point at.
    pub source: Rc<SourceInfo>,
    /// The vertex that fetched it, which warnings are shown at.
    pub head: Digest,
    /// The file beside it that stands in for `.dockerignore`, if it is there and not empty.
    pub ignore: Option<IgnoreFile>,
    /// Where the files are that are copied.
    pub context: MainContext,
    /// What the build was given, if that was asked.
    pub inputs: Option<BTreeMap<String, Definition>>,
}

/// Patterns of files that are left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IgnoreFile {
    /// The path of the file, as errors name it.
    pub name: String,
    /// The text.
    pub data: Rc<[u8]>,
}

/// Where the files are that are copied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MainContext {
    /// A folder of the client. What is fetched from it depends on what is used.
    Folder,
    /// Something else.
    Fetched(Fetched),
}

/// A context that is the same whatever is used of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// How it is fetched.
    pub definition: Rc<Definition>,
    /// Where it comes from, if that is known: a repository, or a file at a URL.
    pub source: Option<Source>,
    /// The file at a URL, if it is unpacked.
    pub archive: Option<Reference>,
}
