//! Which rules are wanted: the value of `# check=` and of `BUILDKIT_DOCKERFILE_CHECK`.

use super::Rule;
use crate::go::number::NumberError;
use crate::go::number::parse_bool;
use crate::go::quote::quote;
use crate::go::space::trim;
use crate::order::Collect as _;
use std::collections::BTreeSet;
use thiserror::Error;

/// Which rules are wanted, and how earnestly.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Config {
    /// `skip=`: rules that are not wanted.
    pub skip: Selection,
    /// `experimental=`: experimental rules that are wanted.
    pub experimental: Selection,
    /// `error=true`: a finding fails the build.
    pub error: bool,
}

/// Some rules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Whether all rules are meant.
    pub all: bool,
    /// The names of those that are meant. They need not exist.
    pub rules: BTreeSet<String>,
}

/// What is wrong about checks.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum LintError {
    /// Not an option.
    #[error("invalid check option {}", quote(.0))]
    InvalidOption(String),
    /// `error=maybe`.
    #[error("failed to parse check option {}: {error}", quote(.option))]
    InvalidBool {
        /// The whole option.
        option: String,
        /// Why its value is no boolean.
        error: NumberError,
    },
    /// A finding, and the file wants none.
    #[error("lint violation found for rules: {}", .0.join(", "))]
    Violation(Vec<&'static str>),
}

impl Config {
    /// Reads `skip=A,B;experimental=all;error=true`.
    ///
    /// There are no more than three options; a fourth is taken for a part of the third.
    pub fn parse(text: &str) -> Result<Self, LintError> {
        let mut config = Self::default();
        let text = trim(text);
        if text.is_empty() {
            return Ok(config);
        }
        for option in text.splitn(3, ';') {
            let invalid = || LintError::InvalidOption(option.to_owned());
            let (key, value) = option.split_once('=').ok_or_else(invalid)?;
            let value = trim(value);
            match trim(key) {
                "skip" => config.skip.select(value),
                "experimental" => config.experimental.select(value),
                "error" => {
                    let invalid =
                        |error| LintError::InvalidBool { option: option.to_owned(), error };
                    config.error = parse_bool(value).map_err(invalid)?;
                }
                key => return Err(LintError::InvalidOption(key.to_owned())),
            }
        }
        Ok(config)
    }

    /// Whether a rule is wanted.
    pub(super) fn wants(&self, rule: &Rule) -> bool {
        if rule.experimental { self.experimental.contains(rule) } else { !self.skip.contains(rule) }
    }
}

impl Selection {
    fn select(&mut self, value: &str) {
        if value == "all" {
            self.all = true;
        } else {
            self.rules = value.split(',').map(|rule| trim(rule).to_owned()).into_set();
        }
    }

    pub(super) fn contains(&self, rule: &Rule) -> bool {
        self.all || self.rules.contains(rule.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        let list = |selection: &Selection| {
            let names: Vec<_> = selection.rules.iter().map(String::as_str).collect();
            let names = names.join("+");
            format!("{}{names}", if selection.all { "all " } else { "" })
        };
        match Config::parse(text) {
            Ok(config) => {
                format!("{}/{}/{}", list(&config.skip), list(&config.experimental), config.error)
            }
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn options_are_read() {
        let rows = [
            ("", "//false"),
            (" \t", "//false"),
            ("skip=A, B ;error=true", "A+B//true"),
            ("skip=all;experimental=X", "all /X/false"),
            (" skip = all ; experimental = all ; error = T ", "all /all /true"),
            ("skip=A;skip=B;skip=all", "all B//false"),
            ("skip=", "//false"),
            ("nonsense", "invalid check option \"nonsense\""),
            ("skip=A; nonsense=1", "invalid check option \"nonsense\""),
            ("skip=A;", "invalid check option \"\""),
            (
                "error=yes",
                "failed to parse check option \"error=yes\": strconv.ParseBool: parsing \"yes\": invalid syntax",
            ),
            (
                "skip=A;skip=B;error=0;skip=C",
                "failed to parse check option \"error=0;skip=C\": strconv.ParseBool: parsing \"0;skip=C\": invalid syntax",
            ),
        ];
        for (text, expected) in rows {
            assert_eq!(read(text), expected, "{text}");
        }
    }
}
