//! An evaluated tree, as others see it.

use std::rc::Rc;
use std::sync::Arc;

use crate::cue::builtin::Depth;
use crate::cue::module::Program;
use crate::cue::module::rank;
use crate::cue::number::Number;
use crate::cue::syntax::Span;
use crate::cue::value::Kind;
use crate::cue::value::Value;
use crate::order;

use super::Label;
use super::Session;
use super::error::Bottom;
use super::error::Code;
use super::error::combine;
use super::ir::Attribute;
use super::ir::Decl;
use super::node::ArcType;
use super::node::Base;
use super::node::NodeId;
use super::node::Status;
use super::profile::Limits;
use super::profile::Profile;
use super::validate::Check;
use super::value::Val;

/// What a node is.
#[derive(Clone, Debug)]
pub enum View {
    /// An error.
    Bottom(Code),
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
    /// A struct.
    Struct,
    /// A list.
    List {
        /// Whether more elements may follow.
        open: bool,
    },
    /// Something not concrete that has a default.
    Default(NodeId),
    /// Something not concrete, of these kinds.
    Kind(Kind),
}

/// A field of a struct.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its name.
    pub label: Label,
    /// Its value.
    pub node: NodeId,
    /// Whether it is optional, required or there.
    pub presence: Presence,
}

/// Whether a field is there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Presence {
    /// `f:`
    Regular,
    /// `f!:`
    Required,
    /// `f?:`
    Optional,
}

/// An error, ready to be printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// How bad it is.
    pub code: Code,
    /// Where in the tree.
    pub path: String,
    /// What is wrong.
    pub message: String,
    /// Where in the sources.
    pub spans: Vec<Span>,
    /// The one of these places that is to blame more than the others.
    pub place: Option<Span>,
    /// What ruled out each of several alternatives, the nearest miss first.
    pub causes: Vec<Problem>,
}

/// So many nodes, environments and tasks there is room for from the start: more than most programs
/// come to. Room that is never used costs nothing, and to grow costs a copy of all that is there.
const FIRST: usize = 16_384;

impl Session {
    /// Prepares the evaluation of a program.
    pub fn new(program: Program, profile: Profile, limits: Limits) -> Self {
        let mut session = Self {
            symbols: super::label::Symbols::default(),
            nodes: Vec::with_capacity(FIRST),
            envs: Vec::with_capacity(FIRST),
            tasks: Vec::with_capacity(FIRST),
            refs: Vec::new(),
            context: super::session::Context::default(),
            task_stack: Vec::new(),
            blocking: Vec::new(),
            circle: None,
            overlays: Vec::new(),
            trial: None,
            eval_depth: 0,
            in_validator: 0,
            running: Vec::new(),
            in_detached: 0,
            next_let: 0,
            next_filled: super::fill::FIRST_PLACE,
            shown_errors: Vec::new(),
            containments: Vec::new(),
            group_places: Vec::new(),
            regrouped: 0,
            packages: super::package::Packages::default(),
            profile,
            limits,
            spent: None,
            steps: 0,
            nesting: 0,
            regexps: std::collections::BTreeMap::new(),
            places: super::place::Places::default(),
        };
        let empty = session.add_node(super::node::Node::default());
        session.new_env(None, empty);
        session.compile_program(program);
        session
    }

    /// What is wrong with the sources: names that stand for nothing, names that nothing uses.
    pub fn source_problems(&self) -> Vec<Problem> {
        let mut problems: Vec<Problem> =
            self.packages.errors.iter().map(|error| self.problem(error)).collect();
        let sources = &self.program().sources;
        order::sort_by_key(&mut problems, |one| one.place.map(|span| rank(sources, span)));
        problems
    }

    /// Evaluates the main package; gives its root.
    pub fn root(&mut self) -> NodeId {
        let root = self.main_root();
        let errors = self.packages.errors.clone();
        if let Some(error) = errors.into_iter().fold(None, |all, one| combine(all, Some(one))) {
            let node = self.node_mut(root);
            node.status = Status::Finalized;
            node.base = Base::Val(Val::Bottom(error));
        }
        self.finalize(root);
        root
    }

    /// What a node is.
    pub fn view(&mut self, node: NodeId) -> View {
        self.finalize(node);
        let target = self.deref(node);
        match self.node(target).base.clone() {
            Base::Struct => View::Struct,
            Base::List { open } => View::List { open },
            Base::None | Base::Cycle => View::Kind(self.node_kind(target)),
            Base::Val(value) => self.view_value(&value),
        }
    }

    fn view_value(&mut self, value: &Val) -> View {
        match value {
            Val::Bottom(error) => View::Bottom(error.code),
            Val::Null => View::Null,
            Val::Bool(value) => View::Bool(*value),
            Val::Num(number) => View::Number((**number).clone()),
            Val::Str(text) => View::String(Arc::clone(text)),
            Val::Bytes(bytes) => View::Bytes(Arc::clone(bytes)),
            Val::Disjunction(disjunction) if disjunction.defaults == 1 => {
                let default = disjunction.values[0].clone();
                match default {
                    Val::Node(node) => View::Default(node),
                    plain => View::Default(self.unified(&[plain])),
                }
            }
            Val::Node(node) => self.view(*node),
            other => View::Kind(self.kind_of(other)),
        }
    }

    /// The fields of a struct or the elements of a list, without `let`s.
    pub fn fields(&self, node: NodeId) -> Vec<Field> {
        let node = self.deref(node);
        self.fields_in_order(node).into_iter().filter_map(|arc| self.shown_field(arc)).collect()
    }

    /// The same in any order, which takes less time.
    pub fn fields_unordered(&self, node: NodeId) -> impl Iterator<Item = Field> {
        let arcs = self.node(self.deref(node)).arcs.iter();
        arcs.filter_map(|arc| self.shown_field(*arc))
    }

    fn shown_field(&self, arc: NodeId) -> Option<Field> {
        let this = self.node(arc);
        let label = this.label.filter(|label| !label.is_let())?;
        let presence = match this.arc {
            ArcType::Member => Presence::Regular,
            ArcType::Required => Presence::Required,
            ArcType::Optional => Presence::Optional,
            ArcType::Pending | ArcType::Absent => return None,
        };
        Some(Field { label, node: arc, presence })
    }

    /// The field or element of a label, whether it is optional, required or there.
    pub fn labelled(&self, node: NodeId, label: Label) -> Option<NodeId> {
        let arc = self.find_arc(self.deref(node), label)?;
        self.shown_field(arc).map(|field| field.node)
    }

    /// A field that is there, by its name without quotes, hidden ones of any package among them.
    pub fn field_named(&self, node: NodeId, name: &str) -> Option<NodeId> {
        let name = self.symbols.find(name)?;
        let mut arcs = self.node(self.deref(node)).arcs.iter();
        arcs.find_map(|arc| {
            let field = self.shown_field(*arc)?;
            let found = field.presence == Presence::Regular && field.label.name() == Some(name);
            found.then_some(field.node)
        })
    }

    /// A field by its name, as it is written in CUE.
    pub fn field(&mut self, node: NodeId, name: &str) -> Option<NodeId> {
        self.finalize(node);
        let fields = self.fields(node);
        fields.into_iter().find(|field| self.label_text(field.label) == name).map(|one| one.node)
    }

    /// All errors of a tree, by place. With `concrete`, what is not concrete is one, too.
    pub fn problems(&mut self, node: NodeId, concrete: bool) -> Vec<Problem> {
        self.finalize(node);
        let check = Check { concrete, last: concrete, incomplete: false, all: true };
        let found = self.errors_in_tree(node, check);
        let refused: Vec<&[Label]> =
            found.iter().filter(|one| one.1.close_check).map(|one| &*one.0).collect();
        // What is in a field that is not allowed is not allowed either.
        let is_inside = |path: &[Label]| {
            refused.iter().any(|outer| path.len() > outer.len() && path.starts_with(outer))
        };
        let mut problems: Vec<(Vec<String>, Problem)> = Vec::new();
        for (labels, error) in &found {
            if error.close_check && is_inside(labels) {
                continue;
            }
            let mut first = (**error).clone();
            first.more.clear();
            let path = self.labels_text(labels);
            let problem = Problem { path, ..self.problem(&first) };
            if !problems.iter().any(|(_, known)| *known == problem) {
                problems
                    .push((labels.iter().map(|label| self.label_text(*label)).collect(), problem));
            }
        }
        let sources = &self.program().sources;
        order::sort_by(&mut problems, |(left_path, left), (right_path, right)| {
            let place = |problem: &Problem| problem.place.map(|span| rank(sources, span));
            place(left)
                .cmp(&place(right))
                .then_with(|| left_path.cmp(right_path))
                .then_with(|| left.message.cmp(&right.message))
        });
        problems.into_iter().map(|(_, problem)| problem).collect()
    }

    /// A node as data: defaults taken, nothing left open. Definitions and hidden fields are no data.
    pub fn value(&mut self, node: NodeId) -> Result<Value, Vec<Problem>> {
        self.finalize(node);
        let problems = self.problems(node, true);
        if !problems.is_empty() {
            return Err(problems);
        }
        // What is wrong with a field that is no data makes the whole no data either.
        if let Some(error) = self.bottom(node) {
            return Err(vec![self.problem(&error)]);
        }
        match self.concrete(Span::default(), &Val::Node(node), Depth::Whole) {
            Ok(value) => Ok(value),
            Err(super::session::Stop::Error(error)) => Err(vec![self.problem(&error)]),
            Err(super::session::Stop::Yield) => Err(Vec::new()),
        }
    }

    /// The error that a node is.
    pub fn error_of(&mut self, node: NodeId) -> Option<Problem> {
        self.finalize(node);
        let error = self.bottom(node)?;
        Some(self.problem(&error))
    }

    pub(super) fn problem(&self, error: &Bottom) -> Problem {
        let mut spans = error.spans.clone();
        for cause in &error.causes {
            for span in &cause.spans {
                if !spans.contains(span) {
                    spans.push(*span);
                }
            }
        }
        let place = error.place.or(error.node);
        Problem {
            code: error.code,
            path: place.map(|node| self.path_text(node).to_string()).unwrap_or_default(),
            message: self.message_text(error),
            place: spans.first().copied().filter(|_| !error.between),
            spans,
            causes: self.causes(error),
        }
    }

    /// What ruled out each of several alternatives. That another word stands in a field by which
    /// alternatives are told apart says less than anything else.
    fn causes(&self, error: &Bottom) -> Vec<Problem> {
        if error.causes.len() < 2 {
            return Vec::new();
        }
        let mut causes: Vec<&Rc<Bottom>> = error.causes.iter().collect();
        order::sort_by_key(&mut causes, |cause| {
            let depth = cause.place.or(cause.node).map_or(0, |node| self.path(node).len());
            (cause.is_between_scalars(), std::cmp::Reverse(depth))
        });
        causes.into_iter().map(|cause| self.problem(cause)).collect()
    }

    /// Whether a struct or list takes nothing it does not name.
    pub fn is_closed(&self, node: NodeId) -> bool {
        let node = self.deref(node);
        match &self.node(node).base {
            Base::List { open } => !open,
            _ => !self.is_open_struct(node),
        }
    }

    /// Where a field is declared, as often as it is.
    pub fn spans(&self, node: NodeId) -> Vec<Span> {
        let spans = self.node(node).conjuncts.iter().map(|conjunct| conjunct.span);
        spans.filter(|span| *span != Span::default()).collect()
    }

    /// The attributes of a field, from all its declarations.
    pub fn attributes(&self, node: NodeId) -> Vec<Attribute> {
        let this = self.node(node);
        let (Some(parent), Some(label)) = (this.parent, this.label) else { return Vec::new() };
        let mut found = Vec::new();
        for literal in &self.node(parent).structs {
            for decl in &literal.decls {
                if let Decl::Field(field) = decl
                    && field.label == label
                {
                    for attribute in &field.attributes {
                        if !found.contains(attribute) {
                            found.push(attribute.clone());
                        }
                    }
                }
            }
        }
        found
    }

    /// The doc comments of a field, from all its declarations.
    pub fn docs(&self, node: NodeId) -> Vec<Arc<str>> {
        let this = self.node(node);
        let (Some(parent), Some(label)) = (this.parent, this.label) else { return Vec::new() };
        let mut found = Vec::new();
        for literal in &self.node(parent).structs {
            for decl in &literal.decls {
                if let Decl::Field(field) = decl
                    && field.label == label
                {
                    found.extend(field.doc.clone());
                }
            }
        }
        found
    }

    /// The sources of the program.
    pub fn program(&self) -> &Program {
        &self.packages.program
    }
}
