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
pub(super) struct Groups(Rc<[u32]>);

/// Groups that hold something of a node, and what they are in.
pub(super) struct Reach {
    pub(super) replacements: Rc<Replacements>,
    pub(super) held: Vec<(Held, Groups)>,
}

impl Session {
    /// What groups that hold something of a node are in.
    pub(super) fn reach<'h>(
        &mut self,
        node: NodeId,
        held: impl IntoIterator<Item = &'h Held>,
    ) -> Reach {
        let replacements = self.replacements(node);
        let held = held.into_iter().map(|held| (*held, self.groups_around(&replacements, held.id)));
        let held = held.collect();
        Reach { replacements, held }
    }

    /// The groups that a group is in, itself among them.
    pub(super) fn groups_around(&self, replacements: &Replacements, inner: u32) -> Groups {
        let mut around = replacements.around.borrow_mut();
        if around.version != self.regrouped {
            *around = Around { version: self.regrouped, groups: BTreeMap::new() };
        }
        let found = around.groups.entry(inner);
        found.or_insert_with(|| self.find_groups(&replacements.all, inner)).clone()
    }

    fn find_groups(&self, replacements: &[Replacement], inner: u32) -> Groups {
        let mut groups = Vec::new();
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

    fn replacements(&mut self, node: NodeId) -> Rc<Replacements> {
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

impl Reach {
    /// The first group that holds and that is in a group or is that.
    pub(super) fn from(&self, group: u32) -> Option<u32> {
        let found = self.held.iter().find(|(_, groups)| groups.has(group));
        found.map(|(held, _)| held.id)
    }
}

impl Groups {
    pub(super) fn has(&self, group: u32) -> bool {
        self.0.binary_search(&group).is_ok()
    }
}
