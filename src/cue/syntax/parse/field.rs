//! The lines of a struct.

use std::sync::Arc;

use super::Parser;
use super::label::Marks;
use super::label::Start;
use crate::cue::syntax::Span;
use crate::cue::syntax::ast::Attribute;
use crate::cue::syntax::ast::Decl;
use crate::cue::syntax::ast::Ellipsis;
use crate::cue::syntax::ast::Expr;
use crate::cue::syntax::ast::Field;
use crate::cue::syntax::ast::Label;
use crate::cue::syntax::ast::Struct;
use crate::cue::syntax::token::Token;

/// A label and what is around it.
type Head = (Marks, Label);

impl Parser<'_> {
    /// Reads lines up to a closing brace.
    pub(super) fn decls(&mut self) -> Vec<Decl> {
        let mut decls = Vec::new();
        let mut height = 0;
        while !matches!(self.at.token, Token::RightBrace | Token::Eof) {
            self.height = 0;
            decls.push(match self.at.token {
                Token::Attribute => {
                    let attribute = self.attribute();
                    self.declaration_comma();
                    Decl::Attribute(attribute)
                }
                Token::Ellipsis => {
                    let span = self.span();
                    self.next();
                    self.declaration_comma();
                    Decl::Ellipsis(Ellipsis { value: None, span })
                }
                _ => self.decl(),
            });
            height = height.max(self.height);
        }
        self.height = height;
        decls
    }

    /// Takes the current word as an attribute.
    pub(super) fn attribute(&mut self) -> Attribute {
        let text = String::from_utf8_lossy(self.lit());
        let text = text.strip_prefix('@').and_then(|text| text.strip_suffix(')'));
        let (name, body) = text.and_then(|text| text.split_once('(')).unwrap_or_default();
        let attribute = Attribute { name: name.into(), body: body.into(), span: self.span() };
        self.next();
        attribute
    }

    fn decl(&mut self) -> Decl {
        let doc = self.doc_text();
        let first = self.at.token;
        let start = self.span().start;
        let expr = match self.label(false) {
            Start::Comprehension(comprehension) => {
                if self.at_comma("struct literal", &[Token::RightBrace]) {
                    self.next();
                }
                return Decl::Comprehension(Box::new(comprehension));
            }
            Start::Let(clause) => {
                self.declaration_comma();
                return Decl::Let(Box::new(clause));
            }
            Start::Label(expr) => return self.field_or_embedding(expr, first, doc),
            Start::Expr(expr) => expr,
            Start::Nothing => self.expr(),
        };
        if matches!(expr, Expr::Alias(..)) {
            self.expected("label or ':'");
            self.declaration_comma();
            return Decl::Embed(Expr::Bad(self.since(start)));
        }
        self.declaration_comma();
        Decl::Embed(expr)
    }

    fn field_or_embedding(&mut self, expr: Expr, first: Token, doc: Option<Arc<str>>) -> Decl {
        let start = expr.span().start;
        let (marks, expr) = self.marks(expr);
        match self.at.token {
            Token::Colon => {
                if let (Expr::Ident(ident), None) = (&expr, &marks.alias) {
                    self.check_declared(ident);
                }
                self.next();
                let label = self.label_of(expr);
                return Decl::Field(Box::new(self.field((marks, label), doc)));
            }
            Token::Comma | Token::RightBrace | Token::Eof => {
                self.expect_comma();
                if marks.alias.is_none() && first != Token::Func {
                    return Decl::Embed(expr);
                }
            }
            _ => {}
        }
        self.expected("label or ':'");
        Decl::Embed(Expr::Bad(self.since(start)))
    }

    /// Reads what is behind the first colon of a field.
    fn field(&mut self, head: Head, doc: Option<Arc<str>>) -> Field {
        let mut heads = Vec::new();
        let value = loop {
            self.height = 0;
            let expr = match self.label(true) {
                Start::Label(expr) => expr,
                Start::Expr(expr) => break expr,
                _ => break self.expr(),
            };
            let mark =
                matches!(self.at.token, Token::Colon | Token::Option | Token::Not | Token::Tilde);
            if !mark {
                break expr;
            }
            if !self.descend() {
                break expr;
            }
            let (marks, expr) = self.marks(expr);
            self.expect(Token::Colon, "':'");
            let label = self.label_of(expr);
            heads.push((marks, label));
        };
        let mut attributes = Vec::new();
        while self.is_at(Token::Attribute) {
            attributes.push(self.attribute());
        }
        let end = attributes.last().map_or(value.span().end, |last| last.span.end);
        let inner = u32::try_from(heads.len()).unwrap_or(u32::MAX);
        self.depth -= inner;
        self.grow(self.height.saturating_add(2 * (inner + 1)));
        self.declaration_comma();
        let file = value.span().file;
        let tail = Tail { value, attributes, end: Span { file, start: end, end } };
        field(head, nest(heads, tail), doc)
    }

    /// The text of the comments right above the current word.
    fn doc_text(&self) -> Option<Arc<str>> {
        let group = self.comments.get(self.doc?..)?;
        let mut text = String::new();
        for comment in group {
            let line = comment.text.strip_prefix("//").unwrap_or(&comment.text);
            let line = line.strip_prefix(' ').unwrap_or(line);
            let line = line.trim_end_matches([' ', '\t', '\n', '\r']);
            // Empty lines at the start go, and of several one stays.
            if !line.is_empty() || !text.is_empty() && !text.ends_with("\n\n") {
                text.push_str(line);
                text.push('\n');
            }
        }
        while text.ends_with("\n\n") {
            text.pop();
        }
        Some(text.into())
    }
}

/// What is behind the labels of a field.
struct Tail {
    value: Expr,
    attributes: Vec<Attribute>,
    /// Where it ends.
    end: Span,
}

/// Builds the `b: c: value` of `a: b: c: value` from the inside.
fn nest(heads: Vec<Head>, mut tail: Tail) -> Tail {
    for head in heads.into_iter().rev() {
        let end = tail.end;
        let inner = field(head, tail, None);
        let span = inner.span;
        let decls = vec![Decl::Field(Box::new(inner))];
        let value = Expr::Struct(Struct { decls, braces: false, span });
        tail = Tail { value, attributes: Vec::new(), end };
    }
    tail
}

fn field((marks, label): Head, tail: Tail, doc: Option<Arc<str>>) -> Field {
    Field {
        span: Span { start: marks.start, ..tail.end },
        label,
        alias: marks.alias,
        postfix_alias: marks.postfix_alias,
        constraint: marks.constraint,
        value: tail.value,
        attributes: tail.attributes,
        doc,
    }
}
