//! Nodes: what a document is made of.

/// The number of a node.
pub(super) type Id = usize;

/// A node.
#[derive(Clone, Debug)]
pub(super) struct Node {
    /// What it is.
    pub(super) content: Content,
    /// Its tag, short where it is one of YAML's own; of a scalar, the one its text asks for.
    pub(super) tag: String,
    /// Whether the tag was written.
    pub(super) tagged: bool,
    /// The line, from one.
    pub(super) line: usize,
    /// The column, from one.
    pub(super) column: usize,
}

/// What a node is.
#[derive(Clone, Debug)]
pub(super) enum Content {
    /// A text that may mean something else.
    Scalar(String),
    /// A list.
    Sequence(Vec<Id>),
    /// Keys and values in turns.
    Mapping(Vec<Id>),
    /// Another node once more.
    Alias {
        /// Its name.
        anchor: String,
        /// The node that has the name.
        target: Id,
    },
}
