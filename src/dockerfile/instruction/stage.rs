//! `FROM` and what follows it.

use super::Instruction;
use super::Located;
use super::Origin;

/// `FROM [--platform=] <base> [AS <name>]`
///
/// Starts a stage.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stage {
    /// How its `FROM` was written.
    pub origin: Origin,
    /// Its name in lower case, or an empty text.
    pub name: String,
    /// The image or stage it starts from, not expanded.
    pub base_name: String,
    /// The value of `--platform`, not expanded, or an empty text.
    pub platform: String,
    /// What a comment above says about it, or an empty text.
    pub description: String,
    /// What is done in it.
    pub instructions: Vec<Located<Instruction>>,
}
