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
pub fn fold(c: char) -> char {
    // The Turkish letters fold to themselves only.
    if matches!(c, 'İ' | 'ı') { c } else { upper(lower(upper(c))) }
}

/// All characters that differ from one only in case, and that one; some come twice.
pub fn orbit(c: char) -> impl Iterator<Item = char> {
    let folded = fold(c);
    let small = lower(folded);
    // A small letter may have a capital that has another small letter.
    let small = if fold(small) == folded { small } else { folded };
    let from = STRAYS.partition_point(|(of, _)| *of < folded);
    let strays = STRAYS[from..].iter().take_while(move |(of, _)| *of == folded);
    [c, folded, small].into_iter().chain(strays.map(|(_, stray)| *stray))
}

/// Characters that are neither the character of their orbit, which stands before them, nor its
/// lower case.
const STRAYS: &[(char, char)] = &[
    ('\u{4b}', '\u{212a}'),
    ('\u{53}', '\u{17f}'),
    ('\u{c5}', '\u{212b}'),
    ('\u{df}', '\u{1e9e}'),
    ('\u{1c4}', '\u{1c5}'),
    ('\u{1c7}', '\u{1c8}'),
    ('\u{1ca}', '\u{1cb}'),
    ('\u{1f1}', '\u{1f2}'),
    ('\u{392}', '\u{3d0}'),
    ('\u{395}', '\u{3f5}'),
    ('\u{398}', '\u{3d1}'),
    ('\u{398}', '\u{3f4}'),
    ('\u{399}', '\u{345}'),
    ('\u{399}', '\u{1fbe}'),
    ('\u{39a}', '\u{3f0}'),
    ('\u{39c}', '\u{b5}'),
    ('\u{3a0}', '\u{3d6}'),
    ('\u{3a1}', '\u{3f1}'),
    ('\u{3a3}', '\u{3c2}'),
    ('\u{3a6}', '\u{3d5}'),
    ('\u{3a9}', '\u{2126}'),
    ('\u{412}', '\u{1c80}'),
    ('\u{414}', '\u{1c81}'),
    ('\u{41e}', '\u{1c82}'),
    ('\u{421}', '\u{1c83}'),
    ('\u{422}', '\u{1c84}'),
    ('\u{422}', '\u{1c85}'),
    ('\u{42a}', '\u{1c86}'),
    ('\u{462}', '\u{1c87}'),
    ('\u{1e60}', '\u{1e9b}'),
    ('\u{a64a}', '\u{1c88}'),
];

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

    /// Sums the last characters of all orbits, as a Go program that asks `unicode.SimpleFold` does.
    #[test]
    fn all_orbits_are_those_of_go() {
        let last = |c: char| orbit(c).max().filter(|last| *last != c).map(|last| (c, last));
        let sum = ('\0'..=char::MAX).filter_map(last).fold(0u64, |sum, (c, last)| {
            sum.wrapping_mul(1_000_003).wrapping_add((u64::from(c) << 21) | u64::from(last))
        });
        assert_eq!(sum, 994_850_530_880_482_127);
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
