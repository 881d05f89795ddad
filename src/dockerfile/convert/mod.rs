//! Instructions to LLB and image configuration.
//!
//! [`read()`] takes a Dockerfile apart, and [`convert()`] makes a graph of it. What a conversion cannot
//! know it asks for: it is called again with the answers, until nothing is left to ask.
//!
//! Upstream: `frontend/dockerfile/dockerfile2llb`.

mod add;
mod arg;
mod args;
mod base;
mod build;
mod check;
mod chmod;
mod chown;
mod command;
mod copy;
mod depend;
mod env;
mod epoch;
mod epoch_stage;
mod error;
mod expose;
mod finish;
mod healthcheck;
mod label;
mod metadata;
mod mount;
mod name;
mod named;
mod onbuild;
mod outline;
mod path;
mod question;
mod read;
mod request;
mod run;
mod scan;
mod signal;
mod stage;
mod stages;
mod state;
#[cfg(test)]
mod tests;
mod workdir;

pub use self::copy::CopyError;
pub use self::epoch_stage::EpochStageError;
pub use self::error::ConvertError;
pub use self::error::ConvertErrorKind;
pub use self::error::NamedContextError;
pub use self::expose::PortError;
pub use self::finish::Converted;
pub use self::mount::MountError;
pub use self::outline::Outline;
pub use self::outline::OutlineArg;
pub use self::outline::Wanted;
pub use self::path::PathError;
pub use self::question::Answer;
pub use self::question::Answers;
pub use self::question::FolderQuestion;
pub use self::question::ImageQuestion;
pub use self::question::OciStore;
pub use self::question::Question;
pub use self::question::SourceQuestion;
pub use self::read::Dockerfile;
pub use self::read::read;
pub use self::request::Goal;
pub use self::request::Ignore;
pub use self::request::MainContext;
pub use self::request::Request;
pub use self::scan::ScanTargets;

use std::rc::Rc;
use std::task::Poll;

use self::args::Platforms;
use self::build::Build;
use self::question::Asking;
use crate::dockerfile::lint::Finding;
use crate::dockerfile::lint::Linter;
use crate::dockerfile::shell::Lexer;
use crate::ignore;
use crate::ignore::Matcher;

/// What came of a step, and what was found on the way. Findings are there even if it failed.
#[derive(Clone, Debug)]
pub struct Outcome<T> {
    /// In the order in which they were found.
    pub findings: Vec<Finding>,
    /// What came of it.
    pub result: Result<T, ConvertError>,
}

/// How far a conversion came with the answers it was given.
#[derive(Clone, Debug)]
pub enum Progress {
    /// These have to be answered first. None of them has an answer yet.
    Asks(Vec<Question>),
    /// The end of it.
    Done(Box<Converted>),
}

/// Makes a graph of a Dockerfile, as far as the answers go.
///
/// The function is pure: the same Dockerfile, request and answers give the same graph, byte for
/// byte.
pub fn convert(dockerfile: &Dockerfile, request: &Request, answers: &Answers) -> Outcome<Progress> {
    let mut linter = dockerfile.linter.clone();
    let result = convert_with(dockerfile, request, answers, &mut linter);
    Outcome { findings: linter.findings().to_vec(), result }
}

fn convert_with(
    dockerfile: &Dockerfile,
    request: &Request,
    answers: &Answers,
    linter: &mut Linter,
) -> Result<Progress, ConvertError> {
    let parsed = &dockerfile.parsed;
    let lexer = Lexer::new(dockerfile.escape);
    let platforms = Platforms::of(request);
    let last = parsed.stages.last().map(|stage| stage.name.as_str()).unwrap_or_default();
    let target = if request.options.target.is_empty() { last } else { &request.options.target };
    let predefined = args::predefined(&platforms, &request.options.build_args, target);
    check::default_base_names(parsed, &predefined, lexer, linter);
    let mut args =
        args::declare(predefined, &parsed.global_args, &request.options.build_args, lexer)?;
    let mut asking = Asking::new(answers);
    let source = epoch::Context { stages: &parsed.stages, lexer };
    let Poll::Ready(epoch) = epoch::resolve(request, &mut args, &source, &mut asking)? else {
        return Ok(Progress::Asks(asking.finish()));
    };
    let request = epoch.request.as_ref();

    let context = stages::Context { request, args: &args, lexer };
    let mut stages = stages::build(&parsed.stages, &context, linter)?;
    let target = stages.target(&request.options.target)?;
    depend::connect_all(&mut stages, lexer)?;

    let context = base::Context { request, platforms: &platforms, lexer };
    let needed = base::resolve(&mut stages, target, &context, &mut asking, linter)?;
    let ignored = ignored(request, &mut asking)?;
    let (Some(needed), Some(ignored)) = (needed, ignored) else {
        return Ok(Progress::Asks(asking.finish()));
    };

    let mut build = Build::new((request, &args), &platforms, lexer, linter)?;
    build.epoch = epoch.time;
    build.ignored = compile(&ignored)?;
    build.convert(&mut stages, &needed)?;
    let outline = (request.goal == Goal::Outline)
        .then(|| outline::outline((target, &parsed.stages[target.0]), &stages, &build.done, &args));
    let mut converted = finish::finish(build, target, &ignored)?;
    converted.outline = outline;
    Ok(Progress::Done(Box::new(converted)))
}

/// The patterns of files of the main context that are left out; `None` if they have to be asked
/// for.
fn ignored(
    request: &Request,
    asking: &mut Asking<'_>,
) -> Result<Option<Vec<String>>, ConvertError> {
    let MainContext::Local { ignore, .. } = &request.context else {
        return Ok(Some(Vec::new()));
    };
    let (name, data) = match ignore {
        Ignore::Beside { name, data } => (name.as_str(), Some(Rc::clone(data))),
        Ignore::Context => match asking.ask(Question::Ignore) {
            None => return Ok(None),
            Some(Answer::Ignore(data)) => (".dockerignore", data.clone()),
            Some(answer) => return Err(answer.refusal(Question::Ignore).unlocated()),
        },
    };
    let patterns = ignore::read(&data.unwrap_or_default()).map_err(|error| {
        ConvertErrorKind::Ignore(format!("failed parsing {name}: {error}")).unlocated()
    })?;
    Ok(Some(patterns))
}

fn compile(patterns: &[String]) -> Result<Option<Matcher>, ConvertError> {
    if patterns.is_empty() {
        return Ok(None);
    }
    let compiled = Matcher::new(patterns)
        .map_err(|error| ConvertErrorKind::Ignore(error.to_string()).unlocated())?;
    Ok(Some(compiled))
}
