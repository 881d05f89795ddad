//! Whether two values are the same.

use std::rc::Rc;

use super::Label;
use super::Session;
use super::node::ArcType;
use super::node::Base;
use super::node::NodeId;
use super::value::Val;

/// How values are compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum How {
    /// With defaults taken.
    Plain,
    /// With defaults taken, and only what is exported.
    Regular,
    /// As they stand, with optional fields and closedness.
    Structural,
}

impl Session {
    /// Whether two values are the same.
    pub(super) fn is_equal(&mut self, left: &Val, right: &Val, how: How) -> bool {
        let (left, right) = if how == How::Structural {
            (left.clone(), right.clone())
        } else {
            (self.taken_default(left), self.taken_default(right))
        };
        match (&left, &right) {
            (Val::Node(one), Val::Node(other)) => self.is_equal_node(*one, *other, how),
            (Val::Node(one), other) | (other, Val::Node(one)) => {
                match self.node(self.deref(*one)).base.clone() {
                    Base::Val(value) => self.is_equal_plain(&value, other, how),
                    _ => false,
                }
            }
            _ => self.is_equal_plain(&left, &right, how),
        }
    }

    /// A value with its default taken, where it has one.
    pub(super) fn taken_default(&self, value: &Val) -> Val {
        let disjunction = match value {
            Val::Disjunction(disjunction) => disjunction,
            Val::Node(node) => match &self.node(self.deref(*node)).base {
                Base::Val(Val::Disjunction(disjunction)) => disjunction,
                _ => return value.clone(),
            },
            _ => return value.clone(),
        };
        match disjunction.defaults {
            0 => value.clone(),
            1 => self.taken_default(&disjunction.values[0]),
            _ => disjunction.only_defaults(),
        }
    }

    fn is_equal_node(&mut self, left: NodeId, right: NodeId, how: How) -> bool {
        if how == How::Structural && self.node(left).arc != self.node(right).arc {
            return false;
        }
        let (left, right) = (self.deref(left), self.deref(right));
        if left == right {
            return true;
        }
        if self.node_kind(left) != self.node_kind(right) {
            return false;
        }
        let most = if how == How::Structural {
            let one = (self.is_closed_struct(left), self.is_closed_list(left));
            if one != (self.is_closed_struct(right), self.is_closed_list(right)) {
                return false;
            }
            ArcType::Optional
        } else {
            ArcType::Required
        };
        let fields = |session: &Self, node: NodeId| -> Vec<NodeId> {
            let counts = |arc: &NodeId| {
                let arc = session.node(*arc);
                let regular = how != How::Regular || arc.label.is_some_and(Label::is_regular);
                arc.arc <= most && regular
            };
            session.node(node).arcs.iter().copied().filter(counts).collect()
        };
        let (one, other) = (fields(self, left), fields(self, right));
        if one.len() != other.len() {
            return false;
        }
        for arc in one {
            let label = self.node(arc).label;
            let twin = other.iter().copied().find(|twin| self.node(*twin).label == label);
            let Some(twin) = twin else { return false };
            if self.node(arc).arc != self.node(twin).arc
                || !self.is_equal(&Val::Node(arc), &Val::Node(twin), how)
            {
                return false;
            }
        }
        match (self.node(left).base.clone(), self.node(right).base.clone()) {
            (Base::Val(one), Base::Val(other)) => self.is_equal_plain(&one, &other, how),
            (Base::Val(_), _) | (_, Base::Val(_)) => false,
            _ => true,
        }
    }

    fn is_closed_struct(&self, node: NodeId) -> bool {
        let this = self.node(node);
        let closed = this.flags.closed_recursive || this.flags.closed_once;
        closed && matches!(this.base, Base::Struct | Base::Val(Val::Disjunction(_)))
    }

    fn is_closed_list(&self, node: NodeId) -> bool {
        matches!(self.node(node).base, Base::List { open: false })
    }

    fn is_equal_plain(&mut self, left: &Val, right: &Val, how: How) -> bool {
        match (left, right) {
            (Val::Bottom(_), Val::Bottom(_)) | (Val::Top, Val::Top) => true,
            (Val::Basic(left), Val::Basic(right)) => left == right,
            (Val::Bound(left), Val::Bound(right)) => {
                left.op == right.op && self.is_equal(&left.value, &right.value, how)
            }
            (Val::Validator(one), Val::Validator(other)) => {
                let (one, other) = (Rc::clone(one), Rc::clone(other));
                one.builtin == other.builtin && self.are_equal(&one.args, &other.args, how)
            }
            (Val::Builtin(left), Val::Builtin(right)) => left == right,
            (Val::Conjunction(one), Val::Conjunction(other)) => {
                let (one, other) = (Rc::clone(one), Rc::clone(other));
                self.are_equal(&one, &other, how)
            }
            (Val::Disjunction(one), Val::Disjunction(other)) => {
                let (one, other) = (Rc::clone(one), Rc::clone(other));
                self.are_equal(&one.values, &other.values, how)
            }
            (Val::Node(_), _) | (_, Val::Node(_)) => self.is_equal(left, right, how),
            _ => Self::is_equal_scalar(left, right),
        }
    }

    fn are_equal(&mut self, left: &[Val], right: &[Val], how: How) -> bool {
        left.len() == right.len()
            && left.iter().zip(right).all(|(left, right)| self.is_equal(left, right, how))
    }

    /// Whether two scalars are the same; `1` and `1.0` are not, as they are of different kinds.
    pub(super) fn is_equal_scalar(left: &Val, right: &Val) -> bool {
        match (left, right) {
            (Val::Null, Val::Null) => true,
            (Val::Bool(left), Val::Bool(right)) => left == right,
            (Val::Num(left), Val::Num(right)) => left.compare(right).is_eq(),
            (Val::Str(left), Val::Str(right)) => left == right,
            (Val::Bytes(left), Val::Bytes(right)) => left == right,
            (Val::Builtin(left), Val::Builtin(right)) => left == right,
            _ => false,
        }
    }

    /// Whether two validators check the same.
    pub(super) fn is_same_validator(&mut self, left: &Val, right: &Val) -> bool {
        let (Val::Validator(one), Val::Validator(other)) = (left, right) else { return false };
        let (one, other) = (Rc::clone(one), Rc::clone(other));
        if one.builtin != other.builtin || one.args.len() != other.args.len() {
            return false;
        }
        for arg in one.args.iter().chain(&other.args) {
            if let Val::Node(node) = arg {
                self.finalize(*node);
            }
        }
        self.are_equal(&one.args, &other.args, How::Structural)
    }
}
