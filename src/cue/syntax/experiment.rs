//! Language versions, and what a file may ask for beyond its version.

use std::fmt;

/// A version of the language.
///
/// The order is that of semantic versions, but for pre-releases of one version, which are equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    major: u32,
    minor: u32,
    patch: u32,
    /// Whether it is no pre-release.
    released: bool,
}

impl Version {
    /// A released version `v0.minor.0`.
    pub const fn v0(minor: u32) -> Self {
        Self { major: 0, minor, patch: 0, released: true }
    }

    /// Reads a version such as `v0.15.0` or `v0.16.0-alpha.1`.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.strip_prefix('v')?;
        let text = text.split_once('+').map_or(text, |(text, _)| text);
        let (numbers, released) =
            text.split_once('-').map_or((text, true), |(numbers, _)| (numbers, false));
        let mut parts = numbers.split('.').map(|part| {
            let canonical = part == "0" || !part.starts_with(['0', '+']);
            part.parse().ok().filter(|_| canonical)
        });
        let mut next = || parts.next().unwrap_or(Some(0));
        let version = Self { major: next()?, minor: next()?, patch: next()?, released };
        parts.next().is_none().then_some(version)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "v{}.{}.{}", self.major, self.minor, self.patch)
    }
}

/// A part of the language that is not there for everybody yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Experiment {
    /// What upstream's own tests need.
    Testing,
    /// Nothing; upstream's example of an experiment that was accepted.
    Accepted,
    /// `==` for all values.
    StructCmp,
    /// `x...`
    ExplicitOpen,
    /// `self` and `label~X`; no `X=label`.
    AliasV2,
    /// `try`, `x?`, `else` and `otherwise`.
    Try,
    /// `&&` and `||` need not look at their right side.
    ShortCircuit,
}

impl Experiment {
    /// All, with their names, the first version that knows them, and the first that has them
    /// always.
    const ALL: [(Self, &'static str, u32, Option<u32>); 7] = [
        (Self::Testing, "testing", 13, None),
        (Self::Accepted, "accepted_", 13, Some(15)),
        (Self::StructCmp, "structcmp", 14, Some(15)),
        (Self::ExplicitOpen, "explicitopen", 15, None),
        (Self::AliasV2, "aliasv2", 15, None),
        (Self::Try, "try", 16, None),
        (Self::ShortCircuit, "shortcircuit", 17, None),
    ];
}

/// The experiments of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Experiments(u8);

impl Experiments {
    /// Those of a file that asks for none, in the latest version of the language.
    pub const LATEST: Self = {
        let mut has = 0;
        let mut index = 0;
        while index < Experiment::ALL.len() {
            let (experiment, _, _, stable) = Experiment::ALL[index];
            has |= (stable.is_some() as u8) << experiment as u8;
            index += 1;
        }
        Self(has)
    };

    /// Whether the file has it.
    pub const fn has(self, experiment: Experiment) -> bool {
        self.0 & (1 << experiment as u8) != 0
    }

    /// Those of a file that asks for some by name, in a version of the language or the latest; or
    /// what is wrong with them.
    pub fn new(version: Option<Version>, names: &[&str]) -> Result<Self, String> {
        let mut experiments = Self::default();
        let mut problems = Vec::new();
        for (experiment, name, preview, stable) in Experiment::ALL {
            let since = |minor| version.is_none_or(|version| version >= Version::v0(minor));
            let mut has = stable.is_some_and(since);
            if names.contains(&name) {
                has |= since(preview);
                if !since(preview) {
                    let problem =
                        format!("cannot set experiment \"{name}\" before version v0.{preview}.0");
                    problems.push(problem);
                }
            }
            experiments.0 |= u8::from(has) << experiment as u8;
        }
        for name in names {
            if !Experiment::ALL.iter().any(|(_, known, ..)| known == name) {
                problems.push(format!("unknown experiment {}", crate::go::quote::quote(name)));
            }
        }
        if problems.is_empty() { Ok(experiments) } else { Err(problems.join("\n")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_ordered_as_semantic_versions() {
        let [old, pre, new] = ["v0.16.1", "v0.17.0-alpha.1", "v0.17.0"].map(Version::parse);
        assert!(old < pre && pre < new && old.is_some());
        assert_eq!(new, Some(Version::v0(17)));
        assert_eq!(Version::parse("v0.8"), Version::parse("v0.8.0"));
        assert!(["0.8.0", "v0.08.0", "v0.8.0.1", "v"].iter().all(|v| Version::parse(v).is_none()));
    }

    #[test]
    fn an_experiment_needs_a_version_that_knows_it() {
        assert_eq!(Experiments::new(None, &[]), Ok(Experiments::LATEST));
        let latest = Experiments::new(None, &["try"]).unwrap();
        assert!(latest.has(Experiment::Try) && latest.has(Experiment::StructCmp));
        assert!(!latest.has(Experiment::AliasV2));
        let old = Experiments::new(Some(Version::v0(14)), &[]).unwrap();
        assert!(!old.has(Experiment::StructCmp));
        assert_eq!(
            Experiments::new(Some(Version::v0(14)), &["try"]).unwrap_err(),
            "cannot set experiment \"try\" before version v0.16.0"
        );
        assert_eq!(Experiments::new(None, &["x"]).unwrap_err(), "unknown experiment \"x\"");
    }
}
