//! Where an imported package is.

use std::sync::Arc;

use super::answers::Place;
use super::check::problem_of;
use super::error::ImportProblem;
use super::error::LoadError;
use super::error::LoadErrorKind;
use super::manifest;
use super::manifest::Dependency;
use super::package::Wanted;
use super::program::ImportTarget;
use super::run::Module;
use super::run::Run;
use super::run::Stop;
use super::run::below;
use super::run::place;
use crate::cue::syntax::ImportPath;
use crate::cue::syntax::Options;
use crate::cue::syntax::Span;

/// A place that has a package.
struct Location {
    /// The module, as errors show it.
    module: String,
    /// The directory in it.
    shown: String,
    /// The directories that make the package, each with the topmost one to look at.
    dirs: Vec<(Place, Place)>,
    /// The major version of the module, if it has one.
    major: String,
    /// How its files are read.
    options: Options,
    in_main_module: bool,
}

/// The directories for packages of others, in the order in which their files are taken.
const VENDORED: [&str; 3] = ["cue.mod/gen", COPIES, "cue.mod/usr"];

/// The one of them for packages as they are; a package of the library stands in its place.
const COPIES: &str = "cue.mod/pkg";

impl Run<'_, '_> {
    /// Loads an imported package.
    pub(super) fn import(
        &mut self,
        text: &Arc<str>,
        span: Span,
        in_main_module: bool,
    ) -> Result<ImportTarget, Stop> {
        let path = self.parse(text);
        if is_relative(path.path) {
            let kind = LoadErrorKind::Relative(text.as_ref().to_owned());
            return Err(self.failed_import(vec![LoadError::at(kind, span)], span));
        }
        let first = path.path.split('/').next().unwrap_or_default();
        if !first.is_empty() && !first.contains('.') {
            return Ok(ImportTarget::Builtin(path.path.into()));
        }
        let loaded = self.import_path(text, &path, in_main_module);
        loaded.map(ImportTarget::Package).map_err(|stop| match stop {
            Stop::Fail(errors) => self.failed_import(errors, span),
            stop => stop,
        })
    }

    /// Loads a package that was asked for by import path.
    pub(super) fn import_argument(&mut self, text: &str) -> Result<usize, Stop> {
        let path = self.parse(text);
        self.import_path(text, &path, true)
    }

    fn parse<'p>(&self, text: &'p str) -> ImportPath<'p> {
        if self.legacy { ImportPath::parse_legacy(text) } else { ImportPath::parse(text) }
    }

    /// The errors of a package, for the file that imports it.
    fn failed_import(&self, errors: Vec<LoadError>, span: Span) -> Stop {
        let about_package = |error: &LoadError| {
            error.path.is_empty()
                && matches!(
                    error.kind,
                    LoadErrorKind::NotFound { .. }
                        | LoadErrorKind::Unnamed(_)
                        | LoadErrorKind::Blank(_)
                        | LoadErrorKind::NoModule
                )
        };
        let stack = self.loading.iter().map(|(_, path)| path.clone());
        let stack: Vec<String> = stack.filter(|path| !path.is_empty()).collect();
        let errors = errors.into_iter().map(|mut error| {
            if about_package(&error) {
                error.path.clone_from(&stack);
            }
            error.imported(span)
        });
        Stop::Fail(errors.collect())
    }

    fn import_path(
        &mut self,
        text: &str,
        path: &ImportPath<'_>,
        in_main_module: bool,
    ) -> Result<usize, Stop> {
        let mut errors = Vec::new();
        match path.name() {
            None => errors.push(LoadErrorKind::Unnamed(text.to_owned())),
            Some("_") => errors.push(LoadErrorKind::Blank(text.to_owned())),
            Some(_) => {}
        }
        let location = match self.locate(text, path) {
            Ok(location) if errors.is_empty() => location,
            Err(Stop::Fail(more)) => {
                let errors = errors.into_iter().map(LoadError::new).chain(more);
                return Err(Stop::Fail(errors.collect()));
            }
            Ok(_) => return Err(Stop::Fail(errors.into_iter().map(LoadError::new).collect())),
            Err(stop) => return Err(stop),
        };
        let version = if path.version.is_empty() { &location.major } else { path.version };
        let canonical = ImportPath { version, ..path.clone() }.to_string();
        let wanted = Wanted {
            dirs: location.dirs,
            name: path.name().map(str::to_owned),
            display: text,
            options: location.options,
            in_main_module: in_main_module && location.in_main_module,
            asked_for: false,
        };
        let key = (wanted.dirs[0].1.clone(), path.qualifier.to_owned());
        if let Some(known) = self.known.get(&key) {
            return Ok(*known);
        }
        let selection = self.select(&wanted).map_err(|stop| no_files(stop, path))?;
        self.finish(canonical, selection, &wanted)
    }

    /// Finds the one place that has a package.
    fn locate(&mut self, text: &str, path: &ImportPath<'_>) -> Result<Location, Stop> {
        if !self.legacy
            && let Some(problem) = problem_of(path)
        {
            let problem = ImportProblem::Malformed { path: text.to_owned(), problem };
            return Err(not_found(path, problem));
        }
        let mut found = Vec::new();
        let mut wait = false;
        let candidates = [Self::in_main, Self::in_dependencies, Self::in_vendored];
        for candidate in candidates {
            match candidate(self, path) {
                Ok(location) => found.extend(location),
                Err(Stop::Wait) => wait = true,
                Err(stop) => return Err(stop),
            }
        }
        if wait {
            return Err(Stop::Wait);
        }
        if found.is_empty() {
            found.extend(self.in_library(path)?);
        }
        if found.len() > 1 && !self.legacy {
            let places = found.into_iter().map(|found| (found.module, found.shown)).collect();
            let problem = ImportProblem::Ambiguous { path: path.to_string(), places };
            return Err(not_found(path, problem));
        }
        found.into_iter().next().ok_or_else(|| match &self.main {
            _ if self.answers.is_copy_wanted(path.path) => {
                not_found(path, ImportProblem::NoCopy(path.to_string()))
            }
            None if !self.legacy => LoadErrorKind::NoModule.into(),
            _ => not_found(path, ImportProblem::Missing(path.to_string())),
        })
    }

    /// The directory of the main module that has the package.
    fn in_main(&mut self, path: &ImportPath<'_>) -> Result<Option<Location>, Stop> {
        let Some(main) = self.main.clone() else { return Ok(None) };
        let major = main.manifest.major.clone();
        if !path.version.is_empty() && path.version != major {
            return Ok(None);
        }
        let options = self.options(Some(&main));
        let name = format!("{}@{major}", main.manifest.path);
        let module = main.manifest.path.clone();
        let found = self.in_module(path, &module, &main.root)?;
        Ok(found.map(|(dir, shown)| Location {
            module: if major.is_empty() { module } else { name },
            shown,
            dirs: vec![(main.root, dir)],
            major: if self.legacy { String::new() } else { major },
            options,
            in_main_module: true,
        }))
    }

    /// The directory of a module that has a package, if it does, and its path in the module.
    fn in_module(
        &mut self,
        path: &ImportPath<'_>,
        module: &str,
        root: &Place,
    ) -> Result<Option<(Place, String)>, Stop> {
        let Some(rest) = Some(module).filter(|module| !module.is_empty()).and_then(|module| {
            let rest = path.path.strip_prefix(module)?;
            if rest.is_empty() { Some(rest) } else { rest.strip_prefix('/') }
        }) else {
            return Ok(None);
        };
        let dir = root.join(rest);
        if below(&dir, root).is_none() {
            return Ok(None);
        }
        // A module within the module has its own packages.
        let mut at = dir.clone();
        while at != *root {
            let entries = self.answers.dir(&at)?.unwrap_or_default();
            if entries.iter().any(|entry| entry.name == "cue.mod") {
                return Ok(None);
            }
            let Some(parent) = at.parent() else { break };
            at = parent;
        }
        let shown = if rest.is_empty() { "." } else { rest }.to_owned();
        Ok(self.has_files(&dir)?.then_some((dir, shown)))
    }

    /// Whether a directory has files that may be of a package.
    fn has_files(&mut self, dir: &Place) -> Result<bool, Stop> {
        let entries = self.answers.dir(dir)?.unwrap_or_default();
        Ok(entries.iter().any(super::Entry::is_cue))
    }

    /// The directories under `cue.mod` that have the package, or have more of one of the library.
    fn in_vendored(&mut self, path: &ImportPath<'_>) -> Result<Option<Location>, Stop> {
        let Some(root) = self.root.clone() else { return Ok(None) };
        let library = self.in_library(path)?;
        let mut shown = None;
        let mut dirs = Vec::new();
        let mut wait = false;
        for base in VENDORED {
            if let Some(library) = library.as_ref().filter(|_| base == COPIES) {
                dirs.extend(library.dirs.iter().cloned());
                continue;
            }
            let base = root.join(base);
            let dir = base.join(path.path);
            match self.has_files(&dir) {
                Ok(true) => {
                    let _first = shown
                        .get_or_insert_with(|| below(&dir, &root).unwrap_or_default().to_owned());
                }
                Ok(false) => {}
                Err(Stop::Wait) => wait = true,
                Err(stop) => return Err(stop),
            }
            dirs.push((base, dir));
        }
        if wait {
            return Err(Stop::Wait);
        }
        let options = self.options(self.main.as_ref());
        Ok(shown.map(|shown| Location {
            module: "local".to_owned(),
            shown,
            dirs,
            major: String::new(),
            options,
            in_main_module: false,
        }))
    }

    /// The directory of a replaced module that has the package.
    fn in_dependencies(&mut self, path: &ImportPath<'_>) -> Result<Option<Location>, Stop> {
        let Some(main) = self.main.clone() else { return Ok(None) };
        let deps = &main.manifest.deps;
        let of_path = deps.iter().filter(|dep| is_inside(path.path, &dep.path));
        let of_path: Vec<&Dependency> = of_path
            .filter(|dep| match path.version {
                "" => {
                    dep.default || deps.iter().filter(|other| other.path == dep.path).count() == 1
                }
                version => dep.major == version,
            })
            .collect();
        for dep in of_path {
            let found = self.in_dependency(path, dep, deps, &main)?;
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }

    fn in_dependency(
        &mut self,
        path: &ImportPath<'_>,
        dep: &Dependency,
        deps: &[Dependency],
        main: &Module,
    ) -> Result<Option<Location>, Stop> {
        let Some(dir) = directory_of(dep, deps) else {
            // A vendored copy serves as well.
            if self.in_vendored(path)?.is_some() || self.in_library(path)?.is_some() {
                return Ok(None);
            }
            let problem = ImportProblem::Registry(format!("{}@{}", dep.path, dep.version));
            return Err(not_found(path, problem));
        };
        let root = place(&main.root, dir)?;
        let manifest = manifest::read(self.answers, &root)?.unwrap_or_default();
        let module = Module { root: root.clone(), manifest };
        let options = self.options(Some(&module));
        let found = self.in_module(path, &dep.path, &root)?;
        Ok(found.map(|(dir, shown)| Location {
            module: format!("{}@{} {}", dep.path, dep.major, dep.version),
            shown,
            dirs: vec![(root, dir)],
            major: dep.major.clone(),
            options,
            in_main_module: false,
        }))
    }

    /// The package of the library.
    fn in_library(&mut self, path: &ImportPath<'_>) -> Result<Option<Location>, Stop> {
        let dir = Place { library: true, path: path.path.to_owned() };
        if !self.has_files(&dir)? {
            return Ok(None);
        }
        let top = path.path.split('/').next().unwrap_or_default().to_owned();
        let options = self.options(None);
        Ok(Some(Location {
            module: "library".to_owned(),
            shown: path.path.to_owned(),
            dirs: vec![(Place { library: true, path: top }, dir)],
            major: String::new(),
            options,
            in_main_module: false,
        }))
    }
}

/// The directory that replaces a module, itself or by way of another module.
fn directory_of<'d>(dep: &'d Dependency, deps: &'d [Dependency]) -> Option<&'d str> {
    let replace = dep.replace.as_deref()?;
    if replace.starts_with(['.', '/']) {
        return Some(replace);
    }
    let (path, version) = replace.split_once('@').unwrap_or((replace, ""));
    let major = version.split('.').next().unwrap_or_default();
    let other = deps.iter().find(|other| {
        other.path == path && (major.is_empty() && other.default || other.major == major)
    })?;
    other.replace.as_deref().filter(|replace| replace.starts_with(['.', '/']))
}

fn is_inside(path: &str, module: &str) -> bool {
    let rest = path.strip_prefix(module);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn is_relative(path: &str) -> bool {
    path == "." || path == ".." || path.starts_with("./") || path.starts_with("../")
}

fn not_found(path: &ImportPath<'_>, problem: ImportProblem) -> Stop {
    let version = path.version;
    let path = path.path;
    let path = if version.is_empty() { path.to_owned() } else { format!("{path}@{version}") };
    LoadErrorKind::NotFound { path, problem }.into()
}

/// Says that a directory has no file of a package, rather than why each does not count.
fn no_files(stop: Stop, path: &ImportPath<'_>) -> Stop {
    match stop {
        Stop::Fail(errors) => match &errors[..] {
            [
                LoadError {
                    kind: LoadErrorKind::Excluded { .. } | LoadErrorKind::NoFiles(_), ..
                },
            ] => not_found(path, ImportProblem::NoFiles(path.qualifier.to_owned())),
            _ => Stop::Fail(errors),
        },
        stop => stop,
    }
}
