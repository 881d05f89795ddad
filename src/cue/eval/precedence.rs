//! Which field comes before which, and the order that follows.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

use crate::order;
use crate::order::Collect as _;

use super::Label;

/// Labels, each with those that come after it.
#[derive(Debug, Default)]
pub(super) struct Precedence {
    after: BTreeMap<Label, BTreeSet<Label>>,
}

impl Precedence {
    pub(super) fn add(&mut self, label: Label) {
        self.after.entry(label).or_default();
    }

    pub(super) fn link(&mut self, before: Label, after: Label) {
        self.add(after);
        self.after.entry(before).or_default().insert(after);
    }

    /// The place of each label: what comes before it is before it, and else names decide. Labels
    /// that come before each other stay together.
    pub(super) fn sorted(
        &self,
        names: impl Fn(Label, Label) -> Ordering,
    ) -> BTreeMap<Label, usize> {
        let mut labels: Vec<Label> = self.after.keys().copied().collect();
        order::sort_by(&mut labels, |left, right| names(*left, *right));
        let rank: BTreeMap<Label, usize> =
            labels.iter().enumerate().map(|(rank, label)| (*label, rank)).into_map();
        let after: Vec<Vec<usize>> = labels
            .iter()
            .map(|label| self.after[label].iter().map(|next| rank[next]).collect())
            .collect();
        if let Some(order) = untangled(&after) {
            return order.into_iter().enumerate().map(|(at, one)| (labels[one], at)).collect();
        }
        let knots = knots(&after);
        let mut waits = vec![0_usize; after.len()];
        let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        let mut next: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for (one, others) in after.iter().enumerate() {
            members.entry(knots[one]).or_default().push(one);
            for other in others.iter().map(|other| knots[*other]) {
                if other != knots[one] && next.entry(knots[one]).or_default().insert(other) {
                    waits[other] += 1;
                }
            }
        }
        let mut ready: BTreeSet<usize> =
            members.keys().copied().filter(|knot| waits[*knot] == 0).into_set();
        let mut places = BTreeMap::new();
        while let Some(knot) = ready.pop_first() {
            for member in members.remove(&knot).into_iter().flatten() {
                places.insert(labels[member], places.len());
            }
            for other in next.remove(&knot).into_iter().flatten() {
                waits[other] -= 1;
                if waits[other] == 0 {
                    ready.insert(other);
                }
            }
        }
        places
    }
}

/// The order, where nothing leads to itself.
fn untangled(after: &[Vec<usize>]) -> Option<Vec<usize>> {
    let mut waits = vec![0_usize; after.len()];
    for other in after.iter().flatten() {
        waits[*other] += 1;
    }
    let mut ready: BTreeSet<usize> = (0..after.len()).filter(|one| waits[*one] == 0).collect();
    let mut order = Vec::with_capacity(after.len());
    while let Some(one) = ready.pop_first() {
        order.push(one);
        for other in &after[one] {
            waits[*other] -= 1;
            if waits[*other] == 0 {
                ready.insert(*other);
            }
        }
    }
    (order.len() == after.len()).then_some(order)
}

/// The knot that each is in, named after the first in it: those that lead to each other.
fn knots(after: &[Vec<usize>]) -> Vec<usize> {
    let mut before = vec![Vec::new(); after.len()];
    for (one, others) in after.iter().enumerate() {
        for other in others {
            before[*other].push(one);
        }
    }
    let mut knots = vec![usize::MAX; after.len()];
    for start in finished(after).into_iter().rev() {
        if knots[start] != usize::MAX {
            continue;
        }
        let (mut open, mut found) = (vec![start], Vec::new());
        knots[start] = start;
        while let Some(one) = open.pop() {
            found.push(one);
            for other in &before[one] {
                if knots[*other] == usize::MAX {
                    knots[*other] = start;
                    open.push(*other);
                }
            }
        }
        let first = found.iter().copied().min().unwrap_or(start);
        for one in found {
            knots[one] = first;
        }
    }
    knots
}

/// All, in the order in which a walk leaves them for good.
fn finished(after: &[Vec<usize>]) -> Vec<usize> {
    let mut seen = vec![false; after.len()];
    let mut left = Vec::with_capacity(after.len());
    for start in 0..after.len() {
        if std::mem::replace(&mut seen[start], true) {
            continue;
        }
        let mut path = vec![(start, 0)];
        while let Some((one, next)) = path.pop() {
            match after[one].get(next) {
                Some(other) => {
                    path.push((one, next + 1));
                    if !std::mem::replace(&mut seen[*other], true) {
                        path.push((*other, 0));
                    }
                }
                None => left.push(one),
            }
        }
    }
    left
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(links: &[(u32, u32)], alone: &[u32]) -> Vec<u32> {
        let mut graph = Precedence::default();
        for (before, after) in links {
            graph.link(Label::Int(*before), Label::Int(*after));
        }
        for label in alone {
            graph.add(Label::Int(*label));
        }
        let places = graph.sorted(|left, right| left.cmp(&right));
        let labels = places
            .into_iter()
            .map(|(label, place)| (place, if let Label::Int(index) = label { index } else { 0 }));
        labels.into_map().into_values().collect()
    }

    #[test]
    fn names_decide_where_nothing_is_said() {
        assert_eq!(order(&[(5, 1)], &[3, 0]), [0, 3, 5, 1]);
    }

    #[test]
    fn what_comes_before_each_other_stays_together() {
        assert_eq!(order(&[(9, 4), (4, 7), (7, 4), (7, 2)], &[5]), [5, 9, 4, 7, 2]);
    }
}
