//! What `cue export` makes of each archive: JSON, or which class of error.

use crate::check::Check;
use crate::check::Row;
use crate::inline;
use crate::json::Json;
use crate::subject::Program;
use crate::subject::Report;
use crate::subject::Subject;
use crate::tree;
use crate::txtar::Archive;

use super::Unit;

/// An archive and what cue says of it.
#[derive(Debug)]
struct Export {
    id: String,
    program: Program,
    /// `json`, `incomplete`, `error` or `load`.
    class: String,
    value: Json,
    message: String,
    /// Where the errors are.
    paths: Vec<String>,
}

/// What an export comes to.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// `json`, `incomplete`, `error` or `load`.
    pub(crate) class: &'static str,
    /// The value.
    pub(crate) value: Json,
    /// What is wrong.
    pub(crate) message: String,
    /// Where the first error is.
    pub(crate) path: String,
}

/// Adds a unit for each archive that there is a result of.
pub(super) fn add<'a>(
    units: &mut Vec<Box<dyn Unit>>,
    archives: impl Iterator<Item = &'a (String, Archive)>,
    results: &str,
) -> Result<(), String> {
    let mut known = std::collections::BTreeMap::new();
    for line in results.lines() {
        let result = Json::parse(line)?;
        known.insert(result.text("id").to_owned(), result);
    }
    for (id, archive) in archives {
        let Some(result) = known.remove(id) else { continue };
        units.push(Box::new(Export {
            id: id.clone(),
            program: inline::program(archive),
            class: result.text("class").to_owned(),
            value: result.get("value").cloned().unwrap_or(Json::Null),
            message: result.text("message").to_owned(),
            paths: result.get("paths").map(texts).unwrap_or_default(),
        }));
    }
    Ok(())
}

impl Export {
    fn expected(&self) -> String {
        if self.class == "json" {
            return self.value.to_string();
        }
        format!("{}: {}", self.class, self.message)
    }
}

impl Unit for Export {
    fn name(&self) -> String {
        format!("export {}", self.id)
    }

    fn plan(&self) -> Vec<Check> {
        vec![Check::planned(Row::Exports, &self.id)]
    }

    fn run(&self) -> Vec<Check> {
        let check = Check::planned(Row::Exports, &self.id);
        let got = outcome(&self.program);
        if got.class != self.class {
            let class = format!("{} for {}", got.class, self.class);
            let text = if got.class == "json" { got.value.to_string() } else { got.message };
            return vec![check.fail(class, self.expected(), format!("{}: {text}", got.path))];
        }
        if got.class == "json" && !same_json(&self.value, &got.value) {
            let difference = difference(&self.value, &got.value);
            return vec![check.fail("another export", self.expected(), difference)];
        }
        let placed = self.paths.is_empty() || self.paths.contains(&got.path);
        if got.class != "json" && !placed {
            let got = format!("{}: {}", got.path, got.message);
            let expected = format!("{} at {}", self.expected(), self.paths.join(", "));
            return vec![check.fail("error at another place", expected, got)];
        }
        vec![check.pass()]
    }
}

fn texts(list: &Json) -> Vec<String> {
    let Json::Array(items) = list else { return Vec::new() };
    items.iter().filter_map(Json::as_str).map(str::to_owned).collect()
}

/// Whether two values are equal; the order of fields and zeros of numbers do not count.
pub(crate) fn same_json(left: &Json, right: &Json) -> bool {
    match (left, right) {
        (Json::Number(left), Json::Number(right)) => left == right,
        _ => tree::compare(left, right).differences.is_empty(),
    }
}

fn difference(expected: &Json, got: &Json) -> String {
    let comparison = tree::compare(expected, got);
    let first = comparison.differences.first();
    first.map_or_else(String::new, |difference| {
        let text = |json: &Option<Json>| json.as_ref().map_or("nothing".into(), Json::to_string);
        let (expected, got) = (text(&difference.expected), text(&difference.got));
        format!("{}: {got} for {expected}", difference.path)
    })
}

/// Exports a program.
pub(crate) fn outcome(program: &Program) -> Outcome {
    let failed = |class: &'static str, report: Report| Outcome {
        class,
        value: Json::Null,
        message: report.message,
        path: report.path,
    };
    let subject = match Subject::evaluate(program) {
        Ok(subject) => subject,
        Err(mut reports) if !reports.is_empty() => return failed("load", reports.remove(0)),
        Err(_) => return failed("load", Report::default()),
    };
    match subject.export() {
        Ok(value) => Outcome { class: "json", value, message: String::new(), path: String::new() },
        Err(report) => {
            let incomplete = matches!(report.code.as_str(), "incomplete" | "cycle");
            failed(if incomplete { "incomplete" } else { "error" }, *report)
        }
    }
}
