//! Errors as `cue` prints them: a message, and below it the places that are to blame.

use std::fmt::Write as _;

use super::program::Source;
use super::program::position;
use crate::cue::syntax::Span;

/// As many lines of one error are shown.
const MOST: usize = 8;

/// The number of the file that stands for an expression which is in no file.
pub const EXPRESSION: u32 = u32::MAX;

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

fn place(sources: &[Source], span: Span, name: &dyn Fn(&str) -> String) -> Option<String> {
    if span.file == EXPRESSION {
        return Some(format!("--expression:1:{}", span.start + 1));
    }
    let (path, at) = position(sources, span)?;
    Some(format!("{}:{}:{}", name(path), at.line, at.column))
}
