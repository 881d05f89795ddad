//! Alternatives that are given up as soon as it is known that they fail.
//!
//! While an alternative is tried, a field with an error that no further knowledge mends ends the
//! evaluation of all fields around it, and fields that are not allowed are looked for before they are
//! evaluated. What is told then is not all that is wrong; where every alternative fails they are
//! tried again, to the end.

use std::iter;
use std::rc::Rc;

use super::Label;
use super::Session;
use super::close::Held;
use super::close::Holds;
use super::close::Required;
use super::condition::Condition;
use super::error::Bottom;
use super::error::Code;
use super::ir::Expr;
use super::ir::ExprKind;
use super::node::ArcType;
use super::node::Base;
use super::node::CloseInfo;
use super::node::Elem;
use super::node::NodeId;
use super::node::Status;
use super::reach::Replacements;
use super::value::Val;

/// An alternative that is being tried.
#[derive(Clone, Copy, Debug)]
pub(super) struct Trial {
    /// The copy in which it is tried.
    root: NodeId,
    /// The first group that was opened for it.
    first_group: u32,
    /// Whether something was not looked at because it fails anyway.
    pub(super) cut_short: bool,
}

impl Session {
    /// Begins to try an alternative in a copy.
    pub(super) fn begin_trial(&mut self, root: NodeId) {
        let first_group = u32::try_from(self.containments.len()).unwrap_or(u32::MAX);
        self.trial = Some(Trial { root, first_group, cut_short: false });
    }

    /// Ends the evaluation of a node whose fields need not be evaluated to know that the alternative
    /// that is being tried fails. Gives whether it did.
    pub(super) fn fails_early(&mut self, node: NodeId, needs: Condition) -> bool {
        if !needs.any(Condition::SUB_FIELDS) || !self.is_tried(node) {
            return false;
        }
        let conflict = self.field_in_conflict(node);
        let Some(error) = conflict.or_else(|| self.field_not_allowed(node)) else { return false };
        self.cut_short();
        self.add_child_error(node, error);
        self.node_mut(node).status = Status::Finalized;
        true
    }

    /// Whether a field fails, and so the alternative that is being tried.
    pub(super) fn fails_by(&mut self, node: NodeId, field: NodeId) -> bool {
        let fails = self.trial.is_some()
            && self.counts(field)
            && self.own_bottom(self.deref(field)).is_some_and(|error| !error.code.is_incomplete())
            && self.is_tried(node);
        if fails {
            self.cut_short();
        }
        fails
    }

    fn cut_short(&mut self) {
        if let Some(trial) = &mut self.trial {
            trial.cut_short = true;
        }
    }

    /// Whether an error of a field is one of the struct.
    fn counts(&self, field: NodeId) -> bool {
        let field = self.node(field);
        field.arc <= ArcType::Required && !field.label.is_some_and(Label::is_let)
    }

    /// Whether an error of a node's fields is one of the alternative that is being tried.
    fn is_tried(&self, mut node: NodeId) -> bool {
        let Some(trial) = self.trial else { return false };
        loop {
            let this = self.node(node);
            let chooses = this.work.as_ref().is_none_or(|work| work.disjunction.has_any);
            if chooses || matches!(this.base, Base::Val(Val::Node(_))) {
                return false;
            }
            match this.parent {
                _ if node == trial.root => return true,
                Some(parent) if self.counts(node) => node = parent,
                _ => return false,
            }
        }
    }

    fn field_in_conflict(&self, node: NodeId) -> Option<Rc<Bottom>> {
        let mut fields = self.node(node).arcs.iter().filter(|arc| self.counts(**arc));
        fields.find_map(|arc| {
            let error = self.work_ref(*arc)?.error.as_ref()?;
            (!error.code.is_incomplete()).then(|| Rc::clone(error))
        })
    }

    /// The error that a field is not allowed, if that can be told from what is said of it.
    fn field_not_allowed(&mut self, node: NodeId) -> Option<Rc<Bottom>> {
        let first = self.trial?.first_group;
        let mut groups = self.work_ref(node)?.close.groups.iter();
        if !groups.any(|group| !group.ignore && group.id >= first)
            || self.node(node).arcs.is_empty()
            || !self.is_all_said(node)
        {
            return None;
        }
        let arcs = self.node(node).arcs.clone();
        let above = iter::successors(Some(node), |node| self.node(*node).parent);
        let looked_at = arcs.iter().copied().chain(above);
        let known: Vec<_> = looked_at.map(|one| (one, self.known_groups(one))).collect();
        let required = self.required_of_fields(node);
        let refused =
            !required.is_empty() && !arcs.iter().all(|arc| self.may_be_held(*arc, &required));
        // It was early for them: more may be said before they are asked in earnest.
        for (one, (required, all)) in known {
            if let Some(work) = &mut self.node_mut(one).work {
                (work.close.required, work.close.all) = (required, all);
            }
        }
        refused.then(|| self.error(Code::Eval, "field not allowed", Vec::new()))
    }

    /// What was found out of the groups of a node.
    fn known_groups(&self, node: NodeId) -> (Option<Rc<Vec<Required>>>, Option<Rc<Replacements>>) {
        let close = self.work_ref(node).map(|work| &work.close);
        close.map(|close| (close.required.clone(), close.all.clone())).unwrap_or_default()
    }

    /// Whether no task is left of a node and those above that could say more of its fields.
    fn is_all_said(&self, mut node: NodeId) -> bool {
        let Some(trial) = self.trial else { return false };
        loop {
            if !self.all_tasks_finished(node) || self.has_open_parent_task(node) {
                return false;
            }
            match self.node(node).parent {
                Some(parent) if node != trial.root => node = parent,
                _ => return true,
            }
        }
    }

    /// Whether the groups that a field must be held by may hold it. It is held by the groups of its
    /// conjuncts, whatever comes of evaluating them.
    fn may_be_held(&mut self, field: NodeId, required: &[Required]) -> bool {
        let this = self.node(field);
        let Some(work) = &this.work else { return true };
        if !self.counts(field)
            || this.label.is_none_or(Label::is_always_allowed)
            || self.profile.leaks_closedness
                && this.conjuncts.iter().any(|one| one.elem.may_choose())
        {
            return true;
        }
        let mut held = work.close.held.clone();
        held.extend(this.conjuncts.iter().map(|conjunct| {
            let CloseInfo { id, embed, .. } = conjunct.close;
            Held { id, embed, holds: Holds::default() }
        }));
        let replacements = self.replacements(field);
        Self::is_held(required, &self.reach_of(&held, &replacements))
    }
}

impl Elem {
    /// Whether it may come to alternatives.
    fn may_choose(&self) -> bool {
        match self {
            Self::Expr(expr) => expr.may_choose(),
            Self::Val(value) => matches!(value, Val::Disjunction(_) | Val::Node(_)),
            Self::Struct(literal) => literal.has_embedding,
            Self::Comprehension(_) => true,
        }
    }
}

impl Expr {
    fn may_choose(&self) -> bool {
        match &self.kind {
            ExprKind::Value(value) => matches!(value, Val::Disjunction(_) | Val::Node(_)),
            ExprKind::Struct(literal) => literal.has_embedding,
            ExprKind::And { left, right } => left.may_choose() || right.may_choose(),
            ExprKind::Interpolation { .. } | ExprKind::Bound { .. } | ExprKind::List(_) => false,
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::cue::encoding::json;
    use crate::cue::eval::Limits;
    use crate::cue::eval::Profile;
    use crate::cue::eval::tests::session_of;

    /// A value as JSON, and how many steps it took.
    fn told(text: &str, profile: Profile) -> (String, u64) {
        let mut session = session_of(text, profile, Limits::default());
        let root = session.root();
        let a = session.field(root, "a").expect("a field");
        let value = session.value(a).expect("data");
        (json::write(&value), session.steps)
    }

    /// Tells a value; it must not take what the field `much` of another alternative takes.
    fn told_early(text: &str) -> String {
        let much =
            "[for x in [1, 2, 3, 4] for y in [1, 2, 3, 4] for z in [1, 2, 3, 4] {x + y + z}]";
        let [now, then] = [Profile::CURRENT, Profile::LEGACY].map(|profile| {
            let (value, steps) = told(&text.replace("MUCH", much), profile);
            assert!(steps < 300, "{steps} steps");
            value
        });
        assert_eq!(now, then);
        now
    }

    #[test]
    fn an_alternative_is_given_up_at_a_field_that_is_not_allowed() {
        let text = "#T: size: int | *0\n\
                    #C: {id: string, mode: *\"a\" | \"b\"}\n\
                    a: {dest: string, {type: \"t\", c: #T, much: MUCH} | {type: \"c\", c: #C}}\n\
                    a: {dest: \"/\", c: #C & {id: \"\\(dest)x\"}}";
        let expected = r#"{"dest":"/","type":"c","c":{"id":"/x","mode":"a"}}"#;
        assert_eq!(told_early(text), expected);
    }

    #[test]
    fn an_alternative_is_given_up_at_a_field_in_conflict() {
        let text = "#S: x: string\n\
                    a: {b: 1, much: MUCH} | {b: 2, c: #S, much: MUCH} | {b: 2, c: #S | int}\n\
                    a: {b: 2, c: 3}";
        assert_eq!(told_early(text), r#"{"b":2,"c":3}"#);
    }

    #[test]
    fn where_every_alternative_fails_all_is_told() {
        let text = "#A: b: int\n\
                    #B: c: int\n\
                    a: {d: #A, e: #A} | {d: #B, e: #A}\n\
                    a: {d: {b: 1, c: 2, f: 3}, e: b: 4}";
        let mut session = session_of(text, Profile::CURRENT, Limits::default());
        let root = session.root();
        let problems = session.problems(root, false);
        let told = problems.iter().flat_map(|one| std::iter::once(one).chain(&one.causes));
        let told: Vec<_> = told.map(|one| format!("{}: {}", one.path, one.message)).collect();
        assert_eq!(
            told,
            [
                "a: 2 errors in empty disjunction:",
                "a.d.c: field not allowed",
                "a.d.b: field not allowed"
            ]
        );
    }
}
