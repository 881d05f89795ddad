//! Where checks come from: units that are run one at a time, each perhaps to its death.

mod cases;
mod exports;
mod graphs;
mod packages;
mod plans;
mod tables;
mod testdata;

pub(crate) use exports::outcome;

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use crate::check::Check;
use crate::check::Row;
use crate::inline::Inline;
use crate::txtar::Archive;

/// Something that is run as a whole.
pub(crate) trait Unit {
    /// What it is called.
    fn name(&self) -> String;
    /// Its checks, before anything is evaluated.
    fn plan(&self) -> Vec<Check>;
    /// Its checks, done.
    fn run(&self) -> Vec<Check>;
}

/// Where things are.
#[derive(Clone, Debug)]
pub(crate) struct Places {
    /// The CUE module.
    pub(crate) module: PathBuf,
    /// `tests/cue/cases`.
    pub(crate) cases: PathBuf,
    /// What `cue export` says of each archive, made by the oracle.
    pub(crate) exports: Option<PathBuf>,
    /// Upstream's tables, made by `go/cmd/tables`.
    pub(crate) tables: Option<PathBuf>,
    /// Dagger's repository.
    pub(crate) dagger: Option<PathBuf>,
}

/// What is left out.
#[derive(Debug, Default)]
pub(crate) struct Skipped {
    /// Why, by row.
    pub(crate) reasons: Vec<(&'static str, String)>,
    /// Checks whose inputs are not at hand, though others of their row are.
    pub(crate) absent: Vec<(Row, String)>,
}

/// All units, in a fixed order.
pub(crate) fn units(places: &Places) -> Result<(Vec<Box<dyn Unit>>, Skipped), String> {
    let mut units: Vec<Box<dyn Unit>> = Vec::new();
    let mut skipped = Skipped::default();
    let archives = archives(&places.module.join("cue/testdata"), "cue/testdata")?;
    for (id, archive) in &archives {
        if let Some(inline) = Inline::new(id, archive) {
            units.push(Box::new(testdata::Assertions { id: id.clone(), inline }));
        }
    }
    let packages = archives_of_packages(&places.module)?;
    for (id, archive) in &packages {
        units.extend(
            packages::Results::new(id, archive).map(|unit| Box::new(unit) as Box<dyn Unit>),
        );
    }
    match &places.exports {
        Some(path) => {
            let all = archives.iter().chain(&packages);
            exports::add(&mut units, all, &read(path)?)?;
        }
        None => skipped.reasons.push(("exports", "no results of cue itself".into())),
    }
    cases::add(&mut units, places)?;
    match &places.dagger {
        Some(dagger) => {
            plans::add(&mut units, places, dagger, &mut skipped)?;
            graphs::add(&mut units, places, dagger, &mut skipped)?;
        }
        None => {
            for what in ["plans", "graphs"] {
                let reason = "the module github.com/dagger/dagger is not at hand";
                skipped.reasons.push((what, reason.into()));
            }
        }
    }
    match &places.tables {
        Some(path) => tables::add(&mut units, &read(path)?)?,
        None => {
            skipped.reasons.push(("tables", "they were not read from the module".into()));
        }
    }
    Ok((units, skipped))
}

/// All archives below a folder, by path.
pub(crate) fn archives(folder: &Path, name: &str) -> Result<Vec<(String, Archive)>, String> {
    let mut found = Vec::new();
    walk(folder, name, &mut found)?;
    found.sort_by(|left, right| left.0.cmp(&right.0));
    Ok(found)
}

fn archives_of_packages(module: &Path) -> Result<Vec<(String, Archive)>, String> {
    let mut found = Vec::new();
    walk(&module.join("pkg"), "pkg", &mut found)?;
    found.retain(|(id, _)| id.contains("/testdata/"));
    found.sort_by(|left, right| left.0.cmp(&right.0));
    Ok(found)
}

fn walk(folder: &Path, name: &str, found: &mut Vec<(String, Archive)>) -> Result<(), String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    for entry in entries.flatten() {
        let path = entry.path();
        let name = format!("{name}/{}", entry.file_name().to_string_lossy());
        if path.is_dir() {
            walk(&path, &name, found)?;
        } else if path.extension().is_some_and(|extension| extension == "txtar") {
            found.push((name, Archive::parse(&read(&path)?)));
        }
    }
    Ok(())
}

/// A file as text; bytes that are no UTF-8 are replaced.
pub(crate) fn read(path: &Path) -> Result<String, String> {
    let bytes = fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
