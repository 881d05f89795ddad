//! Resolved expressions: names are distances, literals are values.
//!
//! An expression is evaluated in an environment, a chain of nodes. `Field { up: 2, .. }` is a field
//! of the node two links up. So the same expression means something else wherever it ends up, which
//! is all there is to late binding.

use std::rc::Rc;
use std::sync::Arc;

use crate::cue::syntax::Span;
use crate::cue::syntax::ast::BinaryOp;
use crate::cue::syntax::ast::UnaryOp;

use super::Label;
use super::label::Sym;
use super::node::ArcType;
use super::value::Val;

/// An expression and where it is written.
#[derive(Debug)]
pub(super) struct Expr {
    pub(super) kind: ExprKind,
    pub(super) span: Span,
}

/// A shared expression; two are the same if they are the same in memory.
pub(super) type ExprRef = Rc<Expr>;

/// What an expression is.
#[derive(Debug)]
pub(super) enum ExprKind {
    /// A literal, a type, `_`, `_|_`, a builtin.
    Value(Val),
    /// `__no_sharing`: says nothing, but of a node that then is no other one.
    NoSharing,
    /// `{ … }`
    Struct(Rc<StructLit>),
    /// `[ … ]`
    List(ListLit),
    /// A field of an enclosing struct.
    Field { up: u32, label: Label, optional: bool },
    /// The name that a pattern or a dynamic field was met with.
    LabelOf { up: u32 },
    /// The value that a value alias stands for: the node itself, or one that encloses it.
    This { up: u32 },
    /// A field whose name is an expression, by its alias.
    Dynamic { up: u32, key: ExprRef },
    /// `let`
    Let { up: u32, label: Label },
    /// An imported package.
    Import(PackageRef),
    /// `x.label`, and where the label is.
    Select { of: ExprRef, label: Label, optional: bool, at: Span },
    /// `x[i]`
    Index { of: ExprRef, index: ExprRef, optional: bool },
    /// `x[low:high]`
    Slice { of: ExprRef, low: Option<ExprRef>, high: Option<ExprRef> },
    /// A string or bytes with expressions inside.
    Interpolation { parts: Vec<Part>, bytes: bool },
    /// `-x`, `+x`, `!x`
    Unary { op: UnaryOp, of: ExprRef },
    /// Arithmetic, comparison, logic.
    Binary { op: BinaryOp, left: ExprRef, right: ExprRef },
    /// `<x` and so on.
    Bound { op: UnaryOp, of: ExprRef },
    /// `x & y`
    And { left: ExprRef, right: ExprRef },
    /// `x | *y`
    Or { alternatives: Vec<Alternative>, has_defaults: bool },
    /// `f(x)`
    Call { function: ExprRef, args: Vec<ExprRef> },
    /// `x...`
    Open(ExprRef),
    /// A comprehension among the declarations of a struct.
    Comprehension(Rc<Comprehension>),
}

/// A package that is imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum PackageRef {
    /// One of the program, by number.
    Loaded(usize),
    /// One that comes with the language, by its path.
    Builtin(Sym),
}

/// A part of an interpolation.
#[derive(Debug)]
pub(super) enum Part {
    Text(Vec<u8>),
    Expr(ExprRef),
}

/// One of several values.
#[derive(Clone, Debug)]
pub(super) struct Alternative {
    pub(super) value: ExprRef,
    pub(super) default: bool,
}

/// A list.
#[derive(Debug)]
pub(super) struct ListLit {
    pub(super) elements: Vec<Element>,
}

/// An element of a list.
#[derive(Debug)]
pub(super) enum Element {
    Value(ExprRef),
    Comprehension(Rc<Comprehension>),
    Ellipsis(ExprRef),
}

/// The declarations of a struct.
#[derive(Debug, Default)]
pub(super) struct StructLit {
    pub(super) decls: Vec<Decl>,
    pub(super) span: Span,
    /// It is a whole file: closedness does not stop at its border.
    pub(super) is_file: bool,
    pub(super) has_embedding: bool,
    /// Where it counts as written, if it was filled: behind all files.
    pub(super) filled: Option<Span>,
}

/// A declaration.
#[derive(Debug)]
pub(super) enum Decl {
    /// `label: value`
    Field(FieldDecl),
    /// `(expr): value`, `"\(expr)": value`
    Dynamic { key: ExprRef, arc: ArcType, value: ExprRef, span: Span },
    /// `[pattern]: value`
    Pattern { pattern: ExprRef, value: ExprRef, span: Span },
    /// `let name = value`
    Let { label: Label, value: ExprRef, span: Span },
    /// `...`
    Ellipsis,
    /// An expression or a comprehension.
    Embed(ExprRef),
}

/// `label: value`
#[derive(Debug)]
pub(super) struct FieldDecl {
    pub(super) label: Label,
    pub(super) arc: ArcType,
    pub(super) value: ExprRef,
    pub(super) span: Span,
    pub(super) attributes: Vec<Attribute>,
    pub(super) doc: Option<Arc<str>>,
}

impl FieldDecl {
    /// A field that is there, with nothing around it.
    pub(super) fn regular(label: Label, value: ExprRef, span: Span) -> Self {
        let attributes = Vec::new();
        Self { label, arc: ArcType::Member, value, span, attributes, doc: None }
    }
}

/// `@name(body)`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// The name.
    pub name: Arc<str>,
    /// What is between the parentheses.
    pub body: Arc<str>,
}

/// Clauses and a body.
#[derive(Debug)]
pub(super) struct Comprehension {
    pub(super) clauses: Vec<Clause>,
    pub(super) body: ExprRef,
    pub(super) fallback: Option<ExprRef>,
    pub(super) span: Span,
}

/// A clause; `For`, `Let` and `Try` with a name open an environment.
#[derive(Debug)]
pub(super) enum Clause {
    For { key: Option<Label>, value: Option<Label>, source: ExprRef },
    If { condition: ExprRef, span: Span },
    Let { label: Label, value: ExprRef },
    Try { binding: Option<(Label, ExprRef)> },
}

impl Expr {
    pub(super) fn new(kind: ExprKind, span: Span) -> ExprRef {
        Rc::new(Self { kind, span })
    }

    /// Whether it names a node, so that its conjuncts are taken over.
    pub(super) const fn is_reference(&self) -> bool {
        matches!(
            self.kind,
            ExprKind::Field { .. }
                | ExprKind::This { .. }
                | ExprKind::Dynamic { .. }
                | ExprKind::Let { .. }
                | ExprKind::Import(_)
                | ExprKind::Select { .. }
                | ExprKind::Index { .. }
        )
    }

    /// Whether it names a definition, or something inside one.
    pub(super) fn is_definition(&self) -> bool {
        match &self.kind {
            ExprKind::Field { label, .. } => label.is_definition(),
            ExprKind::Select { of, label, .. } => label.is_definition() || of.is_definition(),
            ExprKind::Index { of, .. } => of.is_definition(),
            _ => false,
        }
    }

    /// Whether a reference is anywhere inside.
    pub(super) fn has_reference(&self) -> bool {
        match &self.kind {
            ExprKind::Value(_) | ExprKind::NoSharing => false,
            ExprKind::Binary { left, right, .. } | ExprKind::And { left, right } => {
                left.has_reference() || right.has_reference()
            }
            ExprKind::Unary { of, .. } => of.has_reference(),
            ExprKind::Call { args, .. } => args.iter().any(|arg| arg.has_reference()),
            ExprKind::List(list) => list.elements.iter().any(|element| match element {
                Element::Value(value) | Element::Ellipsis(value) => value.has_reference(),
                Element::Comprehension(_) => true,
            }),
            _ => true,
        }
    }

    /// Whether nothing inside can lead back to the node that is evaluated: only labels and values.
    pub(super) fn is_inert(&self) -> bool {
        match &self.kind {
            ExprKind::Value(_) | ExprKind::LabelOf { .. } => true,
            ExprKind::Binary { left, right, .. } => left.is_inert() && right.is_inert(),
            ExprKind::Unary { of, .. } => of.is_inert(),
            ExprKind::Call { args, .. } => args.iter().all(|arg| arg.is_inert()),
            ExprKind::Interpolation { parts, .. } => parts.iter().all(|part| match part {
                Part::Text(_) => true,
                Part::Expr(expr) => expr.is_inert(),
            }),
            ExprKind::List(list) => list.elements.iter().all(|element| match element {
                Element::Value(value) => value.is_inert(),
                _ => false,
            }),
            _ => false,
        }
    }

    /// Whether it is `_|_` as written.
    pub(super) const fn is_literal_bottom(&self) -> bool {
        matches!(self.kind, ExprKind::Value(Val::Bottom(_)))
    }
}
