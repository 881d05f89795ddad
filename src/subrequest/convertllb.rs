//! `frontend.convertllb`: the graph.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Answer;
use super::Subrequest;
use crate::llb::Definition;
use crate::llb::OpMetadata;
use crate::llb::ProtoJson;
use crate::llb::ProtoJsonError;
use crate::order::Collect as _;

#[derive(Serialize)]
struct Graph<'a> {
    def: BTreeMap<String, ProtoJson>,
    metadata: BTreeMap<String, &'a OpMetadata>,
    source: ProtoJson,
}

/// Shows a graph, operation by operation.
pub fn convertllb(definition: &Definition) -> Result<Answer, ProtoJsonError> {
    let ops = definition.ops_as_json()?.into_iter();
    let metadata = definition.metadata.iter();
    let graph = Graph {
        def: ops.map(|(digest, op)| (digest.to_string(), op)).into_map(),
        metadata: metadata.map(|(digest, said)| (digest.to_string(), said.as_ref())).into_map(),
        source: definition.source_as_json()?,
    };
    Ok(Subrequest::ConvertLlb.answer(&graph))
}
