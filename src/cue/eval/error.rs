//! Bottoms: errors as values, with a code, a message and places.

use std::rc::Rc;

use crate::cue::syntax::Span;
use crate::cue::value::Kind;

use super::Label;
use super::Session;
use super::ir::ExprRef;
use super::ir::StructLit;
use super::node::NodeId;
use super::value::Val;

/// How bad an error is, worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    /// The values contradict each other: this stays so.
    Eval,
    /// `error("…")`
    User,
    /// `_|_` in the source.
    Literal,
    /// A value that contains itself.
    StructuralCycle,
    /// Something is not known yet.
    Incomplete,
    /// Something depends on itself.
    Cycle,
}

impl Code {
    /// More knowledge may mend it.
    pub const fn is_incomplete(self) -> bool {
        matches!(self, Self::Incomplete | Self::Cycle)
    }

    /// As upstream names it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Eval => "eval",
            Self::User | Self::Literal => "user",
            Self::StructuralCycle => "structural_cycle",
            Self::Incomplete => "incomplete",
            Self::Cycle => "cycle",
        }
    }
}

/// A part of a message that is written out only when somebody reads it.
#[derive(Clone, Debug)]
pub(super) enum Arg {
    /// A value.
    Val(Val),
    /// A set of kinds.
    Kind(Kind),
    /// A name.
    Label(Label),
    /// A text, as it is.
    Text(Rc<str>),
    /// A number.
    Int(i64),
    /// What is written there.
    Source(Span),
    /// A struct, as it was said.
    Struct(Rc<StructLit>),
    /// An expression, as it was said.
    Expr(ExprRef),
}

impl From<&Val> for Arg {
    fn from(value: &Val) -> Self {
        Self::Val(value.clone())
    }
}

/// A message: a template with `{}` for each argument.
#[derive(Clone, Debug)]
pub(super) struct Message {
    pub(super) template: &'static str,
    pub(super) args: Vec<Arg>,
}

impl Message {
    /// Whether it names a value.
    pub(super) fn names(&self, value: &Val) -> bool {
        self.args.iter().any(|arg| match (arg, value) {
            (Arg::Val(Val::Node(one)), Val::Node(other)) => one == other,
            (Arg::Val(Val::Basic(one)), Val::Basic(other)) => one == other,
            (Arg::Val(one), other) => Session::is_equal_scalar(one, other),
            _ => false,
        })
    }
}

/// An error as a value.
#[derive(Clone, Debug)]
pub(super) struct Bottom {
    pub(super) code: Code,
    pub(super) message: Message,
    /// The words that are to blame.
    pub(super) spans: Vec<Span>,
    /// None of them more than the others; else the first one.
    pub(super) between: bool,
    /// What it is about: whose lack of knowledge may mend it.
    pub(super) node: Option<NodeId>,
    /// Where it happened, if that is another place.
    pub(super) place: Option<NodeId>,
    /// It says that a field is not allowed.
    pub(super) close_check: bool,
    /// Causes, printed behind the message.
    pub(super) causes: Vec<Rc<Bottom>>,
    /// Further errors of the same value.
    pub(super) more: Vec<Rc<Bottom>>,
}

impl Bottom {
    /// A new error.
    pub(super) fn new(code: Code, template: &'static str, args: Vec<Arg>) -> Self {
        Self {
            code,
            message: Message { template, args },
            spans: Vec::new(),
            between: false,
            node: None,
            place: None,
            close_check: false,
            causes: Vec::new(),
            more: Vec::new(),
        }
    }

    /// With one more place.
    pub(super) fn at(mut self, span: Span) -> Self {
        if span != Span::default() && !self.spans.contains(&span) {
            self.spans.push(span);
        }
        self
    }

    /// With all places as much to blame as each other.
    pub(super) fn between(mut self) -> Self {
        self.between = true;
        self
    }

    /// Whether it is that two plain values of a kind differ.
    pub(super) fn is_between_scalars(&self) -> bool {
        let plain = |arg: &Arg| matches!(arg, Arg::Val(value) if value.is_scalar());
        let args = &self.message.args;
        self.message.template.starts_with("conflicting values")
            && args.len() == 2
            && args.iter().all(plain)
    }

    /// The error without those of the same value.
    pub(super) fn alone(&self) -> Rc<Self> {
        Rc::new(Self { more: Vec::new(), ..self.clone() })
    }

    /// Where it happened.
    pub(super) fn on(mut self, node: NodeId) -> Self {
        self.node = Some(node);
        self
    }
}

/// Joins errors of one value: the worse one counts, and hides what is only incomplete.
pub(super) fn combine(left: Option<Rc<Bottom>>, right: Option<Rc<Bottom>>) -> Option<Rc<Bottom>> {
    let (left, right) = match (left, right) {
        (None, other) | (other, None) => return other,
        (Some(left), Some(right)) => (left, right),
    };
    if Rc::ptr_eq(&left, &right) {
        return Some(left);
    }
    let (worse, other) = if right.code < left.code { (right, left) } else { (left, right) };
    if worse.code != other.code && other.code.is_incomplete() {
        return Some(worse);
    }
    if worse.more.len() > MOST || worse.more.iter().any(|known| Rc::ptr_eq(known, &other)) {
        return Some(worse);
    }
    let mut joined = (*worse).clone();
    let others = std::iter::once(&other).chain(&other.more);
    for one in others {
        if !joined.more.iter().any(|known| Rc::ptr_eq(known, one)) {
            joined.more.push(Rc::clone(one));
        }
    }
    joined.close_check = joined.close_check && other.close_check;
    Some(Rc::new(joined))
}

/// As many errors of one value are kept; nobody reads more.
const MOST: usize = 64;
