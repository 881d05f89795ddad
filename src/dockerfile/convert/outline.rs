//! What a target wants to be told: build arguments, secrets, agents.
//!
//! Upstream: `dockerfile2llb/outline.go`.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use super::args::GlobalArgs;
use super::stage;
use super::stages::StageId;
use super::stages::Stages;
use crate::dockerfile::instruction;
use crate::dockerfile::instruction::Declaration;
use crate::dockerfile::instruction::Origin;
use crate::source::Lines;

/// What a target and all that it is made from want to be told.
///
/// Everything is in the order of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    /// The name of the target, or an empty text.
    pub name: String,
    /// What a comment above it says, or an empty text.
    pub description: String,
    /// The build arguments, by name.
    pub args: Vec<(String, OutlineArg)>,
    /// The secrets.
    pub secrets: Vec<Wanted>,
    /// The SSH agents.
    pub agents: Vec<Wanted>,
}

/// A build argument.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OutlineArg {
    /// What a comment above it says, or an empty text.
    pub description: String,
    /// What it is in this build, or an empty text.
    pub value: String,
    /// Where it is declared.
    pub lines: Lines,
}

impl OutlineArg {
    pub(super) fn of(declaration: &Declaration, value: Option<String>, origin: &Origin) -> Self {
        let description = declaration.description.clone();
        Self { description, value: value.unwrap_or_default(), lines: origin.lines }
    }
}

/// A secret or an agent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Its name.
    pub id: String,
    /// The build fails without it.
    pub required: bool,
    /// Where it is mounted.
    pub lines: Lines,
}

/// What the instructions of one stage want to be told, in their order.
#[derive(Debug, Default)]
pub(super) struct Uses {
    /// Build arguments; without more if an `ARG` only takes one over from above the first `FROM`.
    pub(super) args: Vec<(String, Option<OutlineArg>)>,
    pub(super) secrets: Vec<Wanted>,
    pub(super) agents: Vec<Wanted>,
}

/// What a target wants to be told, once all that it is made from is converted.
///
/// Of two things with one name the first counts; the target comes before the stage it starts from,
/// and that before stages it takes files from.
pub(super) fn outline(
    (target, written): (StageId, &instruction::Stage),
    stages: &Stages<'_>,
    done: &[Option<stage::Stage>],
    globals: &GlobalArgs,
) -> Outline {
    let mut walk = Walk {
        stages,
        done,
        globals,
        listed: BTreeMap::new(),
        complete: BTreeSet::new(),
        settled: BTreeSet::new(),
    };
    let (mut secrets, mut agents) = (BTreeMap::new(), BTreeMap::new());
    let (mut known, mut open) = (BTreeSet::new(), vec![target]);
    while let Some(id) = open.pop() {
        if !known.insert(id) {
            continue;
        }
        walk.list(id);
        if let Some(uses) = walk.uses(id) {
            note(&uses.secrets, &mut secrets);
            note(&uses.agents, &mut agents);
        }
        let stage = stages.get(id);
        open.extend(stage.needs.iter().rev().map(|(need, _)| *need));
        open.extend(stage.base);
    }
    let args = walk.listed.into_iter().map(|(name, arg)| (name.to_owned(), arg.clone()));
    let mut args: Vec<_> = args.collect();
    args.sort_by_key(|(_, arg)| arg.lines.start);
    Outline {
        name: written.name.clone(),
        description: written.description.clone(),
        args,
        secrets: in_order(secrets),
        agents: in_order(agents),
    }
}

/// The first of each name counts.
fn note<'a>(wanted: &'a [Wanted], known: &mut BTreeMap<&'a str, &'a Wanted>) {
    for one in wanted {
        known.entry(&one.id).or_insert(one);
    }
}

fn in_order(known: BTreeMap<&str, &Wanted>) -> Vec<Wanted> {
    let mut wanted: Vec<Wanted> = known.into_values().cloned().collect();
    wanted.sort_by_key(|one| one.lines.start);
    wanted
}

/// A walk through all that a target is made from, which lists build arguments.
struct Walk<'a> {
    stages: &'a Stages<'a>,
    done: &'a [Option<stage::Stage>],
    globals: &'a GlobalArgs,
    listed: BTreeMap<&'a str, &'a OutlineArg>,
    /// Names that are listed, and with them all that their defaults are made of.
    complete: BTreeSet<&'a str>,
    /// Stages for whose `FROM`s, down to the last base, nothing is left to list.
    settled: BTreeSet<StageId>,
}

impl<'a> Walk<'a> {
    fn uses(&self, id: StageId) -> Option<&'a Uses> {
        self.done[id.0].as_ref().map(|stage| &stage.uses)
    }

    /// Lists the build arguments of a stage: those it declares, those in its `FROM` and in the
    /// `FROM`s below, and those that their defaults are made of.
    ///
    /// In a stage that declares a name itself, what a default above the first `FROM` said of that
    /// name does not count. The stages below may see it differently, so they have to be looked at
    /// again; otherwise nothing is looked at twice.
    fn list(&mut self, id: StageId) {
        let args = self.uses(id).map(|uses| uses.args.as_slice()).unwrap_or_default();
        let own: BTreeMap<&str, &OutlineArg> =
            args.iter().filter_map(|(name, arg)| Some((name.as_str(), arg.as_ref()?))).collect();
        let chain = self.chain(id);
        let mut open: Vec<&str> = args.iter().map(|(name, _)| name.as_str()).collect();
        open.extend(chain.iter().flat_map(|id| &self.stages.get(*id).args).map(String::as_str));
        let mut reached = BTreeSet::new();
        let mut is_hidden = false;
        while let Some(name) = open.pop() {
            if self.complete.contains(name) || !reached.insert(name) {
                continue;
            }
            let global = self.globals.declared.get(name);
            if let Some(arg) = own.get(name) {
                self.listed.entry(name).or_insert(arg);
                is_hidden |= global.is_some_and(|global| !global.parts.is_empty());
            } else if let Some(global) = global {
                self.listed.entry(name).or_insert(&global.arg);
                open.extend(global.parts.iter().map(String::as_str));
            }
        }
        if !is_hidden {
            let listed = reached.into_iter().filter(|name| self.listed.contains_key(name));
            self.complete.extend(listed);
            self.settled.extend(chain);
        }
    }

    /// A stage and those it starts from, as far as anything is left to list.
    fn chain(&self, id: StageId) -> Vec<StageId> {
        let base = |id: &StageId| self.stages.get(*id).base;
        std::iter::successors(Some(id), base).take_while(|id| !self.settled.contains(id)).collect()
    }
}
