//! Lists.

use std::rc::Rc;

use crate::cue::syntax::Span;
use crate::cue::syntax::ast::UnaryOp;
use crate::cue::value::Kind;

use super::Label;
use super::Session;
use super::error::Arg;
use super::error::Bottom;
use super::error::Code;
use super::ir::Element;
use super::ir::ExprKind;
use super::ir::ExprRef;
use super::node::ArcType;
use super::node::Base;
use super::node::CloseInfo;
use super::node::Conjunct;
use super::node::Elem;
use super::node::EnvId;
use super::node::NodeId;
use super::session::Eval;
use super::task::Mode;
use super::value::Bound;
use super::value::Val;

impl Session {
    pub(super) fn run_list(
        &mut self,
        node: NodeId,
        env: Option<EnvId>,
        list: &ExprRef,
        close: CloseInfo,
        mode: Mode,
    ) -> Eval<()> {
        let ExprKind::List(literal) = &list.kind else { return Ok(()) };
        self.update_cyclic(node, close);
        let sub = Self::sub_field(close);
        let mut index = 0;
        let (mut open, mut yields) = (false, false);
        for element in &literal.elements {
            match element {
                Element::Value(value) => {
                    let elem = Elem::Expr(Rc::clone(value));
                    let conjunct = Conjunct { elem, env, close: sub, span: value.span };
                    self.insert_arc(node, Label::Int(index), ArcType::Member, &conjunct);
                    index += 1;
                }
                Element::Comprehension(comprehension) => {
                    yields = true;
                    let before = index;
                    for env in self.yields(None, env, comprehension, mode)? {
                        let elem = Elem::Expr(Rc::clone(&comprehension.body));
                        let span = comprehension.span;
                        let conjunct = Conjunct { elem, env: Some(env), close: sub, span };
                        self.insert_arc(node, Label::Int(index), ArcType::Member, &conjunct);
                        index += 1;
                    }
                    if before == index
                        && let Some(fallback) = &comprehension.fallback
                    {
                        let elem = Elem::Expr(Rc::clone(fallback));
                        let conjunct = Conjunct { elem, env, close: sub, span: fallback.span };
                        self.insert_arc(node, Label::Int(index), ArcType::Member, &conjunct);
                        index += 1;
                    }
                }
                Element::Ellipsis(value) => {
                    open = true;
                    let mut close = Self::step_aside(sub);
                    Self::set_optional(&mut close);
                    let elem = Elem::Expr(Rc::clone(value));
                    let conjunct = Conjunct { elem, env, close, span: value.span };
                    let pattern = Val::Bound(Rc::new(Bound {
                        op: UnaryOp::GreaterEqual,
                        value: Val::int(i64::from(index)),
                        span: value.span,
                    }));
                    self.insert_pattern(node, &pattern, &conjunct)?;
                }
            }
        }
        let close = CloseInfo { ..close };
        self.meet_list(node, index as usize, !open, yields, list.span);
        self.mark_list(node, !open, list.span, close);
        Ok(())
    }

    /// Holds the length of a list against those that were said before.
    fn meet_list(&mut self, node: NodeId, length: usize, closed: bool, yields: bool, span: Span) {
        let work = self.work(node);
        let (most, was_closed) = (work.list_length, work.list_closed);
        if length < most && closed {
            self.report_lengths(node, length, most, span);
        } else if length > most && was_closed {
            self.report_lengths(node, most, length, span);
        } else if length > most
            || (length == most && ((closed && !was_closed) || (closed == was_closed && !yields)))
        {
            let work = self.work(node);
            work.list_length = length;
            work.list_closed = closed;
        }
    }

    fn report_lengths(&mut self, node: NodeId, left: usize, right: usize, span: Span) {
        let count = |length| Arg::Int(i64::try_from(length).unwrap_or(i64::MAX));
        let error = Bottom::new(
            Code::Eval,
            "incompatible list lengths ({} and {})",
            vec![count(left), count(right)],
        );
        self.add_bottom(node, Rc::new(error.at(span).on(node)));
    }

    fn mark_list(&mut self, node: NodeId, closed: bool, span: Span, close: CloseInfo) {
        if self.work(node).kind.is_bottom() {
            return;
        }
        let open = match self.node(node).base {
            Base::List { open } => open,
            _ => true,
        };
        self.set_base(node, Base::List { open: open && !closed });
        if self.work(node).kind != Kind::LIST {
            self.update_kind(node, Kind::LIST, &|| Arg::Val(Val::Basic(Kind::LIST)), span, close);
        }
    }

    pub(super) fn run_list_node(&mut self, node: NodeId, list: NodeId, close: CloseInfo) {
        let elements = self.elements(list);
        let closed = matches!(self.node(list).base, Base::List { open: false });
        let span = self.context.span;
        let work = self.work(node);
        let (most, was_closed) = (work.list_length, work.list_closed);
        if elements.len() < most && closed {
            return self.report_lengths(node, elements.len(), most, span);
        }
        if elements.len() > most && was_closed {
            return self.report_lengths(node, most, elements.len(), span);
        }
        let work = self.work(node);
        if elements.len() > most {
            work.list_closed = closed;
            work.list_length = elements.len();
        } else if elements.len() == most && closed {
            work.list_closed = true;
        }
        for (index, element) in elements.into_iter().enumerate() {
            let label = Label::Int(u32::try_from(index).unwrap_or(u32::MAX));
            let conjuncts = self.node(element).conjuncts.clone();
            if conjuncts.is_empty() {
                let elem = Elem::Val(Val::Node(element));
                let conjunct = Conjunct { elem, env: None, close, span };
                self.insert_arc(node, label, ArcType::Member, &conjunct);
                continue;
            }
            for conjunct in conjuncts {
                let conjunct = Conjunct { close, ..conjunct };
                self.insert_arc(node, label, ArcType::Member, &conjunct);
            }
        }
        self.mark_list(node, closed, span, close);
    }

    /// The elements of a list that are there.
    pub(super) fn elements(&self, list: NodeId) -> Vec<NodeId> {
        let list = self.deref(list);
        let is_element = |arc: &NodeId| {
            let arc = self.node(*arc);
            arc.label.is_some_and(Label::is_int) && arc.arc == ArcType::Member
        };
        self.node(list).arcs.iter().copied().filter(is_element).collect()
    }
}
