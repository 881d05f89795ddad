//! Looks through an evaluated tree for what is wrong with it.

use std::rc::Rc;

use super::Session;
use super::error::Arg;
use super::error::Bottom;
use super::error::Code;
use super::error::combine;
use super::node::ArcType;
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
    /// Required fields may not be missing; what is incomplete may stay so.
    pub(super) const LAST: Self =
        Self { concrete: false, last: true, incomplete: false, all: false };
    /// Nothing may be missing, but not all must be concrete.
    pub(super) const FINAL: Self =
        Self { concrete: false, last: true, incomplete: true, all: false };
}

impl Session {
    /// The first error of a tree, or all of them joined.
    pub(super) fn validate_tree(&mut self, node: NodeId, check: Check) -> Option<Rc<Bottom>> {
        let mut found = None;
        let mut seen = Vec::new();
        self.validate_at(node, check, 0, &mut seen, &mut found);
        found
    }

    fn validate_at(
        &mut self,
        node: NodeId,
        check: Check,
        in_definition: u32,
        seen: &mut Vec<NodeId>,
        found: &mut Option<Rc<Bottom>>,
    ) {
        let target = self.deref(node);
        if target != node {
            if in_definition > 0 || seen.contains(&target) {
                return;
            }
            seen.push(target);
        }
        let concrete = check.concrete && in_definition == 0;
        let last = (check.concrete || check.last) && in_definition == 0;
        let mut target = target;
        if let Some(error) = self.own_bottom(target) {
            let counts = match error.code {
                Code::Cycle => last,
                Code::Incomplete => check.incomplete || concrete,
                _ => true,
            };
            if counts {
                *found = combine(found.take(), Some(error));
            }
            return;
        } else if concrete {
            if let Val::Node(taken) = self.taken_default(&Val::Node(target)) {
                target = self.deref(taken);
            }
            let value = self.taken_default(&Val::Node(target));
            if !self.is_concrete(&value) {
                let shown = self.node_value(target);
                let error =
                    Bottom::new(Code::Incomplete, "incomplete value {}", vec![Arg::Val(shown)]);
                *found = combine(found.take(), Some(Rc::new(error.on(node))));
            }
        }
        for arc in self.node(target).arcs.clone() {
            if !check.all && found.is_some() {
                return;
            }
            let field = self.node(arc);
            let Some(label) = field.label else { continue };
            if field.arc == ArcType::Required && check.last && in_definition == 0 {
                let error = self.missing(arc);
                *found = combine(found.take(), Some(error));
                continue;
            }
            if label.is_let() || field.arc > ArcType::Member {
                continue;
            }
            let inner = in_definition + u32::from(!label.is_regular());
            self.validate_at(arc, check, inner, seen, found);
        }
    }

    /// The error of a required field that is not there.
    pub(super) fn missing(&self, arc: NodeId) -> Rc<Bottom> {
        let mut error =
            Bottom::new(Code::Incomplete, "field is required but not present", Vec::new()).on(arc);
        for conjunct in &self.node(arc).conjuncts {
            error = error.at(conjunct.span);
        }
        Rc::new(error)
    }
}
