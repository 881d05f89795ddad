//! Comprehensions: clauses, a struct, and what to yield otherwise.

use super::Parser;
use super::join;
use crate::cue::syntax::ast::Clause;
use crate::cue::syntax::ast::Comprehension;
use crate::cue::syntax::ast::Expr;
use crate::cue::syntax::ast::Fallback;
use crate::cue::syntax::ast::Ident;
use crate::cue::syntax::ast::Let;
use crate::cue::syntax::error::SyntaxErrorKind;
use crate::cue::syntax::experiment::Experiment;
use crate::cue::syntax::token::Token;

impl Parser<'_> {
    /// Reads a comprehension; or the keyword, if it turns out to be a name.
    pub(super) fn comprehension(&mut self) -> Result<Comprehension, Ident> {
        let start = self.span();
        let clauses = self.clauses()?;
        let mut height = self.height;
        let body = self.braces();
        height = height.max(self.height);
        let mut span = join(start, body.span);
        let mut fallback = None;
        if matches!(self.at.token, Token::Else | Token::Fallback | Token::Otherwise) {
            let clause = self.fallback(&clauses);
            span.end = clause.body.span.end;
            fallback = Some(clause);
        }
        self.grow(height.max(self.height) + 1);
        Ok(Comprehension { clauses, body, fallback, span })
    }

    fn clauses(&mut self) -> Result<Vec<Clause>, Ident> {
        let mut clauses = Vec::new();
        let mut height = 0;
        loop {
            self.height = 0;
            let first = clauses.is_empty();
            let clause = match self.at.token {
                Token::For => self.for_clause(first)?,
                Token::If => self.if_clause(first)?,
                Token::Let => {
                    let Let { name, value, span } = self.let_clause();
                    Clause::Let { name, value, span }
                }
                Token::Try => self.try_clause(),
                _ => break,
            };
            height = height.max(self.height);
            clauses.push(clause);
            if self.is_at(Token::Comma) {
                self.next();
            }
        }
        self.height = height;
        Ok(clauses)
    }

    fn for_clause(&mut self, first: bool) -> Result<Clause, Ident> {
        let keyword = self.any_ident();
        let name = matches!(
            self.at.token,
            Token::Colon | Token::Bind | Token::Option | Token::Not | Token::Comma | Token::Eof
        );
        if first && name {
            return Err(keyword);
        }
        let mut key = None;
        let mut value = self.declared_ident();
        if self.is_at(Token::Comma) {
            self.next();
            key = Some(value);
            value = self.declared_ident();
        }
        self.expect(Token::In, "'in'");
        let source = self.expr();
        let span = join(keyword.span, source.span());
        Ok(Clause::For { key, value, source, span })
    }

    fn if_clause(&mut self, first: bool) -> Result<Clause, Ident> {
        let keyword = self.any_ident();
        let name = match self.at.token {
            Token::Colon | Token::Bind | Token::Option | Token::Comma | Token::Eof => true,
            Token::Not => first && self.peek() == Token::Colon,
            _ => false,
        };
        if first && name {
            return Err(keyword);
        }
        let condition = self.expr();
        let span = join(keyword.span, condition.span());
        Ok(Clause::If { condition, span })
    }

    /// Reads `let name = value`.
    pub(super) fn let_clause(&mut self) -> Let {
        let start = self.span();
        self.next();
        self.let_tail(start.start)
    }

    /// Reads what follows `let`.
    pub(super) fn let_tail(&mut self, start: u32) -> Let {
        let name = self.declared_ident();
        self.expect(Token::Bind, "'='");
        let value = self.expr();
        let span = crate::cue::syntax::Span { start, ..value.span() };
        Let { name, value, span }
    }

    fn try_clause(&mut self) -> Clause {
        let keyword = self.any_ident();
        if !self.is_at(Token::Ident) {
            return Clause::Try { binding: None, span: keyword.span };
        }
        let name = self.ident();
        self.expect(Token::Bind, "'='");
        let value: Expr = self.expr();
        let span = join(keyword.span, value.span());
        Clause::Try { binding: Some((name, value)), span }
    }

    fn fallback(&mut self, clauses: &[Clause]) -> Fallback {
        if !self.experiments.has(Experiment::Try) {
            self.error_here(SyntaxErrorKind::Experiment(self.at.token.text(), "try"));
        }
        let single = matches!(clauses, [Clause::If { .. } | Clause::Try { .. }]);
        match self.at.token {
            Token::Else if !single => self.error_here(SyntaxErrorKind::UseOtherwise),
            Token::Fallback | Token::Otherwise if single => {
                self.error_here(SyntaxErrorKind::UseElse);
            }
            _ => {}
        }
        let keyword = self.any_ident();
        let body = self.braces();
        Fallback { keyword, body }
    }
}
