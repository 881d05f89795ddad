//! What stands in front of a colon, and aliases.

use super::Parser;
use super::join;
use crate::cue::syntax::ast::Comprehension;
use crate::cue::syntax::ast::Constraint;
use crate::cue::syntax::ast::Element;
use crate::cue::syntax::ast::Expr;
use crate::cue::syntax::ast::Ident;
use crate::cue::syntax::ast::Label;
use crate::cue::syntax::ast::Let;
use crate::cue::syntax::ast::PostfixAlias;
use crate::cue::syntax::error::SyntaxErrorKind;
use crate::cue::syntax::experiment::Experiment;
use crate::cue::syntax::literal::check_number;
use crate::cue::syntax::token::Token;

/// What was read where a label may be.
pub(super) enum Start {
    /// An expression that may be a label.
    Label(Expr),
    /// An expression that is none.
    Expr(Expr),
    /// Nothing: no label starts with this word.
    Nothing,
    /// A comprehension.
    Comprehension(Comprehension),
    /// A `let`.
    Let(Let),
}

/// The marks around a label.
pub(super) struct Marks {
    pub(super) alias: Option<Ident>,
    pub(super) postfix_alias: Option<PostfixAlias>,
    pub(super) constraint: Constraint,
    pub(super) start: u32,
}

impl Parser<'_> {
    /// Reads what may be a label; behind a colon, clauses and `let` are names.
    pub(super) fn label(&mut self, value: bool) -> Start {
        let expr = match self.at.token {
            Token::For | Token::If | Token::Try if !value => match self.comprehension() {
                Ok(comprehension) => return Start::Comprehension(comprehension),
                Err(keyword) => {
                    self.height = 0;
                    Expr::Ident(keyword)
                }
            },
            Token::Let if !value => {
                let keyword = self.any_ident();
                if self.is_at(Token::Ident) {
                    return Start::Let(self.let_tail(keyword.span.start));
                }
                self.height = 0;
                Expr::Ident(keyword)
            }
            Token::Ident
            | Token::String
            | Token::Interpolation
            | Token::LeftParen
            | Token::LeftBracket => self.expr(),
            token if token.is_keyword() => self.expr(),
            _ => return Start::Nothing,
        };
        self.classify(expr)
    }

    fn classify(&mut self, expr: Expr) -> Start {
        match expr {
            Expr::Ident(ident) if self.is_at(Token::Bind) && self.has_new_aliases() => {
                // It is an error, but the label remains.
                self.alias(Expr::Ident(ident.clone()));
                Start::Label(Expr::Ident(ident))
            }
            Expr::Ident(_) => match self.alias(expr) {
                Expr::Alias(name, inner, span) if !is_label(&inner) => {
                    Start::Expr(Expr::Alias(name, inner, span))
                }
                expr => Start::Label(expr),
            },
            // Numbers are no labels, though `X=5:` is told so later.
            Expr::Number(..) => Start::Expr(expr),
            _ if is_label(&expr) => Start::Label(expr),
            _ => Start::Expr(expr),
        }
    }

    const fn has_new_aliases(&self) -> bool {
        self.experiments.has(Experiment::AliasV2)
    }

    /// Reads the rest of `X=expr`, if `=` follows a name.
    pub(super) fn alias(&mut self, left: Expr) -> Expr {
        if !self.is_at(Token::Bind) {
            return left;
        }
        if self.has_new_aliases() {
            self.error_here(SyntaxErrorKind::OldAlias);
            self.next();
            return self.expr();
        }
        self.next();
        let inner = self.expr();
        self.grow(self.height + 1);
        let Expr::Ident(name) = left else {
            self.expected("identifier for alias");
            return inner;
        };
        self.check_declared(&name);
        let span = join(name.span, inner.span());
        Expr::Alias(name, Box::new(inner), span)
    }

    /// Reads the marks behind what may be a label; gives the label as it was read, too.
    pub(super) fn marks(&mut self, expr: Expr) -> (Marks, Expr) {
        let start = expr.span().start;
        let (alias, expr) = match expr {
            Expr::Alias(name, inner, _) => (Some(name), *inner),
            expr => (None, expr),
        };
        let postfix_alias = self.postfix_alias();
        let constraint = match self.at.token {
            Token::Option => Constraint::Optional,
            Token::Not => Constraint::Required,
            _ => Constraint::None,
        };
        if constraint != Constraint::None {
            self.next();
        }
        (Marks { alias, postfix_alias, constraint, start }, expr)
    }

    /// Takes an expression in front of a colon as a label.
    pub(super) fn label_of(&mut self, expr: Expr) -> Label {
        let span = expr.span();
        match expr {
            Expr::Ident(ident) => Label::Ident(ident),
            Expr::String(text, span) => Label::String(text, span),
            Expr::Interpolation(interpolation) => Label::Interpolation(interpolation),
            Expr::Paren(inner, _) => Label::Dynamic(*inner),
            Expr::Null(span) => Label::Ident(Ident { name: "null".into(), span }),
            Expr::Bool(value, span) => {
                Label::Ident(Ident { name: if value { "true" } else { "false" }.into(), span })
            }
            Expr::Bytes(bytes, span) => {
                let text = String::from_utf8_lossy(&bytes);
                Label::String(text.into(), span)
            }
            Expr::List(mut elements, span) => {
                let kind = match (elements.pop(), elements.is_empty()) {
                    (Some(Element::Value(expr)), true) => return Label::Pattern(expr, span),
                    (Some(Element::Ellipsis(_)), true) => {
                        SyntaxErrorKind::PatternElement("ellipsis")
                    }
                    (Some(Element::Comprehension(_)), true) => {
                        SyntaxErrorKind::PatternElement("comprehension")
                    }
                    _ => SyntaxErrorKind::Brackets,
                };
                self.error(kind, span);
                Label::Pattern(Expr::Bad(span), span)
            }
            Expr::Number(text, span) => {
                let int = check_number(&text).unwrap_or_default();
                let float = SyntaxErrorKind::FloatLabel(text.as_ref().into());
                self.error(if int { SyntaxErrorKind::IntegerLabel } else { float }, span);
                Label::Dynamic(Expr::Bad(span))
            }
            _ => Label::Dynamic(Expr::Bad(span)),
        }
    }

    /// Reads `~X`, `~(X)` or `~(K, V)`.
    fn postfix_alias(&mut self) -> Option<PostfixAlias> {
        if !self.is_at(Token::Tilde) {
            return None;
        }
        if !self.has_new_aliases() {
            self.error_here(SyntaxErrorKind::Experiment("postfix alias syntax", "aliasv2"));
        }
        let mut span = self.span();
        self.next();
        let (label, field) = match self.at.token {
            Token::Ident => (None, Some(self.ident())),
            Token::LeftParen => {
                self.next();
                self.postfix_names()?
            }
            _ => {
                self.expected("identifier or '('");
                return None;
            }
        };
        span.end = self.since(span.start).end;
        Some(PostfixAlias { label, field, span })
    }

    fn postfix_names(&mut self) -> Option<(Option<Ident>, Option<Ident>)> {
        if !self.is_at(Token::Ident) {
            self.expected("identifier for label alias");
            return None;
        }
        let first = Some(self.ident());
        if self.is_at(Token::RightParen) {
            self.next();
            return Some((None, first));
        }
        if self.expect(Token::Comma, "','").is_none() {
            return Some((None, first));
        }
        if !self.is_at(Token::Ident) {
            self.expected("identifier for field alias");
            return Some((first, None));
        }
        let field = Some(self.ident());
        self.expect(Token::RightParen, "')'");
        Some((first, field))
    }
}

/// Whether an expression can be a label, by its looks.
const fn is_label(expr: &Expr) -> bool {
    matches!(
        expr,
        Expr::Ident(_)
            | Expr::String(..)
            | Expr::Bytes(..)
            | Expr::Number(..)
            | Expr::Null(_)
            | Expr::Bool(..)
            | Expr::Interpolation(_)
            | Expr::List(..)
            | Expr::Paren(..)
    )
}
