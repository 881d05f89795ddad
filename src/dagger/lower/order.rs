//! What has to be built beside the image: tests, and what must be done before something else.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::build::Container;
use crate::build::Origin;
use crate::dagger::Datum;
use crate::dagger::Handle;
use crate::dagger::Leaf;
use crate::dagger::PlanError;
use crate::dagger::datum;
use crate::dagger::error::is_package;
use crate::dagger::kind;
use crate::dagger::kind::Output;
use crate::dagger::plan::Plan;
use crate::order;

use super::client;
use super::handles;

impl Plan {
    /// What tasks below an action make that is no part of what it comes to: a test, the images of a
    /// group. All of it has to be built, in any order.
    pub fn rest(&mut self, target: &str, leaf: Option<&Leaf>) -> Result<Vec<Container>, PlanError> {
        let (path, _) = self.action(target)?;
        let mut open: BTreeSet<usize> = BTreeSet::new();
        for index in self.tasks.paths.below(&path) {
            if self.makes_files(index) && !self.is_unused_default(index) {
                let _new = open.insert(index);
            }
        }
        let mut within = BTreeSet::new();
        for index in &open {
            within.extend(self.sources_of(*index));
        }
        if let Some(leaf) = leaf {
            let from = self.givers(&leaf.tree);
            within.extend(self.reach(from));
        }
        open.retain(|index| !within.contains(index));
        open.into_iter().map(|index| self.files_of(index)).collect()
    }

    /// What has to be built before the files of tasks are, in this order: processes that they refer
    /// to without taking anything from them. Each comes with the path of its task.
    pub fn early(
        &mut self,
        tasks: &BTreeSet<usize>,
    ) -> Result<Vec<(Arc<str>, Container)>, PlanError> {
        let mut early = BTreeSet::new();
        for index in self.all_dependencies(tasks) {
            if &*self.tasks.all[index].kind != "Exec" {
                continue;
            }
            let mut others = self.dependencies(index);
            others.retain(|other| &*self.tasks.all[*other].kind == "Exec");
            if !others.is_empty() {
                let reached = self.reach(BTreeSet::from([index]));
                early.extend(others.difference(&reached));
            }
        }
        let mut order: Vec<(usize, usize)> = Vec::new();
        for index in early {
            order.push((self.all_dependencies(&BTreeSet::from([index])).len(), index));
        }
        order::sort(&mut order);
        let one = |(_, index): (usize, usize)| {
            let path = Arc::clone(&self.tasks.all[index].path);
            Ok((path, self.files_of(index)?))
        };
        order.into_iter().map(one).collect()
    }

    /// What of an action is not done, and what does it instead.
    pub fn notes(&mut self, target: &str) -> Result<Vec<(String, Origin)>, PlanError> {
        let needed = self.needed(target)?;
        let mut notes = Vec::new();
        for index in self.select(target)? {
            let task = self.tasks.all[index].clone();
            if &*task.kind == "ClientFilesystemWrite"
                && self.dependencies(index).iter().any(|other| needed.contains(other))
            {
                let origin = self.origin(&task.path, task.node);
                notes.push((client::refusal(&task.path, &task.kind), origin));
            }
            if &*task.kind == "GitPull"
                && let Some(note) = client::git_note(&self.fields(index))
            {
                let origin = self.origin(&task.path, task.node);
                notes.push((format!("{}.{note}", task.path), origin));
            }
        }
        Ok(notes)
    }

    fn files_of(&mut self, index: usize) -> Result<Container, PlanError> {
        let path = Arc::clone(&self.tasks.all[index].path);
        let tree = Datum::Handle(Handle::Tree, Some(Arc::clone(&path)));
        Ok(Container::of(&self.tree(&tree, &path)?))
    }

    fn makes_files(&self, index: usize) -> bool {
        let kind = &*self.tasks.all[index].kind;
        let outputs = kind::outputs(kind).unwrap_or_default();
        outputs.iter().any(|(_, output)| *output == Output::Handle(Handle::Tree))
    }

    /// Whether a task lies in what a package hides and nothing outside of that has its files: the
    /// image that a package takes unless it is given another one.
    fn is_unused_default(&mut self, index: usize) -> bool {
        let task = self.tasks.all[index].clone();
        let is_hidden = |plan: &Self, label| {
            let package = plan.session.label_package(label);
            package.is_some_and(|package| is_package(&format!("{package}/")))
        };
        let Some(depth) = task.labels.iter().position(|label| is_hidden(self, *label)) else {
            return false;
        };
        let Some(node) = self.node_at(&task.labels[..depth]) else { return false };
        let mut found = Vec::new();
        handles(&datum::read(&mut self.session, node), &mut found);
        !found.contains(&task.path)
    }

    /// The tasks that a task takes files from.
    pub(in crate::dagger) fn sources_of(&mut self, index: usize) -> BTreeSet<usize> {
        let fields = self.fields(index);
        self.givers(&fields)
    }

    /// The tasks that give the trees in a value.
    fn givers(&self, datum: &Datum) -> BTreeSet<usize> {
        let mut found = Vec::new();
        handles(datum, &mut found);
        let tasks = self.tasks.all.iter().enumerate();
        tasks.filter(|(_, task)| found.contains(&task.path)).map(|(index, _)| index).collect()
    }

    /// Tasks, and all that they take files from.
    fn reach(&mut self, from: BTreeSet<usize>) -> BTreeSet<usize> {
        let mut open: Vec<usize> = from.iter().copied().collect();
        let mut reached = from;
        while let Some(index) = open.pop() {
            for other in self.sources_of(index) {
                if reached.insert(other) {
                    open.push(other);
                }
            }
        }
        reached
    }
}
