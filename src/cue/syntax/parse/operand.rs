//! Operands: literals, names, structs, lists, parentheses, strings with expressions inside.

use super::Parser;
use crate::cue::syntax::Span;
use crate::cue::syntax::ast::Element;
use crate::cue::syntax::ast::Ellipsis;
use crate::cue::syntax::ast::Expr;
use crate::cue::syntax::ast::Interpolation;
use crate::cue::syntax::ast::Part;
use crate::cue::syntax::ast::Struct;
use crate::cue::syntax::error::SyntaxErrorKind;
use crate::cue::syntax::experiment::Version;
use crate::cue::syntax::literal::LiteralError;
use crate::cue::syntax::literal::Quotes;
use crate::cue::syntax::literal::check_number;
use crate::cue::syntax::token::Token;

impl Parser<'_> {
    pub(super) fn operand(&mut self) -> Expr {
        let span = self.span();
        match self.at.token {
            Token::Ident => self.reference(),
            Token::LeftBrace => Expr::Struct(self.braces()),
            Token::LeftBracket => self.list(),
            Token::Func if self.options.funcs => self.func(),
            Token::Bottom => self.leaf(Expr::Bottom(span)),
            Token::Null => self.leaf(Expr::Null(span)),
            Token::True => self.leaf(Expr::Bool(true, span)),
            Token::False => self.leaf(Expr::Bool(false, span)),
            Token::Int | Token::Float => self.number(),
            Token::String => self.string(),
            Token::Interpolation => self.interpolation(),
            Token::LeftParen => self.paren(),
            token if token.is_keyword() => Expr::Ident(self.any_ident()),
            _ => {
                self.expected("operand");
                self.skip_rest();
                Expr::Bad(self.since(span.start))
            }
        }
    }

    fn leaf(&mut self, expr: Expr) -> Expr {
        self.next();
        expr
    }

    fn reference(&mut self) -> Expr {
        let expr = Expr::Ident(self.ident());
        // `x?:` is an optional field.
        if self.is_at(Token::Option) && self.peek() != Token::Colon {
            return self.optional(expr);
        }
        expr
    }

    fn number(&mut self) -> Expr {
        let span = self.span();
        let text = self.name();
        match check_number(&text) {
            Ok(_) => self.leaf(Expr::Number(text, span)),
            Err(error) => {
                self.bad_literal(SyntaxErrorKind::NumberValue(error), span);
                self.leaf(Expr::Bad(span))
            }
        }
    }

    fn string(&mut self) -> Expr {
        let span = self.span();
        let text = self.lit();
        if let Some(plain) = plain(text) {
            return self.leaf(Expr::String(plain.into(), span));
        }
        let decoded = Quotes::parse(text, text).map_err(SyntaxErrorKind::Quotes).and_then(
            |(quotes, start)| {
                let bytes = quotes.unquote(&text[start..]).map_err(SyntaxErrorKind::String)?;
                if !quotes.is_string() {
                    return Ok(Expr::Bytes(bytes.into(), span));
                }
                let text = String::from_utf8(bytes)
                    .map_err(|_| SyntaxErrorKind::String(LiteralError::Utf8))?;
                Ok(Expr::String(text.into(), span))
            },
        );
        let expr = decoded.unwrap_or_else(|kind| {
            self.bad_literal(kind, span);
            // It can still be a label.
            Expr::String("".into(), span)
        });
        self.leaf(expr)
    }

    /// Notes that a literal cannot be decoded, unless the scanner told why.
    fn bad_literal(&mut self, kind: SyntaxErrorKind, span: Span) {
        let inside = |at: u32| at >= span.start && at <= span.end;
        if !self.scanner.errors.iter().rev().take(100).any(|known| inside(known.span.start)) {
            self.error(kind, span);
        }
    }

    fn paren(&mut self) -> Expr {
        let start = self.span().start;
        self.next();
        let inner = self.expr();
        self.grow(self.height + 1);
        let span = self.expect_end(Token::RightParen, "')'", start);
        Expr::Paren(Box::new(inner), span)
    }

    /// Reads a struct in braces.
    pub(super) fn braces(&mut self) -> Struct {
        let start = self.span().start;
        self.height = 0;
        if !self.descend() {
            return Struct { decls: Vec::new(), braces: true, span: self.span() };
        }
        self.expect(Token::LeftBrace, "'{'");
        let decls = self.decls();
        self.grow(self.height + 1);
        if self.at_implied_comma() {
            self.error_here(SyntaxErrorKind::MissingCommaBeforeNewline("struct literal"));
            self.next();
        }
        let span = self.expect_end(Token::RightBrace, "'}'", start);
        self.depth -= 1;
        Struct { decls, braces: true, span }
    }

    fn list(&mut self) -> Expr {
        let start = self.span().start;
        self.next();
        let mut elements = Vec::new();
        let mut height = 0;
        while !matches!(self.at.token, Token::RightBracket | Token::Ellipsis | Token::Eof) {
            self.height = 0;
            let (element, more) = self.element();
            elements.push(element);
            height = height.max(self.height);
            if !more {
                break;
            }
        }
        if self.is_at(Token::Ellipsis) {
            self.height = 0;
            elements.push(Element::Ellipsis(self.list_ellipsis()));
            height = height.max(self.height);
        }
        self.grow(height + 1);
        if self.at_implied_comma() {
            self.error_here(SyntaxErrorKind::MissingCommaBeforeNewline("list literal"));
            self.next();
        }
        let span = self.expect_end(Token::RightBracket, "']'", start);
        Expr::List(elements, span)
    }

    fn list_ellipsis(&mut self) -> Ellipsis {
        let start = self.span();
        self.next();
        let alone = matches!(self.at.token, Token::Comma | Token::RightBracket);
        let value = (!alone).then(|| self.expr());
        let span = value.as_ref().map_or(start, |value| super::join(start, value.span()));
        if self.at_comma("list literal", &[Token::RightBracket]) {
            self.next();
        }
        Ellipsis { value, span }
    }

    /// Reads an element of a list; gives it and whether another may follow.
    fn element(&mut self) -> (Element, bool) {
        let first = match self.at.token {
            Token::For | Token::If | Token::Try => match self.comprehension() {
                Ok(comprehension) => {
                    if self.at_comma("list literal", &[Token::RightBracket]) {
                        self.next();
                    }
                    return (Element::Comprehension(Box::new(comprehension)), true);
                }
                Err(keyword) => Expr::Ident(keyword),
            },
            _ => self.unary(),
        };
        let expr = self.binary_tail(1, first);
        let element = Element::Value(self.alias(expr));
        let version = self.options.version;
        let needs_commas = version.is_some_and(|version| version < Version::v0(17));
        if needs_commas && self.at_implied_comma() {
            self.next();
            if matches!(self.at.token, Token::RightBracket | Token::For | Token::If) {
                return (element, false);
            }
            self.error_here(SyntaxErrorKind::MissingCommaBeforeNewline("list literal"));
        } else if !self.at_comma("list literal", &[Token::RightBracket, Token::For, Token::If]) {
            return (element, false);
        }
        self.next();
        (element, true)
    }

    fn func(&mut self) -> Expr {
        let keyword = self.any_ident();
        let start = keyword.span.start;
        let name = [Token::Colon, Token::Bind, Token::Option, Token::Comma, Token::Eof];
        if name.contains(&self.at.token) {
            return Expr::Ident(keyword);
        }
        self.expect(Token::LeftParen, "'('");
        let mut params = Vec::new();
        let mut height = 0;
        while !matches!(self.at.token, Token::RightParen | Token::Eof) {
            params.push(self.expr());
            height = height.max(self.height);
            self.expect_comma();
        }
        self.expect_closing(Token::RightParen, "')'", "argument type list");
        self.expect(Token::Colon, "':'");
        let result = self.expr();
        self.grow(height.max(self.height) + 1);
        let span = Span { start, ..result.span() };
        Expr::Func(params, Box::new(result), span)
    }

    fn interpolation(&mut self) -> Expr {
        let start = self.span();
        let mut texts = vec![self.lit()];
        let mut exprs = Vec::new();
        let mut height = 0;
        let mut more = true;
        self.next();
        while more {
            self.expect(Token::LeftParen, "'('");
            exprs.push(self.expr());
            height = height.max(self.height);
            if self.at_implied_comma() {
                self.next();
            }
            if !self.is_at(Token::RightParen) {
                self.expected("')' for string interpolation");
            }
            let (range, again) = self.scanner.resume();
            (self.at.end, more) = (range.end, again);
            texts.push(&self.text[range.start..range.end.min(self.text.len())]);
            if !again {
                break;
            }
            self.next();
        }
        self.grow(height + 1);
        let span = super::join(start, self.span());
        match decode(&texts, exprs, span) {
            Ok(interpolation) => self.leaf(Expr::Interpolation(interpolation)),
            Err(kind) => {
                self.bad_literal(kind, span);
                self.leaf(Expr::String("".into(), span))
            }
        }
    }
}

/// The text of a string in which nothing stands for anything else.
fn plain(text: &[u8]) -> Option<&str> {
    let [b'"', inner @ .., b'"'] = text else { return None };
    let is_plain = |byte: &u8| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\');
    if inner.iter().all(is_plain) { str::from_utf8(inner).ok() } else { None }
}

/// Decodes the texts around expressions, which only together tell how to.
fn decode(texts: &[&[u8]], exprs: Vec<Expr>, span: Span) -> Result<Interpolation, SyntaxErrorKind> {
    let (first, last) = (texts[0], texts[texts.len() - 1]);
    let (quotes, mut start) = Quotes::parse(first, last).map_err(SyntaxErrorKind::Interpolation)?;
    let mut parts = Vec::with_capacity(2 * texts.len());
    let mut exprs = exprs.into_iter();
    for text in texts {
        let text = text.get(start..).unwrap_or_default();
        let decoded = quotes.unquote(text).map_err(SyntaxErrorKind::String)?;
        parts.push(Part::Text(decoded));
        parts.extend(exprs.next().map(Part::Expr));
        // Each further text starts with the parenthesis of the expression in front of it.
        start = 1;
    }
    Ok(Interpolation { parts, bytes: !quotes.is_string(), span })
}
