//! Which tasks a task depends on: those that its fields refer to, by way of whatever is no task.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::ops::Range;

use foldhash::fast::RandomState;
use indexmap::IndexMap;
use indexmap::IndexSet;

use crate::cue::eval::NodeId;
use crate::cue::eval::Presence;
use crate::cue::eval::Session;

use super::paths::Paths;
use super::paths::Way;
use super::task::Tasks;

/// Something that is known of nodes.
type ByNode<T> = IndexMap<NodeId, T, RandomState>;

/// What is known of one tree: what nodes refer to, what tasks depend on.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    /// Tasks that lie in definitions: a field that says nothing but `#Image` shares all that is in
    /// there, as long as its tasks have not got handles of their own.
    shared: ByNode<Vec<usize>>,
    /// What nodes refer to, node after node.
    named: Vec<NodeId>,
    references: ByNode<Range<usize>>,
    /// What is said of a node by way of what the structs around it refer to.
    around: ByNode<Range<usize>>,
    places: ByNode<Place>,
    dependencies: BTreeMap<usize, BTreeSet<usize>>,
}

/// Where a node is.
#[derive(Clone, Copy, Debug)]
struct Place {
    /// Where that is on the way to tasks, if it is on one.
    way: Option<Way>,
    /// The task that it is or lies in.
    task: Option<usize>,
    /// Whether it is no field of the plan, or in none: all of a package, or in a definition.
    is_outside: bool,
}

impl Known {
    /// Lets what refers to a task in a definition count as referring to each field that shares it,
    /// which may be too much: for a tree in which tasks have not got their handles.
    pub(super) fn share(&mut self, session: &mut Session, tasks: &Tasks) {
        for (index, task) in tasks.all.iter().enumerate() {
            let home = session.target(task.node);
            if session.path(home).first().is_some_and(|label| label.is_definition()) {
                self.shared.entry(home).or_default().push(index);
            }
        }
    }

    fn place(&mut self, session: &Session, paths: &Paths, node: NodeId) -> Place {
        if let Some(known) = self.places.get(&node) {
            return *known;
        }
        let above = session.parent(node).map(|parent| self.place(session, paths, parent));
        let above = above.unwrap_or(Place { way: Some(Paths::ROOT), task: None, is_outside: true });
        let place = session.label(node).map_or(above, |label| {
            let is_top = above.way == Some(Paths::ROOT);
            let way = above.way.and_then(|way| paths.step(way, label));
            Place {
                way,
                task: above.task.or_else(|| way.and_then(|way| paths.task(way))),
                is_outside: if is_top { label.is_definition() } else { above.is_outside },
            }
        });
        let _none = self.places.insert(node, place);
        place
    }

    /// What a node refers to, as a part of `named`.
    fn references(&mut self, session: &mut Session, node: NodeId) -> Range<usize> {
        if let Some(known) = self.references.get(&node) {
            return known.clone();
        }
        let start = self.named.len();
        self.named.extend(session.references(node));
        let found = start..self.named.len();
        let _none = self.references.insert(node, found.clone());
        found
    }

    /// The nodes in what the structs around a node refer to that have its place there, as a part of
    /// `named`: what is said of them is said of it. All of a package that is imported says nothing of
    /// one of its fields.
    fn around(&mut self, session: &mut Session, root: NodeId, node: NodeId) -> Range<usize> {
        if let Some(known) = self.around.get(&node) {
            return known.clone();
        }
        let mut found = 0..0;
        if let Some(parent) = session.parent(node)
            && let Some(label) = session.label(node)
            && (parent == root || session.parent(parent).is_some())
        {
            let own = self.references(session, parent);
            let above = self.around(session, root, parent);
            let start = self.named.len();
            for place in own.chain(above) {
                if let Some(like) = session.labelled(self.named[place], label)
                    && !self.named[start..].contains(&like)
                {
                    self.named.push(like);
                }
            }
            found = start..self.named.len();
        }
        let _none = self.around.insert(node, found.clone());
        found
    }

    /// The tasks that a task depends on, by number.
    pub(super) fn dependencies(
        &mut self,
        session: &mut Session,
        root: NodeId,
        tasks: &Tasks,
        index: usize,
    ) -> BTreeSet<usize> {
        if let Some(known) = self.dependencies.get(&index) {
            return known.clone();
        }
        let (seen, found, open) = (IndexSet::default(), BTreeSet::new(), Vec::new());
        let mut walk = Walk { known: self, session, root, tasks, index, seen, found, open };
        let task = &tasks.all[index];
        let way = tasks.paths.way(&task.labels);
        walk.open.push(Open { node: task.node, way, named: false });
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
            for place in self.references(session, at) {
                let mut other = session.path(self.named[place]);
                if other == labels[..=depth] {
                    continue;
                }
                other.extend_from_slice(&labels[depth + 1..]);
                if tasks.paths.get(&other).is_some_and(|found| found != index) {
                    return true;
                }
            }
        }
        false
    }
}

/// The field of a package that a node is or lies in.
fn top(session: &Session, mut node: NodeId) -> NodeId {
    while let Some(parent) = session.parent(node)
        && session.parent(parent).is_some()
    {
        node = parent;
    }
    node
}

struct Walk<'w> {
    known: &'w mut Known,
    session: &'w mut Session,
    root: NodeId,
    tasks: &'w Tasks,
    index: usize,
    seen: IndexSet<NodeId, RandomState>,
    found: BTreeSet<usize>,
    open: Vec<Open>,
}

/// A node to look at.
struct Open {
    node: NodeId,
    /// Where that is on the way to tasks, if it is on one.
    way: Option<Way>,
    /// Whether it was reached by its name, not from the struct that it is in.
    named: bool,
}

impl Walk<'_> {
    fn visit(&mut self, open: &Open) {
        if !self.seen.insert(open.node) {
            return;
        }
        for place in self.known.references(self.session, open.node) {
            self.follow(self.known.named[place]);
        }
        if open.named {
            for place in self.known.around(self.session, self.root, open.node) {
                self.follow(self.known.named[place]);
            }
        }
        for field in self.session.fields_unordered(open.node) {
            if field.presence != Presence::Regular || field.label.is_definition() {
                continue;
            }
            let way = open.way.and_then(|way| self.tasks.paths.step(way, field.label));
            if way.is_none_or(|way| self.tasks.paths.task(way).is_none()) {
                self.open.push(Open { node: field.node, way, named: false });
            }
        }
    }

    /// Goes to what is referred to.
    fn follow(&mut self, node: NodeId) {
        let place = self.known.place(self.session, &self.tasks.paths, node);
        if place.task.is_none() && place.is_outside {
            self.find_shared(node);
        } else {
            self.arrive(node, place.way, place.task);
        }
    }

    /// Has come to a node, by its name, that is a task, lies in one, or is to be looked at.
    fn arrive(&mut self, node: NodeId, way: Option<Way>, task: Option<usize>) {
        match task {
            Some(task) if task != self.index => {
                let _new = self.found.insert(task);
            }
            Some(_) => {}
            None if self.seen.contains(&node) => {}
            None => self.open.push(Open { node, way, named: true }),
        }
    }

    /// Finds the fields that share the task in a definition that a node is or lies in. A task in
    /// such a field stays in it.
    fn find_shared(&mut self, node: NodeId) {
        let task = &self.tasks.all[self.index];
        let is_home = top(self.session, task.node) == top(self.session, node);
        if is_home && !self.seen.contains(&node) {
            let (path, home) = (self.session.path(node), self.session.path(task.node));
            if let Some((_, inside)) = path.split_first().filter(|(_, inside)| !inside.is_empty()) {
                let outside = (task.labels.len() + 1).saturating_sub(home.len());
                let path = [&task.labels[..outside], inside].concat();
                let paths = &self.tasks.paths;
                return self.arrive(node, paths.way(&path), paths.around(&path));
            }
        }
        let mut above = std::iter::successors(Some(node), |node| self.session.parent(*node));
        if let Some(tasks) = above.find_map(|node| self.known.shared.get(&node)) {
            self.found.extend(tasks.iter().filter(|task| **task != self.index));
        }
    }
}
