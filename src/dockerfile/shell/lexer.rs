//! One word, expanded.

use std::collections::BTreeSet;

use indexmap::IndexSet;

use super::Env;
use super::ShellError;
use super::process::Process;
use super::split::split;

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
    /// Those that are not, in the order of the word: upstream walks a map, which in a small one of
    /// Go is most often the order it was filled in.
    pub unmatched: IndexSet<String>,
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
        if self.is_plain(word) {
            return Ok(Expanded { text: unmark(word).to_owned(), names: Names::default() });
        }
        let mut process = Process::new(*self, env, unmark(word));
        match process.word() {
            Ok(text) => Ok(Expanded { text, names: process.names }),
            Err(kind) => {
                let names = process.names;
                Err(Box::new(ShellError { word: word.to_owned(), kind, names }))
            }
        }
    }

    /// Expands a word and splits the result at its unquoted blanks.
    ///
    /// Whatever stands directly before a substitution with a modifier, as `a` in `a${b:-c}`, is
    /// lost: upstream does so.
    pub fn process_words(&self, word: &str, env: &dyn Env) -> Result<Vec<String>, Box<ShellError>> {
        if self.is_plain(word) {
            return Ok(split(unmark(word)));
        }
        let mut process = Process::new(*self, env, unmark(word));
        process.words().map_err(|kind| {
            let names = process.names;
            Box::new(ShellError { word: word.to_owned(), kind, names })
        })
    }

    /// Whether nothing in a word needs a second look.
    fn is_plain(self, word: &str) -> bool {
        let special = |byte| matches!(byte, b'$' | b'<' | b'\'' | b'"');
        if !self.escape.is_ascii() {
            return !word.contains(self.escape) && !word.bytes().any(special);
        }
        !word.bytes().any(|byte| special(byte) || char::from(byte) == self.escape)
    }
}

/// Removes a byte order mark.
fn unmark(word: &str) -> &str {
    word.strip_prefix('\u{feff}').unwrap_or(word)
}
