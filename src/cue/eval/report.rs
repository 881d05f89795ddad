//! Errors of an evaluation as text.
//!
//! What ruled out the alternatives of a disjunction stands below the error, the nearest miss first.
//! A place that is to blame for all of it is told once.

use crate::cue::module::Source;
use crate::cue::module::rank;
use crate::cue::module::render;
use crate::cue::syntax::Span;
use crate::order;

use super::Problem;

/// As many lines of one error are shown.
const MOST_LINES: usize = 8;

/// As many places of one alternative are shown.
const MOST_PLACES: usize = 2;

impl Problem {
    /// The error in at most eight lines, with places in files; `name` says what a file is called.
    pub fn render(&self, sources: &[Source], name: &dyn Fn(&str) -> String) -> String {
        let leaves = self.leaves();
        if leaves.len() < 2 {
            return render(&self.line(), sources, &self.sorted(sources), name);
        }
        let is_shared = |span: &Span| leaves.iter().all(|leaf| leaf.spans.contains(span));
        let shared: Vec<Span> = leaves[0].sorted(sources).into_iter().filter(is_shared).collect();
        let mut text = render(&self.line(), sources, &shared, name);
        for leaf in leaves {
            let mut spans = leaf.sorted(sources);
            spans.retain(|span| !shared.contains(span));
            spans.truncate(MOST_PLACES);
            let more = render(&leaf.line(), sources, &spans, name);
            if text.lines().count() + more.lines().count() > MOST_LINES {
                break;
            }
            text.push_str(&more);
        }
        text
    }

    /// The places: first the one that is to blame most.
    fn sorted(&self, sources: &[Source]) -> Vec<Span> {
        let mut spans = self.spans.clone();
        order::sort_by_key(&mut spans, |span| (Some(*span) != self.place, rank(sources, *span)));
        spans
    }

    fn line(&self) -> String {
        let path = if self.path.is_empty() { String::new() } else { format!("{}: ", self.path) };
        format!("{path}{}", self.message)
    }

    /// The causes that have no further causes.
    fn leaves(&self) -> Vec<&Self> {
        if self.causes.is_empty() {
            return vec![self];
        }
        self.causes.iter().flat_map(Self::leaves).collect()
    }
}
