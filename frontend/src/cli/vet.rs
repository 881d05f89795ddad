//! `bowsprit vet`: what is wrong.

use super::Told;
use super::arguments::Arguments;
use super::inputs::Inputs;
use super::report;

const INCOMPLETE: &str = "some instances are incomplete; use the -c flag to show errors or \
                          -c=false to allow incomplete instances";

/// Tells what is wrong.
pub(super) fn run(arguments: &Arguments) -> Result<(), Told> {
    let mut inputs = Inputs::load(arguments, false)?;
    // Data is held against a schema, and must be complete.
    let whole = inputs.are_apart().then_some(true);
    if whole.is_some() && !inputs.has_schema() {
        eprintln!("data files specified without a schema");
        return Err(Told);
    }
    let asked = whole.or(arguments.concrete);
    let mut result = Ok(());
    inputs.each(&mut |session, one| {
        let problems = session.problems(one.node, asked.unwrap_or(false));
        let told = report::problems(&session.program().sources, &problems);
        result = result.and(told);
        if told.is_ok() && asked.is_none() && !session.problems(one.node, true).is_empty() {
            eprintln!("{INCOMPLETE}");
            result = Err(Told);
        }
        Ok(())
    })?;
    result
}
