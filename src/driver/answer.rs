//! Questions about a Dockerfile, which are answered instead of building it.
//!
//! Upstream: `frontend/dockerui/requests.go`.

use std::rc::Rc;

use super::ask;
use super::ask::Asked;
use super::ask::Refusals;
use super::build;
use super::report;
use crate::context::Entrypoint;
use crate::dockerfile::convert;
use crate::dockerfile::convert::ConvertError;
use crate::dockerfile::convert::ConvertErrorKind;
use crate::dockerfile::convert::Converted;
use crate::dockerfile::convert::Goal;
use crate::dockerfile::lint;
use crate::gateway::Bridge;
use crate::gateway::Caps;
use crate::gateway::Detail;
use crate::gateway::Failure;
use crate::gateway::Outcome;
use crate::gateway::ResultSet;
use crate::options::Options;
use crate::subrequest;
use crate::subrequest::Subrequest;

/// What a question is about.
pub(super) struct Subject<'s> {
    pub(super) caps: &'s Caps,
    pub(super) options: &'s Rc<Options>,
    pub(super) entry: &'s Entrypoint,
    pub(super) check: Option<&'s lint::Config>,
}

/// Answers a question, which the client asks by its name.
pub(super) async fn answer<B: Bridge>(bridge: &B, name: &str, subject: &Subject<'_>) -> Outcome {
    let Some(request) = Subrequest::named(name) else { return Err(unsupported(name)) };
    let source = subject.entry.source.as_ref();
    let metadata = match request {
        Subrequest::Describe => subrequest::describe(),
        Subrequest::Targets => subrequest::targets(&source.data)
            .map_err(|error| subject.failure(&error, &Refusals::new()))?,
        Subrequest::Outline => {
            let converted = convert(bridge, subject, Goal::Outline).await?;
            subrequest::outline(&source.data, &converted.outline.unwrap_or_default())
        }
        Subrequest::Lint => {
            let asked = subject.convert(bridge, Goal::Findings).await?;
            subrequest::lint(source, &asked.findings, asked.result.as_ref().err())
        }
        Subrequest::ConvertLlb => {
            let converted = convert(bridge, subject, Goal::Graph).await?;
            subrequest::convertllb(&converted.definition)
                .map_err(|error| Failure::new(error.to_string()))?
        }
        Subrequest::Bake => return Err(unsupported(name)),
    };
    Ok(ResultSet { metadata, ..ResultSet::default() })
}

/// A question that has no answer.
pub(super) fn unsupported(name: &str) -> Failure {
    Failure::new(format!("unsupported request {name}")).with_detail(Detail::subrequest(name))
}

/// Converts the file, and shows what is found.
async fn convert<B: Bridge>(
    bridge: &B,
    subject: &Subject<'_>,
    goal: Goal,
) -> Result<Converted, Failure> {
    let Asked { result, findings, refusals } = subject.convert(bridge, goal).await?;
    report::warn(bridge, &subject.entry.source, &findings).await;
    let converted = result.map_err(|error| subject.failure(&error, &refusals))?;
    converted.into_iter().next().ok_or_else(|| Failure::bug("a conversion without a result"))
}

impl Subject<'_> {
    /// Converts the file for the platform of the worker, whatever platforms were asked for.
    async fn convert<B: Bridge>(&self, bridge: &B, goal: Goal) -> Result<Asked, Failure> {
        let source = self.entry.source.as_ref().clone();
        let inputs = build::inputs(bridge, self.entry, self.options).await?;
        let read = convert::read(&source.data, self.check);
        let dockerfile = match read.result {
            Ok(dockerfile) => dockerfile,
            Err(error) => {
                let (findings, refusals) = (read.findings, Refusals::new());
                return Ok(Asked { result: Err(error), findings, refusals });
            }
        };
        let request = convert::Request {
            options: Rc::clone(self.options),
            platform: None,
            source,
            caps: Rc::new(self.caps.llb().clone()),
            context: build::main_context(self.entry, self.options),
            inputs,
            goal,
        };
        Ok(ask::convert(bridge, &dockerfile, &[request]).await)
    }

    /// An error as it is returned: upstream says neither where it is nor, if that failed, that the
    /// graph was being marshalled.
    fn failure(&self, error: &ConvertError, refusals: &Refusals) -> Failure {
        match &error.kind {
            kind @ (ConvertErrorKind::NoArguments | ConvertErrorKind::InvalidUtf8) => {
                let text = kind.to_string();
                let reason = text.strip_prefix("failed to marshal LLB definition: ");
                Failure::new(reason.unwrap_or(&text))
            }
            kind => {
                let unlocated = ConvertError { kind: kind.clone(), locations: Vec::new() };
                report::failure(&unlocated, &self.entry.source, refusals)
            }
        }
    }
}
