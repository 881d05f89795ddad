//! Errors as `cue` prints them: a message, and below it the places that are to blame.

use std::fmt::Write as _;

use super::arguments::STDIN;
use super::program::Source;
use super::program::position;
use crate::cue::syntax::Span;
use crate::go::path::base;

/// As many lines of one error are shown.
const MOST: usize = 8;

/// The number of the file that stands for an expression which is in no file.
pub const EXPRESSION: u32 = u32::MAX;

/// The number of the file that stands for an expression which selects a schema.
pub const SCHEMA: u32 = u32::MAX - 1;

/// An error with its places, each on a line of its own. `name` says what a file is called.
///
/// ```
/// use bowsprit::cue::module::{Source, render};
/// use bowsprit::cue::syntax::Span;
///
/// let sources = [Source { path: "a.cue".into(), text: b"a: 1\na: 2\n".as_slice().into() }];
/// let spans = [Span { file: 0, start: 3, end: 4 }, Span { file: 0, start: 8, end: 9 }];
/// let text = render("a: conflicting values", &sources, &spans, &|path| format!("./{path}"));
/// assert_eq!(text, "a: conflicting values:\n    ./a.cue:1:4\n    ./a.cue:2:4\n");
/// ```
pub fn render(
    message: &str,
    sources: &[Source],
    spans: &[Span],
    name: &dyn Fn(&str) -> String,
) -> String {
    let mut places = Vec::new();
    for place in spans.iter().filter_map(|span| place(sources, *span, name)) {
        if !places.contains(&place) {
            places.push(place);
        }
    }
    places.truncate(MOST.saturating_sub(message.lines().count()).max(1));
    let mut text = message.to_owned();
    if !places.is_empty() && !message.ends_with(':') {
        text.push(':');
    }
    for place in places {
        let _ = write!(text, "\n    {place}");
    }
    text.push('\n');
    text
}

/// Where a place counts among others: by file and in it; standard input comes after all files.
pub fn rank(sources: &[Source], span: Span) -> (bool, &str, Span) {
    let source = usize::try_from(span.file).ok().and_then(|file| sources.get(file));
    let path = source.map_or("", |source| &*source.path);
    (path.is_empty() || base(path) == STDIN, path, span)
}

fn place(sources: &[Source], span: Span, name: &dyn Fn(&str) -> String) -> Option<String> {
    let flag = match span.file {
        EXPRESSION => Some("expression"),
        SCHEMA => Some("schema"),
        _ => None,
    };
    if let Some(flag) = flag {
        return Some(format!("--{flag}:1:{}", span.start + 1));
    }
    let (path, at) = position(sources, span)?;
    Some(format!("{}:{}:{}", name(path), at.line, at.column))
}
