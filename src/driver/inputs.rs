//! What is said with a build, as a plan takes it.

use crate::dagger::Inputs;
use crate::options::Options;

/// Build arguments that are text to be added to the plan.
const WITH: &str = "DAGGER_WITH";

/// The build argument that names secrets, with commas between them.
const SECRETS: &str = "DAGGER_SECRETS";

/// Build arguments are values of fields if they are named by paths, text of the plan if they are
/// called `DAGGER_WITH`, `DAGGER_WITH_1` and so on, and variables of the environment otherwise.
pub(super) fn inputs(options: &Options) -> Inputs {
    let machine = options.build_platform.normalize();
    let mut inputs =
        Inputs { machine: Some((machine.os, machine.architecture)), ..Inputs::default() };
    for (name, value) in &options.build_args {
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
        let mut options = Options::default();
        options.build_args = args.into();
        let inputs = inputs(&options);
        assert_eq!(inputs.with, ["a", "b"]);
        assert_eq!(inputs.values, [("actions.test.name".to_owned(), "d".to_owned())]);
        assert_eq!(inputs.env, [("DAGGER_WITHOUT".to_owned(), "c".to_owned())].into());
        assert_eq!(inputs.secrets, ["e".to_owned(), "f".to_owned()].into());
    }
}
