//! Cases with trees as expected values.

use std::path::Path;

use crate::check::Check;
use crate::check::Row;
use crate::inline;
use crate::json::Json;
use crate::subject::Profile;
use crate::subject::Program;
use crate::subject::Subject;
use crate::tree;
use crate::txtar::Archive;

use super::Places;
use super::Unit;
use super::read;

/// A program and its tree.
#[derive(Debug)]
pub(super) struct Case {
    pub(super) row: Row,
    pub(super) id: String,
    pub(super) program: Program,
    /// The tree; none if the program does not load.
    pub(super) expected: Option<Json>,
}

/// Adds all cases.
pub(super) fn add(units: &mut Vec<Box<dyn Unit>>, places: &Places) -> Result<(), String> {
    for (file, row) in [
        ("testdata_v017", Row::Trees17),
        ("pkg_v017", Row::TreesPackages),
        ("testdata_v043", Row::Trees43),
    ] {
        for case in lines(places, file)? {
            if let Some(expected) = case.get("cue17") {
                let id = case.text("id");
                let program = case_program(&case, &places.module)?;
                let expected = expected.get("v").cloned();
                units.push(Box::new(Case { row, id: id.into(), program, expected }));
            }
        }
    }
    let probes = lines(places, "probes")?;
    for (row, key, profile) in
        [(Row::Probes, "v017", Profile::Current), (Row::ProbesLegacy, "fork", Profile::Legacy)]
    {
        for (index, case) in probes.iter().enumerate() {
            let files = vec![("in.cue".to_owned(), case.text("src").to_owned())];
            let program = Program { files, args: vec!["./in.cue".into()], profile };
            let expected = case.get(key).and_then(|result| result.get("v")).cloned();
            let id = format!("{:03} {}", index + 1, case.text("src").replace('\n', "; "));
            units.push(Box::new(Case { row, id, program, expected }));
        }
    }
    Ok(())
}

/// The lines of a file of cases.
pub(super) fn lines(places: &Places, name: &str) -> Result<Vec<Json>, String> {
    let text = read(&places.cases.join(format!("{name}.ndjson")))?;
    text.lines().map(Json::parse).collect()
}

/// The input: in the case, or in the module by id.
fn case_program(case: &Json, module: &Path) -> Result<Program, String> {
    let files = if let Some(files) = case.get("files") {
        let texts = files.members().iter();
        texts.filter_map(|(name, text)| Some((name.clone(), text.as_str()?.to_owned()))).collect()
    } else {
        let id = case.text("id");
        let path = id.strip_prefix("v017/").map(|rest| format!("cue/testdata/{rest}"));
        let path = module.join(path.unwrap_or_else(|| id.to_owned()));
        inline::program(&Archive::parse(&read(&path)?)).files
    };
    Ok(Program { files, args: vec![case.text("arg").to_owned()], profile: Profile::Current })
}

impl Unit for Case {
    fn name(&self) -> String {
        format!("{} {}", self.row.name(), self.id)
    }

    fn plan(&self) -> Vec<Check> {
        let mut check = Check::planned(self.row, &self.id);
        check.leaves.1 = self.expected.as_ref().map_or(1, tree::leaves);
        vec![check]
    }

    fn run(&self) -> Vec<Check> {
        let mut check = self.plan().remove(0);
        let tree = match Subject::evaluate(&self.program) {
            Ok(subject) => subject.tree(),
            Err(reports) => {
                return vec![match &self.expected {
                    None => check.pass(),
                    Some(tree) if is_compile_error(tree) => check.pass(),
                    Some(_) => inline::does_not_load(check, &reports),
                }];
            }
        };
        let Some(expected) = &self.expected else {
            return vec![check.fail("loads", "an error", tree.to_string())];
        };
        let comparison = tree::compare(expected, &tree);
        check.leaves = (comparison.equal, comparison.leaves);
        let Some(first) = comparison.differences.first() else { return vec![check.pass()] };
        let text = |json: &Option<Json>| json.as_ref().map_or("nothing".into(), Json::to_string);
        let (class, path) = (first.class(), &first.path);
        let more = comparison.differences.len() - 1;
        let expected = format!("{path}: {}", text(&first.expected));
        let got = format!("{} (and {more} more)", text(&first.got));
        vec![check.fail(class, expected, got)]
    }
}

/// The tree of a program that cannot be compiled, which upstream finds later than the loader.
fn is_compile_error(tree: &Json) -> bool {
    *tree == Json::Object(vec![("$err".into(), Json::string("eval"))])
}
