//! `bowsprit vet`: what is wrong.

use super::Told;
use super::arguments::Arguments;
use super::choose::chosen;
use super::load;
use super::report;

const INCOMPLETE: &str = "some instances are incomplete; use the -c flag to show errors or \
                          -c=false to allow incomplete instances";

/// Tells what is wrong.
pub(super) fn run(arguments: &Arguments) -> Result<(), Told> {
    let mut session = load::session(arguments)?;
    for one in chosen(&mut session, arguments)? {
        let concrete = arguments.concrete.unwrap_or(false);
        let problems = session.problems(one.node, concrete);
        report::problems(&session.program().sources, &problems)?;
        if arguments.concrete.is_none() && !session.problems(one.node, true).is_empty() {
            eprintln!("{INCOMPLETE}");
            return Err(Told);
        }
    }
    Ok(())
}
