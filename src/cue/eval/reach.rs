//! Which group is in which.
//!
//! A group is in the group that contains it and in those that hold what it holds, and so on upwards.
//! Most nodes share what is replaced with the node above them, and their fields with each other, so
//! what a group is in is found once for all of them.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::order;

use super::Session;
use super::close::Held;
use super::close::Holds;
use super::close::Replacement;
use super::node::NodeId;

/// What is replaced at a node and above it, by what is replaced.
#[derive(Debug, Default)]
pub(super) struct Replacements {
    all: Vec<Replacement>,
    around: RefCell<Around>,
}

/// What groups are in, as of a version of what contains what.
#[derive(Debug, Default)]
struct Around {
    version: u32,
    groups: BTreeMap<u32, Groups>,
}

/// Groups, sorted.
#[derive(Clone, Debug)]
struct Groups(Rc<[u32]>);

/// Groups that hold something of a node, and what they are in.
pub(super) struct Reach<'s> {
    session: &'s Session,
    replacements: &'s Replacements,
    held: &'s [Held],
    /// Those that hold at least this.
    at_least: Holds,
}

impl Session {
    /// The groups that hold something of a node, with what they are in at a node.
    pub(super) fn reach<'s>(
        &'s self,
        node: Option<NodeId>,
        replacements: &'s Replacements,
        at_least: Holds,
    ) -> Reach<'s> {
        let work = node.and_then(|node| self.work_ref(node));
        let held = work.map_or(&[][..], |work| &work.close.held[..]);
        Reach { at_least, ..self.reach_of(held, replacements) }
    }

    /// Some groups, with what they are in at a node.
    pub(super) fn reach_of<'s>(
        &'s self,
        held: &'s [Held],
        replacements: &'s Replacements,
    ) -> Reach<'s> {
        Reach { session: self, replacements, held, at_least: Holds::default() }
    }

    /// Whether a group is in another one or is that.
    fn is_in(&self, replacements: &Replacements, inner: u32, outer: u32) -> bool {
        let (first, last) = match &replacements.all[..] {
            [] => (u32::MAX, 0),
            [first, ..] => (first.to, replacements.all[replacements.all.len() - 1].to),
        };
        // What contains a group has a smaller number.
        let least = first.min(outer).max(1);
        let mut at = inner;
        while at >= least {
            if at == outer {
                return true;
            }
            if first <= at && at <= last && replacements.is_replaced(at) {
                return self.groups_around(replacements, at).has(outer);
            }
            at = self.containments[at as usize];
        }
        false
    }

    /// The groups that a group is in, itself among them.
    fn groups_around(&self, replacements: &Replacements, inner: u32) -> Groups {
        let mut around = replacements.around.borrow_mut();
        if around.version != self.regrouped {
            *around = Around { version: self.regrouped, groups: BTreeMap::new() };
        }
        let found = around.groups.entry(inner);
        found.or_insert_with(|| self.find_groups(&replacements.all, inner)).clone()
    }

    fn find_groups(&self, replacements: &[Replacement], inner: u32) -> Groups {
        let mut groups = Vec::with_capacity(16);
        let mut open = vec![inner];
        while let Some(mut at) = open.pop() {
            while at != 0
                && let Err(place) = groups.binary_search(&at)
            {
                groups.insert(place, at);
                let first = replacements.partition_point(|one| one.to < at);
                let replaced = replacements[first..].iter().take_while(|one| one.to == at);
                open.extend(replaced.map(|one| one.from));
                at = self.containments[at as usize];
            }
        }
        Groups(groups.into())
    }

    /// What is replaced at a node and above it.
    pub(super) fn replacements(&mut self, node: NodeId) -> Rc<Replacements> {
        if let Some(all) = &self.work(node).close.all {
            return Rc::clone(all);
        }
        let parent = self.node(node).parent.filter(|parent| self.node(*parent).work.is_some());
        let above = parent.map(|parent| self.replacements(parent));
        let own = &self.work(node).close.replacements;
        let all = match above {
            Some(above) if own.is_empty() => above,
            above => {
                let mut all = own.to_vec();
                all.extend(above.iter().flat_map(|above| &above.all));
                order::sort(&mut all);
                Rc::new(Replacements { all, ..Replacements::default() })
            }
        };
        self.work(node).close.all = Some(Rc::clone(&all));
        all
    }
}

impl Replacements {
    /// Whether what a group holds is held by another one that need not contain it.
    fn is_replaced(&self, group: u32) -> bool {
        let first = self.all.partition_point(|one| one.to < group);
        self.all.get(first).is_some_and(|one| one.to == group)
    }
}

impl Reach<'_> {
    /// The groups that hold.
    pub(super) fn held(&self) -> impl Iterator<Item = &Held> {
        self.held.iter().filter(|held| held.holds.has(self.at_least))
    }

    /// Whether a group is in another one or is that.
    pub(super) fn is_in(&self, inner: u32, outer: u32) -> bool {
        self.session.is_in(self.replacements, inner, outer)
    }

    /// The first group that holds and that is in a group or is that.
    pub(super) fn from(&self, group: u32) -> Option<u32> {
        self.held().find(|held| self.is_in(held.id, group)).map(|held| held.id)
    }
}

impl Groups {
    fn has(&self, group: u32) -> bool {
        self.0.binary_search(&group).is_ok()
    }
}
