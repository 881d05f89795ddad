//! The packages that plans import, embedded: nobody needs a `cue.mod` for them.

use std::collections::BTreeMap;

use crate::cue::module::Legacy;
use crate::cue::module::Library;
use crate::cue::module::Program;
use crate::go::number;

use super::error::PlanError;
use super::error::is_package;

/// The paths under which the packages are.
pub const MODULES: [&str; 2] = ["dagger.io", "universe.dagger.io"];

/// A file of a package: the import path, the name, the text.
type File = (&'static str, &'static str, &'static str);

macro_rules! files {
    ($($path:literal: $dir:literal [$($name:literal),*]);* $(;)?) => {
        &[$($(($path, $name, include_str!(concat!("packages/", $dir, "/", $name)))),*),*]
    };
}

const FILES: &[File] = files! {
    "dagger.io/dagger": "dagger" ["plan.cue", "types.cue"];
    "dagger.io/dagger/core": "core" [
        "exec.cue", "fs.cue", "git.cue", "http.cue", "image.cue", "nop.cue", "secrets.cue"
    ];
    "universe.dagger.io/docker": "docker" [
        "build.cue", "image.cue", "pull.cue", "push.cue", "run.cue", "set.cue"
    ];
    "universe.dagger.io/docker/cli": "cli" ["run.cue"];
    "universe.dagger.io/alpine": "alpine" ["alpine.cue"];
    "universe.dagger.io/aws": "aws" ["aws.cue"];
    "universe.dagger.io/aws/cli": "aws_cli" ["command.cue"];
    "universe.dagger.io/bash": "bash" ["bash.cue"];
    "universe.dagger.io/git": "git" ["git.cue"];
    "universe.dagger.io/go": "go" [
        "build.cue", "configure.cue", "container.cue", "image.cue", "test.cue"
    ];
    "universe.dagger.io/netlify": "netlify" ["netlify.cue"];
    "universe.dagger.io/nginx": "nginx" ["nginx.cue"];
    "universe.dagger.io/npm": "npm" ["npm.cue"];
    "universe.dagger.io/powershell": "powershell" ["powershell.cue"];
    "universe.dagger.io/python": "python" ["python.cue"];
    "universe.dagger.io/yarn": "yarn" ["yarn.cue"];
};

/// Whether a program is a plan: whether a file that was asked for imports one of the packages.
pub fn is_plan(program: &Program) -> bool {
    let main = program.packages.get(program.main).into_iter();
    let mut imports = main.flat_map(|main| &main.files).flat_map(|file| &file.imports);
    imports.any(|import| is_package(&format!("{}/", import.path)))
}

/// The build argument that asks for the copies in `cue.mod/pkg`.
pub const VENDORED: &str = "DAGGER_VENDORED";

/// The packages that plans import: those that are embedded, or the copies of the user.
#[derive(Clone, Copy, Debug, Default)]
pub struct Packages {
    /// Whether the copies in the user's `cue.mod/pkg` take the place of those that are embedded.
    pub vendored: bool,
}

impl Packages {
    /// Those that build arguments ask for.
    pub fn asked(build_args: &BTreeMap<String, String>) -> Result<Self, PlanError> {
        let Some(text) = build_args.get(VENDORED) else { return Ok(Self::default()) };
        let vendored = number::parse_bool(text);
        vendored.map(|vendored| Self { vendored }).map_err(|_| {
            PlanError::new(format!("--build-arg {VENDORED} is true or false, not {text:?}"))
        })
    }

    /// The import paths of all packages.
    pub fn paths() -> Vec<&'static str> {
        let mut paths: Vec<&str> = FILES.iter().map(|(path, _, _)| *path).collect();
        paths.dedup();
        paths
    }

    /// Programs that import one of the packages are read by the rules of their time.
    pub fn legacy() -> Legacy {
        Legacy::Importing(MODULES.map(str::to_owned).to_vec())
    }

    fn has(path: &str) -> bool {
        FILES.iter().any(|(of, _, _)| *of == path)
    }
}

impl Library for Packages {
    fn dir(&self, path: &str) -> Option<Vec<String>> {
        let files = FILES.iter().filter(|(of, _, _)| *of == path && !self.vendored);
        let names: Vec<String> = files.map(|(_, name, _)| (*name).to_owned()).collect();
        Some(names).filter(|names| !names.is_empty())
    }

    fn file(&self, path: &str) -> Option<&[u8]> {
        let (dir, name) = path.rsplit_once('/')?;
        let found = FILES.iter().find(|(of, file, _)| *of == dir && *file == name);
        found.map(|(_, _, text)| text.as_bytes())
    }

    fn is_left_out(&self, path: &str) -> bool {
        self.vendored && Self::has(path)
    }
}

#[cfg(test)]
mod tests {
    use crate::cue::syntax::parse_file;

    use super::*;

    #[test]
    fn nothing_is_wrong_with_the_files_for_they_are_not_checked_again() {
        for (path, name, text) in FILES {
            let parsed = parse_file(0, text.as_bytes());
            assert!(parsed.errors.is_empty(), "{path}/{name}: {:?}", parsed.errors);
        }
    }
}
