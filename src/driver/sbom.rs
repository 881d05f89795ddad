//! A list of what is in an image, made by a scanner that runs on what was built.
//!
//! Upstream: `frontend/attestations/sbom/sbom.go`.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::dockerfile::convert::ScanTargets;
use crate::gateway::Attestation;
use crate::gateway::AttestationKind;
use crate::gateway::Bridge;
use crate::gateway::Failure;
use crate::gateway::Refs;
use crate::gateway::SolveRequest;
use crate::gateway::SourceQuery;
use crate::go::path;
use crate::image::Image;
use crate::image::Platform;
use crate::llb::Action;
use crate::llb::Constraints;
use crate::llb::Definition;
use crate::llb::Env;
use crate::llb::Exec;
use crate::llb::File;
use crate::llb::Graph;
use crate::llb::MkDir;
use crate::llb::Mount;
use crate::llb::Output;
use crate::llb::Source;
use crate::options::Options;
use crate::options::Sbom;

/// The list of the image itself; lists of what is beside it have more after a hyphen.
const CORE: &str = "sbom";

/// Where the scanner finds what it scans.
const CORE_DIR: &str = "/run/src/core/sbom";
const EXTRAS_DIR: &str = "/run/src/extras";

/// Where the scanner leaves what it found.
const OUT_DIR: &str = "/run/out/";

const TMP_DIR: &str = "/tmp";

/// Who makes the list.
pub(super) struct Scanner {
    /// The image, as the daemon found it.
    reference: String,
    /// Where it runs.
    platform: Rc<Platform>,
    args: Vec<String>,
    env: Env,
    dir: String,
    /// Variables that tell it what the client wants.
    parameters: Env,
}

/// Finds the scanner, if a list was asked for.
pub(super) async fn scanner<B: Bridge>(
    bridge: &B,
    options: &Options,
) -> Result<Option<Scanner>, Failure> {
    let Some(Sbom { generator, parameters }) = &options.sbom else { return Ok(None) };
    let platform = options.build_platform.clone();
    let query = SourceQuery {
        platform: Some(platform.clone()),
        image_resolve_mode: Some(option(options, "image-resolve-mode")),
        ..SourceQuery::of(&Source::image(generator), "")
    };
    let failed = format!("failed to resolve source metadata for {generator}");
    let found = bridge.resolve_source(&query).await.map_err(|why| why.context(failed))?;
    let Some(meta) = found.image else {
        let from = &query.identifier;
        let to = found.identifier;
        return Err(Failure::new(format!("ref mutated by policy to non-image: {from} -> {to}")));
    };
    let identifier = found.identifier;
    let reference = identifier.strip_prefix("docker-image://").unwrap_or(&identifier);
    let reference = reference.strip_prefix("oci-layout://").unwrap_or(reference).to_owned();
    let image = Image::decode(&meta.config).map_err(|why| Failure::new(why.to_string()))?;
    let mut args = image.config.entrypoint;
    args.extend(image.config.cmd);
    if args.is_empty() {
        return Err(Failure::new(format!("scanner {reference} does not have cmd")));
    }
    let parameters = (parameters.iter())
        .map(|(key, value)| format!("BUILDKIT_SCAN_{key}={value}"))
        .collect::<Vec<_>>();
    Ok(Some(Scanner {
        reference,
        platform: Rc::new(platform.normalize()),
        args,
        env: environment(&image.config.env),
        dir: absolute(image.config.working_dir),
        parameters: environment(&parameters),
    }))
}

fn option(options: &Options, key: &str) -> String {
    options.all.get(key).cloned().unwrap_or_default()
}

/// A folder below the root, unless it says itself where it is.
fn absolute(dir: String) -> String {
    if path::is_abs(&dir) { dir } else { path::join(&["/", &dir]) }
}

/// Variables from lines such as `PATH=/bin`.
fn environment(lines: &[String]) -> Env {
    let mut env = Env::default();
    for line in lines {
        let (key, value) = line.split_once('=').unwrap_or((line, ""));
        env.set(key, value);
    }
    env
}

/// Has the list made for the result of one platform.
pub(super) async fn attest<B: Bridge>(
    bridge: &B,
    scanner: &Scanner,
    platform: &str,
    targets: ScanTargets,
) -> Result<Attestation, Failure> {
    let definition = scan(scanner, platform, targets);
    let found = bridge.solve(&SolveRequest::definition(definition)).await?;
    let reference = match found.refs {
        Refs::Single(reference) => reference,
        Refs::PerPlatform(_) => None,
    };
    let metadata = [("reason", "sbom"), ("sbom-core", CORE)];
    let metadata = metadata.map(|(key, value)| (key.to_owned(), value.into()));
    Ok(Attestation {
        kind: AttestationKind::Bundle,
        metadata: BTreeMap::from(metadata),
        reference,
        path: String::new(),
        predicate_type: "https://spdx.dev/Document".to_owned(),
        subjects: Vec::new(),
    })
}

/// The process that makes the list.
fn scan(scanner: &Scanner, platform: &str, targets: ScanTargets) -> Definition {
    let ScanTargets { graph, core, extras, ignore_cache } = targets;
    // Upstream marshals this graph without a word about the target's platform.
    let mut graph = graph.with_platform(Rc::new(Platform::host().normalize()));
    let image = Source::image(&scanner.reference);
    let constraints = Constraints::default().platform(Rc::clone(&scanner.platform));
    let root = graph.source(image, constraints);
    let mut mounts = vec![
        Mount::bind("/", Some(root)),
        Mount::bind(OUT_DIR, None),
        temporary(scanner, root, &mut graph),
        Mount::bind(CORE_DIR, core).readonly(),
    ];
    for (name, extra) in &extras {
        let dir = path::join(&[EXTRAS_DIR, &format!("{CORE}-{name}")]);
        mounts.push(Mount::bind(&dir, *extra).readonly());
    }
    let exec = Exec {
        args: scanner.args.clone(),
        env: Rc::new(variables(scanner, !extras.is_empty())),
        cwd: scanner.dir.clone(),
        mounts,
        ..Exec::default()
    };
    let name = format!("[{platform}] generating sbom using {}", scanner.reference);
    let constraints =
        Constraints::named(name).platform(Rc::clone(&scanner.platform)).ignore_cache(ignore_cache);
    let found = graph.exec(&exec, constraints).mount(1);
    graph.marshal(found)
}

fn variables(scanner: &Scanner, has_extras: bool) -> Env {
    let mut env = scanner.env.clone();
    env.set("BUILDKIT_SCAN_DESTINATION", OUT_DIR);
    env.set("BUILDKIT_SCAN_SOURCE", CORE_DIR);
    if has_extras {
        env.set("BUILDKIT_SCAN_SOURCE_EXTRAS", EXTRAS_DIR);
    }
    for (key, value) in scanner.parameters.iter() {
        env.set(key, value);
    }
    env
}

/// A folder that nothing remains of. Windows has no memory to mount.
fn temporary(scanner: &Scanner, root: Output, graph: &mut Graph) -> Mount {
    if scanner.platform.os != "windows" {
        return Mount::tmpfs(TMP_DIR, 0);
    }
    let mkdir =
        MkDir { path: TMP_DIR.to_owned(), mode: 0o777, make_parents: true, ..MkDir::default() };
    let file = File::on(Some(root)).then(Action::MkDir(mkdir));
    let made = graph.file(file, Constraints::default());
    Mount::bind(TMP_DIR, Some(made)).selector(TMP_DIR).no_output()
}
