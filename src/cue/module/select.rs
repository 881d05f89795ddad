//! Which files count: `@if` in front of the package clause.

use super::error::LoadError;
use super::error::LoadErrorKind;
use super::run::Stop;
use crate::cue::syntax::Span;
use crate::cue::syntax::ast::Attribute;
use crate::cue::syntax::ast::BinaryOp;
use crate::cue::syntax::ast::Decl;
use crate::cue::syntax::ast::Expr;
use crate::cue::syntax::ast::File;
use crate::cue::syntax::ast::UnaryOp;
use crate::cue::syntax::parse_expr;

/// The attributes at the top of a file, in front of its package clause and imports.
pub(super) fn preamble(file: &File) -> impl Iterator<Item = &Attribute> {
    let package = file.package.iter().map(|name| name.span.start);
    let end = package.chain(file.imports.iter().map(|import| import.span.start)).min();
    let attributes = file.decls.iter().map_while(|decl| match decl {
        Decl::Attribute(attribute) => Some(attribute),
        _ => None,
    });
    attributes.take_while(move |attribute| end.is_none_or(|end| attribute.span.start < end))
}

/// Why a file does not count, if it does not.
pub(super) fn exclusion(
    file: &File,
    is_set: &mut dyn FnMut(&str) -> bool,
) -> Result<Option<String>, Stop> {
    let mut condition: Option<&Attribute> = None;
    for attribute in preamble(file) {
        match &*attribute.name {
            "ignore" => return Ok(Some("@ignore() attribute found".to_owned())),
            "if" if condition.is_some() => {
                let mut error = LoadError::at(LoadErrorKind::TwoConditions, attribute.span);
                error.spans.extend(condition.map(|first| first.span));
                return Err(error.into());
            }
            "if" => condition = Some(attribute),
            _ => {}
        }
    }
    let Some(attribute) = condition else { return Ok(None) };
    let expr = parse_expr(attribute.span.file, attribute.body.as_bytes());
    let expr = expr.map_err(|errors| {
        let kind = errors.into_iter().next().map(|error| LoadErrorKind::Syntax(error.kind));
        let kind = kind.unwrap_or_else(|| LoadErrorKind::Condition("expression".to_owned()));
        Stop::from(LoadError::at(kind, attribute.span))
    })?;
    let holds = holds(&expr, attribute.span, is_set)?;
    Ok((!holds).then(|| format!("@if({}) did not match", attribute.body)))
}

fn holds(expr: &Expr, span: Span, is_set: &mut dyn FnMut(&str) -> bool) -> Result<bool, Stop> {
    let wrong =
        |what: &str| Err(LoadError::at(LoadErrorKind::Condition(what.to_owned()), span).into());
    match expr {
        Expr::Ident(ident) => Ok(is_set(&ident.name)),
        Expr::Paren(inner, _) => holds(inner, span, is_set),
        Expr::Unary(UnaryOp::Not, operand, _) => Ok(!holds(operand, span, is_set)?),
        Expr::Binary(op @ (BinaryOp::LogicalAnd | BinaryOp::LogicalOr), left, right, ..) => {
            // Both sides count as asked for.
            let (left, right) = (holds(left, span, is_set)?, holds(right, span, is_set)?);
            Ok(if *op == BinaryOp::LogicalAnd { left && right } else { left || right })
        }
        Expr::Unary(..) | Expr::Binary(..) => wrong("operator"),
        _ => wrong("type"),
    }
}
