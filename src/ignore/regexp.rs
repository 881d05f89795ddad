//! Regular expressions as far as patterns are translated into them.
//!
//! The syntax is Go's, without what a translation cannot have: the only group is `(.*/)?`, and `*`
//! follows only `.` and classes. Alternatives and counts come from patterns with `|` and `{2}` in
//! them, which upstream forgets to escape. Matching walks all states at once, so it takes no more
//! than the length of the expression, with its counts written out, times that of the path.

use super::class::Class;
use super::class::Reader;
use super::class::escape;
use crate::go::glob::BadPattern;

/// Go refuses expressions of more than 128 MiB, at 40 bytes a step.
const MAX_STEPS: usize = 3_355_443;
/// Go refuses larger counts.
const MAX_COUNT: usize = 1000;

/// A regular expression.
#[derive(Debug)]
pub(super) struct Regexp {
    steps: Vec<Step>,
    classes: Vec<Class>,
    /// The first states of the alternatives.
    starts: Vec<usize>,
}

/// What a state does; it goes on with the state behind it, if nothing else is said.
#[derive(Clone, Copy, Debug)]
enum Step {
    /// Takes one character of a class.
    Take(usize),
    /// Goes on with another state as well.
    Fork(usize),
    /// Goes on with another state.
    Jump(usize),
    /// Goes on only at some places.
    Assert(Place),
    /// A part of the path is matched.
    Match,
}

/// A place between two characters.
#[derive(Clone, Copy, Debug)]
enum Place {
    Start,
    End,
    WordBoundary,
    NoWordBoundary,
}

/// What a count would apply to.
enum Operand {
    /// Nothing.
    Missing,
    /// The last step.
    Step,
    /// Something that is repeated already.
    Repeated,
}

impl Regexp {
    /// Reads an expression.
    pub(super) fn parse(text: &str) -> Result<Self, BadPattern> {
        let mut regexp = Self { steps: Vec::new(), classes: Vec::new(), starts: vec![0] };
        let mut reader = Reader::new(text);
        let mut operand = Operand::Missing;
        while !reader.is_empty() {
            operand = if reader.take("|") {
                regexp.steps.push(Step::Match);
                regexp.starts.push(regexp.steps.len());
                Operand::Missing
            } else if let Some(count) = reader.count() {
                regexp.repeat(&operand, count)?;
                Operand::Repeated
            } else {
                regexp.atom(&mut reader)?
            };
            if regexp.steps.len() > MAX_STEPS {
                return Err(BadPattern);
            }
        }
        regexp.steps.push(Step::Match);
        Ok(regexp)
    }

    fn atom(&mut self, reader: &mut Reader<'_>) -> Result<Operand, BadPattern> {
        if reader.take("(.*/)?") {
            self.steps.push(Step::Fork(self.steps.len() + 5));
            let any = self.take(Class::any());
            self.star(any);
            let slash = self.take(Class::only('/'));
            self.steps.push(slash);
            return Ok(Operand::Repeated);
        }
        let step = if reader.take(".") {
            self.take(Class::any())
        } else if reader.take("[") {
            let class = Class::parse(reader)?;
            self.take(class)
        } else if reader.take("\\Q") {
            for c in reader.until("\\E").chars() {
                let step = self.take(Class::only(c));
                self.steps.push(step);
            }
            return Ok(Operand::Step);
        } else if let Some(place) = place(reader) {
            Step::Assert(place)
        } else if let Some(class) = Class::named(reader)? {
            self.take(class)
        } else {
            let c = if reader.take("\\") { escape(reader)? } else { reader.next()? };
            self.take(Class::only(c))
        };
        if reader.take("*") {
            self.star(step);
            return Ok(Operand::Repeated);
        }
        self.steps.push(step);
        Ok(Operand::Step)
    }

    /// A step that takes one character of a class.
    fn take(&mut self, class: Class) -> Step {
        self.classes.push(class);
        Step::Take(self.classes.len() - 1)
    }

    /// Does a step any number of times.
    fn star(&mut self, step: Step) {
        let start = self.steps.len();
        self.steps.extend([Step::Fork(start + 3), step, Step::Jump(start)]);
    }

    /// Does the last step at least and at most some number of times.
    fn repeat(
        &mut self,
        operand: &Operand,
        (least, most): (usize, Option<usize>),
    ) -> Result<(), BadPattern> {
        let valid = least <= most.unwrap_or(least) && most.unwrap_or(least) <= MAX_COUNT;
        let step = match operand {
            Operand::Step if valid => self.steps.pop().ok_or(BadPattern)?,
            _ => return Err(BadPattern),
        };
        self.steps.extend((0..least).map(|_| step));
        match most {
            None => self.star(step),
            Some(most) => {
                let end = self.steps.len() + 2 * (most - least);
                self.steps.extend((least..most).flat_map(|_| [Step::Fork(end), step]));
            }
        }
        Ok(())
    }

    /// Reports whether a path is matched.
    pub(super) fn matches(&self, path: &str) -> bool {
        self.walk(path, false)
    }

    /// Reports whether a directory or one that it is in is matched.
    pub(super) fn matches_within(&self, directory: &str) -> bool {
        self.walk(directory, true)
    }

    /// Walks along a path; with `parents`, it may as well end before any slash.
    fn walk(&self, path: &str, parents: bool) -> bool {
        let mut states = States::new(self.steps.len());
        let mut before = None;
        let mut from = Vec::new();
        for c in path.chars() {
            from.extend_from_slice(&self.starts);
            if parents && c == '/' && self.follow(&mut states, &from, (before, None)) {
                return true;
            }
            if self.follow(&mut states, &from, (before, Some(c))) {
                return true;
            }
            let takes = |state: &usize| match self.steps[*state] {
                Step::Take(class) => self.classes[class].contains(c),
                _ => false,
            };
            from = states.list.iter().filter(|state| takes(state)).map(|state| state + 1).collect();
            before = Some(c);
        }
        from.extend_from_slice(&self.starts);
        self.follow(&mut states, &from, (before, None))
    }

    /// Finds all states that are reached without taking a character; reports whether one of them
    /// is a match.
    fn follow(
        &self,
        states: &mut States,
        from: &[usize],
        around: (Option<char>, Option<char>),
    ) -> bool {
        states.clear();
        let mut open = from.to_vec();
        while let Some(state) = open.pop() {
            if !states.add(state) {
                continue;
            }
            match self.steps[state] {
                Step::Fork(other) => open.extend([other, state + 1]),
                Step::Jump(other) => open.push(other),
                Step::Assert(place) if place.is_between(around) => open.push(state + 1),
                Step::Take(_) | Step::Assert(_) => {}
                Step::Match => return true,
            }
        }
        false
    }
}

/// Reads what stands for a place.
fn place(reader: &mut Reader<'_>) -> Option<Place> {
    let places = [
        ("^", Place::Start),
        ("$", Place::End),
        ("\\A", Place::Start),
        ("\\z", Place::End),
        ("\\b", Place::WordBoundary),
        ("\\B", Place::NoWordBoundary),
    ];
    places.into_iter().find(|(text, _)| reader.take(text)).map(|(_, place)| place)
}

impl Place {
    fn is_between(self, (before, after): (Option<char>, Option<char>)) -> bool {
        let word = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_');
        match self {
            Self::Start => before.is_none(),
            Self::End => after.is_none(),
            Self::WordBoundary => word(before) != word(after),
            Self::NoWordBoundary => word(before) == word(after),
        }
    }
}

/// A set of states that is emptied in no time.
struct States {
    list: Vec<usize>,
    round: Vec<usize>,
    current: usize,
}

impl States {
    fn new(count: usize) -> Self {
        Self { list: Vec::new(), round: vec![0; count], current: 0 }
    }

    fn clear(&mut self) {
        self.list.clear();
        self.current += 1;
    }

    /// Adds a state, if it is not there yet.
    fn add(&mut self, state: usize) -> bool {
        let new = self.round[state] != self.current;
        if new {
            self.round[state] = self.current;
            self.list.push(state);
        }
        new
    }
}
