//! Answers the loader's questions from the file system.

use std::env;
use std::fs;
use std::io;
use std::io::Read as _;
use std::mem::ManuallyDrop;
use std::path::Path;

use bowsprit::cue::eval::Limits;
use bowsprit::cue::eval::Profile;
use bowsprit::cue::eval::Session;
use bowsprit::cue::module::Answer;
use bowsprit::cue::module::Ask;
use bowsprit::cue::module::DataFile;
use bowsprit::cue::module::Entry;
use bowsprit::cue::module::EntryKind;
use bowsprit::cue::module::Legacy;
use bowsprit::cue::module::Loader;
use bowsprit::cue::module::Program;
use bowsprit::cue::module::Request;
use bowsprit::cue::module::STDIN;
use bowsprit::dagger::Packages;

use super::Told;
use super::arguments::Arguments;
use super::report;

/// Prepares the evaluation of what was asked for, and gives the files of data among it; the errors
/// are told already.
///
/// It is never taken down: the process ends with what it does, and that is faster.
pub(super) fn session(
    arguments: &Arguments,
) -> Result<(ManuallyDrop<Session>, Vec<DataFile>), Told> {
    let mut program = program(arguments)?;
    let data = std::mem::take(&mut program.data);
    let profile = if program.legacy { Profile::LEGACY } else { Profile::CURRENT };
    let session = Session::new(program, profile, Limits::default());
    report::problems(&session.program().sources, &session.source_problems())?;
    Ok((ManuallyDrop::new(session), data))
}

/// What is in a file.
#[expect(clippy::disallowed_methods, reason = "the edge: a command reads files")]
pub(super) fn file(path: impl AsRef<Path>) -> io::Result<Vec<u8>> {
    fs::read(path)
}

/// Loads what was asked for; the errors are told already.
pub(super) fn program(arguments: &Arguments) -> Result<Program, Told> {
    let dir = env::current_dir().map_err(|error| {
        eprintln!("{error}");
        Told
    })?;
    if let Some(argument) = arguments.files.iter().find(|file| file.contains("...")) {
        eprintln!("{argument}: patterns of packages are not supported; name one directory");
        return Err(Told);
    }
    let request = Request {
        dir: dir.to_string_lossy().into_owned(),
        arguments: arguments.files.clone(),
        tags: arguments.tags.clone(),
        legacy: if arguments.legacy { Legacy::Always } else { Packages::legacy() },
        ..Request::default()
    };
    let packages = report::told("bowsprit", Packages::asked(&arguments.build_args))?;
    let mut loader = Loader::new(request, &packages);
    loader.load(&answer).map_err(|errors| {
        for error in &errors {
            report::load_error(loader.sources(), error);
        }
        Told
    })
}

/// The loader's paths start at the root of all files, without a slash.
fn answer(ask: &Ask) -> Answer {
    let root = Path::new("/");
    match ask {
        Ask::Dir(path) => Answer::Dir(entries(&root.join(path)).ok()),
        Ask::File(path) if path.ends_with(&format!("/{STDIN}")) => Answer::File(stdin().ok()),
        Ask::File(path) => Answer::File(file(root.join(path)).ok()),
    }
}

/// All of standard input.
pub(super) fn stdin() -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    io::stdin().read_to_end(&mut text)?;
    Ok(text)
}

fn entries(dir: &Path) -> io::Result<Vec<Entry>> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        let kind = match fs::metadata(entry.path()) {
            Ok(metadata) if metadata.is_file() => EntryKind::File,
            Ok(metadata) if metadata.is_dir() => EntryKind::Dir,
            _ => EntryKind::Other,
        };
        entries.push(Entry { name: entry.file_name().to_string_lossy().into_owned(), kind });
    }
    Ok(entries)
}
