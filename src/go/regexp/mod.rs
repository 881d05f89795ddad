//! Regular expressions as Go's `regexp` has them.
//!
//! The syntax is Go's: classes such as `\d` and `\w` and the boundaries `\b` are of ASCII, `{`
//! without a count is itself, counts end at 1000. All alternatives are tried at once, the first one
//! written is preferred, and a search takes no longer than the size of the expression, with its
//! counts written out, times that of the text.
//!
//! Upstream: `regexp` and `regexp/syntax`.

mod category;
mod class;
mod compile;
mod escape;
mod parse;
mod replace;
mod script;
mod search;
mod tree;

pub use replace::quote_meta;

use compile::Program;
use parse::Parsed;
use thiserror::Error;

/// The most steps that an expression may take with its counts written out.
const MAX_SIZE: usize = 1 << 17;

/// A regular expression.
#[derive(Clone, Debug)]
pub struct Regexp {
    program: Program,
    names: Vec<Option<String>>,
}

/// Why a text is no regular expression.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("error parsing regexp: {kind}: `{expression}`")]
pub struct RegexpError {
    /// What is wrong.
    pub kind: RegexpErrorKind,
    /// The part that is wrong.
    pub expression: String,
}

/// What is wrong with a regular expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum RegexpErrorKind {
    /// Ends that are in the wrong order, or a set that does not exist.
    #[error("invalid character class range")]
    ClassRange,
    /// A letter that means nothing behind `\`.
    #[error("invalid escape sequence")]
    Escape,
    /// A name of a group that is none.
    #[error("invalid named capture")]
    NamedCapture,
    /// Something else behind `(?`.
    #[error("invalid or unsupported Perl syntax")]
    PerlSyntax,
    /// A count of something that is counted.
    #[error("invalid nested repetition operator")]
    NestedRepeat,
    /// A count that is too large, or less than nothing.
    #[error("invalid repeat count")]
    RepeatSize,
    /// A class without an end.
    #[error("missing closing ]")]
    MissingBracket,
    /// A group without an end.
    #[error("missing closing )")]
    MissingParen,
    /// A count of nothing.
    #[error("missing argument to repetition operator")]
    MissingArgument,
    /// A `\` before nothing.
    #[error("trailing backslash at end of expression")]
    TrailingBackslash,
    /// An end of no group.
    #[error("unexpected )")]
    UnexpectedParen,
    /// Groups in groups in groups.
    #[error("expression nests too deeply")]
    TooDeep,
    /// Too many steps.
    #[error("expression too large")]
    TooLarge,
}

impl RegexpError {
    fn new(kind: RegexpErrorKind, expression: &str) -> Self {
        Self { kind, expression: expression.to_owned() }
    }

    /// The error for what lies between a place and what follows.
    fn between(kind: RegexpErrorKind, from: &str, rest: &str) -> Self {
        Self::new(kind, &from[..from.len() - rest.len()])
    }
}

/// Where a part of an expression matches: its first byte and the one behind it.
pub type Span = (usize, usize);

/// Where an expression matches, and then its groups, where they take part.
pub type Captures = Vec<Option<Span>>;

impl Regexp {
    /// Reads an expression (`regexp.Compile`).
    pub fn compile(expression: &str) -> Result<Self, RegexpError> {
        let Parsed { tree, classes, names } = parse::parse(expression)?;
        let program = Program::new(&tree, classes, names.len())
            .ok_or_else(|| RegexpError::new(RegexpErrorKind::TooLarge, expression))?;
        Ok(Self { program, names })
    }

    /// The names of the groups, of which the first is the whole expression.
    pub fn names(&self) -> &[Option<String>] {
        &self.names
    }

    /// Reports whether it matches anywhere in a text.
    pub fn is_match(&self, text: &str) -> bool {
        search::search(&self.program, text, 0, 0).is_some()
    }

    /// Reports whether it matches anywhere in a text, or in what is left of the text when it is
    /// cut off before any of its separators.
    pub fn is_match_before_any(&self, text: &str, separator: char) -> bool {
        search::matches_cut(&self.program, text, separator)
    }

    /// The first match in a text.
    pub fn find(&self, text: &str) -> Option<Span> {
        *search::search(&self.program, text, 0, 1)?.first()?
    }

    /// The first match in a text, with its groups.
    pub fn captures(&self, text: &str) -> Option<Captures> {
        search::search(&self.program, text, 0, self.names.len())
    }

    /// Matches that do not overlap, from left to right, with as many of their groups as are asked
    /// for. An empty match right behind another counts for nothing.
    pub fn matches<'a>(
        &'a self,
        text: &'a str,
        groups: usize,
    ) -> impl Iterator<Item = Captures> + use<'a> {
        let groups = groups.clamp(1, self.names.len());
        let mut position = Some(0);
        let mut end_before = None;
        std::iter::from_fn(move || {
            loop {
                let at = position?;
                let found = search::search(&self.program, text, at, groups)?;
                let (start, end) = *found.first()?.as_ref()?;
                let accepted = end != at || Some(start) != end_before;
                position = if end == at { after(text, at) } else { Some(end) };
                end_before = Some(end);
                if accepted {
                    return Some(found);
                }
            }
        })
    }
}

/// The place behind the next character.
fn after(text: &str, at: usize) -> Option<usize> {
    Some(at + text[at..].chars().next()?.len_utf8())
}

#[cfg(test)]
mod tests;
