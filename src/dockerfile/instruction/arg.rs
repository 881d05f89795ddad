//! `ARG`.

/// `ARG <name>[=<default>]...`
///
/// Declares variables that a build may set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arg {
    /// At least one.
    pub declarations: Vec<Declaration>,
}

/// One variable of `ARG`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Declaration {
    /// The variable.
    pub key: String,
    /// The default, not expanded.
    pub value: Option<String>,
    /// What a comment above says about it, or an empty text.
    pub description: String,
}
