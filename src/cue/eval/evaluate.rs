//! Expressions, evaluated to values.

use std::rc::Rc;

use crate::cue::syntax::Span;
use crate::cue::syntax::ast::BinaryOp;
use crate::cue::syntax::ast::UnaryOp;
use crate::cue::syntax::experiment::Experiment;
use crate::cue::value::Kind;

use super::Label;
use super::Session;
use super::compile::is_never_concrete;
use super::error::Arg;
use super::error::Bottom;
use super::error::Code;
use super::error::combine;
use super::ir::Expr;
use super::ir::ExprKind;
use super::ir::ExprRef;
use super::ir::Part;
use super::node::ArcType;
use super::node::Base;
use super::node::CloseInfo;
use super::node::Conjunct;
use super::node::Elem;
use super::node::EnvId;
use super::node::Node;
use super::node::NodeId;
use super::node::PostCheck;
use super::node::Status;
use super::schedule::Condition;
use super::schedule::Mode;
use super::session::Eval;
use super::session::Stop;
use super::value::Bound;
use super::value::Val;

impl Session {
    /// Evaluates an expression.
    pub(super) fn evaluate(&mut self, expr: &ExprRef, needs: Condition, mode: Mode) -> Eval<Val> {
        self.evaluate_close(expr, needs, mode).0
    }

    /// Evaluates an expression; tells also where the value comes from.
    pub(super) fn evaluate_close(
        &mut self,
        expr: &ExprRef,
        needs: Condition,
        mode: Mode,
    ) -> (Eval<Val>, CloseInfo) {
        let saved = (self.context.span, self.context.close);
        self.context.span = expr.span;
        let result = self.nested(|session| session.evaluate_here(expr, needs, mode));
        let close = self.context.close;
        (self.context.span, self.context.close) = saved;
        let result = match result {
            Ok(Val::Bottom(error)) => Err(Stop::Error(error)),
            Ok(Val::Node(node)) => match self.bottom(node) {
                Some(error) if !error.code.is_incomplete() => Err(Stop::Error(error)),
                _ => Ok(Val::Node(node)),
            },
            other => other,
        };
        (result, close)
    }

    fn evaluate_here(&mut self, expr: &ExprRef, needs: Condition, mode: Mode) -> Eval<Val> {
        self.spend()?;
        match &expr.kind {
            ExprKind::Value(Val::Bottom(error)) => {
                let mut error = (**error).clone().at(expr.span);
                error.node = self.context.node;
                Err(Stop::Error(Rc::new(error)))
            }
            ExprKind::Value(value) => Ok(value.clone()),
            ExprKind::NoSharing => self.fail(expr.span, Code::Eval, "no sharing", Vec::new()),
            ExprKind::Struct(literal) => {
                let node = self.inline(Elem::Struct(Rc::clone(literal)), expr.span);
                self.complete_arcs_only(node);
                Ok(Val::Node(node))
            }
            ExprKind::List(_) => {
                let node = self.inline(Elem::Expr(Rc::clone(expr)), expr.span);
                self.complete_arcs_only(node);
                Ok(Val::Node(node))
            }
            ExprKind::Comprehension(comprehension) => {
                let elem = Elem::Comprehension(Rc::clone(comprehension));
                let node = self.inline(elem, expr.span);
                self.complete_arcs_only(node);
                Ok(Val::Node(node))
            }
            ExprKind::LabelOf { up } => Ok(match self.env(self.current_env(*up)).label {
                Some(label) => self.label_value(label),
                None => Val::Basic(Kind::STRING),
            }),
            ExprKind::And { .. } => Ok(Val::Node(self.evaluate_and(expr))),
            ExprKind::Or { .. } => {
                let node = self.inline(Elem::Expr(Rc::clone(expr)), expr.span);
                self.finalize(node);
                Ok(Val::Node(node))
            }
            ExprKind::Open(inner) => {
                let (value, close) = self.evaluate_close(inner, needs, mode);
                self.context.close = close;
                self.context.close.opened = true;
                value
            }
            ExprKind::Interpolation { parts, bytes } => self.interpolate(expr, parts, *bytes),
            ExprKind::Unary { op, of } => self.evaluate_unary(expr, *op, of),
            ExprKind::Bound { op, of } => self.evaluate_bound(expr, *op, of),
            ExprKind::Binary { op, left, right } => self.evaluate_binary(expr, *op, left, right),
            ExprKind::Slice { of, low, high } => {
                self.evaluate_slice(of, low.as_ref(), high.as_ref())
            }
            ExprKind::Call { function, args } => self.call(expr, function, args, needs, mode),
            _ => self.evaluate_reference(expr, needs, mode),
        }
    }

    /// A node in no tree for an expression in the current environment.
    pub(super) fn inline(&mut self, elem: Elem, span: Span) -> NodeId {
        let conjunct = Conjunct { elem, env: self.context.env, close: self.context.close, span };
        self.inline_node(None, vec![conjunct])
    }

    fn evaluate_and(&mut self, expr: &ExprRef) -> NodeId {
        let close = CloseInfo {
            cycle: super::cycle::Cycle {
                refs: self.context.close.cycle.refs,
                ..super::cycle::Cycle::default()
            },
            ..CloseInfo::default()
        };
        let elem = Elem::Expr(Rc::clone(expr));
        let conjunct = Conjunct { elem, env: self.context.env, close, span: expr.span };
        let node = self.inline_node(None, vec![conjunct]);
        let around = self.env_node(self.current_env(0));
        if (self.in_detached == 0 && self.node(around).flags.dynamic) || self.in_validator > 0 {
            self.finalize(node);
        } else {
            self.complete_arcs_only(node);
        }
        node
    }

    fn evaluate_reference(&mut self, expr: &ExprRef, needs: Condition, mode: Mode) -> Eval<Val> {
        let origin = self.resolve(expr, needs, mode)?;
        let arc = self.deref_non_shared(origin);
        if self.full_state(arc) {
            let detected = self.detect_cycle(arc, arc, None, expr, self.context.close);
            if let super::cycle::Detected::Proceed(close) = detected {
                self.context.close = close;
            }
            let all = needs | Condition::ARC_TYPE;
            match mode {
                Mode::Finalize => {
                    self.unify(arc, all, Mode::Attempt, true)?;
                    if self.full_state(arc) {
                        self.freeze(arc, all);
                    }
                }
                Mode::Attempt => {
                    self.unify(arc, all, Mode::Attempt, true)?;
                }
                Mode::Yield => return self.evaluate_waiting(expr, origin, arc, needs),
                Mode::Ignore => {}
            }
        }
        let arc = self.deref(arc);
        self.node_result(arc, expr, needs, mode)
    }

    fn evaluate_waiting(
        &mut self,
        expr: &ExprRef,
        origin: NodeId,
        arc: NodeId,
        needs: Condition,
    ) -> Eval<Val> {
        let all = needs | Condition::ARC_TYPE;
        self.unify(arc, all, Mode::Yield, true)?;
        let evaluating = self.node(arc).status == Status::Evaluating;
        if evaluating && origin != arc && self.node(arc).flags.is_alternative {
            if needs == Condition::SCALAR
                && !self.meets(origin, Condition::SCALAR)
                && let Some(task) = self.current_task()
            {
                let by = self.task(task).node;
                self.work(origin).disjunction.needed_by = Some(by);
                let stop = self.wait(task, origin, all);
                return Err(stop);
            }
            let text = self.source_text(expr);
            let template = "unresolved disjunction: {}";
            return self.fail(expr.span, Code::Cycle, template, vec![Arg::Text(text)]);
        }
        let mut breaks = self.work(arc).has_field_value || !self.is_cycle(arc);
        if evaluating
            && !breaks
            && self.work(arc).schedule.frozen.any(Condition::SCALAR)
            && self.all_tasks_finished(arc)
        {
            self.finalize(arc);
            breaks = !self.is_cycle(arc);
        }
        if evaluating && !breaks {
            let text = self.source_text(expr);
            let template = "cycle with field: {}";
            return self.fail(expr.span, Code::Cycle, template, vec![Arg::Text(text)]);
        }
        let value = self.node_result(arc, expr, needs, Mode::Yield);
        if self.node(arc).flags.non_rooted
            && !self.all_tasks_finished(arc)
            && let Some(task) = self.current_task()
        {
            let node = self.task(task).node;
            self.work(node).deferred.push(arc);
        }
        value
    }

    /// What a node that was resolved comes to.
    fn node_result(
        &mut self,
        node: NodeId,
        expr: &ExprRef,
        needs: Condition,
        mode: Mode,
    ) -> Eval<Val> {
        let undefined = self.node(node).arc > ArcType::Required
            || matches!(self.node(node).base, Base::None | Base::Cycle);
        if undefined {
            self.unify(node, needs, mode, false)?;
            if self.node(node).arc == ArcType::Pending {
                return self.pending_result(node, expr);
            }
        }
        if let Some(work) = self.work_ref(node) {
            if let Some(error) = &work.error
                && !error.code.is_incomplete()
            {
                return Err(Stop::Error(Rc::clone(error)));
            }
            if let Some(scalar) = &work.scalar
                && self.is_cycle(node)
            {
                return Ok(scalar.clone());
            }
        }
        match &self.node(node).base {
            Base::Val(Val::Bottom(error)) => Err(Stop::Error(Rc::clone(error))),
            Base::None if self.node(node).work.is_some() => Ok(self.constraints(node)),
            Base::None => Ok(Val::Top),
            Base::Cycle => {
                let text = self.source_text(expr);
                self.fail(expr.span, Code::Cycle, "cycle with field: {}", vec![Arg::Text(text)])
            }
            _ => Ok(Val::Node(node)),
        }
    }

    fn pending_result(&mut self, node: NodeId, expr: &ExprRef) -> Eval<Val> {
        if self.node(node).status == Status::Evaluating {
            let text = self.source_text(expr);
            let error = self.error(Code::Cycle, "cycle with field {}", vec![Arg::Text(text)]);
            self.set_base(node, Base::Val(Val::Bottom(Rc::clone(&error))));
            return Err(Stop::Error(error));
        }
        let label = self.node(node).label;
        let args = label.map(Arg::Label).into_iter().collect();
        self.fail(expr.span, Code::Incomplete, "undefined field: {}", args)
    }

    /// Evaluates an expression and takes the default; errors stop.
    pub(super) fn concrete_value(
        &mut self,
        expr: &ExprRef,
        needs: Condition,
        mode: Mode,
    ) -> Eval<Val> {
        let value = self.evaluate(expr, needs, mode)?;
        let value = self.default_of(value)?;
        match self.unwrap_val(&value) {
            Val::Bottom(error) => Err(Stop::Error(error)),
            value => Ok(value),
        }
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

    /// A node's value, if it is a plain one.
    pub(super) fn unwrap_val(&self, value: &Val) -> Val {
        let Val::Node(node) = value else { return value.clone() };
        let node = self.deref(*node);
        let this = self.node(node);
        if matches!(this.base, Base::Cycle)
            && let Some(work) = &this.work
        {
            if let Some(error) = &work.error
                && !error.code.is_incomplete()
            {
                return Val::Bottom(Rc::clone(error));
            }
            if let Some(scalar) = &work.scalar {
                return scalar.clone();
            }
        }
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

    fn interpolate(&mut self, expr: &Expr, parts: &[Part], bytes: bool) -> Eval<Val> {
        let mut out = Vec::new();
        let mut errors = None;
        for part in parts {
            match part {
                Part::Text(text) => out.extend_from_slice(text),
                Part::Expr(inner) => {
                    let piece = self
                        .concrete_value(inner, Condition::SCALAR, Mode::Yield)
                        .and_then(|value| self.interpolated(inner, &value, bytes));
                    match piece {
                        Ok(piece) => out.extend_from_slice(&piece),
                        Err(Stop::Yield) => return Err(Stop::Yield),
                        Err(Stop::Error(error)) => errors = combine(errors, Some(error)),
                    }
                }
            }
        }
        if let Some(error) = errors {
            let mut outer =
                Bottom::new(error.code, "invalid interpolation", Vec::new()).at(expr.span);
            outer.node = self.context.node;
            outer.causes.push(error);
            return Err(Stop::Error(Rc::new(outer)));
        }
        if bytes {
            return Ok(Val::Bytes(out.into()));
        }
        Ok(Val::Str(String::from_utf8_lossy(&out).as_ref().into()))
    }

    fn interpolated(&mut self, expr: &Expr, value: &Val, bytes: bool) -> Eval<Vec<u8>> {
        let text = match value {
            Val::Str(text) => text.as_bytes().to_vec(),
            Val::Bytes(text) if bytes => text.to_vec(),
            Val::Bytes(text) => String::from_utf8_lossy(text).into_owned().into_bytes(),
            Val::Num(number) => number.to_string().into_bytes(),
            Val::Bool(value) => value.to_string().into_bytes(),
            other => {
                let kinds = Kind::STRING | Kind::NUMBER | Kind::BYTES | Kind::BOOL;
                return self.type_error(expr.span, other, kinds);
            }
        };
        Ok(text)
    }

    /// A value is not of the kinds that are needed, or not known enough to tell.
    pub(super) fn type_error<T>(&self, span: Span, value: &Val, kinds: Kind) -> Eval<T> {
        let kind = self.kind_of(value);
        if !self.is_concrete(value) && kind.meets(kinds) {
            let args = vec![Arg::Val(value.clone()), Arg::Kind(kind)];
            return self.fail(span, Code::Incomplete, "non-concrete value {} (type {})", args);
        }
        let args = vec![Arg::Val(value.clone()), Arg::Kind(kind), Arg::Kind(kinds)];
        self.fail(span, Code::Eval, "cannot use {} (type {}) as type {}", args)
    }

    fn evaluate_unary(&mut self, expr: &Expr, op: UnaryOp, of: &ExprRef) -> Eval<Val> {
        if is_never_concrete(of) {
            let args = vec![Arg::Text(self.source_text(of)), Arg::Text(op.as_str().into())];
            let template = "invalid operand {} ('{}' requires concrete value)";
            return self.fail(of.span, Code::Eval, template, args);
        }
        let value = self.concrete_value(of, Condition::SCALAR, Mode::Yield)?;
        let kind = self.kind_of(&value);
        let wanted = match (op, &value) {
            (UnaryOp::Minus, Val::Num(number)) => return Ok(Val::num(number.neg())),
            (UnaryOp::Plus, Val::Num(_)) => return Ok(value),
            (UnaryOp::Not, Val::Bool(value)) => return Ok(Val::Bool(!value)),
            (UnaryOp::Not, _) => Kind::BOOL,
            _ => Kind::NUMBER,
        };
        let name = Arg::Text(op.as_str().into());
        if kind.meets(wanted) {
            let args = vec![Arg::Text(self.source_text(of)), name, Arg::Kind(kind)];
            let template = "operand {} of '{}' not concrete (was {})";
            return self.fail(of.span, Code::Incomplete, template, args);
        }
        let text = self.text_at(expr.span);
        let args = vec![Arg::Text(text), name, Arg::Kind(kind)];
        self.fail(expr.span, Code::Eval, "invalid operation {} ({} {})", args)
    }

    fn evaluate_bound(&mut self, expr: &Expr, op: UnaryOp, of: &ExprRef) -> Eval<Val> {
        let value = self.concrete_value(of, Condition::SCALAR, Mode::Yield)?;
        let kind = self.kind_of(&value);
        let equality = matches!(op, UnaryOp::Equal | UnaryOp::NotEqual);
        let ordered = Kind::NUMBER | Kind::STRING | Kind::BYTES;
        let single = [Kind::NULL, Kind::STRUCT, Kind::LIST].contains(&kind);
        if single && !equality {
            let args = vec![Arg::Kind(kind), Arg::Text(op.as_str().into())];
            return self.fail(of.span, Code::Eval, "cannot use {} for bound {}", args);
        }
        let plain =
            [Kind::INT, Kind::FLOAT, Kind::NUMBER, Kind::STRING, Kind::BYTES].contains(&kind);
        let allowed =
            if equality { ordered | Kind::NULL | Kind::STRUCT | Kind::LIST } else { ordered };
        if !single && !plain && !kind.meets(allowed) {
            let args = vec![Arg::Val(value), Arg::Kind(kind), Arg::Text(op.as_str().into())];
            let template = "invalid value {} (type {}) for bound {}";
            return self.fail(of.span, Code::Eval, template, args);
        }
        if !self.is_concrete(&value) {
            if matches!(of.kind, ExprKind::Value(_)) {
                let template = "bound has fixed non-concrete value";
                return self.fail(expr.span, Code::Eval, template, Vec::new());
            }
            let args = vec![Arg::Text(self.source_text(of)), Arg::Text(op.as_str().into())];
            let template = "non-concrete value {} for bound {}";
            return self.fail(of.span, Code::Incomplete, template, args);
        }
        Ok(Val::Bound(Rc::new(Bound { op, value, span: expr.span })))
    }

    fn evaluate_binary(
        &mut self,
        expr: &ExprRef,
        op: BinaryOp,
        left: &ExprRef,
        right: &ExprRef,
    ) -> Eval<Val> {
        if let Some(value) = self.short_circuit(expr, op, left)? {
            return Ok(value);
        }
        if matches!(op, BinaryOp::Equal | BinaryOp::NotEqual) {
            if left.is_literal_bottom() {
                return self.test(right, op);
            }
            if right.is_literal_bottom() {
                return self.test(left, op);
            }
        }
        let one = self.operand(left, op)?;
        let other = self.operand(right, op)?;
        let (one, other) = match (one, other) {
            (Ok(one), Ok(other)) => (one, other),
            (one, other) => {
                let errors = super::error::combine(one.err(), other.err());
                return errors.map_or(Ok(Val::Top), |error| Err(Stop::Error(error)));
            }
        };
        self.operate(expr.span, op, &one, &other)
    }

    fn short_circuit(&mut self, expr: &ExprRef, op: BinaryOp, left: &ExprRef) -> Eval<Option<Val>> {
        let ends = match op {
            BinaryOp::LogicalAnd => false,
            BinaryOp::LogicalOr => true,
            _ => return Ok(None),
        };
        if !self.has_experiment(expr.span, Experiment::ShortCircuit) {
            return Ok(None);
        }
        Ok(match self.operand(left, op)? {
            Ok(Val::Bool(value)) if value == ends => Some(Val::Bool(ends)),
            _ => None,
        })
    }

    /// An operand, concrete; only a wait stops at once, so that both errors are told.
    fn operand(&mut self, expr: &ExprRef, op: BinaryOp) -> Eval<Result<Val, Rc<Bottom>>> {
        match self.concrete_value(expr, Condition::SCALAR, Mode::Yield) {
            Err(Stop::Yield) => Err(Stop::Yield),
            Err(Stop::Error(error)) => Ok(Err(error)),
            Ok(value) if !self.is_concrete(&value) => {
                let args = vec![Arg::Val(value), Arg::Text(op.as_str().into())];
                let template = "non-concrete value {} in operand to {}";
                Ok(Err(self.error_at(expr.span, Code::Incomplete, template, args)))
            }
            Ok(value) => Ok(Ok(value)),
        }
    }

    /// `x == _|_` and `x != _|_`: whether a value is there.
    fn test(&mut self, expr: &ExprRef, op: BinaryOp) -> Eval<Val> {
        let env = self.current_env(0);
        self.in_validator += 1;
        let result = self.test_here(env, expr);
        self.in_validator -= 1;
        let is_error = result?;
        Ok(Val::Bool(is_error == (op == BinaryOp::Equal)))
    }

    fn test_here(&mut self, env: EnvId, expr: &ExprRef) -> Eval<bool> {
        let value = self.evaluate(expr, Condition::NEED_TASKS, Mode::Finalize);
        let value = match value {
            Err(stop) => Err(stop),
            Ok(value) => {
                let taken = self.default_of(value.clone());
                match taken {
                    Err(Stop::Error(_)) => Ok(value),
                    Err(Stop::Yield) => return Err(Stop::Yield),
                    Ok(taken) => {
                        let plain = self.unwrap_val(&taken);
                        let composite = self.kind_of(&plain).meets(Kind::STRUCT | Kind::LIST);
                        Ok(if composite { value } else { plain })
                    }
                }
            }
        };
        match value {
            Err(Stop::Yield) => Err(Stop::Yield),
            Err(Stop::Error(error)) | Ok(Val::Bottom(error)) => self.test_error(env, expr, error),
            Ok(Val::Node(node)) => {
                if self.has_depth_cycle(node) {
                    self.expect_outcome(env, expr, true);
                    return Ok(true);
                }
                self.finalize(node);
                Ok(self.bottom(node).is_some_and(|error| !error.code.is_incomplete()))
            }
            Ok(value) => {
                let there = self.is_concrete(&value);
                // Waits, if the value may still change, and looks again.
                match self.evaluate(expr, Condition::NEED_TASKS, Mode::Yield) {
                    Err(Stop::Yield) => return Err(Stop::Yield),
                    Err(Stop::Error(error)) if !error.code.is_incomplete() => return Ok(true),
                    _ => {}
                }
                self.expect_outcome(env, expr, false);
                Ok(!there)
            }
        }
    }

    fn test_error(&mut self, env: EnvId, expr: &ExprRef, error: Rc<Bottom>) -> Eval<bool> {
        match error.code {
            Code::Cycle => return Err(Stop::Error(error)),
            Code::Incomplete => {
                if let Some(at) = error.node
                    && let Some(work) = self.work_ref(at)
                    && work.schedule.running
                    && self.node(at).status != Status::Finalized
                    && !work.schedule.meets(Condition::VALUE)
                    && work.schedule.provided.any(Condition::VALUE)
                    && let Some(task) = self.current_task()
                {
                    return Err(self.wait(task, at, Condition::VALUE));
                }
                self.expect_outcome(env, expr, true);
            }
            _ => {}
        }
        Ok(true)
    }

    /// Has a test looked at again when the struct it stands in is done.
    fn expect_outcome(&mut self, env: EnvId, expr: &ExprRef, expect_error: bool) {
        let node = self.env_node(env);
        if self.node(node).work.is_some() {
            let check = PostCheck { env, expr: Rc::clone(expr), expect_error };
            self.work(node).post_checks.push(check);
        }
    }

    fn evaluate_slice(
        &mut self,
        of: &ExprRef,
        low: Option<&ExprRef>,
        high: Option<&ExprRef>,
    ) -> Eval<Val> {
        let value = self.concrete_value(of, Condition::FIELD_SET, Mode::Yield)?;
        let length = match &value {
            Val::Node(node) if matches!(self.node(*node).base, Base::List { .. }) => {
                self.elements(*node).len()
            }
            Val::Bytes(bytes) => bytes.len(),
            _ if !self.is_concrete(&value)
                && self.kind_of(&value).meets(Kind::LIST | Kind::BYTES) =>
            {
                let text = self.source_text(of);
                let template = "non-concrete slice subject {}";
                return self.fail(of.span, Code::Incomplete, template, vec![Arg::Text(text)]);
            }
            _ => {
                let kind = self.kind_of(&value);
                let args = vec![Arg::Val(value), Arg::Kind(kind)];
                return self.fail(of.span, Code::Eval, "cannot slice {} (type {})", args);
            }
        };
        let low = low.map_or(Ok(0), |low| self.slice_index(low))?;
        let high = high.map_or(Ok(length), |high| self.slice_index(high))?;
        let number = |index: usize| Arg::Int(i64::try_from(index).unwrap_or(i64::MAX));
        if high > length {
            let args = vec![number(high)];
            return self.fail(of.span, Code::Eval, "index {} out of range", args);
        }
        if low > high {
            let args = vec![number(low), number(high)];
            return self.fail(of.span, Code::Eval, "invalid slice index: {} > {}", args);
        }
        match value {
            Val::Bytes(bytes) => Ok(Val::Bytes(bytes[low..high].into())),
            Val::Node(node) => {
                let elements = self.elements(node)[low..high].to_vec();
                Ok(Val::Node(self.list_of(&elements)))
            }
            other => Ok(other),
        }
    }

    fn slice_index(&mut self, expr: &ExprRef) -> Eval<usize> {
        let value = self.concrete_value(expr, Condition::SCALAR, Mode::Yield)?;
        match &value {
            Val::Num(number) if number.is_int() => {
                let Some(index) = number.to_usize() else {
                    let args = vec![Arg::Val(value.clone())];
                    let template = "number {} in slice index must be a non-negative integer";
                    return self.fail(expr.span, Code::Eval, template, args);
                };
                Ok(index)
            }
            _ => self.type_error(expr.span, &value, Kind::INT),
        }
    }

    /// A closed list of nodes that exist.
    pub(super) fn list_of(&mut self, elements: &[NodeId]) -> NodeId {
        let list = self.inline_node(None, Vec::new());
        let mut arcs = Vec::with_capacity(elements.len());
        for (index, element) in elements.iter().enumerate() {
            let mut arc = self.node(*element).clone();
            arc.parent = Some(list);
            arc.label = Some(Label::Int(u32::try_from(index).unwrap_or(u32::MAX)));
            arc.arc = ArcType::Member;
            arcs.push(self.add_node(arc));
        }
        let this = self.node_mut(list);
        this.arcs = arcs;
        this.base = Base::List { open: false };
        this.status = Status::Finalized;
        this.flags.is_data = true;
        list
    }

    /// A struct of nodes that exist.
    pub(super) fn data_node(&mut self, base: Base, arcs: Vec<(Label, NodeId)>) -> NodeId {
        let node = Node { base, status: Status::Finalized, ..Node::default() };
        let node = self.add_node(node);
        for (label, arc) in arcs {
            let this = self.node_mut(arc);
            this.parent = Some(node);
            this.label = Some(label);
            self.node_mut(node).arcs.push(arc);
        }
        let flags = &mut self.node_mut(node).flags;
        flags.is_data = true;
        flags.dynamic = true;
        node
    }
}
