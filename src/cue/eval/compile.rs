//! From the tree of a file to resolved expressions.

use std::rc::Rc;
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::is_nfc;

use crate::cue::number::Number;
use crate::cue::syntax::Span;
use crate::cue::syntax::ast;
use crate::cue::value::Kind;
use crate::source::suggest;

use super::Label;
use super::builtin::BuiltinRef;
use super::builtin::Core;
use super::embed::Embeds;
use super::error::Arg;
use super::error::Bottom;
use super::error::Code;
use super::ir::Alternative;
use super::ir::Attribute;
use super::ir::Clause;
use super::ir::Comprehension;
use super::ir::Decl;
use super::ir::Element;
use super::ir::Expr;
use super::ir::ExprKind;
use super::ir::ExprRef;
use super::ir::FieldDecl;
use super::ir::ListLit;
use super::ir::PackageRef;
use super::ir::Part;
use super::ir::StructLit;
use super::label::Sym;
use super::label::Symbols;
use super::node::ArcType;
use super::scope::Scopes;
use super::scope::Target;
use super::scope::Unused;
use super::value::Bound;
use super::value::Val;

/// Compiles the files of one package.
pub(super) struct Compiler<'s> {
    pub(super) symbols: &'s mut Symbols,
    pub(super) next_let: &'s mut u32,
    /// The package, for hidden names.
    pub(super) scope: Sym,
    pub(super) unused_imports: bool,
    /// Values of files to be put in.
    pub(super) embeds: Embeds,
    /// What is wrong, in order.
    pub(super) errors: Vec<Rc<Bottom>>,
    scopes: Scopes,
    /// The `let`s whose values are being compiled.
    open_lets: Vec<Label>,
    /// Which `let` refers to which, and where.
    let_edges: Vec<(Label, Label, Span)>,
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
            embeds: Embeds::new(),
            errors: Vec::new(),
            scopes: Scopes::default(),
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
        literal.span = file.decls.first().map(decl_span).unwrap_or_default();
        self.declare(&file.decls);
        literal.decls = self.decls(&file.decls);
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

    fn close_scope(&mut self, imports: &[ImportName]) {
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

    fn error(&mut self, span: Span, template: &'static str, args: Vec<Arg>) -> ExprRef {
        let error = Rc::new(Bottom::new(Code::Eval, template, args).at(span));
        self.errors.push(Rc::clone(&error));
        Expr::new(ExprKind::Value(Val::Bottom(error)), span)
    }

    // Names.

    /// The label that an identifier is.
    pub(super) fn ident_label(&mut self, name: &str) -> Label {
        let normal;
        let name = if is_nfc(name) {
            name
        } else {
            normal = name.nfc().collect::<String>();
            &normal
        };
        let sym = self.symbols.intern(name);
        if name.starts_with("_#") {
            Label::HiddenDefinition(sym, self.scope)
        } else if name.starts_with('_') && name != "_" {
            Label::Hidden(sym, self.scope)
        } else if name.starts_with('#') {
            Label::Definition(sym)
        } else {
            Label::String(sym)
        }
    }

    pub(super) fn string_label(&mut self, text: &str) -> Label {
        if is_nfc(text) {
            return Label::String(self.symbols.intern(text));
        }
        let normal: String = text.nfc().collect();
        Label::String(self.symbols.intern(&normal))
    }

    fn let_label(&mut self, name: &str) -> Label {
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
            }
        }
    }

    /// Declares what is in reach in a struct: fields, aliases, `let`s.
    fn declare(&mut self, decls: &[ast::Decl]) {
        self.declare_fields(decls);
        for decl in decls {
            match decl {
                ast::Decl::Field(field) => self.declare_alias(field),
                ast::Decl::Let(binding) => {
                    let label = self.let_label(&binding.name.name);
                    let name = &binding.name;
                    self.scopes.add(&name.name, Target::Let(label), name.span, Some(Unused::Alias));
                }
                _ => {}
            }
        }
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

    // Declarations.

    fn struct_literal(&mut self, body: &ast::Struct) -> Rc<StructLit> {
        self.scopes.open(true, true);
        self.declare(&body.decls);
        let decls = self.decls(&body.decls);
        self.close_scope(&[]);
        let has_embedding = decls.iter().any(|decl| matches!(decl, Decl::Embed(_)));
        Rc::new(StructLit { decls, span: body.span, has_embedding, ..StructLit::default() })
    }

    fn decls(&mut self, decls: &[ast::Decl]) -> Vec<Decl> {
        let mut compiled = Vec::with_capacity(decls.len());
        for decl in decls {
            match decl {
                ast::Decl::Field(field) => compiled.push(self.field(field)),
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

    fn field(&mut self, field: &ast::Field) -> Decl {
        let arc = match field.constraint {
            ast::Constraint::None => ArcType::Member,
            ast::Constraint::Optional => ArcType::Optional,
            ast::Constraint::Required => ArcType::Required,
        };
        let span = field.span;
        match &field.label {
            ast::Label::Ident(ident) => {
                let label = self.ident_label(&ident.name);
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
        let key = field.postfix_alias.as_ref().and_then(|alias| alias.label.clone());
        self.scopes.open(false, false);
        if let Some(key) = &key {
            let target = Target::Name(Arc::clone(name));
            self.scopes.add(&key.name, target, key.span, None);
        }
        let value = self.aliased(&field.value);
        let value = self.with_embeds(value, &field.attributes);
        self.close_scope(&[]);
        let attributes = field
            .attributes
            .iter()
            .map(|one| Attribute { name: Arc::clone(&one.name), body: Arc::clone(&one.body) })
            .collect();
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
        let key = field.postfix_alias.as_ref().and_then(|alias| alias.label.clone());
        self.scopes.open(false, false);
        if let Some(key) = &key {
            self.scopes.add(&key.name, Target::LabelOf, key.span, None);
        }
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
    fn aliased(&mut self, expr: &ast::Expr) -> ExprRef {
        let ast::Expr::Alias(name, inner, _) = expr else { return self.expr(expr) };
        self.scopes.open(false, false);
        self.scopes.add(&name.name, Target::This, name.span, Some(Unused::Alias));
        let value = self.expr(inner);
        self.close_scope(&[]);
        value
    }

    fn comprehension(&mut self, comprehension: &ast::Comprehension) -> Rc<Comprehension> {
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
            ast::Clause::If { condition, .. } => {
                clauses.push(Clause::If { condition: self.expr(condition) });
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

    // Expressions.

    fn expr(&mut self, expr: &ast::Expr) -> ExprRef {
        let span = expr.span();
        let value = |value| Expr::new(ExprKind::Value(value), span);
        match expr {
            ast::Expr::Bad(_) => self.error(span, "syntax error", Vec::new()),
            ast::Expr::Bottom(_) => {
                let template = "explicit error (_|_ literal) in source";
                let error = Bottom::new(Code::Literal, template, Vec::new());
                value(Val::Bottom(Rc::new(error.at(span))))
            }
            ast::Expr::Null(_) => value(Val::Null),
            ast::Expr::Bool(truth, _) => value(Val::Bool(*truth)),
            ast::Expr::String(text, _) => value(Val::Str(Arc::clone(text))),
            ast::Expr::Bytes(bytes, _) => value(Val::Bytes(Arc::clone(bytes))),
            ast::Expr::Number(text, _) => match Number::from_literal(text) {
                Some(number) => value(Val::num(number)),
                None => self.error(span, "invalid number", Vec::new()),
            },
            ast::Expr::Interpolation(interpolation) => self.interpolation(interpolation),
            ast::Expr::Ident(ident) => self.ident(ident, false),
            ast::Expr::Struct(body) => Expr::new(ExprKind::Struct(self.struct_literal(body)), span),
            ast::Expr::List(elements, _) => self.list(elements, span),
            ast::Expr::Selector(of, selector, _) => self.selector(of, selector, span, false),
            ast::Expr::Index(of, index, _) => {
                let (of, index) = (self.expr(of), self.expr(index));
                Expr::new(ExprKind::Index { of, index, optional: false }, span)
            }
            ast::Expr::Slice(of, low, high, _) => {
                let of = self.expr(of);
                let low = low.as_ref().map(|low| self.expr(low));
                let high = high.as_ref().map(|high| self.expr(high));
                Expr::new(ExprKind::Slice { of, low, high }, span)
            }
            ast::Expr::Call(function, args, _) => {
                let function = self.expr(function);
                let args = args.iter().map(|arg| self.expr(arg)).collect();
                Expr::new(ExprKind::Call { function, args }, span)
            }
            ast::Expr::Unary(op, of, _) => self.unary(*op, of, span),
            ast::Expr::Binary(op, left, right, _, _) => self.binary(*op, left, right, expr),
            ast::Expr::Postfix(op, of, _) => self.postfix(*op, of, span),
            ast::Expr::Paren(inner, _) => self.expr(inner),
            ast::Expr::Alias(..) => self.aliased(expr),
            ast::Expr::Func(..) => self.error(span, "function types are not supported", Vec::new()),
        }
    }

    fn interpolation(&mut self, interpolation: &ast::Interpolation) -> ExprRef {
        let parts = interpolation
            .parts
            .iter()
            .map(|part| match part {
                ast::Part::Text(text) => Part::Text(text.clone()),
                ast::Part::Expr(expr) => Part::Expr(self.expr(expr)),
            })
            .collect();
        let kind = ExprKind::Interpolation { parts, bytes: interpolation.bytes };
        Expr::new(kind, interpolation.span)
    }

    fn ident(&mut self, ident: &ast::Ident, optional: bool) -> ExprRef {
        let span = ident.span;
        if &*ident.name == "_" {
            return Expr::new(ExprKind::Value(Val::Top), span);
        }
        if let Some(expr) = self.scopes.resolve(&ident.name, span, optional) {
            if let (ExprKind::Let { label, .. }, Some(open)) = (&expr.kind, self.open_lets.last()) {
                self.let_edges.push((*open, *label, span));
            }
            return expr;
        }
        if let Some(value) = predeclared(&ident.name) {
            return Expr::new(ExprKind::Value(value), span);
        }
        if &*ident.name == "__no_sharing" {
            return Expr::new(ExprKind::NoSharing, span);
        }
        if matches!(&*ident.name, "self" | "__self")
            && let Some(up) = self.scopes.enclosing_struct()
        {
            return Expr::new(ExprKind::This { up }, span);
        }
        let quoted: Rc<str> = crate::go::quote::quote(&ident.name).into();
        let near = match crate::cue::builtin::path_of(&ident.name) {
            Some(path) => format!(" (missing import {}?)", crate::go::quote::quote(path)),
            None => suggest::text(&ident.name, self.scopes.names(), true),
        };
        let args = vec![Arg::Text(quoted), Arg::Text(near.into())];
        self.error(span, "reference {} not found{}", args)
    }

    fn selector(
        &mut self,
        of: &ast::Expr,
        selector: &ast::Selector,
        span: Span,
        optional: bool,
    ) -> ExprRef {
        let of = self.expr(of);
        let (label, at) = match selector {
            ast::Selector::Ident(ident) => (self.ident_label(&ident.name), ident.span),
            ast::Selector::String(text, at) => (self.string_label(text), *at),
        };
        let _ = span;
        Expr::new(ExprKind::Select { of, label, optional }, at)
    }

    fn list(&mut self, elements: &[ast::Element], span: Span) -> ExprRef {
        self.scopes.open(true, false);
        let mut compiled = Vec::with_capacity(elements.len());
        for element in elements {
            compiled.push(match element {
                ast::Element::Value(value) => Element::Value(self.aliased(value)),
                ast::Element::Comprehension(comprehension) => {
                    Element::Comprehension(self.comprehension(comprehension))
                }
                ast::Element::Ellipsis(ellipsis) => Element::Ellipsis(match &ellipsis.value {
                    Some(value) => self.expr(value),
                    None => Expr::new(ExprKind::Value(Val::Top), ellipsis.span),
                }),
            });
        }
        self.scopes.close();
        Expr::new(ExprKind::List(ListLit { elements: compiled }), span)
    }

    fn unary(&mut self, op: ast::UnaryOp, of: &ast::Expr, span: Span) -> ExprRef {
        match op {
            ast::UnaryOp::Default => {
                let text = "preference mark not allowed at this position";
                self.error(span, text, Vec::new())
            }
            ast::UnaryOp::Plus | ast::UnaryOp::Minus | ast::UnaryOp::Not => {
                let of = self.expr(of);
                if let (ast::UnaryOp::Minus, ExprKind::Value(Val::Num(number))) = (op, &of.kind) {
                    return Expr::new(ExprKind::Value(Val::num(number.neg())), span);
                }
                Expr::new(ExprKind::Unary { op, of }, span)
            }
            _ => {
                let of = self.expr(of);
                Expr::new(ExprKind::Bound { op, of }, span)
            }
        }
    }

    fn binary(
        &mut self,
        op: ast::BinaryOp,
        left: &ast::Expr,
        right: &ast::Expr,
        whole: &ast::Expr,
    ) -> ExprRef {
        let span = whole.span();
        match op {
            ast::BinaryOp::Or => {
                let mut alternatives = Vec::new();
                self.alternatives(whole, &mut alternatives);
                let has_defaults = alternatives.iter().any(|one| one.default);
                Expr::new(ExprKind::Or { alternatives, has_defaults }, span)
            }
            ast::BinaryOp::And => {
                let (left, right) = (self.expr(left), self.expr(right));
                Expr::new(ExprKind::And { left, right }, span)
            }
            _ => {
                let (left, right) = (self.expr(left), self.expr(right));
                for operand in [&left, &right] {
                    if is_never_concrete(operand) {
                        let template = "invalid operand {} ('{}' requires concrete value)";
                        let args = vec![Arg::Source(operand.span), Arg::Text(op.as_str().into())];
                        return self.error(operand.span, template, args);
                    }
                }
                Expr::new(ExprKind::Binary { op, left, right }, span)
            }
        }
    }

    fn alternatives(&mut self, expr: &ast::Expr, alternatives: &mut Vec<Alternative>) {
        match expr {
            ast::Expr::Binary(ast::BinaryOp::Or, left, right, _, _) => {
                self.alternatives(left, alternatives);
                self.alternatives(right, alternatives);
            }
            ast::Expr::Unary(ast::UnaryOp::Default, of, _) => {
                alternatives.push(Alternative { value: self.expr(of), default: true });
            }
            other => alternatives.push(Alternative { value: self.expr(other), default: false }),
        }
    }

    fn postfix(&mut self, op: ast::PostfixOp, of: &ast::Expr, span: Span) -> ExprRef {
        if op == ast::PostfixOp::Open {
            return Expr::new(ExprKind::Open(self.expr(of)), span);
        }
        match of {
            ast::Expr::Ident(ident) => self.ident(ident, true),
            ast::Expr::Selector(of, selector, span) => self.selector(of, selector, *span, true),
            ast::Expr::Index(of, index, span) => {
                let (of, index) = (self.expr(of), self.expr(index));
                Expr::new(ExprKind::Index { of, index, optional: true }, *span)
            }
            other => self.expr(other),
        }
    }
}

/// Whether an operand can never be concrete, whatever else is said.
pub(super) fn is_never_concrete(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Value(value) => {
            matches!(value, Val::Top | Val::Basic(_) | Val::Conjunction(_) | Val::Bound(_))
        }
        ExprKind::Bound { .. } => true,
        _ => false,
    }
}

fn decl_span(decl: &ast::Decl) -> Span {
    match decl {
        ast::Decl::Field(field) => field.span,
        ast::Decl::Embed(expr) => expr.span(),
        ast::Decl::Comprehension(comprehension) => comprehension.span,
        ast::Decl::Let(binding) => binding.span,
        ast::Decl::Ellipsis(ellipsis) => ellipsis.span,
        ast::Decl::Attribute(attribute) => attribute.span,
    }
}

/// What a name stands for that is declared nowhere.
fn predeclared(name: &str) -> Option<Val> {
    if let Some(core) = Core::of(name) {
        return Some(Val::Builtin(BuiltinRef::Core(core)));
    }
    let plain = name.strip_prefix("__").unwrap_or(name);
    Some(match plain {
        "string" => Val::Basic(Kind::STRING),
        "bytes" => Val::Basic(Kind::BYTES),
        "bool" => Val::Basic(Kind::BOOL),
        "int" => Val::Basic(Kind::INT),
        "float" => Val::Basic(Kind::FLOAT),
        "number" => Val::Basic(Kind::NUMBER),
        _ => range(plain)?,
    })
}

/// `uint8` and its like: types with bounds.
fn range(name: &str) -> Option<Val> {
    let (kind, low, high) = match name {
        "uint" => (Kind::INT, "0", None),
        "rune" => (Kind::INT, "0", Some("1114111")),
        "int8" => (Kind::INT, "-128", Some("127")),
        "int16" => (Kind::INT, "-32768", Some("32767")),
        "int32" => (Kind::INT, "-2147483648", Some("2147483647")),
        "int64" => (Kind::INT, "-9223372036854775808", Some("9223372036854775807")),
        "int128" => (
            Kind::INT,
            "-170141183460469231731687303715884105728",
            Some("170141183460469231731687303715884105727"),
        ),
        "uint8" => (Kind::INT, "0", Some("255")),
        "uint16" => (Kind::INT, "0", Some("65535")),
        "uint32" => (Kind::INT, "0", Some("4294967295")),
        "uint64" => (Kind::INT, "0", Some("18446744073709551615")),
        "uint128" => (Kind::INT, "0", Some("340282366920938463463374607431768211455")),
        "float32" => (
            Kind::NUMBER,
            "-3.40282346638528859811704183484516925440e+38",
            Some("3.40282346638528859811704183484516925440e+38"),
        ),
        "float64" => (
            Kind::NUMBER,
            "-1.797693134862315708145274237317043567981e+308",
            Some("1.797693134862315708145274237317043567981e+308"),
        ),
        _ => return None,
    };
    let bound = |op, text: &str| {
        let number = match text.strip_prefix('-') {
            Some(text) => Number::from_literal(text).map(|number| number.neg()),
            None => Number::from_literal(text),
        };
        let value = Val::num(number.unwrap_or_else(|| Number::from_i64(0)));
        Val::Bound(Rc::new(Bound { op, value, span: Span::default() }))
    };
    let mut parts = vec![Val::Basic(kind), bound(ast::UnaryOp::GreaterEqual, low)];
    parts.extend(high.map(|high| bound(ast::UnaryOp::LessEqual, high)));
    Some(Val::Conjunction(parts.into()))
}
