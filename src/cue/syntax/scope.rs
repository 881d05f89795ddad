//! Names that a scope may not have twice, and patterns that name what they would match.
//!
//! Upstream's parser tells these errors, so ours does; that a name has no meaning is told by the
//! evaluator.

use super::Span;
use super::ast::Clause;
use super::ast::Comprehension;
use super::ast::Decl;
use super::ast::Element;
use super::ast::Expr;
use super::ast::Field;
use super::ast::File;
use super::ast::Ident;
use super::ast::Label;
use super::ast::Part;
use super::ast::PostfixAlias;
use super::ast::Selector;
use super::ast::Struct;
use super::error::SyntaxErrorKind;
use super::names::Names;
use super::path::ImportPath;

/// Finds the errors of a file, in the order of the text.
pub(super) fn check_file(file: &File) -> Vec<(SyntaxErrorKind, Span)> {
    let mut checker = Checker::default();
    checker.enter(false);
    for import in &file.imports {
        let name = match &import.name {
            Some(name) => &name.name,
            None => ImportPath::parse(&import.path).qualifier,
        };
        checker.insert(name, Meaning::Import, import.span);
    }
    checker.declare(&file.decls);
    file.decls.iter().for_each(|decl| checker.decl(decl));
    checker.errors
}

/// Finds the errors of an expression.
pub(super) fn check_expr(expr: &Expr) -> Vec<(SyntaxErrorKind, Span)> {
    let mut checker = Checker::default();
    checker.enter(false);
    checker.expr(expr);
    checker.errors
}

/// What a name stands for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Meaning {
    /// A field, or the variable of a clause.
    Field,
    /// An alias or a `let`.
    Alias,
    /// A package.
    Import,
}

/// A name of a block.
struct Entry {
    meaning: Meaning,
    /// Whether the name means nothing just now.
    hidden: bool,
}

/// A block.
#[derive(Default)]
struct Scope {
    /// Whether it belongs to a field, not to a struct.
    of_field: bool,
    /// Whether we are in the value of one of its fields.
    in_value: bool,
}

#[derive(Default)]
struct Checker<'a> {
    /// The innermost is the last.
    scopes: Vec<Scope>,
    names: Names<&'a str, Entry>,
    errors: Vec<(SyntaxErrorKind, Span)>,
}

impl<'a> Checker<'a> {
    fn enter(&mut self, of_field: bool) {
        self.scopes.push(Scope { of_field, in_value: false });
        self.names.enter();
    }

    /// Leaves blocks until only so many are around.
    fn leave(&mut self, depth: usize) {
        while self.scopes.len() > depth {
            self.scopes.pop();
            self.names.leave(|_, _| {});
        }
    }

    fn insert(&mut self, name: &'a str, meaning: Meaning, span: Span) {
        let Some(last) = self.scopes.last() else { return };
        let meaning = if last.of_field { Meaning::Alias } else { meaning };
        if name.is_empty() {
            return;
        }
        let slot = self.names.meet(name);
        let known = self.names.meanings(slot).find(|(_, entry)| !entry.hidden);
        let known = known.map(|(depth, entry)| (depth, entry.meaning));
        if let Some((depth, known)) = known.filter(|_| name != "_") {
            if (known == Meaning::Alias) != (meaning == Meaning::Alias) {
                let kind = SyntaxErrorKind::AliasAndField(name.into());
                return self.errors.push((kind, span));
            }
            let unique = known != Meaning::Field || meaning != Meaning::Field;
            if unique && depth == self.scopes.len() {
                if known != Meaning::Import {
                    self.errors.push((SyntaxErrorKind::AliasTwice(name.into()), span));
                }
                return;
            }
        }
        self.names.declare(slot, Entry { meaning, hidden: false });
    }

    /// Enters the names of a block.
    fn declare(&mut self, decls: &'a [Decl]) {
        for decl in decls {
            match decl {
                Decl::Field(field) => self.declare_field(field),
                Decl::Let(clause) => {
                    self.insert(&clause.name.name, Meaning::Alias, clause.span);
                }
                _ => {}
            }
        }
    }

    fn declare_field(&mut self, field: &'a Field) {
        let pattern = matches!(field.label, Label::Pattern(..));
        if let Some(alias) = &field.alias {
            if !pattern {
                self.insert(&alias.name, Meaning::Alias, field.span);
            }
            if field.postfix_alias.is_some() {
                self.errors.push((SyntaxErrorKind::TwoAliases("field"), field.span));
            }
        }
        if let Some(alias) = field.postfix_alias.as_ref().filter(|_| !pattern) {
            self.declare_postfix(alias, field);
        }
        if let Label::Ident(ident) = &field.label {
            let value = match &field.value {
                Expr::Alias(_, inner, _) => inner.span(),
                value => value.span(),
            };
            self.insert(&ident.name, Meaning::Field, value);
        }
    }

    fn declare_postfix(&mut self, alias: &'a PostfixAlias, field: &'a Field) {
        let named = |ident: &'a Option<Ident>| ident.as_ref().filter(|ident| &*ident.name != "_");
        let (label, value) = (named(&alias.label), named(&alias.field));
        if label.is_none() && value.is_none() {
            let kind = if alias.label.is_some() {
                SyntaxErrorKind::BlankAliases
            } else {
                SyntaxErrorKind::BlankAlias
            };
            self.errors.push((kind, alias.span));
        }
        if let Some(label) = label {
            self.insert(&label.name, Meaning::Alias, label.span);
        }
        if let Some(value) = value {
            self.insert(&value.name, Meaning::Alias, field.span);
        }
    }

    fn decls(&mut self, body: &'a Struct) {
        self.enter(false);
        self.declare(&body.decls);
        body.decls.iter().for_each(|decl| self.decl(decl));
        self.leave(self.scopes.len() - 1);
    }

    fn decl(&mut self, decl: &'a Decl) {
        match decl {
            Decl::Field(field) => self.field(field),
            Decl::Embed(expr) => self.expr(expr),
            Decl::Comprehension(comprehension) => self.comprehension(comprehension),
            Decl::Let(clause) => self.without(&clause.name.name, |checker| {
                checker.value(&clause.value);
            }),
            Decl::Ellipsis(ellipsis) => ellipsis.value.iter().for_each(|value| self.expr(value)),
            Decl::Attribute(_) => {}
        }
    }

    /// Visits the value of a field or `let`.
    fn value(&mut self, expr: &'a Expr) {
        self.set_in_value(true);
        self.expr(expr);
        self.set_in_value(false);
    }

    fn set_in_value(&mut self, in_value: bool) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.in_value = in_value;
        }
    }

    /// Does something while a name of the current block means nothing.
    fn without(&mut self, name: &'a str, visit: impl FnOnce(&mut Self)) {
        let hid = self.set_hidden(name, true);
        visit(self);
        if hid {
            self.set_hidden(name, false);
        }
    }

    /// Hides a name of the current block, or no longer; gives whether that is anything new.
    fn set_hidden(&mut self, name: &str, hidden: bool) -> bool {
        let here = self.scopes.len();
        match self.names.innermost(name) {
            Some((depth, entry)) if depth == here => {
                std::mem::replace(&mut entry.hidden, hidden) != hidden
            }
            _ => false,
        }
    }

    fn field(&mut self, field: &'a Field) {
        let depth = self.scopes.len();
        match &field.label {
            Label::Dynamic(expr) => self.expr(expr),
            Label::Interpolation(interpolation) => self.parts(&interpolation.parts),
            Label::Pattern(expr, _) => self.pattern(field, expr),
            Label::Ident(_) | Label::String(..) => {}
        }
        let mut value = &field.value;
        if let Expr::Alias(name, inner, span) = value {
            self.enter(true);
            self.insert(&name.name, Meaning::Alias, *span);
            value = inner;
        }
        self.value(value);
        self.leave(depth);
    }

    fn pattern(&mut self, field: &'a Field, expr: &'a Expr) {
        self.enter(true);
        if let Some(alias) = &field.alias {
            self.insert(&alias.name, Meaning::Alias, field.span);
        }
        let mut pattern = expr;
        if let Expr::Alias(name, inner, _) = expr {
            if field.postfix_alias.is_some() {
                self.errors.push((SyntaxErrorKind::TwoAliases("pattern constraint"), field.span));
            }
            self.insert(&name.name, Meaning::Alias, inner.span());
            pattern = inner;
        } else if let Some(alias) = &field.postfix_alias {
            self.declare_postfix(alias, field);
        }
        let outer = self.scopes.iter().rposition(|scope| scope.in_value).map_or(0, |at| at + 1);
        let mut names = Vec::new();
        collect_names(pattern, &mut names);
        for ident in names {
            let known = self.names.find(&ident.name).filter(|(_, entry)| !entry.hidden);
            for _ in known.take_while(|(depth, _)| *depth > outer) {
                let kind = SyntaxErrorKind::LabelReference(ident.name.as_ref().into());
                self.errors.push((kind, ident.span));
            }
        }
        self.expr(pattern);
    }

    fn comprehension(&mut self, comprehension: &'a Comprehension) {
        let depth = self.scopes.len();
        for clause in &comprehension.clauses {
            match clause {
                Clause::For { key, value, source, .. } => {
                    self.expr(source);
                    self.enter(false);
                    for ident in key.iter().chain([value]) {
                        self.insert(&ident.name, Meaning::Field, ident.span);
                    }
                }
                Clause::If { condition, .. } => self.expr(condition),
                Clause::Let { name, value, .. }
                | Clause::Try { binding: Some((name, value)), .. } => {
                    self.expr(value);
                    self.enter(false);
                    self.insert(&name.name, Meaning::Field, name.span);
                }
                Clause::Try { binding: None, .. } => {}
            }
        }
        self.decls(&comprehension.body);
        self.leave(depth);
        if let Some(fallback) = &comprehension.fallback {
            self.decls(&fallback.body);
        }
    }

    fn parts(&mut self, parts: &'a [Part]) {
        for part in parts {
            if let Part::Expr(expr) = part {
                self.expr(expr);
            }
        }
    }

    fn expr(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Struct(body) => self.decls(body),
            Expr::List(elements, _) => elements.iter().for_each(|element| match element {
                Element::Comprehension(comprehension) => self.comprehension(comprehension),
                Element::Value(expr) => self.expr(expr),
                Element::Ellipsis(ellipsis) => ellipsis.value.iter().for_each(|v| self.expr(v)),
            }),
            Expr::Interpolation(interpolation) => self.parts(&interpolation.parts),
            Expr::Alias(name, inner, _) => self.without(&name.name, |checker| checker.expr(inner)),
            Expr::Ident(_) | Expr::String(..) | Expr::Number(..) => {}
            Expr::Selector(operand, ..) if matches!(**operand, Expr::Ident(_)) => {}
            _ => leaves(expr).into_iter().for_each(|operand| self.expr(operand)),
        }
    }
}

/// What a chain of operators, which may be long, has operands in that may hold names.
fn leaves(expr: &Expr) -> Vec<&Expr> {
    let mut open = expr.operands();
    let mut found = Vec::new();
    while let Some(expr) = open.pop() {
        match expr {
            Expr::Struct(_) | Expr::List(..) | Expr::Interpolation(_) | Expr::Alias(..) => {
                found.push(expr);
            }
            _ => open.extend(expr.operands()),
        }
    }
    found
}

/// All names in an expression, selectors and labels included.
fn collect_names<'a>(expr: &'a Expr, names: &mut Vec<&'a Ident>) {
    let mut open = vec![expr];
    while let Some(expr) = open.pop() {
        match expr {
            Expr::Ident(ident) => names.push(ident),
            Expr::Selector(operand, selector, _) => {
                open.push(operand);
                if let Selector::Ident(ident) = selector {
                    names.push(ident);
                }
            }
            Expr::Struct(body) => {
                for decl in &body.decls {
                    match decl {
                        Decl::Field(field) => {
                            names.extend(label_name(&field.label));
                            open.push(&field.value);
                        }
                        Decl::Embed(expr) => open.push(expr),
                        _ => {}
                    }
                }
            }
            Expr::List(elements, _) => open.extend(elements.iter().filter_map(|element| {
                if let Element::Value(expr) = element { Some(expr) } else { None }
            })),
            Expr::Interpolation(interpolation) => {
                open.extend(interpolation.parts.iter().filter_map(|part| {
                    if let Part::Expr(expr) = part { Some(expr) } else { None }
                }));
            }
            _ => open.extend(expr.operands()),
        }
    }
}

fn label_name(label: &Label) -> Option<&Ident> {
    if let Label::Ident(ident) = label { Some(ident) } else { None }
}
