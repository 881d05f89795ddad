//! What is said of a node, taken apart: structure is added at once, the rest becomes tasks.

use std::rc::Rc;

use crate::cue::syntax::Span;
use crate::cue::value::Kind;

use super::Session;
use super::close::GroupKind;
use super::close::Holds;
use super::condition::Condition;
use super::disjunction::Branch;
use super::disjunction::Mark;
use super::disjunction::Pending;
use super::error::Arg;
use super::ir::Decl;
use super::ir::Expr;
use super::ir::ExprKind;
use super::ir::ExprRef;
use super::ir::StructLit;
use super::node::ArcType;
use super::node::CloseInfo;
use super::node::Conjunct;
use super::node::Elem;
use super::node::EnvId;
use super::node::NodeId;
use super::node::Status;
use super::node::push;
use super::place::Came;
use super::place::Late;
use super::task::Job;
use super::value::Val;

impl Session {
    /// Adds what a conjunct says to a node.
    pub(super) fn schedule_conjunct(
        &mut self,
        node: NodeId,
        conjunct: &Conjunct,
        close: CloseInfo,
    ) {
        if conjunct.close.from_definition {
            self.node_mut(node).flags.closed_recursive = true;
        }
        self.mark_non_cyclic(node, close);
        match &conjunct.elem {
            Elem::Val(Val::Node(value)) => self.schedule_node(node, conjunct, *value, close),
            Elem::Val(value) => {
                self.insert_value(node, conjunct.env, value.clone(), close, conjunct.span);
            }
            Elem::Struct(literal) => {
                self.unshare(node);
                self.schedule_struct(node, conjunct.env, literal, close);
            }
            Elem::Comprehension(comprehension) => {
                let job = Job::Comprehension(Rc::clone(comprehension));
                self.schedule_task(node, job, conjunct.env, close);
            }
            Elem::Expr(expr) => self.schedule_expr(node, conjunct, expr, close),
        }
    }

    fn schedule_node(
        &mut self,
        node: NodeId,
        conjunct: &Conjunct,
        value: NodeId,
        mut close: CloseInfo,
    ) {
        if self.is_data(value) {
            self.unshare(node);
            let value = Val::Node(value);
            self.insert_value(node, conjunct.env, value, close, conjunct.span);
            return;
        }
        if self.node(value).flags.closed_once {
            self.node_mut(node).flags.closed_once = true;
            close = self.add_resolver(node, (value, Span::default()), close, false);
        }
        self.schedule_node_conjuncts(node, conjunct, value, close);
    }

    fn schedule_expr(
        &mut self,
        node: NodeId,
        conjunct: &Conjunct,
        expr: &ExprRef,
        mut close: CloseInfo,
    ) {
        let env = conjunct.env;
        let with = |expr: &ExprRef, close| Conjunct {
            elem: Elem::Expr(Rc::clone(expr)),
            env,
            close,
            span: conjunct.span,
        };
        match &expr.kind {
            ExprKind::Value(value) => {
                self.insert_value(node, env, value.clone(), close, expr.span);
            }
            ExprKind::NoSharing => self.unshare(node),
            ExprKind::Open(inner) => {
                close.opened = true;
                let mut conjunct = with(inner, conjunct.close);
                conjunct.close.opened = true;
                self.schedule_conjunct(node, &conjunct, close);
            }
            ExprKind::And { left, right } => {
                if close.opened {
                    close.opened = false;
                    close.operand_opened = true;
                    close.from_embedding = true;
                    close = self.new_group(node, close, GroupKind::Embedding, expr.span);
                }
                for (index, operand) in [left, right].into_iter().enumerate() {
                    let close = self.step(close, index);
                    self.schedule_conjunct(node, &with(operand, close), close);
                }
            }
            ExprKind::Struct(literal) => {
                self.unshare(node);
                self.schedule_struct(node, env, literal, close);
            }
            ExprKind::List(_) => {
                self.schedule_list(node, env, expr, close);
            }
            ExprKind::Or { alternatives, has_defaults } => {
                self.unshare(node);
                let branches = alternatives
                    .iter()
                    .map(|one| Branch {
                        elem: Elem::Expr(Rc::clone(&one.value)),
                        mark: Mark::of(*has_defaults, one.default),
                        error: None,
                    })
                    .collect();
                self.schedule_branches(node, env, branches, close, expr.span);
                self.hold(node, Kind::TOP, close, Holds::default());
            }
            ExprKind::Comprehension(body) => {
                self.schedule_task(node, Job::Comprehension(Rc::clone(body)), env, close);
            }
            _ if expr.is_reference() => {
                self.schedule_task(node, Job::Reference(Rc::clone(expr)), env, close);
            }
            _ => self.schedule_evaluation(node, conjunct, expr, close),
        }
    }

    fn schedule_list(
        &mut self,
        node: NodeId,
        env: Option<EnvId>,
        list: &ExprRef,
        close: CloseInfo,
    ) {
        self.unshare(node);
        self.update_cyclic(node, close);
        let env = self.new_env(env, node);
        self.update_kind(node, Kind::LIST, &|| Arg::Expr(Rc::clone(list)), list.span, close);
        self.schedule_task(node, Job::List(Rc::clone(list)), Some(env), close);
    }

    fn schedule_evaluation(
        &mut self,
        node: NodeId,
        conjunct: &Conjunct,
        expr: &ExprRef,
        close: CloseInfo,
    ) {
        self.unshare(node);
        // A call in a circle may call itself for ever; it waits until something else is said.
        if let ExprKind::Call { args, .. } = &expr.kind
            && Self::is_cyclic(close)
            && !self.work(node).has_non_cycle
            && !self.work(node).has_non_cyclic
            && args.iter().any(|arg| arg.has_reference())
        {
            self.work(node).ancestor_cycle = true;
            self.work(node).cyclic.push((conjunct.clone(), None));
            return;
        }
        self.schedule_task(node, Job::Expr(Rc::clone(expr)), conjunct.env, close);
    }

    pub(super) fn schedule_branches(
        &mut self,
        node: NodeId,
        env: Option<EnvId>,
        branches: Vec<Branch>,
        mut close: CloseInfo,
        span: Span,
    ) {
        Self::set_optional(&mut close);
        close = self.step_late(close, Late::Alternative);
        if self.work(node).disjunction.pending.is_empty() {
            self.schedule_task(node, Job::Disjunctions, None, CloseInfo::default());
        }
        let disjunction = &mut self.work(node).disjunction;
        disjunction.pending.push(Pending { env, close, branches, span });
        disjunction.has_any = true;
    }

    /// Adds the declarations of a struct.
    fn schedule_struct(
        &mut self,
        node: NodeId,
        env: Option<EnvId>,
        literal: &Rc<StructLit>,
        mut close: CloseInfo,
    ) {
        self.update_cyclic(node, close);
        self.hold(node, Kind::STRUCT, close, Holds::STRUCT);
        let env = self.new_env(env, node);
        self.work(node).has_struct = true;
        self.add_struct(node, literal);
        if literal.has_embedding {
            close = self.split_struct(node, literal, close);
        }
        let mut has_ellipsis = false;
        for (index, decl) in literal.decls.iter().enumerate() {
            match decl {
                Decl::Ellipsis => has_ellipsis = true,
                Decl::Embed(expr) => {
                    let close = self.embed(node, expr, close);
                    let close = self.step(close, index);
                    let elem = Elem::Expr(Rc::clone(expr));
                    let conjunct = Conjunct { elem, env: Some(env), close, span: expr.span };
                    self.schedule_conjunct(node, &conjunct, close);
                }
                _ => self.schedule_decl(node, env, literal, index, close),
            }
        }
        if has_ellipsis {
            self.node_mut(node).flags.has_ellipsis = true;
            self.hold(node, Kind::TOP, close, Holds::ELLIPSIS);
        }
        if !literal.has_embedding {
            self.become_struct(node, literal, close);
        }
    }

    fn become_struct(&mut self, node: NodeId, literal: &Rc<StructLit>, close: CloseInfo) {
        self.work(node).is_struct = true;
        let by = &|| Arg::Struct(Rc::clone(literal));
        self.update_kind(node, Kind::STRUCT, by, literal.span, close);
    }

    fn schedule_decl(
        &mut self,
        node: NodeId,
        env: EnvId,
        literal: &Rc<StructLit>,
        index: usize,
        close: CloseInfo,
    ) {
        let sub = Self::sub_field(close);
        let arc = match &literal.decls[index] {
            Decl::Field(field) => field.arc,
            _ => ArcType::Member,
        };
        let mut sub = self.step_to_field(sub, index, arc);
        match &literal.decls[index] {
            Decl::Field(field) => {
                if field.label.is_string() && field.arc == ArcType::Member {
                    self.become_struct(node, literal, close);
                }
                if field.arc == ArcType::Optional {
                    Self::set_optional(&mut sub);
                }
                let elem = Elem::Expr(Rc::clone(&field.value));
                let conjunct = Conjunct { elem, env: Some(env), close: sub, span: field.span };
                self.insert_arc(node, field.label, field.arc, &conjunct);
            }
            Decl::Let { label, value, span } => {
                let elem = Elem::Expr(Rc::clone(value));
                let conjunct = Conjunct { elem, env: Some(env), close: sub, span: *span };
                self.insert_arc(node, *label, ArcType::Member, &conjunct);
            }
            Decl::Dynamic { arc, .. } => {
                if *arc == ArcType::Member {
                    self.become_struct(node, literal, close);
                }
                let sub = self.step_late(sub, Late::Dynamic);
                self.schedule_task(node, Job::Dynamic(Rc::clone(literal), index), Some(env), sub);
            }
            Decl::Pattern { .. } => {
                Self::set_optional(&mut sub);
                let sub = Self::step_aside(sub);
                self.schedule_task(node, Job::Pattern(Rc::clone(literal), index), Some(env), sub);
            }
            Decl::Ellipsis | Decl::Embed(_) => {}
        }
    }

    /// A struct of the source that is part of a node, each once.
    pub(super) fn add_struct(&mut self, node: NodeId, literal: &Rc<StructLit>) {
        let structs = &mut self.node_mut(node).structs;
        if !structs.iter().any(|known| Rc::ptr_eq(known, literal)) {
            structs.push(Rc::clone(literal));
        }
    }

    /// Adds all that is said of another node, now and later.
    pub(super) fn schedule_node_conjuncts(
        &mut self,
        node: NodeId,
        conjunct: &Conjunct,
        arc: NodeId,
        mut close: CloseInfo,
    ) {
        let flags = self.node(arc).flags;
        if !flags.closed_recursive && !flags.closed_once && close.embed != 0 {
            close.from_definition = false;
        }
        if conjunct.close.opened || conjunct.close.operand_opened {
            let this = &mut self.node_mut(node).flags;
            this.embeds_closed |= flags.closed_recursive;
            this.embeds_closed_once |= flags.closed_once;
        }
        if self.deref(node) == self.deref(arc) {
            if self.work(node).shared {
                self.add_shared(node, close);
            }
            return;
        }
        if self.share(node, conjunct, arc, close) {
            self.full_state(arc);
            return;
        }
        let is_definition = match &conjunct.elem {
            Elem::Expr(expr) => expr.is_definition(),
            _ => false,
        };
        let is_definition = is_definition
            || close.top_definition
            || self.node(arc).label.is_some_and(super::Label::is_definition);
        if is_definition {
            self.work(node).is_definition = true;
            close.from_definition = true;
            close.top_definition = false;
        }
        let at = match &conjunct.elem {
            Elem::Expr(expr) => expr.span,
            _ => Span::default(),
        };
        close = self.add_resolver(node, (arc, at), close, !is_definition);
        if self.work(node).taken.contains(&arc) {
            return;
        }
        self.work(node).taken.push(arc);
        if self.node(arc).conjuncts.is_empty() && self.node(arc).status == Status::Finalized {
            self.insert_value(node, None, Val::Node(arc), close, conjunct.span);
            return;
        }
        self.subscribe(node, arc, close);
        let mut next = 0;
        while let Some(conjunct) = self.node(arc).conjuncts.get(next).cloned() {
            let close = self.step_to_conjunct(arc, close, next, Came::InTime);
            next += 1;
            self.schedule_conjunct(node, &conjunct, close);
        }
        if self.state(arc) {
            self.work(node).to_complete = true;
        }
    }

    /// Lets a node hear of what will be said of another.
    fn subscribe(&mut self, node: NodeId, arc: NodeId, close: CloseInfo) {
        let flags = self.node(node).flags;
        let Some(parent) = self.node(arc).parent else { return };
        if flags.non_rooted && !flags.dynamic {
            return;
        }
        if !self.full_state(parent) || !self.state(arc) {
            return;
        }
        if self.meets(parent, Condition::ANCESTORS | Condition::FIELD_CONJUNCTS)
            || (self.work(arc).initialized && self.meets(arc, Condition::ANCESTORS))
        {
            return;
        }
        let notify = &mut self.work(arc).notify;
        if !notify.iter().any(|(known, _)| *known == node) {
            push(notify, (node, close));
        }
    }

    /// Adds a conjunct to a node that may be evaluated already.
    pub(super) fn add_conjunct(&mut self, node: NodeId, conjunct: Conjunct) {
        if self.node(node).status == Status::Unprocessed && self.node(node).work.is_none() {
            push(&mut self.node_mut(node).conjuncts, conjunct);
            return;
        }
        let index = self.node(node).conjuncts.len();
        push(&mut self.node_mut(node).conjuncts, conjunct.clone());
        let close = self.step_to_conjunct(node, conjunct.close, index, Came::Later);
        self.schedule_conjunct(node, &conjunct, close);
    }

    /// A value as an expression, for conjuncts that are made up.
    pub(super) fn value_expr(value: Val, span: Span) -> ExprRef {
        Expr::new(ExprKind::Value(value), span)
    }
}
