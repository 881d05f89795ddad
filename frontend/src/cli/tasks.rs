//! `bowsprit tasks`: the tasks of a plan, without a build.

use bowsprit::cue::encoding::json;
use bowsprit::dagger::Facts;
use bowsprit::dagger::Plan;
use bowsprit::dagger::PlanError;

use super::Told;
use super::arguments::Arguments;
use super::load;
use super::report;

/// Prints the tasks of an action, or all actions if none is named.
pub(super) fn run(arguments: &Arguments) -> Result<(), Told> {
    let mut plan = plan(arguments)?;
    let facts = facts(arguments)?;
    let target = arguments.files.get(1..).unwrap_or_default().join(" ");
    match plan.graph(&target, &facts) {
        Ok(tasks) => report::output(&format!("{}\n", json::write_indented(&tasks, "  "))),
        Err(error) => Err(told(&plan, &error)),
    }
}

/// The plan in the first file or directory.
pub(super) fn plan(arguments: &Arguments) -> Result<Plan, Told> {
    let Some(file) = arguments.files.first() else {
        eprintln!("name the file of a plan");
        return Err(Told);
    };
    let one = Arguments { files: vec![file.clone()], legacy: true, ..arguments.clone() };
    let program = load::program(&one)?;
    let mut inputs = facts(arguments)?.inputs();
    inputs.with.clone_from(&arguments.with);
    let sources = program.sources.clone();
    Plan::new(program, inputs).map_err(|error| {
        eprint!("{}", error.render(&sources, &report::shown));
        Told
    })
}

fn facts(arguments: &Arguments) -> Result<Facts, Told> {
    let Some(file) = &arguments.answers else { return Ok(Facts::NONE) };
    let text = load::file(file).map_err(|error| {
        eprintln!("{file}: {error}");
        Told
    })?;
    match json::read(&text) {
        Ok(document) => Ok(Facts::new(document)),
        Err(error) => {
            eprintln!("{file}: {error}");
            Err(Told)
        }
    }
}

/// Prints what is wrong with a plan.
pub(super) fn told(plan: &Plan, error: &PlanError) -> Told {
    eprint!("{}", error.render(plan.sources(), &report::shown));
    Told
}
