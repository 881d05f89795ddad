//! Builtins that check what a list or a struct has.
//!
//! A check that does not hold is an error where it validates, and `false` where it is called.

use std::rc::Rc;

use crate::cue::syntax::Span;

use super::Label;
use super::Session;
use super::equal::How;
use super::error::Arg;
use super::error::Bottom;
use super::error::Code;
use super::node::ArcType;
use super::node::Base;
use super::node::NodeId;
use super::session::Eval;
use super::validate::Check;
use super::value::Val;

/// What a check finds: nothing, if it holds.
type Finding = Eval<Option<Bottom>>;

impl Session {
    /// `MinItems` and `MaxItems`: holds the length of a list against a bound.
    pub(super) fn check_items(&mut self, span: Span, args: &[Val], most: bool) -> Finding {
        let count = int(self.list_arg(span, &args[0])?.len());
        let bound = self.int_arg(span, &args[1])?;
        Ok(if most {
            refuse_above("len(list) > MaxItems({}) ({} > {})", count, bound)
        } else {
            let open = self.is_open_list(&args[0]);
            refuse_below("len(list) < MinItems({}) ({} < {})", count, bound, open)
        })
    }

    fn is_open_list(&self, value: &Val) -> bool {
        let Val::Node(node) = self.taken_default(value) else { return false };
        matches!(self.node(self.deref(node)).base, Base::List { open: true })
    }

    /// `UniqueItems`: finds elements that are equal. Those that may still become different are
    /// incomplete.
    pub(super) fn check_unique(&mut self, span: Span, args: &[Val]) -> Finding {
        let elements = self.list_arg(span, &args[0])?;
        let mut found = None;
        'search: for (index, element) in elements.iter().enumerate() {
            for (next, other) in elements.iter().enumerate().skip(index + 1) {
                self.spend()?;
                if self.is_equal(&Val::Node(*element), &Val::Node(*other), How::Regular) {
                    let code = self.code_of_equal(*other);
                    found = Some((index, next, code));
                    if code == Code::Eval {
                        break 'search;
                    }
                }
            }
        }
        let Some((first, second, code)) = found else { return Ok(None) };
        let places = [Arg::Int(int(first)), Arg::Int(int(second))];
        let value = self.taken_default(&Val::Node(elements[first]));
        let value = self.unwrap_val(&value);
        Ok(Some(if value.is_scalar() {
            let args = [vec![Arg::Val(value)], places.into()].concat();
            Bottom::new(code, "equal value ({}) at position {} and {}", args)
        } else {
            Bottom::new(code, "equal values at position {} and {}", places.into())
        }))
    }

    fn code_of_equal(&self, element: NodeId) -> Code {
        if self.is_final(element, false) { Code::Eval } else { Code::Incomplete }
    }

    /// Whether the regular fields of a value can no longer become more specific.
    fn is_final(&self, node: NodeId, closed: bool) -> bool {
        let this = self.node(node);
        let closed = closed || this.flags.closed_once || this.flags.closed_recursive;
        match &this.base {
            Base::Val(Val::Node(next)) => self.is_final(*next, closed),
            Base::Val(Val::Bottom(error)) => !error.code.is_incomplete(),
            Base::Val(value) => value.is_scalar(),
            _ if !closed => false,
            _ => this.arcs.iter().all(|arc| {
                let field = self.node(*arc);
                let fixed = field.arc == ArcType::Member || self.bottom(*arc).is_some();
                !field.label.is_some_and(Label::is_regular) || fixed && self.is_final(*arc, false)
            }),
        }
    }

    /// `Contains`: whether an element is equal to a value.
    pub(super) fn contains_equal(&mut self, span: Span, args: &[Val]) -> Eval<Val> {
        for element in self.list_arg(span, &args[0])? {
            self.spend()?;
            if self.is_equal(&Val::Node(element), &args[1], How::Plain) {
                return Ok(Val::Bool(true));
            }
        }
        Ok(Val::Bool(false))
    }

    /// `MatchN`: counts the elements that a schema takes.
    pub(super) fn check_matches(&mut self, span: Span, args: &[Val]) -> Finding {
        let elements = self.list_arg(span, &args[0])?;
        let mut count = 0;
        for element in elements {
            let node = self.unified(&[Val::Node(element), args[2].clone()]);
            count += i64::from(self.validate_tree(node, Check::FINAL).is_none());
        }
        let node = self.unified(&[args[1].clone(), Val::int(count)]);
        if self.bottom(node).is_none() {
            return Ok(None);
        }
        let args = vec![Arg::Val(args[2].clone()), Arg::Int(count), Arg::Val(args[1].clone())];
        Ok(Some(Bottom::new(Code::Eval, "{} matches {} list items, want {}", args)))
    }

    /// `MinFields` and `MaxFields`: holds the number of regular fields against a bound.
    pub(super) fn check_fields(&mut self, span: Span, args: &[Val], most: bool) -> Finding {
        let bound = self.int_arg(span, &args[1])?;
        let Val::Node(node) = args[0] else { return Ok(None) };
        let node = self.deref(node);
        let count = self.count_arcs(node, |label, arc| label.is_string() && arc == ArcType::Member);
        if most {
            return Ok(refuse_above("len(fields) > MaxFields({}) ({} > {})", count, bound));
        }
        let open = self.is_open_struct(node) || !self.node(node).patterns.is_empty();
        let other =
            self.count_arcs(node, |label, arc| label.is_regular() && arc != ArcType::Member);
        let open = open || count + other >= bound;
        Ok(refuse_below("len(fields) < MinFields({}) ({} < {})", count, bound, open))
    }

    fn count_arcs(&self, node: NodeId, counts: fn(Label, ArcType) -> bool) -> i64 {
        let arcs = self.node(node).arcs.iter().map(|arc| self.node(*arc));
        int(arcs.filter(|arc| arc.label.is_some_and(|label| counts(label, arc.arc))).count())
    }
}

/// What a call has as its result.
pub(super) fn result(finding: Option<Bottom>, span: Span, as_validator: bool) -> Val {
    match finding {
        Some(error) if as_validator => Val::Bottom(Rc::new(error.at(span))),
        finding => Val::Bool(finding.is_none()),
    }
}

fn refuse_above(template: &'static str, count: i64, bound: i64) -> Option<Bottom> {
    let args = vec![Arg::Int(bound), Arg::Int(count), Arg::Int(bound)];
    (count > bound).then(|| Bottom::new(Code::Eval, template, args))
}

/// What is open may still get enough.
fn refuse_below(template: &'static str, count: i64, bound: i64, open: bool) -> Option<Bottom> {
    let args = vec![Arg::Int(bound), Arg::Int(count), Arg::Int(bound)];
    let code = if open { Code::Incomplete } else { Code::Eval };
    (count < bound).then(|| Bottom::new(code, template, args))
}

fn int(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
