//! The files of a program in CUE: the one that a build begins with, and what it imports.

use super::lower;
use crate::context;
use crate::context::Entrypoint;
use crate::cue::module::Answer;
use crate::cue::module::Ask;
use crate::cue::module::Entry;
use crate::cue::module::EntryKind;
use crate::cue::module::Loader;
use crate::cue::module::Program;
use crate::cue::module::Request;
use crate::cue::module::Step;
use crate::dagger::Packages;
use crate::gateway::Bridge;
use crate::gateway::Failure;
use crate::gateway::Reference;
use crate::gateway::Stat;
use crate::go::path;
use crate::options::Options;
use crate::spec;

/// What may be put into values with `@embed`, beside files that are named one by one.
const DATA: [&str; 6] = ["cue", "json", "yaml", "yml", "toml", "txt"];

/// The build argument that names a directory whose package is the program, from where the file is.
const PLAN: &str = "DAGGER_PLAN";

/// Loads the program that a build begins with. All that a round of the loader asks for is fetched
/// at once.
pub(super) async fn load<B: Bridge>(
    bridge: &B,
    options: &Options,
    entry: &Entrypoint,
) -> Result<Program, Failure> {
    let written = path::clean(&options.filename);
    let is_cue = written.rsplit_once('.').is_some_and(|(_, extension)| extension == "cue");
    let main = if is_cue { written } else { format!("{written}.cue") };
    let named = options.build_args.get(PLAN).cloned();
    let arguments = named.unwrap_or_else(|| path::base(&main).to_owned());
    let request = Request {
        dir: path::dir(&main),
        arguments: vec![arguments],
        legacy: Packages::legacy(),
        ..Request::default()
    };
    let packages = Packages::asked(&options.build_args);
    let packages = packages.map_err(|error| Failure::new(error.message))?;
    let mut loader = Loader::new(request, &packages);
    let mut answers = Vec::new();
    loop {
        let asks = match loader.step(answers) {
            Step::Done(program) => return Ok(program),
            Step::Asks(asks) => asks,
            Step::Failed(errors) => {
                let mut error = spec::load_error(&errors, loader.sources());
                let old = b"\"alpha.dagger.io/";
                if entry.source.data.windows(old.len()).any(|part| part == old) {
                    let hint = "attempting to load a dagger 0.1.0 project";
                    error.message = format!("{hint}: {}", error.message);
                }
                return Err(lower::located(Failure::new(error.to_string()), &error.origin));
            }
        };
        answers = Vec::new();
        let mut open = Vec::new();
        for ask in asks {
            match &ask {
                Ask::File(name) if *name == main => {
                    let data = entry.source.data.to_vec();
                    answers.push((ask, Answer::File(Some(data))));
                }
                _ => open.push(ask),
            }
        }
        if !open.is_empty() {
            let patterns: Vec<String> = open.iter().flat_map(patterns).collect();
            let tree = context::load_files(bridge, options, entry, &patterns).await?;
            for ask in open {
                let answer = answer(bridge, &tree, &ask).await;
                answers.push((ask, answer));
            }
        }
    }
}

/// What has to be sent for an answer.
fn patterns(ask: &Ask) -> Vec<String> {
    match ask {
        Ask::File(name) => vec![name.clone()],
        Ask::Dir(dir) => {
            let pattern = |extension: &&str| path::join(&[dir.as_str(), &format!("*.{extension}")]);
            let module = path::join(&[dir.as_str(), "cue.mod/module.cue"]);
            DATA.iter().map(pattern).chain([module]).collect()
        }
    }
}

/// What is not there is no error: the loader knows what to say of it.
async fn answer<B: Bridge>(bridge: &B, tree: &Reference, ask: &Ask) -> Answer {
    match ask {
        Ask::File(name) => Answer::File(bridge.read_file(tree, name, None).await.ok()),
        Ask::Dir(dir) => {
            let entries = bridge.read_dir(tree, dir, "").await.ok();
            Answer::Dir(entries.map(|entries| entries.iter().map(self::entry).collect()))
        }
    }
}

fn entry(stat: &Stat) -> Entry {
    let kind = if stat.is_dir() { EntryKind::Dir } else { EntryKind::File };
    Entry { name: path::base(&stat.path).to_owned(), kind }
}
