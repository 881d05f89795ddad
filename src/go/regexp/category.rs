//! The classes that are named by general categories.

use super::class::Set;
use crate::go::category::NAMES;
use crate::go::category::in_turn;
use crate::go::category::runs;

/// The set of a category, of all that start with the same letter, or of all characters.
///
/// The name has a capital at its start only, and nothing between its words.
pub(super) fn set(name: &str) -> Option<Set> {
    let short = LONG_NAMES.iter().find(|(long, _)| *long == name).map_or(name, |(_, short)| short);
    let (ranges, negated) = match short {
        "Any" => (Vec::new(), true),
        "Ascii" => (vec![('\0', '\x7f')], false),
        "Assigned" => (ranges("Cn")?, true),
        _ => (ranges(short)?, false),
    };
    Some(Set { ranges, negated })
}

/// The characters of a category; a letter stands for all categories that start with it, `Lc` for
/// those of letters that have a case.
fn ranges(name: &str) -> Option<Vec<(char, char)>> {
    let wanted = |of: &str| match name {
        "Lc" => matches!(of, "Lu" | "Ll" | "Lt"),
        _ => of == name || name.len() == 1 && of.starts_with(name),
    };
    if !NAMES.iter().any(|of| wanted(of)) {
        return None;
    }
    let mut ranges = Vec::new();
    for (start, end, id) in runs() {
        match NAMES.get(id) {
            Some(of) if wanted(of) => add(&mut ranges, start, end),
            Some(_) => {}
            None => {
                for c in start..end {
                    if wanted(in_turn(start, c)) {
                        add(&mut ranges, c, c + 1);
                    }
                }
            }
        }
    }
    Some(ranges)
}

/// Adds characters behind all that are there; surrogates are none.
pub(super) fn add(ranges: &mut Vec<(char, char)>, start: u32, end: u32) {
    let (Some(start), Some(last)) = (char::from_u32(start), char::from_u32(end - 1)) else {
        return;
    };
    match ranges.last_mut() {
        Some(before) if u32::from(before.1) + 1 == u32::from(start) => before.1 = last,
        _ => ranges.push((start, last)),
    }
}

/// Other names of categories.
const LONG_NAMES: &[(&str, &str)] = &[
    ("Casedletter", "Lc"),
    ("Closepunctuation", "Pe"),
    ("Combiningmark", "M"),
    ("Connectorpunctuation", "Pc"),
    ("Control", "Cc"),
    ("Currencysymbol", "Sc"),
    ("Dashpunctuation", "Pd"),
    ("Decimalnumber", "Nd"),
    ("Enclosingmark", "Me"),
    ("Finalpunctuation", "Pf"),
    ("Format", "Cf"),
    ("Initialpunctuation", "Pi"),
    ("Letter", "L"),
    ("Letternumber", "Nl"),
    ("Lineseparator", "Zl"),
    ("Lowercaseletter", "Ll"),
    ("Mark", "M"),
    ("Mathsymbol", "Sm"),
    ("Modifierletter", "Lm"),
    ("Modifiersymbol", "Sk"),
    ("Nonspacingmark", "Mn"),
    ("Number", "N"),
    ("Openpunctuation", "Ps"),
    ("Other", "C"),
    ("Otherletter", "Lo"),
    ("Othernumber", "No"),
    ("Otherpunctuation", "Po"),
    ("Othersymbol", "So"),
    ("Paragraphseparator", "Zp"),
    ("Privateuse", "Co"),
    ("Punctuation", "P"),
    ("Separator", "Z"),
    ("Spaceseparator", "Zs"),
    ("Spacingmark", "Mc"),
    ("Surrogate", "Cs"),
    ("Symbol", "S"),
    ("Titlecaseletter", "Lt"),
    ("Unassigned", "Cn"),
    ("Uppercaseletter", "Lu"),
    ("Cntrl", "Cc"),
    ("Digit", "Nd"),
    ("Punct", "P"),
];
