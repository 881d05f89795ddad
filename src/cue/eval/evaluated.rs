//! Builtins that take schemas or values that are not concrete.

use std::cmp::Ordering;

use crate::cue::syntax::Span;

use super::Label;
use super::Session;
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
    ) -> Eval<Val> {
        let name = crate::cue::builtin::package(package)
            .and_then(|package| package.members.get(index))
            .map_or("", |member| member.0);
        match (package, name) {
            ("list", "Sort" | "SortStable") => self.sort(span, &args[0], &args[1]),
            ("list", "IsSorted") => self.is_sorted(span, &args[0], &args[1]),
            ("list", "MatchN") => self.count_matches(span, args),
            ("struct", "MinFields") => self.min_fields(span, args),
            ("struct", "MaxFields") => self.max_fields(span, args),
            _ => {
                let args = vec![Arg::Text(format!("{package}.{name}").into())];
                self.fail(span, Code::Eval, "{} is not supported", args)
            }
        }
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
            other => self.type_error(span, &other, crate::cue::value::Kind::LIST),
        }
    }

    pub(super) fn int_arg(&mut self, span: Span, value: &Val) -> Eval<i64> {
        let taken = self.default_of(value.clone())?;
        match self.unwrap_val(&taken) {
            Val::Num(number) if number.to_i64().is_some() => Ok(number.to_i64().unwrap_or(0)),
            Val::Bottom(error) => Err(Stop::Error(error)),
            other => self.type_error(span, &other, crate::cue::value::Kind::INT),
        }
    }

    fn sort(&mut self, span: Span, list: &Val, comparer: &Val) -> Eval<Val> {
        let mut elements = self.list_arg(span, list)?;
        let mut failure = None;
        // A comparer may contradict itself; inserting keeps that from doing harm.
        for end in 1..elements.len() {
            let mut at = end;
            while at > 0 {
                match self.is_less(span, comparer, elements[at], elements[at - 1]) {
                    Ok(true) => elements.swap(at, at - 1),
                    Ok(false) => break,
                    Err(stop) => {
                        failure.get_or_insert(stop);
                        break;
                    }
                }
                at -= 1;
            }
        }
        if let Some(stop) = failure {
            return Err(stop);
        }
        Ok(Val::Node(self.list_of(&elements)))
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
            other => self.type_error(span, &other, crate::cue::value::Kind::BOOL),
        }
    }

    fn count_matches(&mut self, span: Span, args: &[Val]) -> Eval<Val> {
        let elements = self.list_arg(span, &args[0])?;
        let mut count = 0;
        for element in elements {
            let node = self.unified(&[Val::Node(element), args[2].clone()]);
            count += i64::from(self.validate_tree(node, Check::FINAL).is_none());
        }
        let node = self.unified(&[args[1].clone(), Val::int(count)]);
        if self.bottom(node).is_none() {
            return Ok(Val::Bool(true));
        }
        let template = "number of matched elements is {}: does not satisfy {}";
        self.fail(span, Code::Eval, template, vec![Arg::Int(count), Arg::Val(args[1].clone())])
    }

    fn count_fields(&self, value: &Val) -> (i64, i64, bool) {
        let Val::Node(node) = value else { return (0, 0, true) };
        let node = self.deref(*node);
        let (mut count, mut constraints) = (0, 0);
        for arc in &self.node(node).arcs {
            let field = self.node(*arc);
            if field.label.is_some_and(Label::is_string) {
                match field.arc.cmp(&ArcType::Member) {
                    Ordering::Equal => count += 1,
                    _ => constraints += 1,
                }
            }
        }
        (count, constraints, self.is_open_struct(node))
    }

    fn min_fields(&mut self, span: Span, args: &[Val]) -> Eval<Val> {
        let least = self.int_arg(span, &args[1])?;
        let (count, constraints, open) = self.count_fields(&args[0]);
        if count >= least {
            return Ok(Val::Bool(true));
        }
        let code = if open || count + constraints >= least { Code::Incomplete } else { Code::Eval };
        let args = vec![Arg::Int(least), Arg::Int(count), Arg::Int(least)];
        self.fail(span, code, "len(fields) < MinFields({}) ({} < {})", args)
    }

    fn max_fields(&mut self, span: Span, args: &[Val]) -> Eval<Val> {
        let most = self.int_arg(span, &args[1])?;
        let (count, ..) = self.count_fields(&args[0]);
        if count <= most {
            return Ok(Val::Bool(true));
        }
        let args = vec![Arg::Int(most), Arg::Int(count), Arg::Int(most)];
        self.fail(span, Code::Eval, "len(fields) > MaxFields({}) ({} > {})", args)
    }
}
