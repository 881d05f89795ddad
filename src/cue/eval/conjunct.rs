//! What is said of a node, taken apart: structure is added at once, the rest becomes tasks.

use std::rc::Rc;

use crate::cue::syntax::Span;
use crate::cue::syntax::ast::UnaryOp;
use crate::cue::value::Kind;

use super::Session;
use super::close::Holds;
use super::cycle::Cyclic;
use super::disjunction::Branch;
use super::disjunction::Mark;
use super::disjunction::Pending;
use super::error::Arg;
use super::error::Bottom;
use super::error::Code;
use super::ir::Decl;
use super::ir::Expr;
use super::ir::ExprKind;
use super::ir::ExprRef;
use super::ir::StructLit;
use super::node::ArcType;
use super::node::Base;
use super::node::CloseInfo;
use super::node::Conjunct;
use super::node::Elem;
use super::node::EnvId;
use super::node::NodeId;
use super::node::Status;
use super::schedule::Condition;
use super::schedule::Job;
use super::value::Bound;
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
            close = self.add_resolver(node, value, close, false);
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
                    close = self.new_group(node, close, super::close::GroupKind::Embedding);
                }
                for operand in [left, right] {
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
        self.update_kind(node, Kind::LIST, None, list.span, close);
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

    fn schedule_branches(
        &mut self,
        node: NodeId,
        env: Option<EnvId>,
        branches: Vec<Branch>,
        mut close: CloseInfo,
        span: Span,
    ) {
        Self::set_optional(&mut close);
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
            self.work(node).is_struct = true;
            self.update_kind(node, Kind::STRUCT, None, literal.span, close);
        }
    }

    fn schedule_decl(
        &mut self,
        node: NodeId,
        env: EnvId,
        literal: &Rc<StructLit>,
        index: usize,
        close: CloseInfo,
    ) {
        let mut sub = Self::sub_field(close);
        match &literal.decls[index] {
            Decl::Field(field) => {
                if field.label.is_string() && field.arc == ArcType::Member {
                    self.work(node).is_struct = true;
                    self.update_kind(node, Kind::STRUCT, None, literal.span, close);
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
                    self.work(node).is_struct = true;
                    self.update_kind(node, Kind::STRUCT, None, literal.span, close);
                }
                self.schedule_task(node, Job::Dynamic(Rc::clone(literal), index), Some(env), sub);
            }
            Decl::Pattern { .. } => {
                Self::set_optional(&mut sub);
                self.schedule_task(node, Job::Pattern(Rc::clone(literal), index), Some(env), sub);
            }
            Decl::Ellipsis | Decl::Embed(_) => {}
        }
    }

    /// A struct of the source that is part of a node, each once.
    fn add_struct(&mut self, node: NodeId, literal: &Rc<StructLit>) {
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
        close = self.add_resolver(node, arc, close, !is_definition);
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
            notify.push((node, close));
        }
    }

    /// Adds a value to a node.
    pub(super) fn insert_value(
        &mut self,
        node: NodeId,
        env: Option<EnvId>,
        value: Val,
        close: CloseInfo,
        span: Span,
    ) {
        match value {
            Val::Node(value) => self.insert_node(node, env, value, close, span),
            Val::Bottom(error) => {
                self.unshare(node);
                let error = if error.spans.is_empty() {
                    Rc::new((*error).clone().at(span).on(error.node.unwrap_or(node)))
                } else {
                    error
                };
                self.add_bottom(node, error);
            }
            Val::Builtin(builtin) if Self::bare_validator(builtin).is_some() => {
                self.unshare(node);
                if let Some(validator) = Self::bare_validator(builtin) {
                    self.insert_value(node, env, validator, close, span);
                }
            }
            value => {
                let kind = self.kind_of(&value);
                if self.update_kind(node, kind, Some(&value), span, close) {
                    self.insert_plain(node, env, value, close, span);
                }
            }
        }
    }

    fn insert_plain(
        &mut self,
        node: NodeId,
        env: Option<EnvId>,
        value: Val,
        close: CloseInfo,
        span: Span,
    ) {
        self.update_cyclic(node, close);
        match value {
            Val::Top => {
                self.work(node).has_top = true;
                self.hold(node, Kind::TOP, close, Holds::TOP);
                return;
            }
            Val::Conjunction(values) => {
                for value in values.iter() {
                    self.insert_value(node, env, value.clone(), close, span);
                }
                return;
            }
            _ => self.unshare(node),
        }
        match value {
            Val::Basic(_) => self.hold(node, Kind::TOP, close, Holds::TOP),
            Val::Disjunction(disjunction) => {
                let branches = disjunction
                    .values
                    .iter()
                    .enumerate()
                    .map(|(index, value)| Branch {
                        elem: Elem::Val(value.clone()),
                        mark: Mark::of(disjunction.has_defaults, index < disjunction.defaults),
                        error: None,
                    })
                    .collect();
                self.schedule_branches(node, env, branches, close, span);
            }
            Val::Bound(bound) => self.insert_bound(node, env, bound, close),
            Val::Validator(_) => self.insert_validator(node, &value, close, span),
            scalar => self.insert_scalar(node, scalar, close, span),
        }
        self.meet_bounds(node, env, close);
    }

    fn insert_node(
        &mut self,
        node: NodeId,
        env: Option<EnvId>,
        value: NodeId,
        mut close: CloseInfo,
        span: Span,
    ) {
        let flags = self.node(value).flags;
        if flags.closed_once || flags.closed_recursive {
            let this = &mut self.node_mut(node).flags;
            this.closed_once |= flags.closed_once;
            this.closed_recursive |= flags.closed_recursive && !flags.closed_once;
            if !self.is_from_disjunction(value) {
                close = self.add_resolver(node, value, close, false);
            }
        }
        if matches!(self.node(value).base, Base::Struct) {
            self.work(node).is_struct = true;
            self.update_kind(node, Kind::STRUCT, Some(&Val::Node(value)), span, close);
        }
        if !self.is_data(value) {
            self.update_cyclic(node, close);
            let elem = Elem::Val(Val::Node(value));
            let conjunct = Conjunct { elem, env, close, span };
            self.schedule_node_conjuncts(node, &conjunct, value, close);
            return;
        }
        match self.node(value).base.clone() {
            Base::List { .. } => {
                self.update_cyclic(node, close);
                // Elements of computed lists are nodes; any environment will do.
                let env = env.or_else(|| Some(self.new_env(None, node)));
                self.schedule_task(node, Job::ListNode(value), env, close);
            }
            Base::Struct => {
                self.update_cyclic(node, close);
                for arc in self.node(value).arcs.clone() {
                    let field = self.node(arc);
                    let (Some(label), ArcType::Member) = (field.label, field.arc) else { continue };
                    let elem = Elem::Val(Val::Node(arc));
                    let conjunct = Conjunct { elem, env: None, close, span };
                    self.insert_arc(node, label, ArcType::Member, &conjunct);
                }
                for literal in self.node(value).structs.clone() {
                    self.add_struct(node, &literal);
                }
            }
            Base::Val(value) => self.insert_value(node, env, value, close, span),
            Base::None | Base::Cycle => {}
        }
    }

    fn insert_bound(
        &mut self,
        node: NodeId,
        env: Option<EnvId>,
        bound: Rc<Bound>,
        close: CloseInfo,
    ) {
        let kind = self.work(node).kind;
        match bound.op {
            UnaryOp::Greater | UnaryOp::GreaterEqual => {
                if let Some(known) = self.work(node).lower.clone()
                    && let Some(value) = self.simplify_bounds(kind, &bound, &known)
                {
                    self.work(node).lower = None;
                    self.insert_value(node, env, value, close, bound.span);
                    return;
                }
                self.work(node).lower = Some(bound);
            }
            UnaryOp::Less | UnaryOp::LessEqual => {
                if let Some(known) = self.work(node).upper.clone()
                    && let Some(value) = self.simplify_bounds(kind, &bound, &known)
                {
                    self.work(node).upper = None;
                    self.insert_value(node, env, value, close, bound.span);
                    return;
                }
                self.work(node).upper = Some(bound);
            }
            op => {
                if matches!(op, UnaryOp::Equal | UnaryOp::NotEqual) {
                    self.hold(node, Kind::TOP, close, Holds::OPEN_VALIDATOR);
                    if self.kind_of(&Val::Bound(Rc::clone(&bound))).meets(Kind::LIST | Kind::STRUCT)
                    {
                        self.work(node).has_top = true;
                    }
                }
                self.insert_check_bound(node, kind, bound, close);
            }
        }
    }

    /// Keeps a bound, unless another says the same or more.
    fn insert_check_bound(&mut self, node: NodeId, kind: Kind, bound: Rc<Bound>, close: CloseInfo) {
        let mut covered = false;
        let mut kept = Vec::new();
        for (check, at) in std::mem::take(&mut self.work(node).checks) {
            if let Val::Bound(known) = &check {
                match self.simplify_bounds(kind, &bound, known) {
                    Some(Val::Bound(one)) if Rc::ptr_eq(&one, known) => covered = true,
                    Some(Val::Bound(one)) if Rc::ptr_eq(&one, &bound) => continue,
                    _ => {}
                }
            }
            kept.push((check, at));
        }
        if !covered {
            kept.push((Val::Bound(bound), close));
        }
        self.work(node).checks = kept;
    }

    fn insert_validator(&mut self, node: NodeId, value: &Val, close: CloseInfo, span: Span) {
        let kind = self.kind_of(value);
        if kind.meets(Kind::LIST | Kind::STRUCT) {
            let open = Self::takes_schemas(value);
            let holds = if open { Holds::OPEN_VALIDATOR } else { Holds::TOP };
            self.hold(node, Kind::TOP, close, holds);
        }
        let known = self.work(node).checks.clone();
        if known.iter().any(|(check, _)| self.is_same_validator(check, value)) {
            return;
        }
        self.work(node).checks.push((value.clone(), close));
        if kind == Kind::TOP {
            self.work(node).has_top = true;
        }
        self.update_kind(node, kind, Some(value), span, close);
    }

    fn insert_scalar(&mut self, node: NodeId, value: Val, _close: CloseInfo, span: Span) {
        if let Some(known) = self.work(node).scalar.clone() {
            if !Self::is_equal_scalar(&known, &value) {
                let known_span = self.work(node).scalar_span;
                self.report_conflict(node, (known, known_span), (value, span));
            }
            return;
        }
        let work = self.work(node);
        work.scalar = Some(value);
        work.scalar_span = span;
        self.signal(node, Condition::SCALAR);
    }

    /// Bounds of both sides may contradict each other.
    fn meet_bounds(&mut self, node: NodeId, env: Option<EnvId>, close: CloseInfo) {
        let work = self.work(node);
        let (Some(lower), Some(upper)) = (work.lower.clone(), work.upper.clone()) else { return };
        let kind = work.kind;
        if let Some(value) = self.simplify_bounds(kind, &lower, &upper) {
            self.work(node).lower = None;
            self.work(node).upper = None;
            self.insert_value(node, env, value, close, upper.span);
        }
    }

    /// Narrows the kinds that a node may have; false if none is left.
    pub(super) fn update_kind(
        &mut self,
        node: NodeId,
        kind: Kind,
        by: Option<&Val>,
        span: Span,
        close: CloseInfo,
    ) -> bool {
        self.hold(node, kind, close, Holds::default());
        let known = self.work(node).kind;
        if known.is_bottom() || kind.is_bottom() {
            return false;
        }
        let both = known & kind;
        let value = by.cloned().unwrap_or(Val::Basic(kind));
        let previous = self.work(node).kind_by.clone();
        if both.is_bottom() {
            if let Some(previous) = previous.clone() {
                self.report_kinds(node, (previous, known), ((value.clone(), span), kind));
            } else {
                let template = "conflicting value {} (mismatched types {} and {})";
                let args = vec![Arg::Val(value.clone()), Arg::Kind(known), Arg::Kind(kind)];
                let error = Bottom::new(Code::Eval, template, args).at(span).on(node);
                self.add_bottom(node, Rc::new(error));
            }
        }
        let work = self.work(node);
        if known != both || previous.is_none() {
            work.kind_by = Some((value, span));
        }
        work.kind = both;
        !both.is_bottom()
    }

    fn report_kinds(
        &mut self,
        node: NodeId,
        (left, left_kind): ((Val, Span), Kind),
        (right, right_kind): ((Val, Span), Kind),
    ) {
        let template = "conflicting values {} and {} (mismatched types {} and {})";
        let args =
            vec![Arg::Val(left.0), Arg::Val(right.0), Arg::Kind(left_kind), Arg::Kind(right_kind)];
        let error = Bottom::new(Code::Eval, template, args).at(left.1).at(right.1).on(node);
        self.add_bottom(node, Rc::new(error));
    }

    pub(super) fn report_conflict(&mut self, node: NodeId, left: (Val, Span), right: (Val, Span)) {
        let kinds = (self.kind_of(&left.0), self.kind_of(&right.0));
        if kinds.0 == kinds.1 {
            let template = "conflicting values {} and {}";
            let args = vec![Arg::Val(left.0), Arg::Val(right.0)];
            let error = Bottom::new(Code::Eval, template, args).at(left.1).at(right.1).on(node);
            self.add_bottom(node, Rc::new(error));
        } else {
            self.report_kinds(node, (left, kinds.0), (right, kinds.1));
        }
    }

    /// Whether a node was computed: nothing else is said of it.
    pub(super) fn is_data(&self, node: NodeId) -> bool {
        self.node(node).flags.is_data || self.node(node).conjuncts.is_empty()
    }

    pub(super) fn is_from_disjunction(&self, node: NodeId) -> bool {
        let mut node = node;
        loop {
            let this = self.node(node);
            if this.flags.is_alternative {
                return true;
            }
            match &this.base {
                Base::Val(Val::Disjunction(_)) => return true,
                Base::Val(Val::Node(next)) => node = *next,
                _ => return false,
            }
        }
    }

    // Sharing: a node of which nothing is said but a reference stands for what that refers to.

    /// Stops standing for another node: something else is said, too.
    pub(super) fn unshare(&mut self, node: NodeId) {
        self.work(node).no_sharing = true;
        if !self.work(node).shared {
            return;
        }
        let Base::Val(Val::Node(target)) = self.node(node).base else { return };
        let work = self.work(node);
        work.shared = false;
        let base = work.base_before_sharing.take().map_or(Base::None, |base| *base);
        let (conjunct, infos) = (work.shared_by.take(), work.shared_infos.clone());
        let this = self.node_mut(node);
        this.flags.shared = false;
        this.flags.opened_shared = false;
        this.base = base;
        if let Some(conjunct) = conjunct {
            for close in infos {
                self.schedule_node_conjuncts(node, &conjunct, target, close);
            }
        }
        self.count_shared(node);
    }

    fn add_shared(&mut self, node: NodeId, close: CloseInfo) {
        let work = self.work(node);
        work.shared_cycle |= close.cycle.kind != Cyclic::No;
        work.shared_infos.push(close);
    }

    fn count_shared(&mut self, node: NodeId) {
        if std::mem::replace(&mut self.work(node).shared_counted, true) {
            return;
        }
        let kind = self.node_kind(node);
        for close in self.work(node).shared_infos.clone() {
            self.hold(node, kind, close, Holds::default());
        }
    }

    /// The node will stand for the other one for good.
    pub(super) fn finish_sharing(&mut self, node: NodeId) {
        self.count_shared(node);
        if !self.work(node).shared {
            return;
        }
        if let Base::Val(Val::Node(target)) = self.node(node).base
            && !self.work(node).shared_cycle
        {
            self.finalize(target);
        }
    }

    /// Lets a node stand for another if nothing speaks against it.
    fn share(&mut self, node: NodeId, conjunct: &Conjunct, arc: NodeId, close: CloseInfo) -> bool {
        let this = self.node(node);
        let other = self.node(arc);
        let floats = this.flags.non_rooted || this.flags.dynamic;
        if !this.arcs.is_empty()
            || other.flags.non_rooted
            || other.flags.dynamic
            || (Self::is_cyclic(close) && floats)
            || (this.flags.closed_recursive && !other.flags.closed_recursive)
            || other.label.is_some_and(super::Label::is_let)
        {
            return false;
        }
        if self.work(node).no_sharing || self.work(node).shared {
            return false;
        }
        let before = std::mem::replace(&mut self.node_mut(node).base, Base::Val(Val::Node(arc)));
        let this = self.node_mut(node);
        this.flags.shared = true;
        this.flags.opened_shared = close.opened || close.operand_opened;
        let work = self.work(node);
        work.base_before_sharing = Some(Box::new(before));
        work.shared = true;
        work.shared_by = Some(Box::new(conjunct.clone()));
        self.add_shared(node, close);
        true
    }

    /// Adds a conjunct to a node that may be evaluated already.
    pub(super) fn add_conjunct(&mut self, node: NodeId, conjunct: Conjunct) {
        if self.node(node).status == Status::Unprocessed && self.node(node).work.is_none() {
            self.node_mut(node).conjuncts.push(conjunct);
            return;
        }
        let close = conjunct.close;
        self.node_mut(node).conjuncts.push(conjunct.clone());
        self.schedule_conjunct(node, &conjunct, close);
    }

    /// A value as an expression, for conjuncts that are made up.
    pub(super) fn value_expr(value: Val, span: Span) -> ExprRef {
        Expr::new(ExprKind::Value(value), span)
    }
}
