//! Expressions on one line, as messages show them.
//!
//! It is not CUE: parentheses stand around what two operands make, and nothing is left out.

use std::fmt::Write as _;

use crate::go::quote::quote;

use super::Label;
use super::Session;
use super::ir::Clause;
use super::ir::Comprehension;
use super::ir::Decl;
use super::ir::Element;
use super::ir::Expr;
use super::ir::ExprKind;
use super::ir::ListLit;
use super::ir::PackageRef;
use super::ir::Part;
use super::ir::StructLit;
use super::node::ArcType;
use super::print::LONGEST;
use super::print::is_plain;
use super::value::Val;

impl Session {
    /// `{a:1,b?:int}`
    pub(super) fn struct_text(&self, literal: &StructLit) -> String {
        let mut out = String::new();
        self.write_struct(&mut out, literal);
        out
    }

    /// `[1,{x:2}]`
    pub(super) fn expr_text(&self, expr: &Expr) -> String {
        let mut out = String::new();
        self.write_expr(&mut out, expr);
        out
    }

    fn write_struct(&self, out: &mut String, literal: &StructLit) {
        self.write_between(out, ('{', '}'), &literal.decls, Self::write_decl);
    }

    fn write_list(&self, out: &mut String, list: &ListLit) {
        self.write_between(
            out,
            ('[', ']'),
            &list.elements,
            |session, out, element| match element {
                Element::Value(value) => session.write_expr(out, value),
                Element::Comprehension(comprehension) => {
                    session.write_comprehension(out, comprehension);
                }
                Element::Ellipsis(value) => {
                    out.push_str("...");
                    if !matches!(value.kind, ExprKind::Value(Val::Top)) {
                        session.write_expr(out, value);
                    }
                }
            },
        );
    }

    fn write_between<T>(
        &self,
        out: &mut String,
        (start, end): (char, char),
        all: &[T],
        write: impl Fn(&Self, &mut String, &T),
    ) {
        out.push(start);
        for (index, one) in all.iter().enumerate() {
            if out.len() > LONGEST {
                out.push('…');
                break;
            }
            if index > 0 {
                out.push(',');
            }
            write(self, out, one);
        }
        out.push(end);
    }

    fn write_decl(&self, out: &mut String, decl: &Decl) {
        match decl {
            Decl::Field(field) => {
                out.push_str(&self.label_text(field.label));
                out.push_str(field.arc.mark());
                out.push(':');
                self.write_expr(out, &field.value);
            }
            Decl::Dynamic { key, arc, value, .. } => {
                self.write_expr(out, key);
                out.push_str(arc.mark());
                out.push(':');
                self.write_expr(out, value);
            }
            Decl::Pattern { pattern, value, .. } => {
                out.push('[');
                self.write_expr(out, pattern);
                out.push_str("]:");
                self.write_expr(out, value);
            }
            Decl::Let { label, value, .. } => {
                out.push_str("let ");
                out.push_str(&self.label_text(*label));
                if let Label::Let(_, number) = label {
                    let _ = write!(out, "#{number}");
                }
                out.push('=');
                self.write_expr(out, value);
            }
            Decl::Ellipsis => out.push_str("..."),
            Decl::Embed(value) => self.write_expr(out, value),
        }
    }

    fn write_expr(&self, out: &mut String, expr: &Expr) {
        match &expr.kind {
            ExprKind::Value(value) => out.push_str(&self.value_text(value)),
            ExprKind::Struct(literal) => self.write_struct(out, literal),
            ExprKind::List(list) => self.write_list(out, list),
            ExprKind::Comprehension(comprehension) => self.write_comprehension(out, comprehension),
            ExprKind::Interpolation { parts, bytes } => self.write_parts(out, parts, *bytes),
            ExprKind::Unary { op, of } | ExprKind::Bound { op, of } => {
                out.push_str(op.as_str());
                self.write_expr(out, of);
            }
            ExprKind::Binary { op, left, right } => {
                self.write_pair(out, left, op.as_str(), right);
            }
            ExprKind::And { left, right } => self.write_pair(out, left, "&", right),
            ExprKind::Or { alternatives, .. } => {
                out.push('(');
                for (index, alternative) in alternatives.iter().enumerate() {
                    out.push_str(if index > 0 { "|" } else { "" });
                    out.push_str(if alternative.default { "*" } else { "" });
                    self.write_expr(out, &alternative.value);
                }
                out.push(')');
            }
            ExprKind::Call { function, args } => {
                self.write_expr(out, function);
                out.push('(');
                for (index, arg) in args.iter().enumerate() {
                    out.push_str(if index > 0 { ", " } else { "" });
                    self.write_expr(out, arg);
                }
                out.push(')');
            }
            _ => self.write_reference(out, expr),
        }
    }

    fn write_reference(&self, out: &mut String, expr: &Expr) {
        match &expr.kind {
            ExprKind::Field { label, optional, .. } => {
                out.push_str(&self.label_text(*label));
                out.push_str(if *optional { "?" } else { "" });
            }
            ExprKind::Let { label, .. } => out.push_str(&self.label_text(*label)),
            ExprKind::Dynamic { key, .. } => self.write_expr(out, key),
            ExprKind::Import(PackageRef::Builtin(path)) => {
                let path = self.symbols.text(*path);
                let text = if is_plain(&path) { path.to_string() } else { quote(&path) };
                out.push_str(&text);
            }
            ExprKind::Select { of, label, optional, .. } => {
                self.write_expr(out, of);
                out.push('.');
                out.push_str(&self.label_text(*label));
                out.push_str(if *optional { "?" } else { "" });
            }
            ExprKind::Index { of, index, optional } => {
                self.write_expr(out, of);
                out.push('[');
                self.write_expr(out, index);
                out.push_str(if *optional { "]?" } else { "]" });
            }
            ExprKind::Slice { of, low, high } => {
                self.write_expr(out, of);
                out.push('[');
                if let Some(low) = low {
                    self.write_expr(out, low);
                }
                out.push(':');
                if let Some(high) = high {
                    self.write_expr(out, high);
                }
                out.push(']');
            }
            ExprKind::Open(of) => {
                self.write_expr(out, of);
                out.push_str("...");
            }
            // Names of labels, packages and values: as they are written.
            _ => out.push_str(&self.text_at(expr.span)),
        }
    }

    fn write_pair(&self, out: &mut String, left: &Expr, op: &str, right: &Expr) {
        out.push('(');
        self.write_expr(out, left);
        out.push(' ');
        out.push_str(op);
        out.push(' ');
        self.write_expr(out, right);
        out.push(')');
    }

    fn write_parts(&self, out: &mut String, parts: &[Part], bytes: bool) {
        let quote = if bytes { '\'' } else { '"' };
        out.push(quote);
        for part in parts {
            match part {
                Part::Text(text) => out.push_str(&String::from_utf8_lossy(text)),
                Part::Expr(expr) => {
                    out.push_str("\\(");
                    self.write_expr(out, expr);
                    out.push(')');
                }
            }
        }
        out.push(quote);
    }

    fn write_comprehension(&self, out: &mut String, comprehension: &Comprehension) {
        for clause in &comprehension.clauses {
            self.write_clause(out, clause);
        }
        self.write_expr(out, &comprehension.body);
        if let Some(fallback) = &comprehension.fallback {
            out.push_str(" else ");
            self.write_expr(out, fallback);
        }
    }

    fn write_clause(&self, out: &mut String, clause: &Clause) {
        let name = |label: &Option<Label>| match label {
            Some(label) => self.label_text(*label),
            None => "_".to_owned(),
        };
        match clause {
            Clause::For { key, value, source } => {
                let _ = write!(out, "for {}, {} in ", name(key), name(value));
                self.write_expr(out, source);
            }
            Clause::If { condition, .. } => {
                out.push_str("if ");
                self.write_expr(out, condition);
            }
            Clause::Let { label, value } => {
                let _ = write!(out, "let {} = ", self.label_text(*label));
                self.write_expr(out, value);
            }
            Clause::Try { binding } => {
                out.push_str("try");
                if let Some((label, value)) = binding {
                    let _ = write!(out, " {} = ", self.label_text(*label));
                    self.write_expr(out, value);
                }
            }
        }
        out.push(' ');
    }
}

impl ArcType {
    /// The mark behind its name.
    pub(super) const fn mark(self) -> &'static str {
        match self {
            Self::Required => "!",
            Self::Optional => "?",
            _ => "",
        }
    }
}
