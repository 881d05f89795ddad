//! Copies of nodes, in which alternatives are tried.

use std::collections::BTreeMap;
use std::rc::Rc;

use thin_vec::ThinVec;

use super::Session;
use super::node::Base;
use super::node::EnvId;
use super::node::NodeId;
use super::node::Status;
use super::task::Job;
use super::task::Task;
use super::task::TaskState;
use super::value::Val;

/// What was copied to what.
pub(super) type Copies = BTreeMap<NodeId, NodeId>;

impl Session {
    /// Copies a node with all below it; gives the copy, what was copied to what, and the copies that
    /// were made for it.
    pub(super) fn copy_root(&mut self, root: NodeId) -> (NodeId, Rc<Copies>, Vec<NodeId>) {
        let known = self.work(root).disjunction.copies.as_deref();
        let mut copies = known.cloned().unwrap_or_default();
        let mut fresh = Vec::new();
        let copy = self.copy_node(root, &mut copies, &mut fresh);
        self.node_mut(copy).flags.is_alternative = true;
        let copies = Rc::new(copies);
        self.work(copy).disjunction.copies = Some(Rc::clone(&copies));
        let mut envs = BTreeMap::new();
        for node in &fresh {
            self.copy_links(*node, &copies, &mut envs);
        }
        (copy, copies, fresh)
    }

    /// Lets go of what evaluating some nodes needed. They stay as they are, for errors that name them.
    pub(super) fn abandon(&mut self, nodes: &[NodeId]) {
        for node in nodes {
            let node = self.node_mut(*node);
            node.status = Status::Finalized;
            if let (Some(work), Base::None) = (node.work.take(), &node.base) {
                node.base = Base::Val(Val::Basic(work.kind));
            }
        }
    }

    fn copy_node(&mut self, node: NodeId, copies: &mut Copies, fresh: &mut Vec<NodeId>) -> NodeId {
        let live = self.full_state(node);
        let arcs = std::mem::take(&mut self.node_mut(node).arcs);
        let copied = self.node(node).clone();
        let copy = self.add_node(copied);
        copies.insert(node, copy);
        fresh.push(copy);
        let mut twins = ThinVec::with_capacity(arcs.len());
        for arc in &arcs {
            let twin = self.copy_node(*arc, copies, fresh);
            self.node_mut(twin).parent = Some(copy);
            twins.push(twin);
        }
        self.node_mut(copy).arcs = twins;
        self.node_mut(node).arcs = arcs;
        for index in 0..self.node(copy).patterns.len() {
            let constraint = self.node(copy).patterns[index].constraint;
            let constraint = self.copy_node(constraint, copies, fresh);
            self.node_mut(copy).patterns[index].constraint = constraint;
        }
        if live {
            self.copy_tasks(node, copy);
        }
        copy
    }

    fn copy_tasks(&mut self, node: NodeId, copy: NodeId) {
        let tasks = self.work(node).schedule.tasks.clone();
        let work = self.work(copy);
        work.schedule = work.schedule.fork();
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
        for task in tasks {
            let one = self.task(task);
            let state = match one.state {
                TaskState::Waiting => TaskState::Waiting,
                // It was cancelled because an earlier copy does its work, for that alternative.
                TaskState::Ready | TaskState::Cancelled => TaskState::Ready,
                TaskState::Running if !matches!(one.job, Job::Disjunctions) => TaskState::Ready,
                _ => continue,
            };
            let copied = Task { node: copy, state, defunct: false, ..one.clone() };
            self.task_mut(task).defunct = true;
            let copied = self.new_task(copied);
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
            let Some(on) = copies.get(&on).copied() else { continue };
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

    pub(super) fn copy_env(
        &mut self,
        env: EnvId,
        copies: &Copies,
        envs: &mut BTreeMap<EnvId, EnvId>,
    ) -> EnvId {
        if let Some(known) = envs.get(&env) {
            return *known;
        }
        let this = self.env(env).clone();
        let up = this.up.map(|up| self.copy_env(up, copies, envs));
        let node = copies.get(&this.node).copied().unwrap_or(this.node);
        let copy = if up == this.up && node == this.node {
            env
        } else {
            self.add_env(super::node::Env { up, node, label: this.label, lets: ThinVec::new() })
        };
        envs.insert(env, copy);
        copy
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
