//! What stages start from: images, which are looked up, or nothing.
//!
//! Upstream: `dockerfile2llb/convert.go`, `resolveBaseImage`.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::args::Platforms;
use super::check;
use super::error::ConvertError;
use super::error::ConvertErrorKind;
use super::named::Loaded;
use super::named::NamedContext;
use super::onbuild;
use super::question::Answer;
use super::question::Asking;
use super::question::ImageQuestion;
use super::question::Question;
use super::request::Request;
use super::stages::Stage;
use super::stages::StageId;
use super::stages::Stages;
use crate::dockerfile::lint::Linter;
use crate::dockerfile::shell::Lexer;
use crate::dockerfile::shell::NoEnv;
use crate::image::Image;
use crate::image::Platform;
use crate::image::Reference;
use crate::image::ResolvedImage;
use crate::source::suggest;

/// What a stage starts from.
#[derive(Clone, Debug)]
pub(super) struct Base {
    pub(super) root: Root,
    /// The configuration to start from.
    pub(super) config: Image,
    /// The configuration of the image as it is; none if the stage starts from nothing.
    pub(super) original: Option<Rc<Image>>,
    /// `None` if a context took the place of the stage and says nothing of it.
    pub(super) platform: Option<Rc<Platform>>,
}

/// The files that a stage starts from.
#[derive(Clone, Debug)]
pub(super) enum Root {
    /// None.
    Nothing,
    /// Those of an image.
    Image(BaseImage),
    /// Those of a context that took the place of an image.
    Context(Box<Loaded>),
    /// Those of a context that took the place of the stage itself: nothing is done in it.
    Finished(Box<Loaded>),
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

/// The stages a target is made from, or all if they are wanted, once all the images are known.
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
        let wants_all = context.request.wants_all_stages();
        let needed = if wants_all { stages.ids().collect() } else { reachable.clone() };
        check_names(stages)?;
        for id in stages.ids() {
            let stage = stages.get(id);
            if stage.base.is_none() && stage.origin.is_none() {
                if needed.contains(&id) {
                    let base = origin(stages, id, context, asking, linter)?;
                    stages.get_mut(id).origin = base;
                } else {
                    // Upstream names the step of an image before it knows that nobody needs it,
                    // and names it anew when a trigger turns out to.
                    let counter = &mut stages.get_mut(id).counter;
                    counter.index += usize::from(counter.total != 0);
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
            return Ok(Some(needed));
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

/// What stages start from must be names, even if nobody needs the stages.
///
/// Upstream looks at all of them at the same time, but mostly begins with the last.
fn check_names(stages: &Stages<'_>) -> Result<(), ConvertError> {
    let open = |id: &StageId| {
        let Stage { base, origin, base_name, .. } = stages.get(*id);
        base.is_none() && origin.is_none() && base_name != "scratch"
    };
    let last = stages.ids().filter(open).last();
    let mut order = last.into_iter().chain(stages.ids().filter(open));
    order.try_for_each(|id| check_name(stages.get(id)).map(drop))
}

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
    if stage.base_name == "scratch" && stage.context.is_none() {
        return Ok(Some(nothing(&context.platforms.target)));
    }
    let reference = check_name(stage)?;
    let lines = stage.lines;
    let locate = |kind: ConvertErrorKind| ConvertError { kind, locations: vec![lines] };
    if let Some(instead) = &stage.context {
        let loaded = instead.load(context.request, asking).map_err(locate)?;
        return Ok(loaded.map(in_place_of_stage));
    }
    let full = reference.clone().tag_name_only().to_string();
    let platform = stage.platform.clone();
    let wanted = platform.unwrap_or_else(|| Rc::new(context.platforms.target.clone()));
    let instead = NamedContext::find(&full, Some(&wanted), context.request).map_err(locate)?;
    if let Some(instead) = instead {
        let loaded = instead.load(context.request, asking).map_err(locate)?;
        return Ok(loaded.map(|loaded| in_place_of_image(loaded, wanted)));
    }
    let question = question(full, &wanted, context);
    let prefix = || format!("{}: ", stage.base_name);
    let resolved = match asking.ask(question.clone()) {
        None => return Ok(None),
        Some(Answer::Image(resolved)) => resolved,
        Some(Answer::Failed(message)) => {
            return Err(locate(unanswered(stages, id, question, message)));
        }
        Some(Answer::Replaced { reference, identifier }) => {
            let (reference, identifier) = (reference.clone(), identifier.clone());
            let prefix = prefix();
            let kind = ConvertErrorKind::NotAnImage { prefix, reference, identifier };
            return Err(locate(kind));
        }
        Some(answer) => return Err(locate(answer.refusal(question))),
    };
    let stage = stages.get_mut(id);
    let base = from_image(stage, (&reference, resolved), wanted, context).map_err(locate)?;
    if let (Root::Image(_), Some(platform)) = (&base.root, &base.platform) {
        let name = &stages.get(id).base_name;
        check::image_platform(name, platform, &base.config.platform, lines, linter);
    }
    Ok(Some(base))
}

/// A context says all that there is to say of a stage.
fn in_place_of_stage(loaded: Loaded) -> Base {
    let mut config = loaded.config.clone().unwrap_or_default();
    config.created = None;
    let platform = &config.platform;
    let is_known = !platform.architecture.is_empty() && !platform.os.is_empty();
    let platform = is_known.then(|| Rc::new(platform.clone()));
    Base { root: Root::Finished(Box::new(loaded)), config, original: None, platform }
}

/// A context in place of an image is for the platform that the image was wanted for.
fn in_place_of_image(loaded: Loaded, platform: Rc<Platform>) -> Base {
    let original = loaded.config.clone().unwrap_or_else(|| Image::scratch(&platform));
    let mut config = original.clone();
    config.created = None;
    Base {
        root: Root::Context(Box::new(loaded)),
        config,
        original: Some(Rc::new(original)),
        platform: Some(platform),
    }
}

fn question(reference: String, platform: &Platform, context: &Context<'_>) -> Question {
    let prefix = if context.request.options.is_multi_platform {
        format!("{} ", platform.format_all())
    } else {
        String::new()
    };
    Question::Image(ImageQuestion {
        log_name: format!("[{prefix}internal] load metadata for {reference}"),
        reference,
        platform: Some(platform.clone()),
        store: None,
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
    wanted: Rc<Platform>,
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
        Some(_) => wanted,
        None => Rc::new(detect_platform(&config, context.platforms)),
    };
    if !resolved.digest.is_empty() {
        let name = reference.to_string();
        reference = reference.with_digest(&resolved.digest).map_err(|source| {
            ConvertErrorKind::ResolvedReference { name, source: Box::new(source) }
        })?;
    }
    let reference = reference.to_string();
    let root = if config.has_files() {
        let text = format!("FROM {reference}");
        let name = stage.counter.next(&text, Some(&platform), &NoEnv);
        Root::Image(BaseImage { reference, name })
    } else {
        Root::Nothing
    };
    let (original, platform) = (Some(Rc::new(original)), Some(platform));
    Ok(Base { root, config, original, platform })
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
    let (config, platform) = (Image::scratch(platform), Some(Rc::new(platform.clone())));
    Base { root: Root::Nothing, config, original: None, platform }
}
