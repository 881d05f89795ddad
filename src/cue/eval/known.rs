//! What is known of a value.

use std::rc::Rc;

use crate::cue::syntax::Span;
use crate::cue::syntax::ast::UnaryOp;
use crate::cue::value::Kind;

use super::Session;
use super::condition::Condition;
use super::error::Arg;
use super::error::Bottom;
use super::error::Code;
use super::ir::Expr;
use super::ir::ExprKind;
use super::ir::ExprRef;
use super::node::Base;
use super::node::NodeId;
use super::node::Status;
use super::session::Eval;
use super::session::Stop;
use super::task::Job;
use super::task::Mode;
use super::task::TaskState;
use super::value::Val;

impl Session {
    /// Evaluates an expression and takes the default; errors stop.
    pub(super) fn concrete_value(
        &mut self,
        expr: &ExprRef,
        needs: Condition,
        mode: Mode,
    ) -> Eval<Val> {
        let taken = self.taken_value(expr, needs, mode)?;
        self.known(&taken)
    }

    /// The same as it stands, with the node that says where it was said.
    pub(super) fn taken_value(
        &mut self,
        expr: &ExprRef,
        needs: Condition,
        mode: Mode,
    ) -> Eval<Val> {
        let value = self.evaluate(expr, needs, mode)?;
        if let Val::Node(node) = value
            && self.node(node).flags.dynamic
            && self.node(node).status == Status::Unprocessed
        {
            self.unify(node, needs, mode, true)?;
        }
        self.default_of(value)
    }

    /// What a node is, if it is no error.
    #[inline]
    pub(super) fn known(&self, taken: &Val) -> Eval<Val> {
        match self.unwrap_val(taken) {
            Val::Bottom(error) => Err(Stop::Error(error)),
            value => Ok(value),
        }
    }

    /// Where a value is written, if that is one place.
    pub(super) fn place_of(&self, node: NodeId) -> Option<Span> {
        let this = self.node(self.deref(node));
        let work = this.work.as_ref();
        match &this.base {
            Base::Val(Val::Bound(bound)) => Some(bound.span),
            Base::Val(Val::Disjunction(_) | Val::Conjunction(_)) => None,
            Base::Val(value) if value.is_scalar() => work.map(|work| work.scalar_span),
            _ => work.and_then(|work| work.kind_by.as_ref()).map(|said| said.span),
        }
    }

    /// Where an operand is written, or what it refers to is.
    pub(super) fn place_of_operand(&mut self, operand: &ExprRef) -> Option<Span> {
        let taken = self.taken_value(operand, Condition::SCALAR, Mode::Yield).ok()?;
        self.place_of_taken(operand, &taken)
    }

    /// The same where it is known what it comes to.
    pub(super) fn place_of_taken(&self, operand: &Expr, taken: &Val) -> Option<Span> {
        match taken {
            Val::Node(node) => self.place_of(*node),
            _ => Some(operand.span),
        }
    }

    /// Stops with an error that is told at an operand, or at what that refers to.
    pub(super) fn stop_at(&self, error: Bottom, operand: &Expr, taken: &Val) -> Stop {
        let place = self.place_of_taken(operand, taken);
        Stop::Error(self.here(place.into_iter().fold(error, Bottom::at)))
    }

    /// The default of a disjunction, or the value itself.
    pub(super) fn default_of(&mut self, value: Val) -> Eval<Val> {
        let disjunction = match &value {
            Val::Disjunction(disjunction) => Rc::clone(disjunction),
            Val::Node(node) => match &self.node(*node).base {
                Base::Val(Val::Disjunction(disjunction)) => Rc::clone(disjunction),
                Base::Val(Val::Node(next)) => return self.default_of(Val::Node(*next)),
                _ => return Ok(value),
            },
            _ => return Ok(value),
        };
        if disjunction.defaults != 1 {
            let kind = self.kind_of(&Val::Disjunction(Rc::clone(&disjunction)));
            let value = Val::Disjunction(disjunction);
            return self.fail(
                self.context.span,
                Code::Incomplete,
                "unresolved disjunction {} (type {})",
                vec![Arg::Val(value), Arg::Kind(kind)],
            );
        }
        self.default_of(disjunction.values[0].clone())
    }

    /// What is known of a node that is still being evaluated: that it is wrong, or a scalar.
    pub(super) fn known_early(&self, value: &Val) -> Option<Val> {
        let Val::Node(node) = value else { return None };
        let node = self.deref(*node);
        let work = self.node(node).work.as_ref().filter(|_| self.is_cycle(node))?;
        match &work.error {
            Some(error) if !error.code.is_incomplete() => Some(Val::Bottom(Rc::clone(error))),
            _ => work.scalar.clone(),
        }
    }

    /// Whether the scalar of a node is taken though not all is known of the node: once there is one no
    /// call and no name of a field waits for what may need just these.
    pub(super) fn takes_scalar_early(&mut self, node: NodeId) -> bool {
        if self.node(node).status == Status::Evaluating {
            return self.work(node).scalar.is_some();
        }
        let mut next = 0;
        while let Some(task) = self.work(node).schedule.tasks.get(next).copied() {
            next += 1;
            let one = self.task(task);
            let names = matches!(&one.job, Job::Reference(expr) if matches!(expr.kind, ExprKind::Field { .. }));
            if names && one.state == TaskState::Ready {
                self.run_task(task, Mode::Attempt);
            }
        }
        let Some(work) = self.work_ref(node).filter(|work| work.scalar.is_some()) else {
            return false;
        };
        let chooses = work.disjunction.pending.iter().flat_map(|pending| &pending.branches);
        let mut elems = chooses.map(|branch| &branch.elem);
        elems.any(|elem| !elem.is_inert())
            || work.schedule.tasks.iter().any(|task| {
                let inert = match &self.task(*task).job {
                    Job::Disjunctions => true,
                    Job::Expr(expr) => expr.is_inert(),
                    _ => false,
                };
                !inert && self.is_open(*task)
            })
    }

    /// A node's value, if it is a plain one.
    pub(super) fn unwrap_val(&self, value: &Val) -> Val {
        let Val::Node(node) = value else { return value.clone() };
        let node = self.deref(*node);
        if let Some(early) = self.known_early(&Val::Node(node)) {
            return early;
        }
        let this = self.node(node);
        match &this.base {
            Base::Val(value) => value.clone(),
            Base::None => Val::Top,
            Base::Cycle => {
                let error = Bottom::new(Code::Cycle, "cycle error", Vec::new()).on(node);
                Val::Bottom(Rc::new(error))
            }
            Base::Struct | Base::List { .. } => match self.lasting_child_error(node) {
                Some(error) => Val::Bottom(error),
                None => Val::Node(node),
            },
        }
    }

    /// The kinds a value may be of.
    pub(super) fn kind_of(&self, value: &Val) -> Kind {
        match value {
            Val::Bottom(_) => Kind::BOTTOM,
            Val::Null => Kind::NULL,
            Val::Bool(_) => Kind::BOOL,
            Val::Num(number) if number.is_int() => Kind::INT,
            Val::Num(_) => Kind::FLOAT,
            Val::Str(_) => Kind::STRING,
            Val::Bytes(_) => Kind::BYTES,
            Val::Top => Kind::TOP,
            Val::Basic(kind) => *kind,
            Val::Bound(bound) => {
                let kind = self.kind_of(&bound.value);
                if kind.meets(Kind::NUMBER) && Kind::NUMBER.contains(kind) {
                    Kind::NUMBER
                } else if kind == Kind::NULL && bound.op == UnaryOp::NotEqual {
                    Kind::TOP.without(Kind::NULL)
                } else {
                    kind
                }
            }
            Val::Validator(validator) => Self::validator_kind(validator),
            Val::Builtin(_) => Kind::FUNC,
            Val::Disjunction(disjunction) => disjunction
                .values
                .iter()
                .fold(Kind::BOTTOM, |kinds, value| kinds | self.kind_of(value)),
            Val::Conjunction(values) => {
                values.iter().fold(Kind::TOP, |kinds, value| kinds & self.kind_of(value))
            }
            Val::Node(node) => self.node_kind(*node),
        }
    }

    pub(super) fn node_kind(&self, node: NodeId) -> Kind {
        let this = self.node(node);
        if this.work.as_ref().is_some_and(|work| work.kind.is_bottom()) {
            return Kind::BOTTOM;
        }
        match &this.base {
            Base::Struct => Kind::STRUCT,
            Base::List { .. } => Kind::LIST,
            Base::Val(value) if !self.is_cycle(node) => self.kind_of(value),
            _ => this.work.as_ref().map_or(Kind::TOP, |work| work.kind),
        }
    }

    /// Whether a value is concrete: a scalar, a struct or a list.
    pub(super) fn is_concrete(&self, value: &Val) -> bool {
        match value {
            Val::Node(node) => self.is_concrete_node(*node),
            _ => value.is_scalar() || matches!(value, Val::Builtin(_)),
        }
    }

    pub(super) fn is_concrete_node(&self, node: NodeId) -> bool {
        match &self.node(self.deref(node)).base {
            Base::Struct | Base::List { .. } => {
                self.lasting_child_error(self.deref(node)).is_none()
            }
            Base::Val(value) => self.is_concrete(value),
            Base::None | Base::Cycle => false,
        }
    }

    /// A node as a value of its own, for messages and checks.
    pub(super) fn node_value(&self, node: NodeId) -> Val {
        match &self.node(self.deref(node)).base {
            Base::Val(value) => value.clone(),
            _ => Val::Node(node),
        }
    }

    /// A value is not of the kinds that are needed, or not known enough to tell.
    pub(super) fn type_error<T>(&self, span: Span, value: &Val, kinds: Kind) -> Eval<T> {
        Err(Stop::Error(self.here(self.type_error_as(value, kinds, None).at(span))))
    }

    /// The same without a place; `role` says what it was to be.
    pub(super) fn type_error_as(
        &self,
        value: &Val,
        kinds: Kind,
        role: Option<&'static str>,
    ) -> Bottom {
        let kind = self.kind_of(value);
        let mut args = vec![Arg::Val(value.clone()), Arg::Kind(kind)];
        if !self.is_concrete(value) && kind.meets(kinds) {
            return Bottom::new(Code::Incomplete, "non-concrete value {} (type {})", args);
        }
        args.push(Arg::Kind(kinds));
        args.extend(role.map(|role| Arg::Text(role.into())));
        let template = match role {
            None => "cannot use {} (type {}) as type {}",
            Some(_) => "cannot use {} (type {}) as type {} in {}",
        };
        Bottom::new(Code::Eval, template, args)
    }
}
