//! Words, split at their unquoted blanks.

use crate::go::space::is_space;

/// The words of a text, as they come in.
#[derive(Default)]
pub(super) struct Words {
    finished: Vec<String>,
    /// The word being read.
    current: String,
    /// Whether a word is being read. It may be empty.
    inside: bool,
}

impl Words {
    /// Takes text that may end words.
    pub(super) fn push(&mut self, text: &str) {
        for c in text.chars() {
            if !is_space(c) {
                self.push_raw(c.encode_utf8(&mut [0; 4]));
            } else if self.inside && !self.current.is_empty() {
                self.finished.push(std::mem::take(&mut self.current));
                self.inside = false;
            }
        }
    }

    /// Takes text that ends no word, whatever is in it.
    pub(super) fn push_raw(&mut self, text: &str) {
        self.current.push_str(text);
        self.inside = true;
    }

    /// Forgets the word being read.
    pub(super) fn forget(&mut self) {
        self.current.clear();
    }

    /// All words.
    pub(super) fn finish(mut self) -> Vec<String> {
        if !self.current.is_empty() {
            self.finished.push(self.current);
        }
        self.finished
    }
}

/// Splits a text in which nothing is quoted.
pub(super) fn split(text: &str) -> Vec<String> {
    text.split(is_space).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}
