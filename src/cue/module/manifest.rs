//! Module files: `cue.mod/module.cue`.

use super::answers::Answers;
use super::answers::Place;
use super::check::is_major;
use super::data::Data;
use super::error::LoadError;
use super::error::LoadErrorKind;
use super::run::Stop;
use crate::cue::syntax::Options;
use crate::cue::syntax::experiment::Version;

/// What a module file says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Manifest {
    /// The path of the module, without version; may be empty.
    pub(super) path: String,
    /// The major version, such as `v0`; old modules have none.
    pub(super) major: String,
    /// The version of the language; old modules have none.
    pub(super) language: Option<Version>,
    /// The modules that it needs.
    pub(super) deps: Vec<Dependency>,
}

/// A module that another needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Dependency {
    /// Its path, without version.
    pub(super) path: String,
    /// Its major version.
    pub(super) major: String,
    /// Its version; may be empty if it is replaced.
    pub(super) version: String,
    /// Whether its major version is meant where none is written.
    pub(super) default: bool,
    /// The directory, or other module, that replaces it.
    pub(super) replace: Option<String>,
}

/// The language that we know.
const CURRENT: Version = Version::v0(17);

/// Reads the module file of a directory, and the local one beside it.
pub(super) fn read(answers: &mut Answers<'_>, root: &Place) -> Result<Option<Manifest>, Stop> {
    let path = root.join("cue.mod/module.cue");
    let local = root.join("cue.mod/local-module.cue");
    // Both are asked for at once.
    let (main, local_known) = (data(answers, &path), data(answers, &local));
    let Some(main) = main? else { return Ok(None) };
    let mut manifest = Manifest::read(&main, &path.path)?;
    if let Some(replaced) = manifest.deps.iter().find(|dep| dep.replace.is_some()) {
        let problem = format!(
            "module replace for {} is not allowed in module.cue; move it to \
             cue.mod/local-module.cue",
            crate::go::quote::quote(&format!("{}@{}", replaced.path, replaced.major))
        );
        return Err(manifest_error(&path.path, problem));
    }
    if let Some(data) = local_known? {
        manifest.apply_local(&data, &local.path)?;
    }
    Ok(Some(manifest))
}

fn data(answers: &mut Answers<'_>, place: &Place) -> Result<Option<Data>, Stop> {
    let Some(read) = answers.tree(place, Options::default())? else { return Ok(None) };
    let errors = read.parsed.errors.iter();
    let errors =
        errors.map(|error| LoadError::at(LoadErrorKind::Syntax(error.kind.clone()), error.span));
    let errors: Vec<LoadError> = errors.collect();
    if !errors.is_empty() {
        return Err(Stop::Fail(errors));
    }
    let data = Data::read(&read.parsed.file.decls);
    data.map(Some).map_err(|(problem, span)| {
        Stop::from(LoadError::at(LoadErrorKind::ManifestSyntax(problem), span))
    })
}

fn manifest_error(path: &str, problem: impl Into<String>) -> Stop {
    let (path, problem) = (path.to_owned(), problem.into());
    Stop::from(LoadErrorKind::Manifest { path, problem })
}

impl Manifest {
    fn read(data: &Data, file: &str) -> Result<Self, Stop> {
        let module = match data.get("module") {
            None => "",
            Some(module) => {
                module.text().ok_or_else(|| manifest_error(file, "module must be a string"))?
            }
        };
        let language = data.get("language").and_then(|language| language.get("version"));
        let language = match language.and_then(Data::text) {
            None => None,
            Some(text) => Some(language_version(text)?),
        };
        let (path, major) = split(module);
        if !path.is_empty() && !major.is_empty() && !is_major(major) {
            let problem = format!(
                "malformed module path {}: path can contain major version only",
                crate::go::quote::quote(module)
            );
            return Err(manifest_error(file, problem));
        }
        // A module of our days has a version, if only by default.
        let default = if language.is_some() && !path.is_empty() { "v0" } else { "" };
        let major = if major.is_empty() { default } else { major };
        let mut manifest =
            Self { path: path.to_owned(), major: major.to_owned(), language, deps: Vec::new() };
        if language.is_some() {
            manifest.deps = dependencies(data, file)?;
        }
        Ok(manifest)
    }

    /// Takes the dependencies of a local module file instead.
    fn apply_local(&mut self, data: &Data, file: &str) -> Result<(), Stop> {
        let mut deps = dependencies(data, file)?;
        for dep in &mut deps {
            let known =
                self.deps.iter().find(|known| known.path == dep.path && known.major == dep.major);
            dep.default |= known.is_some_and(|known| known.default);
            if dep.version.is_empty() {
                dep.version = known.map(|known| known.version.clone()).unwrap_or_default();
            }
            if dep.version.is_empty() && dep.replace.is_none() {
                let problem = format!(
                    "dependency {} has no version and is not present in module.cue",
                    crate::go::quote::quote(&format!("{}@{}", dep.path, dep.major))
                );
                return Err(manifest_error(file, problem));
            }
        }
        self.deps = deps;
        Ok(())
    }
}

fn dependencies(data: &Data, file: &str) -> Result<Vec<Dependency>, Stop> {
    let Some(Data::Struct(deps)) = data.get("deps") else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for (name, dep) in deps {
        let text = |label| dep.get(label).and_then(Data::text).unwrap_or_default();
        let version = text("v");
        let (path, major) = split(name);
        let major = match major {
            "" => version.split('.').next().unwrap_or_default(),
            major => major,
        };
        if !is_major(major) {
            let problem =
                format!("dependency {} has no major version", crate::go::quote::quote(name));
            return Err(manifest_error(file, problem));
        }
        let replace = Some(text("replaceWith")).filter(|replace| !replace.is_empty());
        found.push(Dependency {
            path: path.to_owned(),
            major: major.to_owned(),
            version: version.to_owned(),
            default: dep.get("default") == Some(&Data::Bool(true)),
            replace: replace.map(str::to_owned),
        });
    }
    Ok(found)
}

/// The path and version of `path@version`.
fn split(module: &str) -> (&str, &str) {
    module.split_once('@').filter(|(_, version)| !version.is_empty()).unwrap_or((module, ""))
}

fn language_version(text: &str) -> Result<Version, Stop> {
    let version =
        Version::parse(text).ok_or_else(|| Stop::from(LoadErrorKind::Language(text.to_owned())))?;
    if version > CURRENT {
        return Err(LoadErrorKind::NewLanguage(text.to_owned()).into());
    }
    Ok(version)
}
