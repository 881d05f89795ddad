//! What was found.

use super::Config;
use super::LintError;
use super::Message;
use super::Rule;
use crate::order::Collect as _;
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
    deaf: bool,
    findings: Vec<Finding>,
}

/// What the comments above an instruction say about the checks of that instruction.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope(Option<Box<Config>>);

impl Scope {
    /// Outside of any instruction: what holds for the file holds here.
    pub const FILE: Self = Self(None);

    /// Reads the value of a `# check=` above an instruction. What cannot be read is ignored.
    pub fn parse(value: &str) -> Self {
        Self(Config::parse(value).ok().map(Box::new))
    }

    /// Whether a rule is wanted here. `error=` has no effect here.
    fn wants(&self, rule: &Rule, file: &Config) -> bool {
        match &self.0 {
            Some(config) if rule.experimental => config.wants(rule) || file.wants(rule),
            Some(config) => config.wants(rule) && file.wants(rule),
            None => file.wants(rule),
        }
    }
}

impl Linter {
    /// A linter that has found nothing yet.
    pub const fn new(config: Config) -> Self {
        Self { config, deaf: false, findings: Vec::new() }
    }

    /// A linter that finds nothing, whatever is reported.
    pub fn deaf() -> Self {
        Self { config: Config::default(), deaf: true, findings: Vec::new() }
    }

    /// Takes note of a message, if its rule is wanted.
    pub fn report(&mut self, scope: &Scope, lines: Lines, message: Message) {
        let Message { rule, text } = message;
        if !self.deaf && scope.wants(rule, &self.config) {
            self.findings.push(Finding { rule, message: text, lines });
        }
    }

    /// What was found so far.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Fails if something was found and nothing was to be found.
    pub fn verdict(&self) -> Result<(), LintError> {
        if !self.config.error || self.findings.is_empty() {
            return Ok(());
        }
        let rules = self.findings.iter().map(|finding| finding.rule.name).into_set();
        Err(LintError::Violation(rules.into_iter().collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dockerfile::lint::message;

    /// Which of two rules are found, the second one being experimental.
    fn found(config: &str, scope: &str) -> String {
        let scope = if scope.is_empty() { Scope::FILE } else { Scope::parse(scope) };
        let mut linter = Linter::new(Config::parse(config).unwrap());
        linter.report(&scope, Lines::single(1), message::undefined_var("a", None));
        linter.report(
            &scope,
            Lines::single(2),
            message::invalid_definition_description("ARG", "a"),
        );
        let names: Vec<_> = linter.findings().iter().map(|finding| finding.rule.name).collect();
        names.join(" ")
    }

    #[test]
    fn rules_can_be_skipped_and_asked_for() {
        let rows = [
            ("", "", "UndefinedVar"),
            ("skip=UndefinedVar", "", ""),
            ("skip=all", "", ""),
            ("experimental=all", "", "UndefinedVar InvalidDefinitionDescription"),
            (
                "skip=all;experimental=InvalidDefinitionDescription",
                "",
                "InvalidDefinitionDescription",
            ),
            ("", "skip=A,UndefinedVar", ""),
            ("skip=all", "skip=A", ""),
            ("experimental=all", "skip=all", "InvalidDefinitionDescription"),
            ("", "skip=all;nonsense", "UndefinedVar"),
        ];
        for (config, scope, rules) in rows {
            assert_eq!(found(config, scope), rules, "{config} {scope}");
        }
    }

    #[test]
    fn findings_can_be_an_error() {
        let mut linter = Linter::new(Config::parse("error=true").unwrap());
        assert_eq!(linter.verdict(), Ok(()));
        for name in ["b", "a"] {
            linter.report(&Scope::FILE, Lines::single(1), message::undefined_var(name, None));
            linter.report(&Scope::FILE, Lines::single(1), message::stage_name_casing(name));
        }
        let error = linter.verdict().unwrap_err().to_string();
        assert_eq!(error, "lint violation found for rules: StageNameCasing, UndefinedVar");
        assert_eq!(Linter::new(Config::default()).verdict(), Ok(()));
    }

    #[test]
    fn the_deaf_find_nothing() {
        let mut linter = Linter::deaf();
        linter.report(&Scope::FILE, Lines::single(1), message::maintainer_deprecated());
        assert_eq!(linter.findings(), []);
    }
}
