//! Fields, and the tasks that add to them.

use std::rc::Rc;

use crate::cue::value::Kind;

use super::Label;
use super::Session;
use super::condition::Condition;
use super::cycle::Detected;
use super::error::Arg;
use super::error::Bottom;
use super::error::Code;
use super::error::combine;
use super::ir::Decl;
use super::ir::ExprRef;
use super::ir::StructLit;
use super::node::ArcType;
use super::node::CloseInfo;
use super::node::Conjunct;
use super::node::Elem;
use super::node::Env;
use super::node::EnvId;
use super::node::Node;
use super::node::NodeId;
use super::node::Status;
use super::node::push;
use super::place::Came;
use super::place::Place;
use super::resolve::Found;
use super::session::Eval;
use super::session::Stop;
use super::task::Job;
use super::task::Mode;
use super::task::TaskId;
use super::value::Val;

impl Session {
    /// Does what a task does.
    pub(super) fn run_job(&mut self, task: TaskId, mode: Mode) -> Eval<()> {
        self.spend()?;
        let one = self.task(task);
        let (node, env, close) = (one.node, one.env, one.close);
        match one.job.clone() {
            Job::Expr(expr) => self.run_expr(node, env, &expr, close, mode),
            Job::Reference(expr) => self.run_reference(task, &expr, mode),
            Job::Dynamic(literal, index) => {
                self.run_dynamic(node, env, &literal, index, close, mode)
            }
            Job::Pattern(literal, index) => self.run_pattern(node, env, &literal, index, close),
            Job::Comprehension(comprehension) => {
                self.run_comprehension(node, env, &comprehension, close)
            }
            Job::List(list) => self.run_list(node, env, &list, close, mode),
            Job::ListNode(list) => {
                self.run_list_node(node, list, close);
                Ok(())
            }
            Job::Disjunctions => self.run_disjunctions(node),
        }
    }

    fn run_expr(
        &mut self,
        node: NodeId,
        env: Option<EnvId>,
        expr: &ExprRef,
        close: CloseInfo,
        mode: Mode,
    ) -> Eval<()> {
        let (value, after) = self.evaluate_close(expr, Condition::SCALAR, mode);
        if Self::is_cyclic(after) && self.node(node).flags.is_pattern {
            return Ok(());
        }
        let value = value?;
        let close = if Self::is_cyclic(after) || after.opened { after } else { close };
        self.insert_value(node, env, value, close, expr.span);
        Ok(())
    }

    fn run_reference(&mut self, task: TaskId, expr: &ExprRef, mode: Mode) -> Eval<()> {
        let one = self.task(task);
        let (node, env, said) = (one.node, one.env, one.close);
        let Found { node: arc, missing } = self.find(expr, Condition::FIELD_SET, mode)?;
        let one_task = self.task_mut(task);
        one_task.error = combine(one_task.error.take(), missing);
        let mut close = self.context.close;
        if self.node(arc).flags.opened_shared || said.opened {
            close.opened = true;
        }
        close.operand_opened |= said.operand_opened;
        let arc = self.deref_non_alternative(arc);
        let chosen = self.deref_alternative(arc);
        let elem = Elem::Expr(Rc::clone(expr));
        let mut conjunct = Conjunct { elem, env, close, span: expr.span };
        let detected = self.detect_cycle(node, chosen, Some(&conjunct), expr, close);
        let Detected::Proceed(close) = detected else {
            self.unshare(node);
            return Ok(());
        };
        if self.task(task).defunct {
            return Ok(());
        }
        if let Some(error) = self.own_bottom(chosen)
            && error.code == Code::StructuralCycle
        {
            if self.has_own_bottom(chosen) {
                return Err(Stop::Error(error));
            }
            // It is told at the field that it is about.
            self.work(node).is_struct = true;
            self.add_child_error(node, error);
            return Ok(());
        }
        conjunct.close = close;
        self.schedule_node_conjuncts(node, &conjunct, arc, close);
        Ok(())
    }

    fn run_dynamic(
        &mut self,
        node: NodeId,
        env: Option<EnvId>,
        literal: &Rc<StructLit>,
        index: usize,
        close: CloseInfo,
        mode: Mode,
    ) -> Eval<()> {
        let Decl::Dynamic { key, arc, value, span } = &literal.decls[index] else {
            return Ok(());
        };
        let template = "key value of dynamic field must be concrete, found {}";
        let name = match self.concrete_value(key, Condition::SCALAR_VALUE, mode) {
            // As long as there is no name, there may be one, even if it depends on itself.
            Err(Stop::Error(error)) if error.code.is_incomplete() => {
                let error = Bottom { code: Code::Incomplete, ..(*error).clone() };
                return Err(Stop::Error(Rc::new(error)));
            }
            name => name?,
        };
        if !self.is_concrete(&name) {
            return self.fail(key.span, Code::Incomplete, template, vec![Arg::Val(name)]);
        }
        let label = self.label_of_value(key, &name)?;
        if label.is_int() {
            return self.fail(key.span, Code::Eval, "integer fields not supported", Vec::new());
        }
        let env = env.map(|env| {
            let env = Env { label: Some(label), ..self.env(env).clone() };
            self.add_env(env)
        });
        let conjunct = Conjunct { elem: Elem::Expr(Rc::clone(value)), env, close, span: *span };
        self.insert_arc(node, label, *arc, &conjunct);
        Ok(())
    }

    pub(super) fn find_arc(&self, node: NodeId, label: Label) -> Option<NodeId> {
        match label {
            // Most are, and these are quickly told apart.
            Label::String(name) => {
                self.find_labelled(node, |other| matches!(other, Label::String(sym) if sym == name))
            }
            _ => self.find_labelled(node, |other| other == label),
        }
    }

    fn find_labelled(&self, node: NodeId, is: impl Fn(Label) -> bool) -> Option<NodeId> {
        for arc in &self.node(node).arcs {
            if let Some(label) = self.node(*arc).label
                && is(label)
            {
                return Some(*arc);
            }
        }
        None
    }

    /// The field of a name, made if it is not there.
    pub(super) fn get_arc(&mut self, node: NodeId, label: Label, arc: ArcType) -> (NodeId, bool) {
        if let Some(known) = self.find_arc(node, label) {
            if label.is_let() {
                self.node_mut(known).flags.multi_let = true;
            }
            self.set_arc_type(known, arc);
            return (known, false);
        }
        let parent = self.node(node).flags;
        let mut field = Node { parent: Some(node), label: Some(label), arc, ..Node::default() };
        field.flags.non_rooted = parent.dynamic || parent.non_rooted;
        if self.work(node).schedule.frozen.any(Condition::FIELD_SET) {
            let template = "adding field {} not allowed as field set was already referenced";
            let error = self.error(Code::Eval, template, vec![Arg::Label(label)]);
            self.add_bottom(node, error);
            field.arc = ArcType::Absent;
        }
        let field = self.add_node(field);
        self.node_mut(node).arcs.push(field);
        (field, true)
    }

    /// Makes a field more present than it was.
    pub(super) fn set_arc_type(&mut self, node: NodeId, arc: ArcType) {
        let this = self.node(node);
        let known = this.arc;
        if known == ArcType::Pending
            && this
                .work
                .as_ref()
                .is_some_and(|work| work.schedule.frozen.meets(Condition::ARC_TYPE))
        {
            if let (Some(parent), Some(label)) = (this.parent, this.label) {
                let error = self.field_error(
                    parent,
                    label,
                    self.context.span,
                    ("cyclic reference to field {}", "cyclic reference to field {}"),
                );
                self.add_bottom(parent, error);
            }
            return;
        }
        if arc >= known || known == ArcType::Absent {
            return;
        }
        if let Some(parent) = this.parent
            && self.node(parent).arc == ArcType::Pending
            && self.node(parent).work.is_some()
        {
            self.unshare(parent);
        }
        self.node_mut(node).arc = arc;
    }

    /// Says something of a field.
    pub(super) fn insert_arc(
        &mut self,
        node: NodeId,
        label: Label,
        arc: ArcType,
        conjunct: &Conjunct,
    ) -> NodeId {
        let (field, _) = self.get_arc(node, label, arc);
        let saved = self.context.node;
        self.context.node = Some(field);
        if self.insert_conjunct(field, conjunct, arc) {
            for pattern in self.node(node).patterns.clone() {
                if self.matches(&pattern.pattern, label) {
                    for conjunct in self.node(pattern.constraint).conjuncts.clone() {
                        self.add_constraint(field, arc, conjunct);
                    }
                }
            }
        }
        self.context.node = saved;
        field
    }

    /// Adds a conjunct to a field; false if it was known.
    fn insert_conjunct(&mut self, field: NodeId, conjunct: &Conjunct, arc: ArcType) -> bool {
        if !self.state(field) {
            return false;
        }
        self.mark_non_cyclic(field, conjunct.close);
        self.set_arc_type(field, arc);
        let conjuncts = &self.node(field).conjuncts;
        let known = conjuncts.iter().position(|known| {
            known.elem.is_same(&conjunct.elem) && self.is_same_env(known.env, conjunct.env)
        });
        let added = known.is_none();
        let index = known.unwrap_or(conjuncts.len());
        if added {
            push(&mut self.node_mut(field).conjuncts, conjunct.clone());
        } else {
            let other = conjuncts[index].close.id;
            if other != 0 {
                self.add_replacement(field, conjunct.close.id, other);
            }
        }
        if self.work(field).initialized {
            let close = CloseInfo { place: Place::default(), ..conjunct.close };
            let close = self.step_to_conjunct(field, close, index, Came::Later);
            self.schedule_conjunct(field, conjunct, close);
        }
        let mut next = 0;
        while let Some((receiver, close)) = self.work(field).notify.get(next).copied() {
            next += 1;
            let this = self.node(receiver);
            if this.work.is_some() && this.status != Status::Finalized {
                let close = self.step_to_conjunct(field, close, index, Came::Later);
                self.schedule_conjunct(receiver, conjunct, close);
            }
        }
        added
    }

    /// Whether two environments look up names in the same nodes.
    pub(super) fn is_same_env(&self, left: Option<EnvId>, right: Option<EnvId>) -> bool {
        let (mut left, mut right) = (left, right);
        loop {
            let (Some(one), Some(other)) = (left, right) else { return left == right };
            if one == other {
                return true;
            }
            let (one, other) = (self.env(one), self.env(other));
            if self.deref(self.overlaid(one.node)) != self.deref(self.overlaid(other.node))
                || one.label != other.label
            {
                return false;
            }
            (left, right) = (one.up, other.up);
        }
    }

    pub(super) fn add_constraint(&mut self, field: NodeId, arc: ArcType, mut conjunct: Conjunct) {
        conjunct.env = conjunct.env.map(|env| {
            let env = Env { label: self.node(field).label, ..self.env(env).clone() };
            self.add_env(env)
        });
        self.insert_conjunct(field, &conjunct, arc);
    }

    /// A name as a value.
    pub(super) fn label_value(&self, label: Label) -> Val {
        match label {
            Label::Int(index) => Val::int(i64::from(index)),
            Label::String(name)
            | Label::Definition(name)
            | Label::Hidden(name, _)
            | Label::HiddenDefinition(name, _)
            | Label::Let(name, _) => Val::Str(self.symbols.text(name)),
        }
    }

    /// A value as a name: a string, or an index.
    pub(super) fn label_of_value(&mut self, key: &ExprRef, value: &Val) -> Eval<Label> {
        let span = key.span;
        match value {
            Val::Str(text) => Ok(Label::String(self.intern(text))),
            Val::Num(number) if number.is_int() => match number.to_i64() {
                Some(index) if index < 0 => self.fail(
                    span,
                    Code::Eval,
                    "invalid index {} (index must be non-negative)",
                    vec![Arg::Val(value.clone())],
                ),
                Some(index) if index < i64::from(u32::MAX) => {
                    Ok(Label::Int(u32::try_from(index).unwrap_or(u32::MAX)))
                }
                _ => self.fail(
                    span,
                    Code::Eval,
                    "integer index too large ({})",
                    vec![Arg::Val(value.clone())],
                ),
            },
            Val::Bottom(error) => Err(Stop::Error(Rc::clone(error))),
            _ if ![Kind::INT, Kind::NUMBER, Kind::STRING].contains(&self.kind_of(value)) => {
                let args = vec![Arg::Text(self.source_text(key)), Arg::Kind(self.kind_of(value))];
                self.fail(span, Code::Eval, "invalid index {} (invalid type {})", args)
            }
            _ => {
                let kind = if self.kind_of(value) == Kind::STRING { "string" } else { "int" };
                let args = vec![Arg::Val(value.clone()), Arg::Text(kind.into())];
                let template = "invalid non-ground value {} (must be concrete {})";
                let place = self.place_of_operand(key).unwrap_or_default();
                self.fail(place, Code::Incomplete, template, args)
            }
        }
    }
}
