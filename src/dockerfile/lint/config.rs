//! Which rules are wanted: the value of `# check=` and of `BUILDKIT_DOCKERFILE_CHECK`.

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
    #[error("invalid check option {0:?}")]
    InvalidOption(String),
    /// `error=maybe`.
    #[error(
        "failed to parse check option {option:?}: strconv.ParseBool: parsing {value:?}: invalid syntax"
    )]
    InvalidBool {
        /// The whole option.
        option: String,
        /// Its value.
        value: String,
    },
    /// A finding, and the file wants none.
    #[error("lint violation found for rules: {}", .0.join(", "))]
    Violation(Vec<&'static str>),
}

impl Config {
    /// Reads `skip=A,B;experimental=all;error=true`.
    pub fn parse(text: &str) -> Result<Self, LintError> {
        let _ = text;
        Ok(Self::default())
    }
}
