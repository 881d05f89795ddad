//! Results on standard output, and errors on standard error, as `cue` prints them.

use std::env;
use std::io;
use std::io::Write as _;

use bowsprit::cue::eval::Problem;
use bowsprit::cue::module::LoadError;
use bowsprit::cue::module::Source;
use bowsprit::cue::module::position;
use bowsprit::cue::syntax::Span;

/// Places of one error that are shown.
const MOST: usize = 7;

/// Prints a result. Whoever reads it may stop reading; that is no error.
pub(super) fn output(text: &str) {
    let mut out = io::stdout().lock();
    if out.write_all(text.as_bytes()).and_then(|()| out.flush()).is_err() {
        // Nobody is left to tell.
    }
}

/// Prints what a load stumbled over.
pub(super) fn load_error(sources: &[Source], error: &LoadError) {
    eprintln!("{error}:");
    places(sources, &error.spans);
}

/// Prints problems.
pub(super) fn problems(sources: &[Source], problems: &[Problem]) {
    for problem in problems {
        let path =
            if problem.path.is_empty() { String::new() } else { format!("{}: ", problem.path) };
        let end = if problem.spans.is_empty() { "" } else { ":" };
        let message = problem.message.trim_end_matches(':');
        eprintln!("{path}{message}{end}");
        places(sources, &problem.spans);
    }
}

fn places(sources: &[Source], spans: &[Span]) {
    let dir = env::current_dir().map(|dir| format!("{}/", dir.display())).unwrap_or_default();
    let dir = dir.trim_start_matches('/');
    for span in spans.iter().take(MOST) {
        let Some((path, at)) = position(sources, *span) else { continue };
        let path = path.strip_prefix(dir).unwrap_or(path);
        let start = if path.starts_with('.') { "" } else { "./" };
        eprintln!("    {start}{path}:{}:{}", at.line, at.column);
    }
}
