//! Plans of Dagger 0.2, which are read from its repository, if that is at hand.

use std::path::Path;

use crate::check::Row;
use crate::subject::Profile;
use crate::subject::Program;

use super::Places;
use super::Skipped;
use super::Unit;
use super::cases;
use super::cases::Case;
use super::read;

/// Adds all plans.
pub(super) fn add(
    units: &mut Vec<Box<dyn Unit>>,
    places: &Places,
    dagger: &Path,
    skipped: &mut Skipped,
) -> Result<(), String> {
    let packages = packages(dagger)?;
    for case in cases::lines(places, "dagger_plans")? {
        let id = case.text("id");
        let Ok(text) = read(&dagger.join(place(id))) else {
            skipped.absent.push((Row::Plans, id.to_owned()));
            continue;
        };
        let expected = case.get("dagger_fork").and_then(|result| result.get("v")).cloned();
        units.push(Box::new(Case {
            row: Row::Plans,
            id: id.to_owned(),
            program: program(&packages, text),
            expected,
        }));
    }
    let missing = skipped.absent.len();
    if missing > 0 {
        skipped.reasons.push(("plans", format!("{missing} plans are not at hand")));
    }
    Ok(())
}

/// Where a plan is in the repository.
fn place(id: &str) -> String {
    match id.strip_prefix("daggertests/") {
        Some(rest) => rest.to_owned(),
        None => format!("pkg/universe.dagger.io/{}", id.trim_start_matches("universe/")),
    }
}

/// A project with one plan and all packages in `cue.mod/pkg`.
fn program(packages: &[(String, String)], plan: String) -> Program {
    let mut files = vec![
        ("cue.mod/module.cue".to_owned(), "module: \"\"\n".to_owned()),
        ("plan.cue".to_owned(), plan),
    ];
    files.extend(packages.iter().cloned());
    Program { files, args: vec!["./plan.cue".into()], profile: Profile::Legacy }
}

/// The CUE files of `pkg`, as `cue.mod/pkg` has them.
fn packages(dagger: &Path) -> Result<Vec<(String, String)>, String> {
    let mut found = Vec::new();
    walk(&dagger.join("pkg"), "cue.mod/pkg", &mut found)?;
    found.sort();
    Ok(found)
}

fn walk(folder: &Path, name: &str, found: &mut Vec<(String, String)>) -> Result<(), String> {
    let entries =
        std::fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    for entry in entries.flatten() {
        let path = entry.path();
        let file = entry.file_name().to_string_lossy().into_owned();
        if path.is_dir() {
            if !matches!(file.as_str(), "test" | "tests" | "cue.mod" | "examples") {
                walk(&path, &format!("{name}/{file}"), found)?;
            }
        } else if path.extension().is_some_and(|extension| extension == "cue") {
            found.push((format!("{name}/{file}"), read(&path)?));
        }
    }
    Ok(())
}
