//! What an expression comes to.

use std::rc::Rc;
use std::sync::Arc;

use crate::cue::number::Number;
use crate::cue::syntax::Span;
use crate::cue::syntax::ast::UnaryOp;
use crate::cue::value::Kind;
use crate::cue::value::Value;

use super::builtin::BuiltinRef;
use super::error::Bottom;
use super::node::NodeId;

/// A value, not necessarily concrete.
#[derive(Clone, Debug)]
pub(super) enum Val {
    /// An error.
    Bottom(Rc<Bottom>),
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number.
    Num(Rc<Number>),
    /// A string.
    Str(Arc<str>),
    /// Bytes.
    Bytes(Arc<[u8]>),
    /// `_`
    Top,
    /// `int`, `string` and so on, and unions of them.
    Basic(Kind),
    /// `>1`, `=~"x"` and so on.
    Bound(Rc<Bound>),
    /// A call without its first argument.
    Validator(Rc<Validator>),
    /// A function.
    Builtin(BuiltinRef),
    /// Alternatives.
    Disjunction(Rc<Disjunction>),
    /// Several at once.
    Conjunction(Rc<[Val]>),
    /// A node of the graph.
    Node(NodeId),
}

/// `op value`
#[derive(Clone, Debug)]
pub(super) struct Bound {
    pub(super) op: UnaryOp,
    pub(super) value: Val,
    pub(super) span: Span,
}

/// A call that waits for its first argument.
#[derive(Clone, Debug)]
pub(super) struct Validator {
    pub(super) builtin: BuiltinRef,
    /// All arguments but the first.
    pub(super) args: Vec<Val>,
    /// Where these are written, or what they refer to is.
    pub(super) places: Vec<Span>,
    pub(super) span: Span,
    /// It was written as a call, so it cannot be called once more.
    pub(super) called: bool,
}

/// Alternatives, the defaults first.
#[derive(Clone, Debug)]
pub(super) struct Disjunction {
    pub(super) values: Vec<Val>,
    /// How many of the first are defaults.
    pub(super) defaults: usize,
    /// Whether any alternative was marked, even if it was dropped.
    pub(super) has_defaults: bool,
}

impl Disjunction {
    /// The defaults, as alternatives of equal rank.
    pub(super) fn only_defaults(&self) -> Val {
        let values = self.values[..self.defaults].to_vec();
        Val::Disjunction(Rc::new(Self { values, defaults: 0, has_defaults: false }))
    }
}

impl Val {
    pub(super) fn num(number: Number) -> Self {
        Self::Num(Rc::new(number))
    }

    /// A scalar of data; what is none says nothing.
    pub(super) fn of_scalar(value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Bool(*value),
            Value::Number(number) => Self::num(number.clone()),
            Value::String(text) => Self::Str(Arc::clone(text)),
            Value::Bytes(bytes) => Self::Bytes(Arc::clone(bytes)),
            Value::List(_) | Value::Struct(_) | Value::Opaque(_) => Self::Top,
        }
    }

    pub(super) fn int(value: i64) -> Self {
        Self::num(Number::from_i64(value))
    }

    pub(super) const fn is_bottom(&self) -> bool {
        matches!(self, Self::Bottom(_))
    }

    /// A scalar, known to the last digit.
    pub(super) const fn is_scalar(&self) -> bool {
        matches!(self, Self::Null | Self::Bool(_) | Self::Num(_) | Self::Str(_) | Self::Bytes(_))
    }
}
