//! Where results go: to standard output, or into a file once all of them are there.

use std::fs::OpenOptions;
use std::io;
use std::io::Write as _;

use bowsprit::cue::module;
use bowsprit::cue::module::STDIN;
use bowsprit::go::quote::quote;

use super::Told;
use super::arguments::Arguments;
use super::report;

/// How values are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    Cue,
    Json,
    Yaml,
    Toml,
    Text,
    Binary,
}

impl From<module::Encoding> for Encoding {
    fn from(data: module::Encoding) -> Self {
        match data {
            module::Encoding::Json | module::Encoding::JsonLines => Self::Json,
            module::Encoding::Yaml => Self::Yaml,
            module::Encoding::Toml => Self::Toml,
            module::Encoding::Text => Self::Text,
            module::Encoding::Binary => Self::Binary,
        }
    }
}

/// Results on their way.
#[derive(Clone, Debug)]
pub(super) struct Output {
    /// The file; none for standard output.
    file: Option<String>,
    force: bool,
    /// What the file will have.
    text: Vec<u8>,
    /// How values are written.
    pub(super) encoding: Encoding,
    /// How many there were.
    pub(super) count: usize,
}

impl Output {
    /// Prepares for results; `usual` is how they are written if nothing tells.
    pub(super) fn new(arguments: &Arguments, usual: Encoding) -> Result<Self, Told> {
        let (file, encoding) = target(arguments).map_err(|problem| {
            eprintln!("{problem}");
            Told
        })?;
        let encoding = encoding.unwrap_or(usual);
        Ok(Self { file, force: arguments.force, text: Vec::new(), encoding, count: 0 })
    }

    /// Adds a result.
    pub(super) fn put(&mut self, text: &[u8]) -> Result<(), Told> {
        self.count += 1;
        if self.file.is_none() {
            return report::bytes(text);
        }
        self.text.extend_from_slice(text);
        Ok(())
    }

    /// All results are there: the file is written. One that is there already is kept, if that is not
    /// asked for, unless it is no plain file.
    pub(super) fn close(self) -> Result<(), Told> {
        let Some(file) = &self.file else { return Ok(()) };
        let mut options = OpenOptions::new();
        options.write(true);
        let mut create = options.clone();
        create.create_new(!self.force).create(true).truncate(self.force);
        let opened = create.open(file).or_else(|error| match std::fs::metadata(file) {
            Ok(known) if !known.is_file() => options.open(file),
            _ => Err(error),
        });
        opened.and_then(|mut file| file.write_all(&self.text)).map_err(|error| {
            match error.kind() {
                io::ErrorKind::AlreadyExists => {
                    eprintln!("error writing {}: file already exists", quote(file));
                }
                io::ErrorKind::NotFound => eprintln!("open {file}: no such file or directory"),
                _ => eprintln!("open {file}: {error}"),
            }
            Told
        })
    }
}

/// Where results go, and how: `--out` or what stands in front of the file's name tells, or else the
/// name.
fn target(arguments: &Arguments) -> Result<(Option<String>, Option<Encoding>), String> {
    let out = arguments.out.as_deref().unwrap_or_default();
    let file = arguments.outfile.as_deref().unwrap_or_default();
    if out.contains(':') && file.contains(':') {
        return Err("cannot specify qualifier in both --out and --outfile".to_owned());
    }
    let file = if file.is_empty() { STDIN } else { file };
    let whole = if out.is_empty() { file.to_owned() } else { format!("{out}:{file}") };
    let (encoding, file) = match whole.split_once(':').filter(|_| !whole.starts_with('/')) {
        Some(("", _)) => return Err(format!("empty filetype prefix in {}", quote(&whole))),
        Some((_, "")) => return Err(format!("empty file name in {}", quote(&whole))),
        Some((name, file)) => (Some(encoding_named(name)?), file),
        None if whole == STDIN => (None, STDIN),
        None => (Some(encoding_of(&whole)?), whole.as_str()),
    };
    Ok((Some(file.to_owned()).filter(|file| file != STDIN), encoding))
}

fn encoding_named(name: &str) -> Result<Encoding, String> {
    match module::Encoding::named(name) {
        Some(data) => Ok(data.into()),
        None if name == "cue" => Ok(Encoding::Cue),
        None => Err(format!("unknown filetype {name}")),
    }
}

fn encoding_of(file: &str) -> Result<Encoding, String> {
    let name = file.rsplit('/').next().unwrap_or(file);
    let Some(at) = name.rfind('.').filter(|at| *at > 0) else {
        return Err(format!("no encoding specified for file {}", quote(file)));
    };
    let extension = &name[at + 1..];
    match module::Encoding::of_extension(extension) {
        Some(data) => Ok(data.into()),
        None if extension == "cue" => Ok(Encoding::Cue),
        None => Err(format!("unknown file extension .{extension}")),
    }
}
