//! What hangs on an operand: selectors, indices, calls, marks.

use super::Printer;
use super::space::Space;
use crate::cue::syntax::ast::Expr;
use crate::cue::syntax::ast::PostfixOp;
use crate::cue::syntax::ast::Selector;
use crate::cue::syntax::quote::quote_string;

/// How strongly what hangs on an operand binds.
pub(super) const PRIMARY: u8 = 9;

impl<'a> Printer<'a> {
    /// Prints an operand and all that hangs on it, however much.
    pub(super) fn primary(&mut self, expr: &'a Expr, depth: u32) {
        let mut chain = Vec::new();
        let (mut base, mut depth) = (expr, depth);
        loop {
            let at = base;
            base = match at {
                Expr::Selector(operand, ..)
                | Expr::Postfix(_, operand, _)
                | Expr::Index(operand, ..)
                | Expr::Slice(operand, ..) => operand,
                Expr::Call(callee, arguments, _) => {
                    depth += u32::from(arguments.len() > 1);
                    callee
                }
                _ => break,
            };
            chain.push((at, depth));
            if matches!(at, Expr::Index(..) | Expr::Slice(..)) {
                depth = 1;
            }
        }
        self.operand(base, PRIMARY, depth);
        let mut own_line = false;
        for (part, depth) in chain.into_iter().rev() {
            own_line = match part {
                Expr::Selector(_, selector, _) => self.selector(selector),
                Expr::Call(callee, arguments, span) => {
                    self.call(callee, arguments, span.end, depth);
                    // A call ends the indentation of the selector in front of it.
                    self.space(if own_line { Space::UNINDENT } else { Space::default() });
                    false
                }
                Expr::Postfix(op, ..) => {
                    self.operator(match op {
                        PostfixOp::Optional => "?",
                        PostfixOp::Open => "...",
                    });
                    false
                }
                _ => {
                    self.index(part, depth);
                    false
                }
            };
        }
    }

    /// Prints a selector; gives whether it stands on a line of its own.
    fn selector(&mut self, selector: &'a Selector) -> bool {
        self.operator(".");
        let (name, start) = match selector {
            Selector::Ident(ident) => (ident.name.to_string(), ident.span.start),
            Selector::String(text, span) => {
                (self.written(*span).unwrap_or_else(|| quote_string(text)), span.start)
            }
        };
        let own_line = self.is_newline(start);
        self.space(if own_line { Space::INDENT | Space::FORM_FEED } else { Space::NO_BLANK });
        self.text_at(&name, start);
        self.space(if own_line { Space::UNINDENT } else { Space::default() });
        own_line
    }

    fn index(&mut self, expr: &'a Expr, depth: u32) {
        let (Expr::Index(operand, ..) | Expr::Slice(operand, ..)) = expr else { return };
        self.at(self.following(operand.span().end, b'['));
        self.operator("[");
        match expr {
            Expr::Index(_, index, _) => self.expr_at(index, depth + 1),
            Expr::Slice(_, low, high, _) => self.bounds(low.as_deref(), high.as_deref(), depth),
            _ => {}
        }
        self.at(expr.span().end.saturating_sub(1));
        self.operator("]");
    }

    fn bounds(&mut self, low: Option<&'a Expr>, high: Option<&'a Expr>, depth: u32) {
        let is_binary = |bound: Option<&Expr>| matches!(bound, Some(Expr::Binary(..)));
        let both = low.is_some() && high.is_some();
        let blanks = depth <= 1 && both && (is_binary(low) || is_binary(high));
        let blank = if blanks { Space::BLANK } else { Space::default() };
        if let Some(low) = low {
            self.expr_at(low, depth + 1);
        }
        self.space(blank);
        self.operator(":");
        self.space(blank);
        if let Some(high) = high {
            self.expr_at(high, depth + 1);
        }
    }

    fn call(&mut self, callee: &'a Expr, arguments: &'a [Expr], end: u32, depth: u32) {
        self.at(self.following(callee.span().end, b'('));
        self.operator("(");
        self.arguments(arguments, depth);
        self.space(Space::TRAILING | Space::NO_BLANK);
        self.at(end.saturating_sub(1));
        self.operator(")");
    }
}
