//! Files in values: `@embed(file=x.json)` and `@embed(glob=*.txt,type=text)`.

use super::answers::Answers;
use super::answers::EntryKind;
use super::answers::Place;
use super::answers::extension;
use super::error::LoadError;
use super::error::LoadErrorKind;
use super::program::Embedded;
use super::program::EmbeddedFile;
use super::program::Encoding;
use super::run::Stop;
use super::select::preamble;
use crate::cue::syntax::ast::Attribute;
use crate::cue::syntax::ast::Decl;
use crate::cue::syntax::ast::File;
use crate::cue::syntax::for_each_decl;
use crate::go::glob::matches;
use crate::go::path::clean;
use crate::go::quote::quote;

/// What an attribute asks for.
struct Wish {
    /// A path or pattern.
    path: String,
    glob: bool,
    encoding: Option<Encoding>,
    empty_allowed: bool,
}

/// Finds the files that the attributes of a file ask for.
pub(super) fn find(
    answers: &mut Answers<'_>,
    place: &Place,
    file: &File,
    in_module: bool,
) -> Result<Vec<Embedded>, Stop> {
    let Some(extern_attribute) = extern_embed(file)? else { return Ok(Vec::new()) };
    if !in_module {
        let kind = LoadErrorKind::Extern("cannot embed files when not in a module".to_owned());
        return Err(LoadError::at(kind, extern_attribute.span).into());
    }
    let mut attributes = Vec::new();
    for_each_decl(&file.decls, &mut |decl| {
        let here = match decl {
            Decl::Attribute(attribute) => std::slice::from_ref(attribute),
            Decl::Field(field) => &field.attributes,
            _ => &[],
        };
        attributes.extend(here.iter().filter(|one| &*one.name == "embed").cloned());
    });
    let dir = place.parent().unwrap_or_else(|| place.clone());
    let mut found = Vec::new();
    let mut wait = false;
    for attribute in attributes {
        let files = wish(&attribute).and_then(|wish| Ok((wish.glob, fetch(answers, &dir, &wish)?)));
        match files {
            Ok((glob, files)) => found.push(Embedded { attribute: attribute.span, files, glob }),
            Err(Problem::Wait) => wait = true,
            Err(Problem::Wrong(problem)) => {
                return Err(LoadError::at(LoadErrorKind::Embed(problem), attribute.span).into());
            }
        }
    }
    if wait { Err(Stop::Wait) } else { Ok(found) }
}

/// Why an attribute cannot be answered.
enum Problem {
    Wait,
    Wrong(String),
}

impl From<Stop> for Problem {
    fn from(_: Stop) -> Self {
        Self::Wait
    }
}

fn wrong<T>(problem: impl Into<String>) -> Result<T, Problem> {
    Err(Problem::Wrong(problem.into()))
}

/// The attribute that allows embedding in a file.
fn extern_embed(file: &File) -> Result<Option<&Attribute>, Stop> {
    let mut found: Option<&Attribute> = None;
    for attribute in preamble(file).filter(|attribute| &*attribute.name == "extern") {
        let kind = attribute.argument(0).unwrap_or_default();
        let problem = match kind.as_str() {
            "" => "injection name must be non-empty".to_owned(),
            "embed" if found.is_some() => {
                format!("duplicate @extern attribute for kind {}", quote(&kind))
            }
            "embed" if file.package.is_none() => {
                "extern attribute without package clause".to_owned()
            }
            "embed" => {
                found = Some(attribute);
                continue;
            }
            _ => format!("no injection defined for {}", quote(&kind)),
        };
        return Err(LoadError::at(LoadErrorKind::Extern(problem), attribute.span).into());
    }
    Ok(found)
}

fn wish(attribute: &Attribute) -> Result<Wish, Problem> {
    let given = |key| attribute.lookup(key).filter(|value| !value.is_empty());
    let empty_allowed = attribute.has_flag("allowEmptyGlob");
    let (path, glob) = match (given("file"), given("glob")) {
        (None, None) => return wrong("attribute must have file or glob field"),
        (Some(_), Some(_)) => return wrong("attribute cannot have both file and glob field"),
        (Some(_), None) if empty_allowed => {
            return wrong("allowEmptyGlob must be specified with a glob field");
        }
        (Some(file), None) => (file, false),
        (None, Some(glob)) => (glob, true),
    };
    let cleaned = clean(&path);
    if cleaned != path {
        return wrong(format!("path not normalized, use {} instead", quote(&cleaned)));
    }
    if path.starts_with('/') {
        return wrong("only relative files are allowed");
    }
    if path == ".." || path.starts_with("../") {
        return wrong("cannot refer to parent directory");
    }
    if glob && matches(&path, "").is_err() {
        return wrong(format!("invalid glob pattern {}: syntax error in pattern", quote(&path)));
    }
    let encoding = given("type").map(|name| encoding_named(&name)).transpose()?;
    let extension = extension(&path);
    if glob
        && encoding.is_none()
        && (extension.is_empty() || extension.contains(['*', '?', '[', '\\']))
    {
        return wrong("extension not fully specified; type argument required");
    }
    Ok(Wish { path, glob, encoding, empty_allowed })
}

fn encoding_named(name: &str) -> Result<Encoding, Problem> {
    match Encoding::named(name) {
        None | Some(Encoding::JsonLines) => {
            wrong(format!("encoding {} not (yet) supported", quote(name)))
        }
        Some(encoding) => Ok(encoding),
    }
}

fn encoding_of(path: &str) -> Result<Encoding, Problem> {
    let extension = extension(path);
    match (Encoding::of_extension(extension), extension) {
        (Some(Encoding::JsonLines), _) | (None, "cue" | "proto" | "textproto") => {
            wrong(format!("encoding {} not (yet) supported", quote(extension)))
        }
        (Some(encoding), _) => Ok(encoding),
        (None, "") => wrong(format!("no encoding specified for file {}", quote(path))),
        (None, _) => wrong(format!("unknown file extension .{extension}")),
    }
}

fn fetch(
    answers: &mut Answers<'_>,
    dir: &Place,
    wish: &Wish,
) -> Result<Vec<EmbeddedFile>, Problem> {
    let paths = if wish.glob { expand(answers, dir, wish)? } else { vec![wish.path.clone()] };
    let mut files = Vec::new();
    let mut wait = false;
    for path in paths {
        let foreign = is_in_other_module(answers, dir, &path);
        let read = answers.file(&dir.join(&path)).map(|content| content.map(<[u8]>::to_vec));
        let (Ok(foreign), Ok(content)) = (foreign, read) else {
            wait = true;
            continue;
        };
        if foreign {
            return wrong(format!("cannot embed file {}: in different module", quote(&path)));
        }
        let Some(content) = content else {
            return wrong(format!("open {path}: no such file or directory"));
        };
        let encoding = match wish.encoding {
            Some(encoding) => encoding,
            None => encoding_of(&path)?,
        };
        files.push(EmbeddedFile { path: path.into(), content: content.into(), encoding });
    }
    if wait { Err(Problem::Wait) } else { Ok(files) }
}

/// Whether a directory on the way to a file is the root of another module.
fn is_in_other_module(answers: &mut Answers<'_>, dir: &Place, path: &str) -> Result<bool, Stop> {
    let mut at = path;
    while let Some((parent, _)) = at.rsplit_once('/') {
        let entries = answers.dir(&dir.join(parent))?.unwrap_or_default();
        if entries.iter().any(|entry| entry.name == "cue.mod") {
            return Ok(true);
        }
        at = parent;
    }
    Ok(false)
}

/// The files that a pattern matches, by name. Names with a dot in front need one in the pattern.
fn expand(answers: &mut Answers<'_>, dir: &Place, wish: &Wish) -> Result<Vec<String>, Problem> {
    let mut found = vec![String::new()];
    let elements: Vec<&str> = wish.path.split('/').collect();
    for (at, element) in elements.iter().enumerate() {
        let last = at + 1 == elements.len();
        let mut next = Vec::new();
        let mut wait = false;
        for parent in &found {
            let place = if parent.is_empty() { dir.clone() } else { dir.join(parent) };
            let Ok(entries) = answers.dir(&place) else {
                wait = true;
                continue;
            };
            for entry in entries.unwrap_or_default() {
                let kind = if last { EntryKind::File } else { EntryKind::Dir };
                let visible = !entry.name.starts_with('.') || element.starts_with('.');
                if entry.kind == kind && visible && matches(element, &entry.name).unwrap_or(false) {
                    let slash = if parent.is_empty() { "" } else { "/" };
                    next.push(format!("{parent}{slash}{}", entry.name));
                }
            }
        }
        if wait {
            return Err(Problem::Wait);
        }
        found = next;
    }
    if found.is_empty() && !wish.empty_allowed {
        return wrong(format!("no matches for glob pattern {}", quote(&wish.path)));
    }
    Ok(found)
}
