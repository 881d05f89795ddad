//! Values that contain themselves.
//!
//! Two kinds of circles are errors: a node that refers to one above it (`a: b: a`), and a reference
//! that is met again and again on the way down (`#L: {tail: #L}`). A node is an error only if all
//! that is said of it goes round in circles, so each conjunct keeps a history of its own: which
//! references led to it. What comes by way of an optional field, a pattern or an alternative may go
//! round once more, for it need not be there the next time.
//!
//! A node that refers to itself on the same level (`a: b, b: a`) is no error: it says nothing.

use super::Session;
use super::condition::Condition;
use super::ir::ExprRef;
use super::node::CloseInfo;
use super::node::Conjunct;
use super::node::Elem;
use super::node::NodeId;
use super::node::Status;
use super::task::Job;
use super::task::Mode;
use super::task::TaskState;

/// Whether a conjunct goes round in circles; it only ever gets worse.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub(super) enum Cyclic {
    #[default]
    No,
    /// It came by way of something optional.
    Optional,
    /// The same, and it has gone round once.
    Maybe,
    Yes,
}

/// How a conjunct came here.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Cycle {
    pub(super) kind: Cyclic,
    /// The last reference on the way, one-based; 0 is none.
    pub(super) refs: u32,
}

/// A reference on the way to a conjunct.
#[derive(Clone, Debug)]
pub(super) struct RefNode {
    reference: ExprRef,
    /// What it refers to.
    arc: NodeId,
    /// Of which node it was said.
    node: NodeId,
    next: u32,
    depth: u32,
}

/// What to do with a reference.
pub(super) enum Detected {
    /// Go on with this.
    Proceed(CloseInfo),
    /// It says nothing, or waits for something else to be said.
    Skip,
}

impl Session {
    /// The reference that a conjunct came by, of several the first one.
    pub(super) fn outermost_reference(&self, close: CloseInfo) -> Option<&ExprRef> {
        let mut at = close.cycle.refs;
        let mut found = None;
        while at != 0 {
            let one = &self.refs[at as usize - 1];
            found = Some(&one.reference);
            at = one.next;
        }
        found
    }

    fn same(&self, left: NodeId, right: NodeId) -> bool {
        self.deref(left) == self.deref(right)
    }

    /// Looks whether a reference of a node goes round in circles.
    pub(super) fn detect_cycle(
        &mut self,
        node: NodeId,
        arc: NodeId,
        conjunct: Option<&Conjunct>,
        reference: &ExprRef,
        mut close: CloseInfo,
    ) -> Detected {
        if self.has_ancestor(node, arc) {
            return self.mark_cyclic(node, arc, conjunct, close);
        }
        let (non_cycle, non_cyclic, depth) = {
            let work = self.work(node);
            (work.has_non_cycle, work.has_non_cyclic, work.depth)
        };
        if non_cyclic && close.cycle.kind == Cyclic::Maybe {
            return Detected::Proceed(close);
        }
        let mut next = close.cycle.refs;
        while next != 0 {
            let one = &self.refs[next as usize - 1];
            let is_same_reference = std::rc::Rc::ptr_eq(&one.reference, reference);
            // In an alternative, what was gone through before it leads on in its copies.
            let (to, of, at) = (self.overlaid(one.arc), self.overlaid(one.node), one.depth);
            next = one.next;
            if !self.same(to, arc) {
                if let Some(detected) =
                    self.detect_inline(node, arc, (to, of), is_same_reference, conjunct, close)
                {
                    return detected;
                }
                continue;
            }
            if self.same(of, node) {
                return Detected::Skip;
            }
            if close.cycle.kind == Cyclic::Optional && non_cyclic {
                close.cycle.kind = Cyclic::Maybe;
                if at == depth {
                    return Detected::Skip;
                }
                close.cycle.refs = 0;
                return Detected::Proceed(close);
            }
            let progress = non_cycle && non_cyclic;
            if progress && at != depth && self.is_rooted(node) {
                return Detected::Proceed(close);
            }
            let feeds_itself = self.node(node).flags.dynamic
                && self.node(arc).status != Status::Finalized
                && self.has_disjunction_conjunct(arc);
            if !is_same_reference && progress && !feeds_itself {
                continue;
            }
            return self.mark_cyclic_path(node, arc, conjunct, close);
        }
        self.refs.push(RefNode {
            reference: std::rc::Rc::clone(reference),
            arc: self.deref(arc),
            node: self.deref(node),
            next: close.cycle.refs,
            depth,
        });
        close.cycle.refs = u32::try_from(self.refs.len()).unwrap_or(0);
        Detected::Proceed(close)
    }

    /// The same reference leads to a node of no tree, made anew each time.
    fn detect_inline(
        &mut self,
        node: NodeId,
        arc: NodeId,
        (known, of): (NodeId, NodeId),
        is_same_reference: bool,
        conjunct: Option<&Conjunct>,
        close: CloseInfo,
    ) -> Option<Detected> {
        if !is_same_reference || !self.node(arc).flags.non_rooted {
            return None;
        }
        if self.same(of, node) {
            return Some(self.mark_cyclic_path(node, arc, conjunct, close));
        }
        let parent = self.node(arc).parent?;
        let above = self.node(parent);
        let inline = self.node(known).flags.non_rooted
            && above.flags.dynamic
            && above.parent.is_none()
            && above.work.as_ref().is_some_and(|work| work.ancestor_cycle);
        inline.then(|| self.mark_cyclic(node, arc, conjunct, close))
    }

    fn has_disjunction_conjunct(&self, node: NodeId) -> bool {
        self.node(node).conjuncts.iter().any(|conjunct| match &conjunct.elem {
            Elem::Expr(expr) => matches!(expr.kind, super::ir::ExprKind::Or { .. }),
            Elem::Val(value) => matches!(value, super::value::Val::Disjunction(_)),
            _ => false,
        })
    }

    fn mark_cyclic(
        &mut self,
        node: NodeId,
        arc: NodeId,
        conjunct: Option<&Conjunct>,
        mut close: CloseInfo,
    ) -> Detected {
        close.cycle.kind = Cyclic::Yes;
        let work = self.work(node);
        work.any_cyclic = true;
        work.ancestor_cycle = true;
        if !work.has_non_cycle
            && let Some(conjunct) = conjunct
        {
            work.cyclic.push((Conjunct { close, ..conjunct.clone() }, Some(arc)));
            return Detected::Skip;
        }
        Detected::Proceed(close)
    }

    fn mark_cyclic_path(
        &mut self,
        node: NodeId,
        arc: NodeId,
        conjunct: Option<&Conjunct>,
        mut close: CloseInfo,
    ) -> Detected {
        close.cycle.kind = Cyclic::Yes;
        let work = self.work(node);
        work.any_cyclic = true;
        if !work.has_non_cyclic
            && !work.has_non_cycle
            && let Some(conjunct) = conjunct
        {
            work.cyclic.push((Conjunct { close, ..conjunct.clone() }, Some(arc)));
            return Detected::Skip;
        }
        Detected::Proceed(close)
    }

    /// Notes that something is said of a node that does not go round in circles.
    pub(super) fn mark_non_cyclic(&mut self, node: NodeId, close: CloseInfo) {
        if close.cycle.kind <= Cyclic::Optional {
            self.work(node).has_non_cyclic = true;
        }
    }

    /// Notes that a conjunct adds something; what waited for that goes on.
    pub(super) fn update_cyclic(&mut self, node: NodeId, close: CloseInfo) {
        let work = self.work(node);
        work.has_field_value = true;
        if Self::is_cyclic(close) {
            return;
        }
        work.has_non_cycle = true;
        for (conjunct, arc) in std::mem::take(&mut self.work(node).cyclic) {
            let close = conjunct.close;
            match arc {
                Some(arc) => self.schedule_node_conjuncts(node, &conjunct, arc, close),
                None => self.schedule_conjunct(node, &conjunct, close),
            }
        }
    }

    /// Calls that were put off but cannot go round in circles after all.
    pub(super) fn flush_cyclic(&mut self, node: NodeId) {
        if self.work(node).cyclic.is_empty() || !self.work(node).schedule.tasks.is_empty() {
            return;
        }
        self.work(node).has_non_cyclic = true;
        let mut kept = Vec::new();
        for (mut conjunct, arc) in std::mem::take(&mut self.work(node).cyclic) {
            if !conjunct.elem.is_inert() || arc.is_some() {
                kept.push((conjunct, arc));
                continue;
            }
            conjunct.close.cycle.kind = Cyclic::No;
            let close = conjunct.close;
            self.schedule_conjunct(node, &conjunct, close);
        }
        self.work(node).cyclic.extend(kept);
    }

    /// Whether a node is being evaluated further up.
    pub(super) fn has_depth_cycle(&self, node: NodeId) -> bool {
        let this = self.node(node);
        this.status != Status::Finalized
            && this
                .work
                .as_ref()
                .is_some_and(|work| work.eval_depth > 0 && work.eval_depth < self.eval_depth)
    }

    /// Whether a node is above another, or being evaluated further up.
    pub(super) fn has_ancestor(&self, node: NodeId, arc: NodeId) -> bool {
        if self.has_depth_cycle(arc) {
            return true;
        }
        let target = self.deref(arc);
        let mut above = self.node(node).parent;
        while let Some(parent) = above {
            if self.deref(parent) == target {
                return true;
            }
            above = self.node(parent).parent;
        }
        false
    }

    /// Whether a reference that was not looked at yet leads to a node being evaluated further up.
    pub(super) fn waits_for_ancestor(&mut self, node: NodeId) -> bool {
        let Some(work) = self.work_ref(node) else { return false };
        for task in work.schedule.tasks.clone() {
            let one = self.task(task);
            let Job::Reference(reference) = &one.job else { continue };
            if one.state != TaskState::Ready {
                continue;
            }
            let (reference, env, close) = (reference.clone(), one.env, one.close);
            let arc = self.within(env, close, |session| {
                session.resolve(&reference, Condition::FIELD_SET, Mode::Ignore)
            });
            if let Ok(arc) = arc
                && self.has_depth_cycle(self.deref_non_alternative(arc))
            {
                return true;
            }
        }
        false
    }
}
