//! `frontend.targets`: the stages.

use serde::Serialize;

use super::Answer;
use super::Subrequest;
use super::place::Place;
use crate::dockerfile::convert::ConvertError;
use crate::dockerfile::instruction;
use crate::dockerfile::instruction::Stage;
use crate::dockerfile::lint::Linter;
use crate::dockerfile::syntax;
use crate::go::base64;
use crate::go::tabwriter;
use crate::source::Lines;

#[derive(Serialize)]
struct List<'a> {
    targets: Option<Vec<Target<'a>>>,
    sources: [String; 1],
}

#[derive(Serialize)]
struct Target<'a> {
    #[serde(skip_serializing_if = "str::is_empty")]
    name: &'a str,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    default: bool,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    base: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    platform: &'a str,
    location: Place,
}

/// Lists the stages of a Dockerfile as they are written; nothing is expanded or looked up.
pub fn targets(data: &[u8]) -> Result<Answer, ConvertError> {
    let file = syntax::parse(data)?;
    let stages = instruction::parse(file, &mut Linter::deaf())?.stages;
    let targets: Vec<Target<'_>> = (stages.iter().enumerate())
        .map(|(place, stage)| target(stage, place + 1 == stages.len()))
        .collect();
    Ok(list(data, targets))
}

/// A target of a document.
#[derive(Clone, Debug)]
pub struct DocumentTarget<'a> {
    /// Its name.
    pub name: &'a str,
    /// Whether it is built if none is asked for.
    pub default: bool,
    /// What it is for.
    pub description: &'a str,
    /// Where it is written.
    pub lines: Lines,
}

/// Lists the targets of a document that is no Dockerfile.
pub fn document_targets(data: &[u8], targets: &[DocumentTarget<'_>]) -> Answer {
    let targets = targets.iter().map(|target| Target {
        name: target.name,
        default: target.default,
        description: target.description,
        base: "",
        platform: "",
        location: target.lines.into(),
    });
    list(data, targets.collect())
}

fn list(data: &[u8], targets: Vec<Target<'_>>) -> Answer {
    let mut text = "TARGET\tDESCRIPTION\n".to_owned();
    for Target { name, default, description, .. } in &targets {
        let name = match (*name, default) {
            ("", true) => "(default)".to_owned(),
            (name, true) => format!("{name} (default)"),
            (name, false) => name.to_owned(),
        };
        text.extend([&name, "\t", description, "\n"]);
    }
    let list = List {
        targets: Some(targets).filter(|targets| !targets.is_empty()),
        sources: [base64::encode(data)],
    };
    Subrequest::Targets.answer_with_text(&list, tabwriter::align(&text, 1))
}

fn target(stage: &Stage, default: bool) -> Target<'_> {
    Target {
        name: &stage.name,
        default,
        description: &stage.description,
        base: &stage.base_name,
        platform: &stage.platform,
        location: stage.origin.lines.into(),
    }
}
