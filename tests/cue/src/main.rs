//! Holds the CUE evaluator of `bowsprit` against the CUE project's own tests.

mod attribute;
mod chance;
mod check;
mod doors;
mod graph;
mod inline;
mod json;
mod known;
mod run;
mod same;
mod source;
mod subject;
mod table;
mod tree;
mod txtar;

use std::io;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use source::Places;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match arguments.first().map(String::as_str) {
        Some("conformance") => run::conformance(&Arguments(&arguments[1..])),
        Some(command @ ("fuzz" | "order" | "crash")) => {
            chance::run(command, &Arguments(&arguments[1..]))
        }
        Some("beside") => chance::files(&Arguments(&arguments[1..])),
        Some("doors") => doors::compare(&Arguments(&arguments[1..])),
        Some("chance") => chance::work(&Arguments(&arguments[1..])).map(|()| true),
        Some("worker") => run::worker(&Arguments(&arguments[1..])).map(|()| true),
        _ => Err("cue-conformance conformance --module=FOLDER --cases=FOLDER …".into()),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            drop(writeln!(io::stderr(), "{message}"));
            ExitCode::from(2)
        }
    }
}

/// Words behind the command: `--key=value` and `--key`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Arguments<'a>(&'a [String]);

impl Arguments<'_> {
    /// The value of a key.
    pub(crate) fn value(&self, key: &str) -> Option<&str> {
        self.0.iter().find_map(|word| word.strip_prefix("--")?.strip_prefix(key)?.strip_prefix('='))
    }

    /// Whether a key is there.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.0.iter().any(|word| word.strip_prefix("--").is_some_and(|word| word == key))
    }

    /// Where things are.
    pub(crate) fn places(&self) -> Result<Places, String> {
        let path = |key: &str| self.value(key).filter(|value| !value.is_empty()).map(PathBuf::from);
        Ok(Places {
            module: path("module").ok_or("--module is not given")?,
            cases: path("cases").ok_or("--cases is not given")?,
            exports: path("exports"),
            tables: path("tables"),
            dagger: path("dagger"),
        })
    }

    /// All words, for a child.
    pub(crate) const fn words(&self) -> &[String] {
        self.0
    }
}
