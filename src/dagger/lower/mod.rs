//! From tasks to descriptions of builds.
//!
//! A handle is the path of the task that gives it; here the files behind it are described. What only
//! a client could do ends in an error that says how Docker is asked for it.

mod client;
mod config;
mod exec;
mod image;
mod leaf;
mod order;

pub(super) use client::context as client_context;
pub(super) use client::secret_flag;
pub(super) use client::ssh_flag;
pub use leaf::Leaf;

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;

use thiserror::Error;

use crate::build;
use crate::build::Answers;
use crate::build::BuildError;
use crate::build::Container;
use crate::build::Copy;
use crate::build::Directory;
use crate::build::Git;
use crate::build::Http;
use crate::build::Mkdir;
use crate::build::Progress;
use crate::build::Request;
use crate::build::Rm;
use crate::build::Step;
use crate::build::Write;
use crate::cue::eval::Label;
use crate::cue::eval::NodeId;
use crate::cue::value::Value;

use super::datum;
use super::datum::Datum;
use super::datum::Handle;
use super::error::PlanError;
use super::plan::Fact;
use super::plan::Plan;
use super::plan::Told;
use super::task;
use super::task::Task;

/// Files by the tasks that give them.
pub(super) type Trees = BTreeMap<Arc<str>, Directory>;

/// Why a plan cannot be lowered.
#[derive(Clone, Debug, Error)]
pub enum LowerError {
    /// The plan is wrong.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// What it describes is wrong.
    #[error(transparent)]
    Build(#[from] BuildError),
}

impl Plan {
    /// The files behind a handle.
    pub(super) fn tree(&mut self, datum: &Datum, at: &str) -> Result<Directory, PlanError> {
        match datum {
            Datum::Handle(Handle::Tree, None) => Ok(Directory::scratch()),
            Datum::Handle(Handle::Tree, Some(id)) => self.tree_of(id),
            _ => Err(PlanError::new(format!("\"{at}\" is not set"))),
        }
    }

    /// The files that a task gives. Chains of tasks are gone along without recursion: what a task
    /// needs is made first.
    fn tree_of(&mut self, id: &Arc<str>) -> Result<Directory, PlanError> {
        let (mut open, mut begun) = (vec![Arc::clone(id)], BTreeSet::new());
        while let Some(next) = open.last().cloned() {
            if self.trees.contains_key(&next) {
                let _done = open.pop();
                continue;
            }
            let index = self.tasks.all.iter().position(|task| task.path == next);
            let index = index.ok_or_else(|| PlanError::new(format!("nothing gives {next}")))?;
            let fields = self.fields(index);
            let mut needs = Vec::new();
            handles(&fields, &mut needs);
            needs.retain(|need| !self.trees.contains_key(need));
            if needs.is_empty() {
                let tree = self.make(index, &fields)?;
                let _none = self.trees.insert(next, tree);
                continue;
            }
            let _new = begun.insert(next);
            if let Some(circle) = needs.iter().find(|need| begun.contains(*need)) {
                let node = self.tasks.all[index].node;
                return Err(self.wrong(node, format!("cyclic task dependency: {circle}")));
            }
            open.extend(needs);
        }
        self.trees.get(id).cloned().ok_or_else(|| PlanError::new(format!("nothing gives {id}")))
    }

    /// The files of one task whose inputs are made.
    fn make(&mut self, index: usize, fields: &Datum) -> Result<Directory, PlanError> {
        let task = self.tasks.all[index].clone();
        let origin = self.origin(&task.path, task.node);
        let path = &*task.path;
        let label: Rc<str> = self.shown(&task).into();
        let input = |plan: &mut Self, name: &str| {
            let field = format!("{path}.{name}");
            plan.tree(fields.get(name).unwrap_or(&Datum::Broken), &field)
        };
        let step = |tree: &Directory, step: Step| {
            let container = Container::of(tree).then(step).at(&origin);
            container.labelled(Rc::clone(&label)).rootfs().at(&origin)
        };
        Ok(match &*task.kind {
            "Pull" | "Dockerfile" => self.image_task(&task, fields)?.rootfs(),
            "Exec" => {
                let from = input(self, "input")?;
                let run = self.run(&task, fields)?;
                step(&from, Step::Run(Box::new(run)))
            }
            "Copy" => {
                let (to, from) = (input(self, "input")?, input(self, "contents")?);
                step(&to, Step::Copy(Box::new(copy(&from, fields))))
            }
            "Mkdir" => step(&input(self, "input")?, Step::Mkdir(mkdir(fields))),
            "WriteFile" => step(&input(self, "input")?, Step::Write(write(fields))),
            "Rm" => step(&input(self, "input")?, Step::Rm(rm(fields))),
            "Merge" => {
                let layers = fields.get("inputs").map(Datum::elements).unwrap_or_default();
                let layers: Result<Vec<Directory>, PlanError> =
                    layers.iter().map(|layer| self.tree(layer, path)).collect();
                Directory::merge(layers?).at(&origin)
            }
            "Diff" => input(self, "upper")?.diff(&input(self, "lower")?).at(&origin),
            "GitPull" => {
                let git = git(fields);
                let git = git.map_err(|why| self.wrong(task.node, format!("{path}.{why}")))?;
                Directory::git(git).at(&origin)
            }
            "HTTPFetch" => Directory::http(http(fields)).at(&origin),
            "ClientFilesystemRead" => client::directory(fields).at(&origin),
            "Source" => {
                let beside = self.folder_of(task.node);
                let files = client::source(fields, &beside);
                files.map_err(|why| self.wrong(task.node, format!("{path}: {why}")))?.at(&origin)
            }
            kind => return Err(self.wrong(task.node, client::refusal(path, kind))),
        })
    }

    /// What the progress output shows before what a task does: its path as far as the user wrote it.
    fn shown(&self, task: &Task) -> String {
        let labels = task.labels.iter().take_while(|label| label.is_string());
        let path: Vec<Label> = labels.copied().collect();
        let path = task::text(&self.session, &path);
        path.strip_prefix("actions.").unwrap_or(&path).to_owned()
    }

    /// The folder of the file that a `path` is written in.
    fn folder_of(&mut self, node: NodeId) -> String {
        let node = datum::field(&mut self.session, node, "path").unwrap_or(node);
        let span = self.place_of(node).unwrap_or_default();
        let source = usize::try_from(span.file).ok().and_then(|file| self.sources().get(file));
        source.map(|source| crate::go::path::dir(&source.path)).unwrap_or_default()
    }

    /// A mistake in what is said of a node.
    pub(super) fn wrong(&self, node: NodeId, message: impl Into<String>) -> PlanError {
        PlanError { message: message.into(), spans: self.place_of(node).into_iter().collect() }
    }

    /// Finds out a fact, as far as the answers go.
    pub fn answer(
        &mut self,
        fact: &Fact,
        request: &Request,
        answers: &Answers,
    ) -> Result<Progress<Told>, LowerError> {
        let task = self.tasks.all[fact.task].clone();
        self.check_set(fact.task)?;
        let origin = self.origin(&task.path, task.node);
        let mut values = Vec::new();
        match &*fact.kind {
            "Pull" => {
                let container = self.image_task(&task, &fact.fields)?;
                match build::lower(&container, request, answers)? {
                    Progress::Asks(questions) => return Ok(Progress::Asks(questions)),
                    Progress::Done(built) => {
                        // As it is there: what a Dockerfile would add to it is no part of it.
                        let image = built.base_image.as_deref().unwrap_or(&built.image);
                        values.push(("config", config::shown(&image.config)));
                    }
                }
            }
            "Dockerfile" => {
                let container = self.image_task(&task, &fact.fields)?;
                match build::lower_image(&container, request, answers)? {
                    Progress::Asks(questions) => return Ok(Progress::Asks(questions)),
                    Progress::Done(image) => values.push(("config", config::shown(&image.config))),
                }
            }
            "ReadFile" | "ClientFilesystemRead" => {
                let path = fact.fields.get("path").and_then(Datum::text).unwrap_or_default();
                let file = if &*fact.kind == "ReadFile" {
                    let input = fact.fields.get("input").unwrap_or(&Datum::Broken);
                    self.tree(input, &format!("{}.input", fact.path))?.file(path)
                } else {
                    client::file(path).map_err(|why| self.wrong(task.node, why))?
                };
                let file = file.at(&origin);
                match build::lower_file(&file, request, answers)? {
                    Progress::Asks(questions) => return Ok(Progress::Asks(questions)),
                    Progress::Done(text) => {
                        let text = String::from_utf8_lossy(&text).into_owned();
                        values.push(("contents", Value::String(text.into())));
                    }
                }
            }
            kind => return Err(self.wrong(task.node, client::refusal(&fact.path, kind)).into()),
        }
        values.retain(|(name, _)| fact.missing.contains(name));
        Ok(Progress::Done((fact.clone(), values)))
    }
}

/// The trees that a value has in it.
fn handles(datum: &Datum, found: &mut Vec<Arc<str>>) {
    match datum {
        Datum::Handle(Handle::Tree, Some(id)) => found.push(Arc::clone(id)),
        Datum::List(elements) => elements.iter().for_each(|one| handles(one, found)),
        Datum::Struct(fields) => fields.iter().for_each(|(_, one)| handles(one, found)),
        _ => {}
    }
}

/// A text, or nothing.
fn text(fields: &Datum, name: &str) -> String {
    fields.get(name).and_then(Datum::text).unwrap_or_default().to_owned()
}

/// The permissions of what is made. Plans write 700 for 0o700; what is no permission of that is
/// left out, as it always was.
fn permissions(fields: &Datum) -> Option<u32> {
    number(fields, "permissions").map(|bits| bits & 0o777)
}

/// A small number, such as permission bits.
fn number(fields: &Datum, name: &str) -> Option<u32> {
    fields.get(name).and_then(Datum::int).and_then(|bits| u32::try_from(bits).ok())
}

fn copy(from: &Directory, fields: &Datum) -> Copy {
    let (source, dest) = (text(fields, "source"), text(fields, "dest"));
    let texts = |name| fields.get(name).map(Datum::texts).unwrap_or_default();
    Copy {
        paths: if source == "/" { Vec::new() } else { vec![source.clone()] },
        include: texts("include"),
        exclude: texts("exclude"),
        follow: false,
        must_match: true,
        name: Some(format!("Copy {source} {dest}")),
        ..Copy::new(from, dest)
    }
}

fn mkdir(fields: &Datum) -> Mkdir {
    let parents = fields.get("parents").is_some_and(Datum::is_true);
    let mode = permissions(fields);
    Mkdir { path: text(fields, "path"), mode, owner: None, only_last: !parents }
}

/// Unlike a folder, a file is not written where there is no folder.
fn write(fields: &Datum) -> Write {
    let data = text(fields, "contents").into_bytes();
    let path = crate::go::path::join(&["/", &text(fields, "path")]);
    Write { path, data, mode: permissions(fields), owner: None, only_last: true }
}

fn rm(fields: &Datum) -> Rm {
    let glob = fields.get("allowWildcard").is_some_and(Datum::is_true);
    Rm { paths: vec![text(fields, "path")], glob, missing: false }
}

fn git(fields: &Datum) -> Result<Git, String> {
    Ok(Git {
        url: text(fields, "remote"),
        reference: Some(text(fields, "ref")),
        keep_git: fields.get("keepGitDir").is_some_and(Datum::is_true),
        submodules: None,
        auth: client::git_auth(fields)?,
    })
}

/// A file of the web. As it always was, the owner counts only if user and group are said.
fn http(fields: &Datum) -> Http {
    let id = |name| number(fields, name).filter(|id| *id != 0);
    Http {
        url: text(fields, "source"),
        checksum: fields.get("checksum").and_then(Datum::text).map(str::to_owned),
        filename: Some(text(fields, "dest").trim_start_matches('/').to_owned()),
        mode: number(fields, "permissions"),
        owner: id("uid").zip(id("gid")),
        auth: None,
    }
}
