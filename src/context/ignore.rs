//! The `.dockerignore` of a folder.

use std::rc::Rc;

use super::source;
use crate::gateway::Bridge;
use crate::gateway::Failure;
use crate::gateway::SolveRequest;
use crate::options::Options;

/// Loads the `.dockerignore` of the client's folder; `None` if it is empty or not there.
pub async fn load(bridge: &impl Bridge, options: &Options) -> Result<Option<Rc<[u8]>>, Failure> {
    read(bridge, SolveRequest::definition(source::ignore(options))).await
}

/// Loads the `.dockerignore` of another folder of the client, which is the context `key`.
pub async fn load_folder(
    bridge: &impl Bridge,
    options: &Options,
    folder: &str,
    key: &str,
) -> Result<Option<Rc<[u8]>>, Failure> {
    let definition = source::folder_ignore(options, folder, key);
    read(bridge, SolveRequest::definition(definition).evaluated()).await
}

async fn read(bridge: &impl Bridge, request: SolveRequest) -> Result<Option<Rc<[u8]>>, Failure> {
    let Some(tree) = bridge.solve(&request).await?.into_single()? else { return Ok(None) };
    // Whatever the reason is that it cannot be read: there is none.
    let data = bridge.read_file(&tree, source::IGNORE, None).await.unwrap_or_default();
    Ok((!data.is_empty()).then(|| data.into()))
}
