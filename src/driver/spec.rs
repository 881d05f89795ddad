//! Builds that a document describes, top to bottom.

use std::borrow::Cow;

use super::answer;
use super::build;
use super::described;
use super::described::Images;
use super::lower;
use super::lower::Known;
use super::lower::Site;
use crate::bake;
use crate::bake::Bake;
use crate::context::Entrypoint;
use crate::cue::module::Program;
use crate::dockerfile::syntax::directive;
use crate::gateway::Bridge;
use crate::gateway::Failure;
use crate::gateway::Outcome;
use crate::gateway::ResultSet;
use crate::image::Platform;
use crate::options::Options;
use crate::spec;
use crate::spec::Plan;
use crate::spec::Spec;
use crate::spec::SpecError;
use crate::subrequest;
use crate::subrequest::DocumentTarget;
use crate::subrequest::Subrequest;

/// Builds what was asked for.
pub(super) async fn run<B: Bridge>(bridge: &B, site: &Site<'_>, source: Source) -> Outcome {
    let options = site.options;
    if let Some(name) = &options.subrequest {
        let spec = source.read(site, &site.request(None).target_platform())?;
        return answer(name, &spec, site);
    }
    let (mut builds, mut before) = (Vec::new(), Vec::new());
    for platform in build::platforms(options) {
        let request = site.request(platform);
        let spec = source.read(site, &request.target_platform())?;
        let Plan { container, after, .. } =
            spec::plan(&spec, &options.target).map_err(|error| failure(&error))?;
        before.extend(after.into_iter().map(|container| (container, request.clone())));
        builds.push((container, request));
    }
    let mut known = Known::default();
    described::evaluate(bridge, site, &before, &mut known).await?;
    Images::lower(bridge, site, &builds, &mut known).await?.solve(bridge, options).await
}

/// A document, as far as it does not depend on what it is built for.
pub(super) enum Source {
    Json(Spec),
    Cue(Program),
}

impl Source {
    /// Reads a document in JSON.
    pub(super) fn json(entry: &Entrypoint) -> Result<Self, Failure> {
        spec::from_json(&entry.source).map(Self::Json).map_err(|error| failure(&error))
    }

    fn read(&self, site: &Site<'_>, platform: &Platform) -> Result<Cow<'_, Spec>, Failure> {
        match self {
            Self::Json(spec) => Ok(Cow::Borrowed(spec)),
            Self::Cue(program) => {
                let Options { build_platform, build_args, .. } = site.options.as_ref();
                let args = spec::arguments(platform, build_platform, build_args);
                let spec = spec::from_cue(program.clone(), &args);
                spec.map(Cow::Owned).map_err(|error| failure(&error))
            }
        }
    }
}

/// Answers a question about a document.
fn answer(name: &str, spec: &Spec, site: &Site<'_>) -> Outcome {
    let metadata = match Subrequest::named(name) {
        Some(Subrequest::Describe) => subrequest::describe_document(),
        Some(Subrequest::Targets) => {
            let targets: Vec<DocumentTarget<'_>> =
                spec.targets().map(|target| listed(&target)).collect();
            subrequest::document_targets(&site.entry.source.data, &targets)
        }
        Some(asked @ Subrequest::Bake) => {
            let targets = spec.bake(&names(site)).map_err(|error| failure(&error))?;
            asked.text_answer(bake_file(site, targets))
        }
        _ => return Err(answer::unsupported(name)),
    };
    Ok(ResultSet { metadata, ..ResultSet::default() })
}

/// The names of what is asked for.
pub(super) fn names(site: &Site<'_>) -> Vec<String> {
    let name = site.options.target.trim();
    if name.is_empty() { Vec::new() } else { vec![name.to_owned()] }
}

/// The bake file of this build.
pub(super) fn bake_file(site: &Site<'_>, targets: Vec<bake::Target>) -> String {
    let options = site.options;
    let frontend = options.cmdline.as_ref().or_else(|| options.all.get("source"));
    let is_named = directive::syntax(&site.entry.source.data).is_some();
    bake::write(&Bake {
        file: &options.filename,
        frontend: frontend.map(String::as_str).filter(|_| !is_named),
        args: options.build_args.clone(),
        targets,
    })
}

fn listed<'a>(target: &spec::Listed<'a>) -> DocumentTarget<'a> {
    let spec::Listed { name, is_default, doc, lines } = *target;
    DocumentTarget { name, default: is_default, description: doc, lines }
}

/// An error of a document as the daemon returns it.
fn failure(error: &SpecError) -> Failure {
    lower::located(Failure::new(error.to_string()), &error.origin)
}
