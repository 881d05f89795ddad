//! Operators and what hangs on an operand.

use super::Parser;
use super::join;
use crate::cue::syntax::Span;
use crate::cue::syntax::ast::BinaryOp;
use crate::cue::syntax::ast::Expr;
use crate::cue::syntax::ast::Ident;
use crate::cue::syntax::ast::PostfixOp;
use crate::cue::syntax::ast::Selector;
use crate::cue::syntax::ast::UnaryOp;
use crate::cue::syntax::error::SyntaxErrorKind;
use crate::cue::syntax::experiment::Experiment;
use crate::cue::syntax::literal::unquote;
use crate::cue::syntax::token::Token;

impl Parser<'_> {
    /// Reads an expression.
    pub(super) fn expr(&mut self) -> Expr {
        self.binary(1)
    }

    /// Reads an expression whose operators bind at least so strongly.
    fn binary(&mut self, precedence: u8) -> Expr {
        let left = self.unary();
        self.binary_tail(precedence, left)
    }

    /// Reads what follows the left operand of an expression.
    pub(super) fn binary_tail(&mut self, precedence: u8, mut left: Expr) -> Expr {
        let mut height = self.height;
        while let Some(op) = binary_op(self.at.token) {
            let strength = self.at.token.precedence();
            if strength < precedence {
                break;
            }
            let op_span = self.span();
            self.next();
            let right = self.binary(strength + 1);
            height = height.max(self.height) + 1;
            let span = join(left.span(), right.span());
            left = Expr::Binary(op, Box::new(left), Box::new(right), op_span, span);
            self.grow(height);
        }
        self.height = height;
        left
    }

    /// Reads an operand with operators in front of it.
    pub(super) fn unary(&mut self) -> Expr {
        if !self.descend() {
            return Expr::Bad(self.span());
        }
        let expr = match self.unary_op() {
            Some(op) => {
                let start = self.span();
                self.next();
                let operand = self.unary();
                self.grow(self.height + 1);
                let span = join(start, operand.span());
                Expr::Unary(op, Box::new(operand), span)
            }
            None => self.primary(),
        };
        self.depth -= 1;
        expr
    }

    fn unary_op(&self) -> Option<UnaryOp> {
        Some(match self.at.token {
            Token::Equal if self.experiments.has(Experiment::StructCmp) => UnaryOp::Equal,
            Token::Add => UnaryOp::Plus,
            Token::Subtract => UnaryOp::Minus,
            Token::Not => UnaryOp::Not,
            Token::Multiply => UnaryOp::Default,
            Token::Less => UnaryOp::Less,
            Token::LessEqual => UnaryOp::LessEqual,
            Token::Greater => UnaryOp::Greater,
            Token::GreaterEqual => UnaryOp::GreaterEqual,
            Token::NotEqual => UnaryOp::NotEqual,
            Token::Match => UnaryOp::Match,
            Token::NotMatch => UnaryOp::NotMatch,
            _ => return None,
        })
    }

    /// Reads an operand and what hangs on it.
    fn primary(&mut self) -> Expr {
        self.height = 0;
        let mut expr = self.operand();
        let mut height = self.height;
        loop {
            self.height = 0;
            expr = match self.at.token {
                Token::Period => self.selector(expr),
                Token::LeftBracket => self.index(expr),
                Token::LeftParen => self.call(expr),
                Token::Ellipsis => self.open(expr),
                _ => break,
            };
            height = height.max(self.height) + 1;
            self.grow(height);
        }
        self.height = height;
        expr
    }

    fn selector(&mut self, operand: Expr) -> Expr {
        self.next();
        let start = operand.span();
        let span = join(start, self.span());
        let selector = match self.at.token {
            Token::Ident => Selector::Ident(self.ident()),
            Token::String if self.lit().starts_with(b"\"") && !self.lit().starts_with(b"\"\"") => {
                let decoded = unquote(self.lit());
                let text = match decoded {
                    Ok(bytes) => String::from_utf8_lossy(&bytes).into(),
                    Err(error) => {
                        self.error_here(SyntaxErrorKind::StringLabel(error));
                        "".into()
                    }
                };
                let label = Selector::String(text, self.span());
                self.next();
                label
            }
            token if token.is_keyword() => Selector::Ident(self.any_ident()),
            _ => {
                self.expected("selector");
                let ident = Ident { name: "_".into(), span: self.span() };
                self.next();
                return Expr::Selector(Box::new(operand), Selector::Ident(ident), span);
            }
        };
        let expr = Expr::Selector(Box::new(operand), selector, span);
        self.optional(expr)
    }

    /// Passes the mark of an expression that may fail, if there is one.
    pub(super) fn optional(&mut self, expr: Expr) -> Expr {
        if !self.is_at(Token::Option) {
            return expr;
        }
        let span = join(expr.span(), self.span());
        self.next();
        Expr::Postfix(PostfixOp::Optional, Box::new(expr), span)
    }

    fn index(&mut self, operand: Expr) -> Expr {
        let start = operand.span().start;
        self.next();
        let low = if self.is_at(Token::Colon) { None } else { Some(self.boxed_expr()) };
        let mut height = self.height;
        let mut slice = None;
        if self.is_at(Token::Colon) {
            self.next();
            let bounded = !matches!(self.at.token, Token::Colon | Token::RightBracket | Token::Eof);
            slice = Some(bounded.then(|| self.boxed_expr()));
            height = height.max(self.height);
        } else if self.is_at(Token::Comma) {
            self.next();
        }
        self.height = height;
        let closing = self.expect_end(Token::RightBracket, "']'", start);
        match (low, slice) {
            (low, Some(high)) => Expr::Slice(Box::new(operand), low, high, closing),
            (Some(index), None) => {
                let expr = Expr::Index(Box::new(operand), index, closing);
                self.optional(expr)
            }
            (None, None) => Expr::Bad(closing),
        }
    }

    fn boxed_expr(&mut self) -> Box<Expr> {
        Box::new(self.expr())
    }

    /// Passes what closes an expression that began somewhere; gives all of its place.
    pub(super) fn expect_end(&mut self, token: Token, wanted: &'static str, start: u32) -> Span {
        let end = self.at.end;
        match self.expect(token, wanted) {
            Some(span) => Span { start, ..span },
            None => Span { start, ..self.scanner.span(end.max(start as usize), end) },
        }
    }

    fn call(&mut self, callee: Expr) -> Expr {
        let start = callee.span().start;
        self.next();
        let mut arguments = Vec::new();
        let mut height = 0;
        while !matches!(self.at.token, Token::RightParen | Token::Eof) {
            arguments.push(self.expr());
            height = height.max(self.height);
            if !self.at_comma("argument list", &[Token::RightParen]) {
                break;
            }
            self.next();
        }
        self.height = height;
        let span = self.expect_end(Token::RightParen, "')'", start);
        Expr::Call(Box::new(callee), arguments, span)
    }

    fn open(&mut self, operand: Expr) -> Expr {
        let mark = self.span();
        let span = join(operand.span(), mark);
        if self.experiments.has(Experiment::ExplicitOpen) {
            self.next();
            return Expr::Postfix(PostfixOp::Open, Box::new(operand), span);
        }
        self.next();
        // This is told even in a line that is wrong already.
        let kind = SyntaxErrorKind::Experiment("postfix ... operator", "explicitopen");
        self.scanner.error(kind, mark.start as usize, mark.end as usize);
        Expr::Bad(span)
    }
}

const fn binary_op(token: Token) -> Option<BinaryOp> {
    Some(match token {
        Token::Or => BinaryOp::Or,
        Token::And => BinaryOp::And,
        Token::LogicalOr => BinaryOp::LogicalOr,
        Token::LogicalAnd => BinaryOp::LogicalAnd,
        Token::Equal => BinaryOp::Equal,
        Token::NotEqual => BinaryOp::NotEqual,
        Token::Less => BinaryOp::Less,
        Token::LessEqual => BinaryOp::LessEqual,
        Token::Greater => BinaryOp::Greater,
        Token::GreaterEqual => BinaryOp::GreaterEqual,
        Token::Match => BinaryOp::Match,
        Token::NotMatch => BinaryOp::NotMatch,
        Token::Add => BinaryOp::Add,
        Token::Subtract => BinaryOp::Subtract,
        Token::Multiply => BinaryOp::Multiply,
        Token::Divide => BinaryOp::Divide,
        _ => return None,
    })
}
