//! The way of a build, top to bottom.

use std::rc::Rc;

use super::ask;
use super::entry;
use super::entry::Entry;
use super::finish;
use super::forward;
use super::report;
use super::sbom;
use crate::dockerfile::convert;
use crate::dockerfile::lint;
use crate::gateway::Bridge;
use crate::gateway::Caps;
use crate::gateway::Code;
use crate::gateway::Detail;
use crate::gateway::FILE_BASE;
use crate::gateway::Failure;
use crate::gateway::Outcome;
use crate::gateway::ResultSet;
use crate::image::Platform;
use crate::options;
use crate::options::Options;
use crate::options::UnsupportedCap;

/// Builds what was asked for.
pub async fn build<B: Bridge>(bridge: &B, request: options::Request) -> Outcome {
    let options = Options::parse(request);
    let (caps, entry) = match &options {
        Ok(options) => {
            let (caps, entry, _inputs) =
                tokio::join!(bridge.ping(), entry::load(bridge, options), bridge.inputs());
            (caps, entry)
        }
        Err(_) => (bridge.ping().await, Err(Failure::new(String::new()))),
    };
    let caps = caps?;
    caps.require_llb(FILE_BASE)
        .map_err(|failure| Failure::new(format!("needs BuildKit 0.5 or later: {failure}")))?;
    let options = Rc::new(options.map_err(|error| Failure::new(error.to_string()))?);
    let check = check(&options)?;
    let refused = options.unsupported_cap.as_ref().map(unsupported);
    if let (Some(failure), Some(false)) =
        (&refused, options.unsupported_cap.as_ref().map(|cap| cap.may_forward))
    {
        return Err(failure.clone());
    }
    let entry = entry?;
    if let Some(outcome) = forward::forward(bridge, &caps, &options, &entry.source).await {
        return outcome;
    }
    if let Some(failure) = refused {
        return Err(failure);
    }
    if let Some(name) = &options.subrequest {
        return Err(Failure::new(format!("unsupported request {name}"))
            .with_detail(Detail::subrequest(name)));
    }
    Box::pin(convert_and_solve(bridge, &caps, &options, entry, check.as_ref())).await
}

/// What `BUILDKIT_DOCKERFILE_CHECK` says.
fn check(options: &Options) -> Result<Option<lint::Config>, Failure> {
    let Some(text) = &options.dockerfile_check else { return Ok(None) };
    lint::Config::parse(text).map(Some).map_err(|error| {
        Failure::new(format!("failed to parse build-arg:BUILDKIT_DOCKERFILE_CHECK: {error}"))
    })
}

fn unsupported(cap: &UnsupportedCap) -> Failure {
    Failure::new(format!("unsupported frontend capability {}", cap.name))
        .with_code(Code::UNIMPLEMENTED)
        .with_detail(Detail::frontend_cap(&cap.name))
}

async fn convert_and_solve<B: Bridge>(
    bridge: &B,
    caps: &Caps,
    options: &Rc<Options>,
    entry: Entry,
    check: Option<&lint::Config>,
) -> Outcome {
    let source = Rc::new(entry.source);
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
            context: entry.context.clone(),
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

/// The platforms to build for; `None` is that of the worker.
fn platforms(options: &Options) -> Vec<Option<Platform>> {
    if options.target_platforms.is_empty() {
        return vec![None];
    }
    options.target_platforms.iter().cloned().map(Some).collect()
}
