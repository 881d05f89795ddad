//! `bowsprit eval`: values as they stand, concrete or not.

use bowsprit::cue::encoding::json;
use bowsprit::cue::eval::Session;
use bowsprit::cue::eval::Show;

use super::Told;
use super::arguments::Arguments;
use super::inputs::Chosen;
use super::inputs::Inputs;
use super::output::Encoding;
use super::output::Output;
use super::report;
use super::tree;
use super::write;

/// Prints values.
pub(super) fn run(arguments: &Arguments) -> Result<(), Told> {
    let mut output = Output::new(arguments, Encoding::Cue)?;
    let mut inputs = Inputs::load(arguments, true)?;
    let mut result = Ok(());
    let done = inputs.each(&mut |session, one| {
        let told = if arguments.tree {
            let tree = tree::dump(session, one.node, 0);
            output.put(format!("{}\n", json::write_indented(&tree, "    ")).as_bytes())
        } else if output.encoding == Encoding::Cue {
            print(session, arguments, one, &mut output)
        } else {
            write::data(session, one.node, &mut output)
        };
        result = result.and(told);
        Ok(())
    });
    done.and(output.close()).and(result)
}

fn print(
    session: &mut Session,
    arguments: &Arguments,
    one: &Chosen<'_>,
    output: &mut Output,
) -> Result<(), Told> {
    let header = match one.name.filter(|_| arguments.expressions.len() > 1) {
        Some(name) => format!("// {name}\n"),
        None if output.count > 0 => "// ---\n".to_owned(),
        None => String::new(),
    };
    if !arguments.ignore {
        let problems = session.problems(one.node, arguments.concrete == Some(true));
        if !problems.is_empty() {
            eprint!("{header}");
        }
        report::problems(&session.program().sources, &problems)?;
    }
    let show = Show {
        // What must be concrete shows no definitions.
        definitions: arguments.concrete != Some(true),
        short: arguments.simplify,
        errors: arguments.ignore,
        ..arguments.show
    };
    let text = write::cue(session, one.node, show, "    ");
    output.put(format!("{header}{text}").as_bytes())
}
