//! Why a text is not YAML.

use thiserror::Error;

/// Why a text is not YAML, or not data.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum YamlError {
    /// Something in the text is wrong; written as upstream does behind the name of a file.
    ///
    /// The line is the one that upstream gives: none if the first one is to blame, and the one
    /// above where the parser is surprised.
    #[error("{}: {message}", .line.map(|line| format!(":{line}")).unwrap_or_default())]
    Text {
        /// The line, from one, if it is known.
        line: Option<usize>,
        /// What is wrong.
        message: String,
    },
    /// What the text says cannot be.
    #[error("{0}")]
    Data(String),
}

impl YamlError {
    /// An error of a line, from one.
    pub(super) fn at(line: usize, message: impl Into<String>) -> Self {
        Self::Text { line: Some(line), message: message.into() }
    }

    /// An error of the whole text.
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self::Text { line: None, message: message.into() }
    }

    /// An error of what a text says.
    pub(super) fn data(message: impl Into<String>) -> Self {
        Self::Data(message.into())
    }
}
