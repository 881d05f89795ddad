//! Files with `@test(…)`: what they assert, and whether it is so.

mod directive;
mod equal;
mod error;
mod extract;
mod permute;

use crate::check::Check;
use crate::check::Row;
use crate::subject::Item;
use crate::subject::Name;
use crate::subject::Presence;
use crate::subject::Profile;
use crate::subject::Program;
use crate::subject::Report;
use crate::subject::Subject;
use crate::txtar::Archive;

pub(crate) use directive::Directive;
pub(crate) use equal::is_shown;
pub(crate) use extract::Record;
pub(crate) use extract::ident_name;
pub(crate) use extract::label_name;
pub(crate) use permute::extent;
pub(crate) use permute::permute;

/// The version of upstream's evaluator that a directive may name.
const VERSION: &str = "v3";

/// An archive with assertions.
#[derive(Debug)]
pub(crate) struct Inline {
    id: String,
    program: Program,
    records: Vec<Record>,
}

impl Inline {
    /// Reads an archive; none if nothing is asserted in it.
    pub(crate) fn new(id: &str, archive: &Archive) -> Option<Self> {
        let program = program(archive);
        let mut records = Vec::new();
        for (index, (name, text)) in program.files.iter().enumerate() {
            let is_main = !name.contains('/') && is_cue(name);
            if is_main && text.contains("@test(") {
                records.extend(extract::records(index, text));
            }
        }
        if let Some(only) = archive.tag("subpath").filter(|only| !only.is_empty()) {
            records
                .retain(|record| record.path.first().is_some_and(|name| name.to_string() == only));
        }
        let records = extract::active(records, VERSION);
        let id = id.to_owned();
        (!records.is_empty()).then_some(Self { id, program, records })
    }

    /// All checks, before anything is evaluated.
    pub(crate) fn plan(&self) -> Vec<Check> {
        let mut checks = Vec::new();
        for record in &self.records {
            for row in record.directive.rows() {
                checks.push(Check::planned(row, self.check_id(record)));
            }
        }
        for group in permute::groups(&self.records) {
            checks.push(Check::planned(Row::Permute, format!("{} {}", self.id, group.path_text())));
        }
        checks
    }

    /// All checks, done.
    pub(crate) fn run(&self) -> Vec<Check> {
        let mut checks = self.values();
        checks.extend(permute::run(&self.id, &self.program, &self.records));
        checks
    }

    fn values(&self) -> Vec<Check> {
        let subject = match Subject::evaluate(&self.program) {
            Ok(subject) => subject,
            Err(reports) => {
                let fail = |check: Check| does_not_load(check, &reports);
                let values = self.plan().into_iter().filter(|check| check.row != Row::Permute);
                return values.map(fail).collect();
            }
        };
        let mut checks = Vec::new();
        for record in &self.records {
            for row in record.directive.rows() {
                let check = Check::planned(row, self.check_id(record));
                checks.push(match holds(&subject, record, row) {
                    Ok(()) => check.pass(),
                    Err(mismatch) => check.fail(mismatch.class, mismatch.expected, mismatch.got),
                });
            }
        }
        checks
    }

    fn check_id(&self, record: &Record) -> String {
        format!("{} {}", self.id, record.name)
    }
}

/// Why an assertion does not hold.
#[derive(Clone, Debug, Default)]
pub(crate) struct Mismatch {
    /// A word or two to group by.
    pub(crate) class: String,
    /// What was expected.
    pub(crate) expected: String,
    /// What there is.
    pub(crate) got: String,
}

impl Mismatch {
    fn new(class: impl Into<String>, expected: impl Into<String>, got: impl Into<String>) -> Self {
        Self { class: class.into(), expected: expected.into(), got: got.into() }
    }
}

/// Whether what a directive says is so, as far as a row asks.
fn holds(subject: &Subject, record: &Record, row: Row) -> Result<(), Mismatch> {
    let item = find(subject, subject.root(), &record.path)
        .ok_or_else(|| Mismatch::new("no such field", record.path_text(), "nothing"))?;
    record.directive.holds(subject, item, row, &record.path_text())
}

/// The value at a path.
fn find(subject: &Subject, mut item: Item, path: &[Name]) -> Option<Item> {
    for name in path {
        item = subject.lookup(item, name, Presence::Member)?;
    }
    Some(item)
}

/// A check whose program does not load.
pub(crate) fn does_not_load(check: Check, reports: &[Report]) -> Check {
    let what = reports.first().map_or("", |report| report.message.as_str());
    let class = match what.split_once("cannot find package ") {
        Some((_, package)) => format!("no package {package}"),
        None => "does not load".into(),
    };
    check.fail(class, "a value", what)
}

/// What the archive's runner loads: all files at the top.
pub(crate) fn program(archive: &Archive) -> Program {
    let files = archive.inputs();
    let is_top = |name: &String| !name.contains('/') && is_cue(name);
    let args = files.iter().map(|(name, _)| name).filter(|name| is_top(name));
    let args = args.map(|name| format!("./{name}")).collect();
    Program { files, args, profile: Profile::Current }
}

fn is_cue(name: &str) -> bool {
    std::path::Path::new(name).extension().is_some_and(|extension| extension == "cue")
}

#[cfg(test)]
mod tests;
