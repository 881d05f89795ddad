//! Calls of functions.

use std::rc::Rc;

use crate::cue::builtin;
use crate::cue::builtin::Depth;
use crate::cue::builtin::Member;
use crate::cue::builtin::Signature;
use crate::cue::syntax::Span;
use crate::cue::syntax::experiment::Experiment;
use crate::cue::value::Kind;

use super::Session;
use super::condition::Condition;
use super::equal::How;
use super::error::Arg;
use super::error::Bottom;
use super::error::Code;
use super::error::combine;
use super::ir::ExprRef;
use super::language::Core;
use super::language::divide;
use super::node::Conjunct;
use super::node::Elem;
use super::node::Node;
use super::node::NodeId;
use super::node::Status;
use super::session::Eval;
use super::session::Stop;
use super::task::Mode;
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

/// A call that is being answered.
#[derive(Clone, Debug)]
pub(super) struct Running {
    builtin: BuiltinRef,
    span: Span,
    args: Rc<[Val]>,
}

/// How many calls may be inside each other that look alike.
const MOST_ALIKE: usize = 8;

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
                places: Vec::new(),
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
        let value = match self.concrete_value(function, Condition::SCALAR, Mode::Yield) {
            // However little is known of it yet, it is no function.
            Err(Stop::Error(error)) => Val::Bottom(error),
            known => known?,
        };
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
                self.schema(arg, needs, mode)
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
            for (index, value) in values.iter().enumerate() {
                if let Err(stop) = self.check_kind(expr.span, (builtin, index + 1), value) {
                    return Err(self.at_args(stop, args));
                }
            }
            let told = if Self::is_non_concrete(builtin) { &[] } else { args };
            let places = told.iter().filter_map(|arg| self.place_of_operand(arg)).collect();
            let span = expr.span;
            let validator = Validator { builtin, args: values, places, span, called: true };
            return Ok(Val::Validator(Rc::new(validator)));
        }
        if let BuiltinRef::Core(core) = builtin
            && let Err(Stop::Error(error)) = self.check_closed_literal(expr.span, core, args)
        {
            return Err(self.error_in_call(expr.span, builtin, error));
        }
        match self.apply(expr.span, builtin, values, false) {
            Err(stop) if !Self::is_non_concrete(builtin) => Err(self.at_args(stop, args)),
            result => result,
        }
    }

    /// An error of arguments as such is told where these are, or where what they refer to is.
    fn at_args(&mut self, stop: Stop, args: &[ExprRef]) -> Stop {
        let Stop::Error(error) = &stop else { return stop };
        // What happened in the call is told at the call as well.
        let (spans, about) = match &*error.causes {
            [] => (Vec::new(), Rc::clone(error)),
            [cause] if cause.code == Code::Incomplete => (error.spans.clone(), Rc::clone(cause)),
            _ => return stop,
        };
        let mut told = Bottom { spans, ..(**error).clone() };
        for arg in args {
            if let Ok(taken) = self.taken_value(arg, Condition::SCALAR, Mode::Yield)
                && about.message.names(&self.unwrap_val(&taken))
            {
                told = self.place_of_taken(arg, &taken).into_iter().fold(told, Bottom::at);
            }
        }
        if told.spans.is_empty() { stop } else { Stop::Error(Rc::new(told)) }
    }

    /// Evaluates an argument that need not be concrete. What is being evaluated is taken as what it
    /// will be, whoever asked for it first.
    fn schema(&mut self, arg: &ExprRef, needs: Condition, mode: Mode) -> Eval<Val> {
        if arg.is_reference() {
            let node = self.resolve(arg, needs, mode)?;
            let node = self.deref_non_shared(node);
            if self.node(node).status == Status::Evaluating && self.is_cycle(node) {
                return Ok(Val::Node(node));
            }
        }
        self.evaluate(arg, needs, mode)
    }

    /// Calls a function with arguments that were evaluated.
    fn apply(
        &mut self,
        span: Span,
        builtin: BuiltinRef,
        mut args: Vec<Val>,
        as_validator: bool,
    ) -> Eval<Val> {
        let wrong = args.iter().find_map(|arg| match arg {
            Val::Node(node) => self.bottom(*node),
            Val::Bottom(error) => Some(Rc::clone(error)),
            _ => None,
        });
        if let Some(error) = wrong {
            return Err(if as_validator {
                Stop::Error(error)
            } else {
                self.error_in_call(span, builtin, error)
            });
        }
        self.check_args(span, builtin, &mut args)?;
        let evaluates = Self::is_non_concrete(builtin) && builtin != BuiltinRef::Core(Core::Or);
        let result = if evaluates && !args.is_empty() {
            self.apply_once(span, builtin, args, as_validator)
        } else {
            self.apply_checked(span, builtin, &args, as_validator)
        };
        match result {
            Err(Stop::Error(error)) if !as_validator => {
                Err(self.error_in_call(span, builtin, error))
            }
            result => result,
        }
    }

    /// Calls a function that evaluates what it is given, unless it is in the middle of that.
    fn apply_once(
        &mut self,
        span: Span,
        builtin: BuiltinRef,
        args: Vec<Val>,
        as_validator: bool,
    ) -> Eval<Val> {
        let call = Running { builtin, span, args: args.into() };
        if self.is_going_round(&call) {
            return self.fail(span, Code::StructuralCycle, "structural cycle", Vec::new());
        }
        let args = Rc::clone(&call.args);
        self.running.push(call);
        let result = self.apply_checked(span, builtin, &args, as_validator);
        self.running.pop();
        result
    }

    fn error_in_call(&self, span: Span, builtin: BuiltinRef, error: Rc<Bottom>) -> Stop {
        let name = Arg::Text(Self::builtin_name(builtin));
        let mut outer = Bottom::new(error.code, "error in call to {}", vec![name]).at(span);
        outer.causes.push(error);
        Stop::Error(self.here(outer))
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
        for (index, arg) in args.iter().enumerate() {
            self.check_kind(span, (builtin, index), arg)?;
            if let Some(source) = Self::constraint(builtin, index) {
                self.check_constraint(span, (builtin, index), arg, source)?;
            }
        }
        Ok(())
    }

    fn check_kind(&self, span: Span, (builtin, index): (BuiltinRef, usize), arg: &Val) -> Eval<()> {
        let of = self.kind_of(arg);
        let kind = Self::params(builtin)[index];
        if kind.meets(of) {
            return Ok(());
        }
        let args = vec![
            Arg::Val(arg.clone()),
            Arg::Kind(of),
            Arg::Kind(kind),
            Arg::Int(i64::try_from(index + 1).unwrap_or(i64::MAX)),
            Arg::Text(Self::builtin_name(builtin)),
        ];
        let template = "cannot use {} (type {}) as {} in argument {} to {}";
        self.fail(span, Code::Eval, template, args)
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
            Core::CloseAll => {
                if let Val::Node(node) = args[0] {
                    self.node_mut(node).flags.closed_recursive = true;
                }
                Ok(args[0].clone())
            }
            Core::Reclose => {
                self.call_reclose(&args[0]);
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

    /// Refuses an argument of which nothing but its kind is known.
    fn check_concrete(
        &self,
        span: Span,
        index: usize,
        arg: &Val,
        param: &builtin::Param,
    ) -> Eval<()> {
        if !matches!(arg, Val::Top | Val::Basic(_) | Val::Bound(_) | Val::Conjunction(_)) {
            return Ok(());
        }
        let number = Arg::Int(i64::try_from(index).unwrap_or(i64::MAX));
        let (template, arg) = match param.depth {
            Depth::Each(_) => ("non-concrete list for argument {}", number),
            Depth::Whole if param.kind == Kind::TOP => ("non-concrete argument {}", number),
            _ => ("non-concrete value {}", Arg::from(arg)),
        };
        self.fail(span, Code::Incomplete, template, vec![arg])
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
            self.check_concrete(span, index, arg, param)?;
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

    /// Whether the same call is being answered already: then it goes on for ever.
    ///
    /// Arguments that are written at the same place may differ in what their names mean; a few of
    /// those may be inside each other.
    fn is_going_round(&mut self, call: &Running) -> bool {
        let mut alike = 0;
        for known in self.running.clone() {
            if known.span != call.span
                || known.builtin != call.builtin
                || !self.is_equal(&known.args[0], &call.args[0], How::Structural)
            {
                continue;
            }
            let rest = known.args.iter().zip(&*call.args).skip(1);
            if rest.into_iter().all(|(one, other)| self.is_same_arg(one, other)) {
                return true;
            }
            alike += 1;
        }
        alike >= MOST_ALIKE
    }

    fn is_same_arg(&mut self, one: &Val, other: &Val) -> bool {
        let (Val::Node(one), Val::Node(other)) = (one, other) else {
            return self.is_equal(one, other, How::Structural);
        };
        let (one, other) = (self.deref(*one), self.deref(*other));
        let conjuncts = |node: NodeId| &self.node(node).conjuncts;
        one == other
            || !conjuncts(one).is_empty()
                && conjuncts(one).len() == conjuncts(other).len()
                && conjuncts(one).iter().zip(conjuncts(other)).all(|(one, other)| {
                    one.elem.is_same(&other.elem) && self.is_same_env(one.env, other.env)
                })
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
        let error = Bottom::new(code, template, args).at(validator.span);
        let mut error = validator.places.iter().copied().fold(error, Bottom::at);
        error.causes.extend(cause);
        Some(self.here(error))
    }
}
