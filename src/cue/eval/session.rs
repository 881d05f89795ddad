//! A session: the graph, what is being evaluated, and how much more may be spent on it.

use std::collections::BTreeMap;
use std::rc::Rc;

use thin_vec::ThinVec;

use crate::cue::syntax::Span;
use crate::cue::syntax::ast::Comment;

use super::Label;
use super::builtin::Running;
use super::cycle::RefNode;
use super::disjunction::Overlay;
use super::error::Arg;
use super::error::Bottom;
use super::error::Code;
use super::error::combine;
use super::label::Sym;
use super::label::Symbols;
use super::node::Base;
use super::node::CloseInfo;
use super::node::Conjunct;
use super::node::Env;
use super::node::EnvId;
use super::node::Node;
use super::node::NodeId;
use super::node::Status;
use super::node::Work;
use super::package::Packages;
use super::place::Places;
use super::profile::Limits;
use super::profile::Profile;
use super::task::Task;
use super::task::TaskId;
use super::trial::Trial;
use super::value::Val;

/// Why an evaluation has no result.
#[derive(Clone, Debug)]
pub(super) enum Stop {
    /// The task waits; it will run again.
    Yield,
    /// There is an error instead.
    Error(Rc<Bottom>),
}

/// The result of an evaluation.
pub(super) type Eval<T> = Result<T, Stop>;

/// In what an expression is evaluated.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Context {
    pub(super) env: Option<EnvId>,
    pub(super) close: CloseInfo,
    /// The node that is evaluated, for errors.
    pub(super) node: Option<NodeId>,
    pub(super) span: Span,
}

/// What a node begins with. Nearly always it is there, which keeps `Session::work` small.
#[cold]
fn no_work() -> Box<Work> {
    Box::default()
}

/// What is put back when a task ends, however it ends.
#[derive(Clone, Copy, Debug)]
pub(super) struct Saved {
    context: Context,
    eval_depth: u32,
    overlays: usize,
    in_validator: u32,
    in_detached: u32,
    nesting: u32,
}

/// An evaluation of one program.
#[derive(Debug)]
pub struct Session {
    pub(super) symbols: Symbols,
    pub(super) nodes: Vec<Node>,
    pub(super) envs: Vec<Env>,
    pub(super) tasks: Vec<Task>,
    pub(super) refs: Vec<RefNode>,
    pub(super) context: Context,
    pub(super) task_stack: Vec<TaskId>,
    pub(super) blocking: Vec<TaskId>,
    /// The value that is needed by what it waits for, and the error that this is.
    pub(super) circle: Option<(NodeId, Rc<Bottom>)>,
    pub(super) overlays: Vec<Overlay>,
    /// The alternative that is being tried, if it may be given up early.
    pub(super) trial: Option<Trial>,
    pub(super) eval_depth: u32,
    pub(super) in_validator: u32,
    /// Calls that are being answered, the innermost last.
    pub(super) running: Vec<Running>,
    pub(super) in_detached: u32,
    pub(super) next_let: u32,
    /// Where the next struct that is filled counts as written.
    pub(super) next_filled: Span,
    /// What stands behind each error of a value that is being shown.
    pub(super) shown_errors: Vec<Comment>,
    /// Which group contains which, by number.
    pub(super) containments: Vec<u32>,
    /// Where each group was opened.
    pub(super) group_places: Vec<Span>,
    /// How often a group that is not the newest one came into another one.
    pub(super) regrouped: u32,
    pub(super) packages: Packages,
    pub(super) places: Places,
    pub(super) profile: Profile,
    pub(super) limits: Limits,
    pub(super) spent: Option<Rc<Bottom>>,
    pub(super) steps: u64,
    pub(super) nesting: u32,
    pub(super) regexps: BTreeMap<String, Rc<crate::go::regexp::Regexp>>,
}

impl Session {
    pub(super) fn node(&self, node: NodeId) -> &Node {
        &self.nodes[node.0 as usize]
    }

    pub(super) fn node_mut(&mut self, node: NodeId) -> &mut Node {
        &mut self.nodes[node.0 as usize]
    }

    /// What a node needs while it is evaluated, made if it is not there.
    #[expect(
        clippy::inline_always,
        reason = "a call costs more than it does, and it is everywhere"
    )]
    #[inline(always)]
    pub(super) fn work(&mut self, node: NodeId) -> &mut Work {
        self.node_mut(node).work.get_or_insert_with(no_work)
    }

    pub(super) fn work_ref(&self, node: NodeId) -> Option<&Work> {
        self.node(node).work.as_deref()
    }

    pub(super) fn env(&self, env: EnvId) -> &Env {
        &self.envs[env.0 as usize]
    }

    pub(super) fn add_node(&mut self, node: Node) -> NodeId {
        let id = NodeId(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        self.nodes.push(node);
        id
    }

    pub(super) fn add_env(&mut self, env: Env) -> EnvId {
        let id = EnvId(u32::try_from(self.envs.len()).unwrap_or(u32::MAX));
        self.envs.push(env);
        id
    }

    pub(super) fn new_env(&mut self, up: Option<EnvId>, node: NodeId) -> EnvId {
        self.add_env(Env { up, node, label: None, lets: ThinVec::new() })
    }

    /// An environment some links up.
    pub(super) fn env_up(&self, mut env: EnvId, up: u32) -> EnvId {
        for _ in 0..up {
            env = self.env(env).up.unwrap_or(env);
        }
        env
    }

    /// The environment that expressions are evaluated in, some links up.
    pub(super) fn current_env(&self, up: u32) -> EnvId {
        self.env_up(self.context.env.unwrap_or(EnvId(0)), up)
    }

    /// The node of an environment: its copy, while an alternative is tried.
    pub(super) fn env_node(&self, env: EnvId) -> NodeId {
        self.overlaid(self.env(env).node)
    }

    /// A node in no tree, with conjuncts.
    pub(super) fn inline_node(
        &mut self,
        parent: Option<NodeId>,
        conjuncts: ThinVec<Conjunct>,
    ) -> NodeId {
        let mut node = Node { parent, conjuncts, ..Node::default() };
        node.flags.dynamic = true;
        self.add_node(node)
    }

    /// Makes sure that a node that is not finished has its work at hand; false if it is finished.
    pub(super) fn state(&mut self, node: NodeId) -> bool {
        if self.node(node).status == Status::Finalized {
            return false;
        }
        if self.node(node).work.is_none() {
            self.begin(node);
        }
        true
    }

    /// The same, with all conjuncts scheduled.
    pub(super) fn full_state(&mut self, node: NodeId) -> bool {
        if !self.state(node) {
            return false;
        }
        if !self.work(node).initialized {
            self.schedule_conjuncts(node);
        }
        true
    }

    /// Runs something in another context.
    pub(super) fn within<T>(
        &mut self,
        env: Option<EnvId>,
        close: CloseInfo,
        run: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let saved = self.context;
        self.context.env = env;
        self.context.close = close;
        let result = run(self);
        self.context = saved;
        result
    }

    /// Runs something in another environment.
    pub(super) fn in_env<T>(&mut self, env: EnvId, run: impl FnOnce(&mut Self) -> T) -> T {
        self.within(Some(env), self.context.close, run)
    }

    pub(super) fn save(&self) -> Saved {
        Saved {
            context: self.context,
            eval_depth: self.eval_depth,
            overlays: self.overlays.len(),
            in_validator: self.in_validator,
            in_detached: self.in_detached,
            nesting: self.nesting,
        }
    }

    pub(super) fn restore(&mut self, saved: Saved) {
        self.context = saved.context;
        self.eval_depth = saved.eval_depth;
        self.overlays.truncate(saved.overlays);
        self.in_validator = saved.in_validator;
        self.in_detached = saved.in_detached;
        self.nesting = saved.nesting;
    }

    /// An error about what is being evaluated.
    pub(super) fn error(&self, code: Code, template: &'static str, args: Vec<Arg>) -> Rc<Bottom> {
        self.error_at(self.context.span, code, template, args)
    }

    /// An error with a place.
    pub(super) fn error_at(
        &self,
        span: Span,
        code: Code,
        template: &'static str,
        args: Vec<Arg>,
    ) -> Rc<Bottom> {
        self.here(Bottom::new(code, template, args).at(span))
    }

    /// An error of the node that is evaluated.
    pub(super) fn here(&self, error: Bottom) -> Rc<Bottom> {
        Rc::new(Bottom { node: self.context.node, ..error })
    }

    /// Stops with an error.
    pub(super) fn fail<T>(
        &self,
        span: Span,
        code: Code,
        template: &'static str,
        args: Vec<Arg>,
    ) -> Eval<T> {
        Err(Stop::Error(self.error_at(span, code, template, args)))
    }

    /// Adds an error to a node that is being evaluated.
    pub(super) fn add_bottom(&mut self, node: NodeId, error: Rc<Bottom>) {
        let work = self.work(node);
        work.error = combine(work.error.take(), Some(error));
    }

    /// Adds an error of the fields of a node.
    pub(super) fn add_child_error(&mut self, node: NodeId, error: Rc<Bottom>) {
        let node = self.node_mut(node);
        node.child_error = combine(node.child_error.take(), Some(error));
    }

    /// Counts a step; stops where there were too many.
    #[inline]
    pub(super) fn spend(&mut self) -> Eval<()> {
        self.steps += 1;
        let is_too_much = self.steps > self.limits.steps || self.nodes.len() > self.limits.nodes;
        if is_too_much || self.spent.is_some() { self.stop_spending() } else { Ok(()) }
    }

    #[cold]
    fn stop_spending(&mut self) -> Eval<()> {
        if self.spent.is_none() {
            self.exhaust();
        }
        match &self.spent {
            Some(error) => Err(Stop::Error(Rc::clone(error))),
            None => Ok(()),
        }
    }

    fn exhaust(&mut self) {
        let what = if self.steps > self.limits.steps { "steps" } else { "values" };
        let error = self.error(
            Code::Eval,
            "evaluation limit reached: more than {} {}",
            vec![
                Arg::Int(
                    i64::try_from(match what {
                        "steps" => self.limits.steps,
                        _ => self.limits.nodes as u64,
                    })
                    .unwrap_or(i64::MAX),
                ),
                Arg::Text(what.into()),
            ],
        );
        self.spent = Some(error);
    }

    pub(super) const fn is_spent(&self) -> bool {
        self.spent.is_some()
    }

    /// Goes one level deeper; stops where it is too deep.
    pub(super) fn nested<T>(&mut self, run: impl FnOnce(&mut Self) -> Eval<T>) -> Eval<T> {
        if self.nesting >= self.limits.depth {
            let error = self.error(
                Code::Eval,
                "evaluation limit reached: values nested or depending on each other more than {} deep",
                vec![Arg::Int(i64::from(self.limits.depth))],
            );
            self.spent.get_or_insert(Rc::clone(&error));
            return Err(Stop::Error(error));
        }
        self.nesting += 1;
        let result = run(self);
        self.nesting -= 1;
        result
    }

    /// What a node stands for, in the end.
    #[inline]
    pub(super) fn deref(&self, node: NodeId) -> NodeId {
        match self.node(node).base {
            Base::Val(Val::Node(next)) => self.deref_on(next),
            _ => node,
        }
    }

    #[inline(never)]
    fn deref_on(&self, mut node: NodeId) -> NodeId {
        while let Base::Val(Val::Node(next)) = self.node(node).base {
            node = next;
        }
        node
    }

    /// The alternative that a node was narrowed down to, or that is being tried.
    pub(super) fn deref_alternative(&self, mut node: NodeId) -> NodeId {
        while let Base::Val(Val::Node(next)) = self.node(node).base {
            if !self.node(next).flags.is_alternative {
                break;
            }
            node = next;
        }
        node
    }

    /// What a node shares, but not its alternatives.
    pub(super) fn deref_non_alternative(&self, mut node: NodeId) -> NodeId {
        while let Base::Val(Val::Node(next)) = self.node(node).base {
            if self.node(next).flags.is_alternative {
                break;
            }
            node = next;
        }
        node
    }

    /// What an iteration's variable stands for.
    pub(super) fn deref_non_rooted(&self, mut node: NodeId) -> NodeId {
        while let Base::Val(Val::Node(next)) = self.node(node).base {
            let this = self.node(node);
            let is_let = self.node(next).label.is_some_and(Label::is_let);
            if self.node(next).flags.is_alternative || (this.flags.shared && !is_let) {
                break;
            }
            node = next;
        }
        node
    }

    /// What a node stands for other than by sharing.
    pub(super) fn deref_non_shared(&self, node: NodeId) -> NodeId {
        if self.work_ref(node).is_some_and(|work| work.shared) {
            return node;
        }
        self.deref(node)
    }

    /// Whether a node is waiting for its value.
    pub(super) fn is_cycle(&self, node: NodeId) -> bool {
        matches!(self.node(self.deref(node)).base, Base::Cycle)
    }

    /// The error that a node is, if it is one.
    pub(super) fn bottom(&self, node: NodeId) -> Option<Rc<Bottom>> {
        self.own_bottom(self.deref(node))
    }

    /// The error that a node itself is: its own, or one of its fields that stays.
    pub(super) fn own_bottom(&self, node: NodeId) -> Option<Rc<Bottom>> {
        match &self.node(node).base {
            Base::Val(Val::Bottom(error)) => Some(Rc::clone(error)),
            Base::Val(Val::Node(_)) => None,
            _ => self.lasting_child_error(node),
        }
    }

    /// Whether a node is an error by itself, not for one of its fields.
    pub(super) fn has_own_bottom(&self, node: NodeId) -> bool {
        matches!(self.node(node).base, Base::Val(Val::Bottom(_)))
    }

    /// The error of a field that no further knowledge mends.
    pub(super) fn lasting_child_error(&self, node: NodeId) -> Option<Rc<Bottom>> {
        let error = self.node(node).child_error.as_ref()?;
        (!error.code.is_incomplete()).then(|| Rc::clone(error))
    }

    pub(super) fn intern(&mut self, text: &str) -> Sym {
        self.symbols.intern(text)
    }
}
