//! One attempt to load a program with what is known.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::Legacy;
use super::Request;
use super::answers::Answers;
use super::answers::Place;
use super::answers::Read;
use super::arguments::Arguments;
use super::error::LoadError;
use super::error::LoadErrorKind;
use super::manifest;
use super::manifest::Manifest;
use super::package::Wanted;
use super::program::Package;
use super::program::Program;
use super::tag;
use crate::cue::syntax::ImportPath;
use crate::cue::syntax::Options;
use crate::cue::syntax::experiment::Version;
use crate::go::path::clean;

/// Why an attempt ended.
#[derive(Debug)]
pub(super) enum Stop {
    /// An answer is missing.
    Wait,
    /// The program must be read by the rules of v0.4.
    Legacy,
    /// Something is wrong.
    Fail(Vec<LoadError>),
}

impl Stop {
    pub(super) fn into_errors(self) -> Vec<LoadError> {
        if let Self::Fail(errors) = self { errors } else { Vec::new() }
    }
}

impl From<LoadError> for Stop {
    fn from(error: LoadError) -> Self {
        Self::Fail(vec![error])
    }
}

impl From<LoadErrorKind> for Stop {
    fn from(kind: LoadErrorKind) -> Self {
        LoadError::new(kind).into()
    }
}

/// A module whose files are at hand.
#[derive(Clone)]
pub(super) struct Module {
    pub(super) root: Place,
    pub(super) manifest: Manifest,
}

/// What is loaded so far in this attempt.
pub(super) struct Run<'r, 'a> {
    pub(super) request: &'r Request,
    pub(super) answers: &'r mut Answers<'a>,
    pub(super) legacy: bool,
    /// The directory that arguments are relative to.
    pub(super) dir: Place,
    /// The directory with `cue.mod`.
    pub(super) root: Option<Place>,
    /// The module of the root.
    pub(super) main: Option<Module>,
    pub(super) packages: Vec<Package>,
    /// The packages by directory and name.
    pub(super) known: BTreeMap<(Place, String), usize>,
    /// The packages that are being loaded, and their import paths.
    pub(super) loading: Vec<((Place, String), String)>,
    /// The tags that `@if` asked for.
    pub(super) seen_tags: BTreeSet<String>,
}

/// The version that upstream gives to old modules.
const LEGACY_LANGUAGE: Version = Version::v0(9);

impl<'r, 'a> Run<'r, 'a> {
    /// Loads all that was asked for.
    pub(super) fn start(
        request: &'r Request,
        answers: &'r mut Answers<'a>,
    ) -> Result<Program, Stop> {
        let dir = place(&Place::in_files("."), &request.dir)?;
        // What will be needed anyway is asked for at once.
        let top = Place::in_files(".");
        let arguments = Arguments::of(request)?;
        for package in &arguments.packages {
            prefetch(answers, &place(&dir, ImportPath::parse(package).path)?, &top);
        }
        for file in arguments.file_names() {
            let _known = answers.file(&place(&dir, file)?).map(|_| ());
        }
        let root = find_root(answers, &dir)?;
        let manifest = match &root {
            Some(root) => manifest::read(answers, root)?,
            None => None,
        };
        let old_module = manifest.as_ref().is_some_and(|manifest| manifest.language.is_none());
        if old_module && request.legacy == Legacy::Never {
            return Err(LoadErrorKind::NoLanguage.into());
        }
        let main = root.clone().zip(manifest).map(|(root, manifest)| Module { root, manifest });
        let mut run = Run {
            request,
            answers,
            legacy: old_module || request.legacy == Legacy::Always,
            dir,
            root,
            main,
            packages: Vec::new(),
            known: BTreeMap::new(),
            loading: Vec::new(),
            seen_tags: BTreeSet::new(),
        };
        loop {
            match run.load(&arguments) {
                Err(Stop::Legacy) if !run.legacy => run.legacy = true,
                outcome => return outcome,
            }
            run.packages.clear();
            run.known.clear();
            run.loading.clear();
        }
    }

    fn load(&mut self, arguments: &Arguments<'_>) -> Result<Program, Stop> {
        let main = match (&arguments.packages[..], &arguments.files[..]) {
            ([package], []) => self.package_argument(package)?,
            ([], []) => {
                self.packages.push(Package { scope: "_".into(), ..Package::default() });
                self.packages.len() - 1
            }
            ([], files) => self.file_arguments(files)?,
            _ => return Err(LoadErrorKind::Arguments.into()),
        };
        let data = self.data(&arguments.data)?;
        self.inject_tags(main)?;
        Ok(Program {
            packages: std::mem::take(&mut self.packages),
            main,
            sources: self.answers.sources().to_vec(),
            data,
            legacy: self.legacy,
        })
    }

    /// Loads a directory or import path that was asked for.
    fn package_argument(&mut self, argument: &str) -> Result<usize, Stop> {
        let parsed = ImportPath::parse(argument);
        let first = parsed.path.split('/').next().unwrap_or_default();
        let local = matches!(first, "" | "." | "..") || !first.contains('.');
        if !local {
            return self.import_argument(argument);
        }
        let explicit = Some(parsed.qualifier).filter(|_| parsed.explicit);
        let name = explicit.or(self.request.package.as_deref()).map(str::to_owned);
        let dir = place(&self.dir, parsed.path)?;
        let base = self.root.clone().unwrap_or_else(|| dir.clone());
        let Some(_entries) = self.answers.dir(&dir)? else {
            return Err(LoadErrorKind::NoDir(argument.to_owned()).into());
        };
        let wanted = Wanted {
            dirs: vec![(base, dir)],
            name,
            display: argument,
            options: self.options(self.main.as_ref()),
            in_main_module: true,
            asked_for: true,
        };
        let selection = self.select(&wanted)?;
        self.check_legacy(selection.files.iter().map(|file| &file.read))?;
        let path = self.local_path(&wanted.dirs[0].1, &selection.name);
        self.finish(path, selection, &wanted)
    }

    /// Loads the files that were asked for, as one package.
    fn file_arguments(&mut self, files: &[&str]) -> Result<usize, Stop> {
        let places = files.iter().map(|file| place(&self.dir, file));
        let places = places.collect::<Result<Vec<_>, _>>()?;
        let wanted = Wanted {
            dirs: vec![(self.dir.clone(), self.dir.clone())],
            name: None,
            display: "command-line-arguments",
            options: self.options(self.main.as_ref()),
            in_main_module: true,
            asked_for: true,
        };
        let selection = self.select_files(&places, &wanted)?;
        self.check_legacy(selection.files.iter().map(|file| &file.read))?;
        self.finish(String::new(), selection, &wanted)
    }

    /// Starts over by old rules if a file that was asked for imports an old package.
    pub(super) fn check_legacy<'f>(
        &self,
        mut files: impl Iterator<Item = &'f Read>,
    ) -> Result<(), Stop> {
        let Legacy::Importing(prefixes) = &self.request.legacy else { return Ok(()) };
        let is_old = |path: &Arc<str>| {
            prefixes.iter().any(|prefix| {
                path.strip_prefix(prefix.as_str())
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', ':', '@']))
            })
        };
        let imports_old =
            |file: &Read| file.parsed.file.imports.iter().any(|import| is_old(&import.path));
        if !self.legacy && files.any(imports_old) { Err(Stop::Legacy) } else { Ok(()) }
    }

    /// How the files of a module are read.
    pub(super) fn options(&self, module: Option<&Module>) -> Options {
        let language = module.and_then(|module| module.manifest.language);
        let version = if self.legacy { language.or(Some(LEGACY_LANGUAGE)) } else { language };
        Options { version, legacy: self.legacy, ..Options::default() }
    }

    /// The import path of a directory, if it has one.
    fn local_path(&self, dir: &Place, name: &str) -> String {
        let manifest = self.main.as_ref().map(|main| (&main.root, &main.manifest));
        let path =
            manifest.filter(|(_, manifest)| !manifest.path.is_empty()).map(|(root, manifest)| {
                let inside = below(dir, root).unwrap_or_default();
                let path = crate::go::path::join(&[manifest.path.as_str(), inside]);
                (path, manifest.major.clone())
            });
        let Some((path, major)) = path else { return String::new() };
        let version = if self.legacy { "" } else { &major };
        ImportPath { path: &path, version, qualifier: name, explicit: true }.to_string()
    }

    fn inject_tags(&mut self, main: usize) -> Result<(), Stop> {
        let mut tags = tag::Tags::new(self.request, &self.seen_tags);
        for file in &mut self.packages[main].files {
            tags.inject(Arc::make_mut(&mut file.tree));
        }
        let errors = tags.finish();
        if errors.is_empty() { Ok(()) } else { Err(Stop::Fail(errors)) }
    }
}

/// The path of a place below another; nothing for the other itself.
pub(super) fn below<'p>(place: &'p Place, root: &Place) -> Option<&'p str> {
    if place.library != root.library {
        return None;
    }
    if place.path == root.path {
        return Some("");
    }
    if root.path == "." {
        return Some(&place.path);
    }
    place.path.strip_prefix(root.path.as_str())?.strip_prefix('/')
}

/// A place from a directory on, which must not be above the root of all files.
pub(super) fn place(dir: &Place, path: &str) -> Result<Place, Stop> {
    let joined = match path.strip_prefix('/') {
        Some(path) => clean(path),
        None if path.is_empty() => dir.path.clone(),
        None => dir.join(path).path,
    };
    if joined == ".." || joined.starts_with("../") {
        return Err(LoadErrorKind::Outside(path.to_owned()).into());
    }
    Ok(Place { library: dir.library, path: joined })
}

/// Asks for the files of a directory and of those above, which will likely be needed.
pub(super) fn prefetch(answers: &mut Answers<'_>, dir: &Place, top: &Place) {
    let mut at = Some(dir.clone());
    while let Some(dir) = at {
        for entry in answers.dir(&dir).ok().flatten().unwrap_or_default() {
            if entry.is_cue() && !entry.name.starts_with(['.', '_']) {
                let _known = answers.file(&dir.join(&entry.name)).map(|_| ());
            }
        }
        at = dir.parent().filter(|_| dir != *top);
    }
}

/// The nearest directory upwards that has `cue.mod`.
fn find_root(answers: &mut Answers<'_>, dir: &Place) -> Result<Option<Place>, Stop> {
    let mut dirs = vec![dir.clone()];
    while let Some(parent) = dirs.last().and_then(Place::parent) {
        dirs.push(parent);
    }
    let listed: Vec<_> = dirs.iter().map(|dir| answers.dir(dir)).collect();
    for (dir, entries) in dirs.into_iter().zip(listed) {
        let entries = entries?.unwrap_or_default();
        match entries.iter().find(|entry| entry.name == "cue.mod") {
            Some(entry) if entry.kind == super::EntryKind::Dir => return Ok(Some(dir)),
            Some(_) => return Err(LoadErrorKind::ModuleDirIsFile.into()),
            None => {}
        }
    }
    Ok(None)
}
