//! `WORKDIR`.

/// `WORKDIR <path>`
///
/// Sets and makes the folder in which the instructions that follow work.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Workdir {
    /// The folder.
    pub path: String,
}
