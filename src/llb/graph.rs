//! The graph under construction.
//!
//! A graph is an arena: an operation names its inputs by [`Output`], which is a number, so states
//! are copied freely and a graph of ten thousand operations is built in milliseconds. Two equal
//! operations stay two vertices until they are marshalled; there they become one, and what was said
//! about either is said about both.

use std::borrow::Cow;
use std::rc::Rc;

use super::metadata::LinuxResources;
use super::metadata::OpMetadata;
use super::metadata::ProgressGroup;
use super::op::Diff;
use super::op::Exec;
use super::op::File;
use super::op::Merge;
use super::op::Op;
use super::op::Source;
use super::op::pick_outputs;
use super::sourcemap::Location;
use super::sourcemap::SourceIndex;
use super::sourcemap::SourceInfo;
use crate::image::Platform;

/// What an operation makes: one of its results, a file system.
///
/// An empty file system has no operation: `None` stands for scratch wherever an
/// `Option<Output>` is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Output {
    pub(super) vertex: VertexId,
    pub(super) index: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct VertexId(pub(super) usize);

/// Operations and the files they are written in.
#[derive(Clone, Debug)]
pub struct Graph {
    /// The platform of operations that name none.
    pub(super) platform: Rc<Platform>,
    pub(super) vertices: Vec<Vertex>,
    pub(super) sources: Vec<SourceInfo>,
}

#[derive(Clone, Debug)]
pub(super) struct Vertex {
    pub(super) op: Op,
    pub(super) platform: Option<Rc<Platform>>,
    pub(super) metadata: Rc<OpMetadata>,
    pub(super) locations: Vec<Location>,
}

/// What is said about an operation beside its fields.
///
/// Upstream: `client/llb/state.go`, `Constraints`.
#[must_use]
#[derive(Clone, Debug, Default)]
pub struct Constraints {
    platform: Option<Rc<Platform>>,
    metadata: OpMetadata,
    locations: Vec<Location>,
}

impl Constraints {
    /// Nothing but a name for the progress output (`llb.customname`).
    pub fn named(name: impl Into<String>) -> Self {
        Self::default().describe("llb.customname", name)
    }

    /// A text for whoever shows the vertex.
    pub fn describe(mut self, key: impl Into<Cow<'static, str>>, text: impl Into<String>) -> Self {
        self.metadata.description.insert(key.into(), text.into());
        self
    }

    /// The platform of an image or a process.
    pub fn platform(self, platform: Rc<Platform>) -> Self {
        Self { platform: Some(platform), ..self }
    }

    /// The operation runs even if its result is cached.
    pub fn ignore_cache(mut self, ignore: bool) -> Self {
        self.metadata.ignore_cache = ignore;
        self
    }

    /// The operation is shown as part of a step.
    pub fn progress_group(mut self, group: ProgressGroup) -> Self {
        self.metadata.progress_group = Some(group);
        self
    }

    /// Limits for a process.
    pub fn linux_resources(mut self, resources: LinuxResources) -> Self {
        self.metadata.linux_resources = Some(resources);
        self.metadata.needs.add(super::caps::EXEC_META_LINUX_RESOURCES);
        self
    }

    /// Where the operation is written.
    pub fn location(mut self, location: Location) -> Self {
        if self.locations.is_empty() {
            self.locations.reserve_exact(1);
        }
        self.locations.push(location);
        self
    }
}

/// The results of a process.
#[derive(Clone, Copy, Debug)]
pub struct ExecOutputs<'a> {
    vertex: VertexId,
    exec: &'a Exec,
}

impl ExecOutputs<'_> {
    /// What the process made of the mount that was added as number `place`; `None` if that mount
    /// has no output.
    pub fn mount(&self, place: usize) -> Option<Output> {
        let index = pick_outputs(&self.exec.mounts, place)?;
        Some(Output { vertex: self.vertex, index })
    }

    /// What the process made of its first mount, which is the root.
    pub fn root(&self) -> Option<Output> {
        self.mount(0)
    }
}

impl Graph {
    /// No operation yet; `platform` is that of operations that name none.
    pub fn new(platform: Rc<Platform>) -> Self {
        Self { platform, vertices: Vec::new(), sources: Vec::new() }
    }

    /// The same operations, where those that name no platform have another one.
    #[must_use]
    pub fn with_platform(self, platform: Rc<Platform>) -> Self {
        Self { platform, ..self }
    }

    /// How many operations there are.
    pub fn len(&self) -> usize {
        self.vertices.len()
    }

    /// Whether there is no operation yet.
    pub fn is_empty(&self) -> bool {
        self.vertices.is_empty()
    }

    /// Whether `whole` is made from `part`, or is it.
    pub fn is_made_from(&self, whole: Option<Output>, part: Output) -> bool {
        let mut known = vec![false; self.vertices.len()];
        let mut open: Vec<VertexId> = whole.map(|output| output.vertex).into_iter().collect();
        while let Some(vertex) = open.pop() {
            if !std::mem::replace(&mut known[vertex.0], true) {
                let inputs = self.vertices[vertex.0].op.visits();
                open.extend(inputs.into_iter().map(|output| output.vertex));
            }
        }
        known[part.vertex.0]
    }

    /// Adds a file in which operations are written.
    pub fn source_info(&mut self, info: SourceInfo) -> SourceIndex {
        self.sources.push(info);
        SourceIndex(self.sources.len() - 1)
    }

    pub(super) fn add(&mut self, op: Op, constraints: Constraints) -> VertexId {
        let Constraints { platform, mut metadata, locations } = constraints;
        metadata.needs.union(op.needs());
        self.vertices.push(Vertex { op, platform, metadata: Rc::new(metadata), locations });
        VertexId(self.vertices.len() - 1)
    }

    fn add_single(&mut self, op: Op, constraints: Constraints) -> Output {
        Output { vertex: self.add(op, constraints), index: 0 }
    }

    /// Fetches files.
    pub fn source(&mut self, source: Source, constraints: Constraints) -> Output {
        self.add_single(Op::Source(source), constraints)
    }

    /// Fetches other files than was said when `output` was made.
    ///
    /// Which files of the client a build needs is known only at its end; what was made of them
    /// meanwhile stays as it is.
    pub fn replace_source(&mut self, output: Output, source: Source, constraints: Constraints) {
        let replacement = self.add(Op::Source(source), constraints);
        self.vertices.swap(output.vertex.0, replacement.0);
        self.vertices.pop();
    }

    /// Runs a process.
    pub fn exec<'a>(&mut self, exec: &'a Exec, constraints: Constraints) -> ExecOutputs<'a> {
        let vertex = self.add(Op::Exec(Box::new(exec.clone())), constraints);
        ExecOutputs { vertex, exec }
    }

    /// Changes files.
    pub fn file(&mut self, file: File, constraints: Constraints) -> Output {
        self.add_single(Op::File(file), constraints)
    }

    /// Lays file systems over each other; empty ones do not count, and one alone is the result.
    pub fn merge(
        &mut self,
        layers: impl IntoIterator<Item = Option<Output>>,
        constraints: Constraints,
    ) -> Option<Output> {
        let layers: Vec<_> = layers.into_iter().flatten().collect();
        match layers[..] {
            [] | [_] => layers.first().copied(),
            _ => Some(self.add_single(Op::Merge(Merge::new(layers)), constraints)),
        }
    }

    /// What `upper` has that `lower` has not.
    pub fn diff(
        &mut self,
        lower: Option<Output>,
        upper: Option<Output>,
        constraints: Constraints,
    ) -> Option<Output> {
        if lower.is_none() {
            return upper;
        }
        Some(self.add_single(Op::Diff(Diff::new(lower, upper)), constraints))
    }
}
