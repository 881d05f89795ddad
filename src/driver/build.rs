//! The way of a build, top to bottom.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::answer;
use super::answer::Subject;
use super::ask;
use super::document;
use super::finish;
use super::forward;
use super::language::Language;
use super::report;
use super::sbom;
use crate::context;
use crate::context::Entrypoint;
use crate::dockerfile::convert;
use crate::dockerfile::convert::Goal;
use crate::dockerfile::convert::Ignore;
use crate::dockerfile::convert::MainContext;
use crate::dockerfile::lint;
use crate::gateway::Bridge;
use crate::gateway::Caps;
use crate::gateway::Code;
use crate::gateway::Detail;
use crate::gateway::Failure;
use crate::gateway::Outcome;
use crate::gateway::ResultSet;
use crate::image::Platform;
use crate::llb::Definition;
use crate::options;
use crate::options::Options;
use crate::options::UnsupportedCap;
use crate::order::Collect as _;

/// Builds what was asked for.
pub async fn build<B: Bridge>(bridge: &B, request: options::Request) -> Outcome {
    let options = Options::parse(request).map_err(|error| Failure::new(error.to_string()));
    let ready = options.and_then(|options| {
        let check = check(&options)?;
        refuse_caps(&options)?;
        Ok((Rc::new(options), check))
    });
    let (options, check) = match ready {
        Ok(ready) => ready,
        Err(failure) => {
            let caps = bridge.ping().await?;
            context::require_file_operations(&caps)?;
            return Err(failure);
        }
    };
    let named = Language::named(&options.filename);
    let entry = context::load(bridge, &options, named.name()).await?;
    let caps = bridge.ping().await?;
    if let Some(outcome) = forward::forward(bridge, &caps, &options, &entry.source).await {
        return outcome;
    }
    if let Some(cap) = &options.unsupported_cap {
        return Err(unsupported(cap));
    }
    let language = Language::of(&options.filename, &entry.source.data);
    if let (Some(name), Language::Dockerfile) = (&options.subrequest, language) {
        let check = check.as_ref();
        let subject = Subject { caps: &caps, options: &options, entry: &entry, check };
        return answer::answer(bridge, name, &subject).await;
    }
    if language != Language::Dockerfile {
        return Box::pin(document::run(bridge, &caps, &options, entry, language)).await;
    }
    Box::pin(convert_and_solve(bridge, &caps, &options, entry, check.as_ref())).await
}

/// Fails if the client needs something that neither we nor a frontend we may forward to can do.
fn refuse_caps(options: &Options) -> Result<(), Failure> {
    match &options.unsupported_cap {
        Some(cap) if !cap.may_forward => Err(unsupported(cap)),
        _ => Ok(()),
    }
}

/// What `BUILDKIT_DOCKERFILE_CHECK` says.
fn check(options: &Options) -> Result<Option<lint::Config>, Failure> {
    let Some(text) = &options.dockerfile_check else { return Ok(None) };
    lint::Config::parse(text).map(Some).map_err(|error| {
        Failure::new(format!("failed to parse build-arg:BUILDKIT_DOCKERFILE_CHECK: {error}"))
    })
}

/// The client needs something that we cannot do.
pub(super) fn unsupported(cap: &UnsupportedCap) -> Failure {
    Failure::new(format!("unsupported frontend capability {}", cap.name))
        .with_code(Code::UNIMPLEMENTED)
        .with_detail(Detail::frontend_cap(&cap.name))
}

async fn convert_and_solve<B: Bridge>(
    bridge: &B,
    caps: &Caps,
    options: &Rc<Options>,
    entry: Entrypoint,
    check: Option<&lint::Config>,
) -> Outcome {
    let source = Rc::clone(&entry.source);
    let context = main_context(&entry, options);
    let inputs = inputs(bridge, &entry, options).await?;
    let read = convert::read(&source.data, check);
    let dockerfile = match read.result {
        Ok(dockerfile) => dockerfile,
        Err(error) => {
            sbom::scanner(bridge, options).await?;
            report::warn(bridge, &source, &read.findings).await;
            return Err(report::failure(&error, &source, &ask::Refusals::new()));
        }
    };
    let llb_caps = Rc::new(caps.llb().clone());
    let requests: Vec<_> = platforms(options)
        .into_iter()
        .map(|platform| convert::Request {
            options: Rc::clone(options),
            platform,
            source: source.as_ref().clone(),
            caps: Rc::clone(&llb_caps),
            context: context.clone(),
            inputs: Rc::clone(&inputs),
            goal: Goal::Graph,
        })
        .collect();
    let (scanner, asked) =
        tokio::join!(sbom::scanner(bridge, options), ask::convert(bridge, &dockerfile, &requests));
    let scanner = scanner?;
    let converted = match asked.result {
        Ok(converted) => converted,
        Err(error) => {
            report::warn(bridge, &source, &asked.findings).await;
            return Err(report::failure(&error, &source, &asked.refusals));
        }
    };
    let (result, ()) = tokio::join!(
        finish::finish(bridge, options, converted, scanner),
        report::warn(bridge, &source, &asked.findings)
    );
    let result: ResultSet = result?;
    Ok(result)
}

/// The main context, as the converter knows it.
pub(super) fn main_context(entry: &Entrypoint, options: &Options) -> MainContext {
    match &entry.context {
        context::MainContext::Fetched(fetched) => {
            MainContext::Fetched(Rc::clone(&fetched.definition))
        }
        context::MainContext::Folder => MainContext::Local {
            session: options.session_of(options::CONTEXT).to_owned(),
            ignore: match &entry.ignore {
                None => Ignore::Context,
                Some(file) => {
                    Ignore::Beside { name: file.name.clone(), data: Rc::clone(&file.data) }
                }
            },
        },
    }
}

/// The graphs that the client gave, if any of them may be used.
pub(super) async fn inputs<B: Bridge>(
    bridge: &B,
    entry: &Entrypoint,
    options: &Options,
) -> Result<Rc<BTreeMap<String, Rc<Definition>>>, Failure> {
    let is_input = |value: &String| value.starts_with("input:");
    if !options.named_contexts.values().any(is_input) {
        return Ok(Rc::default());
    }
    let inputs = match &entry.inputs {
        Some(inputs) => inputs.clone(),
        None => bridge.inputs().await?,
    };
    let shared = inputs.into_iter().map(|(name, definition)| (name, Rc::new(definition)));
    Ok(Rc::new(shared.into_map()))
}

/// The platforms to build for; `None` is that of the worker.
pub(super) fn platforms(options: &Options) -> Vec<Option<Platform>> {
    if options.target_platforms.is_empty() {
        return vec![None];
    }
    options.target_platforms.iter().cloned().map(Some).collect()
}
