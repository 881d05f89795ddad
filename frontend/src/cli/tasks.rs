//! `bowsprit tasks`: the tasks of a plan, without a build.

use std::mem::ManuallyDrop;

use bowsprit::cue::encoding::json;
use bowsprit::dagger::Facts;
use bowsprit::dagger::Inputs;
use bowsprit::dagger::Places;
use bowsprit::dagger::Plan;

use super::Told;
use super::arguments::Arguments;
use super::load;
use super::report;

/// Prints the tasks of actions, or all actions if none is named.
pub(super) fn run(arguments: &Arguments) -> Result<(), Told> {
    let (mut plan, facts) = plan(arguments)?;
    let words = arguments.files.get(1..).unwrap_or_default();
    let tasks = plan.graph(words, &facts);
    let tasks = report::plan(plan.sources(), tasks)?;
    report::output(&format!("{}\n", json::write_indented(&tasks, "  ")))
}

/// The plan in the first file or directory, and what a build would find out. The process ends with
/// it, so it need not be taken apart.
fn plan(arguments: &Arguments) -> Result<(ManuallyDrop<Plan>, Facts), Told> {
    let Some(file) = arguments.files.first() else {
        eprintln!("name the file of a plan");
        return Err(Told);
    };
    let one = Arguments { files: vec![file.clone()], legacy: true, ..arguments.clone() };
    let program = load::program(&one)?;
    let facts = facts(arguments)?;
    let inputs = Inputs { with: arguments.with.clone(), ..facts.inputs() };
    let sources = program.sources.clone();
    let places = Places::new(&program);
    let plan = report::plan(&sources, Plan::new(program, inputs, &places))?;
    Ok((ManuallyDrop::new(plan), facts))
}

fn facts(arguments: &Arguments) -> Result<Facts, Told> {
    let Some(file) = &arguments.answers else { return Ok(Facts::NONE) };
    let text = report::told(file, load::file(file))?;
    report::told(file, json::read(&text)).map(Facts::new)
}
