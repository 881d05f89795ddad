//! Descriptions to a graph.
//!
//! A [`Lowering`] is one pass: it writes what it can into a graph, and notes what it would have to
//! know for the rest. What is described once and used often is lowered once: nodes are known by
//! their address, which cannot change while the description is borrowed.

mod context;
mod copy;
mod dockerfile;
mod files;
mod image;
mod run;
mod set;
mod state;
mod tree;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

pub(super) use state::State;
pub(super) use tree::Tree;

use context::ContextUse;

use super::container::Container;
use super::container::Kind;
use super::container::Node;
use super::directory::Context;
use super::directory::Directory;
use super::directory::TreeNode;
use super::error::BuildError;
use super::error::BuildErrorKind;
use super::origin::Origin;
use super::question::Answer;
use super::question::Answers;
use super::question::Asking;
use super::question::Question;
use super::request::Request;
use super::step::Step;
use crate::image::Platform;
use crate::llb::Constraints;
use crate::llb::Definition;
use crate::llb::Graph;
use crate::llb::Location;
use crate::llb::Output;
use crate::llb::SourceIndex;
use crate::llb::SourceInfo;

/// How deep builds may be nested in builds: copied from, mounted, merged.
const DEPTH: usize = 150;

/// A node, and the number of the platform it is lowered for.
type Key<T> = (*const T, usize);

/// Definitions of parts that are marshalled on their own, shared by all passes within a pass.
type Apart = Rc<RefCell<BTreeMap<(*const (), String), Option<Rc<Definition>>>>>;

/// One pass over a description.
pub(super) struct Lowering<'a> {
    pub(super) request: &'a Request,
    pub(super) graph: Graph,
    pub(super) asking: Asking<'a>,
    platforms: Vec<Rc<Platform>>,
    /// The number of the platform that is lowered for.
    platform: usize,
    states: BTreeMap<Key<Node>, Option<Rc<State>>>,
    trees: BTreeMap<Key<TreeNode>, Option<Tree>>,
    contexts: BTreeMap<Context, ContextUse>,
    sources: BTreeMap<*const SourceInfo, SourceIndex>,
    apart: Apart,
    depth: usize,
}

impl<'a> Lowering<'a> {
    pub(super) fn new(request: &'a Request, answers: &'a Answers) -> Self {
        let platform = Rc::new(request.target_platform());
        Self::within(request, Asking::new(answers), platform, Apart::default(), 0)
    }

    fn within(
        request: &'a Request,
        asking: Asking<'a>,
        platform: Rc<Platform>,
        apart: Apart,
        depth: usize,
    ) -> Self {
        Self {
            request,
            graph: Graph::new(Rc::clone(&platform)),
            asking,
            platforms: vec![platform],
            platform: 0,
            states: BTreeMap::new(),
            trees: BTreeMap::new(),
            contexts: BTreeMap::new(),
            sources: BTreeMap::new(),
            apart,
            depth,
        }
    }

    /// The platform that is lowered for.
    pub(super) fn platform(&self) -> Rc<Platform> {
        Rc::clone(&self.platforms[self.platform])
    }

    /// Lowers something for another platform.
    fn on<T>(
        &mut self,
        platform: &Platform,
        lower: impl FnOnce(&mut Self) -> Result<T, BuildError>,
    ) -> Result<T, BuildError> {
        let platform = platform.normalize();
        let known = self.platforms.iter().position(|known| **known == platform);
        let number = known.unwrap_or_else(|| {
            self.platforms.push(Rc::new(platform));
            self.platforms.len() - 1
        });
        let before = std::mem::replace(&mut self.platform, number);
        let result = lower(self);
        self.platform = before;
        result
    }

    fn enter(&mut self, origin: &Origin) -> Result<(), BuildError> {
        self.depth += 1;
        if self.depth > DEPTH { Err(BuildErrorKind::Depth(DEPTH).at(origin)) } else { Ok(()) }
    }

    /// What a container comes to; `None` if something has to be asked first.
    pub(super) fn container(
        &mut self,
        container: &Container,
    ) -> Result<Option<Rc<State>>, BuildError> {
        self.enter(container.origin())?;
        let mut chain = Vec::new();
        let mut at = container;
        let mut state = loop {
            if let Some(known) = self.states.get(&self.key(&at.0)) {
                break known.clone();
            }
            if let Kind::Step(base, step) = &at.0.kind {
                chain.push((at, step));
                at = base;
                continue;
            }
            let state = self.source(at)?.map(Rc::new);
            self.states.insert(self.key(&at.0), state.clone());
            break state;
        };
        for (node, step) in chain.into_iter().rev() {
            let is_ready = self.prepare(step)?;
            state = match state.filter(|_| is_ready) {
                None => None,
                Some(state) => {
                    let mut state = Rc::unwrap_or_clone(state);
                    self.step(&mut state, node, step)?;
                    Some(Rc::new(state))
                }
            };
            if std::ptr::eq(node, container) || Rc::strong_count(&node.0) > 1 {
                self.states.insert(self.key(&node.0), state.clone());
            }
        }
        self.depth -= 1;
        Ok(state)
    }

    fn key<T>(&self, node: &Rc<T>) -> Key<T> {
        (Rc::as_ptr(node), self.platform)
    }

    /// What a container begins with.
    fn source(&mut self, container: &Container) -> Result<Option<State>, BuildError> {
        match &container.0.kind {
            Kind::Bare => Ok(Some(State::bare(self.platform()))),
            Kind::Scratch => Ok(Some(State::scratch(self.platform()))),
            Kind::Image(image) => self.image(image, container),
            Kind::Dockerfile(dockerfile) => self.dockerfile(dockerfile, container),
            Kind::Context(name) => self.named_container(name, container),
            Kind::On(base, platform) => {
                let state = self.on(platform, |this| this.container(base))?;
                Ok(state.map(Rc::unwrap_or_clone))
            }
            Kind::Step(..) => Ok(None),
        }
    }

    /// Lowers what a step takes files from; whether all of it is known.
    fn prepare(&mut self, step: &Step) -> Result<bool, BuildError> {
        let mut is_ready = true;
        for source in step.sources() {
            is_ready &= self.tree(source)?.is_some();
        }
        Ok(is_ready)
    }

    /// A tree that was prepared.
    fn prepared(&mut self, directory: &Directory) -> Result<Tree, BuildError> {
        let tree = self.tree(directory)?;
        tree.ok_or_else(|| BuildErrorKind::WrongAnswer.at(directory.origin()))
    }

    fn step(&mut self, state: &mut State, node: &Container, step: &Step) -> Result<(), BuildError> {
        let place = Place { origin: &node.0.origin, label: node.0.label.as_deref() };
        match step {
            Step::Run(run) => self.run(run, &place, state),
            Step::Copy(copy) => self.copy(copy, &place, state),
            Step::Write(write) => self.write(write, &place, state),
            Step::Mkdir(mkdir) => self.mkdir(mkdir, &place, state),
            Step::Rm(rm) => {
                self.rm(rm, &place, state);
                Ok(())
            }
            Step::Set(change) => self.set(change, &place, state),
            Step::Root(directory) => {
                let tree = self.prepared(directory)?;
                state.root = self.whole(&tree, directory.origin());
                Ok(())
            }
            Step::Mount(mount) => self.mount(mount, state),
            Step::Unmount(path) => {
                let path = state.absolute(path);
                state.mounts.retain(|mounted| mounted.at != path);
                Ok(())
            }
            Step::Publish(publish) => {
                state.publish.names.extend(publish.names.iter().cloned());
                state.publish.annotations.extend(publish.annotations.iter().cloned());
                Ok(())
            }
        }
    }

    /// The name of a step, with what stands before it.
    fn step_name(&self, text: &str, place: &Place<'_>) -> String {
        match place.label {
            None if !self.request.options.is_multi_platform => text.to_owned(),
            None => format!("[{}] {text}", self.platform().format_all()),
            Some(label) if !self.request.options.is_multi_platform => format!("[{label}] {text}"),
            Some(label) => format!("[{} {label}] {text}", self.platform().format_all()),
        }
    }

    /// The name and the place of a step.
    fn constraints(&mut self, text: &str, place: &Place<'_>) -> Constraints {
        let name = self.step_name(text, place);
        self.located(Constraints::named(name), place.origin)
    }

    /// The same of a step that is done again if nothing shall come from the cache.
    fn step_constraints(&mut self, text: &str, place: &Place<'_>) -> Constraints {
        let is_fresh = self.request.options.no_cache.includes(place.target());
        self.constraints(text, place).ignore_cache(is_fresh)
    }

    fn located(&mut self, constraints: Constraints, origin: &Origin) -> Constraints {
        let Some((file, lines)) = origin.place() else { return constraints };
        let key = Rc::as_ptr(file);
        let graph = &mut self.graph;
        let add = || graph.source_info(file.as_ref().clone());
        let index = *self.sources.entry(key).or_insert_with(add);
        constraints.location(Location::of_lines(index, lines))
    }

    /// The answer to a question that can only be the one that is expected.
    fn refused<T>(answer: &Answer, question: Question, origin: &Origin) -> Result<T, BuildError> {
        let kind = match answer {
            Answer::Failed(message) => {
                BuildErrorKind::Unanswered { question, message: message.clone() }
            }
            _ => BuildErrorKind::WrongAnswer,
        };
        Err(kind.at(origin))
    }

    /// Marshals files on their own, for a question about them.
    pub(super) fn apart(
        &mut self,
        directory: &Directory,
    ) -> Result<Option<Rc<Definition>>, BuildError> {
        let node = Rc::as_ptr(&directory.0).cast();
        self.marshal_apart(node, |pass| {
            let tree = pass.tree(directory)?;
            Ok(tree.map(|tree| pass.whole(&tree, directory.origin())))
        })
    }

    /// Marshals the files of a container on their own.
    pub(super) fn apart_of(
        &mut self,
        container: &Container,
    ) -> Result<Option<Rc<Definition>>, BuildError> {
        let node = Rc::as_ptr(&container.0).cast();
        self.marshal_apart(node, |pass| Ok(pass.container(container)?.map(|state| state.root)))
    }

    fn marshal_apart(
        &mut self,
        node: *const (),
        lower: impl FnOnce(&mut Self) -> Result<Option<Option<Output>>, BuildError>,
    ) -> Result<Option<Rc<Definition>>, BuildError> {
        let key = (node, self.platform().format_all());
        if let Some(known) = self.apart.borrow().get(&key) {
            return Ok(known.clone());
        }
        let mut pass = self.pass();
        let root = lower(&mut pass)?;
        let definition = root.map(|root| Rc::new(pass.marshal(root)));
        self.asking.extend(pass.asking.finish());
        self.apart.borrow_mut().insert(key, definition.clone());
        Ok(definition)
    }

    /// A pass with a graph of its own.
    fn pass(&self) -> Self {
        let asking = Asking::new(self.asking.answers());
        let (platform, apart) = (self.platform(), Rc::clone(&self.apart));
        Self::within(self.request, asking, platform, apart, self.depth)
    }

    /// Marshals the graph, now that it is known what is used of contexts.
    pub(super) fn marshal(&mut self, root: Option<Output>) -> Definition {
        self.fetch_contexts();
        self.graph.marshal(root)
    }
}

/// Where a step was described, and what stands before its name.
pub(super) struct Place<'p> {
    origin: &'p Origin,
    label: Option<&'p str>,
}

impl Place<'_> {
    /// The target that a step belongs to: what its label says before the number.
    fn target(&self) -> &str {
        let label = self.label.and_then(|label| label.rsplit_once(' '));
        label.map_or("", |(target, _)| target.trim_end())
    }
}
