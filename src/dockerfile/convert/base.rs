//! What stages start from: images, which are looked up, or nothing.
//!
//! Upstream: `dockerfile2llb/convert.go`, `resolveBaseImage`.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::args::Platforms;
use super::check;
use super::error::ConvertError;
use super::error::ConvertErrorKind;
use super::onbuild;
use super::question::Answer;
use super::question::Asking;
use super::question::ImageQuestion;
use super::question::Question;
use super::question::ResolvedImage;
use super::request::Request;
use super::stages::Stage;
use super::stages::StageId;
use super::stages::Stages;
use super::stages::check_named_context;
use crate::dockerfile::lint::Linter;
use crate::dockerfile::shell::Lexer;
use crate::dockerfile::shell::NoEnv;
use crate::image::Config;
use crate::image::Image;
use crate::image::Platform;
use crate::image::Reference;
use crate::image::RootFs;
use crate::source::suggest;

/// What a stage starts from.
#[derive(Clone, Debug)]
pub(super) struct Base {
    /// The image, if there is one with files in it.
    pub(super) image: Option<BaseImage>,
    /// The configuration to start from.
    pub(super) config: Image,
    /// The configuration of the image as it is; none if the stage starts from nothing.
    pub(super) original: Option<Rc<Image>>,
    pub(super) platform: Rc<Platform>,
}

/// An image with files in it.
#[derive(Clone, Debug)]
pub(super) struct BaseImage {
    /// The full reference, with its digest.
    pub(super) reference: String,
    /// What the step is called.
    pub(super) name: String,
}

/// What is needed to look images up.
pub(super) struct Context<'c> {
    pub(super) request: &'c Request,
    pub(super) platforms: &'c Platforms,
    pub(super) lexer: Lexer,
}

/// The stages a target is made from, once all the images are known.
///
/// Images may leave instructions for those who build on them, which may name further images; so
/// this goes on until nothing new is found. `None` if something has to be asked first.
pub(super) fn resolve(
    stages: &mut Stages<'_>,
    target: StageId,
    context: &Context<'_>,
    asking: &mut Asking<'_>,
    linter: &mut Linter,
) -> Result<Option<BTreeSet<StageId>>, ConvertError> {
    loop {
        let reachable = reachable(stages, target);
        for id in stages.ids() {
            let stage = stages.get(id);
            if stage.base.is_none() && stage.origin.is_none() {
                check_name(stages.get(id))?;
                if reachable.contains(&id) {
                    let base = origin(stages, id, context, asking, linter)?;
                    stages.get_mut(id).origin = base;
                }
            }
        }
        if asking.is_waiting() {
            return Ok(None);
        }
        let mut is_done = true;
        for id in &reachable {
            is_done &= !onbuild::take_over(stages, *id, context.lexer)?;
        }
        if is_done {
            return Ok(Some(reachable));
        }
    }
}

/// All that a stage is made from, itself included.
fn reachable(stages: &Stages<'_>, target: StageId) -> BTreeSet<StageId> {
    let mut known = BTreeSet::new();
    let mut open = vec![target];
    while let Some(id) = open.pop() {
        if known.insert(id) {
            let stage = stages.get(id);
            open.extend(stage.base);
            open.extend(stage.needs.iter().map(|(need, _)| *need));
        }
    }
    known
}

/// What a stage starts from must be a name, even if nobody needs the stage.
fn check_name(stage: &Stage<'_>) -> Result<Reference, ConvertError> {
    Reference::parse_normalized(&stage.base_name).map_err(|source| {
        let name = stage.base_name.clone();
        let kind = ConvertErrorKind::StageName { name, source: Box::new(source) };
        ConvertError { kind, locations: vec![stage.lines] }
    })
}

/// Finds out what a stage starts from; `None` if that has to be asked for.
fn origin(
    stages: &mut Stages<'_>,
    id: StageId,
    context: &Context<'_>,
    asking: &mut Asking<'_>,
    linter: &mut Linter,
) -> Result<Option<Base>, ConvertError> {
    let stage = stages.get(id);
    if stage.base_name == "scratch" {
        return Ok(Some(nothing(&context.platforms.target)));
    }
    let reference = check_name(stage)?;
    let lines = stage.lines;
    let locate = |kind: ConvertErrorKind| ConvertError { kind, locations: vec![lines] };
    check_named_context(&reference, context.request).map_err(locate)?;
    let question = question(&reference, stage.platform.as_deref(), context);
    let resolved = match asking.ask(question.clone()) {
        None => return Ok(None),
        Some(Answer::Image(resolved)) => resolved,
        Some(Answer::Failed(message)) => {
            return Err(locate(unanswered(stages, id, question, message)));
        }
        Some(_) => return Err(locate(ConvertErrorKind::WrongAnswer(Box::new(question)))),
    };
    let base = from_image(stages.get_mut(id), (&reference, resolved), context).map_err(locate)?;
    if base.image.is_some() {
        let name = &stages.get(id).base_name;
        let actual = &base.config.platform;
        check::image_platform(name, &base.platform, actual, lines, linter);
    }
    Ok(Some(base))
}

fn question(reference: &Reference, platform: Option<&Platform>, context: &Context<'_>) -> Question {
    let platform = platform.unwrap_or(&context.platforms.target);
    let reference = reference.clone().tag_name_only().to_string();
    let prefix = if context.request.options.is_multi_platform {
        format!("{} ", platform.format_all())
    } else {
        String::new()
    };
    Question::Image(ImageQuestion {
        log_name: format!("[{prefix}internal] load metadata for {reference}"),
        reference,
        platform: platform.clone(),
    })
}

fn unanswered(
    stages: &Stages<'_>,
    id: StageId,
    question: Question,
    message: &str,
) -> ConvertErrorKind {
    const COMMON: [&str; 7] =
        ["alpine", "busybox", "centos", "debian", "golang", "ubuntu", "fedora"];
    let name = &stages.get(id).base_name;
    let common: Vec<String> = (COMMON.iter())
        .flat_map(|image| {
            // Upstream leaves the slash out.
            let library = format!("docker.io/library{image}");
            let latest = format!("{library}:latest");
            [(*image).to_owned(), library, format!("{image}:latest"), latest]
        })
        .collect();
    let mut known = stages.names();
    known.extend(common.iter().map(String::as_str));
    ConvertErrorKind::Unanswered {
        question: Box::new(question),
        prefix: format!("{name}: "),
        message: message.to_owned(),
        hint: suggest::text(name, &known, true),
    }
}

/// The base of a stage that starts from an image, and the name of that step.
fn from_image(
    stage: &mut Stage<'_>,
    (reference, resolved): (&Reference, &ResolvedImage),
    context: &Context<'_>,
) -> Result<Base, ConvertErrorKind> {
    let mut reference = reference.clone();
    if reference.to_string() != resolved.reference {
        let name = &resolved.reference;
        reference = Reference::parse_normalized(name).map_err(|source| {
            ConvertErrorKind::ResolvedReference { name: name.clone(), source: Box::new(source) }
        })?;
    }
    let original = Image::decode(&resolved.config)
        .map_err(|error| ConvertErrorKind::ImageConfig(error.to_string()))?;
    let mut config = original.clone();
    config.created = None;
    let platform = match &stage.platform {
        Some(platform) => Rc::clone(platform),
        None => Rc::new(detect_platform(&config, context.platforms)),
    };
    if !resolved.digest.is_empty() {
        let name = reference.to_string();
        reference = reference.with_digest(&resolved.digest).map_err(|source| {
            ConvertErrorKind::ResolvedReference { name, source: Box::new(source) }
        })?;
    }
    let reference = reference.to_string();
    let image = (!is_empty(&config)).then(|| BaseImage {
        name: stage.counter.next(&format!("FROM {reference}"), Some(&platform), &NoEnv),
        reference,
    });
    Ok(Base { image, config, original: Some(Rc::new(original)), platform })
}

/// An image without files is as good as none.
fn is_empty(config: &Image) -> bool {
    config.rootfs.diff_ids.as_ref().is_none_or(|layers| layers.is_empty())
        && config.history.iter().all(|entry| entry.empty_layer)
}

/// What is built if nobody said it: the image's own platform, if the worker can run that.
fn detect_platform(config: &Image, platforms: &Platforms) -> Platform {
    let is_image = |platform: &&Platform| platform.is_same_system(&config.platform);
    let target = &platforms.target;
    if !platforms.implicit || is_image(&target) {
        return target.clone();
    }
    if is_image(&&platforms.build) { platforms.build.clone() } else { target.clone() }
}

/// Starts from nothing.
fn nothing(platform: &Platform) -> Base {
    let mut config = Image {
        platform: platform.clone(),
        rootfs: RootFs { kind: "layers".to_owned(), ..RootFs::default() },
        config: Config { working_dir: "/".to_owned(), ..Config::default() },
        ..Image::default()
    };
    if platform.os != "windows" {
        config.config.env.push(format!("PATH={DEFAULT_PATH}"));
    }
    Base { image: None, config, original: None, platform: Rc::new(platform.clone()) }
}

/// `PATH` where an image says nothing of it.
pub(super) const DEFAULT_PATH: &str =
    "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
