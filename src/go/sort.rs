//! Sorting that leaves equal elements where Go's `sort.Slice` and `slices.SortFunc` leave them.
//!
//! Both sort by pattern-defeating quicksort, which is not stable, but is the same every time. Where
//! upstream sorts by less than the whole element, its bytes depend on every step taken here.

use std::ops::Range;

/// Slices that are not longer are sorted by insertion, which keeps equal elements in their order.
const SHORT: usize = 12;
/// From this length on a pivot is the median of nine elements, and order is repaired.
const LONG: usize = 50;

/// Sorts by an order that may call different elements equal.
pub fn sort_by<T>(items: &mut [T], less: impl FnMut(&T, &T) -> bool) {
    let all = 0..items.len();
    let limit = usize::BITS - all.len().leading_zeros();
    Sorter { items, less }.quicksort(all, limit);
}

struct Sorter<'a, T, F> {
    items: &'a mut [T],
    less: F,
}

/// What the elements that were looked at for a pivot have in common.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pattern {
    Increasing,
    Decreasing,
    Unknown,
}

impl<T, F: FnMut(&T, &T) -> bool> Sorter<'_, T, F> {
    fn less(&mut self, left: usize, right: usize) -> bool {
        (self.less)(&self.items[left], &self.items[right])
    }

    /// Sorts a part. `limit` is how many bad pivots are borne before it becomes a heap sort.
    ///
    /// The smaller side is sorted by recursion, so that is never deeper than the logarithm of the
    /// length.
    fn quicksort(&mut self, mut part: Range<usize>, mut limit: u32) {
        let (mut is_balanced, mut is_partitioned) = (true, true);
        while part.len() > SHORT {
            if limit == 0 {
                self.heap_sort(part);
                return;
            }
            if !is_balanced {
                self.break_patterns(&part);
                limit -= 1;
            }
            let (mut pivot, mut pattern) = self.choose_pivot(&part);
            if pattern == Pattern::Decreasing {
                self.items[part.clone()].reverse();
                pivot = part.end - 1 - (pivot - part.start);
                pattern = Pattern::Increasing;
            }
            let is_promising = is_balanced && is_partitioned && pattern == Pattern::Increasing;
            if is_promising && self.repair(&part) {
                return;
            }
            // What stands before the part is not greater than anything in it. If it is not less
            // than the pivot either, many elements are equal.
            if part.start > 0 && !self.less(part.start - 1, pivot) {
                part.start = self.skip_equal(&part, pivot);
                continue;
            }
            let enough = part.len() / 8;
            let middle;
            (middle, is_partitioned) = self.partition(&part, pivot);
            let (left, right) = (part.start..middle, middle + 1..part.end);
            if left.len() < part.end - middle {
                is_balanced = left.len() >= enough;
                self.quicksort(left, limit);
                part = right;
            } else {
                is_balanced = part.end - middle >= enough;
                self.quicksort(right, limit);
                part = left;
            }
        }
        self.insertion_sort(part);
    }

    fn insertion_sort(&mut self, part: Range<usize>) {
        for place in part.clone().skip(1) {
            self.sink(place, part.start);
        }
    }

    /// Moves an element down as long as it is less than the one before, but not below `floor`.
    fn sink(&mut self, mut place: usize, floor: usize) {
        while place > floor && self.less(place, place - 1) {
            self.items.swap(place, place - 1);
            place -= 1;
        }
    }

    /// Moves an element up as long as the next one is less.
    fn rise(&mut self, mut place: usize, end: usize) {
        while place + 1 < end && self.less(place + 1, place) {
            self.items.swap(place + 1, place);
            place += 1;
        }
    }

    /// Whether a part is sorted, or was but for a few elements, which are moved.
    fn repair(&mut self, part: &Range<usize>) -> bool {
        const ATTEMPTS: usize = 5;
        let mut place = part.start + 1;
        for _ in 0..ATTEMPTS {
            while place < part.end && !self.less(place, place - 1) {
                place += 1;
            }
            if place == part.end {
                return true;
            }
            if part.len() < LONG {
                return false;
            }
            self.items.swap(place, place - 1);
            if place - part.start >= 2 {
                self.sink(place - 1, 0);
            }
            if part.end - place >= 2 {
                self.rise(place, part.end);
            }
        }
        false
    }

    /// Puts what is less than the pivot before it, and the rest behind. The result is where the
    /// pivot is then, and whether nothing else had to be moved.
    fn partition(&mut self, part: &Range<usize>, pivot: usize) -> (usize, bool) {
        let first = part.start;
        self.items.swap(first, pivot);
        let (mut low, mut high) = (first + 1, part.end - 1);
        let mut is_partitioned = true;
        loop {
            while low <= high && self.less(low, first) {
                low += 1;
            }
            while low <= high && !self.less(high, first) {
                high -= 1;
            }
            if low > high {
                self.items.swap(high, first);
                return (high, is_partitioned);
            }
            is_partitioned = false;
            self.items.swap(low, high);
            low += 1;
            high -= 1;
        }
    }

    /// Puts what is equal to the pivot, which is the least, before what is greater. The result is
    /// where that begins.
    fn skip_equal(&mut self, part: &Range<usize>, pivot: usize) -> usize {
        let first = part.start;
        self.items.swap(first, pivot);
        let (mut low, mut high) = (first + 1, part.end - 1);
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
            self.items.swap(low, high);
            low += 1;
            high -= 1;
        }
    }

    /// Exchanges three elements in the middle with others, by numbers that only look random.
    fn break_patterns(&mut self, part: &Range<usize>) {
        let length = part.len();
        let mut random = length as u64;
        let mask = (1 << (usize::BITS - length.leading_zeros())) - 1;
        let middle = part.start + length / 4 * 2;
        for place in middle - 1..=middle + 1 {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            let other = usize::try_from(random & mask).unwrap_or_default();
            let other = if other >= length { other - length } else { other };
            self.items.swap(place, part.start + other);
        }
    }

    /// The median of three elements, or of three medians of three.
    fn choose_pivot(&mut self, part: &Range<usize>) -> (usize, Pattern) {
        const ALL: usize = 4 * 3;
        let quarter = part.len() / 4;
        let mut swaps = 0;
        let mut places = [1, 2, 3].map(|number| part.start + quarter * number);
        if part.len() >= LONG {
            for place in &mut places {
                *place = self.median([*place - 1, *place, *place + 1], &mut swaps);
            }
        }
        let pivot = self.median(places, &mut swaps);
        let pattern = match swaps {
            0 => Pattern::Increasing,
            ALL => Pattern::Decreasing,
            _ => Pattern::Unknown,
        };
        (pivot, pattern)
    }

    fn median(&mut self, mut places: [usize; 3], swaps: &mut usize) -> usize {
        for left in [0, 1, 0] {
            if self.less(places[left + 1], places[left]) {
                *swaps += 1;
                places.swap(left, left + 1);
            }
        }
        places[1]
    }

    fn heap_sort(&mut self, part: Range<usize>) {
        for root in (0..=(part.len() - 1) / 2).rev() {
            self.sift(root, &part);
        }
        for end in part.clone().rev() {
            self.items.swap(part.start, end);
            self.sift(0, &(part.start..end));
        }
    }

    /// Moves the root of a heap down to where it belongs.
    fn sift(&mut self, mut root: usize, heap: &Range<usize>) {
        let first = heap.start;
        loop {
            let mut child = 2 * root + 1;
            if child >= heap.len() {
                return;
            }
            if child + 1 < heap.len() && self.less(first + child, first + child + 1) {
                child += 1;
            }
            if !self.less(first + root, first + child) {
                return;
            }
            self.items.swap(first + root, first + child);
            root = child;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The numbers from zero, sorted by keys.
    fn sorted(length: usize, key: impl Fn(usize) -> isize) -> Vec<usize> {
        let mut items: Vec<usize> = (0..length).collect();
        sort_by(&mut items, |left, right| key(*left) < key(*right));
        items
    }

    fn signed(number: usize) -> isize {
        isize::try_from(number).unwrap()
    }

    #[test]
    fn equal_elements_stay_where_go_leaves_them() {
        assert_eq!(sorted(16, |_| 0), (0..16).collect::<Vec<_>>());
        let expected = [
            7, 21, 14, 35, 0, 28, 8, 6, 20, 29, 34, 27, 22, 13, 36, 15, 1, 10, 31, 39, 17, 38, 3,
            4, 24, 25, 32, 11, 18, 9, 30, 5, 26, 33, 23, 12, 2, 37, 16, 19,
        ];
        assert_eq!(sorted(40, |item| signed(item * item % 7)), expected);
    }

    #[test]
    fn long_slices_are_sorted_as_by_go() {
        let rows = [
            (60, 13, [112_942, 744_422, 845_312]),
            (700, 50, [580_674, 249_355, 901_857]),
            (5000, 3, [45_223, 357_100, 263_609]),
            (5000, 4999, [661_620, 357_100, 34_136]),
        ];
        for (length, modulus, expected) in rows {
            let squares = |item: usize| signed(item * item % modulus);
            let steps = |item: usize| signed(item / modulus);
            let falling =
                |item: usize| signed(item % modulus / (modulus - 1)) * 9 - signed(item / 3);
            let all = [sorted(length, squares), sorted(length, steps), sorted(length, falling)];
            let sums = all.map(|items| {
                let places = (1..).zip(items);
                places.fold(0, |sum, (place, item)| (sum * 31 + item * place) % 1_000_003)
            });
            assert_eq!(sums, expected, "{length} {modulus}");
        }
    }

    #[test]
    fn bad_pivots_end_in_a_heap_sort() {
        for length in [1, 2, 13, 500] {
            let key = |item: &usize| *item * 7919 % 503;
            let mut items: Vec<usize> = (0..length).collect();
            let sorter = Sorter { items: &mut items, less: |a: &usize, b: &usize| key(a) < key(b) };
            { sorter }.heap_sort(0..length);
            assert!(items.is_sorted_by_key(key), "{length}");
        }
    }
}
