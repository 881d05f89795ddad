//! File name patterns as Go's `filepath.Match` reads them.
//!
//! `*` is any text without `/`, `?` any character but `/`, `[a-z]` and `[^a-z]` are classes, and
//! `\` takes the next character as it is, unless it is what stands between names.

use thiserror::Error;

/// A pattern is not one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("syntax error in pattern")]
pub struct BadPattern;

/// How patterns are read on a system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// What stands between names.
    pub separator: u8,
    /// Whether `\` takes the next character as it is.
    pub escapes: bool,
}

/// Patterns of systems with `/`.
pub const UNIX: Dialect = Dialect { separator: b'/', escapes: true };

/// Reports whether a pattern matches all of a name, on systems with `/`.
///
/// What is wrong with a pattern is found only as far as Go looks at it for this name.
pub fn matches(pattern: &str, name: &str) -> Result<bool, BadPattern> {
    UNIX.matches(pattern, name)
}

impl Dialect {
    /// As [`matches()`], in this dialect.
    pub fn matches(self, pattern: &str, name: &str) -> Result<bool, BadPattern> {
        let (mut pattern, mut name) = (pattern.as_bytes(), name.as_bytes());
        let inside = |byte: &&u8| **byte != self.separator;
        while !pattern.is_empty() {
            let (stars, chunk, rest) = self.next_chunk(pattern);
            if stars > 0 && chunk.is_empty() {
                return Ok(name.iter().all(|byte| inside(&byte)));
            }
            let skipped = if stars > 0 { name.iter().take_while(inside).count() } else { 0 };
            let mut after = None;
            for start in 0..=skipped {
                let tail = self.match_chunk(chunk, &name[start..])?;
                after = tail.filter(|tail| tail.is_empty() || !rest.is_empty());
                if after.is_some() {
                    break;
                }
            }
            let Some(tail) = after else { return Ok(false) };
            (pattern, name) = (rest, tail);
        }
        Ok(name.is_empty())
    }

    /// The part of a pattern before the first `**`, if it has one.
    pub fn before_double_star(self, pattern: &str) -> Option<&str> {
        let mut rest = pattern.as_bytes();
        while !rest.is_empty() {
            let (stars, _, after) = self.next_chunk(rest);
            if stars > 1 {
                return Some(&pattern[..pattern.len() - rest.len()]);
            }
            rest = after;
        }
        None
    }

    /// Splits off stars, which are counted, and what follows them up to the next star.
    fn next_chunk(self, pattern: &[u8]) -> (usize, &[u8], &[u8]) {
        let stars = pattern.iter().take_while(|byte| **byte == b'*').count();
        let rest = &pattern[stars..];
        let mut in_class = false;
        let mut escaped = false;
        let end = rest.iter().position(|byte| {
            if std::mem::take(&mut escaped) {
                return false;
            }
            match byte {
                b'\\' => escaped = self.escapes,
                b'[' => in_class = true,
                b']' => in_class = false,
                _ => {}
            }
            *byte == b'*' && !in_class
        });
        let (chunk, rest) = rest.split_at(end.unwrap_or(rest.len()));
        (stars, chunk, rest)
    }

    /// Matches a chunk without stars at the start of a name; returns what is left of the name.
    fn match_chunk<'a>(self, chunk: &[u8], name: &'a [u8]) -> Result<Option<&'a [u8]>, BadPattern> {
        let (mut chunk, mut rest) = (chunk, Some(name));
        while let Some((first, mut after)) = chunk.split_first() {
            rest = match first {
                b'[' => {
                    let next = rest.and_then(split_char);
                    let (matched, behind) = self.class(after, next.map(|(c, _)| c))?;
                    after = behind;
                    next.filter(|_| matched).map(|(_, rest)| rest)
                }
                b'?' => {
                    let next = rest.and_then(split_char);
                    next.filter(|(c, _)| *c != u32::from(self.separator)).map(|(_, rest)| rest)
                }
                b'\\' if self.escapes => {
                    let (literal, behind) = after.split_first().ok_or(BadPattern)?;
                    after = behind;
                    rest.and_then(|rest| rest.strip_prefix(&[*literal]))
                }
                literal => rest.and_then(|rest| rest.strip_prefix(&[*literal])),
            };
            chunk = after;
        }
        Ok(rest)
    }

    /// Reads a class behind its `[`: whether it holds a character, and what follows its `]`.
    fn class(self, pattern: &[u8], c: Option<u32>) -> Result<(bool, &[u8]), BadPattern> {
        let negated = pattern.first() == Some(&b'^');
        let mut rest = if negated { &pattern[1..] } else { pattern };
        let mut found = false;
        let mut ranges = 0;
        loop {
            if rest.first() == Some(&b']') && ranges > 0 {
                return Ok((found != negated, &rest[1..]));
            }
            let (low, after) = self.class_char(rest)?;
            let (high, after) = match after.strip_prefix(b"-") {
                Some(after) => self.class_char(after)?,
                None => (low, after),
            };
            found |= c.is_some_and(|c| (low..=high).contains(&c));
            ranges += 1;
            rest = after;
        }
    }

    /// Reads a character of a class; something must follow it.
    fn class_char(self, pattern: &[u8]) -> Result<(u32, &[u8]), BadPattern> {
        if matches!(pattern.first(), Some(b'-' | b']')) {
            return Err(BadPattern);
        }
        let escaped = pattern.strip_prefix(b"\\").filter(|_| self.escapes);
        let (c, rest) = split_char(escaped.unwrap_or(pattern)).ok_or(BadPattern)?;
        if rest.is_empty() { Err(BadPattern) } else { Ok((c, rest)) }
    }
}

/// Splits off one character; a byte that belongs to none counts as U+FFFD.
fn split_char(bytes: &[u8]) -> Option<(u32, &[u8])> {
    for length in 1..=bytes.len().min(4) {
        if let Some(c) = str::from_utf8(&bytes[..length]).ok().and_then(|c| c.chars().next()) {
            return Some((u32::from(c), &bytes[length..]));
        }
    }
    Some((u32::from(char::REPLACEMENT_CHARACTER), bytes.get(1..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROWS: &[(&str, &str, Result<bool, BadPattern>)] = &[
        ("abc", "abc", Ok(true)),
        ("*", "abc", Ok(true)),
        ("*", "a/b", Ok(false)),
        ("*c", "abc", Ok(true)),
        ("a*", "a", Ok(true)),
        ("a*", "ab/c", Ok(false)),
        ("a*/b", "abc/b", Ok(true)),
        ("a*/b", "a/c/b", Ok(false)),
        ("a*b*c*d*e*/f", "axbxcxdxe/f", Ok(true)),
        ("a*b*c*d*e*/f", "axbxcxdxexxx/fff", Ok(false)),
        ("a*b?c*x", "abxbbxdbxebxczzx", Ok(true)),
        ("ab[c]", "abc", Ok(true)),
        ("ab[b-d]", "abc", Ok(true)),
        ("ab[e-g]", "abc", Ok(false)),
        ("ab[^c]", "abc", Ok(false)),
        ("ab[^e-g]", "abc", Ok(true)),
        ("a\\*b", "a*b", Ok(true)),
        ("a\\*b", "ab", Ok(false)),
        ("a?b", "a☺b", Ok(true)),
        ("a[^a]b", "a☺b", Ok(true)),
        ("a???b", "a☺b", Ok(false)),
        ("a[^a][^a][^a]b", "a☺b", Ok(false)),
        ("[a-ζ]*", "α", Ok(true)),
        ("*[a-ζ]", "A", Ok(false)),
        ("a?b", "a/b", Ok(false)),
        ("a*b", "a/b", Ok(false)),
        ("[\\]a]", "]", Ok(true)),
        ("[\\-]", "-", Ok(true)),
        ("[x\\-]", "z", Ok(false)),
        ("[]a]", "]", Err(BadPattern)),
        ("[-]", "-", Err(BadPattern)),
        ("[x-]", "x", Err(BadPattern)),
        ("[-x]", "x", Err(BadPattern)),
        ("\\", "a", Err(BadPattern)),
        ("[a-b-c]", "a", Err(BadPattern)),
        ("[", "a", Err(BadPattern)),
        ("[^", "a", Err(BadPattern)),
        ("[^bc", "a", Err(BadPattern)),
        ("a[", "a", Err(BadPattern)),
        ("a[", "ab", Err(BadPattern)),
        ("a[", "x", Err(BadPattern)),
        ("a/b[", "x", Err(BadPattern)),
        ("*x", "xxx", Ok(true)),
        ("[!a]", "!", Ok(true)),
        ("[!a]", "b", Ok(false)),
        ("??", "é", Ok(false)),
        ("?", "é", Ok(true)),
        ("", "", Ok(true)),
        ("", "a", Ok(false)),
        ("**", "a", Ok(true)),
        ("*[", ".", Err(BadPattern)),
        ("a*[", ".", Ok(false)),
        (".*[", ".", Err(BadPattern)),
        ("[a]*[", ".", Ok(false)),
        (".[", ".", Err(BadPattern)),
        ("[]", ".", Err(BadPattern)),
        ("[a", ".", Err(BadPattern)),
        ("\\", ".", Err(BadPattern)),
        ("a\\", ".", Err(BadPattern)),
        ("*\\", ".", Err(BadPattern)),
        ("?\\", ".", Err(BadPattern)),
        ("{a,b}", "{a,b}", Ok(true)),
        ("[*]x", "*x", Ok(true)),
        ("x[*", ".", Err(BadPattern)),
        ("\\[*", "[a", Ok(true)),
        ("*.go", "main.go", Ok(true)),
        ("*?", "é", Ok(true)),
        ("[\u{fffd}]*", "é", Ok(false)),
    ];

    #[test]
    fn patterns_match_as_in_go() {
        for (pattern, name, expected) in ROWS {
            assert_eq!(matches(pattern, name), *expected, "{pattern:?} {name:?}");
        }
    }
}
