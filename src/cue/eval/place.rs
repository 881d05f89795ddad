//! Where among all that is said of a node something is said, as CUE v0.4 came across it.
//!
//! That evaluator added what is embedded, and what that refers to, before the fields beside it; then
//! came dynamic fields and comprehensions, and alternatives last. Ours comes across things in
//! another order, so in the profile that shows fields in the order of v0.4 each conjunct carries its
//! place: a path of steps from the node, smaller ones first.

use std::cmp::Ordering;

use super::Session;
use super::ir::Clause;
use super::ir::Comprehension;
use super::node::ArcType;
use super::node::CloseInfo;
use super::node::NodeId;

/// A place; others may be at the same one. The default one is that of a node itself.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub(super) struct Place(u32);

/// All places that were needed.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// Every place but the default one.
    known: Vec<Step>,
    /// The places at the first steps from a node, where nearly all is said.
    near: [Option<Place>; 8],
}

/// The last step to a place.
#[derive(Clone, Copy, Debug)]
struct Step {
    within: Place,
    number: u32,
    /// How many steps lead to the place.
    depth: u32,
}

/// What is added after all structs and references.
#[derive(Clone, Copy, Debug)]
pub(super) enum Late {
    Dynamic,
    If,
    For,
    Alternative,
}

/// When a conjunct came to a node.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Came {
    InTime,
    Later,
}

/// The first of the steps of fields, which come after all embeddings of a struct.
const FIELDS: u32 = 1 << 28;

/// The same for optional fields.
const OPTIONAL_FIELDS: u32 = 1 << 29;

/// The first of the steps of what is added late.
const LATE: u32 = 1 << 30;

/// The round in which alternatives are added; what they add late comes in a later one.
const ALTERNATIVES: u32 = 1 << 20;

impl Place {
    /// The place of what does not decide about the order of fields.
    pub(super) const LAST: Self = Self(u32::MAX);
}

impl Places {
    fn below(&mut self, within: Place, number: u32) -> Place {
        let near = self.near.get(number as usize).filter(|_| within == Place::default());
        if let Some(Some(known)) = near {
            return *known;
        }
        let is_near = near.is_some();
        self.known.push(Step { within, number, depth: self.depth(within) + 1 });
        let place = Place(u32::try_from(self.known.len()).unwrap_or(u32::MAX));
        if is_near {
            self.near[number as usize] = Some(place);
        }
        place
    }

    fn get(&self, place: Place) -> Option<&Step> {
        self.known.get((place.0 as usize).checked_sub(1)?)
    }

    /// How many steps lead to a place.
    fn depth(&self, place: Place) -> u32 {
        self.get(place).map_or(0, |step| step.depth)
    }

    /// The place on the way to another one that is some steps from the node.
    fn at_depth(&self, mut place: Place, depth: u32) -> Place {
        for _ in depth..self.depth(place) {
            place = self.around(place);
        }
        place
    }

    /// The steps that lead to a place.
    fn path(&self, mut place: Place) -> Vec<u32> {
        let mut path = Vec::with_capacity(self.depth(place) as usize);
        while let Some(one) = self.get(place) {
            path.push(one.number);
            place = one.within;
        }
        path.reverse();
        path
    }

    /// Where something comes that is added late by what is said at a place.
    fn late(&mut self, place: Place, late: Late) -> Place {
        let path = self.path(place);
        let before = path.first().and_then(|first| first.checked_sub(LATE)).map(|step| step / 4);
        let round = before.map_or(0, |round| round + 1);
        let round = match late {
            Late::Alternative => round.max(ALTERNATIVES),
            _ => round,
        };
        let rest = if before.is_some() { &path[1..] } else { &path[..] };
        let first = self.below(Place::default(), LATE + round * 4 + late as u32);
        rest.iter().fold(first, |place, step| self.below(place, *step))
    }

    /// Where the struct is said in which a field is said at a place.
    pub(super) fn around(&self, place: Place) -> Place {
        self.get(place).map_or(place, |one| one.within)
    }

    /// Whether something is said at a place if there is a field, but does not make it.
    pub(super) fn is_optional(&self, place: Place) -> bool {
        let steps = OPTIONAL_FIELDS..LATE;
        place == Place::LAST || self.get(place).is_some_and(|one| steps.contains(&one.number))
    }

    pub(super) fn compare(&self, one: Place, other: Place) -> Ordering {
        if one == other || one == Place::LAST || other == Place::LAST {
            return one.cmp(&other);
        }
        // Where one is on the way to the other, it comes first.
        let depths = (self.depth(one), self.depth(other));
        let mut order = depths.0.cmp(&depths.1);
        let common = depths.0.min(depths.1);
        let (mut left, mut right) = (self.at_depth(one, common), self.at_depth(other, common));
        // Of the steps that differ, the first one counts.
        while left != right
            && let (Some(one), Some(other)) = (self.get(left), self.get(right))
        {
            order = one.number.cmp(&other.number).then(order);
            (left, right) = (one.within, other.within);
        }
        order
    }
}

impl Session {
    /// What is said at a step from where something is said.
    pub(super) fn step(&mut self, mut close: CloseInfo, step: usize) -> CloseInfo {
        if self.profile.first_seen_order && close.place != Place::LAST {
            close.place = self.places.below(close.place, u32::try_from(step).unwrap_or(u32::MAX));
        }
        close
    }

    /// The same for the field that a declaration of a struct is about.
    pub(super) fn step_to_field(
        &mut self,
        close: CloseInfo,
        index: usize,
        arc: ArcType,
    ) -> CloseInfo {
        let first = if arc == ArcType::Optional { OPTIONAL_FIELDS } else { FIELDS };
        self.step(close, first as usize + index)
    }

    /// What is said without deciding about the order of fields.
    pub(super) const fn step_aside(mut close: CloseInfo) -> CloseInfo {
        close.place = Place::LAST;
        close
    }

    /// What is said late.
    pub(super) fn step_late(&mut self, mut close: CloseInfo, late: Late) -> CloseInfo {
        if self.profile.first_seen_order && close.place != Place::LAST {
            close.place = self.places.late(close.place, late);
        }
        close
    }

    /// The step to a conjunct of a node, for the node itself or for another that is said to be like
    /// it. One that came later stands between those that were there.
    pub(super) fn step_to_conjunct(
        &mut self,
        node: NodeId,
        close: CloseInfo,
        index: usize,
        came: Came,
    ) -> CloseInfo {
        if !self.profile.first_seen_order || close.place == Place::LAST {
            return close;
        }
        let conjuncts = &self.node(node).conjuncts;
        let Some(place) = conjuncts.get(index).map(|one| one.close.place) else { return close };
        let is_before = |(at, other): (usize, Place)| match self.places.compare(other, place) {
            Ordering::Less => true,
            Ordering::Equal => at < index,
            Ordering::Greater => false,
        };
        let others = conjuncts.iter().map(|one| one.close.place).enumerate();
        let rank = others.filter(|one| is_before(*one)).count();
        self.step(close, 2 * rank + usize::from(came == Came::InTime))
    }
}

impl Comprehension {
    /// When what a comprehension yields is added.
    pub(super) fn late(&self) -> Late {
        match self.clauses.first() {
            Some(Clause::For { .. }) => Late::For,
            _ => Late::If,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_compare_as_the_steps_that_lead_to_them() {
        let mut places = Places::default();
        let mut all = vec![Place::default()];
        for (from, step) in [(0, 3), (0, 1), (1, 2), (2, 7), (3, 1), (3, 5), (4, 0), (5, 5)] {
            let place = places.below(all[from], step);
            all.push(place);
        }
        for one in &all {
            for other in &all {
                let expected = places.path(*one).cmp(&places.path(*other));
                assert_eq!(places.compare(*one, *other), expected, "{one:?} {other:?}");
            }
        }
    }
}
