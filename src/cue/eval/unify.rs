//! From what is said of a node to what it is.

use std::rc::Rc;

use crate::cue::value::Kind;

use super::Label;
use super::Session;
use super::condition::Condition;
use super::cycle::Cyclic;
use super::error::Arg;
use super::error::Bottom;
use super::error::Code;
use super::error::combine;
use super::node::ArcType;
use super::node::Base;
use super::node::CloseInfo;
use super::node::NodeId;
use super::node::PostCheck;
use super::node::Status;
use super::node::Work;
use super::place::Came;
use super::place::Place;
use super::session::Eval;
use super::task::Mode;
use super::value::Val;

impl Session {
    /// Prepares the evaluation of a node.
    #[inline(never)]
    pub(super) fn begin(&mut self, node: NodeId) {
        let mut work = Box::<Work>::default();
        let parent = self.node(node).parent;
        let above = parent.and_then(|parent| self.work_ref(parent)).map(|work| work.depth);
        work.schedule.provided = Condition::SCALAR | Condition::ARC_TYPE;
        if let Some(depth) = above {
            work.depth = depth + 1;
            work.schedule.provided |= Condition::ANCESTORS;
        }
        let in_closed = parent.is_some_and(|parent| self.node(parent).flags.closed_recursive);
        let node = self.node_mut(node);
        node.work = Some(work);
        node.flags.closed_recursive |= in_closed || node.label.is_some_and(Label::is_definition);
    }

    /// Turns the conjuncts of a node into tasks.
    #[inline(never)]
    pub(super) fn schedule_conjuncts(&mut self, node: NodeId) {
        self.work(node).initialized = true;
        self.node_mut(node).base = Base::Cycle;
        let saved = self.context;
        self.context.node = Some(node);
        let mut next = 0;
        while let Some(conjunct) = self.node(node).conjuncts.get(next).cloned() {
            let mut close = CloseInfo { place: Place::default(), ..conjunct.close };
            close = self.step_to_conjunct(node, close, next, Came::InTime);
            next += 1;
            if Self::is_cyclic(self.context.close) {
                close.cycle = self.context.close.cycle;
            }
            self.schedule_conjunct(node, &conjunct, close);
        }
        self.context = saved;
    }

    /// Evaluates a node to the end.
    pub(super) fn finalize(&mut self, node: NodeId) {
        self.settle(node, Condition::ALL, true);
    }

    /// Evaluates a node, but not its fields, to the end.
    pub(super) fn complete_arcs_only(&mut self, node: NodeId) {
        self.settle(node, Condition::ALL.without(Condition::SUB_FIELDS), false);
    }

    /// Finalizes a node. It cannot wait; a budget that is spent shows at the next step.
    fn settle(&mut self, node: NodeId, needs: Condition, check_typos: bool) {
        if let Err(super::session::Stop::Error(error)) =
            self.unify(node, needs, Mode::Finalize, check_typos)
        {
            self.set_base(node, Base::Val(Val::Bottom(error)));
        }
    }

    /// Evaluates a node until it meets needs; says whether it does.
    pub(super) fn unify(
        &mut self,
        node: NodeId,
        needs: Condition,
        mode: Mode,
        check_typos: bool,
    ) -> Eval<bool> {
        if mode == Mode::Ignore {
            return Ok(false);
        }
        if !self.full_state(node) {
            return Ok(true);
        }
        let parent = self.node(node).parent;
        if !self.is_rooted(node) || mode == Mode::Finalize || self.passes_on_nothing(parent) {
            self.signal(node, Condition::ANCESTORS);
        }
        if matches!(self.node(node).base, Base::None) {
            self.node_mut(node).base = Base::Cycle;
        }
        self.update_scalar(node);
        let own = needs.without(Condition::SUB_FIELDS);
        let early = Condition::SCALAR | Condition::ARC_TYPE;
        let fields = Condition::FIELD_SET | Condition::DISJUNCTION;
        let waits = own != early && own.without(fields) == early && mode != Mode::Finalize;
        let takes_early = waits && self.takes_scalar_early(node);
        if (own == early || takes_early) && self.meets(node, early) {
            return Ok(true);
        }
        let depth = self.work(node).eval_depth;
        if self.node(node).status == Status::Evaluating
            && depth == self.eval_depth
            && mode == Mode::Attempt
            && !needs.any(Condition::FIELD_SET)
        {
            return Ok(false);
        }
        self.node_mut(node).status = Status::Evaluating;
        self.work(node).eval_depth = self.eval_depth;
        let saved = (self.context.node, self.eval_depth);
        let result = self.nested(|session| session.unify_here(node, needs, mode, check_typos));
        (self.context.node, self.eval_depth) = saved;
        self.work(node).eval_depth = depth;
        result
    }

    pub(super) fn is_rooted(&self, node: NodeId) -> bool {
        let node = self.node(node);
        !node.flags.non_rooted && !node.flags.dynamic && !node.label.is_some_and(Label::is_let)
    }

    fn unify_here(
        &mut self,
        node: NodeId,
        needs: Condition,
        mode: Mode,
        check_typos: bool,
    ) -> Eval<bool> {
        let own = needs.without(Condition::SUB_FIELDS);
        self.flush_cyclic(node);
        self.process(node, own, mode)?;
        if self.node(node).arc != ArcType::Pending
            && self.meets(node, Condition::ANCESTORS)
            && self.all_tasks_finished(node)
        {
            self.signal(node, Condition::ARC_TYPE);
        }
        self.context.node = Some(node);
        let chosen = self.deref_alternative(node);
        if chosen != node {
            return Ok(self.adopt(node, chosen, needs));
        }
        self.update_scalar(node);
        if !self.meets(node, own) && mode != Mode::Finalize {
            return Ok(false);
        }
        self.settle_base(node);
        if let Base::Val(Val::Node(shared)) = self.node(node).base
            && !self.work(node).shared_cycle
        {
            if self.has_depth_cycle(shared) {
                self.report_cycle(node);
                return Ok(true);
            }
            self.unify(shared, needs, mode, check_typos)?;
        }
        if mode == Mode::Finalize && check_typos && self.fails_early(node, needs) {
            return Ok(true);
        }
        self.complete_fields(node, needs, mode, check_typos)?;
        self.settle_error(node);
        self.finish_disjunction(node);
        if mode == Mode::Attempt {
            return Ok(self.meets(node, needs));
        }
        let reached = self.work(node).schedule.completed & needs;
        self.signal(node, reached);
        let target = self.deref(node);
        if target != node {
            return self.finish_shared(node, target, needs, mode, check_typos);
        }
        if !self.work(node).schedule.completed.any(Condition::SUB_FIELDS) {
            return Ok(self.meets(node, needs));
        }
        self.eval_depth += 1;
        let work = self.work(node);
        if work.is_definition && (!work.has_top || work.has_struct) {
            self.node_mut(node).flags.closed_recursive = true;
        }
        if check_typos {
            self.check_typos(node);
        }
        self.node_mut(node).status = Status::Finalized;
        Ok(self.meets(node, needs))
    }

    /// Makes an error that was met the value.
    fn settle_error(&mut self, node: NodeId) {
        if let Some((at, error)) = self.circle.clone()
            && at == node
        {
            self.add_bottom(node, error);
        }
        let fails_below = self.fails_below(node);
        if fails_below && matches!(self.node(node).base, Base::Val(_)) {
            // All that it is any more is what it consists of.
            let is_list = self.work(node).kind == Kind::LIST;
            let base = if is_list { Base::List { open: false } } else { Base::Struct };
            self.set_base(node, base);
        }
        let Some(error) = self.work(node).error.take() else { return };
        // That something is not known yet is not told where a field can be nothing.
        if error.code.is_incomplete() && fails_below {
            return;
        }
        let known = self.bottom(node).filter(|_| !self.is_cycle(node));
        if let Some(error) = combine(known, Some(error)) {
            self.set_base(node, Base::Val(Val::Bottom(error)));
        }
    }

    /// One alternative is left: the node is what that is.
    fn adopt(&mut self, node: NodeId, chosen: NodeId, needs: Condition) -> bool {
        let (closed, status, error) = {
            let chosen = self.node(chosen);
            (chosen.flags.closed_recursive, chosen.status, chosen.child_error.clone())
        };
        let this = self.node_mut(node);
        this.flags.closed_recursive = closed;
        this.status = status;
        this.child_error = combine(this.child_error.take(), error);
        this.arcs.clear();
        status == Status::Finalized || self.meets(chosen, needs)
    }

    fn settle_base(&mut self, node: NodeId) {
        if self.work(node).shared {
            if let Some(base) = &self.work(node).base_before_sharing
                && matches!(**base, Base::Cycle)
            {
                self.work(node).base_before_sharing = Some(Box::new(Base::None));
            }
            return;
        }
        if self.is_cycle(node) {
            self.node_mut(node).base = Base::None;
        }
        self.validate_value(node);
    }

    fn complete_fields(
        &mut self,
        node: NodeId,
        needs: Condition,
        mode: Mode,
        check_typos: bool,
    ) -> Eval<()> {
        if self.work(node).schedule.completed.any(Condition::SUB_FIELDS) {
            return Ok(());
        }
        if !needs.any(Condition::SUB_FIELDS) {
            if needs.any(Condition::FIELD_SET) {
                self.settle_arc_types(node, mode)?;
            }
            return Ok(());
        }
        if !self.assert_no_cycle(node)
            && self.node(node).status != Status::Finalized
            && !self.work(node).kind.is_bottom()
        {
            self.complete_all_arcs(node, needs, mode, check_typos)?;
        }
        if mode == Mode::Finalize {
            self.signal(node, Condition::SUB_FIELDS);
        }
        let is_wrong = self.bottom(node).is_some() && !self.is_cycle(node);
        if is_wrong || self.is_concrete_node(node) {
            for (check, close) in std::mem::take(&mut self.work(node).checks) {
                if let Some(error) = self.validate(&check, close, &Val::Node(node)) {
                    let error = self.beside_scalar(node, &error);
                    self.add_bottom(node, error);
                }
            }
        }
        Ok(())
    }

    fn finish_shared(
        &mut self,
        node: NodeId,
        target: NodeId,
        needs: Condition,
        mode: Mode,
        check_typos: bool,
    ) -> Eval<bool> {
        let this = self.node_mut(node);
        this.arcs.clear();
        this.child_error = None;
        if !self.work(node).schedule.completed.any(Condition::SUB_FIELDS) {
            if self.node(target).status == Status::Unprocessed {
                self.unify(target, needs, mode, false)?;
            }
            return Ok(self.meets(node, needs));
        }
        let flags = self.node(target).flags;
        let status = self.node(target).status;
        let this = self.node_mut(node);
        this.flags.closed_recursive |= flags.closed_recursive;
        this.flags.has_ellipsis |= flags.has_ellipsis;
        this.status = status;
        self.finish_sharing(node);
        if self.has_ancestor(node, target) || self.waits_for_ancestor(target) {
            self.report_cycle(node);
            return Ok(true);
        }
        self.unify(target, needs, mode, check_typos)?;
        Ok(true)
    }

    /// Runs tasks that have come up since.
    pub(super) fn complete_tasks(&mut self, node: NodeId, mode: Mode) {
        if !self.work(node).initialized || self.work(node).completing {
            return;
        }
        self.work(node).completing = true;
        let this = self.node(node);
        let (parent, dynamic) = (this.parent, this.flags.dynamic);
        let is_let = this.label.is_some_and(Label::is_let);
        if dynamic || is_let || self.passes_on_nothing(parent) {
            self.signal(node, Condition::ANCESTORS);
        }
        if !self.all_tasks_started(node) {
            let needs = Condition::VALUE | Condition::FIELD_CONJUNCTS;
            // In these modes nothing waits; a spent budget shows at the next step.
            if self.process(node, needs, mode).is_ok() {
                self.update_scalar(node);
            }
        }
        self.work(node).completing = false;
    }

    /// Makes a scalar that is known the value.
    #[inline]
    pub(super) fn update_scalar(&mut self, node: NodeId) {
        if let Some(scalar) = &self.work(node).scalar {
            let scalar = scalar.clone();
            self.set_scalar(node, scalar);
        }
    }

    #[inline(never)]
    fn set_scalar(&mut self, node: NodeId, scalar: Val) {
        let is_error = self.bottom(node).is_some();
        if is_error && !self.is_cycle(node) {
            return;
        }
        let chosen = match self.node(node).base {
            Base::Val(Val::Node(target)) => self.node(target).flags.is_alternative,
            _ => false,
        };
        if !chosen {
            self.set_base(node, Base::Val(scalar));
        }
        self.signal(node, Condition::SCALAR);
    }

    pub(super) fn set_base(&mut self, node: NodeId, base: Base) {
        self.node_mut(node).base = base;
    }

    /// Whether a node is wrong for one of its fields alone.
    fn fails_below(&self, node: NodeId) -> bool {
        let this = self.node(node);
        let is_own = matches!(this.base, Base::Val(Val::Bottom(_) | Val::Node(_)));
        !is_own && self.lasting_child_error(node).is_some()
    }

    fn complete_all_arcs(
        &mut self,
        node: NodeId,
        needs: Condition,
        mode: Mode,
        check_typos: bool,
    ) -> Eval<()> {
        self.complete_tasks(node, Mode::Finalize);
        self.eval_depth += 1;
        let check_typos = check_typos && !self.work(node).disjunction.has_any;
        let mut next = 0;
        while let Some(arc) = self.node(node).arcs.get(next).copied() {
            next += 1;
            self.unify(arc, needs, mode, check_typos)?;
            if self.node(arc).arc == ArcType::Pending {
                self.set_arc_type(arc, ArcType::Absent);
                continue;
            }
            self.check_field_of_scalar(node, arc);
            if self.fails_by(node, arc) {
                break;
            }
        }
        self.eval_depth -= 1;
        let mut arcs = std::mem::take(&mut self.node_mut(node).arcs);
        arcs.retain(|arc| self.node(*arc).arc != ArcType::Absent);
        self.node_mut(node).arcs = arcs;
        self.collect_child_errors(node);
        self.run_post_checks(node);
        self.finish_sharing(node);
        Ok(())
    }

    fn check_field_of_scalar(&mut self, node: NodeId, arc: NodeId) {
        let field = self.node(arc);
        let Some(label) = field.label.filter(|label| label.is_string()) else { return };
        if field.arc > ArcType::Required || self.work(node).kind.meets(Kind::STRUCT) {
            return;
        }
        if self.bottom(node).is_some() || self.bottom(arc).is_some() {
            return;
        }
        let span = self.node(arc).conjuncts.first().map(|conjunct| conjunct.span);
        let args = vec![Arg::Label(label), Arg::Val(self.node_value(node))];
        let template = "cannot combine regular field {} with {}";
        let error = Bottom::new(Code::Eval, template, args).at(span.unwrap_or_default()).on(node);
        self.add_bottom(node, Rc::new(error));
    }

    fn collect_child_errors(&mut self, node: NodeId) {
        for index in 0..self.node(node).arcs.len() {
            let arc = self.node(node).arcs[index];
            let field = self.node(arc);
            if field.label.is_some_and(Label::is_let) || field.arc > ArcType::Required {
                continue;
            }
            let target = self.deref(arc);
            if let Some(error) = self.own_bottom(target) {
                self.add_child_error(node, error);
            }
        }
    }

    /// Looks once more at tests for errors: their outcome must have stayed the same.
    fn run_post_checks(&mut self, node: NodeId) {
        for check in std::mem::take(&mut self.work(node).post_checks) {
            let PostCheck { env, expr, expect_error } = check;
            let value = self.in_env(env, |session| {
                let value = session.evaluate(&expr, Condition::ALL, Mode::Ignore)?;
                session.default_of(value).map(|value| session.unwrap_val(&value))
            });
            let is_error = match value {
                Ok(value) => value.is_bottom(),
                Err(super::session::Stop::Yield) => continue,
                Err(super::session::Stop::Error(_)) => true,
            };
            if is_error == expect_error {
                continue;
            }
            let template =
                "circular dependency in evaluation of conditionals: {} changed after evaluation";
            let text = self.source_text(&expr);
            let error = Bottom::new(Code::Cycle, template, vec![Arg::Text(text)]);
            let error = Rc::new(error.at(expr.span).on(node));
            let known = self.own_bottom(node).filter(|_| !self.is_cycle(node));
            if let Some(error) = combine(known, Some(error)).filter(|_| !self.fails_below(node)) {
                self.set_base(node, Base::Val(Val::Bottom(error)));
            }
        }
    }

    fn settle_arc_types(&mut self, node: NodeId, mode: Mode) -> Eval<()> {
        for arc in self.node(node).arcs.clone() {
            if self.node(arc).arc != ArcType::Pending {
                continue;
            }
            self.unify(arc, Condition::ARC_TYPE, mode, false)?;
            if self.node(arc).arc == ArcType::Pending {
                self.set_arc_type(arc, ArcType::Absent);
            }
        }
        Ok(())
    }

    /// Says what a node is from what was gathered, and holds a concrete value against its bounds.
    fn validate_value(&mut self, node: NodeId) {
        let work = self.work(node);
        let (is_struct, has_top, kind) = (work.is_struct, work.has_top, work.kind);
        let mut mark = is_struct;
        if !mark && !self.node(node).structs.is_empty() {
            let has_field = self.node(node).arcs.iter().any(|arc| {
                let arc = self.node(*arc);
                arc.label.is_some_and(Label::is_regular) && arc.arc != ArcType::Optional
            });
            mark = has_field || (kind.meets(Kind::STRUCT) && !has_top);
        }
        if matches!(self.node(node).base, Base::None) && mark {
            self.node_mut(node).base = Base::Struct;
        }
        if self.is_concrete_node(node) {
            let work = self.work(node);
            let bounds = [work.lower.clone(), work.upper.clone()];
            for bound in bounds.into_iter().flatten() {
                let value = self.node_value(node);
                let check = Val::Bound(bound);
                if let Some(error) =
                    self.validate(&check, super::node::CloseInfo::default(), &value)
                {
                    let error = self.beside_scalar(node, &error);
                    self.add_bottom(node, error);
                }
            }
        } else if matches!(self.node(self.deref(node)).base, Base::None)
            || !matches!(self.node(node).base, Base::Val(_) | Base::Struct | Base::List { .. })
        {
            self.node_mut(node).base = Base::Val(self.constraints(node));
        }
    }

    /// An error about the scalar of a node, with the place of the scalar.
    fn beside_scalar(&mut self, node: NodeId, error: &Bottom) -> Rc<Bottom> {
        let span = self.work(node).scalar_span;
        Rc::new(error.clone().at(span))
    }

    /// What is known of a node that is not concrete.
    pub(super) fn constraints(&mut self, node: NodeId) -> Val {
        let work = self.work(node);
        let (kind, lower, upper) = (work.kind, work.lower.clone(), work.upper.clone());
        let checks: Vec<Val> = work.checks.iter().map(|(check, _)| check.clone()).collect();
        let mut parts = Vec::new();
        let mut covered = Kind::TOP;
        for bound in lower.iter().chain(&upper) {
            covered = covered & self.kind_of(&Val::Bound(Rc::clone(bound)));
            parts.push(Val::Bound(Rc::clone(bound)));
        }
        for check in checks {
            if let Val::Bound(bound) = &check
                && bound.op == crate::cue::syntax::ast::UnaryOp::NotEqual
                && upper
                    .iter()
                    .chain(&lower)
                    .any(|other| self.simplify_bounds(kind, other, bound).is_some())
            {
                continue;
            }
            covered = covered & self.kind_of(&check);
            parts.push(check);
        }
        if !covered.without(kind).is_bottom() {
            parts.push(Val::Basic(kind));
        }
        match parts.len() {
            0 if kind == Kind::TOP => Val::Top,
            0 => Val::Basic(kind),
            1 => parts.swap_remove(0),
            _ => Val::Conjunction(parts.into()),
        }
    }

    pub(super) fn assert_no_cycle(&mut self, node: NodeId) -> bool {
        self.work(node).cyclic.clear();
        let cyclic = self.has_only_cyclic(node);
        if cyclic {
            self.report_cycle(node);
        }
        cyclic
    }

    /// Makes a node the error that it contains itself.
    pub(super) fn report_cycle(&mut self, node: NodeId) {
        let span = self.node(node).conjuncts.first().map(|conjunct| conjunct.span);
        let error = Bottom::new(Code::StructuralCycle, "structural cycle", Vec::new());
        let error = Rc::new(error.at(span.unwrap_or_default()).on(node));
        let known = match &self.node(node).base {
            Base::Val(Val::Bottom(known)) => Some(Rc::clone(known)),
            _ => None,
        };
        if let Some(error) = combine(known, Some(error)) {
            self.set_base(node, Base::Val(Val::Bottom(error)));
        }
        self.node_mut(node).arcs.clear();
    }

    /// Whether a conjunct came by way of an optional field, a pattern or a disjunction.
    pub(super) fn set_optional(close: &mut super::node::CloseInfo) {
        if close.cycle.kind == Cyclic::No {
            close.cycle.kind = Cyclic::Optional;
        }
    }
}
