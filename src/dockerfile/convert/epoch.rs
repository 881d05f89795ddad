//! `SOURCE_DATE_EPOCH`: the time that everything was made at.
//!
//! It is a number, or it names a source that has a time: `context`, a named context, or a stage
//! that does nothing but fetch.
//!
//! Upstream: `dockerfile2llb/epoch.go`.

use std::borrow::Cow;
use std::rc::Rc;
use std::task::Poll;

use super::args::GlobalArgs;
use super::epoch_stage;
use super::error::ConvertError;
use super::error::ConvertErrorKind;
use super::finish;
use super::ignored;
use super::named::Files;
use super::named::NamedContext;
use super::question::Answer;
use super::question::Asking;
use super::question::Question;
use super::question::SourceQuestion;
use super::request::MainContext;
use super::request::Request;
use crate::dockerfile::instruction::Stage;
use crate::dockerfile::shell::Lexer;
use crate::go::case;
use crate::go::number;
use crate::go::time::Time;
use crate::image::Platform;
use crate::llb::Definition;
use crate::llb::Graph;
use crate::llb::Source;
use crate::order::Collect as _;

/// The variable.
pub(super) const KEY: &str = "SOURCE_DATE_EPOCH";

/// What is needed to find a stage that has a time.
pub(super) struct Context<'c> {
    pub(super) stages: &'c [Stage],
    pub(super) lexer: Lexer,
}

/// The time, and the request with it.
pub(super) struct Epoch<'r> {
    pub(super) request: Cow<'r, Request>,
    pub(super) time: Option<Time>,
}

/// Finds the time in the build arguments, or in the variables above the first stage. Both say the
/// time afterwards, or nothing if there is none.
pub(super) fn resolve<'r>(
    request: &'r Request,
    args: &mut GlobalArgs,
    context: &Context<'_>,
    asking: &mut Asking<'_>,
) -> Result<Poll<Epoch<'r>>, ConvertError> {
    let global = args.env.get(KEY).filter(|value| !value.is_empty());
    let Some(value) = request.options.build_args.get(KEY).map(String::as_str).or(global) else {
        return Ok(Poll::Ready(Epoch { request: Cow::Borrowed(request), time: None }));
    };
    let Poll::Ready(time) = time(value, request, args, context, asking)? else {
        return Ok(Poll::Pending);
    };
    let text = time.map(|time| time.unix().to_string());
    let mut request = Cow::Borrowed(request);
    if request.options.build_args.contains_key(KEY) {
        let build_args = &mut Rc::make_mut(&mut request.to_mut().options).build_args;
        match &text {
            Some(text) => build_args.insert(KEY.to_owned(), text.clone()),
            None => build_args.remove(KEY),
        };
    }
    if args.env.get(KEY).is_some() {
        match &text {
            Some(text) => args.env.set(KEY, text),
            None => args.env.remove(KEY),
        }
    }
    Ok(Poll::Ready(Epoch { request, time }))
}

fn time(
    value: &str,
    request: &Request,
    args: &GlobalArgs,
    context: &Context<'_>,
    asking: &mut Asking<'_>,
) -> Result<Poll<Option<Time>>, ConvertError> {
    if value.is_empty() {
        return Ok(Poll::Ready(None));
    }
    if let Ok(seconds) = number::parse_int(value, 10, 64) {
        return Ok(Poll::Ready(Some(Time::from_unix(seconds))));
    }
    let Poll::Ready(found) = find(value, request, args, context, asking)? else {
        return Ok(Poll::Pending);
    };
    let Found { source: Some(source), log_name } = found else { return Ok(Poll::Ready(None)) };
    let own = |(key, value): (&str, &str)| (key.to_owned(), value.to_owned());
    let question = Question::SourceTime(SourceQuestion {
        identifier: source.identifier().to_owned(),
        attrs: source.attrs().map(own).into_map(),
        log_name,
    });
    match asking.ask(question.clone()) {
        None => Ok(Poll::Pending),
        Some(Answer::Time(time)) => Ok(Poll::Ready(*time)),
        Some(answer) => Err(answer.refusal(question).unlocated()),
    }
}

/// What was named, and what the look-up of its time is called.
struct Found {
    /// `None` if it is not fetched from one place.
    source: Option<Source>,
    log_name: String,
}

fn find(
    value: &str,
    request: &Request,
    args: &GlobalArgs,
    context: &Context<'_>,
    asking: &mut Asking<'_>,
) -> Result<Poll<Found>, ConvertError> {
    if value == "context" {
        let log_name = "[internal] resolve main build context metadata".to_owned();
        let source = main_context(request, asking)?;
        return Ok(source.map(|source| Found { source, log_name }));
    }
    let named = NamedContext::given(value, None, request).map_err(ConvertErrorKind::unlocated)?;
    if let Some(named) = named {
        let log_name = format!("[internal] resolve {KEY} named context {value}");
        let source = named_context(&named, request, asking).map_err(ConvertErrorKind::unlocated)?;
        return Ok(source.map(|source| Found { source, log_name }));
    }
    let is_meant = |stage: &&Stage| case::equal_fold(&stage.name, value);
    let Some(stage) = context.stages.iter().find(is_meant) else {
        return Err(ConvertErrorKind::Epoch(value.to_owned()).unlocated());
    };
    let source = epoch_stage::source(stage, &request.options.build_args, &args.env, context.lexer)
        .map_err(|kind| kind.at(stage.origin.lines))?;
    let log_name = format!("[internal] resolve {KEY} source stage {}", stage.name);
    Ok(Poll::Ready(Found { source: Some(source), log_name }))
}

/// Where the main context comes from. The client's files have no time, but they are asked about,
/// too.
fn main_context(
    request: &Request,
    asking: &mut Asking<'_>,
) -> Result<Poll<Option<Source>>, ConvertError> {
    match &request.context {
        MainContext::Fetched(definition) => Ok(Poll::Ready(definition.only_source())),
        MainContext::Local { session, .. } => {
            let patterns = ignored(request, asking).map_err(unread)?;
            let source = patterns.map(|patterns| finish::folder(session, &patterns));
            Ok(source.map_or(Poll::Pending, |source| Poll::Ready(Some(source))))
        }
    }
}

fn unread(error: ConvertError) -> ConvertError {
    const WHAT: &str = "failed to read dockerignore patterns: ";
    let kind = match error.kind {
        ConvertErrorKind::Ignore(message) => ConvertErrorKind::Ignore(format!("{WHAT}{message}")),
        ConvertErrorKind::Unanswered { question, message, hint, .. } => {
            ConvertErrorKind::Unanswered { question, prefix: WHAT.to_owned(), message, hint }
        }
        kind => kind,
    };
    ConvertError { kind, ..error }
}

fn named_context(
    named: &NamedContext,
    request: &Request,
    asking: &mut Asking<'_>,
) -> Result<Poll<Option<Source>>, ConvertErrorKind> {
    let Some(loaded) = named.load(request, asking)? else { return Ok(Poll::Pending) };
    Ok(Poll::Ready(match loaded.files {
        Files::Nothing => None,
        Files::Source { source, .. } => Some(source),
        Files::Folder(folder) => Some(folder.source),
        Files::Input(definition) => needed(&definition)?.only_source(),
    }))
}

/// A definition without what its result is not made from.
fn needed(definition: &Definition) -> Result<Definition, ConvertErrorKind> {
    let mut graph = Graph::new(Rc::new(Platform::default()));
    let head = graph.import(definition);
    let head = head.map_err(|error| ConvertErrorKind::Context(error.to_string()))?;
    Ok(graph.marshal(head))
}
