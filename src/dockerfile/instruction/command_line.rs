//! What `RUN`, `CMD` and `ENTRYPOINT` start.

use super::request::Request;
use crate::dockerfile::syntax::Heredoc;

/// A process to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandLine {
    /// One string in shell form, its stray bytes marked, or none if there is no text at all.
    pub args: Vec<String>,
    /// Whether a shell is to read it.
    pub form: Form,
    /// The heredocs.
    pub files: Vec<InlineFile>,
}

/// How a command line is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `RUN a b`
    Shell,
    /// `RUN ["a", "b"]`
    Exec,
}

/// A heredoc of a command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InlineFile {
    /// Its name.
    pub name: String,
    /// What is in it, tabs still in place.
    pub data: Vec<u8>,
    /// Whether tabs at the start of its lines are to be removed.
    pub chomp: bool,
}

impl CommandLine {
    pub(super) fn new(request: Request) -> Self {
        let Request { args, form, heredocs, .. } = request;
        let file = |heredoc: Heredoc| InlineFile {
            name: heredoc.name,
            data: heredoc.content,
            chomp: heredoc.chomp,
        };
        Self { args, form, files: heredocs.into_iter().map(file).collect() }
    }
}
