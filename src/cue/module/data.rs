//! Plain data, as in a module file: no references, no operators.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::cue::syntax::Span;
use crate::cue::syntax::ast::Constraint;
use crate::cue::syntax::ast::Decl;
use crate::cue::syntax::ast::Element;
use crate::cue::syntax::ast::Expr;
use crate::cue::syntax::ast::Field;
use crate::cue::syntax::ast::Label;

/// A value that is what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Data {
    Null,
    Bool(bool),
    /// A number as written.
    Number(Arc<str>),
    String(Arc<str>),
    List(Vec<Data>),
    Struct(BTreeMap<Arc<str>, Data>),
}

/// What is no data, and where.
pub(super) type Problem = (&'static str, Span);

impl Data {
    /// A field.
    pub(super) fn get(&self, label: &str) -> Option<&Self> {
        if let Self::Struct(fields) = self { fields.get(label) } else { None }
    }

    /// The text of a string.
    pub(super) fn text(&self) -> Option<&str> {
        if let Self::String(text) = self { Some(text) } else { None }
    }

    /// Reads lines.
    pub(super) fn read(decls: &[Decl]) -> Result<Self, Problem> {
        let mut fields = BTreeMap::new();
        for decl in decls {
            match decl {
                Decl::Field(field) => {
                    let label = label(field)?;
                    let value = Self::value(&field.value)?;
                    let known = fields.remove(&label);
                    let value = known
                        .map_or(Ok(value.clone()), |known: Self| known.merge(value, field.span))?;
                    fields.insert(label, value);
                }
                Decl::Embed(Expr::Struct(body)) => {
                    let value = Self::read(&body.decls)?;
                    match Self::Struct(fields).merge(value, body.span)? {
                        Self::Struct(merged) => fields = merged,
                        _ => return Err(("embedding not allowed in data mode", body.span)),
                    }
                }
                Decl::Attribute(_) => {}
                Decl::Embed(expr) => {
                    return Err(("embedding not allowed in data mode", expr.span()));
                }
                Decl::Comprehension(comprehension) => {
                    return Err(("comprehension not allowed in data mode", comprehension.span));
                }
                Decl::Let(clause) => return Err(("let not allowed in data mode", clause.span)),
                Decl::Ellipsis(ellipsis) => {
                    return Err(("ellipsis not allowed in data mode", ellipsis.span));
                }
            }
        }
        Ok(Self::Struct(fields))
    }

    fn value(expr: &Expr) -> Result<Self, Problem> {
        Ok(match expr {
            Expr::Null(_) => Self::Null,
            Expr::Bool(value, _) => Self::Bool(*value),
            Expr::Number(text, _) => Self::Number(text.clone()),
            Expr::String(text, _) => Self::String(text.clone()),
            Expr::Struct(body) => return Self::read(&body.decls),
            Expr::Paren(inner, _) => return Self::value(inner),
            Expr::List(elements, span) => {
                let element = |element: &Element| match element {
                    Element::Value(expr) => Self::value(expr),
                    _ => Err(("only values allowed in lists in data mode", *span)),
                };
                Self::List(elements.iter().map(element).collect::<Result<_, _>>()?)
            }
            _ => return Err(("expressions not allowed in data mode", expr.span())),
        })
    }

    /// Both values in one, if they agree.
    fn merge(self, other: Self, span: Span) -> Result<Self, Problem> {
        match (self, other) {
            (Self::Struct(mut fields), Self::Struct(others)) => {
                for (label, value) in others {
                    let value = match fields.remove(&label) {
                        Some(known) => known.merge(value, span)?,
                        None => value,
                    };
                    fields.insert(label, value);
                }
                Ok(Self::Struct(fields))
            }
            (left, right) if left == right => Ok(left),
            _ => Err(("conflicting values", span)),
        }
    }
}

fn label(field: &Field) -> Result<Arc<str>, Problem> {
    let plain = field.constraint == Constraint::None
        && field.alias.is_none()
        && field.postfix_alias.is_none();
    match &field.label {
        Label::Ident(ident) if plain && !ident.name.starts_with(['#', '_']) => {
            Ok(ident.name.clone())
        }
        Label::String(text, _) if plain => Ok(text.clone()),
        _ => Err(("only regular fields allowed in data mode", field.span)),
    }
}
