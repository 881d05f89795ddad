//! Texts in normalization form C, in which what looks the same is written the same.
//!
//! Upstream: `golang.org/x/text/unicode/norm`.

use std::borrow::Cow;

use unicode_normalization::char::canonical_combining_class;
use unicode_normalization::char::compose;
use unicode_normalization::char::decompose_canonical;

use crate::order;

/// The text in form C.
pub fn nfc(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let normal: String = composed(&decomposed(text)).into_iter().collect();
    if normal == text { Cow::Borrowed(text) } else { Cow::Owned(normal) }
}

/// Whether the text is in form C.
pub fn is_nfc(text: &str) -> bool {
    matches!(nfc(text), Cow::Borrowed(_))
}

/// All that can be taken apart, with the marks of each letter in the order of their classes.
fn decomposed(text: &str) -> Vec<char> {
    let mut chars = Vec::with_capacity(text.len());
    for char in text.chars() {
        decompose_canonical(char, |part| chars.push(part));
    }
    for letter in chars.chunk_by_mut(|_, next| canonical_combining_class(*next) != 0) {
        order::sort_by_key(letter, |char| canonical_combining_class(*char));
    }
    chars
}

/// All that can be put together: a mark goes to the letter before it, unless one that is in between
/// is of its class or a higher one.
fn composed(chars: &[char]) -> Vec<char> {
    let mut all: Vec<char> = Vec::with_capacity(chars.len());
    let (mut letter, mut last_class) = (None, 0);
    for char in chars {
        let class = canonical_combining_class(*char);
        if let Some(letter) = letter
            && (letter + 1 == all.len() || last_class < class)
            && let Some(whole) = compose(all[letter], *char)
        {
            all[letter] = whole;
            continue;
        }
        if class == 0 {
            letter = Some(all.len());
        }
        last_class = class;
        all.push(*char);
    }
    all
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization as _;

    use super::*;

    #[test]
    fn marks_go_to_their_letters() {
        assert_eq!(nfc("e\u{301}"), "é");
        assert_eq!(nfc("q\u{307}\u{323}"), "q\u{323}\u{307}");
        assert_eq!(nfc("\u{1100}\u{1161}\u{11a8}"), "각");
        assert_eq!(nfc("\u{301}e"), "\u{301}e");
        assert!(is_nfc("é, plain"));
        assert!(!is_nfc("Å (\u{212b})"));
    }

    proptest! {
        #[test]
        fn texts_become_what_the_tables_say(
            text in "[a-eA-E\u{c0}-\u{17f}\u{300}-\u{362}\u{591}-\u{5b0}\u{915}-\u{95f}\u{1100}-\u{11ff}\u{ac00}-\u{ac80}\u{1e00}-\u{1f10}\u{212b}\u{2adc}\u{1d15e}-\u{1d165}]{0,12}"
        ) {
            prop_assert_eq!(nfc(&text), text.nfc().collect::<String>());
        }
    }
}
