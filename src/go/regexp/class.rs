//! Sets of characters.

use crate::go::case::orbit;
use crate::order;

/// A class.
#[derive(Clone, Debug)]
pub(super) struct Class {
    /// A bit for each character of ASCII.
    ascii: u128,
    parts: Vec<Set>,
    negated: bool,
    fold: bool,
}

/// Ranges of characters, or all others.
#[derive(Clone, Debug)]
pub(super) struct Set {
    /// Both ends included; in order.
    pub(super) ranges: Vec<(char, char)>,
    pub(super) negated: bool,
}

impl Class {
    pub(super) fn contains(&self, c: char) -> bool {
        match u32::from(c) {
            c @ 0..128 => self.ascii >> c & 1 == 1,
            _ => self.has(c),
        }
    }

    fn has(&self, c: char) -> bool {
        self.parts.iter().any(|part| part.contains(c, self.fold)) != self.negated
    }
}

impl Set {
    /// Whether a character is in it; with `fold`, one that differs only in case will do.
    fn contains(&self, c: char, fold: bool) -> bool {
        let found = if fold { orbit(c).any(|c| self.has(c)) } else { self.has(c) };
        found != self.negated
    }

    fn has(&self, c: char) -> bool {
        let behind = self.ranges.partition_point(|(low, _)| *low <= c);
        behind > 0 && c <= self.ranges[behind - 1].1
    }
}

/// A class that is being read.
pub(super) struct Builder {
    ranges: Vec<(char, char)>,
    parts: Vec<Set>,
    fold: bool,
}

impl Builder {
    pub(super) fn new(fold: bool) -> Self {
        Self { ranges: Vec::new(), parts: Vec::new(), fold }
    }

    pub(super) fn range(&mut self, low: char, high: char) {
        self.ranges.push((low, high));
    }

    pub(super) fn set(&mut self, set: Set) {
        self.parts.push(set);
    }

    pub(super) fn build(mut self, negated: bool) -> Class {
        if !self.ranges.is_empty() {
            self.parts.push(Set { ranges: merged(self.ranges), negated: false });
        }
        let mut class = Class { ascii: 0, parts: self.parts, negated, fold: self.fold };
        for c in '\0'..='\x7f' {
            class.ascii |= u128::from(class.has(c)) << u32::from(c);
        }
        class
    }
}

/// Ranges in order that do not overlap.
fn merged(mut ranges: Vec<(char, char)>) -> Vec<(char, char)> {
    order::sort(&mut ranges);
    let mut merged: Vec<(char, char)> = Vec::with_capacity(ranges.len());
    for (low, high) in ranges {
        match merged.last_mut() {
            Some(last) if low <= last.1 => last.1 = last.1.max(high),
            _ => merged.push((low, high)),
        }
    }
    merged
}
