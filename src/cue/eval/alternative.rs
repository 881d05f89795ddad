//! Alternatives that come to the same.

use std::rc::Rc;

use super::Session;
use super::disjunction::Mark;
use super::equal::How;
use super::node::NodeId;
use super::node::Status;
use super::node::Work;
use super::task::Job;
use super::task::TaskState;
use super::value::Val;

impl Session {
    pub(super) fn add_alternative(&mut self, results: &mut Vec<NodeId>, one: NodeId) {
        for known in results.iter().copied() {
            if known == one {
                return;
            }
            if !self.is_equal_alternative(known, one) {
                continue;
            }
            if self.work(one).disjunction.mark == Mark::Yes {
                self.work(known).disjunction.mark = Mark::Yes;
            }
            self.merge_close(known, one);
            return;
        }
        results.push(one);
    }

    fn is_equal_alternative(&mut self, left: NodeId, right: NodeId) -> bool {
        let (one, other) = (self.deref(left), self.deref(right));
        let done = |session: &Self, node| session.node(node).status == Status::Finalized;
        if done(self, one) && done(self, other) {
            return self.is_equal(&Val::Node(one), &Val::Node(other), How::Structural);
        }
        self.is_equal_partial(left, right)
    }

    /// Whether two nodes will come to the same, as far as that can be told.
    fn is_equal_partial(&mut self, left: NodeId, right: NodeId) -> bool {
        let live = (self.state(left), self.state(right));
        if live == (false, false) {
            return self.is_equal(&Val::Node(left), &Val::Node(right), How::Structural);
        }
        if live != (true, true) || !self.is_equal_work(left, right) {
            return false;
        }
        let patterns = (self.node(left).patterns.clone(), self.node(right).patterns.clone());
        if patterns.0.len() != patterns.1.len() {
            return false;
        }
        for (one, other) in patterns.0.iter().zip(&patterns.1) {
            self.finalize(one.constraint);
            self.finalize(other.constraint);
            let (one, other) = (Val::Node(one.constraint), Val::Node(other.constraint));
            if !self.is_equal(&one, &other, How::Structural) {
                return false;
            }
        }
        let arcs = (self.node(left).arcs.clone(), self.node(right).arcs.clone());
        arcs.0.len() == arcs.1.len()
            && arcs.0.iter().all(|arc| {
                let Some(label) = self.node(*arc).label else { return false };
                let twin = self.find_arc(right, label);
                twin.is_some_and(|twin| self.is_equal_partial(*arc, twin))
            })
    }

    fn is_equal_work(&mut self, left: NodeId, right: NodeId) -> bool {
        let (one, other) = (self.work(left).clone(), self.work(right).clone());
        if one.kind != other.kind
            || one.has_top != other.has_top
            || one.checks.len() != other.checks.len()
            || !self.is_equal_option(one.scalar.as_ref(), other.scalar.as_ref())
        {
            return false;
        }
        let open = |session: &Self, work: &Work| -> Vec<Job> {
            let tasks = work.schedule.tasks.iter().map(|task| session.task(*task));
            tasks
                .filter(|task| task.state == TaskState::Ready)
                .map(|task| task.job.clone())
                .collect()
        };
        let tasks = (open(self, &one), open(self, &other));
        let covers = |left: &[Job], right: &[Job]| {
            left.iter().all(|task| right.iter().any(|other| task.is_same(other)))
        };
        if !covers(&tasks.0, &tasks.1) || !covers(&tasks.1, &tasks.0) {
            return false;
        }
        let bound = |bound: &Option<Rc<super::value::Bound>>| bound.clone().map(Val::Bound);
        self.is_equal_option(bound(&one.lower).as_ref(), bound(&other.lower).as_ref())
            && self.is_equal_option(bound(&one.upper).as_ref(), bound(&other.upper).as_ref())
            && one
                .checks
                .iter()
                .zip(&other.checks)
                .all(|(one, other)| self.is_equal(&one.0, &other.0, How::Structural))
    }

    fn is_equal_option(&mut self, left: Option<&Val>, right: Option<&Val>) -> bool {
        match (left, right) {
            (None, None) => true,
            (Some(left), Some(right)) => self.is_equal(left, right, How::Structural),
            _ => false,
        }
    }
}
