//! "Did you mean": the one of several words that a mistyped word is closest to.

/// Words that differ by more are no suggestions.
const LIMIT: usize = 3;

/// Finds the option closest to a value, the first of several; there is none if the value is itself
/// an option, for then the error was about something else.
///
/// Without `case_sensitive` the result is in the value's case, if that has one, else in lower case.
pub fn search<T: AsRef<str>>(
    value: &str,
    options: impl IntoIterator<Item = T>,
    case_sensitive: bool,
) -> Option<String> {
    let in_case = |word: &str| if case_sensitive { word.to_owned() } else { lower(word) };
    let wanted = in_case(value);
    let wanted_chars: Vec<char> = wanted.chars().collect();
    let mut best: Option<String> = None;
    let mut limit = LIMIT;
    for option in options {
        let option = in_case(option.as_ref());
        if option == wanted {
            return None;
        }
        let option_chars: Vec<char> = option.chars().collect();
        if let Some(distance) = distance(&wanted_chars, &option_chars, limit) {
            limit = distance;
            best = Some(option);
        }
    }
    let best = best.filter(|best| !best.is_empty())?;
    let all_upper = value != wanted && value == upper(value);
    Some(if !case_sensitive && all_upper { upper(&best) } else { best })
}

/// The suggestion as upstream appends it to an error: ` (did you mean x?)`, or nothing.
pub fn text<T: AsRef<str>>(
    value: &str,
    options: impl IntoIterator<Item = T>,
    case_sensitive: bool,
) -> String {
    search(value, options, case_sensitive)
        .map(|option| format!(" (did you mean {option}?)"))
        .unwrap_or_default()
}

/// The Levenshtein distance, if it is below a limit of at most [`LIMIT`].
///
/// Only cells near the diagonal are computed, so long words cost no more than their length.
fn distance(left: &[char], right: &[char], limit: usize) -> Option<usize> {
    const WIDTH: usize = 2 * LIMIT - 1;
    const CENTER: usize = LIMIT - 1;
    if left.len().abs_diff(right.len()) >= limit {
        return None;
    }
    // `row[CENTER + d]` is the distance of the parts before (i, i + d).
    let mut row = [LIMIT; WIDTH];
    (CENTER..WIDTH).for_each(|cell| row[cell] = cell - CENTER);
    for (index, from) in left.iter().enumerate() {
        let mut next = [LIMIT; WIDTH];
        for cell in 0..WIDTH {
            let Some(column) = (index + 1 + cell).checked_sub(CENTER) else { continue };
            let removed = row.get(cell + 1).map_or(LIMIT, |before| before + 1);
            let added = cell.checked_sub(1).map_or(LIMIT, |before| next[before] + 1);
            let kept = match column.checked_sub(1).map(|column| right.get(column)) {
                Some(Some(to)) => row[cell] + usize::from(from != to),
                _ => LIMIT,
            };
            next[cell] = if column > right.len() { LIMIT } else { kept.min(added).min(removed) };
        }
        row = next;
    }
    let distance = row[CENTER + right.len() - left.len()];
    (distance < limit).then_some(distance)
}

/// Lower case, one character for one.
fn lower(text: &str) -> String {
    text.chars().map(|c| c.to_lowercase().next().unwrap_or(c)).collect()
}

/// Upper case, one character for one.
fn upper(text: &str) -> String {
    let single = |c: char| {
        let mut mapped = c.to_uppercase();
        if mapped.len() == 1 { mapped.next().unwrap_or(c) } else { c }
    };
    text.chars().map(single).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn full(left: &str, right: &str) -> usize {
        let right: Vec<char> = right.chars().collect();
        let mut row: Vec<usize> = (0..=right.len()).collect();
        for (index, from) in left.chars().enumerate() {
            let mut corner = row[0];
            row[0] = index + 1;
            for column in 0..right.len() {
                let kept = corner + usize::from(from != right[column]);
                corner = row[column + 1];
                row[column + 1] = kept.min(row[column] + 1).min(corner + 1);
            }
        }
        row[right.len()]
    }

    #[test]
    fn distances_are_those_of_levenshtein() {
        let mut words = vec![String::new()];
        for length in 0..4 {
            let longer: Vec<String> = words
                .iter()
                .filter(|word| word.len() == length)
                .flat_map(|word| ["a", "b", "c"].map(|letter| format!("{word}{letter}")))
                .collect();
            words.extend(longer);
        }
        for left in &words {
            for right in &words {
                let [l, r] = [left, right].map(|word| word.chars().collect::<Vec<_>>());
                for limit in 1..=LIMIT {
                    let expected = Some(full(left, right)).filter(|distance| *distance < limit);
                    assert_eq!(distance(&l, &r, limit), expected, "{left} {right} {limit}");
                }
            }
        }
    }

    #[test]
    fn the_first_of_the_closest_is_suggested() {
        let options = ["source", "target", "type", "from"];
        assert_eq!(search("sorce", options, true).as_deref(), Some("source"));
        assert_eq!(search("trget", options, true).as_deref(), Some("target"));
        assert_eq!(search("typo", options, true).as_deref(), Some("type"));
        assert_eq!(search("bogus", options, true), None);
        assert_eq!(search("from", ["form", "from"], true), None);
        assert_eq!(search("ac", ["ab", "cc"], true).as_deref(), Some("ab"));
        assert_eq!(search("ac", ["", "abcd"], true), None);
        assert_eq!(text("form", options, true), " (did you mean from?)");
        assert_eq!(text("x", ["wxyz12"], true), "");
    }

    #[test]
    fn case_follows_the_value() {
        let options = ["RUN", "COPY", "FROM"];
        assert_eq!(search("FORM", options, false).as_deref(), Some("FROM"));
        assert_eq!(search("form", options, false).as_deref(), Some("from"));
        assert_eq!(search("Form", options, false).as_deref(), Some("from"));
        assert_eq!(search("Copy", options, false), None);
        assert_eq!(search("COY", options, true).as_deref(), Some("COPY"));
        assert_eq!(search("coy", options, true), None);
    }
}
