//! `ONBUILD`: instructions that images leave for those who build on them.

use std::rc::Rc;

use super::depend;
use super::error::ConvertError;
use super::error::ConvertErrorKind;
use super::stage::Stage;
use super::stages::StageId;
use super::stages::Stages;
use super::stages::Step;
use super::stages::Written;
use crate::dockerfile::instruction::Instruction;
use crate::dockerfile::instruction::Onbuild;
use crate::dockerfile::instruction::parse_trigger;
use crate::dockerfile::shell::Lexer;
use crate::go::utf8::mark;
use crate::source::Lines;

/// Leaves an instruction in the image.
pub(super) fn convert(onbuild: &Onbuild, stage: &mut Stage) {
    let expression = mark(&onbuild.expression).into_owned();
    stage.image.config.on_build.push(expression);
}

/// Puts what the base of a stage left before its own instructions.
///
/// The result says whether that named stages or images, which then have to be looked at.
pub(super) fn take_over(
    stages: &mut Stages<'_>,
    id: StageId,
    lexer: Lexer,
) -> Result<bool, ConvertError> {
    let triggers = left_for(stages, id);
    if triggers.is_empty() {
        return Ok(false);
    }
    let lines = stages.get(id).lines;
    let mut steps = Vec::new();
    for trigger in triggers {
        let locate = |kind| ConvertError { kind, locations: vec![lines] };
        let step = read(&trigger, lines.unwrap_or_default()).map_err(locate)?;
        let step = depend::connect(stages, id, step, lexer).map_err(|error| locate(error.kind))?;
        steps.push(step);
    }
    let is_new = steps.iter().any(|step| !step.sources.is_empty());
    let stage = stages.get_mut(id);
    stage.counter.total += steps.len();
    steps.append(&mut stage.steps);
    stage.steps = steps;
    Ok(is_new)
}

/// The triggers of the image that a stage starts from, or those that its base stage wrote.
fn left_for(stages: &mut Stages<'_>, id: StageId) -> Vec<Vec<u8>> {
    let stage = stages.get_mut(id);
    if let Some(base) = stage.base {
        if std::mem::replace(&mut stage.has_triggers, true) {
            return Vec::new();
        }
        let triggers = |step: &Step<'_>| match &step.written.get().instruction {
            Instruction::Onbuild(onbuild) => Some(onbuild.expression.clone()),
            _ => None,
        };
        return stages.get(base).steps.iter().filter_map(triggers).collect();
    }
    let Some(origin) = &mut stage.origin else { return Vec::new() };
    let triggers = std::mem::take(&mut origin.config.config.on_build);
    triggers.into_iter().map(String::into_bytes).collect()
}

fn read(trigger: &[u8], lines: Lines) -> Result<Step<'static>, ConvertErrorKind> {
    let located =
        parse_trigger(trigger, lines).map_err(|kind| ConvertErrorKind::Expanded(Box::new(kind)))?;
    let written = Written::Elsewhere(Rc::new(located));
    Ok(Step { written, sources: Vec::new(), is_trigger: true })
}
