//! The tree: a file and its nodes.

use super::Heredoc;
use crate::source::Lines;

/// A Dockerfile, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// The escape token: a backslash or a backtick.
    pub escape: char,
    /// The instructions, at least one.
    pub nodes: Vec<Node>,
    /// The last lines of instructions that have a blank line in their midst.
    pub empty_continuations: Vec<Lines>,
}

/// One instruction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// The keyword, as spelled.
    pub keyword: String,
    /// The keyword in lower case, see [`super::keyword::find`]; empty if it is unknown.
    pub name: &'static str,
    /// The flags, quotes and escapes removed.
    pub flags: Vec<String>,
    /// What follows the flags.
    pub arguments: Arguments,
    /// The line, its continuations joined to it. Not trimmed at its end; stray bytes are marked.
    pub original: String,
    /// What the line was, if it was not UTF-8.
    pub stray: Option<Stray>,
    /// The heredocs announced in the line, in their order.
    pub heredocs: Vec<Heredoc>,
    /// The comments above, without their `#`, none of them empty.
    pub comments: Vec<String>,
    /// From the first line to the last, continuations and heredocs included.
    pub lines: Lines,
}

/// What follows the flags.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arguments {
    /// Words, or one string, depending on the keyword.
    ///
    /// `HEALTHCHECK` has its type as the first. `ONBUILD` has only the keyword of its trigger.
    Words(Vec<String>),
    /// A JSON list. `HEALTHCHECK` has its type as the first.
    Json(Vec<String>),
    /// The pairs of `ENV` and `LABEL`.
    Pairs(Vec<Pair>),
}

/// A pair of `ENV` or `LABEL`, neither side expanded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// What is named.
    pub key: String,
    /// What it is to be.
    pub value: String,
    /// Whether it was written the old way, with a blank for the `=`.
    pub legacy: bool,
}

/// A line that was not UTF-8.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stray {
    /// The line.
    pub line: Box<[u8]>,
    /// Whether what follows the flags was not UTF-8 either.
    pub arguments: bool,
}
