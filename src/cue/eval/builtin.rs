//! Calls of functions.

use std::rc::Rc;
use std::sync::Arc;

use crate::cue::builtin;
use crate::cue::builtin::Depth;
use crate::cue::builtin::Member;
use crate::cue::builtin::Signature;
use crate::cue::number::Number;
use crate::cue::syntax::Span;
use crate::cue::syntax::experiment::Experiment;
use crate::cue::value::Kind;
use crate::cue::value::Value;

use super::Label;
use super::Session;
use super::error::Arg;
use super::error::Bottom;
use super::error::Code;
use super::error::combine;
use super::ir::Expr;
use super::ir::ExprRef;
use super::node::ArcType;
use super::node::Base;
use super::node::Conjunct;
use super::node::Elem;
use super::node::Node;
use super::node::NodeId;
use super::node::Status;
use super::schedule::Condition;
use super::schedule::Mode;
use super::session::Eval;
use super::session::Stop;
use super::value::Val;
use super::value::Validator;

/// A function.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum BuiltinRef {
    /// One of the language itself.
    Core(Core),
    /// One of a package, by its place in the package's table.
    Member { package: &'static str, index: usize },
}

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

    const fn params(self) -> &'static [Kind] {
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

    const fn result(self) -> Kind {
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
    fn member(builtin: BuiltinRef) -> Option<&'static Member> {
        let BuiltinRef::Member { package, index } = builtin else { return None };
        builtin::package(package)?.members.get(index).map(|(_, member)| member)
    }

    fn signature(builtin: BuiltinRef) -> Option<&'static Signature> {
        match Self::member(builtin)? {
            Member::Function(function) => Some(&function.signature),
            Member::Evaluated(signature) => Some(signature),
            _ => None,
        }
    }

    pub(super) fn builtin_name(builtin: BuiltinRef) -> Rc<str> {
        match builtin {
            BuiltinRef::Core(core) => core.name().into(),
            BuiltinRef::Member { package, index } => {
                let members = builtin::package(package).map(|package| package.members);
                let name = members.and_then(|members| members.get(index)).map_or("", |one| one.0);
                format!("{package}.{name}").into()
            }
        }
    }

    fn params(builtin: BuiltinRef) -> Vec<Kind> {
        match builtin {
            BuiltinRef::Core(core) => core.params().to_vec(),
            BuiltinRef::Member { .. } => Self::signature(builtin)
                .map_or_else(Vec::new, |one| one.params.iter().map(|param| param.kind).collect()),
        }
    }

    fn result_kind(builtin: BuiltinRef) -> Kind {
        match builtin {
            BuiltinRef::Core(core) => core.result(),
            BuiltinRef::Member { .. } => {
                Self::signature(builtin).map_or(Kind::TOP, |signature| signature.result)
            }
        }
    }

    fn constraint(builtin: BuiltinRef, index: usize) -> Option<&'static str> {
        Self::signature(builtin)?.params.get(index)?.constraint
    }

    /// The constraint of a parameter that has a default.
    fn default(builtin: BuiltinRef, index: usize) -> Option<&'static str> {
        Self::constraint(builtin, index).filter(|source| source.starts_with('*'))
    }

    /// Whether a call with so many arguments waits for its first one.
    fn is_validator(builtin: BuiltinRef, args: usize) -> bool {
        let params = Self::params(builtin).len();
        Self::result_kind(builtin) == Kind::BOOL
            && args + 1 == params
            && Self::default(builtin, args).is_none()
    }

    /// A function that is used as a value: it checks.
    pub(super) fn bare_validator(builtin: BuiltinRef) -> Option<Val> {
        let single = Self::params(builtin).len() == 1 && Self::result_kind(builtin) == Kind::BOOL;
        single.then(|| {
            Val::Validator(Rc::new(Validator {
                builtin,
                args: Vec::new(),
                span: Span::default(),
                called: false,
            }))
        })
    }

    pub(super) fn validator_kind(validator: &Validator) -> Kind {
        Self::params(validator.builtin).first().copied().unwrap_or(Kind::TOP)
    }

    /// Whether arguments are taken as they stand, concrete or not.
    pub(super) fn takes_schemas(value: &Val) -> bool {
        let Val::Validator(validator) = value else { return false };
        Self::is_non_concrete(validator.builtin)
    }

    fn is_non_concrete(builtin: BuiltinRef) -> bool {
        match builtin {
            BuiltinRef::Core(core) => matches!(core, Core::Or | Core::MatchN | Core::MatchIf),
            BuiltinRef::Member { .. } => {
                let params = Self::signature(builtin).map_or(&[][..], |one| one.params);
                params.iter().any(|param| param.depth == Depth::Schema)
            }
        }
    }

    /// Evaluates a call.
    pub(super) fn call(
        &mut self,
        expr: &ExprRef,
        function: &ExprRef,
        args: &[ExprRef],
        needs: Condition,
        mode: Mode,
    ) -> Eval<Val> {
        let value = self.concrete_value(function, Condition::SCALAR, Mode::Yield)?;
        let value = match value {
            Val::Validator(validator) if validator.called => {
                let text = self.source_text(function);
                let template = "cannot call previously called validator {}";
                return self.fail(expr.span, Code::Eval, template, vec![Arg::Text(text)]);
            }
            Val::Validator(validator) => Val::Builtin(validator.builtin),
            value => value,
        };
        let Val::Builtin(builtin) = value else {
            let kind = self.kind_of(&value);
            let args = vec![Arg::Text(self.source_text(function)), Arg::Kind(kind)];
            if !self.is_concrete(&value) && kind.meets(Kind::FUNC) {
                let template = "cannot call non-concrete value {} (type {})";
                return self.fail(function.span, Code::Incomplete, template, args);
            }
            let template = "cannot call non-function {} (type {})";
            return self.fail(expr.span, Code::Eval, template, args);
        };
        let saved = self.context.close;
        self.context.close.from_definition = false;
        self.context.close.from_embedding = false;
        let result = self.call_builtin(expr, builtin, args, needs, mode);
        self.context.close.from_definition = saved.from_definition;
        self.context.close.from_embedding = saved.from_embedding;
        result
    }

    fn call_builtin(
        &mut self,
        expr: &ExprRef,
        builtin: BuiltinRef,
        args: &[ExprRef],
        needs: Condition,
        mode: Mode,
    ) -> Eval<Val> {
        if builtin == BuiltinRef::Core(Core::Error) {
            return self.call_error(expr, args);
        }
        let mut values = Vec::with_capacity(args.len());
        let mut errors = None;
        for arg in args {
            let value = if Self::is_non_concrete(builtin) {
                self.evaluate(arg, needs, mode)
            } else {
                let needs =
                    needs | Condition::FIELD_SET | Condition::SCALAR | Condition::DISJUNCTION;
                self.concrete_value(arg, needs, mode)
            };
            match value {
                Ok(value) => values.push(value),
                Err(Stop::Yield) => return Err(Stop::Yield),
                Err(Stop::Error(error)) => errors = combine(errors, Some(error)),
            }
        }
        if let Some(error) = errors {
            return Err(Stop::Error(error));
        }
        if Self::is_validator(builtin, values.len()) {
            let validator = Validator { builtin, args: values, span: expr.span, called: true };
            return Ok(Val::Validator(Rc::new(validator)));
        }
        self.apply(expr.span, builtin, values, false).map_err(|stop| match stop {
            Stop::Error(error) => Stop::Error(error),
            Stop::Yield => Stop::Yield,
        })
    }

    /// Calls a function with arguments that were evaluated.
    fn apply(
        &mut self,
        span: Span,
        builtin: BuiltinRef,
        mut args: Vec<Val>,
        as_validator: bool,
    ) -> Eval<Val> {
        self.check_args(span, builtin, &mut args)?;
        let result = self.apply_checked(span, builtin, &args, as_validator);
        match result {
            Err(Stop::Error(error)) if !as_validator => {
                let name = Arg::Text(Self::builtin_name(builtin));
                let mut outer = Bottom::new(error.code, "error in call to {}", vec![name]).at(span);
                outer.node = self.context.node;
                outer.causes.push(error);
                Err(Stop::Error(Rc::new(outer)))
            }
            result => result,
        }
    }

    fn check_args(&mut self, span: Span, builtin: BuiltinRef, args: &mut Vec<Val>) -> Eval<()> {
        let params = Self::params(builtin);
        let count = |count: usize| Arg::Int(i64::try_from(count).unwrap_or(i64::MAX));
        let name = Self::builtin_name(builtin);
        if args.len() > params.len() {
            let args = vec![Arg::Text(name), count(args.len()), count(params.len())];
            let template = "too many arguments in call to {} (have {}, want {})";
            return self.fail(span, Code::Eval, template, args);
        }
        while args.len() < params.len() {
            let Some(source) = Self::default(builtin, args.len()) else {
                let args = vec![Arg::Text(name), count(args.len()), count(params.len())];
                let template = "not enough arguments in call to {} (have {}, want {})";
                return self.fail(span, Code::Eval, template, args);
            };
            let value = self.builtin_source(source);
            let default = self.default_of(value)?;
            args.push(self.unwrap_val(&default));
        }
        for (index, kind) in params.iter().enumerate() {
            let arg = args[index].clone();
            let of = self.kind_of(&arg);
            if !kind.meets(of) {
                let args = vec![
                    Arg::Val(arg),
                    Arg::Kind(of),
                    Arg::Kind(*kind),
                    count(index + 1),
                    Arg::Text(name),
                ];
                let template = "cannot use {} (type {}) as {} in argument {} to {}";
                return self.fail(span, Code::Eval, template, args);
            }
            if let Some(source) = Self::constraint(builtin, index) {
                self.check_constraint(span, (builtin, index), &arg, source)?;
            }
        }
        Ok(())
    }

    fn check_constraint(
        &mut self,
        span: Span,
        (builtin, index): (BuiltinRef, usize),
        arg: &Val,
        source: &'static str,
    ) -> Eval<()> {
        let constraint = self.builtin_source(source);
        let node = self.unified(&[arg.clone(), constraint]);
        if self.bottom(node).is_none() {
            return Ok(());
        }
        let args = vec![
            Arg::Val(arg.clone()),
            Arg::Text(source.into()),
            Arg::Int(i64::try_from(index + 1).unwrap_or(i64::MAX)),
            Arg::Text(Self::builtin_name(builtin)),
        ];
        self.fail(span, Code::Eval, "cannot use {} as {} in argument {} to {}", args)
    }

    /// A node in no tree of which several values are said.
    pub(super) fn unified(&mut self, values: &[Val]) -> NodeId {
        let close = super::node::CloseInfo {
            cycle: self.context.close.cycle,
            ..super::node::CloseInfo::default()
        };
        let conjuncts = values
            .iter()
            .map(|value| Conjunct {
                elem: Elem::Val(value.clone()),
                env: None,
                close,
                span: self.context.span,
            })
            .collect();
        let node = self.add_node(Node { conjuncts, ..Node::default() });
        self.finalize(node);
        node
    }

    fn apply_checked(
        &mut self,
        span: Span,
        builtin: BuiltinRef,
        args: &[Val],
        as_validator: bool,
    ) -> Eval<Val> {
        let core = match builtin {
            BuiltinRef::Core(core) => core,
            BuiltinRef::Member { package, index } => {
                return match Self::member(builtin) {
                    Some(Member::Function(function)) => self.call_function(span, function, args),
                    _ => self.call_evaluated(span, (package, index), args, as_validator),
                };
            }
        };
        match core {
            Core::Len => self.call_len(span, &args[0]),
            Core::Close => self.call_close(span, &args[0]),
            Core::And => Ok(self.call_and(&args[0])),
            Core::Or => self.call_or(span, &args[0]),
            Core::Div | Core::Mod | Core::Quo | Core::Rem => divide(self, span, core, args),
            Core::MatchN if as_validator => self.match_n(span, args),
            Core::MatchIf if as_validator => self.match_if(args),
            Core::MatchN | Core::MatchIf => {
                let name = Arg::Text(core.name().into());
                let template = "{} is a validator and should not be used as a function";
                self.fail(span, Code::Eval, template, vec![name])
            }
            Core::CloseAll | Core::Reclose => {
                if let Val::Node(node) = args[0] {
                    self.node_mut(node).flags.closed_recursive = true;
                }
                Ok(args[0].clone())
            }
            Core::TestExperiment if self.has_experiment(span, Experiment::Testing) => {
                Ok(args[0].clone())
            }
            Core::TestExperiment => {
                self.fail(span, Code::Eval, "testing experiment disabled", Vec::new())
            }
            Core::Error => Ok(Val::Top),
        }
    }

    /// Calls a function of concrete values.
    fn call_function(
        &mut self,
        span: Span,
        function: &builtin::Function,
        args: &[Val],
    ) -> Eval<Val> {
        let mut values = Vec::with_capacity(args.len());
        for (index, (arg, param)) in args.iter().zip(function.signature.params).enumerate() {
            values.push(match param.depth {
                Depth::Each(kind) => self.scalars(span, arg, index, kind)?,
                depth => self.concrete(span, arg, depth)?,
            });
        }
        match (function.call)(&values) {
            Ok(value) => Ok(self.value_of(&value)),
            Err(error) => {
                let code = if error.incomplete { Code::Incomplete } else { Code::Eval };
                let text = Arg::Text(error.message.into());
                self.fail(span, code, "{}", vec![text])
            }
        }
    }

    /// A list of scalars of some kinds, which is an argument.
    fn scalars(&mut self, span: Span, list: &Val, index: usize, kind: Kind) -> Eval<Value> {
        let mut values = Vec::new();
        for (at, element) in self.list_arg(span, list)?.into_iter().enumerate() {
            self.spend()?;
            self.finalize(element);
            let taken = self.unwrap_val(&self.taken_default(&Val::Node(element)));
            if let Val::Bottom(error) = taken {
                return Err(Stop::Error(error));
            }
            let of = self.kind_of(&taken);
            if taken.is_scalar() && kind.meets(of) {
                values.push(self.concrete(span, &taken, Depth::Whole)?);
                continue;
            }
            let place = [at, index].map(|at| Arg::Int(i64::try_from(at).unwrap_or(i64::MAX)));
            let [at, index] = place;
            let value = Arg::Val(Val::Node(element));
            if kind.meets(of) {
                let args = vec![value, at, Arg::Kind(kind), index];
                let template = "non-concrete value {} for element {} of {} list argument {}";
                return self.fail(span, Code::Incomplete, template, args);
            }
            let args = vec![at, index, value, Arg::Kind(of), Arg::Kind(kind)];
            let template =
                "invalid list element {} in argument {} to call: cannot use value {} ({}) as {}";
            return self.fail(span, Code::Eval, template, args);
        }
        Ok(Value::List(values))
    }

    /// A value without anything unknown in it.
    pub(super) fn concrete(&mut self, span: Span, value: &Val, depth: Depth) -> Eval<Value> {
        Ok(match value {
            Val::Null => Value::Null,
            Val::Bool(value) => Value::Bool(*value),
            Val::Num(number) => Value::Number((**number).clone()),
            Val::Str(text) => Value::String(Arc::clone(text)),
            Val::Bytes(bytes) => Value::Bytes(Arc::clone(bytes)),
            Val::Bottom(error) => return Err(Stop::Error(Rc::clone(error))),
            Val::Node(node) => return self.concrete_node(span, *node, depth),
            Val::Disjunction(_) => {
                let taken = self.default_of(value.clone())?;
                return self.concrete(span, &taken, depth);
            }
            other => {
                let kind = self.kind_of(other);
                let args = vec![Arg::Val(other.clone()), Arg::Kind(kind)];
                let template = "non-concrete value {} (type {})";
                return self.fail(span, Code::Incomplete, template, args);
            }
        })
    }

    fn concrete_node(&mut self, span: Span, node: NodeId, depth: Depth) -> Eval<Value> {
        self.spend()?;
        self.finalize(node);
        let taken = self.default_of(Val::Node(node))?;
        let Val::Node(node) = taken else { return self.concrete(span, &taken, depth) };
        let node = self.deref(node);
        match self.node(node).base.clone() {
            Base::List { .. } => {
                let mut values = Vec::new();
                for element in self.elements(node) {
                    values.push(match depth {
                        Depth::Whole => self.concrete_node(span, element, depth)?,
                        _ => self.element(span, element, depth)?,
                    });
                }
                Ok(Value::List(values))
            }
            Base::Struct => self.concrete_struct(span, node, depth),
            Base::Val(value) => self.concrete(span, &value, depth),
            Base::None | Base::Cycle => {
                let args = vec![Arg::Val(Val::Top), Arg::Kind(Kind::TOP)];
                self.fail(span, Code::Incomplete, "non-concrete value {} (type {})", args)
            }
        }
    }

    /// An element that is passed on as it stands, or as its default.
    fn element(&mut self, span: Span, mut element: NodeId, depth: Depth) -> Eval<Value> {
        self.finalize(element);
        if let Some(error) = self.bottom(element) {
            return Err(Stop::Error(error));
        }
        if depth == Depth::Defaults {
            match self.taken_default(&Val::Node(element)) {
                Val::Node(taken) => element = taken,
                taken => return self.concrete(span, &taken, depth),
            }
        }
        let list = match self.taken_default(&Val::Node(element)) {
            Val::Node(taken) => self.deref(taken),
            _ => self.deref(element),
        };
        if matches!(self.node(list).base, Base::List { .. }) {
            return self.concrete_node(span, list, depth);
        }
        Ok(match self.concrete_node(span, element, Depth::Whole) {
            Ok(value)
                if !matches!(value, Value::Struct(_)) && !self.is_from_disjunction(element) =>
            {
                value
            }
            _ => Value::Opaque(element.0),
        })
    }

    fn concrete_struct(&mut self, span: Span, node: NodeId, depth: Depth) -> Eval<Value> {
        let mut fields = Vec::new();
        for arc in self.fields_in_order(node) {
            let field = self.node(arc);
            let Some(Label::String(name)) = field.label else { continue };
            match field.arc {
                ArcType::Member => {}
                ArcType::Required => return Err(Stop::Error(self.missing(arc))),
                _ => continue,
            }
            let name = self.symbols.text(name);
            fields.push((name, self.concrete_node(span, arc, depth)?));
        }
        if let Some(error) = self.bottom(node).or_else(|| self.node(node).child_error.clone()) {
            return Err(Stop::Error(error));
        }
        Ok(Value::Struct(fields))
    }

    /// A concrete value in the graph.
    pub(super) fn value_of(&mut self, value: &Value) -> Val {
        match value {
            Value::Null => Val::Null,
            Value::Bool(value) => Val::Bool(*value),
            Value::Number(number) => Val::num(number.clone()),
            Value::String(text) => Val::Str(Arc::clone(text)),
            Value::Bytes(bytes) => Val::Bytes(Arc::clone(bytes)),
            Value::Opaque(node) => Val::Node(NodeId(*node)),
            Value::List(values) => {
                let mut arcs = Vec::with_capacity(values.len());
                for (index, value) in values.iter().enumerate() {
                    let label = Label::Int(u32::try_from(index).unwrap_or(u32::MAX));
                    arcs.push((label, self.value_node(value)));
                }
                Val::Node(self.data_node(Base::List { open: false }, arcs))
            }
            Value::Struct(fields) => {
                let mut arcs = Vec::with_capacity(fields.len());
                for (name, value) in fields {
                    let label = Label::String(self.intern(name));
                    arcs.push((label, self.value_node(value)));
                }
                Val::Node(self.data_node(Base::Struct, arcs))
            }
        }
    }

    fn value_node(&mut self, value: &Value) -> NodeId {
        if let Value::Opaque(node) = value {
            let copy = self.node(NodeId(*node)).clone();
            return self.add_node(copy);
        }
        match self.value_of(value) {
            Val::Node(node) => node,
            plain => {
                let mut node =
                    Node { base: Base::Val(plain), status: Status::Finalized, ..Node::default() };
                node.flags.is_data = true;
                self.add_node(node)
            }
        }
    }

    /// Holds a value against a call that waits for it.
    pub(super) fn validate_call(
        &mut self,
        validator: &Rc<Validator>,
        value: &Val,
    ) -> Option<Rc<Bottom>> {
        let mut args = vec![match value {
            Val::Node(_) if Self::is_non_concrete(validator.builtin) => value.clone(),
            value => self.unwrap_val(&self.taken_default(value)),
        }];
        args.extend(validator.args.iter().cloned());
        let cause = match self.apply(validator.span, validator.builtin, args, true) {
            Ok(Val::Bool(false)) => None,
            Ok(Val::Bottom(error)) | Err(Stop::Error(error)) => Some(error),
            Ok(_) | Err(Stop::Yield) => return None,
        };
        let mut name = Self::builtin_name(validator.builtin).to_string();
        if !Self::is_non_concrete(validator.builtin) && !validator.args.is_empty() {
            let args: Vec<String> = validator.args.iter().map(|arg| self.value_text(arg)).collect();
            name = format!("{name}({})", args.join(", "));
        }
        let shown = self.unwrap_val(value);
        let code = cause.as_ref().map_or(Code::Eval, |cause| cause.code);
        let template = "invalid value {} (does not satisfy {})";
        let args = vec![Arg::Val(shown), Arg::Text(name.into())];
        let mut error = Bottom::new(code, template, args).at(validator.span);
        error.node = self.context.node;
        error.causes.extend(cause);
        Some(Rc::new(error))
    }

    // The functions of the language.

    fn call_error(&mut self, expr: &ExprRef, args: &[ExprRef]) -> Eval<Val> {
        let [arg] = args else {
            let template = "wrong number of arguments in call to error";
            return self.fail(expr.span, Code::Eval, template, Vec::new());
        };
        let text = match self.concrete_value(arg, Condition::SCALAR, Mode::Yield) {
            Ok(Val::Str(text)) => text.to_string(),
            Ok(other) => return self.type_error(arg.span, &other, Kind::STRING),
            Err(Stop::Yield) => return Err(Stop::Yield),
            Err(Stop::Error(_)) => self.source_text(arg).to_string(),
        };
        self.fail(expr.span, Code::User, "{}", vec![Arg::Text(text.into())])
    }

    fn call_len(&mut self, span: Span, arg: &Val) -> Eval<Val> {
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

    fn call_close(&mut self, span: Span, arg: &Val) -> Eval<Val> {
        let Val::Node(node) = arg else {
            return self.fail(span, Code::Eval, "struct argument must be concrete", Vec::new());
        };
        let mut conjuncts = self.node(*node).conjuncts.clone();
        if conjuncts.is_empty() {
            let elem = Elem::Val(Val::Node(*node));
            conjuncts.push(Conjunct { elem, env: None, close: self.context.close, span });
        }
        let closed = self.inline_node(None, conjuncts);
        self.node_mut(closed).flags.closed_once = true;
        Ok(Val::Node(closed))
    }

    fn call_and(&self, arg: &Val) -> Val {
        let Val::Node(list) = arg else { return Val::Top };
        let elements = self.elements(*list);
        if elements.is_empty() {
            return Val::Top;
        }
        let values: Vec<Val> = elements.into_iter().map(Val::Node).collect();
        Val::Conjunction(values.into())
    }

    fn call_or(&mut self, span: Span, arg: &Val) -> Eval<Val> {
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
        let node = self.add_node(Node { conjuncts: vec![conjunct], ..Node::default() });
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

    fn match_n(&mut self, span: Span, args: &[Val]) -> Eval<Val> {
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

    fn match_if(&mut self, args: &[Val]) -> Eval<Val> {
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

fn divide(session: &Session, span: Span, core: Core, args: &[Val]) -> Eval<Val> {
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
