//! `bowsprit vet`: what is wrong.

use super::arguments::Arguments;
use super::export::chosen;
use super::load;
use super::report;

/// Tells what is wrong; gives the exit code.
pub(super) fn run(arguments: &Arguments) -> i32 {
    let Some(mut session) = load::session(arguments) else { return 1 };
    let Some(node) = chosen(&mut session, arguments) else { return 1 };
    let problems = session.problems(node, arguments.concrete);
    report::problems(&session.program().sources, &problems);
    i32::from(!problems.is_empty())
}
