//! Upper and lower case as Go's `strings` and `unicode` packages change them.
//!
//! Go maps each character to one character and knows Unicode 15; Rust maps a character to several
//! and knows a later version. `later` and `one_to_one` are the difference.

/// Changes every character to lower case (`strings.ToLower`).
pub fn to_lower(text: &str) -> String {
    text.chars().map(lower).collect()
}

/// Changes every character to upper case (`strings.ToUpper`).
pub fn to_upper(text: &str) -> String {
    text.chars().map(upper).collect()
}

/// Compares texts under simple case folding (`strings.EqualFold`).
pub fn equal_fold(left: &str, right: &str) -> bool {
    left.chars().map(fold).eq(right.chars().map(fold))
}

/// Lower case of one character (`unicode.ToLower`).
pub fn lower(c: char) -> char {
    match c {
        'İ' => 'i',
        _ if c.is_ascii() => c.to_ascii_lowercase(),
        _ if later(c) => c,
        _ => single(c, c.to_lowercase()),
    }
}

/// Upper case of one character (`unicode.ToUpper`).
pub fn upper(c: char) -> char {
    match c {
        _ if c.is_ascii() => c.to_ascii_uppercase(),
        // Their upper case came after Unicode 15.
        'ƛ' | 'ɤ' => c,
        _ if later(c) => c,
        _ => one_to_one(c).unwrap_or_else(|| single(c, c.to_uppercase())),
    }
}

/// Title case of one character (`unicode.ToTitle`).
pub fn title(c: char) -> char {
    match c {
        'Ǆ'..='ǆ' => 'ǅ',
        'Ǉ'..='ǉ' => 'ǈ',
        'Ǌ'..='ǌ' => 'ǋ',
        'Ǳ'..='ǳ' => 'ǲ',
        // The letters of modern Georgian have no title case.
        'ა'..='ჿ' => c,
        _ => upper(c),
    }
}

/// One character for all that differ only in case.
fn fold(c: char) -> char {
    // The Turkish letters fold to themselves only.
    if matches!(c, 'İ' | 'ı') { c } else { upper(lower(upper(c))) }
}

/// The only character of a mapping, or the character itself if there are several.
fn single(c: char, mut mapped: impl Iterator<Item = char>) -> char {
    match (mapped.next(), mapped.next()) {
        (Some(only), None) => only,
        _ => c,
    }
}

/// Greek letters with a iota, whose full upper case takes two characters and whose simple one is
/// the title case.
fn one_to_one(c: char) -> Option<char> {
    let distance = match u32::from(c) {
        0x1f80..=0x1f87 | 0x1f90..=0x1f97 | 0x1fa0..=0x1fa7 => 8,
        0x1fb3 | 0x1fc3 | 0x1ff3 => 9,
        _ => return None,
    };
    char::from_u32(u32::from(c) + distance)
}

/// Cased letters that came after Unicode 15.
const fn later(c: char) -> bool {
    matches!(
        c,
        '\u{1c89}'..='\u{1c8a}'
            | '\u{a7cb}'..='\u{a7cf}'
            | '\u{a7d2}'..='\u{a7d5}'
            | '\u{a7da}'..='\u{a7dc}'
            | '\u{10d50}'..='\u{10d85}'
            | '\u{16ea0}'..='\u{16ed3}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sums all mappings; Go's `unicode` tables give the same sums.
    #[test]
    fn all_mappings_are_those_of_go() {
        let sum = |map: fn(char) -> char| {
            let changed = ('\0'..=char::MAX).filter(|c| map(*c) != *c);
            changed.fold(0u64, |sum, c| {
                let pair = (u64::from(c) << 21) | u64::from(map(c));
                sum.wrapping_mul(1_000_003).wrapping_add(pair)
            })
        };
        assert_eq!(
            (sum(lower), sum(upper), sum(title)),
            (6_576_389_087_947_866_175, 1_637_464_224_628_831_674, 10_689_694_968_105_657_375)
        );
    }

    #[test]
    fn texts_fold_by_orbits() {
        assert!(equal_fold("Kelvin", "\u{212a}ELVIN"));
        assert!(equal_fold("ſtage", "STAGE"));
        assert!(equal_fold("ΣΊΣΥΦΟΣ", "σίσυφος"));
        assert!(equal_fold("ẞ", "ß"));
        assert!(!equal_fold("ı", "I"));
        assert!(!equal_fold("İ", "i"));
        assert!(!equal_fold("a", "aa"));
        assert_eq!(to_lower("ΑΣ"), "ασ");
        assert_eq!(to_upper("straße ᾳ"), "STRAßE ᾼ");
    }
}
