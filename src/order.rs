//! Order, in little code: sorting, and maps and sets made of what comes in any order.
//!
//! The standard library sorts fast, with four kilobytes of instructions for each type that is sorted
//! or collected into a `BTreeMap` or `BTreeSet`. The lists that are sorted here are short; so one sort
//! serves all types, and maps and sets are filled one by one.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::mem;

/// Sorts; equal items stay in their order.
pub fn sort<T: Ord>(items: &mut [T]) {
    sort_by(items, T::cmp);
}

/// Sorts by what `key` makes of an item; items with equal keys stay in their order.
pub fn sort_by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    sort_by(items, |left, right| key(left).cmp(&key(right)));
}

/// Sorts by an order; items that it calls equal stay in their order.
pub fn sort_by<T>(items: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    if items.len() < 2 {
        return;
    }
    let order = sorted(items.len(), &|left, right| compare(&items[left], &items[right]));
    settle(order, &mut |left, right| items.swap(left, right));
}

/// The numbers below `len` in the order of the items they stand for.
fn sorted(len: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..len).collect();
    #[expect(clippy::disallowed_methods, reason = "this is the one")]
    order.sort_by(|left, right| compare(*left, *right));
    order
}

/// Brings items to their places: to place `n` the one that was at `order[n]`, cycle by cycle.
fn settle(mut order: Vec<usize>, swap: &mut dyn FnMut(usize, usize)) {
    for start in 0..order.len() {
        let mut place = start;
        loop {
            let from = mem::replace(&mut order[place], place);
            if from == start {
                break;
            }
            swap(place, from);
            place = from;
        }
    }
}

/// Like `collect`, for maps and sets.
pub trait Collect: Iterator + Sized {
    /// Makes a map of pairs; of those with equal keys the last one stays.
    fn into_map<K: Ord, V>(self) -> BTreeMap<K, V>
    where
        Self: Iterator<Item = (K, V)>,
    {
        let mut map = BTreeMap::new();
        map.extend(self);
        map
    }

    /// Makes a set of items; of equal ones the first stays.
    fn into_set(self) -> BTreeSet<Self::Item>
    where
        Self::Item: Ord,
    {
        let mut set = BTreeSet::new();
        set.extend(self);
        set
    }
}

impl<I: Iterator> Collect for I {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn equal_items_stay_in_their_order(keys in prop::collection::vec(0..9_u8, 0..60)) {
            let mut items: Vec<(u8, usize)> = keys.into_iter().zip(0..).collect();
            let all = items.clone().into_iter().into_set();
            sort_by_key(&mut items, |(key, _)| *key);
            prop_assert!(items.is_sorted());
            prop_assert_eq!(items.into_iter().into_set(), all);
        }
    }

    #[test]
    fn all_items_come_to_their_places() {
        let mut items = ["c", "a", "e", "b", "d", "a"];
        sort(&mut items);
        assert_eq!(items, ["a", "a", "b", "c", "d", "e"]);
    }

    #[test]
    fn the_last_of_equal_keys_stays() {
        let map = [(2, "b"), (1, "a"), (2, "c")].into_iter().into_map();
        assert_eq!(map.into_iter().collect::<Vec<_>>(), [(1, "a"), (2, "c")]);
    }
}
