//! Patterns of fields: `[pattern]: value`.

use std::rc::Rc;

use thin_vec::thin_vec;

use crate::cue::syntax::Span;
use crate::cue::syntax::ast::UnaryOp;
use crate::cue::value::Kind;

use super::Label;
use super::Session;
use super::condition::Condition;
use super::ir::Decl;
use super::ir::StructLit;
use super::node::ArcType;
use super::node::CloseInfo;
use super::node::Conjunct;
use super::node::Elem;
use super::node::EnvId;
use super::node::Node;
use super::node::NodeId;
use super::node::Pattern;
use super::node::push;
use super::session::Eval;
use super::session::Stop;
use super::task::Mode;
use super::value::Val;

impl Session {
    pub(super) fn run_pattern(
        &mut self,
        node: NodeId,
        env: Option<EnvId>,
        literal: &Rc<StructLit>,
        index: usize,
        close: CloseInfo,
    ) -> Eval<()> {
        let Decl::Pattern { pattern, value, span } = &literal.decls[index] else { return Ok(()) };
        let pattern = self.evaluate(pattern, Condition::SCALAR_VALUE, Mode::Yield)?;
        let conjunct = Conjunct { elem: Elem::Expr(Rc::clone(value)), env, close, span: *span };
        self.insert_pattern(node, &pattern, &conjunct)
    }

    /// Adds a pattern and what it says of fields that match.
    pub(super) fn insert_pattern(
        &mut self,
        node: NodeId,
        pattern: &Val,
        conjunct: &Conjunct,
    ) -> Eval<()> {
        if !self.keep_pattern(node, pattern, conjunct) {
            return Ok(());
        }
        if let Val::Bottom(error) = self.unwrap_val(pattern) {
            return Err(Stop::Error(error));
        }
        self.check_pattern(pattern)?;
        for field in self.node(node).arcs.clone() {
            let this = self.node(field);
            let (Some(label), arc) = (this.label, this.arc) else { continue };
            if arc != ArcType::Pending && self.matches(pattern, label) {
                self.add_constraint(field, arc, conjunct.clone());
            }
        }
        Ok(())
    }

    /// Refuses patterns whose regular expressions are none.
    fn check_pattern(&mut self, pattern: &Val) -> Eval<()> {
        match self.unwrap_val(pattern) {
            Val::Bound(bound) if matches!(bound.op, UnaryOp::Match | UnaryOp::NotMatch) => {
                if let Val::Str(text) = &bound.value {
                    self.regexp(bound.span, text)?;
                }
            }
            Val::Conjunction(all) => {
                for one in all.iter() {
                    self.check_pattern(one)?;
                }
            }
            Val::Disjunction(any) => {
                for one in &any.values {
                    self.check_pattern(one)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Keeps a pattern for fields to come; false if it was known.
    fn keep_pattern(&mut self, node: NodeId, pattern: &Val, conjunct: &Conjunct) -> bool {
        for known in self.node(node).patterns.clone() {
            if !self.is_equal(&known.pattern, pattern, super::equal::How::Structural) {
                continue;
            }
            let same = self.node(known.constraint).conjuncts.iter().any(|one| {
                one.elem.is_same(&conjunct.elem)
                    && self.is_same_env(one.env, conjunct.env)
                    && one.close.id == conjunct.close.id
            });
            if same {
                return false;
            }
            self.add_conjunct(known.constraint, conjunct.clone());
            return true;
        }
        let mut constraint =
            Node { parent: Some(node), conjuncts: thin_vec![conjunct.clone()], ..Node::default() };
        constraint.flags.is_pattern = true;
        constraint.flags.dynamic = true;
        let constraint = self.add_node(constraint);
        push(&mut self.node_mut(node).patterns, Pattern { pattern: pattern.clone(), constraint });
        true
    }

    /// Whether a name matches a pattern.
    pub(super) fn matches(&mut self, pattern: &Val, label: Label) -> bool {
        match label {
            Label::Int(_) | Label::String(_) => {}
            _ => return false,
        }
        let pattern = self.unwrap_val(pattern);
        let kind = if label.is_int() { Kind::INT } else { Kind::STRING };
        if !self.kind_of(&pattern).meets(kind) {
            return false;
        }
        match &pattern {
            Val::Bottom(_) => false,
            Val::Top => true,
            Val::Basic(kinds) => kinds.contains(kind),
            Val::Str(text) => match label {
                Label::String(name) => *self.symbols.text(name) == **text,
                _ => false,
            },
            Val::Conjunction(all) => all.iter().all(|one| self.matches(one, label)),
            Val::Disjunction(any) => any.values.iter().any(|one| self.matches(one, label)),
            Val::Bound(bound) => {
                let name = self.label_value(label);
                self.satisfies(bound, &name)
            }
            _ => self.matches_slowly(pattern.clone(), label),
        }
    }

    fn matches_slowly(&mut self, pattern: Val, label: Label) -> bool {
        let name = self.label_value(label);
        let conjunct = |value| Conjunct {
            elem: Elem::Val(value),
            env: self.context.env,
            close: CloseInfo::default(),
            span: Span::default(),
        };
        let conjuncts = thin_vec![conjunct(name), conjunct(pattern)];
        let node = self.inline_node(None, conjuncts);
        self.finalize(node);
        self.bottom(node).is_none()
    }
}
