//! What was asked for, taken apart: packages, files of CUE and files of data.
//!
//! A file type in front of files (`json: -`) counts for all files behind it, up to the next; else a
//! file's name tells. Upstream: `internal/filetypes`.

use super::Request;
use super::answers::extension;
use super::error::LoadErrorKind;
use super::program::Encoding;
use crate::cue::syntax::ImportPath;
use crate::cue::syntax::ident::is_valid_ident;
use crate::go::path::base;
use crate::go::quote::quote;

/// The name of standard input.
pub const STDIN: &str = "-";

/// What was asked for.
#[derive(Debug, Default)]
pub(super) struct Arguments<'r> {
    pub(super) packages: Vec<&'r str>,
    /// Files of CUE.
    pub(super) files: Vec<&'r str>,
    pub(super) data: Vec<DataArgument<'r>>,
}

/// A file of data.
#[derive(Clone, Copy, Debug)]
pub(super) struct DataArgument<'r> {
    pub(super) name: &'r str,
    pub(super) encoding: Encoding,
    /// Whether its name alone tells what it is; then what looks like a schema is one.
    pub(super) by_name: bool,
}

/// How a file is read.
#[derive(Clone, Copy)]
enum Type {
    Cue,
    Data(Encoding),
}

impl<'r> Arguments<'r> {
    /// Takes the arguments of a request apart; the directory itself if there are none.
    pub(super) fn of(request: &'r Request) -> Result<Self, LoadErrorKind> {
        let mut arguments = Self::default();
        if request.arguments.is_empty() {
            arguments.packages.push(".");
        }
        let mut scope: Option<(&str, Type)> = None;
        let mut last_is_scope = None;
        for argument in request.arguments.iter().map(String::as_str) {
            let colon = argument.split_once(':').filter(|_| !argument.starts_with('/'));
            match colon {
                Some((name, "")) if !name.is_empty() => {
                    if let Some(unused) = last_is_scope.replace(argument) {
                        return Err(no_file_of(unused));
                    }
                    scope = Some((name, type_named(name)?));
                    continue;
                }
                _ if scope.is_none() && is_package(argument) => {
                    arguments.packages.push(argument);
                    continue;
                }
                Some(("", _)) => {
                    let problem = format!("empty filetype prefix in {}", quote(argument));
                    return Err(LoadErrorKind::Argument(problem));
                }
                Some((name, file)) => {
                    let meant = quote(&format!("{name}: {file}"));
                    let problem =
                        format!("cannot combine file type and file name; did you mean {meant}?");
                    return Err(LoadErrorKind::Argument(problem));
                }
                None => {}
            }
            last_is_scope = None;
            arguments.add(argument, scope.map(|(_, kind)| kind))?;
        }
        last_is_scope.map_or(Ok(arguments), |unused| Err(no_file_of(unused)))
    }

    fn add(&mut self, name: &'r str, scope: Option<Type>) -> Result<(), LoadErrorKind> {
        let kind = match scope {
            Some(kind) => kind,
            None => type_of(name)?,
        };
        match kind {
            Type::Cue => self.files.push(name),
            Type::Data(encoding) => {
                self.data.push(DataArgument { name, encoding, by_name: scope.is_none() });
            }
        }
        Ok(())
    }

    /// The names of all files.
    pub(super) fn file_names(&self) -> impl Iterator<Item = &'r str> {
        self.files.iter().copied().chain(self.data.iter().map(|data| data.name))
    }
}

fn no_file_of(scope: &str) -> LoadErrorKind {
    LoadErrorKind::Argument(format!("scoped qualifier {} without file", quote(scope)))
}

fn type_named(name: &str) -> Result<Type, LoadErrorKind> {
    if name == "cue" {
        return Ok(Type::Cue);
    }
    if let Some(encoding) = Encoding::named(name) {
        return Ok(Type::Data(encoding));
    }
    let is_known = |tag: &str| OTHER_TYPES.contains(&tag.split('=').next().unwrap_or(tag));
    Err(LoadErrorKind::Argument(if name.split('+').all(is_known) {
        format!("file type {} is not supported", quote(name))
    } else {
        format!("unknown filetype {name}")
    }))
}

/// Types and properties of files that upstream has beside ours.
const OTHER_TYPES: &[&str] = &[
    "cue",
    "json",
    "jsonl",
    "yaml",
    "toml",
    "text",
    "binary",
    "xml",
    "koala",
    "proto",
    "pb",
    "textproto",
    "code",
    "lang",
    "schema",
    "graph",
    "dag",
    "data",
    "auto",
    "jsonschema",
    "openapi",
    "strict",
    "strictKeywords",
    "strictFeatures",
    "openOnlyWhenExplicit",
];

fn type_of(name: &str) -> Result<Type, LoadErrorKind> {
    if name.is_empty() {
        return Err(LoadErrorKind::Argument("empty file name".to_owned()));
    }
    let extension = extension(name);
    if name == STDIN || extension == "cue" {
        return Ok(Type::Cue);
    }
    if let Some(encoding) = Encoding::of_extension(extension) {
        return Ok(Type::Data(encoding));
    }
    Err(match extension {
        "xml" | "proto" | "textproto" | "textpb" | "wasm" | "go" => {
            LoadErrorKind::Argument(format!("files of the type .{extension} are not supported"))
        }
        "" => LoadErrorKind::Argument(format!("no encoding specified for file {}", quote(name))),
        _ => LoadErrorKind::Extension(format!(".{extension}")),
    })
}

/// Whether an argument is a package, not a file.
fn is_package(argument: &str) -> bool {
    if matches!(argument, "" | STDIN) {
        return false;
    }
    let parsed = ImportPath::parse(argument);
    if parsed.explicit {
        return is_valid_ident(parsed.qualifier);
    }
    if !parsed.version.is_empty() {
        return !parsed.version.contains('/');
    }
    let name = base(argument).trim_start_matches('.');
    !name.contains('.') || name.ends_with('.')
}
