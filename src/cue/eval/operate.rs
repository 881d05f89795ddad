//! Operators on concrete values, and bounds.

use std::cmp::Ordering;
use std::rc::Rc;

use crate::cue::number;
use crate::cue::syntax::Span;
use crate::cue::syntax::ast::BinaryOp;
use crate::cue::syntax::ast::UnaryOp;
use crate::cue::syntax::experiment::Experiment;
use crate::cue::value::Kind;

use super::Session;
use super::equal::How;
use super::error::Arg;
use super::error::Bottom;
use super::error::Code;
use super::node::CloseInfo;
use super::session::Eval;
use super::session::Stop;
use super::validate::Check;
use super::value::Bound;
use super::value::Val;

impl Session {
    /// `left op right`
    pub(super) fn operate(
        &mut self,
        span: Span,
        op: BinaryOp,
        left: &Val,
        right: &Val,
    ) -> Eval<Val> {
        for (value, side) in [(left, "left"), (right, "right")] {
            self.check_operand(span, op, value, side)?;
        }
        match op {
            BinaryOp::Equal | BinaryOp::NotEqual => {
                if let Some(equal) = self.compare_equal(span, left, right) {
                    return Ok(Val::Bool(equal == (op == BinaryOp::Equal)));
                }
            }
            BinaryOp::Less | BinaryOp::LessEqual | BinaryOp::Greater | BinaryOp::GreaterEqual => {
                if let Some(order) = order(left, right) {
                    return Ok(Val::Bool(holds(op, order)));
                }
            }
            BinaryOp::LogicalAnd | BinaryOp::LogicalOr => {
                let one =
                    self.truth(left, Some(op.as_str())).map_err(|error| self.stop(*error, span))?;
                let other = self
                    .truth(right, Some(op.as_str()))
                    .map_err(|error| self.stop(*error, span))?;
                let both = op == BinaryOp::LogicalAnd;
                return Ok(Val::Bool(if both { one && other } else { one || other }));
            }
            BinaryOp::Match | BinaryOp::NotMatch => {
                let matches = self.match_text(span, op, left, right)?;
                return Ok(Val::Bool(matches == (op == BinaryOp::Match)));
            }
            _ => {
                if let Some(value) = self.calculate(span, op, left, right)? {
                    return Ok(value);
                }
            }
        }
        let kinds = (self.kind_of(left), self.kind_of(right));
        let args = vec![
            Arg::Val(left.clone()),
            Arg::Val(right.clone()),
            Arg::Text(op.as_str().into()),
            Arg::Kind(kinds.0),
            Arg::Kind(kinds.1),
        ];
        self.fail(span, Code::Eval, "invalid operands {} and {} to '{}' (type {} and {})", args)
    }

    /// An operand that is a struct or a list must be without errors.
    fn check_operand(
        &mut self,
        span: Span,
        op: BinaryOp,
        value: &Val,
        side: &'static str,
    ) -> Eval<()> {
        let kind = self.kind_of(value);
        let check = match op {
            // The elements of a sum of lists are what they are in the lists.
            BinaryOp::Add | BinaryOp::Multiply
                if self.profile.list_arithmetic && kind == Kind::LIST =>
            {
                Check::default()
            }
            _ => Check::DATA,
        };
        let wrong = match value {
            Val::Node(node) => {
                // What is in conflict with itself stays what it is: it may be in the making.
                if kind.meets(Kind::STRUCT | Kind::LIST) {
                    self.finalize(*node);
                }
                self.validate_tree(*node, check)
            }
            Val::Bottom(error) => Some(Rc::clone(error)),
            _ => None,
        };
        let Some(error) = wrong else { return Ok(()) };
        let template = "invalid {}-hand value to '{}' (type {})";
        let args = vec![Arg::Text(side.into()), Arg::Text(op.as_str().into()), Arg::Kind(kind)];
        let mut outer = Bottom::new(error.code, template, args).at(span);
        outer.causes.push(error);
        Err(Stop::Error(self.here(outer)))
    }

    /// A value as a condition; `role` says what it was to be.
    pub(super) fn truth(
        &self,
        value: &Val,
        role: Option<&'static str>,
    ) -> Result<bool, Box<Bottom>> {
        let error = match value {
            Val::Bool(value) => return Ok(*value),
            Val::Bottom(error) => (**error).clone(),
            other if !self.is_concrete(other) && self.kind_of(other).meets(Kind::BOOL) => {
                let args = vec![Arg::Val(other.clone())];
                Bottom::new(Code::Incomplete, "incomplete bool: {}", args)
            }
            other => self.type_error_as(other, Kind::BOOL, role),
        };
        Err(Box::new(error))
    }

    fn stop(&self, error: Bottom, span: Span) -> Stop {
        Stop::Error(self.here(error.at(span)))
    }

    /// Whether values are equal; nothing where they cannot be compared.
    fn compare_equal(&mut self, span: Span, left: &Val, right: &Val) -> Option<bool> {
        let strict =
            self.profile.strict_comparison || !self.has_experiment(span, Experiment::StructCmp);
        let kinds = (self.kind_of(left), self.kind_of(right));
        let number = |kind: Kind| kind.meets(Kind::NUMBER);
        if let (Val::Num(left), Val::Num(right)) = (left, right) {
            return Some(left.compare(right) == Ordering::Equal);
        }
        if kinds.0 != kinds.1 && !(number(kinds.0) && number(kinds.1)) {
            let null = kinds.0 == Kind::NULL || kinds.1 == Kind::NULL;
            return (null || !strict).then_some(false);
        }
        match (left, right) {
            (Val::Node(_), Val::Node(_)) => {
                if kinds.0 == Kind::STRUCT && strict {
                    return None;
                }
                Some(self.is_equal(left, right, How::Regular))
            }
            _ => Some(Self::is_equal_scalar(left, right)),
        }
    }

    fn match_text(&mut self, span: Span, op: BinaryOp, left: &Val, right: &Val) -> Eval<bool> {
        let Val::Str(pattern) = right else {
            return self.type_error(span, right, Kind::STRING | Kind::BYTES);
        };
        let Val::Str(text) = left else {
            let error = self.type_error_as(left, Kind::STRING, Some(op.as_str()));
            return Err(self.stop(error, span));
        };
        let regexp = self.regexp(span, pattern)?;
        Ok(regexp.is_match(text))
    }

    fn calculate(
        &mut self,
        span: Span,
        op: BinaryOp,
        left: &Val,
        right: &Val,
    ) -> Eval<Option<Val>> {
        Ok(Some(match (op, left, right) {
            (
                BinaryOp::Add | BinaryOp::Subtract | BinaryOp::Multiply | BinaryOp::Divide,
                Val::Num(left),
                Val::Num(right),
            ) => self.arithmetic(span, op, left, right)?,
            (BinaryOp::Subtract, _, _) => {
                let wrong = if matches!(left, Val::Num(_)) { right } else { left };
                let kind = self.kind_of(wrong);
                let args = vec![Arg::Val(wrong.clone()), Arg::Kind(kind)];
                let template = "cannot use {} (type {}) as type number";
                return self.fail(span, Code::Eval, template, args);
            }
            (BinaryOp::Add, Val::Str(left), Val::Str(right)) => {
                Val::Str([&**left, &**right].concat().into())
            }
            (BinaryOp::Add, Val::Bytes(left), Val::Bytes(right)) => {
                Val::Bytes([&**left, &**right].concat().into())
            }
            (BinaryOp::Add, Val::Node(_), Val::Node(_)) => {
                return self.add_lists(span, left, right);
            }
            (BinaryOp::Multiply, Val::Str(text), Val::Num(_)) => {
                let count = self.repeat_count(span, right, text.len(), "string multiplication")?;
                Val::Str(text.repeat(count).into())
            }
            (BinaryOp::Multiply, Val::Num(_), Val::Str(text)) => {
                let count = self.repeat_count(span, left, text.len(), "string multiplication")?;
                Val::Str(text.repeat(count).into())
            }
            (BinaryOp::Multiply, Val::Bytes(bytes), Val::Num(_)) => {
                let count = self.repeat_count(span, right, bytes.len(), "bytes multiplication")?;
                Val::Bytes(bytes.repeat(count).into())
            }
            (BinaryOp::Multiply, Val::Num(_), Val::Bytes(bytes)) => {
                let count = self.repeat_count(span, left, bytes.len(), "bytes multiplication")?;
                Val::Bytes(bytes.repeat(count).into())
            }
            (BinaryOp::Multiply, Val::Num(count), Val::Node(_)) if count.is_int() => {
                return self.multiply_list(span, right, left);
            }
            (BinaryOp::Multiply, Val::Node(_), Val::Num(count)) if count.is_int() => {
                return self.multiply_list(span, left, right);
            }
            _ => return Ok(None),
        }))
    }

    fn arithmetic(
        &self,
        span: Span,
        op: BinaryOp,
        left: &number::Number,
        right: &number::Number,
    ) -> Eval<Val> {
        let context = number::Context::CUE.with_precision(self.profile.precision);
        let result = match op {
            BinaryOp::Add => context.add(left, right),
            BinaryOp::Subtract => context.sub(left, right),
            BinaryOp::Multiply => context.mul(left, right),
            _ => context.quo(left, right),
        };
        match result {
            Ok(number) => Ok(Val::num(number)),
            Err(error) => {
                let text = Arg::Text(error.to_string().into());
                self.fail(span, Code::Eval, "failed arithmetic: {}", vec![text])
            }
        }
    }

    fn repeat_count(
        &self,
        span: Span,
        count: &Val,
        length: usize,
        what: &'static str,
    ) -> Eval<usize> {
        let Val::Num(number) = count else { return self.type_error(span, count, Kind::INT) };
        if number.is_int()
            && let Some(count) = number.to_usize()
            && count.saturating_mul(length) <= self.limits.text
        {
            return Ok(count);
        }
        let args = vec![Arg::Val(count.clone()), Arg::Text(what.into())];
        self.fail(span, Code::Eval, "number {} in {} is negative or too large", args)
    }

    fn add_lists(&mut self, span: Span, left: &Val, right: &Val) -> Eval<Option<Val>> {
        let (Val::Node(one), Val::Node(other)) = (left, right) else { return Ok(None) };
        if self.kind_of(left) != Kind::LIST || self.kind_of(right) != Kind::LIST {
            return Ok(None);
        }
        if !self.profile.list_arithmetic {
            let template = "Addition of lists is superseded by list.Concat; see https://cuelang.org/e/v0.11-list-arithmetic";
            return self.fail(span, Code::Eval, template, Vec::new());
        }
        let mut elements = self.elements(*one);
        elements.extend(self.elements(*other));
        Ok(Some(Val::Node(self.list_of(&elements))))
    }

    fn multiply_list(&mut self, span: Span, list: &Val, count: &Val) -> Eval<Option<Val>> {
        let Val::Node(node) = list else { return Ok(None) };
        if self.kind_of(list) != Kind::LIST {
            return Ok(None);
        }
        if !self.profile.list_arithmetic {
            let template = "Multiplication of lists is superseded by list.Repeat; see https://cuelang.org/e/v0.11-list-arithmetic";
            return self.fail(span, Code::Eval, template, Vec::new());
        }
        let elements = self.elements(*node);
        let size = elements.len().saturating_mul(64);
        let count = self.repeat_count(span, count, size, "list multiplication")?;
        Ok(Some(Val::Node(self.list_of(&elements.repeat(count)))))
    }

    // Bounds.

    /// Whether a value is within a bound.
    pub(super) fn satisfies(&mut self, bound: &Bound, value: &Val) -> bool {
        let op = as_binary(bound.op);
        matches!(self.operate(bound.span, op, value, &bound.value), Ok(Val::Bool(true)))
    }

    /// Holds a value against a bound or a validator.
    pub(super) fn validate(
        &mut self,
        check: &Val,
        close: CloseInfo,
        value: &Val,
    ) -> Option<Rc<Bottom>> {
        match check {
            Val::Bound(bound) => self.validate_bound(bound, value),
            Val::Validator(validator) => self
                .within(self.context.env, close, |session| session.validate_call(validator, value)),
            _ => None,
        }
    }

    fn validate_bound(&mut self, bound: &Rc<Bound>, value: &Val) -> Option<Rc<Bottom>> {
        let op = as_binary(bound.op);
        let plain = self.unwrap_val(value);
        match self.operate(bound.span, op, &plain, &bound.value) {
            Ok(Val::Bool(true)) | Err(Stop::Yield) => None,
            Err(Stop::Error(error)) => Some(error),
            Ok(_) => {
                let args = vec![Arg::Val(plain), Arg::Val(Val::Bound(Rc::clone(bound)))];
                let template = "invalid value {} (out of bound {})";
                let mut error = Bottom::new(Code::Eval, template, args).at(bound.span);
                if let Val::Node(node) = value
                    && let Some(work) = self.work_ref(*node)
                {
                    error = error.at(work.scalar_span);
                }
                Some(self.here(error))
            }
        }
    }

    /// One bound for two, if one says all that both say; an error, if they exclude each other.
    pub(super) fn simplify_bounds(
        &mut self,
        kind: Kind,
        left: &Rc<Bound>,
        right: &Rc<Bound>,
    ) -> Option<Val> {
        let (side, other_side) = (side(left.op), side(right.op));
        let keep = |bound: &Rc<Bound>| Some(Val::Bound(Rc::clone(bound)));
        if side == other_side {
            if side.abs() != 1 {
                return if self.is_equal(&left.value, &right.value, How::Plain)
                    && left.op == right.op
                {
                    keep(left)
                } else {
                    None
                };
            }
            let stricter = match left.op {
                UnaryOp::Greater => BinaryOp::GreaterEqual,
                UnaryOp::GreaterEqual => BinaryOp::Greater,
                UnaryOp::Less => BinaryOp::LessEqual,
                _ => BinaryOp::Less,
            };
            let is_stricter =
                order(&left.value, &right.value).is_some_and(|order| holds(stricter, order));
            return if is_stricter { keep(left) } else { keep(right) };
        }
        if side == -other_side && side.abs() == 1 {
            let (lower, upper) = if side == 1 { (left, right) } else { (right, left) };
            return self.meet_range(kind, lower, upper);
        }
        let binary = |op| as_binary(op);
        let mut test = |op, left: &Val, right: &Val| {
            matches!(self.operate(Span::default(), binary(op), left, right), Ok(Val::Bool(true)))
        };
        match (left.op, right.op) {
            (UnaryOp::Equal, _) => {
                test(right.op, &left.value, &right.value).then(|| keep(left)).flatten()
            }
            (_, UnaryOp::Equal) => {
                test(left.op, &right.value, &left.value).then(|| keep(right)).flatten()
            }
            (UnaryOp::NotEqual, _) => {
                (!test(right.op, &left.value, &right.value)).then(|| keep(right)).flatten()
            }
            (_, UnaryOp::NotEqual) => {
                (!test(left.op, &right.value, &left.value)).then(|| keep(left)).flatten()
            }
            _ => None,
        }
    }

    /// Whether anything lies between two bounds.
    fn meet_range(&mut self, kind: Kind, lower: &Rc<Bound>, upper: &Rc<Bound>) -> Option<Val> {
        let closed = lower.op == UnaryOp::GreaterEqual && upper.op == UnaryOp::LessEqual;
        let (low, high) = match (&lower.value, &upper.value) {
            (Val::Num(low), Val::Num(high)) => ((**low).clone(), (**high).clone()),
            (Val::Str(_), Val::Str(_)) | (Val::Bytes(_), Val::Bytes(_)) => {
                let what = if kind == Kind::BYTES { "bytes" } else { "string" };
                return match order(&lower.value, &upper.value)? {
                    Ordering::Less => None,
                    Ordering::Equal if closed => None,
                    _ => Some(self.excluded(what, lower, upper)),
                };
            }
            _ => return None,
        };
        let int = !kind.meets(Kind::FLOAT);
        let (low, high) = if int {
            let low = if lower.op == UnaryOp::GreaterEqual { low.ceil() } else { low.floor() };
            let high = if upper.op == UnaryOp::LessEqual { high.floor() } else { high.ceil() };
            (low, high)
        } else {
            (low, high)
        };
        let what = if kind == Kind::INT { "integer" } else { "number" };
        let order = low.compare(&high);
        if order == Ordering::Greater {
            return Some(self.excluded(what, lower, upper));
        }
        if order == Ordering::Equal {
            if !closed {
                return Some(self.excluded(what, lower, upper));
            }
            return self.single(kind, &low);
        }
        let open = lower.op == UnaryOp::Greater && upper.op == UnaryOp::Less;
        let gap = number::Context::CUE.sub(&high, &low);
        if int && open && gap.is_ok_and(|gap| gap.to_i64() == Some(1)) {
            let args = [lower, upper].map(|one| Arg::Val(Val::Bound(Rc::clone(one))));
            let template = "incompatible integer bounds {} and {}";
            let error = Bottom::new(Code::Eval, template, args.into());
            return Some(Val::Bottom(self.here(error.at(upper.span).at(lower.span))));
        }
        None
    }

    /// In plans of early 2022 bounds that leave one integer are that integer.
    fn single(&self, kind: Kind, only: &crate::cue::number::Number) -> Option<Val> {
        (self.profile.bounds_collapse && kind == Kind::INT).then(|| Val::num(only.clone()))
    }

    fn excluded(&self, what: &'static str, lower: &Rc<Bound>, upper: &Rc<Bound>) -> Val {
        let args = vec![
            Arg::Text(what.into()),
            Arg::Val(Val::Bound(Rc::clone(upper))),
            Arg::Val(Val::Bound(Rc::clone(lower))),
        ];
        let template = "incompatible {} bounds {} and {}";
        let error = Bottom::new(Code::Eval, template, args).at(upper.span).at(lower.span);
        Val::Bottom(self.here(error))
    }

    /// The text of a bound's operator, for messages.
    pub(super) const fn bound_text(bound: &Bound) -> &'static str {
        bound.op.as_str()
    }
}

/// The order of two scalars of a kind.
fn order(left: &Val, right: &Val) -> Option<Ordering> {
    match (left, right) {
        (Val::Num(left), Val::Num(right)) => Some(left.compare(right)),
        (Val::Str(left), Val::Str(right)) => Some(left.as_bytes().cmp(right.as_bytes())),
        (Val::Bytes(left), Val::Bytes(right)) => Some(left.cmp(right)),
        _ => None,
    }
}

const fn holds(op: BinaryOp, order: Ordering) -> bool {
    match op {
        BinaryOp::Less => order.is_lt(),
        BinaryOp::LessEqual => order.is_le(),
        BinaryOp::Greater => order.is_gt(),
        BinaryOp::GreaterEqual => order.is_ge(),
        _ => false,
    }
}

const fn as_binary(op: UnaryOp) -> BinaryOp {
    match op {
        UnaryOp::Less => BinaryOp::Less,
        UnaryOp::LessEqual => BinaryOp::LessEqual,
        UnaryOp::Greater => BinaryOp::Greater,
        UnaryOp::GreaterEqual => BinaryOp::GreaterEqual,
        UnaryOp::NotEqual => BinaryOp::NotEqual,
        UnaryOp::Match => BinaryOp::Match,
        UnaryOp::NotMatch => BinaryOp::NotMatch,
        _ => BinaryOp::Equal,
    }
}

/// On which side a bound lies: 1 is below, -1 above; others are on none.
const fn side(op: UnaryOp) -> i8 {
    match op {
        UnaryOp::Greater | UnaryOp::GreaterEqual => 1,
        UnaryOp::Less | UnaryOp::LessEqual => -1,
        UnaryOp::NotEqual => 0,
        UnaryOp::Match => 2,
        UnaryOp::NotMatch => 3,
        _ => 4,
    }
}
