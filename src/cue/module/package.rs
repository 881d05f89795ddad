//! Packages: their files, and what these import.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::answers::Entry;
use super::answers::Place;
use super::answers::Read;
use super::embed;
use super::error::LoadError;
use super::error::LoadErrorKind;
use super::program::Import;
use super::program::ImportTarget;
use super::program::Package;
use super::program::PackageFile;
use super::run::Run;
use super::run::Stop;
use super::run::prefetch;
use super::select::exclusion;
use crate::cue::syntax::ImportPath;
use crate::cue::syntax::Options;
use crate::cue::syntax::Span;
use crate::cue::syntax::ast;
use crate::go::path::base;
use crate::order;

/// A package that is looked for.
pub(super) struct Wanted<'w> {
    /// The directories that may have files of it, each with the topmost directory to look at.
    pub(super) dirs: Vec<(Place, Place)>,
    /// Its name; else there must be one package only.
    pub(super) name: Option<String>,
    /// How it is called in errors.
    pub(super) display: &'w str,
    /// How its files are read.
    pub(super) options: Options,
    /// Whether `@if` may be true.
    pub(super) in_main_module: bool,
    /// Whether it was asked for, not imported.
    pub(super) asked_for: bool,
}

/// A file that was found to belong to a package.
pub(super) struct Chosen {
    pub(super) place: Place,
    pub(super) read: Read,
}

/// The files of a package.
#[derive(Default)]
pub(super) struct Selection {
    pub(super) name: String,
    pub(super) files: Vec<Chosen>,
    /// The file that gave the package its name.
    first: String,
    /// Files that do not count, and why.
    pub(super) ignored: Vec<(String, String)>,
    errors: Vec<LoadError>,
}

/// Packages may import each other in rows so long.
const MAX_DEPTH: usize = 100;

impl Run<'_, '_> {
    /// Finds the files of a package in directories and those above.
    pub(super) fn select(&mut self, wanted: &Wanted<'_>) -> Result<Selection, Stop> {
        let mut selection =
            Selection { name: wanted.name.clone().unwrap_or_default(), ..Selection::default() };
        // All directories are asked for at once, and so are their files.
        for (top, dir) in &wanted.dirs {
            if matches!(self.answers.dir(dir), Ok(Some(_))) {
                prefetch(self.answers, dir, top);
            }
        }
        let listed: Vec<_> = wanted.dirs.iter().map(|(_, dir)| self.answers.dir(dir)).collect();
        let mut wait = false;
        for ((top, dir), entries) in wanted.dirs.iter().zip(listed) {
            match entries
                .and_then(|entries| self.climb(&mut selection, wanted, (top, dir), entries))
            {
                Err(Stop::Wait) => wait = true,
                outcome => outcome?,
            }
        }
        if wait {
            return Err(Stop::Wait);
        }
        selection.finish(wanted)
    }

    /// Adds the files of a directory and, if it has some, of those above.
    fn climb(
        &mut self,
        selection: &mut Selection,
        wanted: &Wanted<'_>,
        (top, dir): (&Place, &Place),
        entries: Option<Vec<Entry>>,
    ) -> Result<(), Stop> {
        let mut at = dir.clone();
        let mut entries = entries;
        while let Some(listed) = entries {
            let first = at == *dir;
            let files = listed.iter().filter(|entry| entry.is_cue());
            let files: Vec<Place> = files.map(|entry| at.join(&entry.name)).collect();
            let added = self.add_files(selection, &files, wanted, Mode::Dir { first })?;
            let is_root = listed.iter().any(|entry| entry.name == "cue.mod");
            let alone = selection.name.is_empty() || self.root.is_none() && !at.library;
            if alone || is_root || at == *top || first && !added {
                break;
            }
            let Some(parent) = at.parent() else { break };
            at = parent;
            entries = self.answers.dir(&at)?;
        }
        Ok(())
    }

    /// Takes files that were named one by one.
    pub(super) fn select_files(
        &mut self,
        files: &[Place],
        wanted: &Wanted<'_>,
    ) -> Result<Selection, Stop> {
        let mut selection = Selection::default();
        self.add_files(&mut selection, files, wanted, Mode::Named)?;
        selection.finish(wanted)
    }

    /// Adds files if they belong to the package; gives whether one does, even if it does not count.
    fn add_files(
        &mut self,
        selection: &mut Selection,
        files: &[Place],
        wanted: &Wanted<'_>,
        mode: Mode,
    ) -> Result<bool, Stop> {
        let visible = |place: &&Place| mode == Mode::Named || hidden_prefix(&place.path).is_none();
        let read: Vec<_> = files
            .iter()
            .filter(visible)
            .map(|place| (place, self.answers.tree(place, wanted.options)))
            .collect();
        if mode == (Mode::Dir { first: true }) {
            for place in files {
                if let Some(prefix) = hidden_prefix(&place.path) {
                    let reason = format!("filename starts with a '{prefix}'");
                    selection.ignored.push((shown(place), reason));
                }
            }
        }
        let mut added = false;
        for (place, read) in read {
            let Some(read) = read? else {
                return Err(LoadErrorKind::NoFile(place.path.clone()).into());
            };
            added |= self.add_file(selection, (place, read), wanted, mode)?;
        }
        Ok(added)
    }

    fn add_file(
        &mut self,
        selection: &mut Selection,
        (place, read): (&Place, Read),
        wanted: &Wanted<'_>,
        mode: Mode,
    ) -> Result<bool, Stop> {
        if !read.parsed.errors.is_empty() {
            if wanted.asked_for {
                self.check_legacy(std::iter::once(&read))?;
            }
            let errors = read.parsed.errors.iter();
            selection.errors.extend(
                errors.map(|error| {
                    LoadError::at(LoadErrorKind::Syntax(error.kind.clone()), error.span)
                }),
            );
            return Ok(false);
        }
        let package = read.parsed.file.package.as_ref().map(|name| &*name.name);
        let package = package.filter(|name| *name != "_").unwrap_or_default();
        if package.is_empty() && mode != Mode::Named {
            if mode == (Mode::Dir { first: true }) {
                selection.ignored.push((shown(place), "no package name".to_owned()));
            }
            return Ok(false);
        }
        if let Some(reason) = self.exclusion(&read, wanted)? {
            selection.ignored.push((shown(place), reason));
            return Ok(true);
        }
        let other_allowed = wanted.name.is_some() || mode == (Mode::Dir { first: false });
        if !selection.take_name(package, place, other_allowed) {
            return Ok(false);
        }
        let name = base(&place.path);
        let reason = if name.ends_with("_test.cue") {
            "_test.cue files excluded in non-test mode"
        } else if name.ends_with("_tool.cue") {
            "_tool.cue files excluded in non-cmd mode"
        } else {
            selection.files.push(Chosen { place: place.clone(), read });
            return Ok(true);
        };
        selection.ignored.push((shown(place), reason.to_owned()));
        Ok(true)
    }

    fn exclusion(&mut self, read: &Read, wanted: &Wanted<'_>) -> Result<Option<String>, Stop> {
        let (tags, seen) = (&self.request.tags, &mut self.seen_tags);
        let mut is_set = |tag: &str| {
            if wanted.in_main_module {
                seen.insert(tag.to_owned());
            }
            wanted.in_main_module && tags.iter().any(|known| known == tag)
        };
        exclusion(&read.parsed.file, &mut is_set)
    }

    /// Loads what the files of a package import, and adds the package.
    pub(super) fn finish(
        &mut self,
        path: String,
        selection: Selection,
        wanted: &Wanted<'_>,
    ) -> Result<usize, Stop> {
        let key = (wanted.dirs[0].1.clone(), selection.name.clone());
        if let Some(known) = self.known.get(&key).filter(|_| !path.is_empty()) {
            return Ok(*known);
        }
        if self.loading.iter().any(|(loading, _)| *loading == key) {
            return Err(LoadErrorKind::Cycle.into());
        }
        if self.loading.len() >= MAX_DEPTH {
            return Err(LoadErrorKind::Depth.into());
        }
        self.loading.push((key.clone(), path.clone()));
        let targets = self.imports(&selection.files, wanted.in_main_module);
        let embedded = self.embeds(&selection.files);
        self.loading.pop();
        let (targets, embedded) = match (targets, embedded) {
            (Err(Stop::Wait), _) | (_, Err(Stop::Wait)) => return Err(Stop::Wait),
            (targets, embedded) => (targets?, embedded?),
        };
        let scope = match (path.is_empty(), selection.name.is_empty()) {
            (false, _) => path.clone(),
            (true, true) => "_".to_owned(),
            (true, false) => format!(":{}", selection.name),
        };
        let files = selection.files.iter().map(|file| package_file(file, &targets)).collect();
        self.packages.push(Package {
            path: path.into(),
            name: selection.name.into(),
            scope: scope.into(),
            files,
            embedded,
        });
        self.known.insert(key, self.packages.len() - 1);
        Ok(self.packages.len() - 1)
    }

    /// Loads all imports of some files, by path.
    fn imports(
        &mut self,
        files: &[Chosen],
        in_main_module: bool,
    ) -> Result<BTreeMap<Arc<str>, ImportTarget>, Stop> {
        let mut paths: BTreeMap<Arc<str>, Span> = BTreeMap::new();
        for import in files.iter().flat_map(|file| &file.read.parsed.file.imports) {
            let span = import.name.as_ref().map_or(import.span, |name| name.span);
            paths.entry(import.path.clone()).or_insert(span);
        }
        let mut targets = BTreeMap::new();
        let mut failed = None;
        let mut wait = false;
        for (path, span) in paths {
            match self.import(&path, span, in_main_module) {
                Ok(target) => drop(targets.insert(path, target)),
                Err(Stop::Wait) => wait = true,
                // The first one is told.
                Err(stop) => drop(failed.get_or_insert(stop)),
            }
        }
        match failed {
            _ if wait => Err(Stop::Wait),
            Some(stop) => Err(stop),
            None => Ok(targets),
        }
    }

    fn embeds(&mut self, files: &[Chosen]) -> Result<Vec<super::Embedded>, Stop> {
        let in_module = self.main.is_some();
        let mut found = Vec::new();
        let mut wait = false;
        for file in files {
            match embed::find(self.answers, &file.place, &file.read.parsed.file, in_module) {
                Ok(embedded) => found.extend(embedded),
                Err(Stop::Wait) => wait = true,
                Err(stop) => return Err(stop),
            }
        }
        if wait { Err(Stop::Wait) } else { Ok(found) }
    }
}

/// How files came to be looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// They are in the directory of the package, or in one above.
    Dir {
        /// Whether it is the directory itself.
        first: bool,
    },
    /// They were named.
    Named,
}

impl Selection {
    /// Whether a file belongs to the package, which takes its name if it has none.
    fn take_name(&mut self, package: &str, place: &Place, other_allowed: bool) -> bool {
        if package.is_empty() || package == self.name {
            return true;
        }
        if self.name.is_empty() {
            package.clone_into(&mut self.name);
            base(&place.path).clone_into(&mut self.first);
            return true;
        }
        if other_allowed {
            let reason = format!("package is {package}, want {}", self.name);
            self.ignored.push((shown(place), reason));
            return false;
        }
        self.errors.push(LoadError::new(LoadErrorKind::Packages {
            dir: crate::go::path::dir(&place.path),
            packages: (self.name.clone(), package.to_owned()),
            files: (self.first.clone(), base(&place.path).to_owned()),
        }));
        false
    }

    fn finish(mut self, wanted: &Wanted<'_>) -> Result<Self, Stop> {
        if !self.errors.is_empty() {
            return Err(Stop::Fail(self.errors));
        }
        if self.files.is_empty() {
            let dir = wanted.display.to_owned();
            let counts = |(file, _): &&(String, String)| !base(file).starts_with('_');
            if self.ignored.iter().any(|ignored| counts(&ignored)) {
                return Err(LoadErrorKind::Excluded { dir, files: self.ignored }.into());
            }
            return Err(LoadErrorKind::NoFiles(dir).into());
        }
        // Files of upper directories come first.
        order::sort_by(&mut self.files, |left, right| {
            let depth = |file: &Chosen| file.place.path.matches('/').count();
            depth(left).cmp(&depth(right)).then_with(|| left.place.cmp(&right.place))
        });
        Ok(self)
    }
}

fn package_file(file: &Chosen, targets: &BTreeMap<Arc<str>, ImportTarget>) -> PackageFile {
    let tree = Arc::clone(&file.read.parsed.file);
    let import = |import: &ast::Import| {
        let target = targets.get(&import.path)?.clone();
        let name = match &import.name {
            Some(name) => name.name.clone(),
            None => ImportPath::parse_legacy(&import.path).qualifier.into(),
        };
        Some(Import { name, path: import.path.clone(), target, span: import.span })
    };
    let imports = tree.imports.iter().filter_map(import).collect();
    PackageFile { source: file.read.index, tree, imports }
}

/// Files that start like this do not count.
fn hidden_prefix(path: &str) -> Option<char> {
    base(path).chars().next().filter(|ch| matches!(ch, '.' | '_'))
}

/// A file as errors show it.
fn shown(place: &Place) -> String {
    if place.library { place.path.clone() } else { format!("./{}", place.path) }
}
