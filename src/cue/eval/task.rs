//! Tasks, and what a node knows of its own.

use std::mem;
use std::rc::Rc;

use thin_vec::ThinVec;
use tinyvec::TinyVec;

use super::condition::COUNTERS;
use super::condition::Condition;
use super::error::Bottom;
use super::ir::Comprehension;
use super::ir::ExprRef;
use super::ir::StructLit;
use super::node::CloseInfo;
use super::node::EnvId;
use super::node::NodeId;

/// How hard to try.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Mode {
    /// Not at all: take what is there.
    Ignore,
    /// As far as it goes.
    Attempt,
    /// Or wait.
    Yield,
    /// To the end, by declaring known what cannot be known.
    Finalize,
}

/// A task.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub(super) struct TaskId(pub(super) u32);

/// What a task does.
#[derive(Clone, Debug)]
pub(super) enum Job {
    /// Evaluates an expression to a value.
    Expr(ExprRef),
    /// Takes over what is said of another node.
    Reference(ExprRef),
    /// Adds a field whose name is an expression.
    Dynamic(Rc<StructLit>, usize),
    /// Adds a pattern.
    Pattern(Rc<StructLit>, usize),
    /// Adds what a comprehension yields.
    Comprehension(Rc<Comprehension>),
    /// Adds the elements of a list.
    List(ExprRef),
    /// Adds the elements of a computed list.
    ListNode(NodeId),
    /// Chooses from alternatives.
    Disjunctions,
}

/// How far a task is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum TaskState {
    Ready,
    Running,
    Waiting,
    Done,
    Failed,
    Cancelled,
}

/// A task of a node.
#[derive(Clone, Debug)]
pub(super) struct Task {
    pub(super) job: Job,
    pub(super) node: NodeId,
    pub(super) env: Option<EnvId>,
    pub(super) close: CloseInfo,
    pub(super) state: TaskState,
    pub(super) completes: Condition,
    /// A copy of it does the work.
    pub(super) defunct: bool,
    pub(super) blocked_on: Option<NodeId>,
    pub(super) block_condition: Condition,
    pub(super) error: Option<Rc<Bottom>>,
    /// How often it has waited.
    pub(super) waits: u32,
}

/// Tasks, a few in the node itself.
pub(super) type TaskIds = TinyVec<[TaskId; 3]>;

/// The tasks of a node and what is known of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Schedule {
    pub(super) started: bool,
    pub(super) running: bool,
    pub(super) completed: Condition,
    pub(super) provided: Condition,
    pub(super) frozen: Condition,
    pub(super) counters: [i32; COUNTERS],
    pub(super) tasks: TaskIds,
    /// Comprehensions of nodes above that may add this one.
    pub(super) parent_tasks: ThinVec<TaskId>,
    pub(super) blocking: ThinVec<TaskId>,
}

impl Schedule {
    pub(super) fn counter(&self, condition: Condition) -> i32 {
        self.counters.get(condition.0.trailing_zeros() as usize).copied().unwrap_or_default()
    }

    pub(super) fn meets(&self, needs: Condition) -> bool {
        let needs = if self.started { needs & self.provided } else { needs };
        self.completed.meets(needs)
    }

    /// Takes out the tasks, and those of other nodes that wait.
    pub(super) fn take_tasks(&mut self) -> (TaskIds, ThinVec<TaskId>) {
        (mem::take(&mut self.tasks), mem::take(&mut self.blocking))
    }

    /// Puts back what was taken out.
    pub(super) fn put_tasks(&mut self, (tasks, blocking): (TaskIds, ThinVec<TaskId>)) {
        self.tasks = tasks;
        self.blocking = blocking;
    }
}

impl Job {
    pub(super) const fn completes(&self) -> Condition {
        match self {
            Self::Expr(_) | Self::Reference(_) => Condition::GENERIC,
            Self::Disjunctions => Condition(Condition::GENERIC.0 | Condition::DISJUNCTION.0),
            _ => Condition::FIELDS,
        }
    }

    /// Whether both do the same, being the same piece of source.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Expr(left), Self::Expr(right))
            | (Self::Reference(left), Self::Reference(right))
            | (Self::List(left), Self::List(right)) => Rc::ptr_eq(left, right),
            (Self::Dynamic(left, one), Self::Dynamic(right, two))
            | (Self::Pattern(left, one), Self::Pattern(right, two)) => {
                Rc::ptr_eq(left, right) && one == two
            }
            (Self::Comprehension(left), Self::Comprehension(right)) => Rc::ptr_eq(left, right),
            (Self::ListNode(left), Self::ListNode(right)) => left == right,
            (Self::Disjunctions, Self::Disjunctions) => true,
            _ => false,
        }
    }
}
