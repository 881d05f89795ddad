//! `bowsprit eval`: values as they stand, concrete or not.

use bowsprit::cue::encoding::json;
use bowsprit::cue::eval::Session;
use bowsprit::cue::eval::Show;

use super::Told;
use super::arguments::Arguments;
use super::arguments::Encoding;
use super::choose::Chosen;
use super::choose::chosen;
use super::load;
use super::report;
use super::tree;
use super::write;

/// Prints values.
pub(super) fn run(arguments: &Arguments) -> Result<(), Told> {
    let mut session = load::session(arguments)?;
    let all = chosen(&mut session, arguments)?;
    let encoding = arguments.encoding.unwrap_or(Encoding::Cue);
    let mut result = Ok(());
    for (index, one) in all.iter().enumerate() {
        if arguments.tree {
            let tree = tree::dump(&mut session, one.node, 0);
            let text = format!("{}\n", json::write_indented(&tree, "    "));
            result = result.and(report::output(&text));
        } else if encoding != Encoding::Cue {
            result = result.and(write::data(&mut session, one.node, encoding, index));
        } else {
            let header = one.name.as_deref().filter(|_| all.len() > 1);
            result = result.and(print(&mut session, arguments, one, header));
        }
    }
    result
}

fn print(
    session: &mut Session,
    arguments: &Arguments,
    one: &Chosen,
    header: Option<&str>,
) -> Result<(), Told> {
    let header = header.map(|name| format!("// {name}\n")).unwrap_or_default();
    let problems = session.problems(one.node, arguments.concrete == Some(true));
    if !problems.is_empty() {
        eprint!("{header}");
    }
    report::problems(&session.program().sources, &problems)?;
    // What must be concrete shows no definitions.
    let show = Show { definitions: arguments.concrete != Some(true), ..arguments.show };
    let text = write::cue(session, one.node, show, "    ");
    report::output(&format!("{header}{text}"))
}
