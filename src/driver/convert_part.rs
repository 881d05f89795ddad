//! A Dockerfile as a part of another build.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::ask;
use super::build;
use super::lower::Site;
use super::report;
use crate::build::Answer;
use crate::build::Converted;
use crate::build::DockerfileQuestion;
use crate::dockerfile::convert;
use crate::dockerfile::convert::Goal;
use crate::dockerfile::convert::MainContext;
use crate::dockerfile::lint::Finding;
use crate::gateway::Bridge;
use crate::gateway::Failure;
use crate::go::base64;
use crate::go::json;
use crate::llb::SourceInfo;
use crate::options::Options;
use crate::order::Collect as _;

/// Build arguments that mean something to every Dockerfile of a build.
const SHARED: [&str; 6] =
    ["SOURCE_DATE_EPOCH", "http_proxy", "https_proxy", "ftp_proxy", "no_proxy", "all_proxy"];

/// What stands before the names of inputs that are parts of this build.
const INPUT: &str = "part-of-build:";

/// Converts it in an ask loop of its own.
pub(super) async fn convert<B: Bridge>(
    bridge: &B,
    site: &Site<'_>,
    question: &DockerfileQuestion,
) -> Result<Answer, Failure> {
    let source = Rc::new(SourceInfo {
        filename: question.filename.clone(),
        data: Rc::clone(&question.text),
        language: "Dockerfile".to_owned(),
        definition: None,
    });
    let read = convert::read(&source.data, None);
    let dockerfile =
        read.result.map_err(|error| report::failure(&error, &source, &ask::Refusals::new()))?;
    let mut inputs = site.inputs.as_ref().clone();
    for (name, bound) in &question.contexts {
        inputs.insert(format!("{INPUT}{name}"), Rc::clone(&bound.files));
    }
    let request = convert::Request {
        options: Rc::new(options(site.options, question)),
        platform: Some(question.platform.clone()),
        source: source.as_ref().clone(),
        caps: Rc::new(site.caps.llb().clone()),
        context: match &question.context {
            None => build::main_context(site.entry, site.options),
            Some(context) => MainContext::Fetched(Rc::clone(context)),
        },
        inputs: Rc::new(inputs),
        goal: Goal::Graph,
    };
    let asked = ask::convert(bridge, &dockerfile, &[request]).await;
    let is_new = |finding: &&Finding| {
        let mut warned = site.warned.borrow_mut();
        warned.insert(format!("{}:{:?}: {}", source.filename, finding.lines, finding.message))
    };
    let findings: Vec<Finding> = asked.findings.iter().filter(is_new).cloned().collect();
    report::warn_at(bridge, site.entry.head, &source, &findings).await;
    let converted =
        asked.result.map_err(|error| report::failure(&error, &source, &asked.refusals))?;
    let converted = converted.into_iter().next();
    let converted = converted.ok_or_else(|| Failure::bug("a conversion without a result"))?;
    Ok(Answer::Dockerfile(Rc::new(Converted {
        definition: Rc::new(converted.definition),
        image: converted.image,
        base_image: converted.base_image,
    })))
}

/// The options of the whole build, but for what is said of this part.
fn options(all: &Options, question: &DockerfileQuestion) -> Options {
    let is_shared = |name: &&String| SHARED.iter().any(|shared| shared.eq_ignore_ascii_case(name));
    let shared = all.build_args.iter().filter(|(name, _)| is_shared(name));
    let mut build_args: BTreeMap<String, String> =
        shared.map(|(name, value)| (name.clone(), value.clone())).into_map();
    build_args.extend(question.args.clone());
    let mut options = all.clone();
    options.target.clone_from(&question.target);
    options.build_args = build_args;
    options.labels = BTreeMap::new();
    options.extra_hosts.extend(question.hosts.iter().cloned());
    options.sbom = None;
    for (name, bound) in &question.contexts {
        let input = format!("{INPUT}{name}");
        if let Some(config) = &bound.config {
            let config = base64::encode(config.as_bytes());
            let metadata = BTreeMap::from([("containerimage.config", config)]);
            options.input_metadata.insert(input.clone(), json::to_string(&metadata));
        }
        options.named_contexts.insert(name.clone(), format!("input:{input}"));
    }
    options
}
