//! Test data of the packages that come with CUE: an input and what it comes to.

use bowsprit::cue::syntax::ast::Decl;
use bowsprit::cue::syntax::parse_file;

use crate::check::Check;
use crate::check::Row;
use crate::inline;
use crate::subject::Presence;
use crate::subject::Program;
use crate::subject::Subject;
use crate::txtar::Archive;

use super::Unit;

/// An archive with a result.
#[derive(Debug)]
pub(super) struct Results {
    id: String,
    program: Program,
    /// Names of fields and their values, as text.
    fields: Vec<(String, String)>,
}

impl Results {
    /// Reads an archive; none if there is no result in it.
    pub(super) fn new(id: &str, archive: &Archive) -> Option<Self> {
        let result = result(archive)?;
        let file = parse_file(0, result.as_bytes()).file;
        let mut fields: Vec<(String, String)> = Vec::new();
        for decl in &file.decls {
            let Decl::Field(field) = decl else { continue };
            let Some(name) = inline::label_name(&field.label) else { continue };
            let span = field.value.span();
            let value = &result[span.start as usize..span.end as usize];
            fields.push((name.to_string(), value.to_owned()));
        }
        let program = inline::program(archive);
        (!fields.is_empty()).then(|| Self { id: id.to_owned(), program, fields })
    }

    fn check(&self, name: &str) -> Check {
        Check::planned(Row::Packages, format!("{} {name}", self.id))
    }
}

/// The text of the result: of the newest evaluator, without the errors above it.
fn result(archive: &Archive) -> Option<&str> {
    let is_result = |name: &str| name.starts_with("out/") && !name.contains("stats");
    let results = || archive.files.iter().filter(|(name, _)| is_result(name));
    let newest = results().find(|(name, _)| name.ends_with("-v3"));
    let (_, text) = newest.or_else(|| results().next())?;
    match text.split_once("\nResult:\n") {
        Some((_, result)) => Some(result),
        None => (!text.starts_with("Errors:")).then_some(text),
    }
}

impl Unit for Results {
    fn name(&self) -> String {
        self.id.clone()
    }

    fn plan(&self) -> Vec<Check> {
        self.fields.iter().map(|(name, _)| self.check(name)).collect()
    }

    fn run(&self) -> Vec<Check> {
        let subject = match Subject::evaluate(&self.program) {
            Ok(subject) => subject,
            Err(reports) => {
                let fail = |check: Check| inline::does_not_load(check, &reports);
                return self.plan().into_iter().map(fail).collect();
            }
        };
        let checks = self.fields.iter().map(|(name, value)| {
            let check = self.check(name);
            let field = inline::ident_name(name);
            let Some(item) = subject.lookup(subject.root(), &field, Presence::Member) else {
                return check.fail("no such field", value, "nothing");
            };
            match inline::is_shown(value, &subject, item) {
                Ok(()) => check.pass(),
                Err(mismatch) => check.fail(mismatch.class, mismatch.expected, mismatch.got),
            }
        });
        checks.collect()
    }
}
