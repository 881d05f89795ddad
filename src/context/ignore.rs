//! The `.dockerignore` of a folder.

use std::rc::Rc;

use super::source;
use crate::gateway::Bridge;
use crate::gateway::Failure;
use crate::gateway::SolveRequest;
use crate::options::Options;

/// Loads the `.dockerignore` of the client's folder; `None` if it is empty or not there.
pub async fn load(bridge: &impl Bridge, options: &Options) -> Result<Option<Rc<[u8]>>, Failure> {
    let request = SolveRequest::definition(source::ignore(options));
    let Some(tree) = bridge.solve(&request).await?.into_single()? else { return Ok(None) };
    // Whatever the reason is that it cannot be read: there is none.
    let data = bridge.read_file(&tree, source::IGNORE, None).await.unwrap_or_default();
    Ok((!data.is_empty()).then(|| data.into()))
}
