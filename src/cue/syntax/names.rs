//! Names in blocks that lie within each other.

use std::borrow::Borrow;
use std::hash::Hash;

use foldhash::fast::RandomState;
use indexmap::IndexMap;

/// What names mean in the block where we are and in those around it.
#[derive(Debug)]
pub struct Names<N, M> {
    /// All names that were ever met, with the place of the innermost meaning of each.
    known: IndexMap<N, Option<usize>, RandomState>,
    /// All meanings, those of inner blocks last.
    declared: Vec<Declared<M>>,
    depth: usize,
}

/// A name that was met.
#[derive(Clone, Copy, Debug)]
pub struct Known(usize);

#[derive(Debug)]
struct Declared<M> {
    name: usize,
    /// How many blocks are around it, its own included.
    depth: usize,
    /// The place of what the name means further out.
    outer: Option<usize>,
    meaning: M,
}

impl<N: Hash + Eq + Borrow<str>, M> Names<N, M> {
    /// Enters a block.
    pub fn enter(&mut self) {
        if self.known.capacity() == 0 {
            self.known.reserve(USUAL);
            self.declared.reserve(USUAL);
        }
        self.depth += 1;
    }

    /// Leaves a block; gives what its names meant, the last one first.
    pub fn leave(&mut self, mut each: impl FnMut(&N, M)) {
        while let Some(last) = self.declared.pop_if(|last| last.depth == self.depth) {
            if let Some((name, innermost)) = self.known.get_index_mut(last.name) {
                *innermost = last.outer;
                each(name, last.meaning);
            }
        }
        self.depth -= 1;
    }

    /// Meets a name.
    pub fn meet(&mut self, name: N) -> Known {
        let entry = self.known.entry(name);
        let index = entry.index();
        entry.or_insert(None);
        Known(index)
    }

    /// Gives a name a meaning in this block; gives what it meant in it before.
    pub fn declare(&mut self, name: Known, meaning: M) -> Option<M> {
        let (_, innermost) = self.known.get_index_mut(name.0)?;
        let outer = *innermost;
        if let Some(known) = outer.and_then(|at| self.declared.get_mut(at))
            && known.depth == self.depth
        {
            return Some(std::mem::replace(&mut known.meaning, meaning));
        }
        *innermost = Some(self.declared.len());
        self.declared.push(Declared { name: name.0, depth: self.depth, outer, meaning });
        None
    }

    /// What a name means, from the innermost block on, and how deep in blocks that is.
    pub fn meanings(&self, name: Known) -> impl Iterator<Item = (usize, &M)> {
        let mut next = self.known.get_index(name.0).and_then(|(_, innermost)| *innermost);
        std::iter::from_fn(move || {
            let found = self.declared.get(next?)?;
            next = found.outer;
            Some((found.depth, &found.meaning))
        })
    }

    /// The same, of a name that may never have been met.
    pub fn find(&self, name: &str) -> impl Iterator<Item = (usize, &M)> {
        let known = self.known.get_index_of(name);
        known.into_iter().flat_map(|index| self.meanings(Known(index)))
    }

    /// What a name means in the innermost block, and how deep that is.
    pub fn innermost(&mut self, name: &str) -> Option<(usize, &mut M)> {
        let found = self.declared.get_mut((*self.known.get(name)?)?)?;
        Some((found.depth, &mut found.meaning))
    }

    /// All names with how deep they mean something, the last one first.
    pub fn all(&self) -> impl Iterator<Item = (usize, &N)> {
        let name = |one: &Declared<M>| Some((one.depth, self.known.get_index(one.name)?.0));
        self.declared.iter().rev().filter_map(name)
    }
}

impl<N, M> Default for Names<N, M> {
    fn default() -> Self {
        Self { known: IndexMap::default(), declared: Vec::new(), depth: 0 }
    }
}

/// More names than most files have.
const USUAL: usize = 56;

#[cfg(test)]
mod tests {
    use super::*;

    fn meanings(names: &Names<&str, u32>, name: &str) -> Vec<(usize, u32)> {
        names.find(name).map(|(depth, meaning)| (depth, *meaning)).collect()
    }

    #[test]
    fn an_inner_block_hides_what_a_name_means_and_does_so_no_longer_when_left() {
        let mut names = Names::default();
        names.enter();
        let name = names.meet("a");
        assert_eq!(names.declare(name, 1), None);
        names.enter();
        assert_eq!(names.declare(name, 2), None);
        assert_eq!(names.declare(name, 3), Some(2));
        assert_eq!(meanings(&names, "a"), [(2, 3), (1, 1)]);
        assert_eq!(meanings(&names, "b"), []);
        let mut left = Vec::new();
        names.leave(|name, meaning| left.push((*name, meaning)));
        assert_eq!(left, [("a", 3)]);
        assert_eq!(meanings(&names, "a"), [(1, 1)]);
        names.leave(|_, _| {});
        assert_eq!(meanings(&names, "a"), []);
    }
}
