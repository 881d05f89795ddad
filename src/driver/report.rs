//! Errors and findings, as whoever reads them gets them: with the lines of the file.

use std::rc::Rc;

use super::ask::Refusals;
use crate::dockerfile::convert::ConvertError;
use crate::dockerfile::convert::ConvertErrorKind;
use crate::dockerfile::lint::Finding;
use crate::gateway::Bridge;
use crate::gateway::Detail;
use crate::gateway::Failure;
use crate::gateway::Warning;
use crate::llb::Digest;
use crate::llb::Range;
use crate::llb::SourceInfo;
use crate::source::Lines;

/// An error of a conversion as the daemon returns it.
///
/// What the daemon itself refused to answer keeps its words; the places are added.
pub(super) fn failure(error: &ConvertError, source: &SourceInfo, refusals: &Refusals) -> Failure {
    let refused = match &error.kind {
        ConvertErrorKind::Unanswered { question, prefix, .. } => {
            refusals.get(question.as_ref()).map(|failure| match prefix.strip_suffix(": ") {
                Some(prefix) => failure.clone().context(prefix),
                None => failure.clone(),
            })
        }
        _ => None,
    };
    let failure = refused.unwrap_or_else(|| Failure::new(error.to_string()));
    (error.locations.iter()).fold(failure, |failure, lines| {
        failure.with_detail(Detail::source(source, &ranges(*lines)))
    })
}

/// One range a line.
pub(super) fn ranges(lines: Option<Lines>) -> Vec<Range> {
    lines.map(|lines| (lines.start..=lines.end).map(Range::line).collect()).unwrap_or_default()
}

/// Shows what was found, one after the other. That a warning cannot be shown fails no build.
pub(super) async fn warn<B: Bridge>(bridge: &B, source: &Rc<SourceInfo>, findings: &[Finding]) {
    let Some(digest) = source.definition.as_ref().and_then(|definition| definition.head()) else {
        return;
    };
    warn_at(bridge, digest, source, findings).await;
}

/// The same, at a vertex that did not fetch the file.
pub(super) async fn warn_at<B: Bridge>(
    bridge: &B,
    digest: Digest,
    source: &Rc<SourceInfo>,
    findings: &[Finding],
) {
    for finding in findings {
        let line = finding.lines.start;
        let place = if line > 0 { format!(" (line {line})") } else { String::new() };
        let warning = Warning {
            digest,
            short: format!("{}: {}{place}", finding.rule.name, finding.message),
            detail: vec![finding.rule.description.to_owned()],
            url: finding.rule.url.to_owned(),
            info: Rc::clone(source),
            // What is found in an image that a mount names has no line.
            ranges: ranges((line > 0).then_some(finding.lines)),
        };
        if bridge.warn(&warning).await.is_err() {
            return;
        }
    }
}
