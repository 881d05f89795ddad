//! The functions of the language itself.

use std::rc::Rc;

use thin_vec::ThinVec;
use thin_vec::thin_vec;

use crate::cue::number::Number;
use crate::cue::syntax::Span;
use crate::cue::syntax::experiment::Experiment;
use crate::cue::value::Kind;

use super::Label;
use super::Session;
use super::builtin::BuiltinRef;
use super::condition::Condition;
use super::error::Arg;
use super::error::Bottom;
use super::error::Code;
use super::ir::Expr;
use super::ir::ExprKind;
use super::ir::ExprRef;
use super::ir::Part;
use super::node::ArcType;
use super::node::Base;
use super::node::Conjunct;
use super::node::Elem;
use super::node::Node;
use super::node::NodeId;
use super::node::Status;
use super::session::Eval;
use super::session::Stop;
use super::task::Mode;
use super::value::Val;

/// The functions of the language itself.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Core {
    Len,
    Close,
    And,
    Or,
    Div,
    Mod,
    Quo,
    Rem,
    Error,
    MatchN,
    MatchIf,
    CloseAll,
    Reclose,
    TestExperiment,
}

impl Core {
    pub(super) fn of(name: &str) -> Option<Self> {
        Some(match name.strip_prefix("__").unwrap_or(name) {
            "len" => Self::Len,
            "close" => Self::Close,
            "and" => Self::And,
            "or" => Self::Or,
            "div" => Self::Div,
            "mod" => Self::Mod,
            "quo" => Self::Quo,
            "rem" => Self::Rem,
            "error" => Self::Error,
            "matchN" => Self::MatchN,
            "matchIf" => Self::MatchIf,
            "closeAll" if name.starts_with("__") => Self::CloseAll,
            "reclose" if name.starts_with("__") => Self::Reclose,
            "test_experiment" if name.starts_with("__") => Self::TestExperiment,
            _ => return None,
        })
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Len => "len",
            Self::Close => "close",
            Self::And => "and",
            Self::Or => "or",
            Self::Div => "div",
            Self::Mod => "mod",
            Self::Quo => "quo",
            Self::Rem => "rem",
            Self::Error => "error",
            Self::MatchN => "matchN",
            Self::MatchIf => "matchIf",
            Self::CloseAll => "__closeAll",
            Self::Reclose => "__reclose",
            Self::TestExperiment => "testExperiment",
        }
    }

    pub(super) const fn params(self) -> &'static [Kind] {
        const COUNTED: Kind = Kind::counted();
        match self {
            Self::Len => &[COUNTED],
            Self::Close => &[Kind::STRUCT],
            Self::And | Self::Or => &[Kind::LIST],
            Self::Div | Self::Mod | Self::Quo | Self::Rem => &[Kind::INT, Kind::INT],
            Self::Error => &[Kind::STRING],
            Self::MatchN => &[Kind::TOP, Kind::INT, Kind::LIST],
            Self::MatchIf => &[Kind::TOP, Kind::TOP, Kind::TOP, Kind::TOP],
            Self::CloseAll | Self::Reclose | Self::TestExperiment => &[Kind::TOP],
        }
    }

    pub(super) const fn result(self) -> Kind {
        match self {
            Self::Len | Self::Div | Self::Mod | Self::Quo | Self::Rem | Self::And | Self::Or => {
                Kind::INT
            }
            Self::Close => Kind::STRUCT,
            Self::Error => Kind::FUNC,
            Self::MatchN | Self::MatchIf => Kind::BOOL,
            Self::CloseAll | Self::Reclose | Self::TestExperiment => Kind::TOP,
        }
    }
}

impl Session {
    pub(super) fn call_error(&mut self, expr: &ExprRef, args: &[ExprRef]) -> Eval<Val> {
        let [arg] = args else {
            let template = "wrong number of arguments in call to error";
            return self.fail(expr.span, Code::Eval, template, Vec::new());
        };
        let text = match &arg.kind {
            ExprKind::Interpolation { parts, bytes: false } => self.told_parts(parts)?,
            _ => match self.concrete_value(arg, Condition::SCALAR, Mode::Finalize) {
                Ok(Val::Str(text)) => text.to_string(),
                Ok(other) => return self.type_error(arg.span, &other, Kind::STRING),
                Err(Stop::Yield) => return Err(Stop::Yield),
                Err(Stop::Error(_)) => self.expr_text(arg),
            },
        };
        self.fail(expr.span, Code::User, "{}", vec![Arg::Text(text.into())])
    }

    /// The message of `error()`, with what is known of each part.
    fn told_parts(&mut self, parts: &[Part]) -> Eval<String> {
        let mut told = String::new();
        for part in parts {
            match part {
                Part::Text(text) => told += &String::from_utf8_lossy(text),
                Part::Expr(expr) => told += &self.told_value(expr)?,
            }
        }
        Ok(told)
    }

    /// A value, or the expression where it has none.
    fn told_value(&mut self, expr: &ExprRef) -> Eval<String> {
        let value = match self.evaluate(expr, Condition::SCALAR, Mode::Finalize) {
            Ok(value) => self.unwrap_val(&value),
            Err(Stop::Yield) => return Err(Stop::Yield),
            Err(Stop::Error(_)) => return Ok(self.expr_text(expr)),
        };
        Ok(match &value {
            Val::Str(text) => text.to_string(),
            Val::Bytes(text) => String::from_utf8_lossy(text).into_owned(),
            Val::Bottom(_) => self.expr_text(expr),
            other => {
                if let Val::Node(node) = other {
                    self.finalize(*node);
                }
                self.value_text(other)
            }
        })
    }

    /// `__closeAll` and `__reclose` are of what is written right there.
    pub(super) fn check_closed_literal(
        &self,
        span: Span,
        core: Core,
        args: &[ExprRef],
    ) -> Eval<()> {
        let is_close = |function: &ExprRef| {
            matches!(&function.kind, ExprKind::Value(Val::Builtin(BuiltinRef::Core(Core::Close))))
        };
        let (wanted, needed) = match core {
            Core::CloseAll => (
                "argument must be a struct or list literal",
                "__closeAll may only be used when explicitopen is enabled",
            ),
            Core::Reclose => (
                "argument must be a struct or list literal",
                "__reclose may only be used when explicitopen is enabled",
            ),
            _ => return Ok(()),
        };
        let is_literal = args.first().is_some_and(|arg| match &arg.kind {
            ExprKind::Struct(_) | ExprKind::List(_) => true,
            ExprKind::Call { function, .. } => core == Core::Reclose && is_close(function),
            _ => false,
        });
        if !is_literal {
            return self.fail(span, Code::Eval, wanted, Vec::new());
        }
        if !self.has_experiment(span, Experiment::ExplicitOpen) {
            return self.fail(span, Code::Eval, needed, Vec::new());
        }
        Ok(())
    }

    /// Closes a struct as far as what it embeds is closed.
    pub(super) fn call_reclose(&mut self, arg: &Val) {
        if let Val::Node(node) = *arg {
            self.finalize(node);
            let flags = &mut self.node_mut(node).flags;
            flags.closed_recursive |= flags.embeds_closed;
            flags.closed_once |= flags.embeds_closed_once && !flags.embeds_closed;
        }
    }

    pub(super) fn call_len(&mut self, span: Span, arg: &Val) -> Eval<Val> {
        let length = match arg {
            Val::Str(text) => text.len(),
            Val::Bytes(bytes) => bytes.len(),
            Val::Node(node) => {
                let node = self.deref(*node);
                match &self.node(node).base {
                    Base::List { .. } => self.elements(node).len(),
                    Base::Struct => {
                        let mut count = 0;
                        for arc in self.node(node).arcs.clone() {
                            let field = self.node(arc);
                            if field.label.is_some_and(Label::is_regular)
                                && field.arc == ArcType::Member
                            {
                                count += 1;
                            }
                        }
                        count
                    }
                    _ => 0,
                }
            }
            other => {
                let kind = self.kind_of(other);
                let args = vec![Arg::Val(other.clone()), Arg::Kind(kind)];
                let template = "incomplete argument {} (type {})";
                return self.fail(span, Code::Incomplete, template, args);
            }
        };
        Ok(Val::int(i64::try_from(length).unwrap_or(i64::MAX)))
    }

    pub(super) fn call_close(&mut self, span: Span, arg: &Val) -> Eval<Val> {
        let Val::Node(node) = arg else {
            return self.fail(span, Code::Eval, "struct argument must be concrete", Vec::new());
        };
        // What is said of a node that closes itself says so again.
        let is_own = self.context.node.is_some_and(|own| self.deref(own) == self.deref(*node));
        let said = if is_own { &ThinVec::new() } else { &self.node(*node).conjuncts };
        let mut conjuncts = said.clone();
        if conjuncts.is_empty() {
            let elem = Elem::Val(Val::Node(*node));
            conjuncts.push(Conjunct { elem, env: None, close: self.context.close, span });
        }
        let closed = self.inline_node(None, conjuncts);
        self.node_mut(closed).flags.closed_once = true;
        Ok(Val::Node(closed))
    }

    pub(super) fn call_and(&self, arg: &Val) -> Val {
        let Val::Node(list) = arg else { return Val::Top };
        let elements = self.elements(*list);
        if elements.is_empty() {
            return Val::Top;
        }
        let values: Vec<Val> = elements.into_iter().map(Val::Node).collect();
        Val::Conjunction(values.into())
    }

    pub(super) fn call_or(&mut self, span: Span, arg: &Val) -> Eval<Val> {
        let taken = self.default_of(arg.clone())?;
        let Val::Node(list) = taken else { return Ok(taken) };
        let elements = self.elements(list);
        if elements.is_empty() {
            let template = "empty list in call to or";
            return self.fail(span, Code::Incomplete, template, Vec::new());
        }
        let alternatives = elements
            .into_iter()
            .map(|node| super::ir::Alternative {
                value: Self::value_expr(Val::Node(node), span),
                default: false,
            })
            .collect();
        let kind = super::ir::ExprKind::Or { alternatives, has_defaults: false };
        let expr = Expr::new(kind, span);
        let conjunct =
            Conjunct { elem: Elem::Expr(expr), env: None, close: self.context.close, span };
        let node = self.add_node(Node { conjuncts: thin_vec![conjunct], ..Node::default() });
        self.finalize(node);
        Ok(Val::Node(node))
    }

    /// A value as plain data: nothing more can be said of it.
    fn plain_data(&mut self, value: &Val) -> Val {
        let Val::Node(node) = value else { return value.clone() };
        self.finalize(*node);
        let node = self.deref(*node);
        let arcs: Vec<(Label, NodeId)> = self
            .node(node)
            .arcs
            .clone()
            .into_iter()
            .filter_map(|arc| {
                let field = self.node(arc);
                let label = field.label.filter(|label| !label.is_let())?;
                (field.arc == ArcType::Member).then_some((label, arc))
            })
            .collect();
        let mut copies = Vec::with_capacity(arcs.len());
        for (label, arc) in arcs {
            let copy = match self.plain_data(&Val::Node(arc)) {
                Val::Node(copy) => copy,
                plain => {
                    let node = Node {
                        base: Base::Val(plain),
                        status: Status::Finalized,
                        ..Node::default()
                    };
                    self.add_node(node)
                }
            };
            self.node_mut(copy).flags.is_data = true;
            copies.push((label, copy));
        }
        match self.node(node).base.clone() {
            Base::Val(value) => value,
            base => Val::Node(self.data_node(base, copies)),
        }
    }

    pub(super) fn match_n(&mut self, span: Span, args: &[Val]) -> Eval<Val> {
        let itself = self.plain_data(&args[0]);
        if itself.is_bottom() {
            return Ok(Val::Bool(false));
        }
        if Self::is_cyclic(self.context.close) {
            return self.fail(span, Code::StructuralCycle, "structural cycle", Vec::new());
        }
        let Val::Node(list) = args[2].clone() else { return Ok(Val::Bool(true)) };
        self.finalize(list);
        let (mut count, mut open) = (0, 0);
        let mut errors = Vec::new();
        for check in self.elements(self.deref(list)) {
            let node = self.unified(&[itself.clone(), Val::Node(check)]);
            match self.validate_tree(node, super::validate::Check::FINAL) {
                None => count += 1,
                Some(error) => {
                    open += i64::from(error.code.is_incomplete());
                    errors.push(error);
                }
            }
        }
        let Some(mut error) = self.check_count(span, &args[1], count, count + open) else {
            return Ok(Val::Bool(true));
        };
        let incomplete = error.code.is_incomplete();
        errors.retain(|error| !incomplete || error.code.is_incomplete());
        error.causes = errors;
        Err(Stop::Error(Rc::new(error)))
    }

    fn check_count(&mut self, span: Span, bound: &Val, count: i64, most: i64) -> Option<Bottom> {
        let node = self.unified(&[bound.clone(), Val::int(count)]);
        self.bottom(node)?;
        let args = vec![Arg::Int(count), Arg::Val(bound.clone())];
        let mut error = Bottom::new(Code::Eval, "{} matched, expected {}", args).at(span);
        error.node = self.context.node;
        let incomplete = match self.unwrap_val(bound) {
            Val::Num(number) => number.to_i64().is_some_and(|want| want > count && want <= most),
            Val::Bound(_) => (count..=most).any(|one| {
                let node = self.unified(&[bound.clone(), Val::int(one)]);
                self.bottom(node).is_none()
            }),
            _ => true,
        };
        if incomplete {
            error.code = Code::Incomplete;
        }
        Some(error)
    }

    pub(super) fn match_if(&mut self, args: &[Val]) -> Eval<Val> {
        let itself = self.plain_data(&args[0]);
        if itself.is_bottom() {
            return Ok(Val::Bool(false));
        }
        let node = self.unified(&[itself.clone(), args[1].clone()]);
        let holds = self.validate_tree(node, super::validate::Check::FINAL).is_none();
        let chosen = if holds { &args[2] } else { &args[3] };
        let node = self.unified(&[itself, chosen.clone()]);
        match self.validate_tree(node, super::validate::Check::FINAL) {
            None => Ok(Val::Bool(true)),
            Some(error) => Err(Stop::Error(error)),
        }
    }
}

pub(super) fn divide(session: &Session, span: Span, core: Core, args: &[Val]) -> Eval<Val> {
    let (Val::Num(left), Val::Num(right)) = (&args[0], &args[1]) else {
        let wrong = if matches!(args[0], Val::Num(_)) { &args[1] } else { &args[0] };
        return session.type_error(span, wrong, Kind::INT);
    };
    let result: Result<Number, _> = match core {
        Core::Div => left.int_div(right),
        Core::Mod => left.int_mod(right),
        Core::Quo => left.int_quo(right),
        _ => left.int_rem(right),
    };
    match result {
        Ok(number) => Ok(Val::num(number)),
        Err(error) => {
            session.fail(span, Code::Eval, "{}", vec![Arg::Text(error.to_string().into())])
        }
    }
}
