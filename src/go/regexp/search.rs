//! Searches: all ways through the steps at once, the preferred ones first.

use super::Captures;
use super::compile::Program;
use super::compile::Step;
use crate::go::case::fold;

/// No place.
const NOWHERE: usize = usize::MAX;

/// Finds the first match from a place on, and so many of its groups, of which it is itself the
/// first; with none, it is enough that there is a match.
pub(super) fn search(
    program: &Program,
    text: &str,
    start: usize,
    groups: usize,
) -> Option<Captures> {
    let spans = Search::new(program, 2 * groups, None).run(text, start)?;
    let span = |pair: &[usize]| (pair[1] != NOWHERE).then(|| (pair[0], pair[1]));
    Some(spans.chunks_exact(2).map(span).collect())
}

/// Reports whether there is a match in a text, or in what is left of it when it is cut off before
/// any separator.
pub(super) fn matches_cut(program: &Program, text: &str, separator: char) -> bool {
    Search::new(program, 0, Some(separator)).run(text, 0).is_some()
}

/// A search that is going on.
struct Search<'a> {
    program: &'a Program,
    /// Before this, the text may as well end.
    separator: Option<char>,
    /// The places of the way that is followed.
    places: Vec<usize>,
    open: Vec<Job>,
}

/// What is left to be done on the ways from a step.
enum Job {
    /// A step to be followed.
    Step(usize),
    /// A place that is no longer remembered.
    Forget(usize, usize),
}

/// The ways that are open at a place of the text.
struct Threads {
    /// Steps that take a character or end, in order of preference.
    list: Vec<usize>,
    /// What each of them remembers.
    places: Vec<usize>,
    /// When a step was last followed, as the round it was in.
    seen: Vec<u32>,
    round: u32,
}

impl Threads {
    fn clear(&mut self) {
        self.list.clear();
        self.places.clear();
        self.round = self.round.wrapping_add(1);
        if self.round == 0 {
            self.seen.fill(0);
            self.round = 1;
        }
    }
}

impl<'a> Search<'a> {
    fn new(program: &'a Program, places: usize, separator: Option<char>) -> Self {
        Self { program, separator, places: vec![NOWHERE; places], open: Vec::new() }
    }

    /// Walks along the text; gives the places of the first match.
    fn run(&mut self, text: &str, start: usize) -> Option<Vec<usize>> {
        let width = self.places.len();
        let [mut current, mut next, mut cut] = [(); 3].map(|()| self.threads());
        let mut rest = text[start..].chars();
        let (mut at, mut before) = (start, text[..start].chars().next_back());
        let mut c = rest.next();
        let mut found = None;
        loop {
            let fresh = found.is_none() && (at == 0 || !self.program.anchored);
            if fresh {
                self.places.fill(NOWHERE);
                self.follow(&mut current, 0, at, (before, c));
                if self.may_end(c) {
                    self.follow(&mut cut, 0, at, (before, None));
                }
            }
            if self.ends(&cut) {
                return Some(Vec::new());
            }
            cut.clear();
            if current.list.is_empty() && !fresh {
                break;
            }
            let behind = at + c.map_or(0, char::len_utf8);
            let after = rest.clone().next();
            for (index, step) in current.list.iter().enumerate() {
                let places = &current.places[index * width..][..width];
                if let Step::Match = self.program.steps[*step] {
                    found = Some(places.to_vec());
                    break;
                }
                if c.is_some_and(|c| self.takes(*step, c)) {
                    self.places.copy_from_slice(places);
                    self.follow(&mut next, *step + 1, behind, (c, after));
                    if self.may_end(after) {
                        self.follow(&mut cut, *step + 1, behind, (c, None));
                    }
                }
            }
            if c.is_none() || found.is_some() && width == 0 {
                break;
            }
            (at, before) = (behind, c);
            c = rest.next();
            std::mem::swap(&mut current, &mut next);
            next.clear();
        }
        found
    }

    fn may_end(&self, next: Option<char>) -> bool {
        self.separator.is_some() && self.separator == next
    }

    /// Whether one of the ways is a match.
    fn ends(&self, threads: &Threads) -> bool {
        threads.list.iter().any(|step| matches!(self.program.steps[*step], Step::Match))
    }

    fn threads(&self) -> Threads {
        let seen = vec![0; self.program.steps.len()];
        Threads { list: Vec::new(), places: Vec::new(), seen, round: 1 }
    }

    /// Whether a step takes a character.
    fn takes(&self, step: usize, c: char) -> bool {
        match self.program.steps[step] {
            Step::Char(wanted) => wanted == c,
            Step::Fold(wanted) => wanted == fold(c),
            Step::Class(class) => self.program.classes[class as usize].contains(c),
            Step::Any => true,
            Step::NotNewline => c != '\n',
            _ => false,
        }
    }

    /// Finds the steps that are reached without taking a character, the preferred ones first.
    fn follow(
        &mut self,
        threads: &mut Threads,
        step: usize,
        at: usize,
        (before, after): (Option<char>, Option<char>),
    ) {
        self.open.push(Job::Step(step));
        while let Some(job) = self.open.pop() {
            let step = match job {
                Job::Step(step) => step,
                Job::Forget(slot, old) => {
                    self.places[slot] = old;
                    continue;
                }
            };
            if std::mem::replace(&mut threads.seen[step], threads.round) == threads.round {
                continue;
            }
            match self.program.steps[step] {
                Step::Jump(other) => self.open.push(Job::Step(other as usize)),
                Step::Split(first, second) => {
                    self.open.push(Job::Step(second as usize));
                    self.open.push(Job::Step(first as usize));
                }
                Step::Assert(place) if !place.is_between(before, after) => {}
                Step::Assert(_) => self.open.push(Job::Step(step + 1)),
                Step::Save(slot) => {
                    let slot = slot as usize;
                    if let Some(place) = self.places.get_mut(slot) {
                        self.open.push(Job::Forget(slot, std::mem::replace(place, at)));
                    }
                    self.open.push(Job::Step(step + 1));
                }
                _ => {
                    threads.list.push(step);
                    threads.places.extend_from_slice(&self.places);
                }
            }
        }
    }
}
