//! `frontend.subrequests.describe`: what can be asked.

use serde::Serialize;

use super::Answer;
use super::Subrequest;
use crate::go::tabwriter;

#[derive(Serialize)]
struct Entry {
    name: &'static str,
    version: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
    description: &'static str,
    opts: Option<&'static [Named]>,
    inputs: Option<&'static [Named]>,
    metadata: Option<&'static [Named]>,
    refs: Option<&'static [Named]>,
}

#[derive(Serialize)]
struct Named {
    name: &'static str,
    description: &'static str,
}

const RESULTS: &[Named] = &[
    Named { name: "result.json", description: "" },
    Named { name: "result.txt", description: "" },
];

const TARGET: &[Named] = &[Named { name: "target", description: "Target build stage" }];

const TARGETS: Entry =
    entry(Subrequest::Targets, "List all targets current build supports", Some(&[]));

const DESCRIBE: Entry = entry(Subrequest::Describe, "List available subrequest types", None);

/// Describes what can be asked. Upstream keeps quiet about what it added later, and so do we.
pub fn describe() -> Answer {
    list(&[
        entry(
            Subrequest::Outline,
            "List all parameters current build target supports",
            Some(TARGET),
        ),
        TARGETS,
        DESCRIBE,
    ])
}

/// Describes what can be asked about a document that is no Dockerfile.
pub fn describe_document() -> Answer {
    list(&[
        TARGETS,
        entry(Subrequest::Bake, "Write a bake file of what has names to publish", Some(TARGET)),
        DESCRIBE,
    ])
}

fn list(all: &[Entry]) -> Answer {
    let mut text = "NAME\tVERSION\tDESCRIPTION\n".to_owned();
    for Entry { name, version, description, .. } in all {
        let name = name.strip_prefix("frontend.").unwrap_or(name);
        text.extend([name, "\t", version, "\t", description, "\n"]);
    }
    Subrequest::Describe.answer_with_text(all, tabwriter::align(&text, 1))
}

const fn entry(
    request: Subrequest,
    description: &'static str,
    opts: Option<&'static [Named]>,
) -> Entry {
    Entry {
        name: request.name(),
        version: request.version(),
        kind: "rpc",
        description,
        opts,
        inputs: None,
        metadata: Some(RESULTS),
        refs: None,
    }
}
