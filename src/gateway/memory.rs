//! A daemon made of tables, for tests.

use std::cell::Cell;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::task::Poll;

use super::bridge::Bridge;
use super::caps::Cap;
use super::caps::Caps;
use super::caps::FRONTEND_INPUTS;
use super::code::Code;
use super::failure::Failure;
use super::file::FileRange;
use super::file::Stat;
use super::request::SolveRequest;
use super::request::Warning;
use super::request::Work;
use super::resolve::ImageQuery;
use super::resolve::ResolvedImage;
use super::resolve::SourceMeta;
use super::resolve::SourceQuery;
use super::result::Outcome;
use super::result::Reference;
use super::result::ResultSet;
use crate::llb::Definition;

/// A daemon that knows what it was told, and remembers what it was asked.
///
/// A tree is known by the name of its last vertex (`llb.customname`), such as
/// `[internal] load build definition from Dockerfile`.
#[must_use]
#[derive(Debug, Default)]
pub struct MemoryBridge {
    caps: Rc<Caps>,
    inputs: BTreeMap<String, Definition>,
    images: BTreeMap<String, ResolvedImage>,
    sources: BTreeMap<String, SourceMeta>,
    files: BTreeMap<(String, String), Vec<u8>>,
    broken: BTreeMap<String, Failure>,
    frontends: BTreeMap<String, Outcome>,
    asked: RefCell<Vec<Request>>,
    depth: Cell<usize>,
    pinged: Cell<bool>,
}

/// A question that was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// What the daemon can do.
    Ping,
    /// What the build was given.
    Inputs,
    /// About an image.
    ResolveImage(ImageQuery),
    /// About a source.
    ResolveSource(SourceQuery),
    /// To build something.
    Solve(SolveRequest),
    /// A file, by its tree and path.
    ReadFile(Reference, String, Option<FileRange>),
    /// A folder, by its tree, path and pattern.
    ReadDir(Reference, String, String),
    /// A file's facts, by its tree and path.
    StatFile(Reference, String),
    /// To build something now.
    Evaluate(Reference),
    /// To show a warning.
    Warn(Warning),
    /// To take the outcome.
    Finish(Outcome),
}

impl MemoryBridge {
    /// A daemon with the given capabilities of its solver, and every one of its gateway that a
    /// build of today asks for.
    pub fn new<S: Into<String>>(solver: impl IntoIterator<Item = S>) -> Self {
        let frontend = [FRONTEND_INPUTS, "return", "returnmap", "source.metaresolver"];
        let caps =
            Caps::new(frontend.map(Cap::enabled), solver.into_iter().map(Cap::enabled), "buildkit");
        Self { caps: Rc::new(caps), ..Self::default() }
    }

    /// Answers with these capabilities.
    pub fn with_caps(mut self, caps: Caps) -> Self {
        self.caps = Rc::new(caps);
        self
    }

    /// Gives the build an input.
    pub fn with_input(mut self, name: &str, definition: Definition) -> Self {
        self.inputs.insert(name.to_owned(), definition);
        self
    }

    /// Knows an image by its reference.
    pub fn with_image(mut self, reference: &str, image: ResolvedImage) -> Self {
        self.images.insert(reference.to_owned(), image);
        self
    }

    /// Knows a source by its identifier.
    pub fn with_source(mut self, identifier: &str, source: SourceMeta) -> Self {
        self.sources.insert(identifier.to_owned(), source);
        self
    }

    /// Has a file in a tree.
    pub fn with_file(mut self, tree: &str, path: &str, data: impl Into<Vec<u8>>) -> Self {
        self.files.insert((tree.to_owned(), path.to_owned()), data.into());
        self
    }

    /// Fails to solve a tree.
    pub fn with_broken(mut self, tree: &str, failure: Failure) -> Self {
        self.broken.insert(tree.to_owned(), failure);
        self
    }

    /// Knows what a frontend makes.
    pub fn with_frontend(mut self, name: &str, outcome: Outcome) -> Self {
        self.frontends.insert(name.to_owned(), outcome);
        self
    }

    /// What was asked so far, in order.
    pub fn asked(&self) -> Vec<Request> {
        self.asked.borrow().clone()
    }

    /// The longest chain of questions of which each waited for the one before.
    pub fn depth(&self) -> usize {
        self.depth.get()
    }

    /// Notes a question and lets others be asked before it is answered.
    async fn ask(&self, request: Request) {
        let depth = self.depth.get() + 1;
        self.asked.borrow_mut().push(request);
        give_way().await;
        self.depth.set(depth.max(self.depth.get()));
    }

    fn tree(&self, definition: &Definition) -> Result<Option<Reference>, Failure> {
        let Some(head) = definition.head() else { return Ok(None) };
        let metadata = definition.metadata.get(&head);
        let mut texts = metadata.into_iter().flat_map(|metadata| metadata.description());
        let name = texts.find(|(key, _)| *key == "llb.customname").map(|(_, name)| name.to_owned());
        let name = name.unwrap_or_else(|| head.to_string());
        match self.broken.get(&name) {
            Some(failure) => Err(failure.clone()),
            None => Ok(Reference::new(name)),
        }
    }

    fn file(&self, tree: &Reference, path: &str) -> Option<&Vec<u8>> {
        self.files.get(&(tree.id().to_owned(), path.to_owned()))
    }
}

impl Bridge for MemoryBridge {
    async fn ping(&self) -> Result<Rc<Caps>, Failure> {
        if !self.pinged.replace(true) {
            self.ask(Request::Ping).await;
        }
        Ok(Rc::clone(&self.caps))
    }

    async fn inputs(&self) -> Result<BTreeMap<String, Definition>, Failure> {
        self.ask(Request::Inputs).await;
        if self.caps.supports(FRONTEND_INPUTS) {
            return Ok(self.inputs.clone());
        }
        Err(Failure::received(Code::UNIMPLEMENTED, "unknown method Inputs", Vec::new()))
    }

    async fn resolve_image(&self, query: &ImageQuery) -> Result<ResolvedImage, Failure> {
        self.ask(Request::ResolveImage(query.clone())).await;
        let text = || format!("{}: not found", query.reference);
        let found = self.images.get(&query.reference).cloned();
        found.ok_or_else(|| Failure::received(Code::new(5), text(), Vec::new()))
    }

    async fn resolve_source(&self, query: &SourceQuery) -> Result<SourceMeta, Failure> {
        self.ask(Request::ResolveSource(query.clone())).await;
        let text = || format!("{}: not found", query.identifier);
        let found = self.sources.get(&query.identifier).cloned();
        found.ok_or_else(|| Failure::received(Code::new(5), text(), Vec::new()))
    }

    async fn solve(&self, request: &SolveRequest) -> Result<ResultSet, Failure> {
        self.ask(Request::Solve(request.clone())).await;
        match &request.work {
            Work::Definition(definition) => Ok(ResultSet::single(self.tree(definition)?)),
            Work::Frontend { name, .. } => self.frontends.get(name).cloned().unwrap_or_else(|| {
                let text = format!("invalid frontend: {name}");
                Err(Failure::received(Code::UNKNOWN, text, Vec::new()))
            }),
        }
    }

    async fn read_file(
        &self,
        tree: &Reference,
        path: &str,
        range: Option<FileRange>,
    ) -> Result<Vec<u8>, Failure> {
        self.ask(Request::ReadFile(tree.clone(), path.to_owned(), range)).await;
        let Some(data) = self.file(tree, path) else { return Err(missing("open", path)) };
        let Some(FileRange { offset, length }) = range else { return Ok(data.clone()) };
        let bytes = |number| usize::try_from(number).unwrap_or(usize::MAX);
        Ok(data.iter().copied().skip(bytes(offset)).take(bytes(length)).collect())
    }

    async fn read_dir(
        &self,
        tree: &Reference,
        path: &str,
        include: &str,
    ) -> Result<Vec<Stat>, Failure> {
        self.ask(Request::ReadDir(tree.clone(), path.to_owned(), include.to_owned())).await;
        let files = self.files.iter().filter(|((place, _), _)| place == tree.id());
        let inside = files.filter_map(|((_, file), data)| Some((file.strip_prefix(path)?, data)));
        Ok(inside.map(|(name, data)| stat(name.trim_start_matches('/'), data)).collect())
    }

    async fn stat_file(&self, tree: &Reference, path: &str) -> Result<Stat, Failure> {
        self.ask(Request::StatFile(tree.clone(), path.to_owned())).await;
        let name = path.rsplit('/').next().unwrap_or(path);
        let found = self.file(tree, path).map(|data| stat(name, data));
        found.ok_or_else(|| missing("lstat", path))
    }

    async fn evaluate(&self, tree: &Reference) -> Result<(), Failure> {
        self.ask(Request::Evaluate(tree.clone())).await;
        Ok(())
    }

    async fn said(&self) {}

    async fn warn(&self, warning: &Warning) -> Result<(), Failure> {
        self.ask(Request::Warn(warning.clone())).await;
        Ok(())
    }

    async fn finish(&self, outcome: &Outcome) -> Result<(), Failure> {
        self.ask(Request::Finish(outcome.clone())).await;
        Ok(())
    }
}

fn missing(call: &str, path: &str) -> Failure {
    let text = format!("{call} {path}: no such file or directory");
    Failure::received(Code::UNKNOWN, text, Vec::new())
}

fn stat(name: &str, data: &[u8]) -> Stat {
    let size = i64::try_from(data.len()).unwrap_or(i64::MAX);
    Stat { path: name.to_owned(), mode: 0o644, size, ..Stat::default() }
}

/// Lets whatever else is to be done go first.
async fn give_way() {
    let mut is_asked = false;
    std::future::poll_fn(|cx| {
        if std::mem::replace(&mut is_asked, true) {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}
