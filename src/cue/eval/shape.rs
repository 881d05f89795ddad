//! A value with all that is left open in it: bounds, alternatives, patterns.

use std::sync::Arc;

use crate::cue::number::Number;
use crate::cue::syntax::ast::UnaryOp;
use crate::cue::value::Kind;

use super::Label;
use super::Session;
use super::error::Bottom;
use super::node::Base;
use super::node::NodeId;
use super::tree::Problem;
use super::value::Val;

/// What a value is; nothing is decided that its source leaves open.
#[derive(Clone, Debug)]
pub enum Shape {
    /// An error of its own.
    Bottom,
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number.
    Number(Number),
    /// A string.
    String(Arc<str>),
    /// Bytes.
    Bytes(Arc<[u8]>),
    /// `_`
    Top,
    /// `int`, `string` and so on, and unions of them.
    Kinds(Kind),
    /// `>1`, `=~"x"` and so on.
    Bound(UnaryOp, NodeId),
    /// A call that waits for its first argument: the name and the other ones.
    Validator(String, Vec<NodeId>),
    /// A function.
    Function(String),
    /// Alternatives, the defaults first, and how many those are.
    Alternatives(Vec<NodeId>, usize),
    /// Several at once.
    All(Vec<NodeId>),
    /// A struct.
    Struct,
    /// A list, and whether more elements may follow.
    List(bool),
}

impl Session {
    /// What a node is, with all that is left open.
    pub fn shape(&mut self, node: NodeId) -> Shape {
        self.finalize(node);
        let target = self.deref(node);
        match self.node(target).base.clone() {
            Base::Struct => Shape::Struct,
            Base::List { open } => Shape::List(open),
            Base::None | Base::Cycle => Shape::Top,
            Base::Val(value) => self.shape_of(&value),
        }
    }

    pub(super) fn shape_of(&mut self, value: &Val) -> Shape {
        match value {
            Val::Bottom(_) => Shape::Bottom,
            Val::Null => Shape::Null,
            Val::Bool(value) => Shape::Bool(*value),
            Val::Num(number) => Shape::Number((**number).clone()),
            Val::Str(text) => Shape::String(Arc::clone(text)),
            Val::Bytes(bytes) => Shape::Bytes(Arc::clone(bytes)),
            Val::Top => Shape::Top,
            Val::Basic(kind) => Shape::Kinds(*kind),
            Val::Bound(bound) => Shape::Bound(bound.op, self.node_of(&bound.value)),
            Val::Validator(validator) => {
                let name = Self::builtin_name(validator.builtin).to_string();
                Shape::Validator(name, self.nodes_of(&validator.args))
            }
            Val::Builtin(builtin) => Shape::Function(Self::builtin_name(*builtin).to_string()),
            Val::Disjunction(alternatives) => {
                let nodes = self.nodes_of(&alternatives.values);
                Shape::Alternatives(nodes, alternatives.defaults)
            }
            Val::Conjunction(values) => Shape::All(self.nodes_of(values)),
            Val::Node(node) => self.shape(*node),
        }
    }

    /// The package that a hidden name belongs to; nothing for other names.
    pub fn label_package(&self, label: Label) -> Option<Arc<str>> {
        match label {
            Label::Hidden(_, package) | Label::HiddenDefinition(_, package) => {
                Some(self.symbols.text(package))
            }
            _ => None,
        }
    }

    /// The name of a field, without quotes.
    pub fn label_name(&self, label: Label) -> Arc<str> {
        match (label, label.name()) {
            (Label::Int(index), _) => index.to_string().into(),
            (_, name) => name.map(|name| self.symbols.text(name)).unwrap_or_default(),
        }
    }

    fn nodes_of(&mut self, values: &[Val]) -> Vec<NodeId> {
        values.iter().map(|value| self.node_of(value)).collect()
    }

    /// A node for a value.
    fn node_of(&mut self, value: &Val) -> NodeId {
        match value {
            Val::Node(node) => *node,
            value => self.unified(std::slice::from_ref(value)),
        }
    }

    /// The kinds that a node may be of.
    pub fn kinds(&mut self, node: NodeId) -> Kind {
        self.finalize(node);
        self.node_kind(self.deref(node))
    }

    /// The patterns of a struct and what they say of the fields that match.
    pub fn patterns(&mut self, node: NodeId) -> Vec<(NodeId, NodeId)> {
        self.finalize(node);
        let patterns = self.node(self.deref(node)).patterns.clone();
        patterns.iter().map(|one| (self.node_of(&one.pattern), one.constraint)).collect()
    }

    /// The `let`s of a struct.
    pub fn lets(&mut self, node: NodeId) -> Vec<(Arc<str>, NodeId)> {
        self.finalize(node);
        let arcs = self.node(self.deref(node)).arcs.clone();
        let name = |arc: NodeId| match self.node(arc).label {
            Some(Label::Let(name, _)) => Some((self.symbols.text(name), arc)),
            _ => None,
        };
        arcs.into_iter().filter_map(name).collect()
    }

    /// Whether a struct or list may have one more field or element of a name.
    pub fn allows(&mut self, node: NodeId, name: &str) -> bool {
        self.finalize(node);
        let sym = self.intern(name);
        self.accepts(node, Label::String(sym))
    }

    /// Whether a definition or `close` closes a value, whatever may open it again.
    pub fn is_marked_closed(&mut self, node: NodeId) -> bool {
        self.finalize(node);
        let this = self.node(node);
        if this.flags.closed_once || this.flags.closed_recursive {
            return true;
        }
        match &this.base {
            Base::Val(Val::Node(other)) => self.is_marked_closed(*other),
            _ => false,
        }
    }

    /// Whether a struct takes any field, whatever its name.
    pub fn allows_any(&mut self, node: NodeId) -> bool {
        self.finalize(node);
        let target = self.deref(node);
        if self.is_open_struct(target) {
            return self.kinds(target).meets(Kind::STRUCT);
        }
        let patterns = self.node(target).patterns.clone();
        patterns.iter().any(|one| {
            matches!(one.pattern, Val::Top)
                || matches!(one.pattern, Val::Basic(kind) if kind.contains(Kind::STRING))
        })
    }

    /// All errors of a node, one by one, with the values in their messages.
    pub fn errors_of(&mut self, node: NodeId) -> Vec<(Problem, Vec<String>)> {
        self.finalize(node);
        let Some(error) = self.bottom(node) else { return Vec::new() };
        let mut found = Vec::new();
        self.each_error(&error, &mut found);
        found
    }

    fn each_error(&self, error: &Bottom, found: &mut Vec<(Problem, Vec<String>)>) {
        let mut first = error.clone();
        first.more.clear();
        let args = first.message.args.iter().map(|arg| self.arg_text(arg)).collect();
        found.push((self.problem(&first), args));
        for cause in error.causes.iter().chain(&error.more) {
            self.each_error(cause, found);
        }
    }
}
