//! What names stand for, by where they are written.

use std::cmp::Reverse;
use std::sync::Arc;

use crate::cue::syntax::Span;
use crate::cue::syntax::names::Names;
use crate::order;

use super::Label;
use super::ir::Expr;
use super::ir::ExprKind;
use super::ir::ExprRef;
use super::ir::PackageRef;

/// What a name stands for in a scope.
#[derive(Clone, Debug)]
pub(super) enum Target {
    /// A field.
    Field(Label),
    /// A field whose name is an expression.
    Dynamic(ExprRef),
    /// A `let` of a struct.
    Let(Label),
    /// A variable of a clause.
    Variable(Label),
    /// The name that a pattern was met with.
    LabelOf,
    /// The name of a field, known when it is written.
    Name(Arc<str>),
    /// The field that a pattern was met with.
    Matched,
    /// The value itself.
    This,
    /// A package.
    Import(PackageRef),
}

/// A name that must be used.
#[derive(Clone, Debug)]
struct Entry {
    target: Target,
    span: Span,
    used: bool,
    /// It is an error if nothing refers to it.
    must_use: Option<Unused>,
}

/// What is told of a name that is not used.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Unused {
    /// An alias or a `let`.
    Alias,
    /// An import.
    Import,
}

/// A part of the source in which names stand for something.
#[derive(Debug)]
struct Frame {
    /// At evaluation it is a link of the environment.
    is_link: bool,
    is_struct: bool,
}

/// The scopes around a place, outermost first.
#[derive(Debug, Default)]
pub(super) struct Scopes {
    frames: Vec<Frame>,
    names: Names<Arc<str>, Entry>,
}

impl Scopes {
    /// Opens a scope; a link is one that environments have as well.
    pub(super) fn open(&mut self, is_link: bool, is_struct: bool) {
        self.frames.push(Frame { is_link, is_struct });
        self.names.enter();
    }

    /// Closes a scope; gives the names that should have been used.
    pub(super) fn close(&mut self) -> Vec<(Arc<str>, Span, Unused)> {
        let mut unused = Vec::new();
        self.frames.pop();
        self.names.leave(|name, entry| {
            if let Some(kind) = entry.must_use.filter(|_| !entry.used) {
                unused.push((Arc::clone(name), entry.span, kind));
            }
        });
        order::sort_by(&mut unused, |one, other| one.0.cmp(&other.0));
        unused
    }

    /// Adds a field to the innermost scope; a name that stands for something else keeps it.
    pub(super) fn add_field(&mut self, name: &Arc<str>, label: Label, span: Span) {
        let name = self.names.meet(Arc::clone(name));
        if self.names.meanings(name).next().is_none_or(|(depth, _)| depth < self.frames.len()) {
            let target = Target::Field(label);
            self.names.declare(name, Entry { target, span, used: false, must_use: None });
        }
    }

    /// Adds a name to the innermost scope; false if it stood for something else there.
    pub(super) fn add(
        &mut self,
        name: &Arc<str>,
        target: Target,
        span: Span,
        must_use: Option<Unused>,
    ) -> bool {
        let name = self.names.meet(Arc::clone(name));
        self.names.declare(name, Entry { target, span, used: false, must_use }).is_none()
    }

    /// What a name refers to.
    pub(super) fn resolve(&mut self, name: &str, span: Span, optional: bool) -> Option<ExprRef> {
        let (depth, entry) = self.names.innermost(name)?;
        entry.used = true;
        let up = self.frames[depth..].iter().map(|frame| u32::from(frame.is_link)).sum();
        Some(Expr::new(reference(&entry.target, up, optional), span))
    }

    /// What a name of the innermost scope stands for, without using it.
    pub(super) fn resolve_unused(&self, name: &str) -> Option<Target> {
        let (depth, entry) = self.names.find(name).next()?;
        (depth == self.frames.len()).then(|| entry.target.clone())
    }

    /// Links from here to the innermost struct, that link included.
    pub(super) fn enclosing_value(&self) -> Option<u32> {
        let mut up = 0;
        for frame in self.frames.iter().rev() {
            up += u32::from(frame.is_link);
            if frame.is_struct {
                return Some(up);
            }
        }
        None
    }

    /// All names in reach, for suggestions.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        let names = self.names.all().map(|(depth, name)| (Reverse(depth), &**name));
        let mut names: Vec<_> = names.collect();
        order::sort(&mut names);
        names.into_iter().map(|(_, name)| name)
    }
}

fn reference(target: &Target, up: u32, optional: bool) -> ExprKind {
    match target {
        Target::Field(label) | Target::Variable(label) => {
            ExprKind::Field { up, label: *label, optional }
        }
        Target::Dynamic(key) => ExprKind::Dynamic { up, key: std::rc::Rc::clone(key) },
        Target::Let(label) => ExprKind::Let { up, label: *label },
        Target::LabelOf => ExprKind::LabelOf { up },
        Target::Name(name) => ExprKind::Value(super::value::Val::Str(Arc::clone(name))),
        Target::Matched => {
            let key = Expr::new(ExprKind::LabelOf { up: 0 }, Span::default());
            ExprKind::Dynamic { up, key }
        }
        Target::This => ExprKind::This { up },
        Target::Import(package) => ExprKind::Import(*package),
    }
}
