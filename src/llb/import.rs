//! Definitions of others, taken over into a graph.
//!
//! Upstream: `client/llb/definition.go`.

use std::collections::BTreeMap;
use std::rc::Rc;

use thiserror::Error;

use super::definition::Definition;
use super::digest::Digest;
use super::graph::Graph;
use super::graph::Output;
use super::graph::Vertex;
use super::graph::VertexId;
use super::op::Imported;
use super::op::Op;
use super::sourcemap::Location;
use super::sourcemap::SourceIndex;
use crate::proto::pb;

/// Why a definition cannot be taken over.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ImportError {
    /// An element is not an operation.
    #[error("failed to parse llb proto op")]
    Malformed,
    /// The last element names no result.
    #[error("invalid definition op with no ops")]
    Empty,
    /// An operation is made from one that does not come before it.
    #[error("invalid definition op with unknown op {0:?}")]
    UnknownOp(String),
    /// An operation is written in a file that is not there.
    #[error("failed to find source map with index {0}")]
    UnknownSource(usize),
}

impl Graph {
    /// Adds the operations of a definition byte for byte, with what is said about them.
    ///
    /// The result is `None` for an empty file system.
    pub fn import(&mut self, definition: &Definition) -> Result<Option<Output>, ImportError> {
        let Some((terminal, ops)) = definition.def.split_last() else { return Ok(None) };
        let first = self.sources.len();
        let files = definition.source.as_ref().map_or(&[][..], |source| &source.infos);
        self.sources.extend(files.iter().cloned());
        let mut known = BTreeMap::new();
        for op in ops {
            let digest = Digest::of(op);
            let inputs = resolve(op, &known)?;
            let vertex = Vertex {
                op: Op::Imported(Imported::new(op.clone(), inputs)),
                platform: None,
                metadata: definition.metadata.get(&digest).cloned().unwrap_or_default(),
                locations: locations(definition, digest, first)?,
            };
            self.vertices.push(vertex);
            known.insert(digest, VertexId(self.vertices.len() - 1));
        }
        let heads = resolve(terminal, &known)?;
        heads.first().copied().map(Some).ok_or(ImportError::Empty)
    }
}

fn resolve(op: &[u8], known: &BTreeMap<Digest, VertexId>) -> Result<Vec<Output>, ImportError> {
    let message: pb::Op = prost::Message::decode(op).map_err(|_| ImportError::Malformed)?;
    let output = |input: pb::Input| {
        let vertex = Digest::parse(&input.digest).and_then(|digest| known.get(&digest).copied());
        let index = u32::try_from(input.index).ok();
        match (vertex, index) {
            (Some(vertex), Some(index)) => Ok(Output { vertex, index }),
            _ => Err(ImportError::UnknownOp(input.digest)),
        }
    };
    message.inputs.into_iter().map(output).collect()
}

fn locations(
    definition: &Definition,
    digest: Digest,
    first: usize,
) -> Result<Vec<Location>, ImportError> {
    let Some(source) = &definition.source else { return Ok(Vec::new()) };
    let Some(locations) = source.locations.get(&digest) else { return Ok(Vec::new()) };
    let moved = |location: &Location| {
        let SourceIndex(index) = location.source;
        if index >= source.infos.len() {
            return Err(ImportError::UnknownSource(index));
        }
        Ok(Location { source: SourceIndex(first + index), ranges: Rc::clone(&location.ranges) })
    };
    locations.iter().map(moved).collect()
}
