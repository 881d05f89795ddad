//! What is scanned for a list of what is in an image.
//!
//! `BUILDKIT_SBOM_SCAN_CONTEXT` and `BUILDKIT_SBOM_SCAN_STAGE` are `ARG`s that ask for more than
//! the image: the main context, and stages that the image is made from.
//!
//! Upstream: `dockerfile2llb/convert.go`, `SBOMTargets`.

use std::collections::BTreeMap;

use super::args::GlobalArgs;
use super::args::SCAN_CONTEXT;
use super::args::SCAN_STAGE;
use super::build::Build;
use super::stage::Stage;
use crate::go::number;
use crate::llb::Graph;
use crate::llb::Output;

/// What is scanned, in a graph that the scanner can be added to.
#[derive(Clone, Debug)]
pub struct ScanTargets {
    /// The graph of the build.
    pub graph: Graph,
    /// The image; `None` is an empty one.
    pub core: Option<Output>,
    /// What is scanned beside it, by name: `context`, and stages.
    pub extras: BTreeMap<String, Option<Output>>,
    /// The scanner runs even if it is cached.
    pub ignore_cache: bool,
}

/// What the `ARG`s of a stage say.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Switches {
    /// The main context is scanned, if the stage is the target.
    context: bool,
    /// The stage is scanned, if it is not the target.
    stage: bool,
}

impl Switches {
    /// What they say once all of a stage is converted.
    pub(super) fn of(stage: &Stage, args: &GlobalArgs) -> Self {
        let is_on = |key| is_on(key, stage, args);
        Self { context: is_on(SCAN_CONTEXT), stage: is_on(SCAN_STAGE) }
    }
}

/// Takes the graph out of a build. The target is no longer among the stages that are done.
pub(super) fn targets(build: Build<'_>, target: &Stage) -> ScanTargets {
    let mut extras = BTreeMap::new();
    if target.scan.context {
        extras.insert("context".to_owned(), build.context);
    }
    let mut ignore_cache = target.ignore_cache;
    for stage in build.done.iter().flatten().filter(|stage| stage.scan.stage) {
        extras.insert(stage.counter.stage.clone(), stage.state.root);
        ignore_cache |= stage.ignore_cache;
    }
    ScanTargets { graph: build.graph, core: target.state.root, extras, ignore_cache }
}

/// The last `ARG` of a stage counts; if none has a value, one above the first `FROM` does.
fn is_on(key: &str, stage: &Stage, args: &GlobalArgs) -> bool {
    let mut own = stage.build_args.iter().rev().filter(|arg| arg.key == key);
    let own = own.find_map(|arg| arg.value.as_deref());
    let Some(value) = own.or_else(|| args.env.get(key)) else { return false };
    let is_named = || value.split(',').any(|name| name == stage.counter.stage);
    number::parse_bool(value).unwrap_or_else(|_| is_named())
}
