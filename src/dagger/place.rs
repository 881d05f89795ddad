//! The user's own files, as places that errors and steps point at.

use std::rc::Rc;

use crate::build::Origin;
use crate::cue::eval::NodeId;
use crate::cue::module::Program;
use crate::cue::syntax::Span;
use crate::llb::SourceInfo;
use crate::source::LineIndex;
use crate::source::Lines;

use super::error::is_package;
use super::plan::Plan;

/// A file of the user, and where its lines are.
type Own = (Rc<SourceInfo>, LineIndex);

/// The files of a program that are the user's own. Copies are cheap.
#[derive(Clone, Debug)]
pub struct Places {
    /// By number; nothing for files of the packages that plans import.
    files: Rc<[Option<Own>]>,
}

impl Places {
    /// The files of a program.
    pub fn new(program: &Program) -> Self {
        let sources = program.sources.iter();
        let files = sources.map(|source| {
            if is_package(&source.path) {
                return None;
            }
            let info = SourceInfo {
                filename: source.path.to_string(),
                data: (&*source.text).into(),
                language: "CUE".to_owned(),
                definition: None,
            };
            Some((Rc::new(info), LineIndex::new(&source.text)))
        });
        Self { files: files.collect() }
    }

    /// Whether a place is in one of the user's files.
    pub(super) fn has(&self, span: Span) -> bool {
        self.file(span).is_some()
    }

    fn file(&self, span: Span) -> Option<&Own> {
        self.files.get(usize::try_from(span.file).ok()?)?.as_ref()
    }

    /// A place in one of the user's files, under a name.
    pub fn origin(&self, path: &str, span: Span) -> Option<Origin> {
        let (file, lines) = self.file(span)?;
        let start = lines.position(span.start).line;
        let end = lines.position(span.end.saturating_sub(1).max(span.start)).line;
        Some(Origin::new(path).in_file(Rc::clone(file), Lines { start, end }))
    }
}

impl Plan {
    /// Where the user writes about a node, or about what it lies in.
    pub(super) fn place_of(&self, mut node: NodeId) -> Option<Span> {
        loop {
            let spans = self.session.spans(node);
            if let Some(span) = spans.into_iter().find(|span| self.places.has(*span)) {
                return Some(span);
            }
            node = self.session.parent(node)?;
        }
    }

    /// The same with a name.
    pub(super) fn origin(&self, path: &str, node: NodeId) -> Origin {
        let span = self.place_of(node);
        span.and_then(|span| self.places.origin(path, span)).unwrap_or_else(|| Origin::new(path))
    }
}
