//! Builds that are no Dockerfiles: which of our readers a file is for.

use std::cell::RefCell;
use std::rc::Rc;

use super::build;
use super::language::Language;
use super::lower::Site;
use super::plan;
use super::program;
use super::spec;
use super::spec::Source;
use crate::context::Entrypoint;
use crate::dagger;
use crate::gateway::Bridge;
use crate::gateway::Caps;
use crate::gateway::Outcome;
use crate::options::Options;

/// Builds what was asked for.
pub(super) async fn run<B: Bridge>(
    bridge: &B,
    caps: &Caps,
    options: &Rc<Options>,
    entry: Entrypoint,
    language: Language,
) -> Outcome {
    let inputs = build::inputs(bridge, &entry, options).await?;
    let site = Site { caps, options, entry: &entry, inputs, warned: RefCell::default() };
    if language != Language::Cue {
        return spec::run(bridge, &site, Source::json(&entry)?).await;
    }
    let program = program::load(bridge, options, &entry).await?;
    if dagger::is_plan(&program) {
        return Box::pin(plan::run(bridge, &site, program)).await;
    }
    spec::run(bridge, &site, Source::Cue(program)).await
}
