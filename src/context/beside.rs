//! Files beside the one that a build begins with.

use std::rc::Rc;

use super::Entrypoint;
use super::source;
use crate::gateway::Bridge;
use crate::gateway::Failure;
use crate::gateway::Reference;
use crate::gateway::SolveRequest;
use crate::options::Options;

/// Fetches files from where the file comes from that a build begins with.
///
/// Of a folder of the client, only what matches the patterns is sent.
pub async fn load(
    bridge: &impl Bridge,
    options: &Options,
    entry: &Entrypoint,
    patterns: &[String],
) -> Result<Reference, Failure> {
    let empty = || Failure::new("there is nothing that files could be in");
    let definition = entry.source.definition.clone().ok_or_else(empty)?;
    let is_folder =
        definition.only_source().is_some_and(|source| source.identifier().starts_with("local://"));
    let definition =
        if is_folder { Rc::new(source::beside(options, patterns)) } else { definition };
    let request = SolveRequest::definition(definition);
    bridge.solve(&request).await?.into_single()?.ok_or_else(empty)
}
