//! A plan: evaluated, told what its tasks give, evaluated again.
//!
//! Trees, secrets and sockets are handles: each task gets one of its own at once, its path, and
//! nothing has to be built for that. What remains are facts: configurations of images, texts of
//! files. [`Plan::facts`] says which ones are missing, [`Plan::tell`] takes them.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::Arc;

use crate::cue::encoding::json;
use crate::cue::eval::Field;
use crate::cue::eval::Fill;
use crate::cue::eval::Label;
use crate::cue::eval::Limits;
use crate::cue::eval::NodeId;
use crate::cue::eval::Presence;
use crate::cue::eval::Profile;
use crate::cue::eval::Session;
use crate::cue::module::EXPRESSION;
use crate::cue::module::PackageFile;
use crate::cue::module::Program;
use crate::cue::module::Source;
use crate::cue::syntax::Span;
use crate::cue::syntax::parse_file;
use crate::cue::value::Kind;
use crate::cue::value::Value;
use crate::order::Collect as _;

use super::datum;
use super::datum::Datum;
use super::datum::Handle;
use super::depend;
use super::error::PlanError;
use super::kind;
use super::kind::Output;
use super::lower::Trees;
use super::place::Places;
use super::task::Tasks;

/// A plan is not evaluated more often: what tasks give makes no further tasks for ever.
const ROUNDS: usize = 64;

/// What is said with a build.
#[derive(Clone, Debug, Default)]
pub struct Inputs {
    /// Environment variables.
    pub env: BTreeMap<String, String>,
    /// The names of secrets that are there.
    pub secrets: BTreeSet<String>,
    /// The operating system and the architecture of whoever builds.
    pub machine: Option<(String, String)>,
    /// Values of fields, by path.
    pub values: Vec<(String, String)>,
    /// Further text of the plan.
    pub with: Vec<String>,
}

/// A plan.
#[derive(Debug)]
pub struct Plan {
    pub(super) session: Session,
    pub(super) root: NodeId,
    pub(super) tasks: Tasks,
    known: depend::Known,
    /// Files that are described already.
    pub(super) trees: Trees,
    pub(super) places: Places,
    inputs: Inputs,
    /// Fields that are said with the build.
    set: BTreeSet<String>,
    /// Tasks whose own fields are filled.
    given: BTreeSet<Vec<Label>>,
    /// Tasks whose facts are told.
    told: BTreeSet<Arc<str>>,
    /// What tasks give by themselves and is not evaluated yet: facts may come with it.
    pending: Vec<Fill>,
}

/// Something that only whoever builds can know.
#[derive(Clone, Debug)]
pub struct Fact {
    /// The task that has it.
    pub task: usize,
    /// The path of the task.
    pub path: Arc<str>,
    /// What kind of task that is.
    pub kind: Arc<str>,
    /// What is in its fields.
    pub fields: Datum,
    /// The fields that are missing.
    pub missing: Vec<&'static str>,
}

impl Fact {
    /// Whether it is about an image whose name is known, whatever else is not.
    fn is_known_image(&self) -> bool {
        &*self.kind == "Pull" && self.fields.is_known()
    }
}

/// An answer: a fact, and the values of its fields as far as there are any.
pub type Told = (Fact, Vec<(&'static str, Value)>);

impl Plan {
    /// Evaluates a plan; `places` are those of its program.
    pub fn new(mut program: Program, inputs: Inputs, places: &Places) -> Result<Self, PlanError> {
        for text in &inputs.with {
            extend(&mut program, text)?;
        }
        let places = places.clone();
        let mut session = Session::new(program, Profile::LEGACY, Limits::default());
        if let Some(problem) = session.source_problems().first() {
            return Err(PlanError::of(problem, &session.program().sources));
        }
        let root = session.root();
        let tasks = Tasks::default();
        let (given, told, set) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        let known = depend::Known::default();
        let (trees, pending) = (Trees::new(), Vec::new());
        let mut plan =
            Self { session, root, tasks, known, trees, places, inputs, set, given, told, pending };
        plan.set_values()?;
        plan.advance();
        match plan.mistake_outside() {
            Some(mistake) => Err(mistake),
            None => Ok(plan),
        }
    }

    /// The files of the plan, for errors.
    pub fn sources(&self) -> &[Source] {
        &self.session.program().sources
    }

    /// The tasks.
    pub fn tasks(&self) -> &Tasks {
        &self.tasks
    }

    /// What is in the fields of a task.
    pub fn fields(&mut self, task: usize) -> Datum {
        let task = self.tasks.all[task].clone();
        task.fields(&mut self.session)
    }

    /// The tasks that a task depends on.
    pub fn dependencies(&mut self, task: usize) -> BTreeSet<usize> {
        self.known.dependencies(&mut self.session, self.root, &self.tasks, task)
    }

    /// Puts values that were said with the build into fields.
    fn set_values(&mut self) -> Result<(), PlanError> {
        let mut fills = Vec::new();
        for (path, text) in std::mem::take(&mut self.inputs.values) {
            let _new = self.set.insert(path.clone());
            let labels = self.session.labels(&path, "");
            let labels = labels.ok_or_else(|| PlanError::new(format!("{path} is no path")))?;
            let node = self.node_at(&labels);
            let node = node.ok_or_else(|| PlanError::new(format!("there is no field {path}")))?;
            fills.push(Fill {
                path: labels,
                value: self.typed(node, &text),
                span: Span::default(),
            });
        }
        if !fills.is_empty() {
            self.root = self.session.fill(&fills);
        }
        Ok(())
    }

    /// A text as what a field takes.
    fn typed(&mut self, node: NodeId, text: &str) -> Value {
        let kinds = self.session.kinds(node);
        if kinds.meets(Kind::STRING) {
            return Value::String(text.into());
        }
        let read = json::read(text.as_bytes());
        read.unwrap_or_else(|_| Value::String(text.into()))
    }

    pub(super) fn node_at(&mut self, path: &[Label]) -> Option<NodeId> {
        let mut at = self.root;
        for label in path {
            at = datum::taken(&mut self.session, at);
            at = self.session.labelled(at, *label)?;
        }
        Some(at)
    }

    /// Finds tasks, and notes what they give by themselves.
    fn advance(&mut self) {
        self.tasks = Tasks::find(&mut self.session, self.root);
        self.known = depend::Known::default();
        self.trees.clear();
        let mut fills = Vec::new();
        for index in 0..self.tasks.all.len() {
            let labels = self.tasks.all[index].labels.clone();
            if self.given.insert(labels) {
                self.give(index, &mut fills);
            }
        }
        if !fills.is_empty() {
            self.known.share(&mut self.session, &self.tasks);
        }
        self.pending = fills;
    }

    /// Evaluates with what tasks give by themselves, until there is nothing more of that. Says
    /// whether there was something.
    pub(super) fn settle(&mut self) -> bool {
        for round in 0..ROUNDS {
            if self.pending.is_empty() {
                return round > 0;
            }
            let fills = std::mem::take(&mut self.pending);
            self.fill(&fills);
        }
        true
    }

    /// Evaluates with more values. Nothing of what was there before is asked for any more.
    fn fill(&mut self, fills: &[Fill]) {
        self.session.forget();
        self.root = self.session.fill(fills);
        self.advance();
    }

    /// What a task gives by itself.
    fn give(&mut self, index: usize, fills: &mut Vec<Fill>) {
        let task = self.tasks.all[index].clone();
        match &*task.kind {
            "ClientEnv" => return self.give_env(&task.labels, task.node, fills),
            "ClientFilesystemRead" => return self.give_file(&task.labels, task.node, fills),
            "ClientPlatform" => {
                let Some((os, arch)) = self.inputs.machine.clone() else { return };
                for (name, value) in [("os", os), ("arch", arch)] {
                    if self.is_open(task.node, name) {
                        let path = self.below(&task.labels, name);
                        fills.push(filled(path, Value::String(value.into())));
                    }
                }
                return;
            }
            "ClientCommand" => return self.give_command(&task.labels, task.node, fills),
            _ => {}
        }
        let Some(outputs) = kind::outputs(&task.kind) else { return };
        if self.known.is_copy(&mut self.session, self.root, &self.tasks, index) {
            return;
        }
        for (name, output) in outputs {
            let Output::Handle(handle) = output else { continue };
            let node = datum::field(&mut self.session, task.node, name);
            let now = node.map(|node| datum::read(&mut self.session, node));
            if !matches!(now, Some(Datum::Unset(_))) {
                continue;
            }
            let id = match handle {
                Handle::Socket => {
                    let address = task.fields(&mut self.session);
                    let address = address.get("address").and_then(Datum::text);
                    format!("sock-{}", address.unwrap_or_default()).into()
                }
                _ => Arc::clone(&task.path),
            };
            fills.push(self.handle(&task.labels, name, *handle, id));
        }
    }

    /// The path of a field, by its name.
    fn below(&mut self, path: &[Label], name: &str) -> Vec<Label> {
        let quoted = crate::go::quote::quote(name);
        let field = self.session.labels(&quoted, "").unwrap_or_default();
        [path, &field].concat()
    }

    fn handle(&mut self, path: &[Label], name: &str, handle: Handle, id: Arc<str>) -> Fill {
        let mut path = self.below(path, name);
        let inner = format!("\"$dagger\".{}._id", handle.name());
        let inner = self.session.labels(&inner, "dagger.io/dagger");
        path.extend(inner.unwrap_or_default());
        filled(path, Value::String(id))
    }

    /// Fills variables: texts that are known, and secrets by name. One with an `?` stays as it is
    /// unless it is there.
    fn give_env(&mut self, labels: &[Label], node: NodeId, fills: &mut Vec<Fill>) {
        for field in self.session.fields(node) {
            let name = self.session.label_name(field.label);
            if !field.label.is_string() || &*name == "$dagger" {
                continue;
            }
            let kinds = self.session.kinds(field.node);
            let is_secret = !kinds.meets(Kind::STRING);
            if is_secret {
                let optional = field.presence != Presence::Regular;
                if !optional || self.inputs.secrets.contains(&*name) {
                    let id = format!("env-{name}").into();
                    fills.push(self.handle(labels, &name, Handle::Secret, id));
                }
            } else if let Some(value) = self.inputs.env.get(&*name).cloned() {
                fills.push(filled(self.below(labels, &name), Value::String(value.into())));
            }
        }
    }

    /// Whether a field is there and not known.
    fn is_open(&mut self, node: NodeId, name: &str) -> bool {
        let field = datum::field(&mut self.session, node, name);
        field.is_some_and(|field| matches!(datum::read(&mut self.session, field), Datum::Open(_)))
    }

    /// Names what a command says if that is a secret.
    fn give_command(&mut self, labels: &[Label], node: NodeId, fills: &mut Vec<Fill>) {
        let path = super::task::text(&self.session, labels);
        for name in ["stdout", "stderr"] {
            let Some(field) = datum::field(&mut self.session, node, name) else { continue };
            if let Datum::Unset(handle @ Handle::Secret) = datum::read(&mut self.session, field) {
                fills.push(self.handle(labels, name, handle, format!("cmd-{path}-{name}").into()));
            }
        }
    }

    /// Gives a directory of the client its handle, and a file that is a secret its name.
    fn give_file(&mut self, labels: &[Label], node: NodeId, fills: &mut Vec<Fill>) {
        let Some(contents) = datum::field(&mut self.session, node, "contents") else { return };
        match datum::read(&mut self.session, contents) {
            Datum::Unset(Handle::Secret) => {
                let path = datum::field(&mut self.session, node, "path");
                let path = path.map(|path| datum::read(&mut self.session, path));
                let path = path.as_ref().and_then(Datum::text).unwrap_or_default();
                let id = format!("file-{path}").into();
                fills.push(self.handle(labels, "contents", Handle::Secret, id));
            }
            Datum::Unset(handle) => {
                let id = super::task::text(&self.session, labels).into();
                fills.push(self.handle(labels, "contents", handle, id));
            }
            _ => {}
        }
    }

    /// The facts that an action lacks and that can be asked for: those of tasks that depend on no
    /// task whose facts are missing. If there are none, all that can be known is evaluated.
    pub fn facts(&mut self, target: &str) -> Result<Vec<Fact>, PlanError> {
        loop {
            let among = self.needed(target)?;
            let facts = self.facts_among(&among);
            if are_known(&facts) || !self.settle() {
                return Ok(facts);
            }
        }
    }

    /// The same of some tasks.
    pub(super) fn facts_among(&mut self, among: &BTreeSet<usize>) -> Vec<Fact> {
        let open: BTreeMap<usize, Vec<&'static str>> = among
            .iter()
            .map(|index| (*index, self.missing(*index)))
            .filter(|(_, missing)| !missing.is_empty())
            .into_map();
        let mut facts = Vec::new();
        for (index, missing) in &open {
            let task = &self.tasks.all[*index];
            let (path, kind) = (Arc::clone(&task.path), Arc::clone(&task.kind));
            let fields = self.fields(*index);
            let fact = Fact { task: *index, path, kind, fields, missing: missing.clone() };
            if !fact.is_known_image() {
                let before = self.all_dependencies(&BTreeSet::from([*index]));
                if before.iter().any(|other| other != index && open.contains_key(other)) {
                    continue;
                }
            }
            facts.push(fact);
        }
        facts
    }

    /// Whether the facts of a task are told.
    pub(super) fn is_told(&self, path: &str) -> bool {
        self.told.contains(path)
    }

    /// Whether a variable of the environment is said with the build.
    pub(super) fn is_given(&self, name: &str) -> bool {
        let path = format!("client.env.{name}");
        self.inputs.env.contains_key(name) || self.set.contains(&path)
    }

    /// The fields of a task that are facts nobody has told.
    fn missing(&mut self, index: usize) -> Vec<&'static str> {
        let task = self.tasks.all[index].clone();
        if self.told.contains(&task.path) {
            return Vec::new();
        }
        if &*task.kind == "ClientCommand" {
            return self.unsaid(task.node);
        }
        let mut missing = Vec::new();
        for (name, output) in kind::outputs(&task.kind).unwrap_or_default() {
            if !matches!(output, Output::Config | Output::Digest | Output::Text) {
                continue;
            }
            let Some(node) = datum::field(&mut self.session, task.node, name) else { continue };
            let now = datum::read(&mut self.session, node);
            if !matches!(now, Datum::Handle(..) | Datum::Unset(_)) {
                missing.push(*name);
            }
        }
        missing
    }

    /// The fields that what a command says belongs into, unless some of it is said with the build:
    /// then nothing else is asked for.
    fn unsaid(&mut self, node: NodeId) -> Vec<&'static str> {
        let fields = self.session.fields(node);
        let mut missing = Vec::new();
        for (name, _) in kind::outputs("ClientCommand").unwrap_or_default() {
            let named = |field: &&Field| &*self.session.label_name(field.label) == *name;
            let Some(field) = fields.iter().find(named).copied() else { continue };
            let is_there = field.presence == Presence::Regular;
            match datum::read(&mut self.session, field.node) {
                Datum::Open(kind) if kind.meets(Kind::STRING) => missing.push(*name),
                Datum::Scalar(_) | Datum::Handle(..) if is_there => return Vec::new(),
                _ => {}
            }
        }
        missing
    }

    /// Where the user asks for a fact: at the task or, if a package reads a file that the user
    /// names, at what makes the file.
    fn told_at(&mut self, index: usize) -> Span {
        let task = self.tasks.all[index].clone();
        let own = self.session.spans(task.node).into_iter().find(|span| self.places.has(*span));
        let maker = self.sources_of(index).first().map(|maker| self.tasks.all[*maker].node);
        let place = own.or_else(|| self.place_of(maker.unwrap_or(task.node)));
        place.unwrap_or_default()
    }

    /// Takes facts, and evaluates with them.
    pub fn tell(&mut self, told: Vec<Told>) {
        let mut fills = Vec::new();
        for (fact, values) in told {
            let Some(task) = self.tasks.all.get(fact.task) else { continue };
            let labels = task.labels.clone();
            let span = self.told_at(fact.task);
            let _new = self.told.insert(fact.path);
            for (name, value) in values {
                fills.push(Fill { path: self.below(&labels, name), value, span });
            }
        }
        fills.append(&mut self.pending);
        if !fills.is_empty() {
            self.fill(&fills);
        }
    }
}

/// Whether facts can be asked for without handles, which are then evaluated together with them.
pub(super) fn are_known(facts: &[Fact]) -> bool {
    !facts.is_empty() && facts.iter().all(Fact::is_known_image)
}

fn filled(path: Vec<Label>, value: Value) -> Fill {
    Fill { path, value, span: Span::default() }
}

/// Adds text to the plan, with the imports of its first file.
fn extend(program: &mut Program, text: &str) -> Result<(), PlanError> {
    let parsed = parse_file(EXPRESSION, text.as_bytes());
    if let Some(error) = parsed.errors.first() {
        return Err(PlanError::new(format!("{text}: {error}")));
    }
    let main = program.main;
    if let Some(package) = program.packages.get_mut(main) {
        let imports = package.files.first().map(|file| file.imports.clone()).unwrap_or_default();
        package.files.push(PackageFile { source: EXPRESSION, tree: parsed.file, imports });
    }
    Ok(())
}
