//! One word, expanded.

use super::Env;
use super::ShellError;
use std::collections::BTreeSet;

/// Expands words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "upstream's four switches, all independent")]
pub struct Lexer {
    /// The escape token of the file: a backslash or a backtick.
    pub escape: char,
    /// Whether quotes stay in the result.
    pub raw_quotes: bool,
    /// Whether escape tokens stay in the result.
    pub raw_escapes: bool,
    /// Whether quotes are characters like any other.
    pub skip_process_quotes: bool,
    /// Whether references to unset variables stay as they are written.
    pub skip_unset_env: bool,
}

/// The variables a word looked up, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// Those that are set.
    pub matched: BTreeSet<String>,
    /// Those that are not.
    pub unmatched: BTreeSet<String>,
}

/// A word after expansion.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expanded {
    /// The result.
    pub text: String,
    /// What was looked up on the way.
    pub names: Names,
}

impl Lexer {
    /// A lexer that removes quotes and escapes and leaves nothing unexpanded.
    pub const fn new(escape: char) -> Self {
        Self {
            escape,
            raw_quotes: false,
            raw_escapes: false,
            skip_process_quotes: false,
            skip_unset_env: false,
        }
    }

    /// Expands a word to a word.
    pub fn process_word(&self, word: &str, env: &dyn Env) -> Result<Expanded, Box<ShellError>> {
        let _ = env;
        Ok(Expanded { text: word.to_owned(), names: Names::default() })
    }

    /// Expands a word and splits the result at its unquoted blanks.
    pub fn process_words(&self, word: &str, env: &dyn Env) -> Result<Vec<String>, Box<ShellError>> {
        let _ = env;
        Ok(word.split_whitespace().map(str::to_owned).collect())
    }
}
