//! Why a plan cannot be built, and where it says so.

use std::fmt;

use crate::build::Origin;
use crate::cue::eval::Problem;
use crate::cue::module::Source;
use crate::cue::module::render;
use crate::cue::syntax::Span;
use crate::order;

use super::place::Places;

/// Why a plan cannot be built.
#[derive(Clone, Debug)]
pub struct PlanError {
    /// What is wrong, with the user's field.
    pub message: String,
    /// Where it is written.
    pub spans: Vec<Span>,
}

impl std::error::Error for PlanError {}

impl fmt::Display for PlanError {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(&self.message)
    }
}

impl PlanError {
    /// An error without a place.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), spans: Vec::new() }
    }

    /// What the evaluation stumbled over; places in the user's own files come first.
    pub(super) fn of(problem: &Problem, sources: &[Source]) -> Self {
        let shown = |path: &str| path.to_owned();
        let text = problem.render(sources, &shown);
        let message = text.split(":\n    ").next().unwrap_or(&text).trim_end().to_owned();
        let mut spans = problem.spans.clone();
        let path = |span: &Span| {
            let source = usize::try_from(span.file).ok().and_then(|file| sources.get(file));
            source.map(|source| &*source.path).unwrap_or_default()
        };
        order::sort_by_key(&mut spans, |span| is_package(path(span)));
        Self { message, spans }
    }

    /// Where it is written in the user's own files.
    pub fn origins(&self, places: &Places) -> Vec<Origin> {
        let mut origins: Vec<Origin> = Vec::new();
        for span in &self.spans {
            let first = Span { end: span.start, ..*span };
            let origin = places.origin("", first).filter(|origin| !origins.contains(origin));
            origins.extend(origin);
        }
        origins
    }

    /// The error and its places; `name` says what a file is called.
    pub fn render(&self, sources: &[Source], name: &dyn Fn(&str) -> String) -> String {
        render(&self.message, sources, &self.spans, name)
    }
}

/// Whether a file is one of the packages that plans import, embedded or a copy.
pub(super) fn is_package(path: &str) -> bool {
    let path = path.rsplit_once("cue.mod/pkg/").map_or(path, |(_, path)| path);
    let (module, _) = path.split_once('/').unwrap_or_default();
    super::MODULES.contains(&module)
}
