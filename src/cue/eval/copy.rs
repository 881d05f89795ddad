//! Copies of nodes, in which alternatives are tried.

use std::collections::BTreeMap;
use std::rc::Rc;

use thin_vec::ThinVec;

use crate::order;

use super::Session;
use super::node::Base;
use super::node::Env;
use super::node::EnvId;
use super::node::NodeId;
use super::node::Status;
use super::task::Job;
use super::task::Task;
use super::task::TaskId;
use super::task::TaskState;
use super::value::Val;

/// What was copied to what.
#[derive(Debug, Default)]
pub(super) struct Copies {
    /// Sorted.
    own: Vec<(NodeId, NodeId)>,
    /// What was copied before, if what was copied now is a copy itself.
    before: Option<Rc<Self>>,
}

impl Copies {
    pub(super) fn get(&self, node: NodeId) -> Option<NodeId> {
        match self.own.binary_search_by_key(&node, |(node, _)| *node) {
            Ok(place) => Some(self.own[place].1),
            Err(_) => self.before.as_ref()?.get(node),
        }
    }
}

impl Session {
    /// Copies a node with all below it; gives the copy, and what was copied to what.
    pub(super) fn copy_root(&mut self, root: NodeId) -> (NodeId, Rc<Copies>) {
        let before = self.work(root).disjunction.copies.clone();
        let mut own = Vec::new();
        let mut tasks = Vec::new();
        let copy = self.copy_node(root, &mut own, &mut tasks);
        self.node_mut(copy).flags.is_alternative = true;
        let fresh: Vec<NodeId> = own.iter().map(|(_, copy)| *copy).collect();
        order::sort(&mut own);
        let copies = Rc::new(Copies { own, before });
        self.work(copy).disjunction.copies = Some(Rc::clone(&copies));
        let mut envs = BTreeMap::new();
        for node in fresh {
            self.copy_links(node, &copies, &mut envs);
            self.copy_parent_tasks(node, &tasks);
        }
        (copy, copies)
    }

    /// Lets go of what evaluating copies needed. They stay as they are, for errors that name them.
    pub(super) fn abandon(&mut self, copies: &Copies) {
        for (_, node) in &copies.own {
            let node = self.node_mut(*node);
            node.status = Status::Finalized;
            if let (Some(work), Base::None) = (node.work.take(), &node.base) {
                node.base = Base::Val(Val::Basic(work.kind));
            }
        }
    }

    fn copy_node(
        &mut self,
        node: NodeId,
        copies: &mut Vec<(NodeId, NodeId)>,
        tasks: &mut Vec<(TaskId, TaskId)>,
    ) -> NodeId {
        let live = self.full_state(node);
        // Neither what is below nor what is to be done is copied as it stands.
        let this = self.node_mut(node);
        let arcs = std::mem::take(&mut this.arcs);
        let copied = match this.work.as_mut().filter(|_| live) {
            Some(work) => {
                let kept = work.schedule.take_tasks();
                let copied = this.clone();
                this.work.get_or_insert_default().schedule.put_tasks(kept);
                copied
            }
            None => this.clone(),
        };
        let copy = self.add_node(copied);
        copies.push((node, copy));
        if !arcs.is_empty() {
            let mut twins = ThinVec::with_capacity(arcs.len());
            for arc in &arcs {
                let twin = self.copy_node(*arc, copies, tasks);
                self.node_mut(twin).parent = Some(copy);
                twins.push(twin);
            }
            self.node_mut(copy).arcs = twins;
            self.node_mut(node).arcs = arcs;
        }
        for index in 0..self.node(copy).patterns.len() {
            let constraint = self.node(copy).patterns[index].constraint;
            let constraint = self.copy_node(constraint, copies, tasks);
            self.node_mut(copy).patterns[index].constraint = constraint;
        }
        if live {
            self.copy_tasks(node, copy, tasks);
        }
        copy
    }

    fn copy_tasks(&mut self, node: NodeId, copy: NodeId, tasks: &mut Vec<(TaskId, TaskId)>) {
        let work = self.work(copy);
        work.notify.clear();
        work.cyclic.clear();
        work.post_checks.clear();
        let disjunction = &mut work.disjunction;
        disjunction.alternatives.clear();
        disjunction.errors.clear();
        disjunction.user_errors.clear();
        disjunction.has_any = false;
        work.completing = false;
        work.close.forget();
        for index in 0..self.work(node).schedule.tasks.len() {
            let task = self.work(node).schedule.tasks[index];
            let one = self.task(task);
            let state = match one.state {
                TaskState::Waiting => TaskState::Waiting,
                // It was cancelled because an earlier copy does its work, for that alternative.
                TaskState::Ready | TaskState::Cancelled => TaskState::Ready,
                TaskState::Running if !matches!(one.job, Job::Disjunctions) => TaskState::Ready,
                _ => continue,
            };
            let yields = matches!(one.job, Job::Comprehension(_));
            let copied = Task { node: copy, state, defunct: false, ..one.clone() };
            self.task_mut(task).defunct = true;
            let copied = self.new_task(copied);
            if yields {
                tasks.push((task, copied));
            }
            self.work(copy).schedule.tasks.push(copied);
        }
    }

    /// Lets the conjuncts and tasks of a copy look up names in copies.
    fn copy_links(&mut self, node: NodeId, copies: &Copies, envs: &mut BTreeMap<EnvId, EnvId>) {
        for index in 0..self.node(node).conjuncts.len() {
            if let Some(env) = self.node(node).conjuncts[index].env {
                let env = self.copy_env(env, copies, envs);
                self.node_mut(node).conjuncts[index].env = Some(env);
            }
        }
        let Some(work) = self.work_ref(node) else { return };
        let tasks = work.schedule.tasks.clone();
        for task in tasks {
            if let Some(env) = self.task(task).env {
                let env = self.copy_env(env, copies, envs);
                self.task_mut(task).env = Some(env);
            }
            let Some(on) = self.task(task).blocked_on else { continue };
            // What waits for something outside waits there, not once more in each alternative.
            let Some(on) = copies.get(on) else { continue };
            self.task_mut(task).blocked_on = Some(on);
            self.work(on).schedule.blocking.push(task);
            self.blocking.push(task);
        }
        for index in 0..self.work(node).disjunction.pending.len() {
            if let Some(env) = self.work(node).disjunction.pending[index].env {
                let env = self.copy_env(env, copies, envs);
                self.work(node).disjunction.pending[index].env = Some(env);
            }
        }
        for index in 0..self.work(node).cyclic.len() {
            if let Some(env) = self.work(node).cyclic[index].0.env {
                let env = self.copy_env(env, copies, envs);
                self.work(node).cyclic[index].0.env = Some(env);
            }
        }
    }

    /// What may add the copy of a field is the copy of what may add the field.
    fn copy_parent_tasks(&mut self, node: NodeId, tasks: &[(TaskId, TaskId)]) {
        if tasks.is_empty() || self.work_ref(node).is_none() {
            return;
        }
        for task in &mut self.work(node).schedule.parent_tasks {
            if let Some((_, copied)) = tasks.iter().find(|(known, _)| known == task) {
                *task = *copied;
            }
        }
    }

    /// An environment in which names lead to copies; the same one, if none does.
    pub(super) fn copy_env(
        &mut self,
        env: EnvId,
        copies: &Copies,
        envs: &mut BTreeMap<EnvId, EnvId>,
    ) -> EnvId {
        if !self.leads_to(env, copies) {
            return env;
        }
        if let Some(known) = envs.get(&env) {
            return *known;
        }
        let Env { up, node, label, .. } = *self.env(env);
        let up = up.map(|up| self.copy_env(up, copies, envs));
        let node = copies.get(node).unwrap_or(node);
        let copy = self.add_env(Env { up, node, label, lets: ThinVec::new() });
        envs.insert(env, copy);
        copy
    }

    /// Whether names that are looked up in an environment may lead to what was copied.
    fn leads_to(&self, mut env: EnvId, copies: &Copies) -> bool {
        loop {
            let this = self.env(env);
            if copies.get(this.node).is_some() {
                return true;
            }
            match this.up {
                Some(up) => env = up,
                None => return false,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::cue::encoding::json;
    use crate::cue::eval::Limits;
    use crate::cue::eval::Profile;
    use crate::cue::eval::tests::session_of;

    #[test]
    fn a_comprehension_adds_to_whichever_alternative_is_left() {
        let text = "a: {\n\
                    \tb: {if d != _|_ {c: 1}}\n\
                    \tif d.e == 1 {f: 2}\n\
                    \t{x: 1} | {x: 2} | {x: 3}\n\
                    \td: e: 1\n\
                    \tx: 3\n\
                    }";
        let mut session = session_of(text, Profile::CURRENT, Limits::default());
        let root = session.root();
        let value = session.value(root).expect("data");
        let expected = r#"{"a":{"f":2,"x":3,"b":{"c":1},"d":{"e":1}}}"#;
        assert_eq!(json::write(&value), expected);
    }
}
