//! The result: what a target is made of, and its image configuration.

use std::rc::Rc;

use super::args::Platforms;
use super::build::Build;
use super::error::ConvertError;
use super::error::ConvertErrorKind;
use super::outline::Outline;
use super::request::Goal;
use super::request::MainContext;
use super::stages::StageId;
use crate::image::Image;
use crate::llb::Constraints;
use crate::llb::Definition;
use crate::llb::Output;
use crate::llb::Source;

/// A converted Dockerfile.
#[derive(Clone, Debug)]
pub struct Converted {
    /// What has to be solved, if that is the goal.
    pub definition: Definition,
    /// The image's configuration.
    pub image: Image,
    /// The configuration of the image it is based on, as it is there.
    pub base_image: Option<Rc<Image>>,
    /// `SOURCE_DATE_EPOCH`, seconds.
    pub epoch: Option<i64>,
    /// What the target wants to be told, if that is the goal.
    pub outline: Option<Outline>,
}

/// Takes the target out of a build and marshals it, if that is the goal.
///
/// `patterns` are those of `.dockerignore`.
pub(super) fn finish(
    mut build: Build<'_>,
    target: StageId,
    patterns: &[String],
) -> Result<Converted, ConvertError> {
    let Some(mut stage) = build.done[target.0].take() else {
        return Err(ConvertErrorKind::NoStages.unlocated());
    };
    let labels = build.request.options.labels.iter();
    stage.image.config.labels.extend(labels.map(|(key, value)| (key.clone(), value.clone())));
    build.linter.verdict().map_err(|error| ConvertErrorKind::Lint(Box::new(error)).unlocated())?;
    build.used_of[stage.owner.0].add("/");
    fetch_folders(&mut build);
    fetch_context(&mut build, patterns);
    let definition = match build.request.goal {
        Goal::Graph => marshal(&build, stage.state.root)?,
        Goal::Outline | Goal::Findings => Definition::default(),
    };
    let mut image = stage.image;
    set_platform(&mut image, build.platforms);
    let (base_image, epoch) = (stage.original, build.epoch);
    Ok(Converted { definition, image, base_image, epoch, outline: None })
}

fn marshal(build: &Build<'_>, root: Option<Output>) -> Result<Definition, ConvertError> {
    let is_needed = |part| build.graph.is_made_from(root, part);
    if let Some((_, kind)) = build.defects.iter().find(|(output, _)| is_needed(*output)) {
        return Err(kind.clone().unlocated());
    }
    Ok(build.graph.marshal(root))
}

/// Says what of the folders that stand in for stages and images is sent, now that this is known.
fn fetch_folders(build: &mut Build<'_>) {
    for (output, owner, folder) in std::mem::take(&mut build.folders) {
        let source = folder.source.follow_paths(&build.used_of[owner.0].follow());
        build.graph.replace_source(output, source, Constraints::named(folder.name));
    }
}

/// Says what of the main context is sent, now that this is known.
fn fetch_context(build: &mut Build<'_>, patterns: &[String]) {
    let (Some(output), MainContext::Local { session, .. }) =
        (build.context, &build.request.context)
    else {
        return;
    };
    let source = Source::local("context")
        .session(session)
        .exclude_patterns(patterns)
        .shared_key_hint("context")
        .follow_paths(&build.used.follow());
    let constraints = Constraints::named("[internal] load build context");
    build.graph.replace_source(output, source, constraints);
}

/// An image is for the platform that was asked for, whatever its base says.
fn set_platform(image: &mut Image, platforms: &Platforms) {
    let target = &platforms.target;
    let platform = &mut image.platform;
    if !platforms.implicit {
        let is_same = target.is_same_system(platform);
        platform.os.clone_from(&target.os);
        platform.architecture.clone_from(&target.architecture);
        if !target.variant.is_empty() || !is_same {
            platform.variant.clone_from(&target.variant);
        }
        if !target.os_version.is_empty() || !is_same {
            platform.os_version.clone_from(&target.os_version);
        }
        if !target.os_features.is_empty() {
            platform.os_features.clone_from(&target.os_features);
        }
    }
    *platform = platform.normalize();
}
