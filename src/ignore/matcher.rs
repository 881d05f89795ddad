//! Matching paths against patterns.
//!
//! A pattern is `filepath.Match`'s language plus `**`, which is any number of directories. Upstream
//! tests it with `filepath.Match` and then translates it into a regular expression of Go's; so do
//! we, and what slips through the translation (`^`, `|`, `{2}`, `\d`) means what it means
//! there.

use crate::go::glob;
use crate::go::glob::BadPattern;
use crate::go::path;
use crate::go::regexp::Regexp;
use crate::go::space;
use thiserror::Error;

/// Why patterns cannot be used, in upstream's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PatternError {
    /// `!` and nothing else.
    #[error("illegal exclusion pattern: \"!\"")]
    LoneMark,
    /// A pattern is not one.
    #[error(transparent)]
    Bad(#[from] BadPattern),
}

/// Patterns, of which the last that matches decides.
#[derive(Debug)]
pub struct Matcher {
    patterns: Vec<Pattern>,
}

/// One pattern.
#[derive(Debug)]
pub struct Pattern {
    text: String,
    exclusion: bool,
    /// What is wrong with it is only said when it is used.
    test: Result<Test, BadPattern>,
}

/// How a path is tested.
#[derive(Debug)]
enum Test {
    /// It is this text.
    Exact(String),
    /// It starts with this text.
    Prefix(String),
    /// It ends with this text, or is this text without its slash.
    Suffix(String),
    Regexp(Regexp),
}

impl Matcher {
    /// Takes patterns as [`read`](super::read) returns them.
    pub fn new<T: AsRef<str>>(patterns: &[T]) -> Result<Self, PatternError> {
        let texts = patterns.iter().map(|text| space::trim(text.as_ref()));
        let patterns = texts.filter(|text| !text.is_empty()).map(Pattern::new);
        Ok(Self { patterns: patterns.collect::<Result<_, _>>()? })
    }

    /// The patterns.
    pub fn patterns(&self) -> &[Pattern] {
        &self.patterns
    }

    /// Reports whether there is a pattern with `!`.
    pub fn has_exclusions(&self) -> bool {
        self.patterns.iter().any(Pattern::is_exclusion)
    }

    /// Reports whether a path, or a directory that it is in, is matched, and not excluded again.
    pub fn matches_or_parent_matches(&self, path: &str) -> Result<bool, BadPattern> {
        let parent = Some(path::dir(path)).filter(|parent| parent != ".");
        let mut matched = false;
        for pattern in &self.patterns {
            // Only what changes the answer is looked at; the rest may even be wrong.
            if pattern.exclusion != matched {
                continue;
            }
            let test = pattern.test.as_ref().map_err(|error| *error)?;
            if test.matches(path) || parent.as_ref().is_some_and(|dir| test.matches_within(dir)) {
                matched = !pattern.exclusion;
            }
        }
        Ok(matched)
    }
}

impl Pattern {
    fn new(text: &str) -> Result<Self, PatternError> {
        let clean = path::clean(text);
        let (text, exclusion) = match clean.strip_prefix('!') {
            Some("") => return Err(PatternError::LoneMark),
            Some(rest) => (rest.to_owned(), true),
            None => (clean, false),
        };
        glob::matches(&text, ".")?;
        let test = Test::new(&text);
        Ok(Self { text, exclusion, test })
    }

    /// The pattern, cleaned and without `!`.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Reports whether there was a `!`: what it matches is not ignored.
    pub fn is_exclusion(&self) -> bool {
        self.exclusion
    }
}

/// What a pattern needs, as far as it is read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Need {
    Exact,
    Prefix,
    Suffix,
    Regexp,
}

impl Test {
    fn new(pattern: &str) -> Result<Self, BadPattern> {
        let (need, translated) = translate(pattern);
        Ok(match need {
            Need::Exact => Self::Exact(pattern.to_owned()),
            Need::Prefix => Self::Prefix(pattern[..pattern.len() - 2].to_owned()),
            Need::Suffix => Self::Suffix(pattern[2..].to_owned()),
            Need::Regexp => Self::Regexp(Regexp::compile(&translated).map_err(|_| BadPattern)?),
        })
    }

    fn matches(&self, path: &str) -> bool {
        match self {
            Self::Exact(text) => path == text,
            Self::Prefix(text) => path.starts_with(text),
            Self::Suffix(text) => path.ends_with(text) || text.strip_prefix('/') == Some(path),
            Self::Regexp(regexp) => regexp.is_match(path),
        }
    }

    /// Reports whether a directory or one that it is in is matched.
    fn matches_within(&self, directory: &str) -> bool {
        let mut prefixes = directory.match_indices('/').map(|(at, _)| &directory[..at]);
        match self {
            Self::Prefix(text) => directory.starts_with(text),
            Self::Regexp(regexp) => regexp.is_match_before_any(directory, '/'),
            _ => prefixes.any(|prefix| self.matches(prefix)) || self.matches(directory),
        }
    }
}

/// Translates a pattern into a regular expression, and tells whether it needs one.
fn translate(pattern: &str) -> (Need, String) {
    let (mut need, mut regexp) = (Need::Exact, String::from("^"));
    // Upstream's scanner drops a byte order mark.
    let start = pattern.strip_prefix('\u{feff}').unwrap_or(pattern);
    let mut rest = start.chars();
    let mut first = true;
    while let Some(c) = rest.next() {
        let at_start = std::mem::take(&mut first);
        match c {
            '*' if rest.as_str().starts_with('*') => {
                rest.next();
                if rest.as_str().starts_with('/') {
                    rest.next();
                }
                need = match (rest.as_str().is_empty(), need) {
                    _ if at_start => Need::Suffix,
                    (true, Need::Exact) => Need::Prefix,
                    _ => Need::Regexp,
                };
                regexp.push_str(if rest.as_str().is_empty() { ".*" } else { "(.*/)?" });
                continue;
            }
            '*' => regexp.push_str("[^/]*"),
            '?' => regexp.push_str("[^/]"),
            // Upstream means to escape `|`, `{` and `}` too, but does not.
            '.' | '+' | '(' | ')' | '$' => {
                regexp.extend(['\\', c]);
                continue;
            }
            '\\' => {
                regexp.push('\\');
                let Some(next) = rest.next() else { continue };
                regexp.push(next);
            }
            '[' | ']' => regexp.push(c),
            _ => {
                regexp.push(c);
                continue;
            }
        }
        need = Need::Regexp;
    }
    regexp.push('$');
    (need, regexp)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Patterns, a path, and what upstream says about it.
    const ROWS: &[(&[&str], &str, &str)] = &[
        (&["foo"], "foo", "true"),
        (&["foo"], "foo/bar", "true"),
        (&["foo"], "a/foo", "false"),
        (&["foo"], "foobar", "false"),
        (&["foo"], ".", "false"),
        (&["foo"], "/foo", "false"),
        (&["*"], "a", "true"),
        (&["*"], "a/b", "true"),
        (&["*"], ".", "true"),
        (&["*"], "/a", "true"),
        (&["*"], "/", "true"),
        (&["**"], "a", "true"),
        (&["**"], "a/b", "true"),
        (&["**"], ".", "true"),
        (&["**/foo"], "foo", "true"),
        (&["**/foo"], "a/foo", "true"),
        (&["**/foo"], "a/foo/b", "true"),
        (&["**/foo"], "afoo", "false"),
        (&["**/foo"], "a/b", "false"),
        (&["foo/**"], "foo", "false"),
        (&["foo/**"], "foo/a", "true"),
        (&["foo/**"], "foo/a/b", "true"),
        (&["foo/**"], "foob", "false"),
        (&["a**/b"], "a/b", "true"),
        (&["a**/b"], "ab", "true"),
        (&["a**/b"], "ax/y/b", "true"),
        (&["a**/b"], "a/x/b", "true"),
        (&["a**/b"], "ax/b", "true"),
        (&["*.go"], "main.go", "true"),
        (&["*.go"], "a/main.go", "false"),
        (&["*.go"], "a.go/b", "true"),
        (&["**/*.go"], "main.go", "true"),
        (&["**/*.go"], "a/b/main.go", "true"),
        (&["**/*.go"], "mainxgo", "false"),
        (&["src", "!src/gen"], "src/a", "true"),
        (&["src", "!src/gen"], "src/gen", "false"),
        (&["src", "!src/gen"], "src/gen/x", "false"),
        (&["src", "!src/gen"], "src", "true"),
        (&["!a", "a"], "a", "true"),
        (&["a/", "b//c", "./d"], "b/c", "true"),
        (&["a/"], "a/x", "true"),
        (&[" a ", ""], "a", "true"),
        (&["./d"], "d", "true"),
        (&["[!a]"], "!", "true"),
        (&["[!a]"], "b", "false"),
        (&["[^a]"], "b", "true"),
        (&["[a-c]?"], "bé", "true"),
        (&["{a,b}"], "a", "false"),
        (&["{a,b}"], "{a,b}", "true"),
        (&["*{a,b}"], "x{a,b}", "true"),
        (&["*.{2}"], "x..", "true"),
        (&["*|b"], "c/xb", "true"),
        (&["a|b*"], "ax", "true"),
        (&["a|b"], "a|b", "true"),
        (&["a^b"], "a^b", "true"),
        (&["a^b*"], "a^b", "false"),
        (&["\\d*"], "1x", "true"),
        (&["\\d*"], "d", "false"),
        (&["\\*"], "*", "true"),
        (&["\\*"], "a", "false"),
        (&["\\bin*"], "bin", "false"),
        (&["foo\\plugins"], "foolugins", "true"),
        (&["foo\\plugins"], "fooxugins", "true"),
        (&["foo\\kit"], "fookit", "match: syntax error in pattern"),
        (&["[z-a]"], "a", "match: syntax error in pattern"),
        (&["a*["], "a", "match: syntax error in pattern"),
        (&["a*\\"], "a$", "true"),
        (&["\\Qa*"], "a[^/]*$", "true"),
        (&["[[:digit:]]x"], "1x", "true"),
        (&["[*]x"], "ax]x", "false"),
        (&["a*/../b"], "b", "true"),
        (&["!"], "a", "new: illegal exclusion pattern: \"!\""),
        (&["!/x"], "a", "false"),
        (&["["], "a", "new: syntax error in pattern"),
        (&["a["], "a", "new: syntax error in pattern"),
        (&["x", "a[z-a]"], "x", "true"),
        (&["x", "a*["], "y", "match: syntax error in pattern"),
        (&["a?b"], "a/b", "false"),
        (&["a?b"], "a\nb", "true"),
        (&["**x"], "a\n/x", "true"),
        (&["a**"], "ab/c", "true"),
        (&["é*"], "éa", "true"),
        (&["\u{feff}a*"], "ab", "true"),
        (&["\u{feff}a"], "a", "false"),
        (&["a/b"], "a//b/c", "true"),
        (&["**/.git"], "x/.git/c", "true"),
        (&["**a/**"], "ba/c", "false"),
    ];

    #[test]
    fn paths_are_matched_as_by_upstream() {
        for (patterns, path, expected) in ROWS {
            let result = match Matcher::new(patterns) {
                Err(error) => format!("new: {error}"),
                Ok(matcher) => match matcher.matches_or_parent_matches(path) {
                    Err(error) => format!("match: {error}"),
                    Ok(result) => result.to_string(),
                },
            };
            assert_eq!(result, *expected, "{patterns:?} {path:?}");
        }
    }

    #[test]
    fn patterns_tell_what_they_are() {
        let matcher = Matcher::new(&["a//b/", "! x ", "*"]).unwrap();
        assert!(matcher.has_exclusions());
        let patterns = matcher.patterns().iter();
        let texts: Vec<_> = patterns.map(|it| (it.as_str(), it.is_exclusion())).collect();
        assert_eq!(texts, [("a/b", false), (" x", true), ("*", false)]);
        assert!(!Matcher::new(&["a"]).unwrap().has_exclusions());
    }

    #[test]
    fn long_patterns_and_paths_take_no_time() {
        let pattern = "*a".repeat(500);
        let path = "ab/".repeat(1000);
        let matcher = Matcher::new(&[format!("**/{pattern}b?")]).unwrap();
        assert_eq!(matcher.matches_or_parent_matches(&path), Ok(false));
        let large = Matcher::new(&["?{1000}".repeat(4000)]).unwrap();
        assert_eq!(large.matches_or_parent_matches("a"), Err(BadPattern));
    }
}
