//! Expressions, from source to graph.

use std::rc::Rc;
use std::sync::Arc;

use crate::cue::number::Number;
use crate::cue::syntax::Span;
use crate::cue::syntax::ast;
use crate::cue::value::Kind;
use crate::source::suggest;

use super::builtin::BuiltinRef;
use super::compile::Compiler;
use super::error::Arg;
use super::error::Bottom;
use super::error::Code;
use super::ir::Alternative;
use super::ir::Element;
use super::ir::Expr;
use super::ir::ExprKind;
use super::ir::ExprRef;
use super::ir::ListLit;
use super::ir::Part;
use super::language::Core;
use super::range;
use super::value::Val;

impl Compiler<'_> {
    pub(super) fn expr(&mut self, expr: &ast::Expr) -> ExprRef {
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
            && let Some(up) = self.scopes.enclosing_value()
        {
            if self.has_self {
                return Expr::new(ExprKind::This { up }, span);
            }
            let args = vec![Arg::Text(crate::go::quote::quote(&ident.name).into())];
            let template = "predeclared identifier {} requires @experiment(aliasv2)";
            return self.error(span, template, args);
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
        Expr::new(ExprKind::Select { of, label, optional, at }, span)
    }

    fn list(&mut self, elements: &[ast::Element], span: Span) -> ExprRef {
        self.scopes.open(true, true);
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

/// What a name stands for that is declared nowhere.
pub(super) fn predeclared(name: &str) -> Option<Val> {
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
        _ => range::named(plain)?,
    })
}
