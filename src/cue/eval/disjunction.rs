//! Alternatives.
//!
//! A node with alternatives is copied for each of them, and the copy is evaluated with the
//! alternative added; those that fail are dropped and equal ones are joined. Several disjunctions
//! are gone through one after the other, so that what fails or is equal after the first need not be
//! combined with the second. If one copy is left the node becomes that; if several are left they are
//! what the node is.
//!
//! Names that lead from inside the copy to what was copied lead to the copy instead: an [`Overlay`]
//! says what was copied to what while the alternative is evaluated.

use std::collections::BTreeMap;
use std::rc::Rc;

use thin_vec::ThinVec;

use crate::cue::syntax::Span;

use super::Label;
use super::Session;
use super::condition::Condition;
use super::copy::Copies;
use super::error::Arg;
use super::error::Bottom;
use super::error::Code;
use super::node::ArcType;
use super::node::Base;
use super::node::CloseInfo;
use super::node::Conjunct;
use super::node::Elem;
use super::node::EnvId;
use super::node::NodeId;
use super::node::Status;
use super::session::Eval;
use super::session::Stop;
use super::task::Job;
use super::task::Mode;
use super::value::Disjunction;
use super::value::Val;

/// Whether an alternative is a default.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub(super) enum Mark {
    /// Nothing was marked.
    #[default]
    Maybe,
    /// Others were marked.
    No,
    Yes,
}

impl Mark {
    pub(super) const fn of(any: bool, this: bool) -> Self {
        match (any, this) {
            (false, _) => Self::Maybe,
            (true, false) => Self::No,
            (true, true) => Self::Yes,
        }
    }

    fn combine(self, other: Self) -> Self {
        if self == Self::No || other == Self::No { Self::No } else { self.max(other) }
    }
}

/// One of the alternatives of a disjunction.
#[derive(Clone, Debug)]
pub(super) struct Branch {
    pub(super) elem: Elem,
    pub(super) mark: Mark,
    pub(super) error: Option<Rc<Bottom>>,
}

/// A disjunction that is still to be gone through.
#[derive(Clone, Debug)]
pub(super) struct Pending {
    pub(super) env: Option<EnvId>,
    pub(super) close: CloseInfo,
    pub(super) branches: Vec<Branch>,
    pub(super) span: Span,
}

/// What a node knows of its alternatives.
#[derive(Clone, Debug, Default)]
pub(super) struct DisjunctionWork {
    pub(super) pending: ThinVec<Pending>,
    pub(super) has_any: bool,
    /// Those that are left.
    pub(super) alternatives: ThinVec<NodeId>,
    pub(super) errors: ThinVec<Rc<Bottom>>,
    pub(super) user_errors: ThinVec<Rc<Bottom>>,
    pub(super) mark: Mark,
    pub(super) own_mark: Mark,
    /// How an alternative is evaluated.
    pub(super) mode: Option<Mode>,
    /// Somebody needed the default while it was being chosen.
    pub(super) needed_by: Option<NodeId>,
    /// What was copied to what, for an alternative.
    pub(super) copies: Option<Rc<Copies>>,
}

/// What has come of trying alternatives.
struct Tried {
    found: Vec<NodeId>,
    /// No default of what was there, and none of what was added, is left.
    left_drops: bool,
    right_drops: bool,
    /// Some were not tried.
    ruled_out: bool,
}

/// What was copied to what.
#[derive(Clone, Debug)]
pub(super) struct Overlay {
    pub(super) copies: Rc<Copies>,
}

impl Session {
    /// A node, or its copy while an alternative is evaluated.
    pub(super) fn overlaid(&self, node: NodeId) -> NodeId {
        for overlay in self.overlays.iter().rev() {
            if let Some(copy) = overlay.copies.get(node) {
                return copy;
            }
        }
        node
    }

    /// Whether alternatives are left that the value does not show yet.
    pub(super) fn has_open_alternatives(&self, node: NodeId) -> bool {
        self.work_ref(node).is_some_and(|work| !work.disjunction.alternatives.is_empty())
    }

    /// Goes through all disjunctions of a node.
    pub(super) fn run_disjunctions(&mut self, node: NodeId) -> Eval<()> {
        let pending = std::mem::take(&mut self.work(node).disjunction.pending);
        if !self.init_arcs(node) {
            return self.first_error(node).map_or(Ok(()), |error| Err(Stop::Error(error)));
        }
        let outer = self.outer_mode(node);
        let mut cross = vec![node];
        let count = pending.len();
        for (index, mut one) in pending.into_iter().enumerate() {
            let last = index + 1 == count;
            let mode = match outer {
                _ if !last => Mode::Attempt,
                Some(Mode::Attempt) if self.has_deferred_comprehension(node) => Mode::Finalize,
                Some(mode) => mode,
                None => Mode::Finalize,
            };
            let results = self.cross_product(node, &cross, &mut one, mode)?;
            if results.is_empty() {
                return Err(Stop::Error(self.collect_errors(node, &one)));
            }
            cross = results;
        }
        self.settle_alternatives(node, &cross)
    }

    fn settle_alternatives(&mut self, node: NodeId, cross: &[NodeId]) -> Eval<()> {
        if let [only] = cross {
            if *only != node {
                self.set_base(node, Base::Val(Val::Node(*only)));
            }
            let mark = self.work(*only).disjunction.mark;
            let disjunction = &mut self.work(node).disjunction;
            if disjunction.mark == Mark::Maybe {
                disjunction.mark = mark;
            }
            if let Some(by) = disjunction.needed_by
                && disjunction.mark != Mark::Yes
            {
                let path = self.path_text(by);
                let template = "ambiguous default elimination by referencing {}";
                let error = self.error(Code::Cycle, template, vec![Arg::Text(path)]);
                self.set_base(node, Base::Val(Val::Bottom(Rc::clone(&error))));
                return Err(Stop::Error(error));
            }
            return Ok(());
        }
        self.work(node).disjunction.alternatives.extend_from_slice(cross);
        let mut completed = Condition::NONE;
        let mut defaults = 0;
        for one in cross {
            if self.work(*one).disjunction.mark == Mark::Yes {
                defaults += 1;
                completed = self.work(*one).schedule.completed;
            }
        }
        if defaults == 1 {
            self.signal(node, completed);
        }
        Ok(())
    }

    /// Sets up the fields; false if one of them is an error already.
    fn init_arcs(&mut self, node: NodeId) -> bool {
        for arc in self.node(node).arcs.clone() {
            let live = self.full_state(arc);
            if live && self.work(arc).error.is_some() {
                if self.node(arc).arc == ArcType::Member {
                    return false;
                }
            } else if !self.init_arcs(arc) {
                return false;
            }
        }
        true
    }

    fn first_error(&mut self, node: NodeId) -> Option<Rc<Bottom>> {
        let own = self.bottom(node).filter(|_| !self.is_cycle(node));
        own.or_else(|| self.node(node).child_error.clone())
            .or_else(|| self.work_ref(node).and_then(|work| work.error.clone()))
    }

    /// How the alternative is evaluated that a node is in.
    fn outer_mode(&self, node: NodeId) -> Option<Mode> {
        let mut at = Some(node);
        while let Some(node) = at {
            let this = self.node(node);
            if this.flags.is_alternative {
                let work = this.work.as_ref();
                return work.map_or(Some(Mode::Finalize), |work| work.disjunction.mode);
            }
            at = this.parent;
        }
        None
    }

    fn has_deferred_comprehension(&self, node: NodeId) -> bool {
        let mut at = Some(node);
        while let Some(node) = at {
            let this = self.node(node);
            if this.flags.is_alternative {
                let Some(work) = &this.work else { return false };
                return work.schedule.tasks.iter().any(|task| {
                    let task = self.task(*task);
                    matches!(task.job, Job::Comprehension(_)) && task.completes == Condition::TASKS
                });
            }
            at = this.parent;
        }
        false
    }

    fn cross_product(
        &mut self,
        node: NodeId,
        cross: &[NodeId],
        pending: &mut Pending,
        mode: Mode,
    ) -> Eval<Vec<NodeId>> {
        let saved = self.work(node).eval_depth;
        let told = self.work(node).disjunction.user_errors.len();
        self.work(node).eval_depth = self.eval_depth;
        let mut tried = self.try_branches(node, cross, pending, mode, true);
        if tried.as_ref().is_ok_and(|tried| tried.found.is_empty() && tried.ruled_out) {
            // All are wrong: now it matters how. That they are is not asked again, for what was
            // evaluated around them is not what it was.
            self.work(node).disjunction.user_errors.truncate(told);
            let again = self.try_branches(node, cross, pending, mode, false);
            tried = again.map(|again| Tried { found: Vec::new(), ..again });
        }
        self.work(node).eval_depth = saved;
        let Tried { found, left_drops, right_drops, .. } = tried?;
        if found.len() > self.limits.alternatives {
            let most = i64::try_from(self.limits.alternatives).unwrap_or(i64::MAX);
            return self.fail(
                pending.span,
                Code::Eval,
                "evaluation limit reached: more than {} alternatives",
                vec![Arg::Int(most)],
            );
        }
        Ok(self.join_alternatives(found, left_drops, right_drops))
    }

    /// Tries all combinations; those that cannot be may be left out.
    fn try_branches(
        &mut self,
        node: NodeId,
        cross: &[NodeId],
        pending: &mut Pending,
        mode: Mode,
        rule_out: bool,
    ) -> Eval<Tried> {
        let found = Vec::new();
        let mut tried = Tried { found, left_drops: true, right_drops: true, ruled_out: false };
        for base in cross {
            self.init_arcs(*base);
            for index in 0..pending.branches.len() {
                self.spend()?;
                let branch = pending.branches[index].clone();
                if rule_out && self.is_ruled_out(*base, &branch.elem, mode) {
                    tried.ruled_out = true;
                    continue;
                }
                let outer = self.trial.take();
                let outcome = self.try_branch(*base, &branch, pending, mode, node, rule_out);
                let trial = std::mem::replace(&mut self.trial, outer);
                tried.ruled_out |= outcome.is_err() && trial.is_some_and(|trial| trial.cut_short);
                match outcome {
                    Ok(result) => {
                        tried.found.push(result);
                        let base = &self.work(*base).disjunction;
                        if base.mark == Mark::Yes || base.own_mark == Mark::Yes {
                            tried.left_drops = false;
                        }
                        tried.right_drops &= branch.mark != Mark::Yes;
                    }
                    Err(error) => {
                        if error.code == Code::User {
                            self.work(node).disjunction.user_errors.push(Rc::clone(&error));
                        }
                        pending.branches[index].error = Some(error);
                    }
                }
            }
        }
        Ok(tried)
    }

    /// Unrolls alternatives of alternatives, sets marks, and joins equal ones.
    fn join_alternatives(
        &mut self,
        found: Vec<NodeId>,
        left_drops: bool,
        right_drops: bool,
    ) -> Vec<NodeId> {
        let weaken = |mark: Mark, drops: bool| if drops { Mark::Maybe } else { mark };
        let mut results = Vec::new();
        let mut any_known = false;
        for one in found {
            let disjunction = &self.work(one).disjunction;
            let (mark, own) = (disjunction.mark, disjunction.own_mark);
            let inner = disjunction.alternatives.clone();
            if inner.is_empty() {
                let mark = weaken(mark, left_drops).combine(weaken(own, right_drops));
                self.work(one).disjunction.mark = mark;
                self.add_alternative(&mut results, one);
                continue;
            }
            for one in inner {
                let inner = own.combine(self.work(one).disjunction.mark);
                let mark = weaken(mark, left_drops).combine(inner);
                self.work(one).disjunction.mark = mark;
                any_known |= mark != Mark::Maybe;
                self.add_alternative(&mut results, one);
            }
        }
        if any_known {
            for one in &results {
                let mark = &mut self.work(*one).disjunction.mark;
                if *mark == Mark::Maybe {
                    *mark = Mark::No;
                }
            }
        }
        results
    }

    /// Evaluates a copy of a node with an alternative added.
    fn try_branch(
        &mut self,
        base: NodeId,
        branch: &Branch,
        pending: &Pending,
        mode: Mode,
        origin: NodeId,
        cut_short: bool,
    ) -> Result<NodeId, Rc<Bottom>> {
        let blocking = std::mem::take(&mut self.blocking);
        self.work(base).schedule.blocking.clear();
        let origin_base = self.node(origin).base.clone();
        let (copy, copies) = self.copy_root(base);
        if cut_short {
            self.begin_trial(copy);
        }
        let is_inner = self.node(origin).flags.is_alternative;
        if !is_inner {
            self.set_base(origin, Base::Val(Val::Node(copy)));
        }
        let base_before = self.node(base).base.clone();
        self.set_base(base, Base::Val(Val::Node(copy)));
        self.overlays.push(Overlay { copies: Rc::clone(&copies) });
        let work = self.work(copy);
        work.disjunction.mode = Some(mode);
        work.disjunction.own_mark = branch.mark;
        self.node_mut(copy).status = Status::Unprocessed;
        let conjunct = Conjunct {
            elem: branch.elem.clone(),
            env: pending.env.map(|env| self.copy_env(env, &copies, &mut BTreeMap::new())),
            close: pending.close,
            span: pending.span,
        };
        self.schedule_conjunct(copy, &conjunct, pending.close);
        let unified = if self.settle_plain(copy, mode) {
            Ok(true)
        } else {
            self.unify(copy, Condition::ALL, mode, true)
        };
        self.overlays.pop();
        self.set_base(base, base_before);
        if !is_inner {
            self.set_base(origin, origin_base);
        }
        self.blocking = blocking;
        let error = match unified {
            Err(Stop::Error(error)) => Some(error),
            _ => self.error_below(copy),
        };
        if let Some(error) = error {
            self.abandon(&copies);
            return Err(error);
        }
        let chosen = self.deref_alternative(copy);
        let own = self.work(copy).disjunction.own_mark;
        self.work(chosen).disjunction.own_mark = own;
        Ok(chosen)
    }

    /// The first error of a node or of its fields that rules out an alternative.
    fn error_below(&mut self, node: NodeId) -> Option<Rc<Bottom>> {
        let own = self.bottom(node).filter(|_| !self.is_cycle(node));
        let below = self.node(self.deref(node)).child_error.clone();
        let pending = self.work_ref(node).and_then(|work| work.error.clone());
        let mut errors = own.into_iter().chain(below).chain(pending);
        if let Some(error) = errors.find(|error| !self.keeps_alternative(node, error)) {
            return Some(error);
        }
        for arc in self.node(node).arcs.clone() {
            let this = self.node(arc);
            if this.arc > ArcType::Required || this.label.is_some_and(Label::is_let) {
                return None;
            }
            if self.full_state(arc)
                && let Some(error) = self.error_below(arc)
            {
                return Some(error);
            }
        }
        None
    }

    /// In plans of early 2022 a field that is only incomplete does not rule out an alternative.
    fn keeps_alternative(&self, node: NodeId, error: &Bottom) -> bool {
        self.profile.keeps_incomplete_members
            && error.code.is_incomplete()
            && error.node.is_some_and(|at| self.deref(at) != self.deref(node))
    }

    fn collect_errors(&mut self, node: NodeId, pending: &Pending) -> Rc<Bottom> {
        let mut code = Code::Eval;
        for branch in &pending.branches {
            let Some(error) = &branch.error else { continue };
            if error.code != Code::User {
                code = code.max(error.code);
                self.work(node).disjunction.errors.push(Rc::clone(error));
            }
        }
        self.disjunction_error(node, code)
    }

    fn disjunction_error(&mut self, node: NodeId, code: Code) -> Rc<Bottom> {
        let disjunction = &mut self.work(node).disjunction;
        let mut errors = std::mem::take(&mut disjunction.errors).to_vec();
        let users = std::mem::take(&mut disjunction.user_errors).to_vec();
        let mut places = Vec::new();
        if !users.is_empty() {
            places.extend(errors.iter().flat_map(|error| error.spans.iter().copied()));
            errors = users;
        }
        let mut error = if let [only] = &*errors {
            Bottom { code, ..(**only).clone() }
        } else {
            let count = i64::try_from(errors.len()).unwrap_or(i64::MAX);
            let template = "{} errors in empty disjunction:";
            let mut error = Bottom::new(code, template, vec![Arg::Int(count)]).on(node).between();
            error.causes = errors;
            error
        };
        error.spans.extend(places);
        Rc::new(error)
    }

    /// Makes what is left of the alternatives the value of the node.
    pub(super) fn finish_disjunction(&mut self, node: NodeId) {
        let alternatives = self.work(node).disjunction.alternatives.clone();
        if alternatives.is_empty() {
            return;
        }
        let mut failed = 0;
        for one in &alternatives {
            self.node_mut(*one).conjuncts.clear();
            let kept = self.bottom(*one).filter(|_| self.profile.keeps_incomplete_members);
            if let Some(error) = self.work(*one).error.clone().or(kept) {
                let disjunction = &mut self.work(node).disjunction;
                match error.code {
                    Code::User => disjunction.user_errors.push(error),
                    _ => disjunction.errors.push(error),
                }
                failed += 1;
            }
        }
        if failed == alternatives.len() {
            let codes = self.work(node).disjunction.errors.iter().map(|error| error.code);
            let code = codes.max().map_or(Code::Incomplete, |code| code.max(Code::Eval));
            let error = self.disjunction_error(node, code);
            self.set_base(node, Base::Val(Val::Bottom(error)));
            return;
        }
        let mut values = Vec::new();
        let mut others = Vec::new();
        let mut has_defaults = false;
        for one in alternatives {
            match self.work(one).disjunction.mark {
                Mark::Yes => values.push(Val::Node(one)),
                mark => {
                    has_defaults |= mark == Mark::No;
                    others.push(Val::Node(one));
                }
            }
        }
        let defaults = values.len();
        has_defaults |= defaults > 0;
        values.append(&mut others);
        let needed_by = self.work(node).disjunction.needed_by;
        let base = match needed_by {
            Some(by) if defaults != 1 => {
                let path = self.path_text(by);
                let template = "cycle across unresolved disjunction referenced by {}";
                Val::Bottom(self.error(Code::Cycle, template, vec![Arg::Text(path)]))
            }
            _ => Val::Disjunction(Rc::new(Disjunction { values, defaults, has_defaults })),
        };
        self.set_base(node, Base::Val(base));
        let this = self.node_mut(node);
        this.arcs.clear();
        this.child_error = None;
    }
}
