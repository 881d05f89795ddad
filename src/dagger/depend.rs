//! Which tasks a task depends on: those that its fields refer to, by way of whatever is no task.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::rc::Rc;

use crate::cue::eval::Label;
use crate::cue::eval::NodeId;
use crate::cue::eval::Presence;
use crate::cue::eval::Session;

use super::task::Tasks;

/// What is known of one tree: what nodes refer to, what tasks depend on.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    references: BTreeMap<NodeId, Rc<[NodeId]>>,
    places: BTreeMap<NodeId, Rc<Place>>,
    dependencies: BTreeMap<usize, BTreeSet<usize>>,
}

/// Where a node is.
#[derive(Debug)]
struct Place {
    path: Vec<Label>,
    /// The task that it is or lies in.
    task: Option<usize>,
}

impl Known {
    fn place(&mut self, session: &Session, tasks: &Tasks, node: NodeId) -> Rc<Place> {
        if let Some(known) = self.places.get(&node) {
            return Rc::clone(known);
        }
        let path = session.path(node);
        let task = tasks.around(&path);
        let place = Rc::new(Place { path, task });
        let _none = self.places.insert(node, Rc::clone(&place));
        place
    }

    fn references(&mut self, session: &mut Session, node: NodeId) -> Rc<[NodeId]> {
        if let Some(known) = self.references.get(&node) {
            return Rc::clone(known);
        }
        let found: Rc<[NodeId]> = session.references(node).into();
        let _none = self.references.insert(node, Rc::clone(&found));
        found
    }

    /// The tasks that a task depends on, by number.
    pub(super) fn dependencies(
        &mut self,
        session: &mut Session,
        tasks: &Tasks,
        index: usize,
    ) -> BTreeSet<usize> {
        if let Some(known) = self.dependencies.get(&index) {
            return known.clone();
        }
        let (seen, found, open) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
        let mut walk = Walk { known: self, session, tasks, index, seen, found, open };
        let task = &tasks.all[index];
        walk.open.push(Open { node: task.node, path: task.labels.clone(), in_task: true });
        while let Some(open) = walk.open.pop() {
            walk.visit(&open);
        }
        let found = walk.found;
        let _none = self.dependencies.insert(index, found.clone());
        found
    }

    /// Whether all that is said of another task is said of a task, too, so that its handles are
    /// those of the other one.
    pub(super) fn is_copy(
        &mut self,
        session: &mut Session,
        root: NodeId,
        tasks: &Tasks,
        index: usize,
    ) -> bool {
        let labels = &tasks.all[index].labels;
        let mut at = root;
        for (depth, label) in labels.iter().enumerate() {
            let Some(next) = session.labelled(at, *label) else { return false };
            at = next;
            for named in self.references(session, at).iter() {
                let mut other = session.path(*named);
                if other == labels[..=depth] {
                    continue;
                }
                other.extend_from_slice(&labels[depth + 1..]);
                if tasks.by_path.get(&other).is_some_and(|found| *found != index) {
                    return true;
                }
            }
        }
        false
    }
}

struct Walk<'w> {
    known: &'w mut Known,
    session: &'w mut Session,
    tasks: &'w Tasks,
    index: usize,
    seen: BTreeSet<NodeId>,
    found: BTreeSet<usize>,
    open: Vec<Open>,
}

/// A node to look at.
struct Open {
    node: NodeId,
    /// By what it was reached, which is not always where it is.
    path: Vec<Label>,
    /// Whether that is a task or in one.
    in_task: bool,
}

impl Walk<'_> {
    fn visit(&mut self, open: &Open) {
        let Open { node, ref path, in_task } = *open;
        if !self.seen.insert(node) {
            return;
        }
        for named in self.known.references(self.session, node).iter() {
            self.follow(*named, &[]);
        }
        if !in_task {
            self.visit_above(node, path);
        }
        for field in self.session.fields_unordered(node) {
            if field.presence != Presence::Regular || field.label.is_definition() {
                continue;
            }
            let mut below = path.clone();
            below.push(field.label);
            if !self.tasks.by_path.contains_key(&below) {
                self.open.push(Open { node: field.node, path: below, in_task });
            }
        }
    }

    /// What is said of a field may come from what the struct it is in refers to.
    fn visit_above(&mut self, node: NodeId, path: &[Label]) {
        let mut at = node;
        for depth in (0..path.len()).rev() {
            let Some(parent) = self.session.parent(at) else { break };
            at = parent;
            for named in self.known.references(self.session, at).iter() {
                self.follow(*named, &path[depth..]);
            }
        }
    }

    /// Goes from what is referred to down to a field, if there is that.
    fn follow(&mut self, mut node: NodeId, rest: &[Label]) {
        for label in rest {
            let Some(next) = self.session.labelled(node, *label) else { return };
            node = next;
        }
        let place = self.known.place(self.session, self.tasks, node);
        match place.task {
            Some(task) if task != self.index => {
                let _new = self.found.insert(task);
            }
            Some(_) => {}
            None if place.path.first().is_none_or(|label| label.is_definition()) => {}
            None if self.seen.contains(&node) => {}
            None => self.open.push(Open { node, path: place.path.clone(), in_task: false }),
        }
    }
}
