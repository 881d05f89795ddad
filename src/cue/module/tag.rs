//! Values from outside: `@tag(name,type=int,short=a|b,var=v)`.

use std::collections::BTreeSet;

use super::Request;
use super::error::LoadError;
use super::error::LoadErrorKind;
use crate::cue::syntax::Span;
use crate::cue::syntax::ast::Attribute;
use crate::cue::syntax::ast::BinaryOp;
use crate::cue::syntax::ast::Comprehension;
use crate::cue::syntax::ast::Constraint;
use crate::cue::syntax::ast::Decl;
use crate::cue::syntax::ast::Element;
use crate::cue::syntax::ast::Expr;
use crate::cue::syntax::ast::Field;
use crate::cue::syntax::ast::File;
use crate::cue::syntax::ast::Label;
use crate::cue::syntax::ast::Part;
use crate::cue::syntax::ast::UnaryOp;
use crate::cue::syntax::ident::is_valid_ident;
use crate::cue::syntax::literal::check_number;
use crate::go::quote::quote;

/// Puts values into fields.
pub(super) struct Tags<'r> {
    request: &'r Request,
    /// The tags that were asked for.
    used: BTreeSet<String>,
    errors: Vec<LoadError>,
}

/// A `@tag` of a field.
struct Tag {
    name: String,
    kind: Kind,
    shorthands: Vec<String>,
    variable: Option<String>,
    span: Span,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    String,
    Int,
    Number,
    Bool,
}

impl<'r> Tags<'r> {
    /// Prepares to put in the values of a request; some tags were asked for already.
    pub(super) fn new(request: &'r Request, used: &BTreeSet<String>) -> Self {
        Self { request, used: used.clone(), errors: Vec::new() }
    }

    /// Puts values into a file.
    pub(super) fn inject(&mut self, file: &mut File) {
        self.decls(&mut file.decls, None);
    }

    /// The errors, those about tags that nothing asked for included.
    pub(super) fn finish(mut self) -> Vec<LoadError> {
        for tag in &self.request.tags {
            if !self.errors.is_empty() {
                break;
            }
            let kind = match tag.split_once('=') {
                Some((name, _)) if !self.used.contains(tag) => {
                    LoadErrorKind::NoTag(name.to_owned())
                }
                None if !self.used.contains(tag) => LoadErrorKind::UnusedTag(tag.clone()),
                _ => continue,
            };
            self.errors.push(LoadError::new(kind));
        }
        self.errors
    }

    /// Visits lines; within something that cannot have tags, that is named.
    fn decls(&mut self, decls: &mut [Decl], within: Option<&'static str>) {
        for decl in decls {
            match decl {
                Decl::Field(field) => self.field(field, within),
                Decl::Embed(expr) => self.expr(expr, within),
                Decl::Let(clause) => self.expr(&mut clause.value, within),
                Decl::Comprehension(comprehension) => self.comprehension(comprehension),
                Decl::Ellipsis(_) | Decl::Attribute(_) => {}
            }
        }
    }

    fn comprehension(&mut self, comprehension: &mut Comprehension) {
        self.decls(&mut comprehension.body.decls, Some("comprehension"));
    }

    fn field(&mut self, field: &mut Field, within: Option<&'static str>) {
        let plain = matches!(field.label, Label::Ident(_) | Label::String(..))
            && field.constraint == Constraint::None;
        let within = within.or(Some("field constraint").filter(|_| !plain));
        self.expr(&mut field.value, within);
        let tags = field.attributes.iter().filter(|attribute| &*attribute.name == "tag");
        let tags: Vec<Attribute> = tags.cloned().collect();
        for attribute in tags {
            if let Some(within) = within {
                self.error(LoadErrorKind::TagPlace(within), attribute.span);
                continue;
            }
            match Tag::parse(&attribute) {
                Ok(tag) => self.apply(&tag, field),
                Err(kind) => self.error(kind, attribute.span),
            }
        }
    }

    fn expr(&mut self, expr: &mut Expr, within: Option<&'static str>) {
        match expr {
            Expr::Struct(body) => self.decls(&mut body.decls, within),
            Expr::List(elements, _) => {
                for element in elements {
                    match element {
                        Element::Value(expr) => self.expr(expr, Some("lists")),
                        Element::Comprehension(comprehension) => {
                            self.decls(&mut comprehension.body.decls, Some("lists"));
                        }
                        Element::Ellipsis(ellipsis) => {
                            if let Some(value) = &mut ellipsis.value {
                                self.expr(value, Some("lists"));
                            }
                        }
                    }
                }
            }
            Expr::Binary(_, left, right, ..) => {
                self.expr(left, within);
                self.expr(right, within);
            }
            Expr::Unary(_, operand, _)
            | Expr::Postfix(_, operand, _)
            | Expr::Paren(operand, _)
            | Expr::Alias(_, operand, _)
            | Expr::Selector(operand, ..)
            | Expr::Index(operand, ..)
            | Expr::Slice(operand, ..) => self.expr(operand, within),
            Expr::Call(_, arguments, _) => {
                for argument in arguments {
                    self.expr(argument, within);
                }
            }
            Expr::Interpolation(interpolation) => {
                for part in &mut interpolation.parts {
                    if let Part::Expr(expr) = part {
                        self.expr(expr, within);
                    }
                }
            }
            _ => {}
        }
    }

    fn error(&mut self, kind: LoadErrorKind, span: Span) {
        self.errors.push(LoadError::at(kind, span));
    }

    /// Puts the values of a tag into its field.
    fn apply(&mut self, tag: &Tag, field: &mut Field) {
        let mut replaced = false;
        for given in &self.request.tags {
            let value = match given.split_once('=') {
                Some((name, value)) if name == tag.name => value,
                None if tag.shorthands.contains(given) => given,
                _ => continue,
            };
            self.used.insert(given.clone());
            match tag.value(value) {
                Ok(value) => put(field, value, tag.span),
                Err(kind) => self.errors.push(LoadError::new(kind)),
            }
            replaced = true;
        }
        let Some(variable) = tag.variable.as_ref().filter(|_| !replaced) else { return };
        if self.request.variables.is_empty() {
            return;
        }
        match self.request.variables.iter().find(|(name, _)| name == variable) {
            Some((_, value)) => put(field, Expr::String(value.as_str().into(), tag.span), tag.span),
            None => {
                self.errors.push(LoadError::new(LoadErrorKind::TagVariable(variable.clone())));
            }
        }
    }
}

impl Tag {
    fn parse(attribute: &Attribute) -> Result<Self, LoadErrorKind> {
        let name = attribute.argument(0).unwrap_or_default();
        if !is_valid_ident(&name) {
            return Err(LoadErrorKind::TagName(name));
        }
        let kind = match attribute.lookup("type").as_deref() {
            None | Some("string") => Kind::String,
            Some("int") => Kind::Int,
            Some("number") => Kind::Number,
            Some("bool") => Kind::Bool,
            Some(other) => return Err(LoadErrorKind::TagType(other.to_owned())),
        };
        let shorthands = attribute.lookup("short").unwrap_or_default();
        let shorthands = shorthands.split('|').filter(|word| !word.is_empty());
        Ok(Self {
            name,
            kind,
            shorthands: shorthands.map(str::to_owned).collect(),
            variable: attribute.lookup("var").filter(|variable| !variable.is_empty()),
            span: attribute.span,
        })
    }

    /// A text as a value of the type of the tag.
    fn value(&self, text: &str) -> Result<Expr, LoadErrorKind> {
        match self.kind {
            Kind::String => Ok(Expr::String(text.into(), self.span)),
            Kind::Bool => match text.trim() {
                "1" | "t" | "T" | "true" | "TRUE" | "True" => Ok(Expr::Bool(true, self.span)),
                "0" | "f" | "F" | "false" | "FALSE" | "False" => Ok(Expr::Bool(false, self.span)),
                text => Err(self.wrong(format!("boolean {}", quote(text)), String::new())),
            },
            Kind::Int | Kind::Number => self.number(text),
        }
    }

    fn number(&self, text: &str) -> Result<Expr, LoadErrorKind> {
        let int = check_number(text)
            .map_err(|error| self.wrong("number".to_owned(), format!(": {error}")))?;
        if !int && self.kind == Kind::Int {
            return Err(self.wrong(format!("int {}", quote(text)), String::new()));
        }
        let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
        let number = Expr::Number(digits.into(), self.span);
        if !text.starts_with('-') {
            return Ok(number);
        }
        Ok(Expr::Unary(UnaryOp::Minus, Box::new(number), self.span))
    }

    fn wrong(&self, wanted: String, problem: String) -> LoadErrorKind {
        LoadErrorKind::TagValue { wanted, name: self.name.clone(), problem }
    }
}

/// Unifies the value of a field with another.
fn put(field: &mut Field, value: Expr, span: Span) {
    let old = std::mem::replace(&mut field.value, Expr::Bad(span));
    let whole = old.span();
    // An alias names the whole value.
    field.value = match old {
        Expr::Alias(name, inner, span) => {
            let inner = Expr::Binary(BinaryOp::And, inner, Box::new(value), span, whole);
            Expr::Alias(name, Box::new(inner), span)
        }
        old => Expr::Binary(BinaryOp::And, Box::new(old), Box::new(value), span, whole),
    };
}
