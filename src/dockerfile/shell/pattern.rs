//! Patterns of `${x#…}`, `${x%…}` and `${x/…/…}`: `*` for any run, `?` for one character.
//!
//! Upstream translates them to regular expressions, and neither `*` nor `?` matches a line break
//! there. So a line of the pattern, between two line breaks, lies within one line of the value,
//! and only the first and the last line of a pattern leave a choice. Within a line the parts
//! between the stars are put as far to the right as they go, or as far to the left if the match
//! is to be short; nothing is ever tried twice.

use std::ops::Range;

/// A pattern.
pub(super) struct Pattern {
    lines: Vec<Vec<Part>>,
}

/// What lies between two stars.
enum Part {
    Literal(String),
    /// With `?` in it, which is `None` here.
    Mixed(Vec<Option<char>>),
}

/// Where a match in a line ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    /// At the end of the line.
    Line,
    /// As late as possible.
    Late,
    /// As early as possible.
    Early,
}

impl Pattern {
    /// Reads a pattern; the error is what follows a backslash that may not be there.
    pub(super) fn parse(text: &str) -> Result<Self, char> {
        let mut parts = Vec::new();
        let mut part = Vec::new();
        let mut chars = text.strip_prefix('\u{feff}').unwrap_or(text).chars().peekable();
        while let Some(c) = chars.next() {
            match c {
                '*' => parts.push(std::mem::take(&mut part)),
                '?' => part.push(None),
                '\\' if matches!(chars.peek(), Some('}' | '/')) => {}
                '\\' => match chars.next() {
                    Some(c @ ('*' | '?' | '\\')) => part.push(Some(c)),
                    other => return Err(other.unwrap_or(char::REPLACEMENT_CHARACTER)),
                },
                c => part.push(Some(c)),
            }
        }
        parts.push(part);
        Ok(Self { lines: lines(parts) })
    }

    /// How much of a value the pattern matches at its start.
    pub(super) fn prefix(&self, value: &str, longest: bool) -> usize {
        let end = if longest { End::Late } else { End::Early };
        self.at_line(value, 0, true, end).map_or(0, |found| found.end)
    }

    /// The first match, as long as possible.
    pub(super) fn find(&self, value: &str, from: usize) -> Option<Range<usize>> {
        if let Some(part) = self.single() {
            return part.find(value, from);
        }
        let mut start = from;
        loop {
            if let Some(found) = self.at_line(value, start, false, End::Late) {
                return Some(found);
            }
            start += value[start..].find('\n')? + 1;
        }
    }

    /// Replaces every match; `None` if the result is beyond a limit.
    ///
    /// An empty match directly behind another match does not count.
    pub(super) fn replace_all(
        &self,
        value: &str,
        replacement: impl Fn(&str) -> String,
        limit: usize,
    ) -> Option<String> {
        let mut text = String::new();
        let mut copied = 0;
        let mut from = 0;
        while let Some(found) = (from <= value.len()).then(|| self.find(value, from)).flatten() {
            text.push_str(&value[copied..found.start]);
            if found.end > copied || found.start == 0 {
                text.push_str(&replacement(&value[found.clone()]));
            }
            copied = found.end;
            let next = value[from..].chars().next().map_or(1, char::len_utf8);
            from = found.end.max(from + next);
            if text.len() > limit {
                return None;
            }
        }
        text.push_str(&value[copied..]);
        Some(text)
    }

    /// The only part, if there is no star.
    fn single(&self) -> Option<&Part> {
        let [line] = self.lines.as_slice() else { return None };
        let [part] = line.as_slice() else { return None };
        Some(part)
    }

    /// A match that starts in the line that begins at `start`.
    fn at_line(&self, value: &str, start: usize, anchored: bool, end: End) -> Option<Range<usize>> {
        if let Some(part) = self.single() {
            return part.at(value, start).map(|end| start..end);
        }
        let (last, before) = self.lines.split_last()?;
        let mut begin = None;
        let mut start = start;
        for line in before {
            let length = value[start..].find('\n')?;
            let found =
                place(line, &value[start..start + length], anchored || begin.is_some(), End::Line)?;
            begin = begin.or(Some(start + found.start));
            start += length + 1;
        }
        let length = value[start..].find('\n').unwrap_or(value.len() - start);
        let found = place(last, &value[start..start + length], anchored || begin.is_some(), end)?;
        Some(begin.unwrap_or(start + found.start)..start + found.end)
    }
}

/// Parts it at stars, and if there are any, at line breaks first.
fn lines(stars: Vec<Vec<Option<char>>>) -> Vec<Vec<Part>> {
    if let [_] = stars.as_slice() {
        return vec![stars.into_iter().map(Part::new).collect()];
    }
    let mut lines = vec![Vec::new()];
    for tokens in stars {
        for (index, piece) in tokens.split(|token| *token == Some('\n')).enumerate() {
            if index > 0 {
                lines.push(Vec::new());
            }
            lines.last_mut().into_iter().for_each(|line| line.push(Part::new(piece.to_vec())));
        }
    }
    lines
}

/// Matches a line of the pattern against a line of the value.
fn place(parts: &[Part], line: &str, anchored: bool, end: End) -> Option<Range<usize>> {
    let (first, rest) = parts.split_first()?;
    let Some((last, middle)) = rest.split_last() else {
        return alone(first, line, anchored, end);
    };
    if end == End::Early {
        let start = first.at(line, 0)?;
        let end = rest.iter().try_fold(start, |end, part| Some(part.find(line, end)?.end))?;
        return Some(0..end);
    }
    let last = if end == End::Line {
        last.ending(line, line.len())?..line.len()
    } else {
        last.find_last(line, line.len())?
    };
    let limit = |limit, part: &Part| Some(part.find_last(line, limit)?.start);
    let limit = middle.iter().rev().try_fold(last.start, limit)?;
    let first = if anchored { 0..first.at(line, 0)? } else { first.find(line, 0)? };
    (first.end <= limit).then_some(first.start..last.end)
}

/// Matches a line of the pattern without stars.
fn alone(part: &Part, line: &str, anchored: bool, end: End) -> Option<Range<usize>> {
    let found = match (anchored, end) {
        (true, _) => 0..part.at(line, 0)?,
        (false, End::Line) => part.ending(line, line.len())?..line.len(),
        (false, _) => part.find(line, 0)?,
    };
    (end != End::Line || found.end == line.len()).then_some(found)
}

impl Part {
    fn new(tokens: Vec<Option<char>>) -> Self {
        match tokens.iter().copied().collect() {
            Some(literal) => Self::Literal(literal),
            None => Self::Mixed(tokens),
        }
    }

    /// Where a match ends that starts at a place.
    fn at(&self, text: &str, start: usize) -> Option<usize> {
        match self {
            Self::Literal(literal) => {
                text[start..].starts_with(literal.as_str()).then_some(start + literal.len())
            }
            Self::Mixed(tokens) => {
                let mut chars = text[start..].chars();
                tokens
                    .iter()
                    .all(|token| fits(*token, chars.next()))
                    .then(|| text.len() - chars.as_str().len())
            }
        }
    }

    /// Where a match starts that ends at a place.
    fn ending(&self, text: &str, end: usize) -> Option<usize> {
        match self {
            Self::Literal(literal) => {
                text[..end].ends_with(literal.as_str()).then(|| end - literal.len())
            }
            Self::Mixed(tokens) => {
                let mut chars = text[..end].chars();
                let mut tokens = tokens.iter().rev();
                tokens.all(|token| fits(*token, chars.next_back())).then_some(chars.as_str().len())
            }
        }
    }

    /// The first match from a place on.
    fn find(&self, text: &str, from: usize) -> Option<Range<usize>> {
        match self {
            Self::Literal(literal) => {
                let start = from + text[from..].find(literal.as_str())?;
                Some(start..start + literal.len())
            }
            Self::Mixed(_) => {
                let mut starts = text[from..].char_indices().map(|(index, _)| from + index);
                starts.find_map(|start| Some(start..self.at(text, start)?))
            }
        }
    }

    /// The last match up to a place.
    fn find_last(&self, text: &str, to: usize) -> Option<Range<usize>> {
        match self {
            Self::Literal(literal) => {
                let start = text[..to].rfind(literal.as_str())?;
                Some(start..start + literal.len())
            }
            Self::Mixed(_) => {
                let mut ends = text[..to].char_indices().rev().map(|(at, c)| at + c.len_utf8());
                ends.find_map(|end| Some(self.ending(text, end)?..end))
            }
        }
    }
}

/// Whether a character is what a pattern has in its place.
fn fits(token: Option<char>, c: Option<char>) -> bool {
    match token {
        Some(_) => token == c,
        None => c.is_some_and(|c| c != '\n'),
    }
}

/// Turns a pattern around, but not its escapes.
pub(super) fn reverse(pattern: &str) -> String {
    let mut units = Vec::new();
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        match chars.clone().next().filter(|_| c == '\\') {
            Some(escaped) => {
                units.push(String::from_iter([c, escaped]));
                chars.next();
            }
            None => units.push(c.to_string()),
        }
    }
    units.into_iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'a>(pattern: &str, value: &'a str) -> &'a str {
        let pattern = Pattern::parse(pattern).unwrap();
        pattern.find(value, 0).map_or("-", |range| &value[range])
    }

    fn prefix(pattern: &str, value: &str, longest: bool) -> usize {
        Pattern::parse(pattern).unwrap().prefix(value, longest)
    }

    fn replaced(pattern: &str, value: &str) -> String {
        let pattern = Pattern::parse(pattern).unwrap();
        pattern.replace_all(value, |found| format!("<{found}>"), 1000).unwrap()
    }

    #[test]
    fn the_first_match_is_found_and_is_long() {
        let rows = [
            ("b", "abcb", "b"),
            ("a*b", "xabcbx", "abcb"),
            ("a*b*c", "abcabc", "abcabc"),
            ("*", "abc", "abc"),
            ("?é", "aéxé", "aé"),
            ("b*", "abc", "bc"),
            ("*b", "abab", "abab"),
            ("a*b", "ba", "-"),
            ("a*a", "a", "-"),
            ("\\*\\?\\\\", "a*?\\", "*?\\"),
            ("a*b", "a\nab\nb", "ab"),
            ("a*\n*b", "aa\nxa\nyb\n", "a\nyb"),
            ("?", "\n", "-"),
            ("x", "", "-"),
            ("", "x", ""),
        ];
        for (pattern, value, text) in rows {
            assert_eq!(found(pattern, value), text, "{pattern} in {value:?}");
        }
    }

    #[test]
    fn prefixes_are_short_or_long() {
        let rows = [
            ("a*b", "abab", 2, 4),
            ("*", "ab", 0, 2),
            ("*b", "abcb", 2, 4),
            ("b", "ab", 0, 0),
            ("?", "éa", 2, 2),
            ("*x", "a\nx", 0, 0),
            ("a*", "ab\nc", 1, 2),
            ("a*\n*c", "ab\nbcc", 5, 6),
        ];
        for (pattern, value, short, long) in rows {
            assert_eq!(prefix(pattern, value, false), short, "{pattern} of {value:?}");
            assert_eq!(prefix(pattern, value, true), long, "{pattern} of {value:?}");
        }
    }

    #[test]
    fn every_match_is_replaced_once() {
        let rows = [
            ("a", "banana", "b<a>n<a>n<a>"),
            ("*", "ab\nc", "<ab>\n<c>"),
            ("*", "", "<>"),
            ("", "aé", "<>a<>é<>"),
            ("a*", "xabc\nab", "x<abc>\n<ab>"),
            ("?", "aé\n", "<a><é>\n"),
            ("\\/", "a/b", "a</>b"),
        ];
        for (pattern, value, text) in rows {
            assert_eq!(replaced(pattern, value), text, "{pattern} in {value:?}");
        }
        let all = Pattern::parse("?").unwrap();
        assert_eq!(all.replace_all("aaaa", |_| "xxx".to_owned(), 8), None);
    }

    #[test]
    fn only_some_characters_are_escaped() {
        assert_eq!(Pattern::parse("a\\b").err(), Some('b'));
        assert_eq!(Pattern::parse("a\\").err(), Some('\u{fffd}'));
        assert_eq!(reverse("ab\\*c\\"), "\\c\\*ba");
    }
}
