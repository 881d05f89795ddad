//! From the tree of a file to resolved expressions.

use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;

use crate::cue::syntax::Span;
use crate::cue::syntax::ast;
use crate::cue::syntax::experiment::Experiment;
use crate::go::norm::nfc;

use super::Label;
use super::embed::Embeds;
use super::error::Arg;
use super::error::Bottom;
use super::error::Code;
use super::ir::Decl;
use super::ir::Expr;
use super::ir::ExprKind;
use super::ir::ExprRef;
use super::ir::PackageRef;
use super::ir::StructLit;
use super::label::Sym;
use super::label::Symbols;
use super::scope::Scopes;
use super::scope::Target;
use super::scope::Unused;
use super::value::Val;

/// Compiles the files of one package.
pub(super) struct Compiler<'s> {
    pub(super) symbols: &'s mut Symbols,
    pub(super) next_let: &'s mut u32,
    /// The package, for hidden names.
    pub(super) scope: Sym,
    pub(super) unused_imports: bool,
    /// Whether `self` stands for the struct or list around it.
    pub(super) has_self: bool,
    /// Values of files to be put in.
    pub(super) embeds: Embeds,
    /// What is wrong, in order.
    pub(super) errors: Vec<Rc<Bottom>>,
    pub(super) scopes: Scopes,
    /// The labels of the fields of the structs that are being compiled, those of inner ones last.
    pub(super) labels: Vec<Label>,
    /// The `let`s whose values are being compiled.
    pub(super) open_lets: Vec<Label>,
    /// Which `let` refers to which, and where.
    pub(super) let_edges: Vec<(Label, Label, Span)>,
}

/// An import of a file, with what it was found to be.
pub(super) struct ImportName {
    pub(super) name: Arc<str>,
    pub(super) package: PackageRef,
    pub(super) path: Arc<str>,
    pub(super) span: Span,
}

impl<'s> Compiler<'s> {
    pub(super) fn new(symbols: &'s mut Symbols, next_let: &'s mut u32, scope: Sym) -> Self {
        Self {
            symbols,
            next_let,
            scope,
            unused_imports: false,
            has_self: true,
            embeds: Embeds::new(),
            errors: Vec::new(),
            scopes: Scopes::default(),
            labels: Vec::new(),
            open_lets: Vec::new(),
            let_edges: Vec::new(),
        }
    }

    /// Compiles a file; names of fields of all files of the package are in reach.
    pub(super) fn file(
        &mut self,
        file: &ast::File,
        siblings: &[&ast::File],
        imports: &[ImportName],
    ) -> Rc<StructLit> {
        self.has_self = file.experiments.has(Experiment::AliasV2);
        self.scopes.open(false, false);
        for import in imports {
            let target = Target::Import(import.package);
            let must_use = (!self.unused_imports).then_some(Unused::Import);
            self.scopes.add(&import.name, target, import.span, must_use);
        }
        self.scopes.open(true, true);
        for sibling in siblings {
            self.declare_fields(&sibling.decls);
        }
        let mut literal = StructLit { is_file: true, ..StructLit::default() };
        literal.span = file.start;
        let first = self.declare(&file.decls);
        literal.decls = self.decls(&file.decls, first);
        self.labels.clear();
        literal.has_embedding = literal.decls.iter().any(|decl| matches!(decl, Decl::Embed(_)));
        self.close_scope(&[]);
        self.close_scope(imports);
        self.refuse_cyclic_lets();
        Rc::new(literal)
    }

    /// Compiles an expression in the scope of a file.
    pub(super) fn expression(
        &mut self,
        expr: &ast::Expr,
        siblings: &[&ast::File],
        imports: &[ImportName],
    ) -> ExprRef {
        self.scopes.open(false, false);
        for import in imports {
            self.scopes.add(&import.name, Target::Import(import.package), import.span, None);
        }
        self.scopes.open(true, true);
        for sibling in siblings {
            self.declare_fields(&sibling.decls);
        }
        let expr = self.expr(expr);
        self.scopes.close();
        self.scopes.close();
        expr
    }

    /// A `let` may not refer to itself, not even by way of others.
    fn refuse_cyclic_lets(&mut self) {
        let edges = std::mem::take(&mut self.let_edges);
        for (from, to, span) in &edges {
            let mut open = vec![*to];
            let mut seen = Vec::new();
            while let Some(label) = open.pop() {
                if label == *from {
                    let text = "cyclic references in let clause or alias";
                    self.error(*span, text, Vec::new());
                    return;
                }
                if !seen.contains(&label) {
                    seen.push(label);
                    open.extend(edges.iter().filter(|edge| edge.0 == label).map(|edge| edge.1));
                }
            }
        }
    }

    pub(super) fn close_scope(&mut self, imports: &[ImportName]) {
        for (name, span, unused) in self.scopes.close() {
            let error = match unused {
                Unused::Alias => Bottom::new(
                    Code::Eval,
                    "unreferenced alias or let clause {}",
                    vec![Arg::Text((*name).into())],
                ),
                Unused::Import => {
                    let path = imports.iter().find(|import| import.name == name);
                    let path = path.map_or(&*name, |import| &*import.path);
                    let quoted = crate::go::quote::quote(path);
                    let args = vec![Arg::Text(quoted.into())];
                    if path.rsplit('/').next() == Some(&*name) {
                        Bottom::new(Code::Eval, "imported and not used: {}", args)
                    } else {
                        let mut args = args;
                        args.push(Arg::Text((*name).into()));
                        Bottom::new(Code::Eval, "imported and not used: {} as {}", args)
                    }
                }
            };
            self.errors.push(Rc::new(error.at(span)));
        }
    }

    pub(super) fn error(&mut self, span: Span, template: &'static str, args: Vec<Arg>) -> ExprRef {
        let error = Rc::new(Bottom::new(Code::Eval, template, args).at(span));
        self.errors.push(Rc::clone(&error));
        Expr::new(ExprKind::Value(Val::Bottom(error)), span)
    }

    /// The label that an identifier is.
    pub(super) fn ident_label(&mut self, name: &Arc<str>) -> Label {
        let sym = self.intern(name);
        match name.as_bytes() {
            [b'_', b'#', ..] => Label::HiddenDefinition(sym, self.scope),
            [b'_', _, ..] => Label::Hidden(sym, self.scope),
            [b'#', ..] => Label::Definition(sym),
            _ => Label::String(sym),
        }
    }

    pub(super) fn string_label(&mut self, text: &Arc<str>) -> Label {
        Label::String(self.intern(text))
    }

    fn intern(&mut self, text: &Arc<str>) -> Sym {
        match nfc(text) {
            Cow::Borrowed(_) => self.symbols.intern_shared(text),
            Cow::Owned(text) => self.symbols.intern(&text),
        }
    }

    pub(super) fn let_label(&mut self, name: &str) -> Label {
        *self.next_let += 1;
        Label::Let(self.symbols.intern(name), *self.next_let)
    }

    /// Declares the fields of a struct that names may refer to.
    fn declare_fields(&mut self, decls: &[ast::Decl]) {
        for decl in decls {
            let ast::Decl::Field(field) = decl else { continue };
            if let ast::Label::Ident(ident) = &field.label {
                let label = self.ident_label(&ident.name);
                self.scopes.add_field(&ident.name, label, ident.span);
                self.labels.push(label);
            }
        }
    }

    /// Declares what is in reach in a struct: fields, aliases, `let`s. Gives the place of the first
    /// of the labels of its fields.
    pub(super) fn declare(&mut self, decls: &[ast::Decl]) -> usize {
        let first = self.labels.len();
        self.declare_fields(decls);
        for decl in decls {
            match decl {
                ast::Decl::Field(field) => self.declare_alias(field),
                ast::Decl::Let(binding) => {
                    let label = self.let_label(&binding.name.name);
                    let name = &binding.name;
                    self.scopes.add(
                        &name.name,
                        Target::Let(label),
                        binding.span,
                        Some(Unused::Alias),
                    );
                }
                _ => {}
            }
        }
        first
    }

    fn declare_alias(&mut self, field: &ast::Field) {
        self.declare_name(field);
        let postfix = field.postfix_alias.as_ref().and_then(|alias| alias.field.as_ref());
        let Some(alias) = field.alias.as_ref().or(postfix) else { return };
        if &*alias.name == "_" {
            return;
        }
        let target = match &field.label {
            ast::Label::Ident(ident) => Target::Field(self.ident_label(&ident.name)),
            ast::Label::String(text, _) => Target::Field(self.string_label(text)),
            ast::Label::Interpolation(interpolation) => {
                let interpolation = ast::Expr::Interpolation(interpolation.clone());
                Target::Dynamic(self.expr(&interpolation))
            }
            ast::Label::Dynamic(expr) => Target::Dynamic(self.expr(expr)),
            ast::Label::Pattern(..) => return,
        };
        self.scopes.add(&alias.name, target, alias.span, Some(Unused::Alias));
    }

    /// The first name of `a~(K, V)`: what the field is called.
    fn declare_name(&mut self, field: &ast::Field) {
        let Some(name) = field.postfix_alias.as_ref().and_then(|alias| alias.label.as_ref()) else {
            return;
        };
        let target = match &field.label {
            ast::Label::Ident(ident) => Target::Name(Arc::clone(&ident.name)),
            ast::Label::String(text, _) => Target::Name(Arc::clone(text)),
            _ => return,
        };
        self.scopes.add(&name.name, target, name.span, None);
    }
}
