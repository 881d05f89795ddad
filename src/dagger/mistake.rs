//! What is wrong with a plan, told about the field that the user wrote.
//!
//! One mistake has many consequences: packages refer to the field, alternatives are ruled out one by
//! one. Told is the nearest miss about a field of the user's own files, and which field may have been
//! meant.

use std::collections::BTreeSet;

use crate::cue::eval::NodeId;
use crate::cue::eval::Problem;
use crate::cue::syntax::Span;
use crate::cue::syntax::ast::Decl;
use crate::cue::syntax::ast::File;
use crate::cue::syntax::ast::Ident;
use crate::cue::syntax::ast::Label;
use crate::cue::syntax::for_each_decl;
use crate::source::suggest;

use super::error::PlanError;
use super::error::is_package;
use super::plan::Plan;

/// What the evaluator says of a field that a struct does not have.
const NOT_ALLOWED: &str = "field not allowed";

impl Plan {
    /// The mistake to be told of all that are in some nodes, unless more facts may mend it.
    pub(super) fn mistake_in(&mut self, nodes: &[NodeId]) -> Option<PlanError> {
        let mut found = Vec::new();
        for node in nodes {
            let problems = self.session.problems(*node, false);
            found.extend(problems.into_iter().filter(|problem| !problem.code.is_incomplete()));
        }
        self.nearest(&found)
    }

    /// A misspelt field of the plan itself, outside of its actions.
    pub(super) fn mistake_outside(&mut self) -> Option<PlanError> {
        let mut found = Vec::new();
        for field in self.session.fields(self.root) {
            let name = self.session.label_name(field.label);
            if field.label.is_string() && &*name != "actions" {
                found.extend(self.session.problems(field.node, false));
            }
        }
        found.retain(|problem| problem.causes.is_empty() && problem.message == NOT_ALLOWED);
        self.nearest(&found)
    }

    /// One mistake.
    pub(super) fn mistake(&mut self, problem: &Problem) -> PlanError {
        let told = self.nearest(std::slice::from_ref(problem));
        told.unwrap_or_else(|| PlanError::of(problem, self.sources()))
    }

    fn nearest(&self, problems: &[Problem]) -> Option<PlanError> {
        let mut misses = Vec::new();
        for problem in problems {
            gather(problem, problem, &mut misses);
        }
        let (problem, miss) = misses.into_iter().min_by_key(|(problem, miss)| {
            let own = miss.spans.iter().any(|span| self.places.has(*span));
            let hidden = problem.path.contains("._");
            (miss.path.contains(".$dagger"), !own, hidden)
        })?;
        let mut spans: Vec<Span> = miss.spans.clone();
        spans.extend(problem.spans.iter().filter(|span| !miss.spans.contains(span)));
        if spans.iter().any(|span| self.places.has(*span)) {
            spans.retain(|span| self.places.has(*span));
        }
        let (path, hint) = match &*miss.message {
            NOT_ALLOWED => self.misspelt(&miss.path),
            _ => (miss.path.clone(), value_meant(problem)),
        };
        let path = if path.is_empty() { path } else { format!("{path}: ") };
        Some(PlanError { message: format!("{path}{}{hint}", miss.message), spans })
    }

    /// The field that is not allowed, of a path that goes on behind it, and what may be meant.
    fn misspelt(&self, path: &str) -> (String, String) {
        let names = names_of(path);
        let mut known = BTreeSet::new();
        let mut others = BTreeSet::new();
        let program = self.session.program();
        for package in &program.packages {
            let imported = is_package(&format!("{}/", package.path));
            let found = if imported { &mut known } else { &mut others };
            for file in &package.files {
                if let Some(tree) = program.tree(file.source) {
                    declared(&tree, found);
                }
            }
        }
        let is_index = |name: &str| name.bytes().all(|digit| digit.is_ascii_digit());
        let is_known = |name: &&str| known.contains(*name) || is_index(name);
        let last = names.iter().rposition(|name| !is_known(name));
        let last = last.or_else(|| names.iter().rposition(|name| !is_index(name)));
        let last = last.unwrap_or_default();
        let name = names.get(last).copied().unwrap_or_default();
        let near = suggest::search(name, known.iter().filter(|other| **other != name), true);
        let near = near
            .or_else(|| suggest::search(name, others.iter().filter(|other| **other != name), true));
        (names.get(..=last).unwrap_or(&names).join("."), hint(near))
    }
}

fn hint(near: Option<String>) -> String {
    near.map(|near| format!(" (did you mean {near:?}?)")).unwrap_or_default()
}

/// All causes that have no further ones.
fn gather<'p>(problem: &'p Problem, at: &'p Problem, found: &mut Vec<(&'p Problem, &'p Problem)>) {
    if at.causes.is_empty() {
        found.push((problem, at));
    }
    for cause in &at.causes {
        gather(problem, cause, found);
    }
}

/// The text that may be meant, where a text is none of several.
fn value_meant(problem: &Problem) -> String {
    let mut written = None;
    let mut allowed = Vec::new();
    for cause in &problem.causes {
        let mut parts = cause.message.split('"');
        if let (Some("conflicting values "), Some(other), Some(" and "), Some(one)) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        {
            written = Some(one);
            allowed.push(other);
        }
    }
    hint(written.and_then(|written| suggest::search(written, allowed, true)))
}

/// The names that a file declares fields with.
fn declared(file: &File, found: &mut BTreeSet<String>) {
    for_each_decl(&file.decls, &mut |decl| {
        let Decl::Field(field) = decl else { return };
        if let Label::Ident(Ident { name, .. }) | Label::String(name, _) = &field.label {
            let _new = found.insert(name.to_string());
        }
    });
}

/// The names of a path, between dots that do not stand in quotes.
fn names_of(path: &str) -> Vec<&str> {
    let mut quoted = false;
    let split = |letter: char| {
        quoted ^= letter == '"';
        letter == '.' && !quoted
    };
    path.split(split).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cue::syntax::parse_file;

    #[test]
    fn fields_are_declared_in_trees_not_in_texts() {
        let text = "// comment: x\na: \"b: c\"\nd?: {e: f: [{\"g h\": 1}]} & {if x {i: y}}\n\
                    #J: _k: \"\\({l: 1}.l)\"\nm: \"\"\"\n\tn: o\n\t\"\"\"\n";
        let mut found = BTreeSet::new();
        declared(&parse_file(0, text.as_bytes()).file, &mut found);
        let found: Vec<String> = found.into_iter().collect();
        assert_eq!(found, ["#J", "_k", "a", "d", "e", "f", "g h", "i", "l", "m"]);
    }

    #[test]
    fn quoted_names_of_paths_may_have_dots() {
        assert_eq!(names_of("a.\"8.0\".b"), ["a", "\"8.0\"", "b"]);
    }
}
