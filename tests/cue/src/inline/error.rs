//! `@test(err, …)`: an error, its code, its place and its words.

use crate::attribute;
use crate::attribute::Argument;
use crate::check::Row;
use crate::subject::Item;
use crate::subject::Presence;
use crate::subject::Report;
use crate::subject::Subject;

use super::Mismatch;

/// What is expected of an error.
#[derive(Clone, Debug, Default)]
pub(crate) struct Expected {
    /// The codes it may have; any if there are none.
    codes: Vec<String>,
    /// A part of its message.
    contains: String,
    /// Any field below may have it.
    any: bool,
    /// The field below that has it.
    pub(super) at: String,
    /// Where it says it is.
    path: String,
    /// Values in its message.
    args: Vec<String>,
    /// Each error of the value.
    parts: Vec<Expected>,
}

impl Expected {
    /// Reads the arguments behind `err`.
    pub(super) fn parse(arguments: &[Argument]) -> Self {
        let mut expected = Self::default();
        for argument in arguments {
            let value = argument.value();
            match argument.key.as_str() {
                "code" => expected.codes = list(&value, '(', ')', '|'),
                "contains" => expected.contains = value,
                "at" => expected.at = value,
                "path" => expected.path = value,
                "args" => expected.args = list(&value, '[', ']', ','),
                "suberr" => {
                    let inner = value.trim().trim_start_matches('(');
                    let inner = inner.strip_suffix(')').unwrap_or(inner);
                    expected.parts.push(Self::parse(&attribute::arguments(inner)));
                }
                "" if value == "any" => expected.any = true,
                _ => {}
            }
        }
        expected
    }

    /// Whether something is said of where the error is.
    pub(super) const fn has_place(&self) -> bool {
        !self.at.is_empty() || !self.path.is_empty()
    }

    /// Whether something is said of what the error says.
    pub(super) const fn has_words(&self) -> bool {
        !self.contains.is_empty() || !self.args.is_empty() || !self.parts.is_empty()
    }

    /// Whether a value has such an error, as far as a row asks.
    pub(super) fn check(
        &self,
        subject: &Subject,
        item: Item,
        row: Row,
        path: &str,
    ) -> Result<(), Mismatch> {
        if self.any && self.at.is_empty() {
            return if self.below(subject, item, row) {
                Ok(())
            } else {
                Err(Mismatch::new("no error below", self.text(), subject.text(item)))
            };
        }
        let Some(report) = subject.error(item) else {
            let class = format!("no error for {}", self.codes.join("|"));
            return Err(Mismatch::new(class, self.text(), subject.text(item)));
        };
        let holds = match row {
            Row::Places => self.is_placed(&report, path),
            Row::Words => self.is_worded(&report),
            _ => self.has_code(&report),
        };
        if holds {
            return Ok(());
        }
        let class = match row {
            Row::Places => format!("error at {} for {}", report.path, self.path),
            Row::Words => format!("words {}", self.contains),
            _ => format!("error {} for {}", report.code, self.codes.join("|")),
        };
        let got = format!("{}: {} ({})", report.path, report.message, report.code);
        Err(Mismatch::new(class, self.text(), got))
    }

    fn has_code(&self, report: &Report) -> bool {
        self.codes.is_empty() || self.codes.contains(&report.code)
    }

    fn is_placed(&self, report: &Report, path: &str) -> bool {
        let relative = report.path.strip_prefix(path).map_or(report.path.as_str(), |rest| {
            rest.strip_prefix('.').unwrap_or(if rest.is_empty() { "" } else { &report.path })
        });
        self.path.is_empty() || self.path == report.path || self.path == relative
    }

    fn is_worded(&self, report: &Report) -> bool {
        let contains = contains(&report.message, &self.contains);
        let args = self.args.iter().all(|arg| report.args.contains(arg));
        contains && args && self.has_parts(report)
    }

    /// Whether each expected part is one of the errors, and none is left.
    fn has_parts(&self, report: &Report) -> bool {
        if self.parts.is_empty() {
            return true;
        }
        let is_header = |report: &&Report| !report.message.contains("errors in empty disjunction");
        let mut left: Vec<&Report> = report.all.iter().filter(is_header).collect();
        if left.is_empty() {
            left.push(report);
        }
        for part in &self.parts {
            let fits = |other: &&Report| {
                contains(&other.message, &part.contains)
                    && part.args.iter().all(|arg| other.args.contains(arg))
            };
            let Some(index) = left.iter().position(fits) else { return false };
            left.remove(index);
        }
        left.is_empty()
    }

    /// Whether the value or any field below has such an error.
    fn below(&self, subject: &Subject, item: Item, row: Row) -> bool {
        let own = subject.error(item).is_some_and(|report| {
            self.has_code(&report) && (row != Row::Words || self.is_worded(&report))
        });
        let fields = || {
            subject
                .fields(item)
                .into_iter()
                .filter(|(_, presence, _)| *presence == Presence::Member)
        };
        own || fields().any(|(_, _, field)| self.below(subject, field, row))
            || subject.elements(item).into_iter().any(|field| self.below(subject, field, row))
    }

    fn text(&self) -> String {
        let any = if self.any { " below" } else { "" };
        format!("error{any} {} {:?} {}", self.codes.join("|"), self.contains, self.path)
    }
}

/// Whether a message has a part, which may be a template of Go.
fn contains(message: &str, part: &str) -> bool {
    let mut rest = message;
    let mut pieces = part.split('%');
    let first = pieces.next().unwrap_or_default();
    let Some(at) = rest.find(first) else { return false };
    rest = &rest[at + first.len()..];
    for piece in pieces {
        let piece = piece.get(1..).unwrap_or_default();
        let Some(at) = rest.find(piece) else { return false };
        rest = &rest[at + piece.len()..];
    }
    true
}

/// The parts of a list in brackets, which may be left out.
fn list(text: &str, open: char, close: char, separator: char) -> Vec<String> {
    let text = text.trim();
    let inner = text.strip_prefix(open).and_then(|rest| rest.strip_suffix(close)).unwrap_or(text);
    let parts = inner.split(separator).map(str::trim).filter(|part| !part.is_empty());
    parts.map(str::to_owned).collect()
}
