//! Declarations, from source to graph.

use std::rc::Rc;
use std::sync::Arc;

use crate::cue::syntax::ast;

use super::Label;
use super::compile::Compiler;
use super::ir::Attribute;
use super::ir::Clause;
use super::ir::Comprehension;
use super::ir::Decl;
use super::ir::Expr;
use super::ir::ExprKind;
use super::ir::ExprRef;
use super::ir::FieldDecl;
use super::ir::StructLit;
use super::node::ArcType;
use super::scope::Target;
use super::scope::Unused;

impl Compiler<'_> {
    pub(super) fn struct_literal(&mut self, body: &ast::Struct) -> Rc<StructLit> {
        self.scopes.open(true, true);
        let first = self.declare(&body.decls);
        let decls = self.decls(&body.decls, first);
        self.close_scope(&[]);
        let has_embedding = decls.iter().any(|decl| matches!(decl, Decl::Embed(_)));
        Rc::new(StructLit { decls, span: body.span, has_embedding, ..StructLit::default() })
    }

    /// Compiles declarations; the labels of the fields are from a place on.
    pub(super) fn decls(&mut self, decls: &[ast::Decl], first: usize) -> Vec<Decl> {
        let mut compiled = Vec::with_capacity(decls.len());
        let mut next = first;
        for decl in decls {
            match decl {
                ast::Decl::Field(field) => compiled.push(self.field(field, &mut next)),
                ast::Decl::Embed(expr) => compiled.push(Decl::Embed(self.aliased(expr))),
                ast::Decl::Comprehension(comprehension) => {
                    let span = comprehension.span;
                    let comprehension = self.comprehension(comprehension);
                    let kind = ExprKind::Comprehension(comprehension);
                    compiled.push(Decl::Embed(Expr::new(kind, span)));
                }
                ast::Decl::Let(binding) => compiled.push(self.let_decl(binding)),
                ast::Decl::Ellipsis(ellipsis) => {
                    if ellipsis.value.is_some() {
                        let text = "ellipsis with a value is only allowed in lists";
                        self.error(ellipsis.span, text, Vec::new());
                    }
                    compiled.push(Decl::Ellipsis);
                }
                ast::Decl::Attribute(attribute) => {
                    if let Some(embed) = self.embeds.get(&attribute.span) {
                        let kind = ExprKind::Value(embed.clone());
                        compiled.push(Decl::Embed(Expr::new(kind, attribute.span)));
                    }
                }
            }
        }
        self.labels.truncate(first);
        compiled
    }

    fn let_decl(&mut self, binding: &ast::Let) -> Decl {
        let found = self.scopes.resolve_unused(&binding.name.name);
        let label = match found {
            Some(Target::Let(label)) => label,
            _ => self.let_label(&binding.name.name),
        };
        self.open_lets.push(label);
        let value = self.aliased(&binding.value);
        self.open_lets.pop();
        Decl::Let { label, value, span: binding.span }
    }

    fn field(&mut self, field: &ast::Field, next: &mut usize) -> Decl {
        let arc = match field.constraint {
            ast::Constraint::None => ArcType::Member,
            ast::Constraint::Optional => ArcType::Optional,
            ast::Constraint::Required => ArcType::Required,
        };
        let span = field.span;
        match &field.label {
            ast::Label::Ident(ident) => {
                let label = self.labels[*next];
                *next += 1;
                self.plain_field(field, label, &ident.name, arc)
            }
            ast::Label::String(text, _) => {
                let label = self.string_label(text);
                self.plain_field(field, label, text, arc)
            }
            ast::Label::Interpolation(interpolation) => {
                let key = self.expr(&ast::Expr::Interpolation(interpolation.clone()));
                let value = self.dynamic_value(field);
                Decl::Dynamic { key, arc, value, span }
            }
            ast::Label::Dynamic(expr) => {
                let key = self.expr(expr);
                let value = self.dynamic_value(field);
                Decl::Dynamic { key, arc, value, span }
            }
            ast::Label::Pattern(expr, _) => self.pattern(field, expr),
        }
    }

    fn plain_field(
        &mut self,
        field: &ast::Field,
        label: Label,
        name: &Arc<str>,
        arc: ArcType,
    ) -> Decl {
        let value = self.value_with_key(field, Target::Name(Arc::clone(name)));
        let value = self.with_embeds(value, &field.attributes);
        let attribute =
            |one: &ast::Attribute| Attribute { name: one.name.clone(), body: one.body.clone() };
        let attributes = match &field.attributes[..] {
            [] => Vec::new(),
            attributes => attributes.iter().map(attribute).collect(),
        };
        let doc = field.doc.clone();
        Decl::Field(FieldDecl { label, arc, value, span: field.span, attributes, doc })
    }

    /// A value, with the files that attributes ask for put in.
    fn with_embeds(&self, value: ExprRef, attributes: &[ast::Attribute]) -> ExprRef {
        attributes.iter().fold(value, |value, attribute| {
            let Some(embed) = self.embeds.get(&attribute.span) else { return value };
            let span = attribute.span;
            let embed = Expr::new(ExprKind::Value(embed.clone()), span);
            Expr::new(ExprKind::And { left: value, right: embed }, span)
        })
    }

    fn dynamic_value(&mut self, field: &ast::Field) -> ExprRef {
        self.value_with_key(field, Target::LabelOf)
    }

    /// The value of a field, in which its name may have a name.
    fn value_with_key(&mut self, field: &ast::Field, target: Target) -> ExprRef {
        let Some(key) = field.postfix_alias.as_ref().and_then(|alias| alias.label.as_ref()) else {
            return self.aliased(&field.value);
        };
        self.scopes.open(false, false);
        self.scopes.add(&key.name, target, key.span, None);
        let value = self.aliased(&field.value);
        self.close_scope(&[]);
        value
    }

    /// `[pattern]: value`, with the names that the value may use.
    fn pattern(&mut self, field: &ast::Field, expr: &ast::Expr) -> Decl {
        let (inner, pattern) = match expr {
            ast::Expr::Alias(name, inner, _) => (Some(name.clone()), &**inner),
            other => (None, other),
        };
        let pattern = self.expr(pattern);
        let postfix = field.postfix_alias.clone().unwrap_or_default();
        self.scopes.open(false, false);
        for name in inner.iter().chain(&postfix.label) {
            self.scopes.add(&name.name, Target::LabelOf, name.span, None);
        }
        for name in field.alias.iter().chain(&postfix.field).filter(|name| &*name.name != "_") {
            self.scopes.add(&name.name, Target::Matched, name.span, Some(Unused::Alias));
        }
        let value = self.aliased(&field.value);
        self.close_scope(&[]);
        Decl::Pattern { pattern, value, span: field.span }
    }

    /// An expression that may have a name: `X={…}`.
    pub(super) fn aliased(&mut self, expr: &ast::Expr) -> ExprRef {
        let ast::Expr::Alias(name, inner, _) = expr else { return self.expr(expr) };
        self.scopes.open(false, false);
        self.scopes.add(&name.name, Target::This, name.span, Some(Unused::Alias));
        let value = self.expr(inner);
        self.close_scope(&[]);
        value
    }

    pub(super) fn comprehension(
        &mut self,
        comprehension: &ast::Comprehension,
    ) -> Rc<Comprehension> {
        let fallback = comprehension.fallback.as_ref().map(|fallback| {
            let literal = self.struct_literal(&fallback.body);
            Expr::new(ExprKind::Struct(literal), fallback.body.span)
        });
        let mut clauses = Vec::with_capacity(comprehension.clauses.len());
        let mut opened = 0;
        for clause in &comprehension.clauses {
            opened += u32::from(self.clause(clause, &mut clauses));
        }
        let literal = self.struct_literal(&comprehension.body);
        let body = Expr::new(ExprKind::Struct(literal), comprehension.body.span);
        for _ in 0..opened {
            self.close_scope(&[]);
        }
        Rc::new(Comprehension { clauses, body, fallback, span: comprehension.span })
    }

    /// Compiles a clause; says whether it opened a scope.
    fn clause(&mut self, clause: &ast::Clause, clauses: &mut Vec<Clause>) -> bool {
        match clause {
            ast::Clause::If { condition, span } => {
                clauses.push(Clause::If { condition: self.expr(condition), span: *span });
                false
            }
            ast::Clause::For { key, value, source, .. } => {
                let source = self.expr(source);
                self.scopes.open(true, false);
                let mut name = |ident: &ast::Ident| self.variable(ident, None);
                let key = key.as_ref().and_then(&mut name);
                let value = name(value);
                clauses.push(Clause::For { key, value, source });
                true
            }
            ast::Clause::Let { name, value, .. } => {
                let value = self.expr(value);
                self.scopes.open(true, false);
                if let Some(label) = self.variable(name, Some(Unused::Alias)) {
                    clauses.push(Clause::Let { label, value });
                }
                true
            }
            ast::Clause::Try { binding: None, .. } => {
                clauses.push(Clause::Try { binding: None });
                false
            }
            ast::Clause::Try { binding: Some((name, value)), .. } => {
                let value = self.expr(value);
                self.scopes.open(true, false);
                let label = self.variable(name, Some(Unused::Alias));
                clauses.push(Clause::Try { binding: label.map(|label| (label, value)) });
                true
            }
        }
    }

    fn variable(&mut self, ident: &ast::Ident, must_use: Option<Unused>) -> Option<Label> {
        if &*ident.name == "_" {
            return None;
        }
        let label = self.let_label(&ident.name);
        self.scopes.add(&ident.name, Target::Variable(label), ident.span, must_use);
        Some(label)
    }
}
