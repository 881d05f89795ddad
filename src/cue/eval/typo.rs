//! Which fields the groups of a node allow.

use std::rc::Rc;

use crate::cue::value::Kind;

use super::Label;
use super::Session;
use super::close::Group;
use super::close::GroupKind;
use super::close::Held;
use super::close::Holds;
use super::close::Required;
use super::error::Bottom;
use super::error::Code;
use super::error::combine;
use super::node::ArcType;
use super::node::Base;
use super::node::NodeId;
use super::reach::Reach;
use super::reach::Replacements;
use super::value::Val;

impl Session {
    /// Holds all fields of a node against the groups that close it.
    pub(super) fn check_typos(&mut self, node: NodeId) {
        let target = self.deref(node);
        if self.node(target).arcs.is_empty() {
            return;
        }
        if let Some(error) = self.own_bottom(target)
            && !error.close_check
        {
            return;
        }
        let required = self.required_of_fields(node);
        if required.is_empty() {
            return;
        }
        let mut errors = None;
        let mut next = 0;
        let mut known = None;
        while let Some(arc) = self.node(target).arcs.get(next).copied() {
            next += 1;
            if self.is_misspelt(arc, &required, &mut known)
                && let Some(error) = self.not_allowed(self.deref_alternative(arc))
            {
                errors = combine(errors, Some(error));
            }
        }
        if let Some(error) = errors {
            self.add_child_error(node, error);
        }
    }

    /// Whether a field is one that not all of the groups hold that must. Another one is known that
    /// they hold.
    fn is_misspelt(
        &mut self,
        arc: NodeId,
        required: &[Required],
        known: &mut Option<(NodeId, Rc<Replacements>)>,
    ) -> bool {
        let Some(label) = self.node(arc).label else { return false };
        let field = self.deref_alternative(arc);
        if label.is_always_allowed() || self.node(field).work.is_none() {
            return false;
        }
        if self.own_bottom(field).is_some_and(|error| !self.may_be_unheld(&error)) {
            return false;
        }
        let replacements = self.replacements(field);
        if let Some((other, theirs)) = &known
            && Rc::ptr_eq(theirs, &replacements)
            && self.is_held_alike(*other, field)
        {
            return false;
        }
        let reach = self.reach(Some(field), &replacements, Holds::default());
        if Self::is_held(required, &reach) {
            *known = Some((field, replacements));
            return false;
        }
        let flags = self.node(arc).flags;
        !(self.profile.leaks_closedness && flags.referenced && self.is_from_disjunction(arc))
    }

    /// Whether the same groups hold something of both.
    fn is_held_alike(&self, one: NodeId, other: NodeId) -> bool {
        let (Some(one), Some(other)) = (self.work_ref(one), self.work_ref(other)) else {
            return false;
        };
        let (one, other) = (&one.close.held[..], &other.close.held[..]);
        let mut both = one.iter().zip(other);
        one.len() == other.len() && both.all(|(a, b)| a.id == b.id && a.embed == b.embed)
    }

    /// Whether a field with an error may be one that is not allowed all the same: an alternative that
    /// an incomplete field does not rule out is ruled out by one that it does not have.
    fn may_be_unheld(&self, error: &Bottom) -> bool {
        error.close_check || self.profile.checks_early && error.code.is_incomplete()
    }

    fn not_allowed(&mut self, field: NodeId) -> Option<Rc<Bottom>> {
        if self.node(field).arc == ArcType::Pending {
            return None;
        }
        let mut error =
            Bottom::new(Code::Eval, "field not allowed", Vec::new()).on(field).between();
        error.close_check = true;
        let spans: Vec<_> = self.node(field).conjuncts.iter().map(|one| one.span).collect();
        for span in spans {
            error = error.at(span);
        }
        let error = Rc::new(error);
        self.set_base(field, Base::Val(Val::Bottom(Rc::clone(&error))));
        self.work(field).kind = Kind::BOTTOM;
        (self.node(field).arc <= ArcType::Required).then_some(error)
    }

    /// The groups that each field of a node must be held by.
    pub(super) fn required_of_fields(&mut self, node: NodeId) -> Rc<Vec<Required>> {
        let mut required = self.required(node);
        if required.is_empty() {
            return required;
        }
        let replacements = self.replacements(node);
        let opened = self.reach(Some(node), &replacements, Holds::ELLIPSIS);
        if opened.held().next().is_some() {
            for one in Rc::make_mut(&mut required) {
                one.removed |= opened.from(one.id).is_some();
            }
        }
        required
    }

    /// Whether groups that hold a field do so for all that must.
    pub(super) fn is_held(required: &[Required], reach: &Reach<'_>) -> bool {
        required
            .iter()
            .all(|one| one.ignored || one.removed || Self::is_held_by(*one, required, reach))
    }

    fn is_held_by(one: Required, all: &[Required], reach: &Reach<'_>) -> bool {
        if reach.from(one.id).is_some() {
            return true;
        }
        let find = |id: u32| all.iter().copied().find(|set| id != 0 && set.id == id);
        let Some(scope) = find(one.embed) else { return false };
        let is_inside = |held: &Held| reach.is_in(held.embed, scope.id);
        if one.operand_opened && one.parent == 0 {
            return !reach.held().any(is_inside);
        }
        let outer = find(one.parent);
        for held in reach.held() {
            if is_inside(held) {
                continue;
            }
            if one.parent == 0 {
                if scope.parent != 0 && find(scope.parent).is_none() {
                    continue;
                }
                return true;
            }
            let Some(outer) = outer else { return true };
            if outer.removed || reach.is_in(held.id, outer.id) {
                return true;
            }
        }
        false
    }

    /// The groups that close a node, here and above.
    fn required(&mut self, node: NodeId) -> Rc<Vec<Required>> {
        if let Some(known) = &self.work(node).close.required {
            return Rc::clone(known);
        }
        let parent = self.node(node).parent.filter(|parent| self.node(*parent).work.is_some());
        let inherited = parent.map(|parent| self.required(parent)).unwrap_or_default();
        let groups = &self.work(node).close.groups;
        if inherited.is_empty() && groups.is_empty() {
            self.work(node).close.required = Some(Rc::clone(&inherited));
            return inherited;
        }
        let has_groups = !groups.is_empty();
        let replacements = self.replacements(node);
        let reach = self.reach(Some(node), &replacements, Holds::default());
        let opened = self.reach(parent, &replacements, Holds::ELLIPSIS);
        let opens = |held: &Held| held.holds.has(Holds::TOP);
        let is_opened = reach.held().any(opens) || opened.held().next().is_some();
        let is_allowed = self.node(node).label.is_some_and(Label::is_always_allowed);
        let ignored = |set: &Required| Required { ignored: set.ignored || set.once, ..*set };
        if !has_groups
            && !is_opened
            && !is_allowed
            && inherited.iter().all(|set| set.ignored || !set.once)
        {
            self.work(node).close.required = Some(Rc::clone(&inherited));
            return inherited;
        }
        let mut sets: Vec<Required> = inherited.iter().map(ignored).collect();
        if let Some(work) = self.work_ref(node) {
            for group in &work.close.groups {
                self.require(&mut sets, inherited.len(), group);
            }
        }
        if is_allowed {
            sets.retain(|set| reach.from(set.id).is_some());
        }
        if is_opened {
            sets.retain_mut(|set| filter_top(set, &reach, &opened));
        }
        let kept = Rc::new(sets);
        self.work(node).close.required = Some(Rc::clone(&kept));
        kept
    }

    fn require(&self, sets: &mut Vec<Required>, inherited: usize, group: &Group) {
        if group.ignore && group.kind == GroupKind::Reference {
            return;
        }
        if sets.iter().any(|set| set.id == group.id) {
            return;
        }
        let once = group.kind != GroupKind::Embedding
            && (group.target.is_some_and(|target| self.node(target).flags.closed_once)
                || (!group.ignore && !group.recursive));
        sets.push(Required {
            id: group.id,
            parent: group.parent,
            embed: group.embed,
            kind: group.kind,
            once,
            ignored: group.ignore,
            removed: false,
            operand_opened: group.operand_opened,
        });
        if group.parent == 0 || group.ignore {
            return;
        }
        let mut outer = group.parent;
        for set in sets[..inherited].iter_mut().rev() {
            if outer != 0 && set.id == outer {
                set.once =
                    if set.ignored { !group.recursive } else { set.once && !group.recursive };
                set.ignored = false;
                outer = set.parent;
            }
        }
    }

    /// Whether a closed struct or list would take a field, as far as patterns and kind tell.
    pub(super) fn accepts(&mut self, node: NodeId, label: Label) -> bool {
        if label.is_always_allowed() {
            return true;
        }
        let node = self.deref(node);
        if let Base::Val(Val::Disjunction(disjunction)) = &self.node(node).base {
            let values = disjunction.values.clone();
            return values.iter().any(|value| match value {
                Val::Node(node) => self.accepts(*node, label),
                _ => false,
            });
        }
        if let Label::Int(index) = label {
            return match self.node(node).base {
                Base::List { open } => open || (index as usize) < self.elements(node).len(),
                _ => self.node_kind(node).meets(Kind::LIST),
            };
        }
        let kind = self.node_kind(node);
        if !kind.meets(Kind::STRUCT)
            && label.is_string()
            && (!kind.is_bottom() || self.node(node).structs.is_empty())
        {
            return false;
        }
        if self.is_open_struct(node)
            || self.profile.checks_early
                && self.node(node).work.is_some()
                && self.required(node).iter().all(|one| one.ignored || one.removed)
        {
            return true;
        }
        if self.find_arc(node, label).is_some() {
            return true;
        }
        let patterns = self.node(node).patterns.clone();
        patterns.iter().any(|pattern| self.matches(&pattern.pattern, label))
    }

    /// Whether a struct takes fields that it does not name.
    pub(super) fn is_open_struct(&self, node: NodeId) -> bool {
        let this = self.node(node);
        if this.flags.has_ellipsis {
            return true;
        }
        if this.flags.closed_once {
            return false;
        }
        match &this.base {
            Base::Struct | Base::Val(Val::Disjunction(_) | Val::Node(_)) => {
                !this.flags.closed_recursive
            }
            _ => true,
        }
    }
}

/// Drops a group that a top or an ellipsis opens; false if it is to be dropped.
fn filter_top(set: &mut Required, reach: &Reach<'_>, opened: &Reach<'_>) -> bool {
    let mut holds = Holds::default();
    let mut any = false;
    for one in reach.held() {
        if reach.is_in(one.id, set.id) {
            any = true;
            let mut one_holds = one.holds;
            if one.id < set.id {
                one_holds = Holds(one_holds.0 & !Holds::STRUCT.0);
            }
            holds = holds | one_holds;
        }
    }
    let is_top = holds.has(Holds::TOP) && !holds.has(Holds::STRUCT);
    if is_top || holds.has(Holds::OPEN_VALIDATOR) {
        return false;
    }
    if any && set.kind != GroupKind::Struct {
        return true;
    }
    if let Some(id) = opened.from(set.id) {
        set.removed |= !any || (set.kind == GroupKind::Struct && reach.from(id).is_none());
    }
    true
}
