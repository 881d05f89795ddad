//! Sorting as `slices.SortFunc` does, equal elements in the same places.
//!
//! It is pattern-defeating quicksort: not stable, but not random either. Up to twelve elements are
//! sorted by insertion, which is stable.

use std::cmp::Ordering;
use std::ops::Range;

/// Ranges of up to so many elements are sorted by insertion.
const FEW: usize = 12;
/// In ranges of this length and longer more is done to find patterns.
const MANY: usize = 50;

/// Sorts as `slices.SortFunc` does.
pub fn sort_by<T>(data: &mut [T], compare: impl FnMut(&T, &T) -> Ordering) {
    let all = 0..data.len();
    let limit = length_in_bits(data.len());
    Sorter { data, compare }.quick(all, limit);
}

fn length_in_bits(number: usize) -> u32 {
    usize::BITS - number.leading_zeros()
}

/// What the elements near the middle look like.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pattern {
    Increasing,
    Decreasing,
    Unknown,
}

struct Sorter<'a, T, F> {
    data: &'a mut [T],
    compare: F,
}

impl<T, F: FnMut(&T, &T) -> Ordering> Sorter<'_, T, F> {
    fn less(&mut self, left: usize, right: usize) -> bool {
        (self.compare)(&self.data[left], &self.data[right]).is_lt()
    }

    /// Sorts a range; so many pivots of it may be bad ones.
    fn quick(&mut self, mut range: Range<usize>, mut limit: u32) {
        let mut was_balanced = true;
        let mut was_parted = true;
        while range.len() > FEW {
            if limit == 0 {
                return self.heap(range);
            }
            if !was_balanced {
                self.scatter(&range);
                limit -= 1;
            }
            let (mut pivot, mut pattern) = self.pivot(&range);
            if pattern == Pattern::Decreasing {
                self.data[range.clone()].reverse();
                pivot = range.end - 1 - (pivot - range.start);
                pattern = Pattern::Increasing;
            }
            let looks_sorted = was_balanced && was_parted && pattern == Pattern::Increasing;
            if looks_sorted && self.finish(&range) {
                return;
            }
            if range.start > 0 && !self.less(range.start - 1, pivot) {
                range.start = self.part_equal(&range, pivot);
                continue;
            }
            let length = range.len();
            let middle;
            (middle, was_parted) = self.part(&range, pivot);
            let (left, right) = (range.start..middle, middle + 1..range.end);
            // The right side counts with its pivot.
            let shorter = left.len().min(right.len() + 1);
            was_balanced = shorter >= length / 8;
            let (short, long) =
                if left.len() < right.len() + 1 { (left, right) } else { (right, left) };
            self.quick(short, limit);
            range = long;
        }
        self.insertion(range);
    }

    fn insertion(&mut self, range: Range<usize>) {
        for place in range.clone() {
            let mut at = place;
            while at > range.start && self.less(at, at - 1) {
                self.data.swap(at, at - 1);
                at -= 1;
            }
        }
    }

    fn heap(&mut self, range: Range<usize>) {
        let first = range.start;
        for root in (0..=(range.len() - 1) / 2).rev() {
            self.sift(first, root, range.len());
        }
        for end in (0..range.len()).rev() {
            self.data.swap(first, first + end);
            self.sift(first, 0, end);
        }
    }

    /// Lets an element of a heap sink to its place.
    fn sift(&mut self, first: usize, mut root: usize, end: usize) {
        loop {
            let mut child = 2 * root + 1;
            if child >= end {
                return;
            }
            if child + 1 < end && self.less(first + child, first + child + 1) {
                child += 1;
            }
            if !self.less(first + root, first + child) {
                return;
            }
            self.data.swap(first + root, first + child);
            root = child;
        }
    }

    /// Moves what is less than the pivot before it. Also tells whether it was there already.
    fn part(&mut self, range: &Range<usize>, pivot: usize) -> (usize, bool) {
        let first = range.start;
        self.data.swap(first, pivot);
        let (mut low, mut high) = (first + 1, range.end - 1);
        let mut swaps = 0_usize;
        loop {
            while low <= high && self.less(low, first) {
                low += 1;
            }
            while low <= high && !self.less(high, first) {
                high -= 1;
            }
            if low > high {
                self.data.swap(high, first);
                return (high, swaps == 0);
            }
            self.data.swap(low, high);
            swaps += 1;
            low += 1;
            high -= 1;
        }
    }

    /// Moves what equals the pivot to the front, where nothing is less than it. The result is
    /// where the rest starts.
    fn part_equal(&mut self, range: &Range<usize>, pivot: usize) -> usize {
        let first = range.start;
        self.data.swap(first, pivot);
        let (mut low, mut high) = (first + 1, range.end - 1);
        loop {
            while low <= high && !self.less(first, low) {
                low += 1;
            }
            while low <= high && self.less(first, high) {
                high -= 1;
            }
            if low > high {
                return low;
            }
            self.data.swap(low, high);
            low += 1;
            high -= 1;
        }
    }

    /// Repairs the order where it is nearly there; `false` if it is not.
    fn finish(&mut self, range: &Range<usize>) -> bool {
        let mut place = range.start + 1;
        for _ in 0..5 {
            while place < range.end && !self.less(place, place - 1) {
                place += 1;
            }
            if place == range.end {
                return true;
            }
            if range.len() < MANY {
                return false;
            }
            self.data.swap(place, place - 1);
            self.shift(range, place);
        }
        false
    }

    /// Moves two neighbours that were swapped on to where they belong.
    fn shift(&mut self, range: &Range<usize>, place: usize) {
        if place - range.start >= 2 {
            let mut at = place - 1;
            while at >= 1 && self.less(at, at - 1) {
                self.data.swap(at, at - 1);
                at -= 1;
            }
        }
        let mut at = place + 1;
        while at < range.end && self.less(at, at - 1) {
            self.data.swap(at, at - 1);
            at += 1;
        }
    }

    /// Swaps three elements of the middle with others.
    fn scatter(&mut self, range: &Range<usize>) {
        let length = range.len();
        let mask = (1_u64 << length_in_bits(length)) - 1;
        let mut random = length as u64;
        let middle = range.start + length / 4 * 2;
        for place in middle - 1..=middle + 1 {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            let other = usize::try_from(random & mask).unwrap_or_default();
            let other = if other >= length { other - length } else { other };
            self.data.swap(place, range.start + other);
        }
    }

    /// An element that is probably in the middle.
    fn pivot(&mut self, range: &Range<usize>) -> (usize, Pattern) {
        let quarter = range.len() / 4;
        let mut places = [1, 2, 3].map(|count| range.start + quarter * count);
        let mut swaps = 0;
        if range.len() >= MANY {
            places = places.map(|at| self.median([at - 1, at, at + 1], &mut swaps));
        }
        let middle = self.median(places, &mut swaps);
        let pattern = match swaps {
            0 => Pattern::Increasing,
            12 => Pattern::Decreasing,
            _ => Pattern::Unknown,
        };
        (middle, pattern)
    }

    fn median(&mut self, [mut a, mut b, mut c]: [usize; 3], swaps: &mut usize) -> usize {
        self.order(&mut a, &mut b, swaps);
        self.order(&mut b, &mut c, swaps);
        self.order(&mut a, &mut b, swaps);
        b
    }

    fn order(&mut self, a: &mut usize, b: &mut usize, swaps: &mut usize) {
        if self.less(*b, *a) {
            *swaps += 1;
            std::mem::swap(a, b);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::sort_by;

    /// Sorts by the first number; the second tells where an element was.
    fn sorted(keys: &[u32]) -> Vec<(u32, u32)> {
        let mut data: Vec<_> = keys.iter().copied().zip(0..).collect();
        sort_by(&mut data, |left, right| left.0.cmp(&right.0));
        data
    }

    /// One number for the order of elements in slices of all lengths.
    fn order(key: fn(u32, u32) -> u32) -> u32 {
        let mut order = 1_u32;
        for length in 0..200 {
            let keys: Vec<_> = (0..length).map(|place| key(place, length)).collect();
            let data = sorted(&keys);
            assert!(data.windows(2).all(|pair| pair[0].0 <= pair[1].0), "{keys:?}");
            for (_, place) in data {
                order = order.wrapping_mul(31).wrapping_add(place);
            }
        }
        order
    }

    fn ridge(place: u32, length: u32) -> u32 {
        if place < length / 2 { place / 2 } else { (length - place) / 2 }
    }

    #[test]
    fn equal_elements_are_where_go_puts_them() {
        assert_eq!(order(|place, _| place / 4), 0x9ae4_da81);
        assert_eq!(order(|place, length| (length - place) / 4), 0xb4fa_af89);
        assert_eq!(order(|_, _| 7), 0x9ae4_da81);
        assert_eq!(order(|place, _| place % 3), 0x12d5_56ad);
        assert_eq!(order(|place, _| place.wrapping_mul(2_654_435_761) >> 27), 0x3266_c767);
        assert_eq!(order(ridge), 0xa0a4_eb93);
        assert_eq!(
            order(|place, length| if place == length / 2 { 0 } else { place / 2 }),
            0x6632_d2bf
        );
    }

    #[test]
    fn few_elements_keep_their_order() {
        let places: Vec<_> = sorted(&[1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0]);
        let places: Vec<_> = places.into_iter().map(|element| element.1).collect();
        assert_eq!(places, [1, 3, 5, 7, 9, 11, 0, 2, 4, 6, 8, 10]);
    }
}
