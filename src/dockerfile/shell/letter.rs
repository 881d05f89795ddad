//! What a name is made of.

use crate::go::letter::is_digit;
use crate::go::letter::is_letter;

/// Whether a character may be part of a name.
pub(super) fn is_name(c: char) -> bool {
    c == '_' || is_letter(c) || is_digit(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_digits_of_all_scripts_are_known() {
        assert!("aZ_0éßΩжא漢カ한٣𝔘".chars().all(is_name));
        assert!(!" -.$²½Ⅷ€\u{301}\u{1f600}\u{85}".chars().any(is_name));
        assert!("07٣९𝟘".chars().all(is_digit));
        assert!(!"a²½Ⅷ一".chars().any(is_digit));
    }
}
