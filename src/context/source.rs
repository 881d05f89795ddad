//! The graphs of a Dockerfile, a `.dockerignore`, and of contexts.

use std::rc::Rc;

use crate::git::GitRef;
use crate::git::Mtime;
use crate::go::path;
use crate::image::Platform;
use crate::llb::Action;
use crate::llb::Constraints;
use crate::llb::Copy;
use crate::llb::Definition;
use crate::llb::Differ;
use crate::llb::File;
use crate::llb::Graph;
use crate::llb::ImportError;
use crate::llb::Output;
use crate::llb::Source;
use crate::options::CONTEXT;
use crate::options::Options;

/// The name that a Dockerfile has if nobody says otherwise. In this case of letters only, it may
/// be written in lower case.
pub(super) const DOCKERFILE: &str = "Dockerfile";

/// Patterns of files that are left out.
pub(super) const IGNORE: &str = ".dockerignore";

/// The folder that has the Dockerfile, as far as it is needed.
pub(super) fn dockerfile(options: &Options, filename: &str) -> Definition {
    let name = options.context.dockerfile.as_deref().unwrap_or("dockerfile");
    let mut paths = vec![filename.to_owned(), format!("{filename}{IGNORE}")];
    paths.extend(lower_case(filename));
    let source = folder(options, name)
        .follow_paths(&paths)
        .shared_key_hint(name)
        .differ(Differ::None, false);
    single(source, format!("[internal] load build definition from {filename}"))
}

/// Files beside a Dockerfile.
pub(super) fn beside(options: &Options, patterns: &[String]) -> Definition {
    let name = options.context.dockerfile.as_deref().unwrap_or("dockerfile");
    let source = folder(options, name)
        .include_patterns(patterns)
        .shared_key_hint(&format!("{name}-files"))
        .differ(Differ::None, false);
    single(source, "[internal] load files beside the build definition".to_owned())
}

/// Where a Dockerfile may be as well.
pub(super) fn lower_case(filename: &str) -> Option<String> {
    let lower = || path::join(&[path::dir(filename).as_str(), &DOCKERFILE.to_ascii_lowercase()]);
    (path::base(filename) == DOCKERFILE).then(lower)
}

/// The folder of the context, as far as its `.dockerignore` is needed.
pub(super) fn ignore(options: &Options) -> Definition {
    let source = folder(options, CONTEXT)
        .follow_paths(&[IGNORE])
        .shared_key_hint(&format!("{CONTEXT}-{IGNORE}"))
        .differ(Differ::None, false);
    single(source, format!("[internal] load {IGNORE}"))
}

/// A folder that is the context `key`, as far as its `.dockerignore` is needed.
pub(super) fn folder_ignore(options: &Options, name: &str, key: &str) -> Definition {
    let source = folder(options, name)
        .follow_paths(&[IGNORE])
        .shared_key_hint(&format!("context:{key}-{IGNORE}"))
        .differ(Differ::None, false);
    single(source, format!("[context {key}] load {IGNORE}"))
}

/// A folder of the client.
fn folder(options: &Options, name: &str) -> Source {
    match options.session_of(name) {
        "" => Source::local(name),
        session => Source::local(name).session(session),
    }
}

/// A repository as a context.
pub(super) fn git(git: &GitRef, options: &Options) -> Source {
    let mut source = Source::git(git);
    if git.keep_git_dir == Some(true) || options.context.keep_git_dir {
        source = source.keep_git_dir();
    }
    if !git.checksum.is_empty() {
        source = source.git_checksum(&git.checksum);
    }
    let epoch = options.has_epoch().then_some(Mtime::Commit);
    match git.mtime.or(epoch) {
        None => source,
        Some(mtime) => source.git_mtime(mtime.as_str()),
    }
}

/// One source and nothing else.
pub(super) fn single(source: Source, name: impl Into<String>) -> Definition {
    let mut graph = graph();
    let output = graph.source(source, Constraints::named(name));
    graph.marshal(Some(output))
}

/// What is in an archive that a definition makes at a path.
pub(super) fn unpacked(archive: &Definition, path: &str) -> Result<Definition, ImportError> {
    let src = path::join(&["/", path]);
    copied(archive, Copy { src, attempt_unpack: true, ..Copy::default() })
}

/// What is in a folder of what a definition makes.
pub(super) fn scoped(tree: &Definition, folder: &str) -> Result<Definition, ImportError> {
    let src = path::join(&["/", folder]);
    copied(tree, Copy { src, dir_copy_contents: true, ..Copy::default() })
}

/// The same graph, marshalled by us.
pub(super) fn imported(definition: &Definition) -> Result<Definition, ImportError> {
    let mut graph = graph();
    let output = graph.import(definition)?;
    Ok(graph.marshal(output))
}

fn copied(tree: &Definition, copy: Copy) -> Result<Definition, ImportError> {
    let mut graph = graph();
    let source: Option<Output> = graph.import(tree)?;
    let copy = Copy { source, dest: "/".to_owned(), ..copy };
    let file = File::on(None).then(Action::Copy(Box::new(copy)));
    let output = graph.file(file, Constraints::default());
    Ok(graph.marshal(Some(output)))
}

/// No operation here is for one platform only.
fn graph() -> Graph {
    Graph::new(Rc::new(Platform::default()))
}
