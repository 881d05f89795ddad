//! Which stages need which.

use std::collections::BTreeSet;

use super::error::ConvertError;
use super::error::ConvertErrorKind;
use super::stages::Stage;
use super::stages::StageId;
use super::stages::Stages;
use super::stages::Step;
use crate::dockerfile::instruction::Copy;
use crate::dockerfile::instruction::Instruction;
use crate::dockerfile::instruction::Run;
use crate::dockerfile::shell::Lexer;
use crate::dockerfile::shell::NoEnv;
use crate::go::number;
use crate::source::Lines;

/// Finds the stages and images that the instructions of all stages take files from.
pub(super) fn connect_all(stages: &mut Stages<'_>, lexer: Lexer) -> Result<(), ConvertError> {
    let mut id = StageId(0);
    while id.0 < stages.list.len() {
        let steps = std::mem::take(&mut stages.get_mut(id).steps);
        let mut connected = Vec::with_capacity(steps.len());
        for step in steps {
            connected.push(connect(stages, id, step, lexer)?);
        }
        stages.get_mut(id).steps = connected;
        id.0 += 1;
    }
    refuse_circles(stages)?;
    if let [only] = &mut stages.list[..] {
        only.counter.stage.clear();
    }
    Ok(())
}

/// Finds the stages and images that one instruction takes files from; images become stages.
pub(super) fn connect<'a>(
    stages: &mut Stages<'a>,
    id: StageId,
    mut step: Step<'a>,
    lexer: Lexer,
) -> Result<Step<'a>, ConvertError> {
    let located = step.written.get();
    let lines = located.origin.lines;
    let sources = match &located.instruction {
        Instruction::Copy(copy) if !copy.from.is_empty() => {
            vec![copy_source(copy, stages, lines, lexer)?]
        }
        Instruction::Run(run) => run_sources(run, stages),
        _ => Vec::new(),
    };
    for source in sources {
        let source = match source {
            Source::Stage(known) => known,
            Source::Image(image) => stages.add(*image),
        };
        stages.get_mut(id).need(source, lines);
        step.sources.push(source);
    }
    Ok(step)
}

enum Source<'a> {
    Stage(StageId),
    Image(Box<Stage<'a>>),
}

fn copy_source<'a>(
    copy: &Copy,
    stages: &Stages<'a>,
    lines: Lines,
    lexer: Lexer,
) -> Result<Source<'a>, ConvertError> {
    let from = &copy.from;
    let expanded = lexer
        .process_word(from, &NoEnv)
        .map_err(|error| ConvertErrorKind::Shell(error).unlocated())?;
    if expanded.text != *from {
        return Err(ConvertErrorKind::FromExpansion.unlocated());
    }
    if let Ok(index) = number::atoi(from) {
        let known = usize::try_from(index).ok().filter(|index| *index < stages.list.len());
        let known = known.ok_or_else(|| ConvertErrorKind::StageIndex(index).unlocated())?;
        return Ok(Source::Stage(StageId(known)));
    }
    Ok(match stages.named(from) {
        Some(known) => Source::Stage(known),
        None => Source::Image(Box::new(Stage::beside(from, Some(lines)))),
    })
}

/// One source for each mount, whether the kind of mount has one or not: that may depend on
/// variables.
fn run_sources<'a>(run: &Run, stages: &Stages<'a>) -> Vec<Source<'a>> {
    let source = |from: &str| {
        let from = if from.is_empty() { "scratch" } else { from };
        match stages.named(from) {
            Some(known) => Source::Stage(known),
            None => Source::Image(Box::new(Stage::beside(from, None))),
        }
    };
    run.mounts.iter().map(|mount| source(&mount.from)).collect()
}

/// Fails if stages take files from each other in a circle.
fn refuse_circles(stages: &Stages<'_>) -> Result<(), ConvertError> {
    let mut known = BTreeSet::new();
    for id in stages.ids() {
        if let Some(circle) = find_circle(stages, id, &mut known) {
            let name = stages.get(id).counter.stage.clone();
            let mut error = ConvertErrorKind::Circular(name).unlocated();
            for lines in circle {
                error = error.at(lines);
            }
            return Err(error);
        }
    }
    Ok(())
}

/// The places that lead from a stage into a circle. The chain is kept on a stack of our own: it
/// is as long as the file wants it.
fn find_circle(
    stages: &Stages<'_>,
    start: StageId,
    known: &mut BTreeSet<StageId>,
) -> Option<Vec<Lines>> {
    if !known.insert(start) {
        return None;
    }
    let mut chain: Vec<(StageId, usize)> = vec![(start, 0)];
    let mut open = BTreeSet::from([start]);
    while let Some((id, next)) = chain.last_mut() {
        let needs = &stages.get(*id).needs;
        let Some((need, _)) = needs.get(*next) else {
            open.remove(id);
            chain.pop();
            continue;
        };
        *next += 1;
        if open.contains(need) {
            let places = chain.iter().map(|(id, next)| stages.get(*id).needs[next - 1].1);
            return Some(places.collect());
        }
        if known.insert(*need) {
            open.insert(*need);
            chain.push((*need, 0));
        }
    }
    None
}
