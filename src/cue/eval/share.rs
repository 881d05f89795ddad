//! Sharing: a node of which nothing is said but a reference stands for what that refers to.

use super::Session;
use super::close::Holds;
use super::cycle::Cyclic;
use super::node::Base;
use super::node::CloseInfo;
use super::node::Conjunct;
use super::node::NodeId;
use super::value::Val;

impl Session {
    /// Stops standing for another node: something else is said, too.
    pub(super) fn unshare(&mut self, node: NodeId) {
        self.work(node).no_sharing = true;
        if !self.work(node).shared {
            return;
        }
        let Base::Val(Val::Node(target)) = self.node(node).base else { return };
        let work = self.work(node);
        work.shared = false;
        let base = work.base_before_sharing.take().map_or(Base::None, |base| *base);
        let (conjunct, infos) = (work.shared_by.take(), work.shared_infos.clone());
        let this = self.node_mut(node);
        this.flags.shared = false;
        this.flags.opened_shared = false;
        this.base = base;
        if let Some(conjunct) = conjunct {
            for close in infos {
                self.schedule_node_conjuncts(node, &conjunct, target, close);
            }
        }
        self.count_shared(node);
    }

    pub(super) fn add_shared(&mut self, node: NodeId, close: CloseInfo) {
        let work = self.work(node);
        work.shared_cycle |= close.cycle.kind != Cyclic::No;
        work.shared_infos.push(close);
    }

    fn count_shared(&mut self, node: NodeId) {
        if std::mem::replace(&mut self.work(node).shared_counted, true) {
            return;
        }
        let kind = self.node_kind(node);
        for close in self.work(node).shared_infos.clone() {
            self.hold(node, kind, close, Holds::default());
        }
    }

    /// The node will stand for the other one for good.
    pub(super) fn finish_sharing(&mut self, node: NodeId) {
        self.count_shared(node);
        if !self.work(node).shared {
            return;
        }
        if let Base::Val(Val::Node(target)) = self.node(node).base
            && !self.work(node).shared_cycle
        {
            self.finalize(target);
        }
    }

    /// Lets a node stand for another if nothing speaks against it.
    pub(super) fn share(
        &mut self,
        node: NodeId,
        conjunct: &Conjunct,
        arc: NodeId,
        close: CloseInfo,
    ) -> bool {
        let this = self.node(node);
        let other = self.node(arc);
        let floats = this.flags.non_rooted || this.flags.dynamic;
        if !this.arcs.is_empty()
            || other.flags.non_rooted
            || other.flags.dynamic
            || (Self::is_cyclic(close) && floats)
            || (this.flags.closed_recursive && !other.flags.closed_recursive)
            || other.label.is_some_and(super::Label::is_let)
        {
            return false;
        }
        let fails = self.current_task().is_some_and(|task| self.task(task).error.is_some());
        if self.work(node).no_sharing || self.work(node).shared || fails {
            return false;
        }
        let before = std::mem::replace(&mut self.node_mut(node).base, Base::Val(Val::Node(arc)));
        let this = self.node_mut(node);
        this.flags.shared = true;
        this.flags.opened_shared = close.opened || close.operand_opened;
        let work = self.work(node);
        work.base_before_sharing = Some(Box::new(before));
        work.shared = true;
        work.shared_by = Some(Box::new(conjunct.clone()));
        self.add_shared(node, close);
        true
    }
}
