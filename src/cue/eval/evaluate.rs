//! Expressions, evaluated to values.

use std::rc::Rc;

use thin_vec::ThinVec;
use thin_vec::thin_vec;

use crate::cue::syntax::Span;
use crate::cue::value::Kind;

use super::Label;
use super::Session;
use super::condition::Condition;
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
use super::node::Node;
use super::node::NodeId;
use super::node::Status;
use super::session::Eval;
use super::session::Stop;
use super::task::Mode;
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
                Err(Stop::Error(self.here((**error).clone().at(expr.span))))
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
        self.inline_node(None, thin_vec![conjunct])
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
        let node = self.inline_node(None, thin_vec![conjunct]);
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
            return Err(self.circle(expr, arc, needs));
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

    /// A value is needed that waits for what needs it: an error of both, unless it is known by now
    /// what is wrong with the value.
    fn circle(&mut self, expr: &ExprRef, arc: NodeId, needs: Condition) -> Stop {
        let text = self.source_text(expr);
        let error =
            self.error_at(expr.span, Code::Cycle, "cycle with field: {}", vec![Arg::Text(text)]);
        let arc = self.deref(arc);
        let outer = self.circle.replace((arc, Rc::clone(&error)));
        let value = self.node_result(arc, expr, needs, Mode::Yield);
        self.circle = outer;
        match value {
            Err(Stop::Yield) => Stop::Yield,
            Err(Stop::Error(known)) => {
                Stop::Error(combine(Some(error), Some(Rc::clone(&known))).unwrap_or(known))
            }
            Ok(_) => Stop::Error(error),
        }
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

    fn interpolate(&mut self, expr: &Expr, parts: &[Part], bytes: bool) -> Eval<Val> {
        let mut out = Vec::new();
        let mut errors = None;
        for part in parts {
            match part {
                Part::Text(text) => out.extend_from_slice(text),
                Part::Expr(inner) => {
                    let piece = self
                        .taken_value(inner, Condition::SCALAR, Mode::Yield)
                        .and_then(|taken| self.interpolated(inner, &taken, bytes));
                    match piece {
                        Ok(piece) => out.extend_from_slice(&piece),
                        Err(Stop::Yield) => return Err(Stop::Yield),
                        Err(Stop::Error(error)) => errors = combine(errors, Some(error.alone())),
                    }
                }
            }
        }
        if let Some(error) = errors {
            // Of parts that are not known yet, the first one is told.
            let more = error.more.iter().filter(|_| !error.code.is_incomplete());
            let inner = std::iter::once(&error).chain(more);
            let outer =
                inner.fold(None, |all, inner| combine(all, Some(self.uninterpolated(expr, inner))));
            return outer.map_or(Ok(Val::Top), |outer| Err(Stop::Error(outer)));
        }
        if bytes {
            return Ok(Val::Bytes(out.into()));
        }
        Ok(Val::Str(valid_text(&out).into()))
    }

    /// The error of an interpolation, which happened where its part is wrong.
    fn uninterpolated(&self, expr: &Expr, inner: &Rc<Bottom>) -> Rc<Bottom> {
        let mut outer = Bottom::new(inner.code, "invalid interpolation", Vec::new()).at(expr.span);
        outer.place = inner.place.or(inner.node);
        outer.causes.push(inner.alone());
        self.here(outer)
    }

    fn interpolated(&mut self, expr: &ExprRef, taken: &Val, bytes: bool) -> Eval<Vec<u8>> {
        let text = match self.known(taken)? {
            Val::Str(text) => text.as_bytes().to_vec(),
            Val::Bytes(text) if bytes => text.to_vec(),
            Val::Bytes(text) => valid_text(&text).into_bytes(),
            Val::Num(number) => number.to_string().into_bytes(),
            Val::Bool(value) => value.to_string().into_bytes(),
            other => {
                let kinds = Kind::STRING | Kind::NUMBER | Kind::BYTES | Kind::BOOL;
                let error = self.type_error_as(&other, kinds, None);
                return Err(self.stop_at(error, expr, taken));
            }
        };
        Ok(text)
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
        let low = low.map_or(Ok(0), |low| self.slice_index(low, of.span))?;
        let high = high.map_or(Ok(length), |high| self.slice_index(high, of.span))?;
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

    fn slice_index(&mut self, expr: &ExprRef, at: Span) -> Eval<usize> {
        let taken = self.taken_value(expr, Condition::SCALAR, Mode::Yield)?;
        let value = self.known(&taken)?;
        match &value {
            Val::Num(number) if number.is_int() => {
                let Some(index) = number.to_usize() else {
                    if number.is_negative() {
                        let template = "cannot convert negative number to uint64";
                        return self.fail(at, Code::Eval, template, Vec::new());
                    }
                    let args = vec![Arg::Val(value.clone())];
                    return self.fail(at, Code::Eval, "cannot convert number {} to uint64", args);
                };
                Ok(index)
            }
            _ => {
                let error = self.type_error_as(&value, Kind::INT, Some("slice index"));
                Err(self.stop_at(error.at(at), expr, &taken))
            }
        }
    }

    /// A closed list of nodes that exist.
    pub(super) fn list_of(&mut self, elements: &[NodeId]) -> NodeId {
        let list = self.inline_node(None, ThinVec::new());
        let mut arcs = ThinVec::with_capacity(elements.len());
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

/// Bytes as text: bytes that are none, however many in a row, become one replacement character.
fn valid_text(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    let mut replaced = false;
    for chunk in bytes.utf8_chunks() {
        replaced &= chunk.valid().is_empty();
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() && !replaced {
            text.push(char::REPLACEMENT_CHARACTER);
            replaced = true;
        }
    }
    text
}
