//! Comprehensions: the environments that clauses yield.

use std::rc::Rc;

use thin_vec::ThinVec;
use thin_vec::thin_vec;

use crate::cue::value::Kind;

use super::Label;
use super::Session;
use super::condition::Condition;
use super::error::Arg;
use super::error::Code;
use super::ir::Clause;
use super::ir::Comprehension;
use super::ir::ExprRef;
use super::node::ArcType;
use super::node::Base;
use super::node::CloseInfo;
use super::node::Conjunct;
use super::node::Elem;
use super::node::EnvId;
use super::node::Node;
use super::node::NodeId;
use super::node::Status;
use super::session::Eval;
use super::session::Stop;
use super::task::Mode;
use super::value::Val;

impl Session {
    /// Adds what a comprehension yields to a node.
    pub(super) fn run_comprehension(
        &mut self,
        node: NodeId,
        env: Option<EnvId>,
        comprehension: &Rc<Comprehension>,
        close: CloseInfo,
    ) -> Eval<()> {
        let close = self.step_late(close, comprehension.late());
        let yielded = self.yields(Some(node), env, comprehension, Mode::Ignore)?;
        let add = |session: &mut Self, env, body: &ExprRef, close| {
            let elem = Elem::Expr(Rc::clone(body));
            let conjunct = Conjunct { elem, env, close, span: comprehension.span };
            session.schedule_conjunct(node, &conjunct, close);
        };
        if yielded.is_empty()
            && let Some(fallback) = &comprehension.fallback
        {
            add(self, env, fallback, close);
            return Ok(());
        }
        for (index, env) in yielded.into_iter().enumerate() {
            let close = self.step(close, index);
            add(self, Some(env), &comprehension.body, close);
        }
        Ok(())
    }

    /// The environments that the clauses of a comprehension yield.
    pub(super) fn yields(
        &mut self,
        node: Option<NodeId>,
        env: Option<EnvId>,
        comprehension: &Rc<Comprehension>,
        _mode: Mode,
    ) -> Eval<Vec<EnvId>> {
        let Some(env) = env else { return Ok(Vec::new()) };
        let mut yielded = Vec::new();
        let saved = self.context;
        if node.is_some() {
            self.context.node = node;
        }
        let result = self.clause(env, comprehension, 0, &mut yielded);
        self.context = saved;
        result.map(|()| yielded)
    }

    fn clause(
        &mut self,
        env: EnvId,
        comprehension: &Rc<Comprehension>,
        index: usize,
        yielded: &mut Vec<EnvId>,
    ) -> Eval<()> {
        self.spend()?;
        let Some(clause) = comprehension.clauses.get(index) else {
            yielded.push(env);
            return Ok(());
        };
        self.context.env = Some(env);
        match clause {
            Clause::If { condition, span } => {
                let taken = self.taken_value(condition, Condition::SCALAR, Mode::Yield)?;
                let value = self.known(&taken)?;
                match self.truth(&value, None) {
                    Ok(true) => self.clause(env, comprehension, index + 1, yielded),
                    Ok(false) => Ok(()),
                    Err(error) if error.code == Code::Incomplete => {
                        Err(self.stop_at(*error, condition, &taken))
                    }
                    Err(error) => Err(self.stop_at(error.at(*span), condition, &taken)),
                }
            }
            Clause::Let { label, value } => {
                let env = self.bind(env, *label, value);
                self.clause(env, comprehension, index + 1, yielded)
            }
            Clause::For { key, value, source, .. } => {
                let node = self.range(source)?;
                for arc in self.fields_as_met(node) {
                    if let Some(env) = self.iteration(env, source, arc, *key, *value)? {
                        self.clause(env, comprehension, index + 1, yielded)?;
                    }
                }
                Ok(())
            }
            Clause::Try { binding } => {
                let expr = binding.as_ref().map_or(&comprehension.body, |(_, value)| value);
                let node = self.inline(Elem::Expr(Rc::clone(expr)), expr.span);
                self.state(node);
                self.work(node).try_failed = Some(false);
                self.finalize(node);
                if self.work(node).try_failed == Some(true) {
                    return Ok(());
                }
                let env = match binding {
                    Some((label, value)) => {
                        self.context.env = Some(env);
                        self.bind(env, *label, value)
                    }
                    None => env,
                };
                self.clause(env, comprehension, index + 1, yielded)
            }
        }
    }

    /// An environment in which a name stands for an expression.
    fn bind(&mut self, env: EnvId, label: Label, value: &ExprRef) -> EnvId {
        let conjunct = Conjunct {
            elem: Elem::Expr(Rc::clone(value)),
            env: Some(env),
            close: self.context.close,
            span: value.span,
        };
        let mut arc =
            Node { label: Some(label), conjuncts: thin_vec![conjunct], ..Node::default() };
        arc.flags.dynamic = true;
        let arc = self.add_node(arc);
        let node = self.add_node(Node { arcs: thin_vec![arc], ..Node::default() });
        self.new_env(Some(env), node)
    }

    fn iteration(
        &mut self,
        env: EnvId,
        source: &ExprRef,
        arc: NodeId,
        key: Option<Label>,
        value: Option<Label>,
    ) -> Eval<Option<EnvId>> {
        let Some(label) = self.node(arc).label.filter(|label| label.is_regular()) else {
            return Ok(None);
        };
        if self.full_state(arc) {
            self.process(arc, Condition::ARC_TYPE, Mode::Attempt)?;
        }
        match self.node(arc).arc {
            ArcType::Member => {}
            ArcType::Required => {
                let args = vec![Arg::Label(label)];
                let template = "missing required field in for comprehension: {}";
                return self.fail(source.span, Code::Incomplete, template, args);
            }
            _ => return Ok(None),
        }
        let mut arcs = ThinVec::new();
        if let Some(name) = value {
            let mut node = Node {
                label: Some(name),
                base: Base::Val(Val::Node(arc)),
                arc: ArcType::Pending,
                ..Node::default()
            };
            node.flags.dynamic = true;
            arcs.push(self.add_node(node));
        }
        if let Some(name) = key {
            let value = self.label_value(label);
            let conjunct = Conjunct {
                elem: Elem::Val(value.clone()),
                env: Some(env),
                close: CloseInfo::default(),
                span: source.span,
            };
            let mut node = Node {
                label: Some(name),
                base: Base::Val(value),
                conjuncts: thin_vec![conjunct],
                status: Status::Finalized,
                ..Node::default()
            };
            node.flags.dynamic = true;
            arcs.push(self.add_node(node));
        }
        let parent = self.env_node(env);
        let mut node = Node {
            parent: Some(parent),
            arcs,
            status: Status::Finalized,
            base: Base::Struct,
            ..Node::default()
        };
        node.flags.dynamic = true;
        let node = self.add_node(node);
        Ok(Some(self.new_env(Some(env), node)))
    }

    /// The struct or list that a `for` walks, with its fields settled.
    fn range(&mut self, source: &ExprRef) -> Eval<NodeId> {
        self.in_detached += 1;
        let value = self.unify_operand(source, Condition::NEED_FIELD_SET, Mode::Attempt);
        self.in_detached -= 1;
        let value = value?;
        if let Val::Node(node) = value {
            self.unify(node, Condition::NEED_FIELD_SET, Mode::Finalize, true)?;
        }
        let value = self.default_of(value)?;
        let plain = match &value {
            Val::Node(node) if self.is_cycle(*node) => value.clone(),
            _ => self.unwrap_val(&value),
        };
        let kind = self.kind_of(&plain);
        let node = match plain {
            Val::Bottom(error) => return Err(Stop::Error(error)),
            Val::Node(node) => self.deref(node),
            _ => {
                if kind.meets(Kind::STRUCT | Kind::LIST) {
                    let args = vec![Arg::Expr(Rc::clone(source)), Arg::Kind(kind)];
                    let template = "cannot range over {} (incomplete type {})";
                    return self.fail(source.span, Code::Incomplete, template, args);
                }
                let args = vec![Arg::Source(source.span), Arg::Kind(kind)];
                let template = "cannot range over {} (found {}, want list or struct)";
                return self.fail(source.span, Code::Eval, template, args);
            }
        };
        if kind != Kind::STRUCT && kind != Kind::LIST {
            let args = vec![Arg::Text(self.source_text(source)), Arg::Kind(kind)];
            let template = "cannot range over {} (incomplete type {})";
            return self.fail(source.span, Code::Incomplete, template, args);
        }
        if self.full_state(node) {
            self.freeze(node, Condition::FIELD_SET);
        }
        Ok(node)
    }
}
