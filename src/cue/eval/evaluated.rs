//! Builtins that take schemas or values that are not concrete.

use std::rc::Rc;

use crate::cue::encoding::json;
use crate::cue::encoding::yaml;
use crate::cue::encoding::yaml::YamlError;
use crate::cue::syntax::Span;
use crate::cue::value::Kind;
use crate::cue::value::Value;

use super::Label;
use super::Session;
use super::check;
use super::error::Arg;
use super::error::Code;
use super::node::ArcType;
use super::node::CloseInfo;
use super::node::Conjunct;
use super::node::Elem;
use super::node::Node;
use super::node::NodeId;
use super::session::Eval;
use super::session::Stop;
use super::validate::Check;
use super::value::Val;

impl Session {
    /// Calls a builtin that only an evaluator can do.
    pub(super) fn call_evaluated(
        &mut self,
        span: Span,
        (package, index): (&'static str, usize),
        args: &[Val],
        as_validator: bool,
    ) -> Eval<Val> {
        let name = crate::cue::builtin::package(package)
            .and_then(|package| package.members.get(index))
            .map_or("", |member| member.0);
        let finding = match (package, name) {
            ("list", "Sort" | "SortStable") => return self.sort(span, &args[0], &args[1]),
            ("list", "IsSorted") => return self.is_sorted(span, &args[0], &args[1]),
            ("list", "Contains") => return self.contains_equal(span, args),
            ("list", "MinItems") => self.check_items(span, args, false),
            ("list", "MaxItems") => self.check_items(span, args, true),
            ("list", "UniqueItems") => self.check_unique(span, args),
            ("list", "MatchN") => self.check_matches(span, args),
            ("struct", "MinFields") => self.check_fields(span, args, false),
            ("struct", "MaxFields") => self.check_fields(span, args, true),
            ("encoding/json", "Validate") => return self.validate_json(span, args),
            ("encoding/yaml", "Validate") => {
                return self.validate_yaml(span, args, Check::CONCRETE);
            }
            ("encoding/yaml", "ValidatePartial") => {
                return self.validate_yaml(span, args, Check::default());
            }
            _ => {
                let args = vec![Arg::Text(format!("{package}.{name}").into())];
                return self.fail(span, Code::Eval, "{} is not supported", args);
            }
        };
        Ok(check::result(finding?, span, as_validator))
    }

    /// An error of a reader.
    fn told(&self, span: Span, error: &dyn std::fmt::Display) -> Stop {
        let text = Arg::Text(error.to_string().into());
        Stop::Error(self.error_at(span, Code::Eval, "{}", vec![text]))
    }

    fn validate_json(&mut self, span: Span, args: &[Val]) -> Eval<Val> {
        let text = self.text_arg(span, &args[0])?;
        let document = json::read(&text).map_err(|error| {
            let syntax = error.kind.is_syntax();
            if syntax { self.told(span, &"json: invalid JSON") } else { self.told(span, &error) }
        })?;
        self.validate_document(&document, &args[1], Check::LAST)
    }

    fn validate_yaml(&mut self, span: Span, args: &[Val], check: Check) -> Eval<Val> {
        let text = self.text_arg(span, &args[0])?;
        let documents = yaml::read_stream(&text).map_err(|error| match error {
            // Upstream takes the function for the file.
            YamlError::Text { .. } => {
                let name = if check.concrete { "yaml.Validate" } else { "yaml.ValidatePartial" };
                self.told(span, &format_args!("{name}{error}"))
            }
            YamlError::Data(_) => self.told(span, &error),
        })?;
        for document in &documents {
            self.validate_document(document, &args[1], check)?;
        }
        Ok(Val::Bool(true))
    }

    /// Holds a document against a schema.
    fn validate_document(&mut self, document: &Value, schema: &Val, check: Check) -> Eval<Val> {
        let document = self.value_of(document);
        let node = self.unified(&[document, schema.clone()]);
        match self.validate_tree(node, Check { all: true, ..check }) {
            None => Ok(Val::Bool(true)),
            Some(error) => {
                let mut last = (*error).clone();
                if check.concrete {
                    // A document is all there is: nothing more will be known of it, nor does it
                    // matter that the schema is a circle.
                    last.code = Code::Eval;
                }
                Err(Stop::Error(Rc::new(last)))
            }
        }
    }

    fn text_arg(&mut self, span: Span, value: &Val) -> Eval<Vec<u8>> {
        let taken = self.default_of(value.clone())?;
        match self.unwrap_val(&taken) {
            Val::Str(text) => Ok(text.as_bytes().to_vec()),
            Val::Bytes(bytes) => Ok(bytes.to_vec()),
            Val::Bottom(error) => Err(Stop::Error(error)),
            other => self.argument_error(span, &other, Kind::STRING | Kind::BYTES),
        }
    }

    fn argument_error<T>(&self, span: Span, value: &Val, kinds: Kind) -> Eval<T> {
        if self.is_concrete(value) || !self.kind_of(value).meets(kinds) {
            return self.type_error(span, value, kinds);
        }
        self.fail(span, Code::Incomplete, "non-concrete value {}", vec![value.into()])
    }

    pub(super) fn list_arg(&mut self, span: Span, value: &Val) -> Eval<Vec<NodeId>> {
        let taken = self.default_of(value.clone())?;
        let plain = self.unwrap_val(&taken);
        match plain {
            Val::Node(node) => {
                self.finalize(node);
                Ok(self.elements(node))
            }
            Val::Bottom(error) => Err(Stop::Error(error)),
            other => self.argument_error(span, &other, Kind::LIST),
        }
    }

    pub(super) fn int_arg(&mut self, span: Span, value: &Val) -> Eval<i64> {
        let taken = self.default_of(value.clone())?;
        match self.unwrap_val(&taken) {
            Val::Num(number) if number.to_i64().is_some() => Ok(number.to_i64().unwrap_or(0)),
            Val::Bottom(error) => Err(Stop::Error(error)),
            other => self.argument_error(span, &other, Kind::INT),
        }
    }

    fn sort(&mut self, span: Span, list: &Val, comparer: &Val) -> Eval<Val> {
        let elements = self.list_arg(span, list)?;
        let sorted = self.merge_sort(span, comparer, &elements)?;
        Ok(Val::Node(self.list_of(&sorted)))
    }

    /// Keeps the order of what is equal. A comparer may contradict itself, which does no harm.
    fn merge_sort(&mut self, span: Span, comparer: &Val, list: &[NodeId]) -> Eval<Vec<NodeId>> {
        if list.len() < 2 {
            return Ok(list.to_vec());
        }
        let (left, right) = list.split_at(list.len() / 2);
        let left = self.merge_sort(span, comparer, left)?;
        let right = self.merge_sort(span, comparer, right)?;
        let mut merged = Vec::with_capacity(list.len());
        let (mut left, mut right) = (left.into_iter().peekable(), right.into_iter().peekable());
        while let (Some(one), Some(other)) = (left.peek(), right.peek()) {
            let next =
                if self.is_less(span, comparer, *other, *one)? { &mut right } else { &mut left };
            merged.extend(next.next());
        }
        merged.extend(left.chain(right));
        Ok(merged)
    }

    fn is_sorted(&mut self, span: Span, list: &Val, comparer: &Val) -> Eval<Val> {
        let elements = self.list_arg(span, list)?;
        for pair in elements.windows(2) {
            if self.is_less(span, comparer, pair[1], pair[0])? {
                return Ok(Val::Bool(false));
            }
        }
        Ok(Val::Bool(true))
    }

    /// `less` of a comparer with two elements for `x` and `y`.
    fn is_less(&mut self, span: Span, comparer: &Val, x: NodeId, y: NodeId) -> Eval<bool> {
        let Val::Node(comparer) = comparer else { return Ok(false) };
        let comparer = self.deref(*comparer);
        let conjuncts = self.node(comparer).conjuncts.clone();
        let mut node = Node { conjuncts, ..Node::default() };
        node.flags.dynamic = true;
        let node = self.add_node(node);
        self.full_state(node);
        for (name, value) in [("x", x), ("y", y)] {
            let label = Label::String(self.intern(name));
            let elem = Elem::Val(Val::Node(value));
            let conjunct = Conjunct { elem, env: None, close: CloseInfo::default(), span };
            self.insert_arc(node, label, ArcType::Member, &conjunct);
        }
        self.finalize(node);
        let label = Label::String(self.intern("less"));
        let Some(less) = self.find_arc(self.deref(node), label) else {
            return self.fail(span, Code::Eval, "field not found: less", Vec::new());
        };
        let taken = self.default_of(Val::Node(less))?;
        match self.unwrap_val(&taken) {
            Val::Bool(less) => Ok(less),
            Val::Bottom(error) => Err(Stop::Error(error)),
            other => self.type_error(span, &other, Kind::BOOL),
        }
    }
}
