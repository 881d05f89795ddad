//! What `ADD` and `COPY` take, and where to.

use super::InstructionErrorKind;
use crate::dockerfile::syntax::Heredoc;
use crate::dockerfile::syntax::heredoc;
use crate::order::Collect as _;
use std::collections::BTreeMap;

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

impl Sources {
    /// Reads at least two arguments.
    pub(super) fn parse(
        instruction: &'static str,
        args: Vec<String>,
        heredocs: Vec<Heredoc>,
    ) -> Result<Self, InstructionErrorKind> {
        let mut sources = Self { paths: args, ..Self::default() };
        sources.destination = sources.paths.pop().unwrap_or_default();
        if heredoc(&sources.destination).is_some() {
            return Err(InstructionErrorKind::HeredocDestination(instruction));
        }
        if heredocs.is_empty() && !sources.paths.iter().any(|path| path.contains("<<")) {
            return Ok(sources);
        }
        let bodies = heredocs.into_iter().map(|heredoc| (heredoc.name, heredoc.content));
        let bodies = bodies.into_map();
        let content = |path: &String| Some(Content::new(heredoc(path)?, &bodies));
        sources.contents = sources.paths.iter().filter_map(content).collect();
        sources.paths.retain(|path| heredoc(path).is_none());
        Ok(sources)
    }
}

impl Content {
    /// A word of the line and the body of that name; of several the last.
    fn new(word: Heredoc, bodies: &BTreeMap<String, Vec<u8>>) -> Self {
        let body = bodies.get(&word.name).map(Vec::as_slice).unwrap_or_default();
        let data = if word.chomp { heredoc::chomp(body) } else { body.to_vec() };
        Self { path: word.name, data, expand: word.expand }
    }
}

/// A heredoc; words that are broken are paths.
fn heredoc(word: &str) -> Option<Heredoc> {
    heredoc::word(word).ok().flatten()
}
