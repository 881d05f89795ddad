//! Values of the graph as arguments of functions, and results of functions in the graph.

use std::rc::Rc;
use std::sync::Arc;

use crate::cue::builtin::Depth;
use crate::cue::syntax::Span;
use crate::cue::value::Kind;
use crate::cue::value::Value;

use super::Label;
use super::Session;
use super::error::Arg;
use super::error::Bottom;
use super::error::Code;
use super::ir::ExprKind;
use super::node::ArcType;
use super::node::Base;
use super::node::Conjunct;
use super::node::Elem;
use super::node::Node;
use super::node::NodeId;
use super::node::Status;
use super::session::Eval;
use super::session::Stop;
use super::value::Val;

impl Session {
    /// A list of scalars of some kinds, which is an argument.
    pub(super) fn scalars(
        &mut self,
        span: Span,
        list: &Val,
        index: usize,
        kind: Kind,
    ) -> Eval<Value> {
        let mut values = Vec::new();
        for (at, element) in self.list_arg(span, list)?.into_iter().enumerate() {
            self.spend()?;
            self.finalize(element);
            let taken = self.unwrap_val(&self.taken_default(&Val::Node(element)));
            if let Val::Bottom(error) = taken {
                return Err(Stop::Error(error));
            }
            let of = self.kind_of(&taken);
            if taken.is_scalar() && kind.meets(of) {
                values.push(self.concrete(span, &taken, Depth::Whole)?);
                continue;
            }
            let place = [at, index].map(|at| Arg::Int(i64::try_from(at).unwrap_or(i64::MAX)));
            let [at, index] = place;
            let value = Arg::Val(Val::Node(element));
            if kind.meets(of) {
                let args = vec![value, at, Arg::Kind(kind), index];
                let template = "non-concrete value {} for element {} of {} list argument {}";
                return self.fail(span, Code::Incomplete, template, args);
            }
            let args = vec![at, index, value, Arg::Kind(of), Arg::Kind(kind)];
            let template =
                "invalid list element {} in argument {} to call: cannot use value {} ({}) as {}";
            let error = Bottom::new(Code::Eval, template, args).at(span);
            let error = self.said_at(element).into_iter().fold(error, Bottom::at);
            let error = self.place_of(element).into_iter().fold(error, Bottom::at);
            return Err(Stop::Error(self.here(error)));
        }
        Ok(Value::List(values))
    }

    /// A value without anything unknown in it.
    pub(super) fn concrete(&mut self, span: Span, value: &Val, depth: Depth) -> Eval<Value> {
        Ok(match value {
            Val::Null => Value::Null,
            Val::Bool(value) => Value::Bool(*value),
            Val::Num(number) => Value::Number((**number).clone()),
            Val::Str(text) => Value::String(Arc::clone(text)),
            Val::Bytes(bytes) => Value::Bytes(Arc::clone(bytes)),
            Val::Bottom(error) => return Err(Stop::Error(Rc::clone(error))),
            Val::Node(node) => return self.concrete_node(span, *node, depth),
            Val::Disjunction(_) => {
                let taken = self.default_of(value.clone())?;
                return self.concrete(span, &taken, depth);
            }
            other => {
                let kind = self.kind_of(other);
                let args = vec![Arg::Val(other.clone()), Arg::Kind(kind)];
                let template = "non-concrete value {} (type {})";
                return self.fail(span, Code::Incomplete, template, args);
            }
        })
    }

    fn concrete_node(&mut self, span: Span, node: NodeId, depth: Depth) -> Eval<Value> {
        self.spend()?;
        self.finalize(node);
        let taken = self.default_of(Val::Node(node))?;
        let Val::Node(node) = taken else { return self.concrete(span, &taken, depth) };
        let node = self.deref(node);
        match self.node(node).base.clone() {
            Base::List { .. } => {
                let mut values = Vec::new();
                for element in self.elements(node) {
                    values.push(match depth {
                        Depth::Whole => self.concrete_node(span, element, depth)?,
                        _ => self.element(span, element, depth)?,
                    });
                }
                Ok(Value::List(values))
            }
            Base::Struct => self.concrete_struct(span, node, depth),
            Base::Val(value) => self.concrete(span, &value, depth),
            Base::None | Base::Cycle => {
                let args = vec![Arg::Val(Val::Top), Arg::Kind(Kind::TOP)];
                self.fail(span, Code::Incomplete, "non-concrete value {} (type {})", args)
            }
        }
    }

    /// An element that is passed on as it stands, or as its default.
    fn element(&mut self, span: Span, mut element: NodeId, depth: Depth) -> Eval<Value> {
        self.finalize(element);
        if let Some(error) = self.bottom(element) {
            return Err(Stop::Error(error));
        }
        if depth == Depth::Defaults && !self.keeps_default(element) {
            match self.taken_default(&Val::Node(element)) {
                Val::Node(taken) => element = taken,
                taken => return self.concrete(span, &taken, depth),
            }
        }
        let list = match self.taken_default(&Val::Node(element)) {
            Val::Node(taken) => self.deref(taken),
            _ => self.deref(element),
        };
        if matches!(self.node(list).base, Base::List { .. }) {
            return self.concrete_node(span, list, depth);
        }
        Ok(match self.concrete_node(span, element, Depth::Whole) {
            Ok(value)
                if !matches!(value, Value::Struct(_)) && !self.is_from_disjunction(element) =>
            {
                value
            }
            _ => Value::Opaque(element.0),
        })
    }

    /// Whether an element stays what it is, its default not taken: where that comes by a reference,
    /// v0.4 looks it up again.
    fn keeps_default(&self, element: NodeId) -> bool {
        let is_literal = |conjunct: &Conjunct| match &conjunct.elem {
            Elem::Expr(expr) => matches!(expr.kind, ExprKind::Or { .. }),
            _ => false,
        };
        let conjuncts = &self.node(element).conjuncts;
        self.profile.keeps_defaults && !conjuncts.is_empty() && !conjuncts.iter().all(is_literal)
    }

    fn concrete_struct(&mut self, span: Span, node: NodeId, depth: Depth) -> Eval<Value> {
        let mut fields = Vec::new();
        for arc in self.fields_in_order(node) {
            let field = self.node(arc);
            let Some(Label::String(name)) = field.label else { continue };
            match field.arc {
                ArcType::Member => {}
                ArcType::Required => return Err(Stop::Error(self.missing(arc))),
                _ => continue,
            }
            let name = self.symbols.text(name);
            fields.push((name, self.concrete_node(span, arc, depth)?));
        }
        if let Some(error) = self.bottom(node) {
            return Err(Stop::Error(error));
        }
        Ok(Value::Struct(fields))
    }

    /// A concrete value in the graph.
    pub(super) fn value_of(&mut self, value: &Value) -> Val {
        match value {
            Value::Opaque(node) => Val::Node(NodeId(*node)),
            Value::List(values) => {
                let mut arcs = Vec::with_capacity(values.len());
                for (index, value) in values.iter().enumerate() {
                    let label = Label::Int(u32::try_from(index).unwrap_or(u32::MAX));
                    arcs.push((label, self.value_node(value)));
                }
                Val::Node(self.data_node(Base::List { open: false }, arcs))
            }
            Value::Struct(fields) => {
                let mut arcs = Vec::with_capacity(fields.len());
                for (name, value) in fields {
                    let label = Label::String(self.intern(name));
                    arcs.push((label, self.value_node(value)));
                }
                Val::Node(self.data_node(Base::Struct, arcs))
            }
            scalar => Val::of_scalar(scalar),
        }
    }

    fn value_node(&mut self, value: &Value) -> NodeId {
        if let Value::Opaque(node) = value {
            let copy = self.node(NodeId(*node)).clone();
            return self.add_node(copy);
        }
        match self.value_of(value) {
            Val::Node(node) => node,
            plain => {
                let mut node =
                    Node { base: Base::Val(plain), status: Status::Finalized, ..Node::default() };
                node.flags.is_data = true;
                self.add_node(node)
            }
        }
    }
}
