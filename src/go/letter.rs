//! Letters and digits as Go's `unicode.IsLetter` and `unicode.IsDigit` see them.

use super::category;

/// Reports whether Go counts a character as a letter (category L).
pub fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic() || !c.is_ascii() && category::of(c).starts_with('L')
}

/// Reports whether Go counts a character as a decimal digit (category Nd).
pub fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || !c.is_ascii() && category::of(c) == "Nd"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(is: fn(char) -> bool) -> (u32, u64) {
        let all = ('\0'..=char::MAX).filter(|c| is(*c));
        all.fold((0, 0), |(count, sum), c| {
            (count + 1, sum.wrapping_mul(1_000_003).wrapping_add(u64::from(c)))
        })
    }

    #[test]
    fn the_tables_are_those_of_go() {
        assert_eq!(sum(is_letter), (136_104, 12_703_769_515_908_222_294));
        assert_eq!(sum(is_digit), (680, 14_481_322_020_401_771_172));
    }
}
