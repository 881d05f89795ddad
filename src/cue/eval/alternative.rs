//! Alternatives that need not be tried, that are done at once, or that come to the same.

use std::rc::Rc;

use crate::cue::value::Kind;

use super::Session;
use super::condition::Condition;
use super::disjunction::Mark;
use super::equal::How;
use super::ir::Decl;
use super::ir::Expr;
use super::ir::ExprKind;
use super::node::ArcType;
use super::node::Base;
use super::node::Elem;
use super::node::NodeId;
use super::node::Status;
use super::node::Work;
use super::task::Mode;
use super::task::TaskState;
use super::value::Bound;
use super::value::Val;

impl Session {
    pub(super) fn add_alternative(&mut self, results: &mut Vec<NodeId>, one: NodeId) {
        for known in results.iter().copied() {
            if known == one {
                return;
            }
            if self.is_plainly_other(known, one)
                || self.profile.keeps_twins && !self.has_patterns_of(known, one)
                || !self.is_equal_alternative(known, one)
            {
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

    /// Whether an alternative contradicts what is known of a node, by its kind or as a scalar.
    pub(super) fn is_ruled_out(&self, node: NodeId, elem: &Elem, mode: Mode) -> bool {
        match elem {
            Elem::Val(value) => self.is_value_ruled_out(node, value),
            Elem::Expr(expr) => self.is_expr_ruled_out(node, expr, mode),
            _ => false,
        }
    }

    fn is_expr_ruled_out(&self, node: NodeId, expr: &Expr, mode: Mode) -> bool {
        let Some(work) = self.work_ref(node) else { return false };
        match &expr.kind {
            ExprKind::Value(value) => self.is_value_ruled_out(node, value),
            ExprKind::Struct(literal) if !literal.has_embedding => {
                !work.kind.meets(Kind::STRUCT)
                    || mode == Mode::Finalize
                        && literal.decls.iter().any(|decl| self.is_field_ruled_out(node, decl))
            }
            ExprKind::List(_) => !work.kind.meets(Kind::LIST),
            _ => false,
        }
    }

    /// Whether a field that is there contradicts what is known of it. Of a field that is finished
    /// nothing more is heard.
    fn is_field_ruled_out(&self, node: NodeId, decl: &Decl) -> bool {
        let Decl::Field(field) = decl else { return false };
        self.find_arc(node, field.label).is_some_and(|arc| {
            let known = self.node(arc);
            known.status != Status::Finalized
                && known.arc.min(field.arc) <= ArcType::Required
                && self.is_expr_ruled_out(arc, &field.value, Mode::Finalize)
        })
    }

    fn is_value_ruled_out(&self, node: NodeId, value: &Val) -> bool {
        let Some(work) = self.work_ref(node) else { return false };
        let value = match value {
            Val::Node(node) => self.plain_scalar(*node),
            Val::Basic(kind) => return !work.kind.meets(*kind),
            value => value.is_scalar().then_some(value),
        };
        value.is_some_and(|value| {
            let known = work.scalar.as_ref();
            !work.kind.meets(self.kind_of(value))
                || known.is_some_and(|known| !Self::is_equal_scalar(known, value))
        })
    }

    /// Finishes an alternative that is a scalar or a kind, with nothing else said of the node: then
    /// there is nothing to evaluate. Gives whether it did.
    pub(super) fn settle_plain(&mut self, node: NodeId, mode: Mode) -> bool {
        if mode != Mode::Finalize || !self.is_plain(node) {
            return false;
        }
        let work = self.work(node);
        let mut known = Condition::ANCESTORS | Condition::ARC_TYPE | Condition::SUB_FIELDS;
        let value = match work.scalar.clone() {
            Some(scalar) => {
                known |= Condition::SCALAR;
                scalar
            }
            None => Val::Basic(work.kind),
        };
        work.schedule.started = true;
        work.schedule.running = true;
        self.set_base(node, Base::Val(value));
        self.signal(node, known);
        let reached = self.work(node).schedule.completed & Condition::ALL;
        self.signal(node, reached);
        self.node_mut(node).status = Status::Finalized;
        true
    }

    /// Whether nothing is said of a node but its kind or scalar.
    fn is_plain(&self, node: NodeId) -> bool {
        let this = self.node(node);
        let Some(work) = &this.work else { return false };
        matches!(this.base, Base::None | Base::Cycle)
            && this.arc == ArcType::Member
            && this.arcs.is_empty()
            && this.patterns.is_empty()
            && this.structs.is_empty()
            && this.child_error.is_none()
            && !work.kind.is_bottom()
            && !work.kind.meets(Kind::STRUCT | Kind::LIST)
            && work.error.is_none()
            && work.lower.is_none()
            && work.upper.is_none()
            && work.checks.is_empty()
            && !work.is_definition
            && !work.shared
            && work.shared_infos.is_empty()
            && !work.has_tasks()
            && !work.any_cyclic
            && !work.ancestor_cycle
    }

    /// Whether two nodes have the same patterns and `...T`, from the same places of the source.
    fn has_patterns_of(&self, left: NodeId, right: NodeId) -> bool {
        let said = |node: NodeId| {
            let patterns = self.node(self.deref(node)).patterns.iter();
            let said = patterns.flat_map(|one| &self.node(one.constraint).conjuncts);
            let is_top = |elem: &&Elem| match elem {
                Elem::Expr(expr) => matches!(expr.kind, ExprKind::Value(Val::Top)),
                _ => false,
            };
            said.map(|one| &one.elem).filter(|elem| !is_top(elem)).collect::<Vec<_>>()
        };
        let (left, right) = (said(left), said(right));
        let covers = |one: &[&Elem], other: &[&Elem]| {
            one.iter().all(|elem| other.iter().any(|twin| elem.is_same(twin)))
        };
        covers(&left, &right) && covers(&right, &left)
    }

    /// Whether two nodes have scalars, and not the same: what most alternatives differ in.
    fn is_plainly_other(&self, left: NodeId, right: NodeId) -> bool {
        match (self.plain_scalar(left), self.plain_scalar(right)) {
            (Some(one), Some(other)) => !Self::is_equal_scalar(one, other),
            _ => false,
        }
    }

    fn plain_scalar(&self, node: NodeId) -> Option<&Val> {
        let node = self.deref(node);
        match &self.node(node).base {
            Base::Val(value) if value.is_scalar() => Some(value),
            Base::Val(_) => None,
            _ => self.work_ref(node)?.scalar.as_ref(),
        }
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
        let (Some(one), Some(other)) = (self.work_ref(left), self.work_ref(right)) else {
            return false;
        };
        if one.kind != other.kind
            || one.has_top != other.has_top
            || one.checks.len() != other.checks.len()
            || !self.covers_tasks(one, other)
            || !self.covers_tasks(other, one)
        {
            return false;
        }
        let said = |work: &Work| {
            let bound = |bound: &Option<Rc<Bound>>| bound.clone().map(Val::Bound);
            let checks: Vec<Val> = work.checks.iter().map(|(check, _)| check.clone()).collect();
            ([work.scalar.clone(), bound(&work.lower), bound(&work.upper)], checks)
        };
        let (one, other) = (said(one), said(other));
        let mut options = one.0.iter().zip(&other.0);
        options.all(|(one, other)| self.is_equal_option(one.as_ref(), other.as_ref()))
            && one
                .1
                .iter()
                .zip(&other.1)
                .all(|(one, other)| self.is_equal(one, other, How::Structural))
    }

    /// Whether the second has all tasks that the first has to do yet.
    fn covers_tasks(&self, one: &Work, other: &Work) -> bool {
        let open = |work: &Work| {
            let tasks = work.schedule.tasks.clone().into_iter();
            tasks.map(|task| self.task(task)).filter(|task| task.state == TaskState::Ready)
        };
        open(one).all(|task| open(other).any(|other| task.job.is_same(&other.job)))
    }

    fn is_equal_option(&mut self, left: Option<&Val>, right: Option<&Val>) -> bool {
        match (left, right) {
            (None, None) => true,
            (Some(left), Some(right)) => self.is_equal(left, right, How::Structural),
            _ => false,
        }
    }
}
