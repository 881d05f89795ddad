//! From files and arguments to a program: answers what the loader asks.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use bowsprit::cue::module::Answer;
use bowsprit::cue::module::Ask;
use bowsprit::cue::module::Entry;
use bowsprit::cue::module::EntryKind;
use bowsprit::cue::module::Legacy;
use bowsprit::cue::module::Library;
use bowsprit::cue::module::Loader;
use bowsprit::cue::module::Program;
use bowsprit::cue::module::Request;
use bowsprit::cue::module::Step;

use super::Profile;
use super::Report;

/// More rounds of questions than this are a fault of the loader.
const MAX_ROUNDS: usize = 200;

/// Finds all packages of a program; those of a library are there without any files.
pub(crate) fn load(
    program: &super::Program,
    library: &dyn Library,
) -> Result<Program, Vec<Report>> {
    let legacy = match program.profile {
        Profile::Current => Legacy::Never,
        Profile::Legacy => Legacy::Always,
    };
    let request = Request { arguments: program.args.clone(), legacy, ..Request::default() };
    let folder = Folder::new(&program.files);
    let mut loader = Loader::new(request, library);
    let mut answers = Vec::new();
    for _ in 0..MAX_ROUNDS {
        match loader.step(answers) {
            Step::Asks(asks) => {
                answers = asks.into_iter().map(|ask| (ask.clone(), folder.answer(&ask))).collect();
            }
            Step::Done(program) => return Ok(program),
            Step::Failed(errors) => {
                let message = |error: &dyn std::fmt::Display| error.to_string();
                let reports = errors.iter().map(|error| Report::load(message(error)));
                return Err(reports.collect());
            }
        }
    }
    Err(vec![Report::load("the loader asks and asks".into())])
}

/// Files by path, and what is in each folder.
struct Folder<'a> {
    files: BTreeMap<&'a str, &'a str>,
    folders: BTreeMap<&'a str, BTreeSet<(&'a str, bool)>>,
}

impl<'a> Folder<'a> {
    fn new(files: &'a [(String, String)]) -> Self {
        let mut folder = Self { files: BTreeMap::new(), folders: BTreeMap::new() };
        for (name, text) in files {
            folder.files.insert(name, text);
            let mut path = name.as_str();
            let mut is_file = true;
            while !path.is_empty() {
                let (parent, base) = path.rsplit_once('/').unwrap_or(("", path));
                folder.folders.entry(parent).or_default().insert((base, is_file));
                path = parent;
                is_file = false;
            }
        }
        folder
    }

    fn answer(&self, ask: &Ask) -> Answer {
        match ask {
            Ask::File(path) => {
                let text = self.files.get(plain(path));
                Answer::File(text.map(|text| text.as_bytes().into()))
            }
            Ask::Dir(path) => {
                let entry = |(name, is_file): &(&str, bool)| Entry {
                    name: (*name).to_owned(),
                    kind: if *is_file { EntryKind::File } else { EntryKind::Dir },
                };
                let entries = self.folders.get(plain(path));
                Answer::Dir(entries.map(|entries| entries.iter().map(entry).collect()))
            }
        }
    }
}

fn plain(path: &str) -> &str {
    let path = path.strip_prefix("./").unwrap_or(path).trim_end_matches('/');
    if path == "." { "" } else { path }
}
