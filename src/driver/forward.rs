//! Handing a build over to the frontend that a `# syntax` line names.

use std::collections::BTreeMap;

use super::report;
use crate::dockerfile::syntax::directive;
use crate::gateway::Bridge;
use crate::gateway::Caps;
use crate::gateway::Detail;
use crate::gateway::FRONTEND_INPUTS;
use crate::gateway::Outcome;
use crate::gateway::SolveRequest;
use crate::go::space;
use crate::llb::SourceInfo;
use crate::options::Options;

/// Hands the build over, if it was not handed to us that way and the file, or a build argument,
/// names another frontend.
pub(super) async fn forward<B: Bridge>(
    bridge: &B,
    caps: &Caps,
    options: &Options,
    source: &SourceInfo,
) -> Option<Outcome> {
    if options.cmdline.is_some() {
        return None;
    }
    if let Some(cmdline) = &options.syntax {
        let image = space::trim(cmdline).split(' ').next().unwrap_or_default();
        let outcome = hand_over(bridge, caps, options, image, cmdline).await;
        return Some(outcome.map_err(|failure| {
            if failure.has_source() {
                failure
            } else {
                failure.context(format!("failed with build-arg:BUILDKIT_SYNTAX = {cmdline}"))
            }
        }));
    }
    let line = directive::syntax(&source.data)?;
    let outcome = hand_over(bridge, caps, options, &line.head, &line.value).await;
    Some(outcome.map_err(|failure| {
        if failure.has_source() {
            failure
        } else {
            failure.with_detail(Detail::source(source, &report::ranges(Some(line.lines))))
        }
    }))
}

async fn hand_over<B: Bridge>(
    bridge: &B,
    caps: &Caps,
    options: &Options,
    image: &str,
    cmdline: &str,
) -> Outcome {
    let mut forwarded = options.all.clone();
    forwarded.insert("cmdline".to_owned(), cmdline.to_owned());
    forwarded.insert("source".to_owned(), image.to_owned());
    let inputs = if caps.supports(FRONTEND_INPUTS) {
        let inputs = bridge.inputs().await;
        inputs.map_err(|failure| failure.context("failed to get frontend inputs"))?
    } else {
        BTreeMap::new()
    };
    bridge.solve(&SolveRequest::frontend("gateway.v0", forwarded, inputs)).await
}
