//! The Dockerfile and where it comes from.

use std::rc::Rc;

use crate::dockerfile::convert::Ignore;
use crate::dockerfile::convert::MainContext;
use crate::gateway::Bridge;
use crate::gateway::Failure;
use crate::gateway::SolveRequest;
use crate::image::Platform;
use crate::llb::Constraints;
use crate::llb::Definition;
use crate::llb::Differ;
use crate::llb::Graph;
use crate::llb::Source;
use crate::llb::SourceInfo;
use crate::options::Options;

/// The Dockerfile and the context that goes with it.
pub(super) struct Entry {
    pub(super) source: SourceInfo,
    pub(super) context: MainContext,
}

fn single(source: Source, name: String) -> Definition {
    let mut graph = Graph::new(Rc::new(Platform::host()));
    let output = graph.source(source, Constraints::named(name));
    graph.marshal(Some(output))
}

/// Loads it.
pub(super) async fn load<B: Bridge>(bridge: &B, options: &Options) -> Result<Entry, Failure> {
    let name = options.context.dockerfile.as_deref().unwrap_or("dockerfile");
    let filename = &options.filename;
    let beside = format!("{filename}.dockerignore");
    let mut follow = vec![filename.clone(), beside.clone()];
    if crate::go::path::base(filename) == "Dockerfile" {
        let dir = crate::go::path::dir(filename);
        follow.push(crate::go::path::join(&[dir.as_str(), "dockerfile"]));
    }
    let source = Source::local(name)
        .session(options.session_of(name))
        .follow_paths(&follow)
        .shared_key_hint(name)
        .differ(Differ::None, false);
    let definition =
        Rc::new(single(source, format!("[internal] load build definition from {filename}")));
    let tree = bridge.solve(&SolveRequest::definition(Rc::clone(&definition))).await?;
    let Some(tree) = tree.into_single()? else {
        return Err(Failure::new("the Dockerfile's source is empty"));
    };
    let (data, ignore) = tokio::join!(
        bridge.read_file(&tree, filename, None),
        bridge.read_file(&tree, &beside, None)
    );
    let data = match data {
        Ok(data) => data,
        Err(failure) if follow.len() == 3 => {
            bridge.read_file(&tree, &follow[2], None).await.map_err(|_| failure)?
        }
        Err(failure) => return Err(failure),
    };
    let ignore = match ignore {
        Ok(data) if !data.is_empty() => Ignore::Beside { name: beside, data: data.into() },
        _ => Ignore::Context,
    };
    Ok(Entry {
        source: SourceInfo {
            filename: filename.clone(),
            data: data.into(),
            language: "Dockerfile".to_owned(),
            definition: Some(definition),
        },
        context: MainContext::Local { session: options.session_of("context").to_owned(), ignore },
    })
}

/// Loads `.dockerignore`.
pub(super) async fn ignore<B: Bridge>(
    bridge: &B,
    options: &Options,
) -> Result<Option<Rc<[u8]>>, Failure> {
    let source = Source::local("context")
        .session(options.session_of("context"))
        .follow_paths(&[".dockerignore"])
        .shared_key_hint("context-.dockerignore")
        .differ(Differ::None, false);
    let definition = single(source, "[internal] load .dockerignore".to_owned());
    let tree = bridge.solve(&SolveRequest::definition(definition)).await?;
    let Some(tree) = tree.into_single()? else { return Ok(None) };
    Ok(bridge.read_file(&tree, ".dockerignore", None).await.ok().map(Rc::from))
}
