//! Expressions.

use super::Last;
use super::Printer;
use super::comment::Next;
use super::space::Space;
use crate::cue::syntax::ast::Expr;
use crate::cue::syntax::ast::Ident;
use crate::cue::syntax::ast::Struct;
use crate::cue::syntax::quote::Form;

impl<'a> Printer<'a> {
    pub(super) fn expr(&mut self, expr: &'a Expr) {
        self.expr_at(expr, 1);
    }

    /// Prints an expression so deep in others.
    pub(super) fn expr_at(&mut self, expr: &'a Expr, depth: u32) {
        self.operand(expr, 0, depth);
    }

    /// Prints an expression as an operand of something that binds so strongly.
    pub(super) fn operand(&mut self, expr: &'a Expr, precedence: u8, depth: u32) {
        match expr {
            Expr::Bad(span) | Expr::Bottom(span) => {
                self.text_at("_|_", span.start);
                self.made_comment(span.start);
            }
            Expr::Null(span) => self.text_at("null", span.start),
            Expr::Bool(true, span) => self.text_at("true", span.start),
            Expr::Bool(false, span) => self.text_at("false", span.start),
            Expr::Number(text, span) => {
                self.at(span.start);
                self.number(text);
            }
            Expr::String(text, span) => {
                self.at(span.start);
                self.string(text.as_bytes(), Form::STRING, *span);
            }
            Expr::Bytes(bytes, span) => {
                self.at(span.start);
                self.string(bytes, Form::BYTES, *span);
            }
            Expr::Interpolation(interpolation) => self.interpolation(interpolation, depth),
            Expr::Ident(ident) => self.text_at(&ident.name, ident.span.start),
            Expr::Struct(body) => self.braces(body),
            Expr::List(elements, span) => self.list(elements, *span),
            Expr::Alias(name, inner, _) => {
                self.alias(name);
                self.expr(inner);
            }
            Expr::Paren(inner, span) => self.paren(inner, (span.start, span.end), depth),
            Expr::Unary(op, operand, span) => {
                self.unary(*op, operand, span.start, (precedence, depth));
            }

            Expr::Binary(..) => self.binary(expr, precedence, depth),
            Expr::Postfix(..)
            | Expr::Selector(..)
            | Expr::Index(..)
            | Expr::Slice(..)
            | Expr::Call(..) => self.primary(expr, depth),
            Expr::Func(params, result, span) => self.func(params, result, span.start),
        }
    }

    fn func(&mut self, params: &'a [Expr], result: &'a Expr, start: u32) {
        self.text_at("func(", start);
        self.arguments(params, 1);
        self.space(Space::TRAILING | Space::NO_BLANK);
        self.text("):");
        self.space(Space::BLANK);
        self.expr(result);
    }

    /// Prints `X=`.
    pub(super) fn alias(&mut self, name: &'a Ident) {
        self.at(name.span.start);
        self.text(&name.name);
        self.at(self.following(name.span.end, b'='));
        self.operator("=");
    }

    fn paren(&mut self, inner: &'a Expr, (start, end): (u32, u32), depth: u32) {
        if matches!(inner, Expr::Paren(..)) {
            return self.expr_at(inner, depth);
        }
        self.at(start);
        self.operator("(");
        self.expr_at(inner, depth.saturating_sub(1).max(1));
        self.at(end.saturating_sub(1));
        self.operator(")");
    }

    pub(super) fn arguments(&mut self, arguments: &'a [Expr], depth: u32) {
        for (place, argument) in arguments.iter().enumerate() {
            self.expr_at(argument, depth);
            self.space(Space::COMMA | Space::BLANK);
            if let Some(next) = arguments.get(place + 1) {
                self.comments_of_previous(Next::Sibling(next.span().start));
            }
        }
    }

    /// Prints a struct.
    pub(super) fn braces(&mut self, body: &'a Struct) {
        let saved = self.mode;
        let close = body.span.end.saturating_sub(1);
        self.mode.inline |= body.decls.len() <= 1 && self.is_on_one_line(body.span.start, close);
        let feed = self.form_feed();
        let has_comments =
            self.source.is_some() && self.has_comments_between(body.span.start, Next::End(close));
        let empty = body.decls.is_empty() && !has_comments;
        let made = !body.decls.is_empty() && (self.source.is_none() || !body.braces);
        let feed = if empty { Space::BLANK | Space::NO_OVERRIDE } else { feed };
        let lines = if made { Space::NEWLINE | Space::NO_OVERRIDE } else { Space::default() };
        let space = Space::NO_BLANK | lines;
        if body.braces {
            self.at(body.span.start);
        }
        self.operator("{");
        let line = self.layout.breaks();
        self.space(space | feed | Space::INDENT);
        // A struct that stays on the line keeps the values in it unaligned.
        self.state.brace_in_line = true;
        self.decls(&body.decls, close);
        if body.braces {
            self.comments_before(close);
        }
        self.space(Space::UNINDENT);
        let mut space = Space::NO_BLANK;
        if self.layout.breaks() != line {
            space |= Space::NEWLINE;
            if self.last != Last::Closing {
                space |= Space::NO_OVERRIDE;
            }
        }
        self.space(space);
        if body.braces {
            self.settle(close);
        }
        self.operator("}");
        self.mode = saved;
    }

    fn is_on_one_line(&self, start: u32, end: u32) -> bool {
        let text = self.source.and_then(|text| text.get(start as usize..end as usize));
        text.is_some_and(|text| !text.contains(&b'\n'))
    }

    /// The place of a byte that follows a place, space and comments aside.
    pub(super) fn following(&self, at: u32, byte: u8) -> u32 {
        let tail = self.source.and_then(|text| text.get(at as usize..)).unwrap_or_default();
        let skipped = tail.iter().take_while(|found| found.is_ascii_whitespace()).count();
        match tail.get(skipped) {
            Some(found) if *found == byte => at + u32::try_from(skipped).unwrap_or(0),
            _ => at,
        }
    }

    /// The place of a byte in front of a place, space aside.
    pub(super) fn opening(&self, at: u32, byte: u8) -> u32 {
        let head = self.source.and_then(|text| text.get(..at as usize)).unwrap_or_default();
        let skipped = head.iter().rev().take_while(|found| found.is_ascii_whitespace()).count();
        match head.len().checked_sub(skipped + 1).and_then(|place| head.get(place)) {
            Some(found) if *found == byte => at - 1 - u32::try_from(skipped).unwrap_or(0),
            _ => at,
        }
    }
}
