//! From a reference to the node it names.

use std::rc::Rc;

use thin_vec::thin_vec;

use crate::cue::syntax::Span;
use crate::cue::value::Kind;

use super::Label;
use super::Session;
use super::condition::Condition;
use super::error::Arg;
use super::error::Bottom;
use super::error::Code;
use super::ir::ExprKind;
use super::ir::ExprRef;
use super::node::ArcType;
use super::node::Base;
use super::node::Conjunct;
use super::node::EnvId;
use super::node::Node;
use super::node::NodeId;
use super::session::Eval;
use super::session::Stop;
use super::task::Mode;
use super::task::TaskState;
use super::value::Val;

/// What a reference names.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) node: NodeId,
    /// The error of a field that is required, but not there: nobody may use its value, but what is
    /// said of it is known.
    pub(super) missing: Option<Rc<Bottom>>,
}

impl Found {
    const fn present(node: NodeId) -> Self {
        Self { node, missing: None }
    }
}

impl Session {
    /// The node that a reference names; it is there.
    pub(super) fn resolve(
        &mut self,
        reference: &ExprRef,
        needs: Condition,
        mode: Mode,
    ) -> Eval<NodeId> {
        let found = self.find(reference, needs, mode)?;
        found.missing.map_or(Ok(found.node), |error| Err(Stop::Error(error)))
    }

    /// The node that a reference names, be it there or only required.
    pub(super) fn find(
        &mut self,
        reference: &ExprRef,
        needs: Condition,
        mode: Mode,
    ) -> Eval<Found> {
        let span = reference.span;
        match &reference.kind {
            ExprKind::Field { up, label, optional } => {
                let node = self.env_node(self.current_env(*up));
                let found = self.lookup(node, *label, span, needs, mode);
                if let Ok(Found { node, missing: None }) = found {
                    self.node_mut(node).flags.referenced = true;
                }
                self.note_optional(*optional, found)
            }
            ExprKind::This { up: 0 } => {
                let around = self.context.node;
                Ok(Found::present(around.unwrap_or_else(|| self.env_node(self.current_env(0)))))
            }
            ExprKind::This { up } => Ok(Found::present(self.env_node(self.current_env(up - 1)))),
            ExprKind::Dynamic { up, key } => {
                let env = self.current_env(*up);
                let name = self.in_env(env, |session| {
                    session.concrete_value(key, Condition::SCALAR, Mode::Yield)
                })?;
                let label = self.label_of_value(key, &name)?;
                let node = self.env_node(env);
                self.lookup(node, label, span, needs, mode)
            }
            ExprKind::Let { up, label } => {
                let env = self.current_env(*up);
                self.resolve_let(env, *label, span, needs, mode).map(Found::present)
            }
            ExprKind::Import(package) => self.package_node(*package, span).map(Found::present),
            ExprKind::Select { of, label, optional, at } => {
                let node = self.operand_node(reference, of, label.is_regular())?;
                let found = self.lookup(node, *label, *at, needs, mode);
                self.note_optional(*optional, found)
            }
            ExprKind::Index { of, index, optional } => {
                let node = self.operand_node(reference, of, true);
                let name = self.concrete_value(index, Condition::SCALAR, Mode::Yield);
                if matches!(name, Err(Stop::Yield)) {
                    return Err(Stop::Yield);
                }
                // What is wrong for good with the index counts more than what is not known yet.
                if let (Err(Stop::Error(first)), Err(Stop::Error(second))) = (&node, &name)
                    && first.code.is_incomplete()
                    && !second.code.is_incomplete()
                {
                    return Err(Stop::Error(Rc::clone(second)));
                }
                let node = node?;
                let label = self.index_label(index, &name?)?;
                let found = self.lookup(node, label, index.span, needs, mode);
                self.note_optional(*optional, found)
            }
            _ => self.fail(span, Code::Eval, "not a reference", Vec::new()),
        }
    }

    fn index_label(&mut self, index: &ExprRef, name: &Val) -> Eval<Label> {
        let kind = self.kind_of(name);
        if let Val::Num(number) = name
            && number.is_int()
            && number.is_negative()
        {
            let constant = matches!(index.kind, ExprKind::Value(_) | ExprKind::Unary { .. });
            let text = self.source_text(index);
            let (template, args) = if constant {
                ("invalid index {} (index must be non-negative)", vec![Arg::Val(name.clone())])
            } else {
                ("index {} out of range [{}]", vec![Arg::Text(text), Arg::Val(name.clone())])
            };
            return self.fail(index.span, Code::Eval, template, args);
        }
        let possible = kind == Kind::INT || kind == Kind::STRING || kind == Kind::NUMBER;
        if !possible && !name.is_bottom() {
            let text = self.source_text(index);
            return self.fail(
                index.span,
                Code::Eval,
                "invalid index {} (invalid type {})",
                vec![Arg::Text(text), Arg::Kind(kind)],
            );
        }
        self.label_of_value(index, name)
    }

    /// In a `try`, `x?` that refers to nothing makes the whole of it yield nothing.
    fn note_optional(&mut self, optional: bool, found: Eval<Found>) -> Eval<Found> {
        let error = match &found {
            Ok(found) => found.missing.as_ref(),
            Err(Stop::Error(error)) => Some(error),
            Err(Stop::Yield) => None,
        };
        if optional && error.is_some_and(|error| error.code.is_incomplete()) {
            let mut at = self.context.node;
            while let Some(node) = at {
                if let Some(failed) = self.work(node).try_failed.as_mut() {
                    *failed = true;
                    break;
                }
                at = self.node(node).parent;
            }
        }
        found
    }

    fn resolve_let(
        &mut self,
        env: EnvId,
        label: Label,
        span: Span,
        needs: Condition,
        mode: Mode,
    ) -> Eval<NodeId> {
        let node = self.env_node(env);
        let arc = self.lookup(node, label, span, needs, mode)?.node;
        let error = self.bottom(arc);
        let waits = self.is_cycle(arc);
        let finished = !self.full_state(arc);
        if !self.node(arc).flags.multi_let && ((error.is_none() && finished) || waits) {
            return Ok(arc);
        }
        let known = self.env(env).lets.iter().find(|(of, _)| *of == arc).map(|(_, node)| *node);
        if let Some(known) = known {
            return Ok(known);
        }
        let Some(first) = self.node(arc).conjuncts.first().cloned() else { return Ok(arc) };
        // Of several `let`s of a name, this one is the one whose environment fits.
        let own = self.node(arc).conjuncts.iter().find(|one| one.env == Some(env)).cloned();
        let conjunct = Conjunct { env: Some(env), ..own.unwrap_or(first) };
        let mut copy = Node {
            parent: self.node(arc).parent,
            label: Some(label),
            conjuncts: thin_vec![conjunct],
            ..Node::default()
        };
        copy.flags.dynamic = error.is_some_and(|error| error.code == Code::StructuralCycle);
        let copy = self.add_node(copy);
        let lets = &mut self.envs[env.0 as usize].lets;
        lets.retain(|(of, _)| *of != arc);
        lets.push((arc, copy));
        Ok(copy)
    }

    /// The node that an operand of `.` or `[]` comes to.
    fn operand_node(&mut self, whole: &ExprRef, of: &ExprRef, scalar: bool) -> Eval<NodeId> {
        let saved = self.context.close.from_definition;
        if !of.is_reference() {
            self.context.close.from_definition = false;
        }
        let result = self.operand_node_here(whole, of, scalar);
        self.context.close.from_definition = saved;
        result
    }

    fn operand_node_here(&mut self, whole: &ExprRef, of: &ExprRef, scalar: bool) -> Eval<NodeId> {
        let value = self.unify_operand(of, Condition::NEED_FIELD_SET, Mode::Yield)?;
        let mut value = self.default_of(value)?;
        if scalar && let Some(early) = self.known_early(&value) {
            value = early;
        }
        let found = match value {
            Val::Node(node) if !self.is_cycle(node) => Some(self.deref(node)),
            _ => None,
        };
        let value = match value {
            Val::Node(node) if !self.is_cycle(node) => {
                let node = self.deref(node);
                match &self.node(node).base {
                    Base::Val(value) => value.clone(),
                    _ => Val::Node(node),
                }
            }
            value => value,
        };
        match value {
            Val::Bottom(error) => Err(Stop::Error(error)),
            Val::Node(node) => {
                if self.node(node).flags.non_rooted {
                    self.complete_arcs_only(node);
                }
                Ok(node)
            }
            value => {
                let kind = self.kind_of(&value);
                if let (Some(node), false, false) = (found, scalar, kind.meets(Kind::STRUCT)) {
                    return Ok(node);
                }
                let (whole_text, text) = (self.source_text(whole), self.source_text(of));
                if kind.meets(Kind::STRUCT) {
                    let args = vec![Arg::Text(whole_text), Arg::Text(text), Arg::Kind(kind)];
                    let template = "{} undefined as {} is incomplete (type {})";
                    return self.fail(of.span, Code::Incomplete, template, args);
                }
                let args = vec![Arg::Source(of.span), Arg::Kind(kind)];
                let template = "invalid operand {} (found {}, want list or struct)";
                self.fail(of.span, Code::Eval, template, args)
            }
        }
    }

    /// Evaluates an operand as far as its fields are known.
    pub(super) fn unify_operand(
        &mut self,
        expr: &ExprRef,
        needs: Condition,
        mode: Mode,
    ) -> Eval<Val> {
        if !expr.is_reference() {
            return self.evaluate(expr, needs, mode);
        }
        let node = self.resolve(expr, needs, mode)?;
        let node = self.deref(node);
        if self.full_state(node) {
            let is_let = self.node(node).label.is_some_and(Label::is_let);
            if !Self::is_cyclic(self.context.close) || is_let {
                self.work(node).has_non_cycle = true;
            }
            let fields = Condition::ARC_TYPE | Condition::FIELD_SET;
            self.process(node, fields, Mode::Yield)?;
            if self.has_open_alternatives(node) {
                self.unify(node, fields, Mode::Yield, false)?;
            }
        }
        let node_or_error = self.bottom(node).filter(|error| !error.code.is_incomplete());
        match node_or_error {
            Some(error) if !self.is_cycle(node) => Err(Stop::Error(error)),
            _ => Ok(Val::Node(node)),
        }
    }

    /// The field of a node by its name.
    pub(super) fn lookup(
        &mut self,
        node: NodeId,
        label: Label,
        span: Span,
        needs: Condition,
        mode: Mode,
    ) -> Eval<Found> {
        let mut node = self.deref(node);
        if self.full_state(node) {
            self.foreign_error(node)?;
            let this = self.node(node);
            let (parent, dynamic) = (this.parent, this.flags.dynamic);
            let is_let = this.label.is_some_and(Label::is_let);
            if dynamic || is_let || self.passes_on_nothing(parent) {
                self.signal(node, Condition::ANCESTORS);
            }
            if !self.all_tasks_started(node) {
                let needs = Condition::VALUE | Condition::FIELD_CONJUNCTS | Condition::TASKS;
                self.nested(|session| session.process(node, needs, Mode::Attempt))?;
                self.update_scalar(node);
            }
        }
        node = self.deref(node);
        let live = self.full_state(node);
        let found = self.find_arc(node, label);
        let arc = match found {
            Some(found) => {
                let arc = self.deref_non_rooted(found);
                if self.node(arc).arc == ArcType::Member {
                    return Ok(Found::present(found));
                }
                arc
            }
            None if !live || self.meets(node, Condition::NEED_TASKS) => {
                return self.undefined(node, label, span);
            }
            None => {
                if !self.is_open_struct(node) && !self.accepts(node, label) {
                    return self.undefined(node, label, span);
                }
                let mut arc = Node {
                    parent: Some(node),
                    label: Some(label),
                    arc: ArcType::Pending,
                    ..Node::default()
                };
                arc.flags.non_rooted = false;
                let arc = self.add_node(arc);
                if !matches!(mode, Mode::Finalize | Mode::Ignore) {
                    self.node_mut(node).arcs.push(arc);
                }
                arc
            }
        };
        match self.settle_arc(node, arc, live, found, needs, mode)? {
            Some(early) => Ok(Found::present(early)),
            None => self.found(node, arc, found, label, span),
        }
    }

    /// An error of another package counts here: packages are not evaluated whole.
    fn foreign_error(&mut self, node: NodeId) -> Eval<()> {
        let Some(error) = self.work(node).error.clone() else { return Ok(()) };
        let Some(at) = error.node else { return Ok(()) };
        if self.root_of(at) == self.root_of(node) {
            return Ok(());
        }
        Err(Stop::Error(error))
    }

    fn root_of(&self, mut node: NodeId) -> NodeId {
        while let Some(parent) = self.node(node).parent {
            node = parent;
        }
        node
    }

    /// Finds out whether a field is there; gives it at once where nothing can be found out now.
    fn settle_arc(
        &mut self,
        node: NodeId,
        arc: NodeId,
        live: bool,
        found: Option<NodeId>,
        mut needs: Condition,
        mode: Mode,
    ) -> Eval<Option<NodeId>> {
        if !self.full_state(arc)
            || (self.meets(arc, Condition::NEED_TASKS) && self.meets(arc, Condition::ARC_TYPE))
        {
            return Ok(None);
        }
        let returned = found.unwrap_or(arc);
        needs |= Condition::ARC_TYPE;
        match mode {
            Mode::Ignore | Mode::Attempt => {
                if self.node(arc).arc != ArcType::Pending {
                    return Ok(None);
                }
                if mode == Mode::Ignore {
                    return found.map_or_else(
                        || {
                            let label = self.node(arc).label;
                            let args = label.map(Arg::Label).into_iter().collect();
                            self.fail(
                                self.context.span,
                                Code::Incomplete,
                                "undefined field: {}",
                                args,
                            )
                        },
                        |found| Ok(Some(found)),
                    );
                }
                let may_come = live
                    && (self.has_open_parent_task(node)
                        || self.work(node).schedule.counter(Condition::TASKS) > 0);
                if may_come || self.has_open_parent_task(arc) {
                    return Ok(Some(returned));
                }
                self.node_mut(arc).arc = ArcType::Absent;
            }
            Mode::Yield => {
                self.process(arc, needs, Mode::Yield)?;
            }
            Mode::Finalize => self.settle_arc_at_last(arc, needs)?,
        }
        Ok(None)
    }

    fn settle_arc_at_last(&mut self, arc: NodeId, needs: Condition) -> Eval<()> {
        if matches!(self.node(arc).arc, ArcType::Pending | ArcType::Optional) {
            let current = self.current_task();
            let others = self.work(arc).schedule.parent_tasks.clone();
            let runs = others
                .iter()
                .any(|task| self.task(*task).state == TaskState::Running && Some(*task) != current);
            if runs {
                self.process(arc, Condition::ARC_TYPE, Mode::Yield)?;
                return Ok(());
            }
        }
        if needs == Condition::ARC_TYPE | Condition::FIELD_SET {
            self.unify(arc, needs, Mode::Finalize, false)?;
        } else if !self.unify(arc, needs | Condition::ARC_TYPE, Mode::Attempt, false)?
            && self.full_state(arc)
        {
            self.process(arc, needs | Condition::ARC_TYPE, Mode::Attempt)?;
        }
        if self.node(arc).arc == ArcType::Pending && !self.has_open_parent_task(arc) {
            self.node_mut(arc).arc = ArcType::Absent;
        }
        Ok(())
    }

    fn found(
        &mut self,
        node: NodeId,
        arc: NodeId,
        found: Option<NodeId>,
        label: Label,
        span: Span,
    ) -> Eval<Found> {
        let error = |session: &Self, code, template| {
            let mut error = Bottom::new(code, template, vec![Arg::Label(label)]).at(span).on(node);
            error.place = session.context.node;
            Rc::new(error)
        };
        match self.node(arc).arc {
            ArcType::Member => Ok(Found::present(found.unwrap_or(arc))),
            ArcType::Required => {
                let missing = error(self, Code::Incomplete, "required field missing: {}");
                Ok(Found { node: found.unwrap_or(arc), missing: Some(missing) })
            }
            ArcType::Optional => {
                let template = "cannot reference optional field: {}";
                Err(Stop::Error(error(self, Code::Incomplete, template)))
            }
            ArcType::Pending => {
                let tasks = self.work_ref(arc).map(|work| work.schedule.parent_tasks.clone());
                let stuck = tasks.into_iter().flatten().any(|task| {
                    matches!(
                        self.task(task).state,
                        TaskState::Running | TaskState::Waiting | TaskState::Failed
                    )
                });
                if stuck {
                    let template = "cyclic reference to field {}";
                    return Err(Stop::Error(error(self, Code::Cycle, template)));
                }
                self.undefined(node, label, span)
            }
            ArcType::Absent => self.undefined(node, label, span),
        }
    }

    pub(super) fn undefined<T>(&mut self, node: NodeId, label: Label, span: Span) -> Eval<T> {
        let texts = ("index out of range [{}] with length {}", "undefined field: {}");
        Err(Stop::Error(self.field_error(node, label, span, texts)))
    }

    /// An error about a field that is not there: final, if it can never be there.
    pub(super) fn field_error(
        &mut self,
        node: NodeId,
        label: Label,
        span: Span,
        (int, text): (&'static str, &'static str),
    ) -> Rc<Bottom> {
        let own = self.bottom(node).filter(|_| !self.is_cycle(node));
        let pending = self.work_ref(node).and_then(|work| work.error.clone());
        let code = match (own, pending) {
            (Some(error), _) => error.code,
            (None, Some(error)) if error.code == Code::Cycle => Code::Cycle,
            _ if !self.accepts(node, label) => Code::Eval,
            _ => Code::Incomplete,
        };
        let error = match label {
            Label::Int(index) => {
                let length = i64::try_from(self.elements(node).len()).unwrap_or(i64::MAX);
                let args = vec![Arg::Int(i64::from(index)), Arg::Int(length)];
                Bottom::new(code, int, args)
            }
            _ => Bottom::new(code, text, vec![Arg::Label(label)]),
        };
        let mut error = error.at(span).on(node);
        error.place = self.context.node;
        Rc::new(error)
    }
}
