//! `bowsprit export`: data, as JSON, YAML or text.

use bowsprit::cue::encoding::json;
use bowsprit::cue::encoding::yaml;
use bowsprit::cue::eval::NodeId;
use bowsprit::cue::eval::Session;
use bowsprit::cue::syntax;
use bowsprit::cue::value::Value;

use super::arguments::Arguments;
use super::arguments::Encoding;
use super::load;
use super::report;

/// Exports; gives the exit code.
pub(super) fn run(arguments: &Arguments) -> i32 {
    let Some(mut session) = load::session(arguments) else { return 1 };
    let Some(node) = chosen(&mut session, arguments) else { return 1 };
    print(&mut session, node, arguments.encoding)
}

/// Prints a node as data.
pub(super) fn print(session: &mut Session, node: NodeId, encoding: Encoding) -> i32 {
    match session.value(node) {
        Ok(value) => match (encoding, &value) {
            (Encoding::Json, _) => {
                report::output(&format!("{}\n", json::write_indented(&value, "    ")));
            }
            (Encoding::Yaml, _) => report::output(&yaml::write(&value)),
            (Encoding::Text, Value::String(text)) => report::output(&format!("{text}\n")),
            (Encoding::Text, _) => {
                eprintln!("only a string can be written as text");
                return 1;
            }
        },
        Err(problems) => {
            report::problems(&session.program().sources, &problems);
            return 1;
        }
    }
    0
}

/// The node that was asked for: the root, or that of an expression.
pub(super) fn chosen(session: &mut Session, arguments: &Arguments) -> Option<NodeId> {
    let Some(expression) = &arguments.expression else { return Some(session.root()) };
    match syntax::parse_expr(u32::MAX, expression.as_bytes()) {
        Ok(expr) => {
            let node = session.evaluate_in_main(&expr);
            let problems = session.source_problems();
            report::problems(&session.program().sources, &problems);
            problems.is_empty().then_some(node)
        }
        Err(errors) => {
            for error in errors {
                eprintln!("--expression: {error}");
            }
            None
        }
    }
}
