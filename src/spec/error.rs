//! What is wrong with a document, and where.

use thiserror::Error;

use crate::build::Origin;

/// What is wrong with a document, and where.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{origin}{message}")]
pub struct SpecError {
    /// The field and its lines.
    pub origin: Origin,
    /// What is wrong with it.
    pub message: String,
}

impl SpecError {
    pub(super) fn new(origin: &Origin, message: impl Into<String>) -> Self {
        Self { origin: origin.clone(), message: message.into() }
    }
}
