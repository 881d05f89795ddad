//! Operators, and tests of whether something is an error.

use std::rc::Rc;

use crate::cue::syntax::ast::BinaryOp;
use crate::cue::syntax::ast::UnaryOp;
use crate::cue::syntax::experiment::Experiment;
use crate::cue::value::Kind;

use super::Session;
use super::condition::Condition;
use super::error::Arg;
use super::error::Bottom;
use super::error::Code;
use super::express::is_never_concrete;
use super::ir::Expr;
use super::ir::ExprKind;
use super::ir::ExprRef;
use super::node::ArcType;
use super::node::Base;
use super::node::EnvId;
use super::node::PostCheck;
use super::node::Status;
use super::session::Eval;
use super::session::Stop;
use super::task::Mode;
use super::value::Bound;
use super::value::Val;

impl Session {
    pub(super) fn evaluate_unary(&mut self, expr: &Expr, op: UnaryOp, of: &ExprRef) -> Eval<Val> {
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

    pub(super) fn evaluate_bound(&mut self, expr: &Expr, op: UnaryOp, of: &ExprRef) -> Eval<Val> {
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

    pub(super) fn evaluate_binary(
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
        match self.operate(expr.span, op, &one, &other) {
            Err(Stop::Error(error)) => {
                let mut error = (*error).clone();
                for (value, operand) in [(&one, left), (&other, right)] {
                    if error.message.names(value) {
                        error = self.place_of_operand(operand).into_iter().fold(error, Bottom::at);
                    }
                }
                Err(Stop::Error(Rc::new(error)))
            }
            result => result,
        }
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
        let taken = match self.taken_value(expr, Condition::SCALAR, Mode::Yield) {
            Err(Stop::Yield) => return Err(Stop::Yield),
            Err(Stop::Error(error)) => return Ok(Err(error)),
            Ok(taken) => taken,
        };
        Ok(match self.unwrap_val(&taken) {
            Val::Bottom(error) => Err(error),
            value if !self.is_concrete(&value) => {
                let args = vec![Arg::Val(value), Arg::Text(op.as_str().into())];
                let template = "non-concrete value {} in operand to {}";
                let mut error = Bottom::new(Code::Incomplete, template, args).at(expr.span);
                if let Val::Node(node) = taken {
                    error = self.said_at(node).into_iter().fold(error, Bottom::at);
                }
                Err(self.here(error))
            }
            value => Ok(value),
        })
    }

    /// `x == _|_` and `x != _|_`: whether a value is there.
    fn test(&mut self, expr: &ExprRef, op: BinaryOp) -> Eval<Val> {
        if let Some(is_error) = self.test_kind(expr) {
            return Ok(Val::Bool(is_error == (op == BinaryOp::Equal)));
        }
        let env = self.current_env(0);
        self.in_validator += 1;
        let result = self.test_here(env, expr);
        self.in_validator -= 1;
        let is_error = result?;
        Ok(Val::Bool(is_error == (op == BinaryOp::Equal)))
    }

    /// Whether `x & string` and the like is an error, if all is known of `x` and that is a scalar.
    fn test_kind(&mut self, expr: &ExprRef) -> Option<bool> {
        let ExprKind::And { left, right } = &expr.kind else { return None };
        let ExprKind::Field { up, label, optional: false } = left.kind else { return None };
        let ExprKind::Value(Val::Basic(kind)) = right.kind else { return None };
        let around = self.deref(self.env_node(self.current_env(up)));
        let field = self.find_arc(around, label)?;
        let known = self.node(self.deref(field));
        let value = match &known.base {
            Base::Val(value) if value.is_scalar() => value,
            _ => return None,
        };
        if known.status != Status::Finalized
            || known.arc != ArcType::Member
            || known.child_error.is_some()
        {
            return None;
        }
        let is_error = !self.kind_of(value).meets(kind);
        self.node_mut(field).flags.referenced = true;
        Some(is_error)
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
}
