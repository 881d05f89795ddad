//! Names: what may be one.

use crate::go::letter::is_digit;
use crate::go::letter::is_letter;

/// Whether a text is a name, keyword or not; `_` is.
pub fn is_valid_ident(text: &str) -> bool {
    let hidden = text.strip_prefix('_');
    let text = match hidden {
        Some("") => return true,
        Some(rest) => rest,
        None if text.is_empty() => return false,
        None => text,
    };
    let definition = text.strip_prefix('#');
    // `_0` is a name, `0` and `#0` are not.
    let digit_first = hidden.is_some() && definition.is_none();
    let text = definition.unwrap_or(text);
    (digit_first || !text.starts_with(is_digit))
        && text.chars().all(|ch| is_letter(ch) || is_digit(ch) || ch == '_' || ch == '$')
}

/// Whether a label needs quotes to be that of a regular field.
pub fn needs_quotes(label: &str) -> bool {
    label.starts_with(['#', '_']) || !is_valid_ident(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_do_not_start_with_a_digit() {
        for name in ["a", "_", "#", "_#", "_0", "$1", "a0", "_#a", "__x", "äß", "if"] {
            assert!(is_valid_ident(name), "{name}");
        }
        for text in ["", "0", "#0", "_#0", "a-b", "a b", "a#", "٣"] {
            assert!(!is_valid_ident(text), "{text}");
        }
        assert!(needs_quotes("_a") && needs_quotes("#a") && !needs_quotes("if"));
    }
}
