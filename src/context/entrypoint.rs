//! Loading the file that a build begins with.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::Entrypoint;
use super::Fetched;
use super::IgnoreFile;
use super::MainContext;
use super::place::DOWNLOAD;
use super::place::Place;
use super::source;
use super::tar;
use crate::gateway::Bridge;
use crate::gateway::Caps;
use crate::gateway::FILE_BASE;
use crate::gateway::FRONTEND_INPUTS;
use crate::gateway::Failure;
use crate::gateway::FileRange;
use crate::gateway::Reference;
use crate::gateway::SolveRequest;
use crate::llb::Definition;
use crate::llb::ImportError;
use crate::llb::Source;
use crate::llb::SourceInfo;
use crate::options::CONTEXT;
use crate::options::Options;

/// The name of the input that is the Dockerfile.
const DOCKERFILE_INPUT: &str = "dockerfile";

/// Loads the Dockerfile and finds the main context. `language` is what errors say it is written in.
pub async fn load(
    bridge: &impl Bridge,
    options: &Options,
    language: &str,
) -> Result<Entrypoint, Failure> {
    let place = Place::of(options);
    if !matches!(place, Ok(Place::Given)) {
        require_file_operations(&*bridge.ping().await?)?;
    }
    let loaded = match place? {
        Place::Given => given(bridge, options).await?,
        Place::Git(source, name) => git(bridge, options, source, name).await?,
        Place::Http(source, name) => http(bridge, options, source, name).await?,
    };
    let Loaded { tree, filename, context, inputs } = loaded;
    let context = scope(context, options.context.subdir.as_deref())?;
    let (data, ignore) = read(bridge, &tree.reference, &filename).await?;
    let empty = || Failure::new("there is nothing that the Dockerfile could be in");
    let head = tree.definition.head().ok_or_else(empty)?;
    let source = SourceInfo {
        filename,
        data: data.into(),
        language: language.to_owned(),
        definition: Some(tree.definition),
    };
    Ok(Entrypoint { source: Rc::new(source), head, ignore, context, inputs })
}

/// The oldest daemon that a Dockerfile can be built with has file operations.
pub fn require_file_operations(caps: &Caps) -> Result<(), Failure> {
    caps.require_llb(FILE_BASE)
        .map_err(|failure| Failure::new(format!("needs BuildKit 0.5 or later: {failure}")))
}

/// What is known before the Dockerfile is read.
struct Loaded {
    tree: Tree,
    filename: String,
    context: MainContext,
    inputs: Option<BTreeMap<String, Definition>>,
}

/// A definition and what it makes.
struct Tree {
    definition: Rc<Definition>,
    reference: Reference,
}

/// A folder of the client, or what it is replaced by.
async fn given(bridge: &impl Bridge, options: &Options) -> Result<Loaded, Failure> {
    let filename = options.filename.clone();
    // All at the same time: mostly there are no inputs, and a solve that is not needed costs
    // nothing before something is read from it.
    let folder = source::dockerfile(options, &filename);
    let (caps, inputs, tree) =
        tokio::join!(bridge.ping(), bridge.inputs(), dockerfile(bridge, folder));
    let caps = caps?;
    require_file_operations(&caps)?;
    let failed = "failed to get frontend inputs";
    let inputs = match inputs {
        _ if !caps.supports(FRONTEND_INPUTS) => BTreeMap::new(),
        inputs => inputs.map_err(|failure| failure.context(failed))?,
    };
    if inputs.values().any(|input| input.metadata.is_empty()) {
        let text = "invalid nil input definition to definition op";
        return Err(Failure::new(text).context(failed));
    }
    let given = inputs.get(DOCKERFILE_INPUT).filter(|_| options.context.dockerfile.is_none());
    let tree = match given {
        None => tree?,
        Some(input) => {
            dockerfile(bridge, source::imported(input).map_err(|why| wrong(&why))?).await?
        }
    };
    let context = match inputs.get(CONTEXT) {
        None => MainContext::Folder,
        Some(input) => {
            let definition = Rc::new(source::imported(input).map_err(|why| wrong(&why))?);
            MainContext::Fetched(Fetched { definition, source: None, archive: None })
        }
    };
    Ok(Loaded { tree, filename, context, inputs: Some(inputs) })
}

/// A repository, with the Dockerfile in it unless a folder is named.
async fn git(
    bridge: &impl Bridge,
    options: &Options,
    source: Source,
    name: String,
) -> Result<Loaded, Failure> {
    let filename = options.filename.clone();
    let definition = Rc::new(source::single(source.clone(), name));
    let tree = match options.context.dockerfile {
        None => dockerfile(bridge, Rc::clone(&definition)).await?,
        Some(_) => dockerfile(bridge, source::dockerfile(options, &filename)).await?,
    };
    let context = Fetched { definition, source: Some(source), archive: None };
    Ok(Loaded { tree, filename, context: MainContext::Fetched(context), inputs: None })
}

/// A file at a URL: an archive with the context, or the Dockerfile itself.
async fn http(
    bridge: &impl Bridge,
    options: &Options,
    source: Source,
    name: String,
) -> Result<Loaded, Failure> {
    let file = source::single(source.clone(), name);
    let file =
        solve(bridge, file).await.map_err(|why| why.context("failed to resolve httpcontext"))?;
    let range = FileRange { offset: 0, length: 1024 };
    let start = bridge.read_file(&file.reference, DOWNLOAD, Some(range)).await;
    let start = start.map_err(|failure| failure.context("failed to read downloaded context"))?;
    let is_archive = tar::is_archive(&start);
    let (definition, filename, archive) = if is_archive {
        let unpacked = source::unpacked(&file.definition, DOWNLOAD).map_err(|why| wrong(&why))?;
        (Rc::new(unpacked), options.filename.clone(), Some(file.reference.clone()))
    } else {
        (Rc::clone(&file.definition), DOWNLOAD.to_owned(), None)
    };
    let tree = match options.context.dockerfile {
        Some(_) => dockerfile(bridge, source::dockerfile(options, &filename)).await?,
        None if is_archive => dockerfile(bridge, Rc::clone(&definition)).await?,
        None => file,
    };
    let context = Fetched { definition, source: Some(source), archive };
    Ok(Loaded { tree, filename, context: MainContext::Fetched(context), inputs: None })
}

/// Takes a folder of a context for the context.
fn scope(context: MainContext, folder: Option<&str>) -> Result<MainContext, Failure> {
    match (context, folder) {
        (MainContext::Fetched(context), Some(folder)) => {
            let definition =
                source::scoped(&context.definition, folder).map_err(|why| wrong(&why))?;
            Ok(MainContext::Fetched(Fetched { definition: Rc::new(definition), ..context }))
        }
        (context, _) => Ok(context),
    }
}

/// Reads the Dockerfile, and what stands in for `.dockerignore` beside it.
async fn read(
    bridge: &impl Bridge,
    tree: &Reference,
    filename: &str,
) -> Result<(Vec<u8>, Option<IgnoreFile>), Failure> {
    let name = format!("{filename}{}", source::IGNORE);
    let (file, ignore) =
        tokio::join!(bridge.read_file(tree, filename, None), bridge.read_file(tree, &name, None));
    let data = match (file, source::lower_case(filename)) {
        (Ok(data), _) => data,
        (Err(failure), None) => return Err(failure.context("failed to read dockerfile")),
        (Err(failure), Some(lower)) => {
            let data = bridge.read_file(tree, &lower, None).await;
            data.map_err(|_| failure.context("failed to read dockerfile"))?
        }
    };
    let ignore = ignore.ok().filter(|data| !data.is_empty());
    Ok((data, ignore.map(|data| IgnoreFile { name, data: data.into() })))
}

async fn dockerfile(
    bridge: &impl Bridge,
    definition: impl Into<Rc<Definition>>,
) -> Result<Tree, Failure> {
    let tree = solve(bridge, definition).await;
    tree.map_err(|failure| failure.context("failed to resolve dockerfile"))
}

async fn solve(
    bridge: &impl Bridge,
    definition: impl Into<Rc<Definition>>,
) -> Result<Tree, Failure> {
    let definition = definition.into();
    let request = SolveRequest::definition(Rc::clone(&definition));
    let reference = bridge.solve(&request).await?.into_single()?;
    let empty = || Failure::new("there is nothing to read from");
    Ok(Tree { definition, reference: reference.ok_or_else(empty)? })
}

/// What is wrong with somebody else's definition.
fn wrong(why: &ImportError) -> Failure {
    Failure::new(why.to_string())
}
