//! Ranges of numbers: `uint8` and its like, and how bounds are shown.
//!
//! Upstream: `internal/core/adt/builtinrange.go`, `internal/core/export/bounds.go`.

use std::cmp::Ordering;
use std::rc::Rc;

use crate::cue::number::Number;
use crate::cue::syntax::Span;
use crate::cue::syntax::ast::UnaryOp;
use crate::cue::value::Kind;
use crate::order;

use super::value::Bound;
use super::value::Val;

/// A type with bounds: its name, its kind, the lowest and the highest number.
type Range = (&'static str, Kind, &'static str, Option<&'static str>);

static RANGES: &[Range] = &[
    ("uint", Kind::INT, "0", None),
    ("rune", Kind::INT, "0", Some("1114111")),
    ("int8", Kind::INT, "-128", Some("127")),
    ("int16", Kind::INT, "-32768", Some("32767")),
    ("int32", Kind::INT, "-2147483648", Some("2147483647")),
    ("int64", Kind::INT, "-9223372036854775808", Some("9223372036854775807")),
    (
        "int128",
        Kind::INT,
        "-170141183460469231731687303715884105728",
        Some("170141183460469231731687303715884105727"),
    ),
    ("uint8", Kind::INT, "0", Some("255")),
    ("uint16", Kind::INT, "0", Some("65535")),
    ("uint32", Kind::INT, "0", Some("4294967295")),
    ("uint64", Kind::INT, "0", Some("18446744073709551615")),
    ("uint128", Kind::INT, "0", Some("340282366920938463463374607431768211455")),
    (
        "float32",
        Kind::NUMBER,
        "-3.40282346638528859811704183484516925440e+38",
        Some("3.40282346638528859811704183484516925440e+38"),
    ),
    (
        "float64",
        Kind::NUMBER,
        "-1.797693134862315708145274237317043567981e+308",
        Some("1.797693134862315708145274237317043567981e+308"),
    ),
];

/// The value of a name of a type with bounds.
pub(super) fn named(name: &str) -> Option<Val> {
    let (_, kind, low, high) = RANGES.iter().find(|range| range.0 == name)?;
    let bound = |op, text: &str| {
        let value = Val::num(number(text));
        Val::Bound(Rc::new(Bound { op, value, span: Span::default() }))
    };
    let mut parts = vec![Val::Basic(*kind), bound(UnaryOp::GreaterEqual, low)];
    parts.extend(high.map(|high| bound(UnaryOp::LessEqual, high)));
    Some(Val::Conjunction(parts.into()))
}

fn number(text: &str) -> Number {
    let number = match text.strip_prefix('-') {
        Some(text) => Number::from_literal(text).map(|number| number.neg()),
        None => Number::from_literal(text),
    };
    number.unwrap_or_else(|| Number::from_i64(0))
}

/// A part of a value as it is shown.
pub(super) enum Part {
    /// The name of a type.
    Name(&'static str),
    /// A value.
    Val(Val),
}

/// Values that hold at the same time, as few as will do, as they are shown.
pub(super) fn shown(values: &[Val]) -> Vec<Part> {
    if let Some(name) = name_of(values) {
        return vec![Part::Name(name)];
    }
    let (mut parts, mut rest) = between(values).unwrap_or_else(|| (Vec::new(), values.to_vec()));
    order::sort_by_key(&mut rest, |value| match value {
        Val::Top => (0, Span::default()),
        Val::Basic(_) => (1, Span::default()),
        Val::Bound(bound) => (20, bound.span),
        Val::Validator(validator) => (25, validator.span),
        _ => (100, Span::default()),
    });
    parts.extend(rest.into_iter().map(Part::Val));
    parts
}

/// The name of a type that is all of some values.
pub(super) fn name_of(values: &[Val]) -> Option<&'static str> {
    let (mut int, mut low, mut high) = (false, None, None);
    for value in values {
        match value {
            Val::Basic(kind) if *kind == Kind::INT && !int => int = true,
            Val::Bound(bound) => {
                let Val::Num(number) = &bound.value else { return None };
                let side = match bound.op {
                    UnaryOp::GreaterEqual => &mut low,
                    UnaryOp::LessEqual => &mut high,
                    _ => return None,
                };
                if side.replace(number).is_some() {
                    return None;
                }
            }
            _ => return None,
        }
    }
    let low = low?;
    let kind = if int { Kind::INT } else { Kind::NUMBER };
    RANGES.iter().find_map(|(name, range, from, to)| {
        let same = *name != "rune"
            && *range == kind
            && low.equal_value(&number(from))
            && match (to, high) {
                (Some(to), Some(high)) => high.equal_value(&number(to)),
                (None, None) => true,
                _ => false,
            };
        same.then_some(*name)
    })
}

/// Bounds on both sides: the type they make, the narrowest of them, and what is left.
fn between(values: &[Val]) -> Option<(Vec<Part>, Vec<Val>)> {
    let (mut int, mut low, mut high) = (false, None, None);
    let mut rest = Vec::new();
    for value in values {
        match value {
            Val::Basic(kind) if *kind == Kind::INT => int = true,
            Val::Bound(bound) => match (&bound.value, bound.op) {
                (Val::Num(number), UnaryOp::Greater | UnaryOp::GreaterEqual) => {
                    narrow(&mut low, bound, number, Ordering::Greater);
                }
                (Val::Num(number), UnaryOp::Less | UnaryOp::LessEqual) => {
                    narrow(&mut high, bound, number, Ordering::Less);
                }
                _ => rest.push(value.clone()),
            },
            _ => rest.push(value.clone()),
        }
    }
    let ((low, lowest), (high, _)) = (low?, high?);
    let mut parts = Vec::new();
    let mut is_told = false;
    if int {
        parts.push(Part::Name(if lowest.is_negative() { "int" } else { "uint" }));
        is_told = lowest.is_zero() && low.op == UnaryOp::GreaterEqual;
    }
    if !is_told {
        parts.push(Part::Val(Val::Bound(low)));
    }
    parts.push(Part::Val(Val::Bound(high)));
    Some((parts, rest))
}

/// Keeps the narrower of two bounds on one side; of the same number, the one that excludes it.
fn narrow(
    known: &mut Option<(Rc<Bound>, Rc<Number>)>,
    bound: &Rc<Bound>,
    number: &Rc<Number>,
    narrower: Ordering,
) {
    let strict = matches!(bound.op, UnaryOp::Greater | UnaryOp::Less);
    let takes = known.as_ref().is_none_or(|(_, known)| {
        let order = number.compare(known);
        order == narrower || order == Ordering::Equal && strict
    });
    if takes {
        *known = Some((Rc::clone(bound), Rc::clone(number)));
    }
}
