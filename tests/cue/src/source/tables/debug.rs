//! Trees as upstream's tests of the parser show them.

use bowsprit::cue::syntax::Parsed;
use bowsprit::cue::syntax::Span;
use bowsprit::cue::syntax::SyntaxErrorKind;
use bowsprit::cue::syntax::ast::Attribute;
use bowsprit::cue::syntax::ast::Clause;
use bowsprit::cue::syntax::ast::Comprehension;
use bowsprit::cue::syntax::ast::Constraint;
use bowsprit::cue::syntax::ast::Decl;
use bowsprit::cue::syntax::ast::Element;
use bowsprit::cue::syntax::ast::Expr;
use bowsprit::cue::syntax::ast::Field;
use bowsprit::cue::syntax::ast::Ident;
use bowsprit::cue::syntax::ast::Import;
use bowsprit::cue::syntax::ast::Interpolation;
use bowsprit::cue::syntax::ast::Label;
use bowsprit::cue::syntax::ast::Part;
use bowsprit::cue::syntax::ast::PostfixOp;
use bowsprit::cue::syntax::ast::Selector;
use bowsprit::cue::syntax::ast::Struct;

/// A tree, with the text that its literals are taken from.
pub(super) struct Debug<'a> {
    parsed: &'a Parsed,
    text: &'a [u8],
}

impl<'a> Debug<'a> {
    pub(super) const fn new(parsed: &'a Parsed, text: &'a [u8]) -> Self {
        Self { parsed, text }
    }

    pub(super) fn tree(&self) -> String {
        let file = &self.parsed.file;
        let mut parts: Vec<(u32, String)> = Vec::new();
        if let Some(name) = &file.package {
            parts.push((name.span.start, format!("package {}", name.name)));
        }
        let mut imports = &file.imports[..];
        while let Some(first) = imports.first() {
            let same = |import: &&Import| first.group.is_some() && import.group == first.group;
            let count = imports.iter().take_while(same).count().max(1);
            let (group, rest) = imports.split_at(count);
            parts.push((first.span.start, self.imports(group)));
            imports = rest;
        }
        parts.extend(file.decls.iter().map(|decl| (start(decl), self.decl(decl))));
        parts.sort_by_key(|(start, _)| *start);
        parts.into_iter().map(|(_, part)| part).collect::<Vec<_>>().join(", ")
    }

    fn imports(&self, imports: &[Import]) -> String {
        let import = |import: &Import| {
            let name = import.name.as_ref().map(|name| format!("{} ", name.name));
            name.unwrap_or_default() + &self.written(import.span)
        };
        let all = imports.iter().map(import).collect::<Vec<_>>().join(", ");
        match imports[0].group {
            Some(_) => format!("import ( {all} )"),
            None => format!("import {all}"),
        }
    }

    fn written(&self, span: Span) -> String {
        let text = &self.text[span.start as usize..span.end as usize];
        let text = String::from_utf8_lossy(text).into_owned();
        if text.contains('\n') { text.replace('\r', "") } else { text }
    }

    fn decls(&self, decls: &[Decl]) -> String {
        decls.iter().map(|decl| self.decl(decl)).collect::<Vec<_>>().join(", ")
    }

    fn decl(&self, decl: &Decl) -> String {
        match decl {
            Decl::Field(field) => self.field(field),
            Decl::Embed(Expr::Bad(_)) if self.has_bad_declaration() => "<*ast.BadDecl>".to_owned(),
            Decl::Embed(expr) => self.expr(expr),
            Decl::Comprehension(comprehension) => self.comprehension(comprehension),
            Decl::Let(clause) => {
                format!("let {}={}", clause.name.name, self.expr(&clause.value))
            }
            Decl::Ellipsis(_) => "...".to_owned(),
            Decl::Attribute(attribute) => self.attribute(attribute),
        }
    }

    /// Whether something was no declaration; else what is bad is an expression.
    fn has_bad_declaration(&self) -> bool {
        self.parsed.errors.iter().any(|error| {
            matches!(error.kind, SyntaxErrorKind::Expected { wanted: "label or ':'", .. })
        })
    }

    fn attribute(&self, attribute: &Attribute) -> String {
        self.written(attribute.span)
    }

    fn field(&self, field: &Field) -> String {
        let mut text = String::new();
        if let Some(alias) = &field.alias {
            text = format!("{}=", alias.name);
        }
        text += &self.label(&field.label);
        if let Some(alias) = &field.postfix_alias {
            let name = |ident: &Option<Ident>| {
                ident.as_ref().map(|ident| ident.name.to_string()).unwrap_or_default()
            };
            let names = match &alias.label {
                Some(label) => format!("~({},{})", label.name, name(&alias.field)),
                None => format!("~{}", name(&alias.field)),
            };
            text.push_str(&names);
        }
        text.push_str(match field.constraint {
            Constraint::None => "",
            Constraint::Optional => "?",
            Constraint::Required => "!",
        });
        text.extend([": ", &self.expr(&field.value)]);
        for attribute in &field.attributes {
            text.extend([" ", &self.attribute(attribute)]);
        }
        text
    }

    fn label(&self, label: &Label) -> String {
        match label {
            Label::Ident(ident) => ident.name.to_string(),
            Label::String(_, span) => self.written(*span),
            Label::Interpolation(interpolation) => self.interpolation(interpolation),
            Label::Dynamic(expr) => format!("({})", self.expr(expr)),
            Label::Pattern(expr, _) => format!("[{}]", self.expr(expr)),
        }
    }

    /// The pieces as they are written, the expressions between them as trees.
    fn interpolation(&self, interpolation: &Interpolation) -> String {
        let mut text = String::new();
        let mut at = interpolation.span.start;
        for part in &interpolation.parts {
            let Part::Expr(expr) = part else { continue };
            let span = expr.span();
            text += self.written(Span { start: at, end: span.start, ..span }).trim_end();
            text += &self.expr(expr);
            let rest = &self.text[span.end as usize..];
            let space = rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            at = span.end + u32::try_from(space).unwrap_or(0);
        }
        text + &self.written(Span { start: at, ..interpolation.span })
    }

    fn body(&self, body: &Struct) -> String {
        format!("{{{}}}", self.decls(&body.decls))
    }

    fn comprehension(&self, comprehension: &Comprehension) -> String {
        let mut text = String::new();
        for clause in &comprehension.clauses {
            text += &self.clause(clause);
            text.push(' ');
        }
        text += &self.body(&comprehension.body);
        if let Some(fallback) = &comprehension.fallback {
            let single =
                matches!(comprehension.clauses[..], [Clause::If { .. } | Clause::Try { .. }]);
            let keyword = if single { "else" } else { "otherwise" };
            text.extend([" ", keyword, " ", &self.body(&fallback.body)]);
        }
        text
    }

    fn clause(&self, clause: &Clause) -> String {
        match clause {
            Clause::For { key, value, source, .. } => {
                let key = key.as_ref().map(|key| format!("{}: ", key.name)).unwrap_or_default();
                format!("for {key}{} in {}", value.name, self.expr(source))
            }
            Clause::If { condition, .. } => format!("if {}", self.expr(condition)),
            Clause::Let { name, value, .. } => format!("let {}={}", name.name, self.expr(value)),
            Clause::Try { binding: Some((name, value)), .. } => {
                format!("try {} = {}", name.name, self.expr(value))
            }
            Clause::Try { binding: None, .. } => "try".to_owned(),
        }
    }

    fn exprs(&self, exprs: &[Expr]) -> String {
        exprs.iter().map(|expr| self.expr(expr)).collect::<Vec<_>>().join(", ")
    }

    fn element(&self, element: &Element) -> String {
        match element {
            Element::Value(expr) => self.expr(expr),
            Element::Comprehension(comprehension) => self.comprehension(comprehension),
            Element::Ellipsis(ellipsis) => {
                let value = ellipsis.value.as_ref().map(|value| self.expr(value));
                format!("...{}", value.unwrap_or_default())
            }
        }
    }

    fn expr(&self, expr: &Expr) -> String {
        match expr {
            Expr::Bad(_) => "<*ast.BadExpr>".to_owned(),
            Expr::Bottom(span)
            | Expr::Null(span)
            | Expr::Bool(_, span)
            | Expr::Number(_, span)
            | Expr::String(_, span)
            | Expr::Bytes(_, span) => self.written(*span),
            Expr::Interpolation(interpolation) => self.interpolation(interpolation),
            Expr::Ident(ident) => ident.name.to_string(),
            Expr::Struct(body) => self.body(body),
            Expr::List(elements, _) => {
                let all: Vec<_> = elements.iter().map(|element| self.element(element)).collect();
                format!("[{}]", all.join(", "))
            }
            Expr::Alias(name, inner, _) => format!("{}={}", name.name, self.expr(inner)),
            Expr::Func(params, result, _) => {
                format!("func({}): {}", self.exprs(params), self.expr(result))
            }
            _ => self.operation(expr),
        }
    }

    fn operation(&self, expr: &Expr) -> String {
        let optional = |bound: &Option<Box<Expr>>| {
            bound.as_ref().map(|bound| self.expr(bound)).unwrap_or_default()
        };
        match expr {
            Expr::Selector(operand, Selector::Ident(name), _) => {
                format!("{}.{}", self.expr(operand), name.name)
            }
            Expr::Selector(operand, Selector::String(_, span), _) => {
                format!("{}.{}", self.expr(operand), self.written(*span))
            }
            Expr::Index(operand, index, _) => {
                format!("{}[{}]", self.expr(operand), self.expr(index))
            }
            Expr::Slice(operand, low, high, _) => {
                format!("{}[{}:{}]", self.expr(operand), optional(low), optional(high))
            }
            Expr::Call(callee, arguments, _) => {
                format!("{}({})", self.expr(callee), self.exprs(arguments))
            }
            Expr::Unary(op, operand, _) => format!("{}{}", op.as_str(), self.expr(operand)),
            Expr::Binary(op, left, right, ..) => {
                format!("{}{}{}", self.expr(left), op.as_str(), self.expr(right))
            }
            Expr::Postfix(PostfixOp::Optional, operand, _) => format!("{}?", self.expr(operand)),
            Expr::Postfix(PostfixOp::Open, operand, _) => format!("{}...", self.expr(operand)),
            Expr::Paren(inner, _) => format!("({})", self.expr(inner)),
            _ => String::new(),
        }
    }
}

const fn start(decl: &Decl) -> u32 {
    match decl {
        Decl::Field(field) => field.span.start,
        Decl::Embed(expr) => expr.span().start,
        Decl::Comprehension(comprehension) => comprehension.span.start,
        Decl::Let(clause) => clause.span.start,
        Decl::Ellipsis(ellipsis) => ellipsis.span.start,
        Decl::Attribute(attribute) => attribute.span.start,
    }
}
