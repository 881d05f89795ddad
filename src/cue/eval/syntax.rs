//! An evaluated value as a tree of syntax, to be printed.
//!
//! What could not be evaluated yet stands as it is written in the sources.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::cue::number::Number;
use crate::cue::syntax::Span;
use crate::cue::syntax::ast::Attribute;
use crate::cue::syntax::ast::BinaryOp;
use crate::cue::syntax::ast::Comment;
use crate::cue::syntax::ast::Constraint;
use crate::cue::syntax::ast::Decl;
use crate::cue::syntax::ast::Element;
use crate::cue::syntax::ast::Ellipsis;
use crate::cue::syntax::ast::Expr;
use crate::cue::syntax::ast::Field;
use crate::cue::syntax::ast::Ident;
use crate::cue::syntax::ast::Label as Name;
use crate::cue::syntax::ast::Let;
use crate::cue::syntax::ast::Selector;
use crate::cue::syntax::ast::Struct;
use crate::cue::syntax::ast::UnaryOp;
use crate::cue::syntax::ident::needs_quotes;
use crate::cue::syntax::parse_expr;
use crate::cue::syntax::parse_file;

use super::Label;
use super::NodeId;
use super::Presence;
use super::Session;
use super::Shape;
use super::error::Bottom;
use super::ir;
use super::node::Base;
use super::node::Elem;
use super::range;
use super::range::Part;
use super::tree;
use super::value::Val;

/// What is shown of a value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent wishes")]
pub struct Show {
    /// `f?:`
    pub optional: bool,
    /// `_f:`
    pub hidden: bool,
    /// `#F:`
    pub definitions: bool,
    /// `@name(body)`
    pub attributes: bool,
    /// What is left open: alternatives beside a default, patterns, `...`.
    pub open: bool,
    /// Structs of one field without braces: `a: b: 1`.
    pub short: bool,
    /// What is wrong behind each `_|_`, as comments: see [`Session::syntax_with_errors`].
    pub errors: bool,
}

/// Deeper values are circles that evaluate to themselves.
const DEEPEST: u32 = 200;

/// A place of no source.
const NOWHERE: Span = Span { file: 0, start: 0, end: 0 };

impl Session {
    /// A value as an expression that, evaluated, is the value.
    pub fn syntax(&mut self, node: NodeId, show: Show) -> Expr {
        self.syntax_at(node, show, 0)
    }

    /// The same, with what is wrong behind each `_|_`: comments that start where it does.
    pub fn syntax_with_errors(&mut self, node: NodeId, show: Show) -> (Expr, Vec<Comment>) {
        let expr = self.syntax_at(node, Show { errors: true, ..show }, 0);
        (expr, std::mem::take(&mut self.shown_errors))
    }

    /// An error in the place of a value, and, if that is asked for, what it is.
    fn bottom_syntax(&mut self, node: NodeId, show: Show) -> Expr {
        let target = self.deref(node);
        let Some(error) = self.bottom(target).filter(|_| show.errors) else {
            return Expr::Bottom(NOWHERE);
        };
        let start = u32::try_from(self.shown_errors.len()).unwrap_or(u32::MAX).saturating_add(1);
        let span = Span { start, end: start, ..NOWHERE };
        let text = format!("// {}", self.error_chain(&error)).into();
        self.shown_errors.push(Comment { text, span });
        Expr::Bottom(span)
    }

    /// An error with its causes, the place of each where it is told.
    fn error_chain(&self, error: &Bottom) -> String {
        if let [cause] = &*error.causes {
            return format!("{}: {}", self.own_message(error), self.error_chain(cause));
        }
        let problem = self.problem(error);
        format!("{}: {}", problem.path, problem.message)
    }

    fn syntax_at(&mut self, node: NodeId, show: Show, depth: u32) -> Expr {
        if depth > DEEPEST {
            return Expr::Bottom(NOWHERE);
        }
        let shape = self.shape(node);
        let whole = match shape {
            Shape::Struct => return self.struct_syntax(node, None, show, depth),
            Shape::List(open) => self.list_syntax(node, open, show, depth),
            Shape::Bottom => match self.source_syntax(node) {
                Some(expr) => return expr,
                None => self.bottom_syntax(node, show),
            },
            Shape::Alternatives(nodes, 1) if !show.open => {
                return self.syntax_at(nodes[0], show, depth + 1);
            }
            shape => self.open_syntax(shape, show, depth),
        };
        let beside = self.shown_fields(node, show).iter().any(|field| !field.label.is_int());
        if beside { self.struct_syntax(node, Some(whole), show, depth) } else { whole }
    }

    fn open_syntax(&mut self, shape: Shape, show: Show, depth: u32) -> Expr {
        match shape {
            Shape::Null => Expr::Null(NOWHERE),
            Shape::Bool(value) => Expr::Bool(value, NOWHERE),
            Shape::Number(number) => number_syntax(&number),
            Shape::String(text) => Expr::String(text, NOWHERE),
            Shape::Bytes(bytes) => Expr::Bytes(bytes, NOWHERE),
            Shape::Kinds(kind) => {
                let names = kind.to_string();
                let names = names.trim_matches(['(', ')']).split('|').map(ident);
                joined(BinaryOp::Or, names.collect())
            }
            Shape::Bound(op, node) => {
                let bound = match self.syntax_at(node, show, depth + 1) {
                    Expr::Unary(UnaryOp::Minus, number, span) => {
                        Expr::Unary(UnaryOp::Minus, number, span)
                    }
                    bound @ (Expr::Unary(..) | Expr::Binary(..)) => {
                        Expr::Paren(Box::new(bound), NOWHERE)
                    }
                    bound => bound,
                };
                Expr::Unary(op, Box::new(bound), NOWHERE)
            }
            Shape::Validator(name, nodes) => {
                let args = nodes.into_iter().map(|node| self.syntax_at(node, show, depth + 1));
                Expr::Call(Box::new(builtin(&name)), args.collect(), NOWHERE)
            }
            Shape::Function(name) => builtin(&name),
            Shape::Alternatives(nodes, defaults) => {
                let mut alternatives = Vec::new();
                for (place, node) in nodes.into_iter().enumerate() {
                    let expr = self.syntax_at(node, show, depth + 1);
                    alternatives.push(if place < defaults {
                        Expr::Unary(UnaryOp::Default, Box::new(expr), NOWHERE)
                    } else {
                        expr
                    });
                }
                joined(BinaryOp::Or, alternatives)
            }
            Shape::All(nodes) => {
                let value = |node: NodeId| match &self.node(self.deref(node)).base {
                    Base::Val(value) => value.clone(),
                    _ => Val::Node(node),
                };
                let values: Vec<Val> = nodes.into_iter().map(value).collect();
                let all = range::shown(&values).into_iter().map(|part| match part {
                    Part::Name(name) => ident(name),
                    Part::Val(Val::Node(node)) => self.syntax_at(node, show, depth + 1),
                    Part::Val(value) => {
                        let shape = self.shape_of(&value);
                        self.open_syntax(shape, show, depth + 1)
                    }
                });
                joined(BinaryOp::And, all.collect())
            }
            _ => ident("_"),
        }
    }

    /// The fields that are shown, elements included.
    fn shown_fields(&self, node: NodeId, show: Show) -> Vec<tree::Field> {
        let mut fields = self.fields(node);
        fields.retain(|field| {
            let kind = match field.label {
                Label::Int(_) | Label::String(_) => true,
                Label::Definition(_) => show.definitions,
                Label::Hidden(..) | Label::HiddenDefinition(..) => show.hidden,
                Label::Let(..) => false,
            };
            kind && (show.optional || field.presence != Presence::Optional)
        });
        fields
    }

    fn struct_syntax(
        &mut self,
        node: NodeId,
        embedded: Option<Expr>,
        show: Show,
        depth: u32,
    ) -> Expr {
        let mut decls: Vec<Decl> = embedded.into_iter().map(Decl::Embed).collect();
        for field in self.shown_fields(node, show) {
            if !field.label.is_int() {
                decls.push(self.field_syntax(&field, show, depth));
            }
        }
        self.lets_syntax(node, show, depth, &mut decls);
        if show.open {
            for (pattern, value) in self.patterns(node) {
                let label = Name::Pattern(self.syntax_at(pattern, show, depth + 1), NOWHERE);
                let value = self.syntax_at(value, show, depth + 1);
                decls.push(Decl::Field(Box::new(made_field(label, Constraint::None, value))));
            }
            let target = self.deref(node);
            if self.node(target).flags.has_ellipsis {
                decls.push(Decl::Ellipsis(Ellipsis { value: None, span: NOWHERE }));
            }
        }
        braced(decls)
    }

    /// The `let`s that what could not be evaluated names, in front of the rest.
    fn lets_syntax(&mut self, node: NodeId, show: Show, depth: u32, decls: &mut Vec<Decl>) {
        let mut open: BTreeMap<Arc<str>, Vec<(usize, NodeId)>> = BTreeMap::new();
        for (place, (name, node)) in self.lets(node).into_iter().enumerate() {
            open.entry(name).or_default().push((place, node));
        }
        if open.is_empty() {
            return;
        }
        let mut wanted = Vec::new();
        decls.iter().flat_map(Decl::inner).for_each(|expr| gather(expr, &mut wanted));
        // In the order in which they are written; one may be named by another one only.
        let mut made = BTreeMap::new();
        while let Some(name) = wanted.pop() {
            for (place, node) in open.remove(&name).unwrap_or_default() {
                let value = self.syntax_at(node, show, depth + 1);
                gather(&value, &mut wanted);
                let name = Ident { name: Arc::clone(&name), span: NOWHERE };
                made.insert(place, Decl::Let(Box::new(Let { name, value, span: NOWHERE })));
            }
        }
        decls.splice(..0, made.into_values());
    }

    fn field_syntax(&mut self, field: &tree::Field, show: Show, depth: u32) -> Decl {
        let mut value = self.syntax_at(field.node, show, depth + 1);
        if let Expr::Struct(body) = &mut value {
            body.braces = !(show.short && matches!(body.decls[..], [Decl::Field(_)]));
        }
        let name = self.label_name(field.label);
        let quoted = matches!(field.label, Label::String(_)) && needs_quotes(&name);
        let label = if quoted {
            Name::String(name, NOWHERE)
        } else {
            Name::Ident(Ident { name, span: NOWHERE })
        };
        let constraint = match field.presence {
            Presence::Regular => Constraint::None,
            Presence::Required => Constraint::Required,
            Presence::Optional => Constraint::Optional,
        };
        let mut made = made_field(label, constraint, value);
        if show.attributes {
            let attributes = self.attributes(field.node).into_iter();
            made.attributes = attributes
                .map(|one| Attribute { name: one.name, body: one.body, span: NOWHERE })
                .collect();
        }
        Decl::Field(Box::new(made))
    }

    fn list_syntax(&mut self, node: NodeId, open: bool, show: Show, depth: u32) -> Expr {
        let mut elements = Vec::new();
        for field in self.fields(node) {
            if field.label.is_int() {
                elements.push(Element::Value(self.syntax_at(field.node, show, depth + 1)));
            }
        }
        if open && show.open {
            elements.push(Element::Ellipsis(Ellipsis { value: None, span: NOWHERE }));
        }
        Expr::List(elements, NOWHERE)
    }

    /// What is said of a value that is not known yet, as it is written.
    fn source_syntax(&self, node: NodeId) -> Option<Expr> {
        let target = self.deref(node);
        if !self.bottom(target)?.code.is_incomplete() {
            return None;
        }
        let mut said = Vec::new();
        for conjunct in &self.node(target).conjuncts {
            said.push(match &conjunct.elem {
                Elem::Expr(expr) => {
                    let source = self.program().sources.get(expr.span.file as usize)?;
                    written(expr, &source.text)?
                }
                Elem::Struct(literal) if literal.is_file => {
                    braced(self.program().tree(literal.span.file)?.decls.clone())
                }
                _ => return None,
            });
        }
        (!said.is_empty()).then(|| joined(BinaryOp::And, said))
    }
}

fn braced(decls: Vec<Decl>) -> Expr {
    Expr::Struct(Struct { decls, braces: true, span: NOWHERE })
}

/// An expression as it is written in a source.
fn written(expr: &ir::Expr, source: &[u8]) -> Option<Expr> {
    let span = expr.span;
    let text = source.get(span.start as usize..span.end as usize)?;
    if matches!(expr.kind, ir::ExprKind::Struct(_)) && !text.starts_with(b"{") {
        // The value of a field without braces.
        let parsed = parse_file(span.file, text);
        let decls = parsed.errors.is_empty().then(|| parsed.file.decls.clone())?;
        return Some(braced(decls));
    }
    parse_expr(span.file, text).ok()
}

/// The names in an expression.
fn gather(expr: &Expr, found: &mut Vec<Arc<str>>) {
    if let Expr::Ident(ident) = expr {
        found.push(Arc::clone(&ident.name));
    }
    expr.inner().into_iter().for_each(|inner| gather(inner, found));
}

fn number_syntax(number: &Number) -> Expr {
    let text = number.to_string();
    let literal = |text: &str| Expr::Number(text.into(), NOWHERE);
    match text.strip_prefix('-') {
        Some(digits) => Expr::Unary(UnaryOp::Minus, Box::new(literal(digits)), NOWHERE),
        None => literal(&text),
    }
}

fn ident(name: &str) -> Expr {
    Expr::Ident(Ident { name: name.into(), span: NOWHERE })
}

/// A builtin by its full name: `len`, `encoding/json.Marshal`.
fn builtin(name: &str) -> Expr {
    let Some((package, member)) = name.rsplit_once('.') else { return ident(name) };
    let package = package.rsplit('/').next().unwrap_or(package);
    let member = Selector::Ident(Ident { name: member.into(), span: NOWHERE });
    Expr::Selector(Box::new(ident(package)), member, NOWHERE)
}

fn joined(op: BinaryOp, exprs: Vec<Expr>) -> Expr {
    let mut exprs = exprs.into_iter();
    let first = exprs.next().unwrap_or_else(|| ident("_"));
    exprs.fold(first, |left, right| {
        Expr::Binary(op, Box::new(left), Box::new(right), NOWHERE, NOWHERE)
    })
}

fn made_field(label: Name, constraint: Constraint, value: Expr) -> Field {
    Field {
        label,
        alias: None,
        postfix_alias: None,
        constraint,
        value,
        attributes: Vec::new(),
        doc: None::<Arc<str>>,
        span: NOWHERE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cue::eval::Limits;
    use crate::cue::eval::Profile;
    use crate::cue::eval::tests::session_of;
    use crate::cue::syntax::print_expr;

    fn printed(text: &str, show: Show) -> String {
        let mut session = session_of(text, Profile::CURRENT, Limits::default());
        let root = session.root();
        print_expr(&session.syntax(root, show)).replace(['\n', '\t'], " ")
    }

    #[test]
    fn values_are_printed_with_defaults_taken_and_open_ones_as_they_stand() {
        let text = "a: *1 | int, b: >1 & <=9, c: int | string, d: -1.50, e: {f!: 1, g?: 2}, _h: 1";
        let plain = "{  a: 1  b: >1 & <=9  c: int | string  d: -1.50  e: {   f!: 1  } }";
        assert_eq!(printed(text, Show::default()), plain);
        let all = Show { optional: true, hidden: true, open: true, ..Show::default() };
        let text = "a: *1 | int, e: {f!: 1, g?: 2, [>\"x\"]: 3, ...}, _h: 1, l: [1, ...]";
        assert_eq!(
            printed(text, all),
            "{  a: *1 | int  e: {   f!:     1   g?:     2   [>\"x\"]: 3   ...  }  _h: 1  l: [1, ...] }"
        );
    }

    #[test]
    fn what_is_not_known_yet_stands_as_it_is_written() {
        let text = "a: b + 1, b: int, c: \"\\(b)x\", d: e.f, e: {}, g: {if b > 1 {h: 1}}";
        assert_eq!(
            printed(text, Show::default()),
            "{  a: b + 1  b: int  c: \"\\(b)x\"  d: e.f  e: {}  g: {   if b > 1 {    h: 1   }  } }"
        );
        let text =
            "a: (x & {n: \"y\"}).m, x: {n: string, m: n + \"z\"}, f: (n + \"x\"): g: 1, n: string";
        assert_eq!(
            printed(text, Show::default()),
            "{  a: \"yz\"  x: {   n: string   m: n + \"z\"  }  f: {   (n + \"x\"): g: 1  }  n: string }"
        );
        let text = "a: (x & {}).m, x: {n: string, m: n + \"z\"}";
        let text = printed(text, Show::default());
        assert!(text.starts_with("{  a: (x & {}).m  x:"), "{text}");
        assert_eq!(
            printed("a: int, if a > 1 {b: 1}, c: 1 + 1", Show::default()),
            "{  a: int  if a > 1 {   b: 1  }  c: 1 + 1 }"
        );
        assert_eq!(
            printed("a: b: 1 & 2", Show { short: true, ..Show::default() }),
            "{  a: b: _|_ }"
        );
    }

    #[test]
    fn what_is_not_known_yet_brings_the_lets_that_it_names() {
        let text = "a: {let x = b + 1, let y = 2, c: x + 1, d: y, b: int}";
        assert_eq!(
            printed(text, Show::default()),
            "{  a: {   let x = b + 1   c: x + 1   d: 2   b: int  } }"
        );
    }

    #[test]
    fn lets_that_only_others_name_come_too() {
        let text = "a: {n: int, let p = n + 1, let q = p + 1, out: q}";
        let expected = "{  a: {   let p = n + 1   let q = p + 1   n:   int   out: q  } }";
        assert_eq!(printed(text, Show::default()), expected);
    }
}
