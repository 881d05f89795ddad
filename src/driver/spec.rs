//! Builds that a document describes, top to bottom.

use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Rc;

use futures_util::future::try_join_all;

use super::answer;
use super::build;
use super::finish;
use super::language::Language;
use super::lower;
use super::lower::Known;
use super::lower::Site;
use super::plan;
use super::program;
use super::sbom;
use crate::bake;
use crate::bake::Bake;
use crate::build::Built;
use crate::build::Container;
use crate::build::Publish;
use crate::build::Request;
use crate::context::Entrypoint;
use crate::cue::module::Program;
use crate::dagger;
use crate::dockerfile::convert::Converted;
use crate::dockerfile::convert::ScanTargets;
use crate::dockerfile::syntax::directive;
use crate::gateway::Bridge;
use crate::gateway::Caps;
use crate::gateway::Failure;
use crate::gateway::Outcome;
use crate::gateway::ResultSet;
use crate::gateway::SolveRequest;
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
pub(super) async fn run<B: Bridge>(
    bridge: &B,
    caps: &Caps,
    options: &Rc<Options>,
    entry: Entrypoint,
    language: Language,
) -> Outcome {
    let inputs = build::inputs(bridge, &entry, options).await?;
    let warned = RefCell::default();
    let site = Site { caps, options, entry: &entry, inputs, warned };
    let (mut builds, mut before) = (Vec::new(), Vec::new());
    let source = match language {
        Language::Json | Language::Dockerfile => {
            Source::Json(spec::from_json(&site.entry.source).map_err(|error| failure(&error))?)
        }
        Language::Cue => {
            let program = program::load(bridge, options, site.entry).await?;
            if dagger::is_plan(&program) {
                return Box::pin(plan::run(bridge, &site, program)).await;
            }
            Source::Cue(program)
        }
    };
    if let Some(name) = &options.subrequest {
        let spec = source.read(&site, &site.request(None).target_platform())?;
        return answer(name, &spec, &site);
    }
    for platform in build::platforms(options) {
        let request = site.request(platform);
        let spec = source.read(&site, &request.target_platform())?;
        let Plan { container, after, .. } =
            spec::plan(&spec, &options.target).map_err(|error| failure(&error))?;
        before.extend(after.into_iter().map(|container| (container, request.clone())));
        builds.push((container, request));
    }
    solve(bridge, &site, builds, before).await
}

/// Has what was described built, each for its platform, after what must have been built before.
pub(super) async fn solve<B: Bridge>(
    bridge: &B,
    site: &Site<'_>,
    builds: Vec<(Container, Request)>,
    before: Vec<(Container, Request)>,
) -> Outcome {
    let options = site.options;
    let mut known = Known::default();
    let before = site.lower(bridge, &before, &mut known).await?;
    try_join_all(before.into_iter().map(|built| {
        let request = SolveRequest::definition(built.definition).evaluated();
        async move { bridge.solve(&request).await }
    }))
    .await?;
    let scanner = sbom::scanner(bridge, options).await?;
    let built = site.lower(bridge, &builds, &mut known).await?;
    let publish = built.first().map(|built| built.publish.clone()).unwrap_or_default();
    let converted = built.into_iter().map(|built| converted(built, options)).collect();
    let mut result = finish::finish(bridge, options, converted, scanner).await?;
    publish_as(&publish, &mut result);
    Ok(result)
}

/// A document, as far as it does not depend on what it is built for.
enum Source {
    Json(Spec),
    Cue(Program),
}

impl Source {
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
        Some(asked @ Subrequest::Bake) => asked.text_answer(bake_file(spec, site)?),
        _ => return Err(answer::unsupported(name)),
    };
    Ok(ResultSet { metadata, ..ResultSet::default() })
}

/// The bake file of this build.
fn bake_file(spec: &Spec, site: &Site<'_>) -> Result<String, Failure> {
    let options = site.options;
    let name = Some(options.target.clone()).filter(|name| !name.is_empty());
    let names: Vec<String> = name.into_iter().collect();
    let frontend = options.cmdline.as_ref().or_else(|| options.all.get("source"));
    let is_named = directive::syntax(&site.entry.source.data).is_some();
    Ok(bake::write(&Bake {
        file: &options.filename,
        frontend: frontend.map(String::as_str).filter(|_| !is_named),
        args: options.build_args.clone(),
        targets: spec.bake(&names).map_err(|error| failure(&error))?,
    }))
}

fn listed<'a>(target: &spec::Listed<'a>) -> DocumentTarget<'a> {
    let spec::Listed { name, is_default, doc, lines } = *target;
    DocumentTarget { name, default: is_default, description: doc, lines }
}

/// An error of a document as the daemon returns it.
pub(super) fn failure(error: &SpecError) -> Failure {
    lower::located(Failure::new(error.to_string()), &error.origin)
}

/// What is built, as the end of a Dockerfile's build takes it.
pub(super) fn converted(built: Built, options: &Options) -> Converted {
    let (graph, core) = built.graph;
    let scan = options.sbom.is_some().then(|| ScanTargets {
        graph,
        core,
        extras: std::collections::BTreeMap::new(),
        ignore_cache: false,
    });
    Converted {
        definition: built.definition,
        image: built.image,
        base_image: built.base_image,
        epoch: built.epoch,
        outline: None,
        scan,
    }
}

/// Tells the exporters what the image shall be called.
pub(super) fn publish_as(publish: &Publish, result: &mut ResultSet) {
    if !publish.names.is_empty() {
        let names = publish.names.join(",").into_bytes();
        result.metadata.insert("image.name".to_owned(), names);
    }
    for (key, value) in &publish.annotations {
        let key = format!("annotation.{key}");
        result.metadata.insert(key, value.clone().into_bytes());
    }
}
