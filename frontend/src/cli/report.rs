//! Results on standard output, and errors on standard error, as `cue` prints them.

use std::env;
use std::fmt;
use std::io;
use std::io::Write as _;

use bowsprit::cue::eval::Problem;
use bowsprit::cue::module::LoadError;
use bowsprit::cue::module::LoadErrorKind;
use bowsprit::cue::module::STDIN;
use bowsprit::cue::module::Source;
use bowsprit::cue::module::render;
use bowsprit::cue::syntax::Span;
use bowsprit::dagger::PlanError;

use super::Told;

/// Prints a result. Whoever reads it may stop reading; that is no error, but a full disk is.
pub(super) fn output(text: &str) -> Result<(), Told> {
    bytes(text.as_bytes())
}

/// Prints a result that need not be text.
pub(super) fn bytes(bytes: &[u8]) -> Result<(), Told> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            eprintln!("write /dev/stdout: {error}");
            Err(Told)
        }
        _ => Ok(()),
    }
}

/// Prints why something that has a name cannot be used.
pub(super) fn told<T>(name: &str, result: Result<T, impl fmt::Display>) -> Result<T, Told> {
    result.map_err(|error| {
        eprintln!("{name}: {error}");
        Told
    })
}

/// Prints what is wrong with a plan.
pub(super) fn plan<T>(sources: &[Source], result: Result<T, PlanError>) -> Result<T, Told> {
    result.map_err(|error| {
        eprint!("{}", error.render(sources, &shown));
        Told
    })
}

/// Prints what a load stumbled over.
pub(super) fn load_error(sources: &[Source], one: &LoadError) {
    let mut one = one.clone();
    match &mut one.kind {
        LoadErrorKind::NoFile(path)
        | LoadErrorKind::Json { path, .. }
        | LoadErrorKind::Yaml { path, .. }
        | LoadErrorKind::Schema { path, .. } => {
            *path = if shown(path) == STDIN { STDIN.to_owned() } else { format!("/{path}") };
        }
        _ => {}
    }
    error(&one.to_string(), sources, &one.spans);
}

/// Prints problems, if there are any.
pub(super) fn problems(sources: &[Source], problems: &[Problem]) -> Result<(), Told> {
    for problem in problems {
        eprint!("{}", problem.render(sources, &shown));
    }
    if problems.is_empty() { Ok(()) } else { Err(Told) }
}

/// Prints an error and where it is.
pub(super) fn error(message: &str, sources: &[Source], spans: &[Span]) {
    eprint!("{}", render(message, sources, spans, &shown));
}

/// What a file is called by whoever is in the current directory.
pub(super) fn shown(path: &str) -> String {
    let path = path.strip_prefix(&full("")).unwrap_or(path);
    match path {
        path if path == STDIN || path.starts_with('.') => path.to_owned(),
        path => format!("./{path}"),
    }
}

/// The path of a file from the root of all files, without a slash in front.
pub(super) fn full(name: &str) -> String {
    let name = name.trim_start_matches("./");
    let dir = env::current_dir().map(|dir| format!("{}/", dir.display())).unwrap_or_default();
    let path = if name.starts_with('/') { name.to_owned() } else { format!("{dir}{name}") };
    path.trim_start_matches('/').to_owned()
}
