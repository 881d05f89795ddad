//! Tables of upstream's own Go tests: of the parser, the scanner and literals.
//!
//! The rows come from `go/cmd/tables`, which reads them from the module.

mod debug;
mod literal;
mod parser;
mod scanner;

use std::collections::BTreeMap;

use crate::check::Check;
use crate::check::Row;
use crate::json::Json;

use super::Unit;

/// A row of a table.
#[derive(Clone, Debug)]
struct Case {
    /// Its place in its table.
    number: usize,
    cells: Json,
}

impl Case {
    /// The bytes of a constant; empty if there is none.
    fn bytes(&self, cell: &str) -> Vec<u8> {
        let text = self.cells.get(cell).map(|cell| cell.text("s")).unwrap_or_default();
        // Each character is a byte.
        text.chars().map(|ch| u8::try_from(u32::from(ch)).unwrap_or(b'?')).collect()
    }

    /// A constant as text.
    fn text(&self, cell: &str) -> String {
        String::from_utf8_lossy(&self.bytes(cell)).into_owned()
    }

    /// An expression of the Go program.
    fn expr(&self, cell: &str) -> &str {
        self.cells.get(cell).map(|cell| cell.text("x")).unwrap_or_default()
    }
}

/// What comes out, and what should.
struct Outcome {
    expected: String,
    got: String,
}

impl Outcome {
    fn new(expected: impl Into<String>, got: impl Into<String>) -> Self {
        Self { expected: expected.into(), got: got.into() }
    }

    /// Whether something is an error, and whether it should be.
    fn error(expected: bool, got: bool) -> Self {
        let word = |error| if error { "an error" } else { "no error" };
        Self::new(word(expected), word(got))
    }
}

/// How the rows of a table are tried.
type Try = fn(&Case) -> Outcome;

/// The tables that say something of a library: not of positions between words, nor of how Go
/// represents numbers.
const TABLES: &[(&str, Row, Try)] = &[
    ("parser.TestParse.testCases", Row::Parser, parser::parse),
    ("parser.TestStrict.testCases", Row::Parser, parser::strict),
    ("parser.TestImports.imports", Row::Parser, parser::import),
    ("scanner.testTokens", Row::Scanner, scanner::token),
    ("scanner.lines", Row::Scanner, scanner::commas),
    ("scanner.errorTests", Row::Scanner, scanner::error),
    ("scanner.TestScanInterpolation.sources", Row::Scanner, scanner::interpolation),
    ("literal.TestNumbers.testCases", Row::Literals, literal::number),
    ("literal.TestNumErrors.testCases", Row::Literals, literal::wrong_number),
    ("literal.TestQuote.testCases", Row::Literals, literal::quote),
    ("literal.TestAppendEscaped.testCases", Row::Literals, literal::escape),
    ("literal.TestUnquote.testCases", Row::Literals, literal::unquote),
    ("literal.TestInterpolation.testCases", Row::Literals, literal::interpolation),
    ("literal.TestIsDouble.testCases", Row::Literals, literal::is_string),
    ("literal.TestIndentTabs.testCases", Row::Literals, literal::reindent),
];

/// A table.
struct Table {
    name: &'static str,
    row: Row,
    attempt: Try,
    cases: Vec<Case>,
}

/// Adds the tables of a text in which each line is a row.
pub(super) fn add(units: &mut Vec<Box<dyn Unit>>, text: &str) -> Result<(), String> {
    let mut tables: BTreeMap<String, Vec<Case>> = BTreeMap::new();
    for line in text.lines() {
        let json = Json::parse(line)?;
        let cases = tables.entry(json.text("table").to_owned()).or_default();
        let cells = json.get("cells").cloned().unwrap_or(Json::Null);
        cases.push(Case { number: cases.len(), cells });
    }
    for (name, row, attempt) in TABLES {
        let cases = tables.remove(*name).ok_or_else(|| format!("no table {name}"))?;
        units.push(Box::new(Table { name, row: *row, attempt: *attempt, cases }));
    }
    Ok(())
}

impl Table {
    fn check(&self, case: &Case) -> Check {
        let desc = case.text("desc");
        let id = format!("{} {} {desc}", self.name, case.number);
        Check::planned(self.row, id.trim_end())
    }
}

impl Unit for Table {
    fn name(&self) -> String {
        self.name.to_owned()
    }

    fn plan(&self) -> Vec<Check> {
        self.cases.iter().map(|case| self.check(case)).collect()
    }

    fn run(&self) -> Vec<Check> {
        let run = |case: &Case| {
            let Outcome { expected, got } = (self.attempt)(case);
            let check = self.check(case);
            if expected == got { check.pass() } else { check.fail("table", expected, got) }
        };
        self.cases.iter().map(run).collect()
    }
}
