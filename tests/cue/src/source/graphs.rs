//! Task graphs: what an action of a plan comes to with our own packages, task by task.

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use bowsprit::cue::encoding::json;
use bowsprit::dagger::Facts;
use bowsprit::dagger::Inputs;
use bowsprit::dagger::Packages;
use bowsprit::dagger::Plan;

use crate::check::Check;
use crate::check::Row;
use crate::graph;
use crate::json::Json;
use crate::subject;
use crate::subject::Profile;
use crate::subject::Program;

use super::Places;
use super::Skipped;
use super::Unit;
use super::cases;
use super::read;

/// Where the directories of cases are in the repository; each is a module.
const MODULES: &[(&str, &str)] = &[
    ("docs", "docs/tests"),
    ("plan", "tests/plan"),
    ("tasks", "tests/tasks"),
    ("uni", "pkg/universe.dagger.io"),
];

/// An action, and the tasks that it comes to.
#[derive(Debug)]
struct Graph {
    /// The module that the plan is in.
    module: PathBuf,
    case: Json,
}

/// Adds all actions.
pub(super) fn add(
    units: &mut Vec<Box<dyn Unit>>,
    places: &Places,
    dagger: &Path,
    skipped: &mut Skipped,
) -> Result<(), String> {
    let mut missing = 0;
    for case in cases::lines(places, "dagger_graphs")? {
        let (name, _) = inside(&case);
        let module = MODULES.iter().find(|(short, _)| *short == name);
        let (_, module) = module.ok_or_else(|| format!("no module is called {name}"))?;
        let graph = Graph { module: dagger.join(module), case };
        if graph.module.join(inside(&graph.case).1).join(graph.case.text("plan")).exists() {
            units.push(Box::new(graph));
        } else {
            missing += 1;
        }
    }
    if missing > 0 {
        skipped.reasons.push(("graphs", format!("{missing} plans are not at hand")));
    }
    Ok(())
}

/// The module of a case, and the directory in it.
fn inside(case: &Json) -> (&str, &str) {
    case.text("dir").split_once('/').unwrap_or((case.text("dir"), ""))
}

impl Graph {
    fn tasks(&self) -> Result<&[Json], String> {
        match self.case.get("tasks") {
            Some(Json::Array(tasks)) => Ok(tasks),
            _ => Err("the case has no tasks".into()),
        }
    }

    /// What our packages make of it.
    fn graph(&self) -> Result<Json, String> {
        let program = subject::load(&self.program()?, &Packages::default()).map_err(|reports| {
            reports.first().map(|report| report.message.clone()).unwrap_or_default()
        })?;
        let answers = self.case.get("answers").map(Json::to_string).unwrap_or_default();
        let answers = json::read(answers.as_bytes()).map_err(|error| error.to_string())?;
        let facts = Facts::new(answers);
        let inputs = Inputs { with: self.with(), ..facts.inputs() };
        let places = bowsprit::dagger::Places::new(&program);
        let plan = Plan::new(program, inputs, &places);
        let mut plan = plan.map_err(|error| error.to_string())?;
        let graph = plan.graph(&[self.case.text("target").to_owned()], &facts);
        let graph = graph.map_err(|error| error.to_string())?;
        Json::parse(&json::write_indented(&graph, ""))
    }

    fn with(&self) -> Vec<String> {
        match self.case.get("with") {
            Some(Json::Array(texts)) => {
                texts.iter().filter_map(Json::as_str).map(str::to_owned).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The plan, and the files of its directory and of those around it: a package may go on there.
    fn program(&self) -> Result<Program, String> {
        let (_, dir) = inside(&self.case);
        let mut files = vec![("cue.mod/module.cue".to_owned(), "module: \"\"\n".to_owned())];
        for dir in Path::new(dir).ancestors() {
            files.extend(in_dir(&self.module, dir)?);
        }
        let argument = match self.case.text("plan") {
            "." => format!("./{dir}"),
            plan => format!("./{dir}/{plan}"),
        };
        Ok(Program { files, args: vec![argument], profile: Profile::Legacy })
    }
}

/// The CUE files of a directory.
fn in_dir(module: &Path, dir: &Path) -> Result<Vec<(String, String)>, String> {
    let path = module.join(dir);
    let entries = fs::read_dir(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut files = Vec::new();
    for entry in entries.flatten() {
        let path = entry.path();
        if path.extension().is_some_and(|extension| extension == "cue") && path.is_file() {
            let name = dir.join(entry.file_name());
            files.push((name.to_string_lossy().into_owned(), read(&path)?));
        }
    }
    Ok(files)
}

impl Unit for Graph {
    fn name(&self) -> String {
        format!("graphs {}", self.case.text("id"))
    }

    fn plan(&self) -> Vec<Check> {
        let mut check = Check::planned(Row::Graphs, self.case.text("id"));
        check.leaves.1 = self.tasks().map_or(1, graph::leaves);
        vec![check]
    }

    fn run(&self) -> Vec<Check> {
        let mut check = self.plan().remove(0);
        let compared = self.graph().and_then(|got| match got {
            Json::Array(got) => Ok(graph::compare(self.tasks()?, &got)),
            _ => Err("it comes to no list".into()),
        });
        let differences = match compared {
            Ok(comparison) => {
                check.leaves.0 = comparison.equal;
                comparison.differences
            }
            Err(message) => {
                check.differences = vec![message.clone()];
                return vec![check.fail("a mistake", "tasks", message)];
            }
        };
        let Some(first) = differences.first() else { return vec![check.pass()] };
        let (class, text) = (first.class, first.text.clone());
        check.differences = differences.into_iter().map(|difference| difference.text).collect();
        vec![check.fail(class, "the same tasks", text)]
    }
}
