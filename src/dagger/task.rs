//! Tasks: structs that say which kind of task they are.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::cue::eval::Field;
use crate::cue::eval::Label;
use crate::cue::eval::NodeId;
use crate::cue::eval::Presence;
use crate::cue::eval::Session;
use crate::cue::eval::View;

use super::datum;
use super::datum::Datum;
use super::kind;
use super::paths::Paths;

/// Tasks do not lie deeper.
const DEEPEST: usize = 200;

/// A task.
#[derive(Clone, Debug)]
pub struct Task {
    /// Where it is: `actions.build._exec`.
    pub path: Arc<str>,
    /// What kind of task it is.
    pub kind: Arc<str>,
    /// The names that its path is made of.
    pub(super) labels: Vec<Label>,
    pub(super) node: NodeId,
}

/// All tasks of a tree.
#[derive(Clone, Debug, Default)]
pub struct Tasks {
    /// In the order of the tree.
    pub all: Vec<Task>,
    /// By path, those that are the same as another one among them.
    pub(super) paths: Paths,
}

impl Tasks {
    /// Finds the tasks below a root: in regular and hidden fields, not in definitions, optional
    /// fields or lists, and not below a task.
    pub(super) fn find(session: &mut Session, root: NodeId) -> Self {
        let mut tasks = Self::default();
        let mut found = Vec::new();
        visit(session, root, &mut Vec::new(), &mut found);
        let paths: BTreeSet<Vec<Label>> = found.iter().map(|task| task.labels.clone()).collect();
        let mut same = Vec::new();
        for task in found {
            let target = session.target(task.node);
            let home = session.path(target);
            if home != task.labels && paths.contains(&home) {
                same.push((task.labels, home));
                continue;
            }
            tasks.paths.insert(&task.labels, tasks.all.len());
            tasks.all.push(task);
        }
        for (path, home) in same {
            if let Some(index) = tasks.paths.get(&home) {
                tasks.paths.insert(&path, index);
            }
        }
        tasks
    }
}

fn visit(session: &mut Session, node: NodeId, path: &mut Vec<Label>, found: &mut Vec<Task>) {
    if path.len() > DEEPEST || !matches!(session.view(node), View::Struct) {
        return;
    }
    if let Some(kind) = kind_of(session, node) {
        let path_text = text(session, path).into();
        found.push(Task { path: path_text, kind, labels: path.clone(), node });
        return;
    }
    let is_searched = |field: &Field| {
        let label = field.label;
        field.presence == Presence::Regular && !label.is_definition() && !label.is_int()
    };
    let fields: Vec<Field> = session.fields_unordered(node).filter(is_searched).collect();
    for field in fields {
        path.push(field.label);
        visit(session, field.node, path, found);
        let _last = path.pop();
    }
}

/// What kind of task a struct says it is.
fn kind_of(session: &mut Session, node: NodeId) -> Option<Arc<str>> {
    let inner = datum::field(session, node, "$dagger")?;
    let task = datum::field(session, inner, "task")?;
    let name = datum::field(session, task, "_name")?;
    match session.view(name) {
        View::String(name) => Some(name),
        _ => None,
    }
}

/// A path as it is written.
pub(super) fn text(session: &Session, path: &[Label]) -> String {
    let labels: Vec<String> = path.iter().map(|label| session.label_text(*label)).collect();
    labels.join(".")
}

impl Task {
    /// What is in its fields, but for what it fills itself.
    pub fn fields(&self, session: &mut Session) -> Datum {
        let Datum::Struct(mut fields) = read_task(session, self.node) else {
            return Datum::Broken;
        };
        let outputs = kind::outputs(&self.kind).unwrap_or_default();
        fields.retain(|(name, _)| outputs.iter().all(|(output, _)| *output != &**name));
        if &*self.kind == "ClientEnv" {
            fields.clear();
        }
        Datum::Struct(fields)
    }
}

/// The fields of a task, but for what says that it is one.
fn read_task(session: &mut Session, node: NodeId) -> Datum {
    let mut found = Vec::new();
    for field in session.fields(node) {
        if field.presence != Presence::Regular || !field.label.is_string() {
            continue;
        }
        let name = session.label_name(field.label);
        if &*name != "$dagger" {
            found.push((name, datum::read(session, field.node)));
        }
    }
    Datum::Struct(found)
}
