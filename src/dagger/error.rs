//! Why a plan cannot be built, and where it says so.

use std::fmt;

use crate::cue::eval::Problem;
use crate::cue::module::Source;
use crate::cue::module::render;
use crate::cue::syntax::Span;

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
        spans.sort_by_key(|span| is_package(sources, *span));
        Self { message, spans }
    }

    /// The error and its places; `name` says what a file is called.
    pub fn render(&self, sources: &[Source], name: &dyn Fn(&str) -> String) -> String {
        render(&self.message, sources, &self.spans, name)
    }
}

/// Whether a place lies in an embedded package.
fn is_package(sources: &[Source], span: Span) -> bool {
    let source = usize::try_from(span.file).ok().and_then(|file| sources.get(file));
    source.is_some_and(|source| {
        super::MODULES.iter().any(|module| source.path.starts_with(&format!("{module}/")))
    })
}
