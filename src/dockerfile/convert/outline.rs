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
use crate::order;
use crate::order::Collect as _;
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
    order::sort_by_key(&mut args, |(_, arg)| arg.lines.start);
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
    order::sort_by_key(&mut wanted, |one| one.lines.start);
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
            args.iter().filter_map(|(name, arg)| Some((name.as_str(), arg.as_ref()?))).into_map();
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

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;
    use crate::dockerfile::convert;
    use crate::dockerfile::convert::Answers;
    use crate::dockerfile::convert::Goal;
    use crate::dockerfile::convert::Ignore;
    use crate::dockerfile::convert::MainContext;
    use crate::dockerfile::convert::Outcome;
    use crate::dockerfile::convert::Progress;
    use crate::dockerfile::convert::Request;

    fn converted(text: &str, goal: Goal) -> Outcome<Progress> {
        let dockerfile = convert::read(text.as_bytes(), None).result.unwrap();
        let ignore = Ignore::Beside { name: String::new(), data: Rc::default() };
        let context = MainContext::Local { session: String::new(), ignore };
        let request = Request { context, goal, ..Request::default() };
        convert::convert(&dockerfile, &request, &Answers::new())
    }

    fn outline(text: &str) -> Outline {
        match converted(text, Goal::Outline).result.unwrap() {
            Progress::Done(converted) => converted.outline.unwrap(),
            Progress::Asks(questions) => panic!("{questions:?}"),
        }
    }

    /// Build arguments as `name=value@line`.
    fn args(text: &str) -> String {
        let shown = outline(text).args.into_iter();
        let shown = shown.map(|(name, arg)| format!("{name}={}@{}", arg.value, arg.lines.start));
        shown.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_global_argument_is_shown_if_it_is_used() {
        let head = "ARG A=scratch\nARG B=$A\nARG C=$B\nARG D=4\n";
        let rows = [
            ("FROM scratch\n", ""),
            ("FROM $A\n", "A=scratch@1"),
            ("FROM $C\n", "A=scratch@1 B=scratch@2 C=scratch@3"),
            ("FROM scratch\nARG D\n", "D=4@4"),
            ("FROM scratch\nARG D=5\n", "D=5@6"),
            ("FROM scratch\nARG E\n", "E=@6"),
            ("FROM --platform=linux/amd6$D scratch\n", "D=4@4"),
        ];
        for (text, expected) in rows {
            assert_eq!(args(&format!("{head}{text}")), expected, "{text}");
        }
    }

    #[test]
    fn what_a_stage_hides_its_base_still_shows() {
        let head = "ARG A=scratch\nARG B=$A\nFROM $B AS one\n";
        assert_eq!(args(&format!("{head}FROM one\nARG B=2\n")), "A=scratch@1 B=2@5");
        assert_eq!(args(&format!("{head}ARG B=1\nFROM one\nARG B=2\n")), "B=2@6");
        assert_eq!(
            args(&format!("{head}FROM scratch\nARG B=2\nCOPY --from=one / /\n")),
            "A=scratch@1 B=2@5"
        );
    }

    #[test]
    fn a_default_made_of_its_own_name_is_made_of_what_that_was_made_of() {
        let text = "ARG P=scr\nARG X=$P\nARG X=${X}atch\nFROM $X\n";
        assert_eq!(args(text), "P=scr@1 X=scratch@3");
        assert_eq!(args("ARG P=1\nARG X=$P\nARG X=scratch\nFROM $X\n"), "X=scratch@3");
    }

    #[test]
    fn the_target_comes_before_its_base_and_that_before_the_rest() {
        let text = "FROM scratch AS a\n\
                    RUN --mount=type=secret,id=s,required --mount=type=ssh x\n\
                    ARG V=a\n\
                    FROM scratch AS b\n\
                    ARG V=b\n\
                    RUN --mount=type=secret,id=s --mount=type=ssh,required x\n\
                    FROM b\n\
                    COPY --from=a / /\n\
                    RUN --mount=type=ssh,id=k x\n";
        let wanted = |list: &[Wanted]| -> Vec<(String, bool, u32)> {
            list.iter().map(|one| (one.id.clone(), one.required, one.lines.start)).collect()
        };
        let outline = outline(text);
        assert_eq!(wanted(&outline.secrets), [("s".to_owned(), false, 6)]);
        let agents = [("default".to_owned(), true, 6), ("k".to_owned(), false, 9)];
        assert_eq!(wanted(&outline.agents), agents);
        assert_eq!(args(text), "V=b@5");
    }

    #[test]
    fn stages_that_meet_again_are_looked_at_once() {
        let stages = (2..400).map(|stage| {
            let (one, two) = (stage - 1, stage - 2);
            format!(
                "FROM a{one} AS a{stage}\nARG V{stage}=$BASE\n\
                 COPY --from=a{two} / /\nCOPY --from=a{one} / /\n"
            )
        });
        let head = "ARG BASE=scratch\nFROM $BASE AS a0\nFROM a0 AS a1\n".to_owned();
        let text = std::iter::once(head).chain(stages).collect::<Vec<_>>().concat();
        assert_eq!(outline(&text).args.len(), 399);
    }

    #[test]
    fn findings_of_all_stages_are_found_if_none_is_named() {
        let text = "FROM scratch AS unused\nENV a b\nFROM scratch\nRUN []\n";
        assert_eq!(converted(text, Goal::Outline).findings.len(), 0);
        let Outcome { findings, result } = converted(text, Goal::Findings);
        assert_eq!(findings.len(), 1);
        assert!(matches!(result, Ok(Progress::Done(converted)) if converted.outline.is_none()));
    }
}
