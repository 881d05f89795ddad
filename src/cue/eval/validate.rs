//! Looks through an evaluated tree for what is wrong with it.

use std::rc::Rc;

use crate::cue::syntax::Span;
use crate::cue::value::Kind;

use super::Label;
use super::Session;
use super::error::Arg;
use super::error::Bottom;
use super::error::Code;
use super::error::combine;
use super::node::ArcType;
use super::node::Conjunct;
use super::node::Elem;
use super::node::NodeId;
use super::value::Val;

/// What counts as wrong.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent wishes")]
pub(super) struct Check {
    /// What is not concrete.
    pub(super) concrete: bool,
    /// Required fields that are missing, and circles.
    pub(super) last: bool,
    /// Incomplete errors.
    pub(super) incomplete: bool,
    /// All errors are wanted, not just the first.
    pub(super) all: bool,
}

impl Check {
    /// Everything must be concrete.
    pub(super) const CONCRETE: Self =
        Self { concrete: true, last: false, incomplete: false, all: false };
    /// Everything must be concrete, and nothing may be missing.
    pub(super) const DATA: Self =
        Self { concrete: true, last: true, incomplete: false, all: false };
    /// Required fields may not be missing; what is incomplete may stay so.
    pub(super) const LAST: Self =
        Self { concrete: false, last: true, incomplete: false, all: false };
    /// Nothing may be missing, but not all must be concrete.
    pub(super) const FINAL: Self =
        Self { concrete: false, last: true, incomplete: true, all: false };
}

/// A walk through a tree, and what it found.
struct Walk {
    check: Check,
    /// Shared nodes that were visited.
    seen: Vec<NodeId>,
    /// Where we are.
    path: Vec<Label>,
    /// What led to each shared node that we are in.
    via: Vec<Span>,
    found: Option<Rc<Bottom>>,
    /// All that was found, and where.
    places: Vec<(Vec<Label>, Rc<Bottom>)>,
}

impl Session {
    /// The first error of a tree, or all of them joined.
    pub(super) fn validate_tree(&mut self, node: NodeId, check: Check) -> Option<Rc<Bottom>> {
        self.walk_tree(node, check, Vec::new()).found
    }

    /// The worst errors of a tree, and where they are for whoever looks at the tree from its root;
    /// what is only not known yet is told if nothing worse is.
    pub(super) fn errors_in_tree(
        &mut self,
        node: NodeId,
        check: Check,
    ) -> Vec<(Vec<Label>, Rc<Bottom>)> {
        let path = self.path(node);
        let mut places = self.walk_tree(node, check, path).places;
        let worst = places.iter().map(|(_, error)| error.code).min();
        places.retain(|(_, error)| !error.code.is_incomplete() || Some(error.code) == worst);
        places
    }

    fn walk_tree(&mut self, node: NodeId, check: Check, path: Vec<Label>) -> Walk {
        let (seen, places) = (Vec::new(), Vec::new());
        let mut walk = Walk { check, seen, path, via: Vec::new(), found: None, places };
        self.validate_at(node, 0, &mut walk);
        walk
    }

    fn validate_at(&mut self, node: NodeId, in_definition: u32, walk: &mut Walk) {
        let target = self.deref(node);
        let via = walk.via.len();
        if target != node {
            if in_definition > 0 || walk.seen.contains(&target) {
                return;
            }
            walk.seen.push(target);
            walk.via.extend(self.said_at(node));
        }
        self.validate_target(target, in_definition, walk);
        walk.via.truncate(via);
    }

    fn validate_target(&mut self, mut target: NodeId, in_definition: u32, walk: &mut Walk) {
        let check = walk.check;
        let concrete = check.concrete && in_definition == 0;
        let last = (check.concrete || check.last) && in_definition == 0;
        if let Some(error) = self.own_bottom(target) {
            let counts = match error.code {
                Code::Cycle => last,
                Code::Incomplete => check.incomplete || concrete,
                _ => true,
            };
            let is_own = self.has_own_bottom(target);
            // Where all errors are wanted, those of fields are met at the fields.
            if counts && (is_own || !check.all) {
                self.note(target, error, walk);
            }
            if is_own {
                return;
            }
        } else if concrete {
            if let Val::Node(taken) = self.taken_default(&Val::Node(target)) {
                target = self.deref(taken);
            }
            let value = self.taken_default(&Val::Node(target));
            if !self.is_concrete(&value) {
                let error = self.not_concrete(target, &value, &walk.via);
                self.note(target, error, walk);
            }
        }
        for arc in self.node(target).arcs.clone() {
            if !check.all && walk.found.is_some() {
                return;
            }
            let field = self.node(arc);
            let Some(label) = field.label else { continue };
            let presence = field.arc;
            walk.path.push(label);
            if presence == ArcType::Required && check.last && in_definition == 0 {
                let mut error = (*self.missing(arc)).clone();
                error.spans.extend(&walk.via);
                self.note(arc, Rc::new(error), walk);
            } else if !label.is_let() && presence == ArcType::Member {
                let inner = in_definition + u32::from(!label.is_regular());
                self.validate_at(arc, inner, walk);
            }
            walk.path.pop();
        }
    }

    /// Keeps what was found at a node.
    fn note(&self, target: NodeId, error: Rc<Bottom>, walk: &mut Walk) {
        if walk.check.all {
            for one in std::iter::once(&error).chain(&error.more) {
                let place = self.place_in_walk(one, target, &walk.path);
                walk.places.push((place, Rc::clone(one)));
            }
        }
        walk.found = combine(walk.found.take(), Some(error));
    }

    /// Where an error is: below the node that was reached by a path, or elsewhere.
    fn place_in_walk(&self, error: &Bottom, target: NodeId, path: &[Label]) -> Vec<Label> {
        if error.code == Code::Literal {
            // What is written as an error is one wherever it ends up.
            return Vec::new();
        }
        let Some(place) = error.place.or(error.node) else { return path.to_vec() };
        // What was reached by a reference is told where it is, once for all references.
        if !error.code.is_incomplete() && self.top(place) == self.top(target) {
            return self.path(place);
        }
        let mut below = Vec::new();
        let mut at = Some(place);
        while let Some(node) = at {
            if node == target || self.deref(node) == target {
                return path.iter().copied().chain(below.into_iter().rev()).collect();
            }
            let this = self.node(node);
            below.extend(this.label);
            at = this.parent;
        }
        if error.code == Code::Incomplete { path.to_vec() } else { self.path(place) }
    }

    /// The outermost node around a node.
    fn top(&self, node: NodeId) -> NodeId {
        std::iter::successors(Some(node), |node| self.node(*node).parent).last().unwrap_or(node)
    }

    /// The error of a value that is not concrete.
    fn not_concrete(&self, target: NodeId, value: &Val, via: &[Span]) -> Rc<Bottom> {
        let shown = match value {
            Val::Node(node) => self.node_value(*node),
            plain => plain.clone(),
        };
        let is_top = matches!(&shown, Val::Top)
            || matches!(&shown, Val::Node(node) if self.kind_of(&Val::Node(*node)) == Kind::TOP);
        let place = self.place_of(target).filter(|_| !is_top);
        let places = place.into_iter().chain(via.iter().copied());
        let mut error = Bottom::new(Code::Incomplete, "incomplete value {}", vec![Arg::Val(shown)]);
        for span in places {
            error = error.at(span);
        }
        Rc::new(error.on(target).between())
    }

    /// Where it is written what is said of a node.
    pub(super) fn said_at(&self, node: NodeId) -> Vec<Span> {
        let place = |conjunct: &Conjunct| match &conjunct.elem {
            Elem::Expr(expr) if expr.span != Span::default() => expr.span,
            _ => conjunct.span,
        };
        let places = self.node(node).conjuncts.iter().map(place);
        places.filter(|span| *span != Span::default()).collect()
    }

    /// The error of a required field that is not there.
    pub(super) fn missing(&self, arc: NodeId) -> Rc<Bottom> {
        let mut error =
            Bottom::new(Code::Incomplete, "field is required but not present", Vec::new()).on(arc);
        for conjunct in &self.node(arc).conjuncts {
            error = error.at(conjunct.span);
        }
        Rc::new(error.between())
    }
}
