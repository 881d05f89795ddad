//! The graph: nodes, environments, tasks, and where they are kept.

use std::rc::Rc;

use thin_vec::ThinVec;

use crate::cue::syntax::Span;
use crate::cue::syntax::ast::UnaryOp;
use crate::cue::value::Kind;

use super::Label;
use super::close::CloseWork;
use super::cycle::Cycle;
use super::disjunction::DisjunctionWork;
use super::error::Arg;
use super::error::Bottom;
use super::ir::Comprehension;
use super::ir::ExprRef;
use super::ir::StructLit;
use super::place::Place;
use super::task::Schedule;
use super::value::Bound;
use super::value::Val;

/// A node of the graph.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct NodeId(pub(super) u32);

/// An environment.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) struct EnvId(pub(super) u32);

/// A link of the chain in which names are looked up.
#[derive(Clone, Debug)]
pub(super) struct Env {
    pub(super) up: Option<EnvId>,
    pub(super) node: NodeId,
    /// The name that a pattern or a dynamic field was met with.
    pub(super) label: Option<Label>,
    /// The values of `let`s whose value differs from link to link.
    pub(super) lets: ThinVec<(NodeId, NodeId)>,
}

/// Whether a field is there, from most to least.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) enum ArcType {
    /// `f:`
    Member,
    /// `f!:`
    Required,
    /// `f?:`
    Optional,
    /// Something may still add it.
    Pending,
    /// Nothing has added it.
    Absent,
}

/// How far a node has come.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Status {
    Unprocessed,
    Evaluating,
    Finalized,
}

/// What a node has come to.
#[derive(Clone, Debug)]
pub(super) enum Base {
    /// Nothing is known yet.
    None,
    /// Being evaluated: whoever needs this value now is in a circle.
    Cycle,
    /// A struct; the fields are the arcs.
    Struct,
    /// A list; the elements are the arcs.
    List { open: bool },
    /// Anything else; a node here is what this node stands for.
    Val(Val),
}

/// What a conjunct says, in an environment.
#[derive(Clone, Debug)]
pub(super) enum Elem {
    Expr(ExprRef),
    Val(Val),
    Comprehension(Rc<Comprehension>),
    Struct(Rc<StructLit>),
}

/// One of the things that are said of a node.
#[derive(Clone, Debug)]
pub(super) struct Conjunct {
    pub(super) elem: Elem,
    pub(super) env: Option<EnvId>,
    pub(super) close: CloseInfo,
    /// The declaration it comes from.
    pub(super) span: Span,
}

/// Where a conjunct comes from, as far as it matters to closedness and cycles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts about a conjunct")]
pub(super) struct CloseInfo {
    /// The group of conjuncts it belongs to; 0 is none.
    pub(super) id: u32,
    /// The struct that closes around it.
    pub(super) outer: u32,
    /// The embedding that it is in.
    pub(super) embed: u32,
    pub(super) from_definition: bool,
    pub(super) from_embedding: bool,
    /// The next reference counts as one to a definition.
    pub(super) top_definition: bool,
    /// `x...`
    pub(super) opened: bool,
    /// An operand of `(x & y)...`
    pub(super) operand_opened: bool,
    pub(super) cycle: Cycle,
    /// Where it is among all that is said of the node.
    pub(super) place: Place,
}

/// A pattern and what it says of fields that match.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    pub(super) pattern: Val,
    pub(super) constraint: NodeId,
}

/// A node: a place in the tree with all that is said of it.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) parent: Option<NodeId>,
    pub(super) label: Option<Label>,
    pub(super) arc: ArcType,
    pub(super) status: Status,
    pub(super) base: Base,
    pub(super) conjuncts: ThinVec<Conjunct>,
    pub(super) arcs: ThinVec<NodeId>,
    pub(super) patterns: ThinVec<Pattern>,
    /// Structs that were unified, for the order of fields and for attributes.
    pub(super) structs: ThinVec<Rc<StructLit>>,
    pub(super) child_error: Option<Rc<Bottom>>,
    pub(super) flags: Flags,
    pub(super) work: Option<Box<Work>>,
}

/// What is so about a node.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts about a node")]
pub(super) struct Flags {
    /// It is a definition or in one.
    pub(super) closed_recursive: bool,
    /// `close()`
    pub(super) closed_once: bool,
    /// It opens, with `...`, what is closed: a definition, or what `close()` gave.
    pub(super) embeds_closed: bool,
    pub(super) embeds_closed_once: bool,
    pub(super) has_ellipsis: bool,
    /// It is in no tree: an operand, an iteration.
    pub(super) dynamic: bool,
    /// Something in the same struct refers to it by name.
    pub(super) referenced: bool,
    /// It is below a dynamic node.
    pub(super) non_rooted: bool,
    /// It is an alternative of another node.
    pub(super) is_alternative: bool,
    /// It stands for another node.
    pub(super) shared: bool,
    pub(super) opened_shared: bool,
    /// Several `let`s of this name may have been unified.
    pub(super) multi_let: bool,
    pub(super) is_pattern: bool,
    /// Its value was computed: it has no conjuncts that say so.
    pub(super) is_data: bool,
}

/// What was said, for messages.
#[derive(Clone, Debug)]
pub(super) struct Said {
    pub(super) what: Arg,
    pub(super) span: Span,
    /// The group of what said it.
    pub(super) group: u32,
}

/// What is needed only while a node is evaluated.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts about a node")]
pub(super) struct Work {
    pub(super) initialized: bool,
    pub(super) schedule: Schedule,
    pub(super) kind: Kind,
    /// What narrowed the kind last, for messages.
    pub(super) kind_by: Option<Said>,
    pub(super) scalar: Option<Val>,
    pub(super) scalar_span: Span,
    pub(super) scalar_group: u32,
    pub(super) is_struct: bool,
    pub(super) has_struct: bool,
    pub(super) has_top: bool,
    pub(super) is_definition: bool,
    pub(super) list_closed: bool,
    pub(super) list_length: usize,
    pub(super) lower: Option<Rc<Bound>>,
    pub(super) upper: Option<Rc<Bound>>,
    /// Bounds and validators that are checked at the end.
    pub(super) checks: ThinVec<(Val, CloseInfo)>,
    pub(super) error: Option<Rc<Bottom>>,
    /// Nodes that want to hear of further conjuncts.
    pub(super) notify: ThinVec<(NodeId, CloseInfo)>,
    /// Nodes whose conjuncts were taken over.
    pub(super) taken: ThinVec<NodeId>,
    pub(super) to_complete: bool,
    pub(super) completing: bool,
    pub(super) eval_depth: u32,
    pub(super) depth: u32,
    pub(super) post_checks: ThinVec<PostCheck>,
    pub(super) deferred: ThinVec<NodeId>,
    /// A `?` reference inside a `try` had nothing to refer to.
    pub(super) try_failed: Option<bool>,
    // Cycles.
    pub(super) any_cyclic: bool,
    pub(super) ancestor_cycle: bool,
    pub(super) has_non_cycle: bool,
    pub(super) has_non_cyclic: bool,
    pub(super) has_field_value: bool,
    pub(super) cyclic: ThinVec<(Conjunct, Option<NodeId>)>,
    // Sharing.
    pub(super) shared: bool,
    pub(super) no_sharing: bool,
    pub(super) shared_by: Option<Box<Conjunct>>,
    pub(super) shared_infos: ThinVec<CloseInfo>,
    pub(super) shared_cycle: bool,
    pub(super) shared_counted: bool,
    pub(super) base_before_sharing: Option<Box<Base>>,
    pub(super) close: CloseWork,
    pub(super) disjunction: DisjunctionWork,
}

/// A test whose outcome must not change while the rest is evaluated.
#[derive(Clone, Debug)]
pub(super) struct PostCheck {
    pub(super) env: EnvId,
    pub(super) expr: ExprRef,
    pub(super) expect_error: bool,
}

/// Adds to what mostly holds one: room for more is made when more comes.
pub(super) fn push<T>(all: &mut ThinVec<T>, one: T) {
    if all.is_empty() {
        all.reserve_exact(1);
    }
    all.push(one);
}

impl Work {
    /// Whether anything is left to do here, or done above for this.
    pub(super) fn has_tasks(&self) -> bool {
        let Schedule { tasks, parent_tasks, .. } = &self.schedule;
        !(tasks.is_empty()
            && parent_tasks.is_empty()
            && self.cyclic.is_empty()
            && self.deferred.is_empty()
            && self.post_checks.is_empty())
    }

    /// The end of the range of what is allowed that a bound with an operator sets.
    pub(super) fn end(&mut self, op: UnaryOp) -> Option<&mut Option<Rc<Bound>>> {
        match op {
            UnaryOp::Greater | UnaryOp::GreaterEqual => Some(&mut self.lower),
            UnaryOp::Less | UnaryOp::LessEqual => Some(&mut self.upper),
            _ => None,
        }
    }
}

impl Default for Work {
    fn default() -> Self {
        Self {
            initialized: false,
            schedule: Schedule::default(),
            kind: Kind::TOP,
            kind_by: None,
            scalar: None,
            scalar_span: Span::default(),
            scalar_group: 0,
            is_struct: false,
            has_struct: false,
            has_top: false,
            is_definition: false,
            list_closed: false,
            list_length: 0,
            lower: None,
            upper: None,
            checks: ThinVec::new(),
            error: None,
            notify: ThinVec::new(),
            taken: ThinVec::new(),
            to_complete: false,
            completing: false,
            eval_depth: 0,
            depth: 0,
            post_checks: ThinVec::new(),
            deferred: ThinVec::new(),
            try_failed: None,
            any_cyclic: false,
            ancestor_cycle: false,
            has_non_cycle: false,
            has_non_cyclic: false,
            has_field_value: false,
            cyclic: ThinVec::new(),
            shared: false,
            no_sharing: false,
            shared_by: None,
            shared_infos: ThinVec::new(),
            shared_cycle: false,
            shared_counted: false,
            base_before_sharing: None,
            close: CloseWork::default(),
            disjunction: DisjunctionWork::default(),
        }
    }
}

impl Default for Node {
    fn default() -> Self {
        Self {
            parent: None,
            label: None,
            arc: ArcType::Member,
            status: Status::Unprocessed,
            base: Base::None,
            conjuncts: ThinVec::new(),
            arcs: ThinVec::new(),
            patterns: ThinVec::new(),
            structs: ThinVec::new(),
            child_error: None,
            flags: Flags::default(),
            work: None,
        }
    }
}

impl Conjunct {
    /// What is said at the top: in no environment, by nothing around it.
    pub(super) fn at_top(elem: Elem, span: Span) -> Self {
        Self { elem, env: None, close: CloseInfo::default(), span }
    }
}

impl Elem {
    /// Whether nothing inside can lead back to the node that is evaluated.
    pub(super) fn is_inert(&self) -> bool {
        match self {
            Self::Expr(expr) => expr.is_inert(),
            Self::Val(_) => true,
            _ => false,
        }
    }

    /// Whether both say the same, being the same piece of source.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Expr(left), Self::Expr(right)) => Rc::ptr_eq(left, right),
            (Self::Comprehension(left), Self::Comprehension(right)) => Rc::ptr_eq(left, right),
            (Self::Struct(left), Self::Struct(right)) => Rc::ptr_eq(left, right),
            (Self::Val(Val::Node(left)), Self::Val(Val::Node(right))) => left == right,
            _ => false,
        }
    }
}
