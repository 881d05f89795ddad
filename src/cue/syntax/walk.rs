//! A walk through a tree, from line to line.

use super::ast::Clause;
use super::ast::Comprehension;
use super::ast::Decl;
use super::ast::Element;
use super::ast::Expr;
use super::ast::Part;

/// Visits all lines of structs, in order, those of structs in values behind the line that has the
/// value.
pub fn for_each_decl<'t>(decls: &'t [Decl], visit: &mut dyn FnMut(&'t Decl)) {
    for decl in decls {
        visit(decl);
        match decl {
            Decl::Field(field) => in_expr(&field.value, visit),
            Decl::Embed(expr) => in_expr(expr, visit),
            Decl::Let(clause) => in_expr(&clause.value, visit),
            Decl::Comprehension(comprehension) => in_comprehension(comprehension, visit),
            Decl::Attribute(_) | Decl::Ellipsis(_) => {}
        }
    }
}

fn in_comprehension<'t>(comprehension: &'t Comprehension, visit: &mut dyn FnMut(&'t Decl)) {
    for clause in &comprehension.clauses {
        match clause {
            Clause::For { source: expr, .. }
            | Clause::If { condition: expr, .. }
            | Clause::Let { value: expr, .. }
            | Clause::Try { binding: Some((_, expr)), .. } => in_expr(expr, visit),
            Clause::Try { binding: None, .. } => {}
        }
    }
    for_each_decl(&comprehension.body.decls, visit);
    if let Some(fallback) = &comprehension.fallback {
        for_each_decl(&fallback.body.decls, visit);
    }
}

fn in_expr<'t>(expr: &'t Expr, visit: &mut dyn FnMut(&'t Decl)) {
    let mut open = vec![expr];
    while let Some(expr) = open.pop() {
        match expr {
            Expr::Struct(body) => for_each_decl(&body.decls, visit),
            Expr::List(elements, _) => {
                for element in elements {
                    match element {
                        Element::Value(expr) => in_expr(expr, visit),
                        Element::Comprehension(comprehension) => {
                            in_comprehension(comprehension, visit);
                        }
                        Element::Ellipsis(ellipsis) => {
                            ellipsis.value.iter().for_each(|value| in_expr(value, visit));
                        }
                    }
                }
            }
            Expr::Interpolation(interpolation) => {
                for part in &interpolation.parts {
                    if let Part::Expr(expr) = part {
                        in_expr(expr, visit);
                    }
                }
            }
            _ => open.extend(expr.operands().into_iter().rev()),
        }
    }
}
