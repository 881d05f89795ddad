//! From a graph to its bytes: the one place where operations are written and hashed.
//!
//! Upstream: `client/llb/state.go`, `Marshal`, and `client/llb/marshal.go`.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::rc::Rc;

use super::definition::Definition;
use super::definition::SourceMap;
use super::digest::Digest;
use super::graph::Graph;
use super::graph::Output;
use super::graph::Vertex;
use super::graph::VertexId;
use super::metadata::OpMetadata;
use super::op::Inputs;
use super::op::Op;
use super::sourcemap::Location;
use super::sourcemap::SourceIndex;
use super::wire::Writer;
use crate::image::Platform;

impl Graph {
    /// The part of the graph that `head` is made from. It cannot fail, and it is linear.
    ///
    /// Every input comes before its users, in the order in which upstream walks: the root of a
    /// process first, the last action of a file operation first.
    pub fn marshal(&self, head: Option<Output>) -> Definition {
        let Some(head) = head else { return Definition::default() };
        let mut walk = Walk::new(self);
        walk.visit(head.vertex);
        walk.finish(head)
    }
}

/// A walk through the graph, inputs first.
struct Walk<'a> {
    graph: &'a Graph,
    digests: Vec<Option<Digest>>,
    definition: Definition,
    source: SourceMap,
    /// The index in the definition of each file of the graph that was met.
    files: BTreeMap<SourceIndex, SourceIndex>,
    /// Where an operation is written before its inputs are known.
    body: Writer,
}

impl<'a> Walk<'a> {
    fn new(graph: &'a Graph) -> Self {
        Self {
            graph,
            digests: vec![None; graph.vertices.len()],
            definition: Definition::default(),
            source: SourceMap::default(),
            files: BTreeMap::new(),
            body: Writer::default(),
        }
    }

    /// Writes a vertex after all that it is made from. Chains are as deep as Dockerfiles are
    /// long, so the stack is our own.
    fn visit(&mut self, vertex: VertexId) {
        let mut open = vec![(vertex, self.visits(vertex))];
        while let Some((vertex, inputs)) = open.last_mut() {
            if let Some(Output { vertex: input, .. }) = inputs.pop() {
                if self.digests[input.0].is_none() {
                    let below = self.visits(input);
                    open.push((input, below));
                }
                continue;
            }
            let vertex = *vertex;
            open.pop();
            self.write(vertex);
        }
    }

    /// What a vertex is made from, the first to visit at the end.
    fn visits(&self, vertex: VertexId) -> Vec<Output> {
        let mut outputs = self.graph.vertices[vertex.0].op.visits();
        outputs.reverse();
        outputs
    }

    fn write(&mut self, id: VertexId) {
        let vertex = &self.graph.vertices[id.0];
        let mut body = std::mem::take(&mut self.body);
        let bytes = self.encode(vertex, &mut body);
        self.body = body;
        let digest = Digest::of(&bytes);
        self.digests[id.0] = Some(digest);
        self.locate(digest, &vertex.locations);
        match self.definition.metadata.entry(digest) {
            Entry::Vacant(entry) => {
                entry.insert(Rc::clone(&vertex.metadata));
                self.definition.def.push(bytes);
            }
            Entry::Occupied(mut known) => Rc::make_mut(known.get_mut()).merge(&vertex.metadata),
        }
    }

    fn locate(&mut self, digest: Digest, locations: &[Location]) {
        let mut known = Vec::with_capacity(locations.len());
        for location in locations {
            let source = self.file(location.source);
            known.push(Location { source, ranges: Rc::clone(&location.ranges) });
        }
        match self.source.locations.entry(digest) {
            Entry::Vacant(entry) => {
                entry.insert(known);
            }
            Entry::Occupied(mut entry) => entry.get_mut().append(&mut known),
        }
    }

    /// The index of a file in the definition; files that look the same are one.
    fn file(&mut self, index: SourceIndex) -> SourceIndex {
        if let Some(known) = self.files.get(&index) {
            return *known;
        }
        let info = &self.graph.sources[index.0];
        let infos = &mut self.source.infos;
        let place = infos.iter().position(|other| other.is_same(info)).unwrap_or_else(|| {
            infos.push(info.clone());
            infos.len() - 1
        });
        self.files.insert(index, SourceIndex(place));
        SourceIndex(place)
    }

    /// The bytes of an operation: inputs, platform, constraints, and the operation itself last.
    fn encode(&self, vertex: &Vertex, body: &mut Writer) -> Vec<u8> {
        let digest = |output: Output| {
            self.digests[output.vertex.0].expect("inputs are visited before their users")
        };
        let mut inputs = Inputs::new(&digest);
        body.clear();
        let platform = vertex.platform.as_ref().unwrap_or(&self.graph.platform);
        let platform = match &vertex.op {
            Op::Imported(imported) => return imported.bytes.clone(),
            Op::Source(source) => {
                source.write(body);
                source.is_platform_specific().then_some(platform)
            }
            Op::Exec(exec) => {
                exec.write(&mut inputs, body);
                Some(platform)
            }
            Op::File(file) => {
                file.write(&mut inputs, body);
                None
            }
            Op::Merge(merge) => {
                merge.write(&mut inputs, body);
                None
            }
            Op::Diff(diff) => {
                diff.write(&mut inputs, body);
                None
            }
        };
        let mut writer = Writer::with_capacity(inputs.room() + body.as_bytes().len());
        inputs.write(&mut writer);
        if let Some(platform) = platform {
            writer.message(10, |body| write_platform(platform, body));
        }
        writer.message(11, |_| {});
        writer.append(body.as_bytes());
        writer.into_bytes()
    }

    /// Adds the element that names the result.
    fn finish(mut self, head: Output) -> Definition {
        let digest = self.digests[head.vertex.0].expect("the head was visited");
        let mut writer = Writer::default();
        writer.message(1, |input| {
            input.bytes_always(1, &digest.text());
            input.uint(2, u64::from(head.index));
        });
        let bytes = writer.into_bytes();
        let others = self.definition.metadata.values().map(AsRef::as_ref);
        let metadata = Rc::new(OpMetadata::terminal(others));
        self.definition.metadata.insert(Digest::of(&bytes), metadata);
        self.definition.def.push(bytes);
        self.definition.source = Some(self.source);
        self.definition
    }
}

fn write_platform(platform: &Platform, writer: &mut Writer) {
    writer.string(1, &platform.architecture);
    writer.string(2, &platform.os);
    writer.string(3, &platform.variant);
    writer.string(4, &platform.os_version);
    writer.strings(5, &platform.os_features);
}
