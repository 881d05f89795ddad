//! `VOLUME`.

/// `VOLUME <path>...`
///
/// Names folders that live longer than a container.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Volume {
    /// At least one; trimmed, none empty before expansion.
    pub paths: Vec<String>,
}
