//! Actions: what can be built, found by its path in any spelling.

use crate::build::Origin;
use crate::cue::eval::Label;
use crate::cue::eval::NodeId;
use crate::cue::eval::Presence;
use crate::source::suggest;

use super::error::PlanError;
use super::plan::Plan;
use super::task;

/// Something that can be built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// Its names below `actions`.
    pub names: Vec<String>,
    /// Its path, as it may be named: `actions.versions."8.0".build`.
    pub path: String,
    /// Its doc comment.
    pub doc: String,
    /// How many actions lie below it; none is a leaf.
    pub children: usize,
    /// Where it is written.
    pub origin: Origin,
}

impl Plan {
    /// All actions that can be chosen, in the order of the plan.
    pub fn actions(&mut self) -> Vec<Action> {
        let Some((node, path)) = self.actions_root() else { return Vec::new() };
        let mut found = Vec::new();
        self.collect(node, &path, &mut Vec::new(), &mut found);
        found
    }

    fn actions_root(&mut self) -> Option<(NodeId, Vec<Label>)> {
        let fields = self.session.fields(self.root);
        let found = fields.into_iter().find(|field| {
            field.label.is_string() && &*self.session.label_name(field.label) == "actions"
        })?;
        Some((found.node, vec![found.label]))
    }

    fn collect(
        &mut self,
        node: NodeId,
        path: &[Label],
        names: &mut Vec<String>,
        found: &mut Vec<Action>,
    ) {
        for (label, child) in self.choices(node, path) {
            let mut below = path.to_vec();
            below.push(label);
            names.push(self.session.label_name(label).to_string());
            let index = found.len();
            let (doc, path) = (self.doc(child), task::text(&self.session, &below));
            let origin = self.origin(&path, child);
            found.push(Action { names: names.clone(), path, doc, children: 0, origin });
            if self.tasks.paths.get(&below).is_none() {
                self.collect(child, &below, names, found);
            }
            found[index].children = found.len() - index - 1;
            let _last = names.pop();
        }
    }

    /// The actions right below a node.
    pub(super) fn choices(&mut self, node: NodeId, path: &[Label]) -> Vec<(Label, NodeId)> {
        let mut found = Vec::new();
        for field in self.session.fields(node) {
            if field.presence != Presence::Regular || !field.label.is_string() {
                continue;
            }
            let mut below = path.to_vec();
            below.push(field.label);
            if self.tasks.paths.way(&below).is_some() {
                found.push((field.label, field.node));
            }
        }
        found
    }

    /// The first paragraph of the doc comments of an action, as one line.
    pub(super) fn doc(&self, node: NodeId) -> String {
        let docs = self.session.docs(node);
        let first = docs.first().map(ToString::to_string).unwrap_or_default();
        let lines = first.lines().take_while(|line| !line.trim().is_empty());
        lines.map(str::trim).collect::<Vec<_>>().join(" ")
    }

    /// The path of an action. It may be written with `/`, spaces or dots between names, which may
    /// be quoted; of names that fit, the longest one counts.
    pub(super) fn action(&mut self, target: &str) -> Result<(Vec<Label>, NodeId), PlanError> {
        let Some((mut node, mut path)) = self.actions_root() else {
            return Err(PlanError::new("\"actions\" is not set: this is no plan"));
        };
        let mut rest = target.trim();
        rest = rest.strip_prefix("actions.").unwrap_or(rest);
        while !rest.is_empty() {
            let mut fits = Vec::new();
            for (label, child) in self.choices(node, &path) {
                let name = self.session.label_name(label);
                let quoted = self.session.label_text(label);
                let after = after(rest, &quoted).or_else(|| after_name(rest, &name));
                fits.extend(after.map(|after| (name.len(), after, label, child)));
            }
            let Some((_, after, label, child)) = fits.into_iter().max_by_key(|fit| fit.0) else {
                return Err(self.not_found(rest, target, node, &path));
            };
            rest = after;
            node = child;
            path.push(label);
        }
        Ok((path, node))
    }

    fn not_found(&mut self, rest: &str, target: &str, node: NodeId, path: &[Label]) -> PlanError {
        // What is wrong as a whole has no tasks.
        for field in self.session.fields(node) {
            let name = self.session.label_name(field.label);
            if field.label.is_string()
                && after_name(rest, &name).is_some()
                && let Some(mistake) = self.mistake_in(&[field.node])
            {
                return mistake;
            }
        }
        let names: Vec<String> = self
            .choices(node, path)
            .into_iter()
            .map(|(label, _)| self.session.label_name(label).to_string())
            .collect();
        let place = task::text(&self.session, path);
        let near = suggest::search(target, &names, true);
        let hint = near.map(|near| format!(" (did you mean {near:?}?)")).unwrap_or_default();
        let known = names.join(", ");
        PlanError::new(format!(
            "action not found: {target}{hint}; the actions of {place} are: {known}"
        ))
    }
}

/// What follows a quoted name.
fn after<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    after_name(text, name).filter(|_| name.starts_with('"'))
}

/// What follows a name and the mark that ends it.
fn after_name<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let rest = text.strip_prefix(name)?;
    if rest.is_empty() {
        return Some(rest);
    }
    Some(rest.strip_prefix(['/', '.', ' '])?.trim_start())
}
