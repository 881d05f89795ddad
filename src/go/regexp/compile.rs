//! Tree to steps.

use super::class::Class;
use super::tree::Node;
use super::tree::Place;
use super::tree::Repeat;
use super::tree::Tree;

/// The steps of an expression.
#[derive(Clone, Debug)]
pub(super) struct Program {
    pub(super) steps: Vec<Step>,
    pub(super) classes: Vec<Class>,
    /// Whether it matches at the start of a text only.
    pub(super) anchored: bool,
}

/// What a step does; it goes on with the step behind it, if nothing else is said.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step {
    /// Takes this character.
    Char(char),
    /// Takes a character that folds to this one.
    Fold(char),
    /// Takes a character of a class.
    Class(u32),
    /// Takes any character.
    Any,
    /// Takes any character but a line feed.
    NotNewline,
    /// Goes on only at some places.
    Assert(Place),
    /// Remembers the place.
    Save(u32),
    /// Goes on with two steps, of which the first is preferred.
    Split(u32, u32),
    /// Goes on with another step.
    Jump(u32),
    /// The expression is matched.
    Match,
}

/// The most places that all steps together may have to remember.
const MAX_PLACES: usize = 1 << 23;

impl Program {
    /// Writes a tree down as steps; nothing if it is too large to be followed.
    pub(super) fn new(tree: &Tree, classes: Vec<Class>, groups: usize) -> Option<Self> {
        let mut program = Self { steps: Vec::new(), classes, anchored: false };
        program.steps.push(Step::Save(0));
        program.emit(tree);
        program.steps.extend([Step::Save(1), Step::Match]);
        program.anchored = matches!(program.steps[1], Step::Assert(Place::Start));
        let places = program.steps.len().saturating_mul(2 * groups);
        (places <= MAX_PLACES).then_some(program)
    }

    fn emit(&mut self, tree: &Tree) {
        match &tree.node {
            Node::Empty => {}
            Node::Char { c, fold: false } => self.steps.push(Step::Char(*c)),
            Node::Char { c, fold: true } => {
                self.steps.push(Step::Fold(crate::go::case::fold(*c)));
            }
            Node::Any { newline: true } => self.steps.push(Step::Any),
            Node::Any { newline: false } => self.steps.push(Step::NotNewline),
            Node::Class(class) => self.steps.push(Step::Class(small(*class))),
            Node::Assert(place) => self.steps.push(Step::Assert(*place)),
            Node::Capture(group, inner) => {
                self.steps.push(Step::Save(small(2 * group)));
                self.emit(inner);
                self.steps.push(Step::Save(small(2 * group + 1)));
            }
            Node::Concat(parts) => parts.iter().for_each(|part| self.emit(part)),
            Node::Alternate(parts) => self.alternate(parts),
            Node::Repeat(inner, repeat) => self.repeat(inner, *repeat),
        }
    }

    fn here(&self) -> u32 {
        small(self.steps.len())
    }

    fn alternate(&mut self, parts: &[Tree]) {
        let Some((last, parts)) = parts.split_last() else { return };
        let mut jumps = Vec::with_capacity(parts.len());
        for part in parts {
            let split = self.steps.len();
            self.steps.push(Step::Match);
            self.emit(part);
            jumps.push(self.steps.len());
            self.steps.push(Step::Match);
            self.steps[split] = Step::Split(small(split + 1), self.here());
        }
        self.emit(last);
        let end = self.here();
        for jump in jumps {
            self.steps[jump] = Step::Jump(end);
        }
    }

    fn repeat(&mut self, inner: &Tree, repeat: Repeat) {
        let Repeat { min, max, greedy, .. } = repeat;
        let Some(max) = max else { return self.unlimited(inner, min, greedy) };
        for _ in 0..min {
            self.emit(inner);
        }
        // Each one more is tried only behind the one before.
        let mut splits = Vec::with_capacity(max - min);
        for _ in min..max {
            splits.push(self.steps.len());
            self.steps.push(Step::Match);
            self.emit(inner);
        }
        let end = self.here();
        for split in splits {
            self.steps[split] = split_to(greedy, small(split + 1), end);
        }
    }

    /// At least so many times.
    fn unlimited(&mut self, inner: &Tree, min: usize, greedy: bool) {
        for _ in 1..min {
            self.emit(inner);
        }
        // What may match nothing is done once before it is asked whether to go on; otherwise what
        // it prefers would come too late.
        let plus = min > 0 || inner.nullable;
        let split = self.steps.len();
        if min == 0 {
            self.steps.push(Step::Match);
        }
        let start = self.here();
        self.emit(inner);
        if plus {
            let behind = self.here() + 1;
            self.steps.push(split_to(greedy, start, behind));
        } else {
            self.steps.push(Step::Jump(small(split)));
        }
        if min == 0 {
            self.steps[split] = split_to(greedy, start, self.here());
        }
    }
}

/// A step to go on or to leave.
fn split_to(greedy: bool, on: u32, out: u32) -> Step {
    if greedy { Step::Split(on, out) } else { Step::Split(out, on) }
}

/// The size of an expression is limited.
fn small(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}
