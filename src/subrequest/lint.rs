//! `frontend.lint`: what is wrong.

use serde::Serialize;

use super::Answer;
use super::Subrequest;
use super::excerpt;
use super::place::Place;
use crate::dockerfile::convert::ConvertError;
use crate::dockerfile::lint::Finding;
use crate::go::sort;
use crate::llb::Range;
use crate::llb::SourceInfo;
use crate::order::Collect as _;

#[derive(Serialize)]
struct Results<'a> {
    warnings: Option<Vec<Warning<'a>>>,
    sources: [&'a SourceInfo; 1],
    #[serde(rename = "buildError", skip_serializing_if = "Option::is_none")]
    error: Option<BuildError>,
}

#[derive(Serialize)]
struct Warning<'a> {
    #[serde(rename = "ruleName")]
    rule: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    url: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    detail: &'a str,
    location: Place,
}

#[derive(Serialize)]
struct BuildError {
    message: String,
    location: Place,
}

/// Shows what was found in a file, and what ended the search too early. Only findings have a place
/// in the text.
pub fn lint(source: &SourceInfo, findings: &[Finding], error: Option<&ConvertError>) -> Answer {
    let warnings: Vec<Warning<'_>> = findings.iter().map(Warning::of).collect();
    let results = Results {
        warnings: Some(warnings).filter(|warnings| !warnings.is_empty()),
        sources: [source],
        error: error.map(BuildError::of),
    };
    let is_clean = findings.is_empty() && error.is_none();
    let status = if is_clean { "0" } else { "1" };
    let mut answer = Subrequest::Lint.answer_with_text(&results, text(source, findings));
    answer.insert("result.statuscode".to_owned(), status.into());
    answer
}

impl<'a> Warning<'a> {
    fn of(finding: &'a Finding) -> Self {
        Self {
            rule: finding.rule.name,
            description: finding.rule.description,
            url: finding.rule.url,
            detail: &finding.message,
            // What is found in an image that a mount names has no line.
            location: match finding.lines.start {
                0 => Place::default(),
                _ => finding.lines.into(),
            },
        }
    }
}

impl BuildError {
    /// An error and all the lines it speaks of, each once.
    fn of(error: &ConvertError) -> Self {
        let lines = error.locations.iter().flatten().flat_map(|lines| lines.start..=lines.end);
        let lines = lines.into_set();
        let ranges = lines.into_iter().map(Range::line).collect();
        Self { message: error.to_string(), location: Place { ranges } }
    }
}

/// The findings with the lines they are about, in the order of the file.
fn text(source: &SourceInfo, findings: &[Finding]) -> Vec<u8> {
    let mut findings: Vec<&Finding> = findings.iter().collect();
    sort::sort_by(&mut findings, |left, right| left.lines.start < right.lines.start);
    let lines = excerpt::lines(&source.data);
    let mut text = Vec::new();
    for Finding { rule, message, lines: place } in findings {
        let page = if rule.url.is_empty() { String::new() } else { format!(" - {}", rule.url) };
        text.extend_from_slice(format!("\nWARNING: {}{page}\n{message}\n", rule.name).as_bytes());
        excerpt::write(&source.filename, &lines, *place, &mut text);
    }
    text
}
