//! Which value of a program is asked for.

use bowsprit::cue::eval::NodeId;
use bowsprit::cue::eval::Session;
use bowsprit::cue::module::EXPRESSION;
use bowsprit::cue::syntax::parse_expr;

use super::Told;
use super::arguments::Arguments;
use super::report;

/// A value that was asked for.
#[derive(Clone, Debug)]
pub(super) struct Chosen {
    /// The expression; none for the whole.
    pub(super) name: Option<String>,
    pub(super) node: NodeId,
}

/// The values that were asked for: the root, or those of expressions.
pub(super) fn chosen(session: &mut Session, arguments: &Arguments) -> Result<Vec<Chosen>, Told> {
    if arguments.expressions.is_empty() {
        return Ok(vec![Chosen { name: None, node: session.root() }]);
    }
    let mut all = Vec::new();
    for text in &arguments.expressions {
        let node = evaluate(session, text)?;
        all.push(Chosen { name: Some(text.clone()), node });
    }
    Ok(all)
}

fn evaluate(session: &mut Session, text: &str) -> Result<NodeId, Told> {
    let expr = parse_expr(EXPRESSION, text.as_bytes()).map_err(|errors| {
        for error in errors {
            report::error(&error.to_string(), &session.program().sources, &[error.span]);
        }
        Told
    })?;
    let node = session.evaluate_in_main(&expr);
    report::problems(&session.program().sources, &session.source_problems())?;
    Ok(node)
}
