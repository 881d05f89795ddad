//! What is said of a node in the end: values, bounds, kinds and checks.

use std::rc::Rc;

use thin_vec::ThinVec;

use crate::cue::syntax::Span;
use crate::cue::syntax::ast::UnaryOp;
use crate::cue::value::Kind;

use super::Session;
use super::close::Holds;
use super::condition::Condition;
use super::disjunction::Branch;
use super::disjunction::Mark;
use super::error::Arg;
use super::error::Bottom;
use super::error::Code;
use super::node::ArcType;
use super::node::Base;
use super::node::CloseInfo;
use super::node::Conjunct;
use super::node::Elem;
use super::node::EnvId;
use super::node::NodeId;
use super::node::Said;
use super::task::Job;
use super::value::Bound;
use super::value::Val;

impl Session {
    /// Adds a value to a node.
    pub(super) fn insert_value(
        &mut self,
        node: NodeId,
        env: Option<EnvId>,
        value: Val,
        close: CloseInfo,
        span: Span,
    ) {
        match value {
            Val::Node(value) => self.insert_node(node, env, value, close, span),
            Val::Bottom(error) => {
                self.unshare(node);
                let error = if error.spans.is_empty() {
                    Rc::new((*error).clone().at(span).on(error.node.unwrap_or(node)))
                } else {
                    error
                };
                self.add_bottom(node, error);
            }
            Val::Builtin(builtin) if Self::bare_validator(builtin).is_some() => {
                self.unshare(node);
                if let Some(validator) = Self::bare_validator(builtin) {
                    self.insert_value(node, env, validator, close, span);
                }
            }
            value => {
                let kind = self.kind_of(&value);
                if self.update_kind(node, kind, &|| Arg::from(&value), span, close) {
                    self.insert_plain(node, env, value, close, span);
                }
            }
        }
    }

    fn insert_plain(
        &mut self,
        node: NodeId,
        env: Option<EnvId>,
        value: Val,
        close: CloseInfo,
        span: Span,
    ) {
        self.update_cyclic(node, close);
        match value {
            Val::Top => {
                self.work(node).has_top = true;
                self.hold(node, Kind::TOP, close, Holds::TOP);
                return;
            }
            Val::Conjunction(values) => {
                for value in values.iter() {
                    self.insert_value(node, env, value.clone(), close, span);
                }
                return;
            }
            _ => self.unshare(node),
        }
        match value {
            Val::Basic(_) => self.hold(node, Kind::TOP, close, Holds::TOP),
            Val::Disjunction(disjunction) => {
                let branches = disjunction
                    .values
                    .iter()
                    .enumerate()
                    .map(|(index, value)| Branch {
                        elem: Elem::Val(value.clone()),
                        mark: Mark::of(disjunction.has_defaults, index < disjunction.defaults),
                        error: None,
                    })
                    .collect();
                self.schedule_branches(node, env, branches, close, span);
            }
            Val::Bound(bound) => self.insert_bound(node, env, bound, close),
            Val::Validator(_) => self.insert_validator(node, &value, close, span),
            scalar => self.insert_scalar(node, scalar, close, span),
        }
        self.meet_bounds(node, env, close);
    }

    fn insert_node(
        &mut self,
        node: NodeId,
        env: Option<EnvId>,
        value: NodeId,
        mut close: CloseInfo,
        span: Span,
    ) {
        let flags = self.node(value).flags;
        if flags.closed_once || flags.closed_recursive {
            let this = &mut self.node_mut(node).flags;
            this.closed_once |= flags.closed_once;
            this.closed_recursive |= flags.closed_recursive && !flags.closed_once;
            if !self.is_from_disjunction(value) {
                close = self.add_resolver(node, (value, Span::default()), close, false);
            }
        }
        if matches!(self.node(value).base, Base::Struct) {
            self.work(node).is_struct = true;
            self.update_kind(node, Kind::STRUCT, &|| Arg::Val(Val::Node(value)), span, close);
        }
        if !self.is_data(value) {
            self.update_cyclic(node, close);
            let elem = Elem::Val(Val::Node(value));
            let conjunct = Conjunct { elem, env, close, span };
            self.schedule_node_conjuncts(node, &conjunct, value, close);
            return;
        }
        match self.node(value).base.clone() {
            Base::List { .. } => {
                self.update_cyclic(node, close);
                // Elements of computed lists are nodes; any environment will do.
                let env = env.or_else(|| Some(self.new_env(None, node)));
                self.schedule_task(node, Job::ListNode(value), env, close);
            }
            Base::Struct => {
                self.update_cyclic(node, close);
                for arc in self.node(value).arcs.clone() {
                    let field = self.node(arc);
                    let (Some(label), ArcType::Member) = (field.label, field.arc) else { continue };
                    let elem = Elem::Val(Val::Node(arc));
                    let conjunct = Conjunct { elem, env: None, close, span };
                    self.insert_arc(node, label, ArcType::Member, &conjunct);
                }
                for literal in self.node(value).structs.clone() {
                    self.add_struct(node, &literal);
                }
            }
            Base::Val(value) => self.insert_value(node, env, value, close, span),
            Base::None | Base::Cycle => {}
        }
    }

    fn insert_bound(
        &mut self,
        node: NodeId,
        env: Option<EnvId>,
        bound: Rc<Bound>,
        close: CloseInfo,
    ) {
        let kind = self.work(node).kind;
        let Some(end) = self.work(node).end(bound.op) else {
            if matches!(bound.op, UnaryOp::Equal | UnaryOp::NotEqual) {
                self.hold(node, Kind::TOP, close, Holds::OPEN_VALIDATOR);
                if self.kind_of(&Val::Bound(Rc::clone(&bound))).meets(Kind::LIST | Kind::STRUCT) {
                    self.work(node).has_top = true;
                }
            }
            return self.insert_check_bound(node, kind, bound, close);
        };
        let Some(known) = end.replace(Rc::clone(&bound)) else { return };
        if let Some(value) = self.simplify_bounds(kind, &bound, &known) {
            if let Some(end) = self.work(node).end(bound.op) {
                *end = None;
            }
            self.insert_value(node, env, value, close, bound.span);
        }
    }

    /// Keeps a bound, unless another says the same or more.
    fn insert_check_bound(&mut self, node: NodeId, kind: Kind, bound: Rc<Bound>, close: CloseInfo) {
        let mut covered = false;
        let mut kept = ThinVec::new();
        for (check, at) in std::mem::take(&mut self.work(node).checks) {
            if let Val::Bound(known) = &check {
                match self.simplify_bounds(kind, &bound, known) {
                    Some(Val::Bound(one)) if Rc::ptr_eq(&one, known) => covered = true,
                    Some(Val::Bound(one)) if Rc::ptr_eq(&one, &bound) => continue,
                    _ => {}
                }
            }
            kept.push((check, at));
        }
        if !covered {
            kept.push((Val::Bound(bound), close));
        }
        self.work(node).checks = kept;
    }

    fn insert_validator(&mut self, node: NodeId, value: &Val, close: CloseInfo, span: Span) {
        let kind = self.kind_of(value);
        if kind.meets(Kind::LIST | Kind::STRUCT) {
            let open = Self::takes_schemas(value);
            let holds = if open { Holds::OPEN_VALIDATOR } else { Holds::TOP };
            self.hold(node, Kind::TOP, close, holds);
        }
        let known = self.work(node).checks.clone();
        if known.iter().any(|(check, _)| self.is_same_validator(check, value)) {
            return;
        }
        self.work(node).checks.push((value.clone(), close));
        if kind == Kind::TOP {
            self.work(node).has_top = true;
        }
        self.update_kind(node, kind, &|| value.into(), span, close);
    }

    fn insert_scalar(&mut self, node: NodeId, value: Val, close: CloseInfo, span: Span) {
        if let Some(known) = self.work(node).scalar.clone() {
            if !Self::is_equal_scalar(&known, &value) {
                let work = self.work(node);
                let (known_span, group) = (work.scalar_span, work.scalar_group);
                let kinds = (self.kind_of(&value), self.kind_of(&known));
                let said = Said { what: Arg::Val(value), span, group: close.id };
                let known = Said { what: Arg::Val(known), span: known_span, group };
                // What comes later is told first, as upstream does.
                self.report_conflict(node, (said, kinds.0), (known, kinds.1));
            }
            return;
        }
        let work = self.work(node);
        work.scalar = Some(value);
        work.scalar_span = span;
        work.scalar_group = close.id;
        self.signal(node, Condition::SCALAR);
    }

    /// Bounds of both sides may contradict each other.
    fn meet_bounds(&mut self, node: NodeId, env: Option<EnvId>, close: CloseInfo) {
        let work = self.work(node);
        let (Some(lower), Some(upper)) = (work.lower.clone(), work.upper.clone()) else { return };
        let kind = work.kind;
        if let Some(value) = self.simplify_bounds(kind, &lower, &upper) {
            self.work(node).lower = None;
            self.work(node).upper = None;
            self.insert_value(node, env, value, close, upper.span);
        }
    }

    /// Narrows the kinds that a node may have; false if none is left.
    pub(super) fn update_kind(
        &mut self,
        node: NodeId,
        kind: Kind,
        by: &dyn Fn() -> Arg,
        span: Span,
        close: CloseInfo,
    ) -> bool {
        self.hold(node, kind, close, Holds::default());
        let known = self.work(node).kind;
        if known.is_bottom() || kind.is_bottom() {
            return false;
        }
        let both = known & kind;
        let work = self.work(node);
        if known == both && work.kind_by.is_some() {
            return true;
        }
        work.kind = both;
        let said = |what| Said { what, span, group: close.id };
        let previous = work.kind_by.replace(said(by()));
        if !both.is_bottom() {
            return true;
        }
        let value = by();
        if let Some(previous) = previous {
            self.report_conflict(node, (previous, known), (said(value), kind));
        } else {
            let template = "conflicting value {} (mismatched types {} and {})";
            let args = vec![value, Arg::Kind(known), Arg::Kind(kind)];
            let error = Bottom::new(Code::Eval, template, args).at(span).on(node);
            self.add_bottom(node, Rc::new(error));
        }
        false
    }

    fn report_conflict(
        &mut self,
        node: NodeId,
        (left, left_kind): (Said, Kind),
        (right, right_kind): (Said, Kind),
    ) {
        let spans = [left.span, right.span];
        let groups = self.places_of_group(left.group).chain(self.places_of_group(right.group));
        let spans = spans.into_iter().chain(groups);
        let mut args = vec![left.what, right.what];
        let template = if left_kind == right_kind {
            "conflicting values {} and {}"
        } else {
            args.extend([Arg::Kind(left_kind), Arg::Kind(right_kind)]);
            "conflicting values {} and {} (mismatched types {} and {})"
        };
        let error = spans.fold(Bottom::new(Code::Eval, template, args), Bottom::at);
        self.add_bottom(node, Rc::new(error.on(node).between()));
    }

    /// Whether a node was computed: nothing else is said of it.
    pub(super) fn is_data(&self, node: NodeId) -> bool {
        self.node(node).flags.is_data || self.node(node).conjuncts.is_empty()
    }

    pub(super) fn is_from_disjunction(&self, node: NodeId) -> bool {
        let mut node = node;
        loop {
            let this = self.node(node);
            if this.flags.is_alternative {
                return true;
            }
            match &this.base {
                Base::Val(Val::Disjunction(_)) => return true,
                Base::Val(Val::Node(next)) => node = *next,
                _ => return false,
            }
        }
    }
}
