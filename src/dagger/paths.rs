//! Where tasks are, by path: a tree of the names that lead to them and of no others.

use std::collections::BTreeMap;

use crate::cue::eval::Label;
use crate::order;

/// A place on the way to tasks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Way(usize);

/// The paths of tasks.
#[derive(Clone, Debug)]
pub(super) struct Paths(Vec<Branch>);

#[derive(Clone, Debug, Default)]
struct Branch {
    task: Option<usize>,
    below: BTreeMap<Label, Way>,
}

impl Default for Paths {
    fn default() -> Self {
        Self(vec![Branch::default()])
    }
}

impl Paths {
    /// Where all ways begin.
    pub(super) const ROOT: Way = Way(0);

    /// Puts a task at a path.
    pub(super) fn insert(&mut self, path: &[Label], task: usize) {
        let mut at = Self::ROOT;
        for label in path {
            let next = Way(self.0.len());
            at = *self.0[at.0].below.entry(*label).or_insert(next);
            if at == next {
                self.0.push(Branch::default());
            }
        }
        self.0[at.0].task = Some(task);
    }

    /// One name further, if that leads to tasks.
    pub(super) fn step(&self, at: Way, label: Label) -> Option<Way> {
        self.0[at.0].below.get(&label).copied()
    }

    /// The whole way of a path, if it leads to tasks.
    pub(super) fn way(&self, path: &[Label]) -> Option<Way> {
        path.iter().try_fold(Self::ROOT, |at, label| self.step(at, *label))
    }

    /// The task that is right here.
    pub(super) fn task(&self, at: Way) -> Option<usize> {
        self.0[at.0].task
    }

    /// The task at a path.
    pub(super) fn get(&self, path: &[Label]) -> Option<usize> {
        self.way(path).and_then(|at| self.task(at))
    }

    /// The task that a path leads to or through.
    pub(super) fn around(&self, path: &[Label]) -> Option<usize> {
        let mut at = Self::ROOT;
        for label in path {
            at = self.step(at, *label)?;
            if let Some(task) = self.task(at) {
                return Some(task);
            }
        }
        None
    }

    /// The tasks at or below a path, sorted.
    pub(super) fn below(&self, path: &[Label]) -> Vec<usize> {
        let mut found = Vec::new();
        let mut open: Vec<Way> = self.way(path).into_iter().collect();
        while let Some(at) = open.pop() {
            found.extend(self.task(at));
            open.extend(self.0[at.0].below.values());
        }
        order::sort(&mut found);
        found.dedup();
        found
    }
}
