//! What is said with a build, as a plan takes it.

use std::collections::BTreeMap;

use super::plan::Inputs;
use crate::image::Platform;

/// Build arguments that are text to be added to the plan.
const WITH: &str = "DAGGER_WITH";

/// The build argument that names secrets, with commas between them.
const SECRETS: &str = "DAGGER_SECRETS";

impl Inputs {
    /// What build arguments say: values of fields if they are named by paths, text of the plan if
    /// they are called `DAGGER_WITH`, `DAGGER_WITH_1` and so on, and variables of the environment
    /// otherwise. `machine` is who builds.
    pub fn from_args(build_args: &BTreeMap<String, String>, machine: &Platform) -> Self {
        let machine = machine.normalize();
        let mut inputs =
            Self { machine: Some((machine.os, machine.architecture)), ..Self::default() };
        for (name, value) in build_args {
            if name == SECRETS {
                inputs.secrets = value.split(',').map(|name| name.trim().to_owned()).collect();
            } else if is_with(name) {
                inputs.with.push(value.clone());
            } else if name.starts_with("actions.") || name.starts_with("client.") {
                inputs.values.push((name.clone(), value.clone()));
            } else {
                let _old = inputs.env.insert(name.clone(), value.clone());
            }
        }
        inputs
    }
}

fn is_with(name: &str) -> bool {
    let rest = name.strip_prefix(WITH);
    rest.is_some_and(|rest| {
        let number = rest.strip_prefix('_').unwrap_or(rest);
        number.chars().all(|digit| digit.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn build_arguments_are_told_apart_by_their_names() {
        let args = [
            ("DAGGER_WITH", "a"),
            ("DAGGER_WITH_1", "b"),
            ("DAGGER_WITHOUT", "c"),
            ("actions.test.name", "d"),
            ("DAGGER_SECRETS", "e, f"),
        ];
        let args = args.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let inputs = Inputs::from_args(&args.into(), &Platform::host());
        assert_eq!(inputs.with, ["a", "b"]);
        assert_eq!(inputs.values, [("actions.test.name".to_owned(), "d".to_owned())]);
        assert_eq!(inputs.env, [("DAGGER_WITHOUT".to_owned(), "c".to_owned())].into());
        assert_eq!(inputs.secrets, ["e".to_owned(), "f".to_owned()].into());
    }
}
