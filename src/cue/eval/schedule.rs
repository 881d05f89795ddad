//! Which task of a node runs when.
//!
//! What is said of a node becomes tasks. A task that needs something another node does not know yet
//! waits for a *condition* of that node and runs again, from its start, once the condition holds.
//! Conditions either count (they hold when all tasks that could change them are done) or are told.
//! When nothing can run any more but tasks still wait, the first node that is being finished frees
//! them in two steps: what is not a scalar by now will not become one; then, whatever they wait for
//! is declared known as it stands. The order is that in which they began to wait, so the same file
//! always comes to the same end.

use std::rc::Rc;

use super::Session;
use super::condition::Condition;
use super::cycle::Cyclic;
use super::error::Code;
use super::error::combine;
use super::ir::Decl;
use super::ir::ExprKind;
use super::ir::ExprRef;
use super::ir::StructLit;
use super::node::ArcType;
use super::node::CloseInfo;
use super::node::EnvId;
use super::node::NodeId;
use super::session::Stop;
use super::task::Job;
use super::task::Mode;
use super::task::Task;
use super::task::TaskId;
use super::task::TaskState;

/// A task that waits more often goes round in circles.
const MOST_WAITS: u32 = 64;

impl Session {
    pub(super) fn task(&self, task: TaskId) -> &Task {
        &self.tasks[task.0 as usize]
    }

    pub(super) fn task_mut(&mut self, task: TaskId) -> &mut Task {
        &mut self.tasks[task.0 as usize]
    }

    pub(super) fn current_task(&self) -> Option<TaskId> {
        self.task_stack.last().copied()
    }

    /// Adds a task to the arena without scheduling it.
    pub(super) fn new_task(&mut self, task: Task) -> TaskId {
        let id = TaskId(u32::try_from(self.tasks.len()).unwrap_or(u32::MAX));
        self.tasks.push(task);
        id
    }

    /// Schedules a task of a node.
    pub(super) fn schedule_task(
        &mut self,
        node: NodeId,
        job: Job,
        env: Option<EnvId>,
        close: CloseInfo,
    ) {
        let mut completes = job.completes();
        let last = matches!(job, Job::Disjunctions);
        let body = match &job {
            Job::Comprehension(comprehension) => Some(Rc::clone(comprehension)),
            _ => None,
        };
        let id = self.new_task(Task {
            job,
            node,
            env,
            close,
            state: TaskState::Ready,
            completes,
            defunct: false,
            blocked_on: None,
            block_condition: Condition::NEVER,
            error: None,
            waits: 0,
        });
        if let Some(comprehension) = body {
            completes = self.push_down(node, id, &comprehension.body) | Condition::TASKS;
            self.task_mut(id).completes = completes;
        }
        let first_last = self.first_disjunction_task(node);
        let schedule = &mut self.work(node).schedule;
        schedule.provided |= completes;
        for bit in (completes & Condition::COUNTED).bits() {
            schedule.counters[bit] += 1;
        }
        match first_last {
            Some(place) if !last => schedule.tasks.insert(place, id),
            _ => schedule.tasks.push(id),
        }
    }

    fn first_disjunction_task(&self, node: NodeId) -> Option<usize> {
        let tasks = &self.node(node).work.as_ref()?.schedule.tasks;
        tasks.iter().position(|task| matches!(self.task(*task).job, Job::Disjunctions))
    }

    /// Tells the fields that a comprehension may add that it may; gives what else it may add.
    ///
    /// So a field waits for the comprehensions that name it, and for no others.
    fn push_down(&mut self, node: NodeId, task: TaskId, body: &ExprRef) -> Condition {
        match &body.kind {
            ExprKind::Struct(literal) => self.push_down_struct(node, task, &Rc::clone(literal)),
            ExprKind::Comprehension(inner) => self.push_down(node, task, &inner.body),
            _ => Condition::VALUE | Condition::FIELD_CONJUNCTS,
        }
    }

    fn push_down_struct(&mut self, node: NodeId, task: TaskId, body: &StructLit) -> Condition {
        let mut completes = Condition::NONE;
        for decl in &body.decls {
            match decl {
                Decl::Field(field) => {
                    let (arc, _) = self.get_arc(node, field.label, ArcType::Pending);
                    if self.state(arc) {
                        self.work(arc).schedule.parent_tasks.push(task);
                        self.push_down(arc, task, &field.value);
                    }
                }
                Decl::Pattern { .. } | Decl::Ellipsis | Decl::Dynamic { .. } => {
                    completes |= Condition::FIELD_CONJUNCTS;
                }
                Decl::Let { .. } => {
                    completes |= Condition::FIELD_CONJUNCTS;
                    self.node_mut(node).flags.multi_let = true;
                }
                Decl::Embed(expr) => {
                    completes |= match &expr.kind {
                        ExprKind::Value(_) => Condition::VALUE,
                        _ => self.push_down(node, task, expr),
                    };
                }
            }
        }
        completes
    }

    #[inline]
    pub(super) fn meets(&self, node: NodeId, needs: Condition) -> bool {
        self.node(node).work.as_ref().is_some_and(|work| work.schedule.meets(needs))
    }

    /// Makes conditions known and runs the tasks that waited for them.
    #[inline]
    pub(super) fn signal(&mut self, node: NodeId, conditions: Condition) {
        let schedule = &self.work(node).schedule;
        if !(schedule.completed & schedule.frozen).meets(conditions) {
            self.make_known(node, conditions);
        }
    }

    #[inline(never)]
    fn make_known(&mut self, node: NodeId, conditions: Condition) {
        let freeze = self.deferred_field_set(node, conditions);
        let schedule = &mut self.work(node).schedule;
        schedule.frozen |= freeze;
        if schedule.completed.meets(conditions) {
            return;
        }
        schedule.completed |= conditions;
        let completed = self.completions(node);
        let schedule = &mut self.work(node).schedule;
        schedule.completed |= completed;
        if schedule.blocking.is_empty() {
            return;
        }
        let mut next = 0;
        while let Some(task) = self.work(node).schedule.blocking.get(next).copied() {
            next += 1;
            let condition = self.task(task).block_condition;
            if self.task(task).blocked_on == Some(node)
                && self.work(node).schedule.completed.meets(condition)
            {
                let task_mut = self.task_mut(task);
                task_mut.block_condition = Condition::NEVER;
                task_mut.blocked_on = None;
                self.run_task(task, Mode::Attempt);
            }
        }
    }

    /// Declares conditions known without telling anybody.
    pub(super) fn freeze(&mut self, node: NodeId, conditions: Condition) {
        let freeze = self.deferred_field_set(node, conditions);
        let schedule = &mut self.work(node).schedule;
        schedule.frozen |= freeze;
        schedule.completed |= conditions;
        self.completions(node);
    }

    /// Fields may not be declared known while somebody else is about to add one.
    fn deferred_field_set(&self, node: NodeId, conditions: Condition) -> Condition {
        if !conditions.any(Condition::FIELD_SET) {
            return conditions;
        }
        let Some(work) = self.work_ref(node) else { return conditions };
        let current = self.current_task();
        let schedule = &work.schedule;
        let pending = |task: &TaskId| {
            Some(*task) != current
                && matches!(
                    self.task(*task).state,
                    TaskState::Ready | TaskState::Running | TaskState::Waiting
                )
        };
        let adds = |task: &TaskId| {
            let one = self.task(*task);
            one.state == TaskState::Ready
                && Some(*task) != current
                && one.job.completes().any(Condition::FIELD_CONJUNCTS)
        };
        if schedule.parent_tasks.iter().any(pending) || schedule.tasks.iter().any(adds) {
            conditions.without(Condition::FIELD_SET)
        } else {
            conditions
        }
    }

    /// What follows from what is known.
    fn completions(&mut self, node: NodeId) -> Condition {
        let schedule = &self.work(node).schedule;
        let mut known = schedule.completed;
        if known.meets(Condition::ANCESTORS) {
            known |= Condition::COUNTED.without(schedule.provided);
            if schedule.counter(Condition::ARC_TYPE) == 0 && known.meets(Condition::SUB_FIELDS) {
                known |= Condition::ARC_TYPE;
            }
        }
        let needs = Condition::FIELD_CONJUNCTS | Condition::ANCESTORS | Condition::TASKS;
        let has_fields = known.meets(needs)
            && schedule.counter(Condition::TASKS) <= 0
            && schedule.counter(Condition::FIELD_CONJUNCTS) <= 0;
        let mut arc = self.node(node).arc;
        if matches!(arc, ArcType::Member | ArcType::Absent) {
            known |= Condition::ARC_TYPE;
        } else if known.any(Condition::ARC_TYPE)
            && arc == ArcType::Pending
            && !self.has_open_parent_task(node)
        {
            arc = ArcType::Absent;
            self.node_mut(node).arc = arc;
        }
        if known.meets(Condition::VALUE) && matches!(arc, ArcType::Member | ArcType::Absent) {
            known |= Condition::SCALAR;
        }
        if has_fields {
            let open = |arc: &NodeId| self.node(*arc).arc == ArcType::Pending;
            if known.meets(Condition::SUB_FIELDS) || !self.node(node).arcs.iter().any(open) {
                known |= Condition::FIELD_SET;
            }
        }
        known
    }

    /// Whether a comprehension above may still add this node.
    pub(super) fn has_open_parent_task(&self, node: NodeId) -> bool {
        let Some(work) = self.node(node).work.as_ref() else { return false };
        work.schedule.parent_tasks.iter().any(|task| self.is_open(*task))
    }

    pub(super) fn is_open(&self, task: TaskId) -> bool {
        matches!(self.task(task).state, TaskState::Ready | TaskState::Running | TaskState::Waiting)
    }

    pub(super) fn all_tasks_started(&self, node: NodeId) -> bool {
        let Some(work) = self.node(node).work.as_ref() else { return true };
        work.schedule.tasks.iter().all(|task| self.task(*task).state != TaskState::Ready)
    }

    pub(super) fn all_tasks_finished(&self, node: NodeId) -> bool {
        let Some(work) = self.node(node).work.as_ref() else { return true };
        !work.schedule.tasks.iter().any(|task| self.is_open(*task))
    }

    /// Whether all that is said of a node's fields is known, here and above.
    pub(super) fn passes_on_nothing(&mut self, node: Option<NodeId>) -> bool {
        let Some(node) = node else { return true };
        if !self.state(node) {
            return true;
        }
        self.meets(node, Condition::FIELD_CONJUNCTS | Condition::ANCESTORS)
    }

    /// Lets the nodes above say what they have to say of this one.
    fn process_ancestors(&mut self, node: NodeId, mode: Mode) -> Result<bool, Stop> {
        if self.meets(node, Condition::ANCESTORS) {
            return Ok(true);
        }
        let mut done = true;
        let parent = self.node(node).parent;
        if let Some(parent) = parent
            && self.node(parent).work.is_some()
            && !self.meets(parent, Condition::PASSED_ON)
        {
            done = self.process_ancestors(parent, mode)?;
            if self.work(parent).schedule.counter(Condition::FIELD_CONJUNCTS) > 0 {
                self.process(parent, Condition::FIELD_CONJUNCTS, mode)?;
            }
            let schedule = &mut self.work(parent).schedule;
            if done && schedule.counter(Condition::FIELD_CONJUNCTS) == 0 {
                schedule.completed |= Condition::PASSED_ON;
            }
        }
        let flags = self.node(node).flags;
        let is_let = self.node(node).label.is_some_and(super::Label::is_let);
        if flags.dynamic || is_let || self.passes_on_nothing(parent) {
            self.signal(node, Condition::ANCESTORS);
        }
        Ok(done)
    }

    /// Runs the tasks of a node that may make conditions known.
    pub(super) fn process(
        &mut self,
        node: NodeId,
        needs: Condition,
        mode: Mode,
    ) -> Result<bool, Stop> {
        self.spend()?;
        let follows = self.completions(node);
        self.signal(node, follows);
        if !self.meets(node, needs) {
            self.process_ancestors(node, mode)?;
        }
        self.run_parent_tasks(node, needs, mode)?;
        if self.node(node).arc == ArcType::Pending && mode == Mode::Finalize {
            self.work(node).schedule.tasks.clear();
        }
        let schedule = &mut self.work(node).schedule;
        schedule.started = true;
        schedule.running = true;
        let mut next = 0;
        self.run_tasks(node, needs, mode, &mut next);
        match mode {
            Mode::Ignore | Mode::Attempt => return Ok(self.meets(node, needs)),
            Mode::Yield => {
                if self.meets(node, needs) {
                    return Ok(true);
                }
                if let Some(task) = self.current_task() {
                    return Err(self.wait(task, node, needs));
                }
            }
            Mode::Finalize => {}
        }
        self.free_waiting(node, needs, mode, next);
        Ok(true)
    }

    fn run_parent_tasks(&mut self, node: NodeId, needs: Condition, mode: Mode) -> Result<(), Stop> {
        let mut ran = false;
        let mut next = 0;
        while let Some(task) = self.work(node).schedule.parent_tasks.get(next).copied() {
            next += 1;
            if self.task(task).state == TaskState::Ready {
                self.run_task(task, mode);
                ran = true;
            }
        }
        if ran && !self.meets(node, needs) {
            self.process_ancestors(node, mode)?;
        }
        Ok(())
    }

    /// Runs ready tasks from a place on.
    fn run_tasks(&mut self, node: NodeId, needs: Condition, mode: Mode, next: &mut usize) {
        let mut select = needs;
        if needs.any(Condition::SCALAR) {
            select |= Condition::VALUE;
        }
        if needs.any(Condition::FIELD_SET) {
            select |= Condition::FIELD_CONJUNCTS;
        }
        let mut known = None;
        while let Some(task) = self.work(node).schedule.tasks.get(*next).copied() {
            *next += 1;
            let one = self.task(task);
            if one.state != TaskState::Ready || !one.completes.any(select) {
                continue;
            }
            // How things stood before the first of them ran.
            let (yields, chooses) = *known.get_or_insert_with(|| self.yields_or_chooses(node));
            let held = match &one.job {
                Job::Comprehension(_) => yields || (chooses && one.completes == Condition::TASKS),
                Job::Reference(_) => yields,
                _ => false,
            };
            if !held {
                self.run_task(task, mode);
            }
        }
    }

    /// Whether a comprehension of a node is under way, and whether alternatives wait to be tried.
    fn yields_or_chooses(&self, node: NodeId) -> (bool, bool) {
        let is = |state, job: fn(&Job) -> bool| {
            let is = |task: &TaskId| {
                let one = self.task(*task);
                one.state == state && job(&one.job)
            };
            self.work_ref(node).is_some_and(|work| work.schedule.tasks.iter().any(is))
        };
        let yields = is(TaskState::Running, |job| matches!(job, Job::Comprehension(_)));
        let chooses = is(TaskState::Ready, |job| matches!(job, Job::Disjunctions));
        (yields, chooses)
    }

    /// Frees the tasks that wait, wherever they are, in two steps.
    fn free_waiting(&mut self, node: NodeId, needs: Condition, mode: Mode, mut next: usize) {
        loop {
            for step in [Condition::FREED_FIRST, Condition::NONE] {
                let mut place = 0;
                while let Some(task) = self.blocking.get(place).copied() {
                    place += 1;
                    let Some(target) = self.task(task).blocked_on else { continue };
                    if step == Condition::NONE {
                        let condition = self.task(task).block_condition;
                        self.freeze(target, condition);
                    } else {
                        self.signal(target, step);
                    }
                }
            }
            let mut place = 0;
            while let Some(task) = self.blocking.get(place).copied() {
                place += 1;
                let one = self.task(task);
                let (Some(target), false) = (one.blocked_on, one.defunct) else { continue };
                let condition = one.block_condition;
                let one = self.task_mut(task);
                one.blocked_on = None;
                one.block_condition = Condition::NEVER;
                self.signal(target, condition);
                self.run_task(task, Mode::Attempt);
            }
            let more = next < self.work(node).schedule.tasks.len();
            if more {
                self.run_tasks(node, needs, mode, &mut next);
            }
            if !more && !self.any_waits() || self.is_spent() {
                break;
            }
        }
        self.blocking.clear();
    }

    /// Whether a task waits that is to be freed. What was freed may have come to free all others,
    /// and have begun to wait again, so their number says nothing.
    fn any_waits(&self) -> bool {
        self.blocking.iter().any(|task| {
            let one = self.task(*task);
            one.blocked_on.is_some() && !one.defunct
        })
    }

    /// Makes a task wait for a condition of a node; what the task does must stop.
    pub(super) fn wait(&mut self, task: TaskId, node: NodeId, needs: Condition) -> Stop {
        let one = self.task_mut(task);
        one.waits += 1;
        if one.waits > MOST_WAITS {
            // What it needs is made anew each time it looks: this never ends.
            return Stop::Error(self.error(Code::Cycle, "cycle error", Vec::new()));
        }
        let one = self.task_mut(task);
        one.state = TaskState::Waiting;
        one.block_condition = needs;
        one.blocked_on = Some(node);
        self.work(node).schedule.blocking.push(task);
        self.blocking.push(task);
        Stop::Yield
    }

    /// Runs a task until it is done or waits.
    pub(super) fn run_task(&mut self, task: TaskId, mode: Mode) {
        let one = self.task(task);
        let node = one.node;
        if one.defunct {
            self.task_mut(task).state = TaskState::Cancelled;
            return;
        }
        if self.work(node).ancestor_cycle {
            let stops = match self.task(task).job {
                Job::Comprehension(_) => self.has_only_cyclic(node),
                Job::Disjunctions => true,
                _ => false,
            };
            if stops {
                self.task_mut(task).state = TaskState::Done;
                return;
            }
        }
        if matches!(self.task(task).state, TaskState::Done | TaskState::Failed) {
            return;
        }
        let saved = self.save();
        self.task_stack.push(task);
        let one = self.task_mut(task);
        one.state = TaskState::Running;
        one.error = None;
        let (env, close) = (one.env, one.close);
        self.context.node = Some(node);
        if env.is_some() {
            self.context.env = env;
            self.context.close = close;
        }
        let outcome = self.run_job(task, mode);
        self.restore(saved);
        self.task_stack.pop();
        self.end_task(task, outcome);
        if self.work(node).to_complete {
            self.work(node).to_complete = false;
            self.complete_tasks(node, Mode::Attempt);
        }
    }

    fn end_task(&mut self, task: TaskId, outcome: Result<(), Stop>) {
        let node = self.task(task).node;
        let error = match outcome {
            Ok(()) => None,
            Err(Stop::Error(error)) => Some(error),
            Err(Stop::Yield) => {
                let one = self.task_mut(task);
                if one.state == TaskState::Running {
                    one.state =
                        if one.error.is_some() { TaskState::Failed } else { TaskState::Done };
                }
                return;
            }
        };
        for deferred in std::mem::take(&mut self.work(node).deferred) {
            self.complete_arcs_only(deferred);
            if let Some(error) = self.own_bottom(deferred) {
                self.add_bottom(node, error);
            }
        }
        if self.task(task).state == TaskState::Waiting {
            return;
        }
        let one = self.task_mut(task);
        one.blocked_on = None;
        one.block_condition = Condition::NEVER;
        one.error = combine(one.error.take(), error);
        one.state = if one.error.is_some() { TaskState::Failed } else { TaskState::Done };
        let (error, completes) = (one.error.clone(), one.completes);
        one.completes = Condition::NONE;
        if let Some(error) = error {
            self.add_bottom(node, error);
        }
        self.count_down(node, completes);
    }

    fn count_down(&mut self, node: NodeId, completes: Condition) {
        let mut completed = Condition::NONE;
        let schedule = &mut self.work(node).schedule;
        for bit in (completes & Condition::COUNTED).bits() {
            schedule.counters[bit] -= 1;
            if schedule.counters[bit] == 0 {
                completed |= Condition(1 << bit);
            }
        }
        self.signal(node, completed);
    }

    /// Whether a node lives only of itself.
    pub(super) fn has_only_cyclic(&mut self, node: NodeId) -> bool {
        let work = self.work(node);
        (work.ancestor_cycle && !work.has_non_cycle) || (work.any_cyclic && !work.has_non_cyclic)
    }

    /// Whether a conjunct is part of a circle.
    pub(super) fn is_cyclic(close: CloseInfo) -> bool {
        close.cycle.kind == Cyclic::Yes
    }
}
