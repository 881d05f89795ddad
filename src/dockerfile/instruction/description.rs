//! What comments above an instruction say about the names in it.

use std::collections::BTreeMap;

use crate::order::Collect as _;

/// The comments above an instruction, by the name they start with.
pub(super) struct Descriptions<'a> {
    comments: &'a [String],
    /// The first comment of each first word, without that word.
    words: BTreeMap<&'a str, &'a str>,
}

impl<'a> Descriptions<'a> {
    pub(super) fn new(comments: &'a [String]) -> Self {
        let pairs = comments.iter().filter_map(|comment| comment.split_once(' '));
        // Backwards: the first comment is to stay.
        Self { comments, words: pairs.rev().into_map() }
    }

    /// What the first comment that starts with a name says about it, or an empty text.
    pub(super) fn of(&self, name: &str) -> &'a str {
        if name.is_empty() {
            return "";
        }
        if !name.contains(' ') {
            return self.words.get(name).copied().unwrap_or_default();
        }
        let after = |comment: &'a String| comment.strip_prefix(name)?.strip_prefix(' ');
        self.comments.iter().find_map(after).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::Descriptions;

    #[test]
    fn the_first_comment_with_the_name_counts() {
        let comments = ["ax y", "a", "a first", "a second", "\"b c\" third", " fourth"];
        let comments = comments.map(str::to_owned);
        let descriptions = Descriptions::new(&comments);
        let rows =
            [("a", "first"), ("\"b c\"", "third"), ("\"b", "c\" third"), ("b", ""), ("", "")];
        for (name, expected) in rows {
            assert_eq!(descriptions.of(name), expected, "{name}");
        }
    }
}
