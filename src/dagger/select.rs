//! Which tasks an action needs, and whether all that they need is known.

use std::collections::BTreeSet;

use crate::cue::eval::NodeId;
use crate::cue::eval::Presence;
use crate::cue::eval::View;
use crate::order::Collect as _;

use super::datum;
use super::datum::Datum;
use super::error::PlanError;
use super::kind;
use super::plan::Plan;
use super::task;

impl Plan {
    /// Tasks with all that they depend on.
    pub fn all_dependencies(&mut self, tasks: &BTreeSet<usize>) -> BTreeSet<usize> {
        let mut all = tasks.clone();
        let mut open: Vec<usize> = tasks.iter().copied().collect();
        while let Some(index) = open.pop() {
            for other in self.dependencies(index) {
                if all.insert(other) {
                    open.push(other);
                }
            }
        }
        all
    }

    /// The tasks that an action needs: those below it, and what they depend on.
    pub fn needed(&mut self, target: &str) -> Result<BTreeSet<usize>, PlanError> {
        let (path, _) = self.action(target)?;
        let below = self.tasks.paths.below(&path).into_iter().into_set();
        Ok(self.all_dependencies(&below))
    }

    /// The tasks of an action: those below it, what they depend on, and what is written to the
    /// client of their results.
    pub fn select(&mut self, target: &str) -> Result<BTreeSet<usize>, PlanError> {
        let (path, _) = self.action(target)?;
        let below = self.tasks.paths.below(&path).into_iter().into_set();
        let mut selected = self.all_dependencies(&below);
        let mut more = BTreeSet::new();
        for index in 0..self.tasks.all.len() {
            if &*self.tasks.all[index].kind == "ClientFilesystemWrite"
                && self.dependencies(index).iter().any(|one| below.contains(one))
            {
                let _new = more.insert(index);
            }
        }
        selected.extend(self.all_dependencies(&more));
        Ok(selected)
    }

    /// The first mistake in an action and its tasks.
    pub fn check(&mut self, target: &str, selected: &BTreeSet<usize>) -> Result<(), PlanError> {
        self.check_conflicts(target, selected)?;
        for index in selected {
            self.check_set(*index)?;
        }
        Ok(())
    }

    /// The first mistake in an action and its tasks that no fact can mend.
    pub fn check_conflicts(
        &mut self,
        target: &str,
        selected: &BTreeSet<usize>,
    ) -> Result<(), PlanError> {
        let (_, node) = self.action(target)?;
        let nodes: Vec<NodeId> = selected.iter().map(|index| self.tasks.all[*index].node).collect();
        if let Some(mistake) = self.mistake_in(&[&[node], &*nodes].concat()) {
            return Err(mistake);
        }
        for index in selected {
            let task = &self.tasks.all[*index];
            if kind::outputs(&task.kind).is_none() {
                let message = format!("{}: unknown type {:?}", task.path, task.kind);
                return Err(self.wrong(task.node, message));
            }
            self.check_client(*index)?;
        }
        Ok(())
    }

    /// Fails if the plan itself says what has to come from the client.
    fn check_client(&mut self, index: usize) -> Result<(), PlanError> {
        let task = self.tasks.all[index].clone();
        let (fields, wanted): (Vec<(NodeId, String)>, _) = match &*task.kind {
            "ClientFilesystemRead" if !self.is_told(&task.path) => {
                let contents = datum::field(&mut self.session, task.node, "contents");
                let named = |node| (node, "contents".to_owned());
                (contents.into_iter().map(named).collect(), "please use a type")
            }
            "ClientEnv" => {
                let fields = self.session.fields(task.node).into_iter();
                let fields = fields.filter(|field| field.label.is_string());
                let named = fields
                    .map(|field| (field.node, self.session.label_name(field.label).to_string()));
                let open = named.filter(|(_, name)| !self.is_given(name));
                (open.collect(), "please use a type or set a default")
            }
            _ => return Ok(()),
        };
        for (node, name) in fields {
            if matches!(self.session.view(node), View::String(_)) {
                let message = format!("{}.{name}: unexpected concrete value, {wanted}", task.path);
                return Err(self.wrong(node, message));
            }
        }
        Ok(())
    }

    /// Fails if a field of a task is not known.
    pub(super) fn check_set(&mut self, index: usize) -> Result<(), PlanError> {
        let task = self.tasks.all[index].clone();
        if matches!(&*task.kind, "ClientEnv" | "ClientFilesystemWrite") {
            return Ok(());
        }
        let outputs = kind::outputs(&task.kind).unwrap_or_default();
        for field in self.session.fields(task.node) {
            let name = self.session.label_name(field.label);
            if field.presence != Presence::Regular
                || !field.label.is_string()
                || &*name == "$dagger"
                || outputs.iter().any(|(output, _)| *output == &*name)
            {
                continue;
            }
            if let Some(open) = self.unset(field.node, 0) {
                return Err(self.not_set(open));
            }
        }
        Ok(())
    }

    /// The first value at or below a node that is not known.
    fn unset(&mut self, node: NodeId, depth: u32) -> Option<NodeId> {
        if depth > 32 {
            return None;
        }
        match datum::read(&mut self.session, node) {
            Datum::Open(_) | Datum::Unset(_) => Some(node),
            Datum::Struct(_) | Datum::List(_) => {
                let node = datum::taken(&mut self.session, node);
                let fields = self.session.fields(node);
                fields.into_iter().find_map(|field| {
                    (field.presence == Presence::Regular && field.label.is_regular())
                        .then(|| self.unset(field.node, depth + 1))
                        .flatten()
                })
            }
            _ => None,
        }
    }

    /// Says which field of the user is the reason that a value is not known.
    fn not_set(&mut self, mut node: NodeId) -> PlanError {
        let mut seen = BTreeSet::new();
        while seen.insert(node) {
            let next = self.session.references(node).into_iter().find(|named| {
                let outside =
                    self.session.path(*named).first().is_none_or(|one| one.is_definition());
                !outside
                    && !seen.contains(named)
                    && matches!(
                        datum::read(&mut self.session, *named),
                        Datum::Open(_) | Datum::Unset(_)
                    )
            });
            node = next.unwrap_or(node);
        }
        let labels = self.session.path(node);
        let path = task::text(&self.session, &labels);
        if let View::Bottom(_) = self.session.view(node)
            && let Some(problem) = self.session.error_of(node)
        {
            return self.mistake(&problem);
        }
        let names: Vec<_> = labels.iter().map(|label| self.session.label_name(*label)).collect();
        let message = match &*names.iter().map(|name| &**name).collect::<Vec<_>>() {
            ["client", "env", name] => format!(
                "environment variable {name:?} not set: pass it with --build-arg {name}=VALUE"
            ),
            _ => format!("\"{path}\" is not set"),
        };
        let spans = self.place_of(node).into_iter().collect();
        PlanError { message, spans }
    }
}
