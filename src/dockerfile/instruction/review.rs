//! Rules about whole files. The converter applies them in upstream's order.

use super::Stage;
use crate::dockerfile::lint::Linter;
use crate::dockerfile::lint::Scope;
use crate::dockerfile::lint::message;
use crate::dockerfile::syntax::File;
use crate::go::case::lower;
use crate::go::case::upper;
use crate::source::Lines;
use std::collections::BTreeSet;

/// Reports blank lines within instructions.
pub fn review_continuations(file: &File, linter: &mut Linter) {
    for lines in &file.empty_continuations {
        linter.report(&Scope::FILE, *lines, message::no_empty_continuation());
    }
}

/// Reports names of stages that are reserved or taken.
pub fn review_stage_names(stages: &[Stage], linter: &mut Linter) {
    let mut names = BTreeSet::new();
    for Stage { name, origin, .. } in stages.iter().filter(|stage| !stage.name.is_empty()) {
        if matches!(name.as_str(), "context" | "scratch") {
            linter.report(&Scope::FILE, origin.lines, message::reserved_stage_name(name));
        }
        if !names.insert(name) {
            linter.report(&Scope::FILE, origin.lines, message::duplicate_stage_name(name));
        }
    }
}

/// Reports keywords that are not in the case most keywords are in.
pub fn review_casing(stages: &[Stage], linter: &mut Linter) {
    let lower = keywords(stages).filter(|keyword| is_lower(keyword.0)).count();
    let upper = keywords(stages).filter(|keyword| !is_lower(keyword.0) && is_upper(keyword.0));
    let most_are_lower = lower > upper.count();
    for (keyword, lines) in keywords(stages) {
        let casing = match most_are_lower {
            true if !is_lower(keyword) => "lowercase",
            false if !is_upper(keyword) => "uppercase",
            _ => continue,
        };
        let message = message::consistent_instruction_casing(keyword, casing);
        linter.report(&Scope::FILE, lines, message);
    }
}

fn keywords(stages: &[Stage]) -> impl Iterator<Item = (&str, Lines)> {
    stages.iter().flat_map(|stage| {
        let inner = stage.instructions.iter().map(|instruction| &instruction.origin);
        std::iter::once(&stage.origin).chain(inner).map(|origin| (&*origin.keyword, origin.lines))
    })
}

/// Whether a text is its own lower case.
pub(super) fn is_lower(text: &str) -> bool {
    text.chars().all(|c| lower(c) == c)
}

/// Whether a text is its own upper case.
pub(super) fn is_upper(text: &str) -> bool {
    text.chars().all(|c| upper(c) == c)
}
