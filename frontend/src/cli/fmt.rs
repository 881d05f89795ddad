//! `bowsprit fmt`: lays files out as `cue fmt` does.

use std::fs;
use std::io;
use std::path::Path;
use std::path::PathBuf;

use bowsprit::cue::module::Source;
use bowsprit::cue::syntax::parse_file;
use bowsprit::cue::syntax::print_file;
use bowsprit::order;

use super::Told;
use super::arguments::Arguments;
use super::load;
use super::load::stdin;
use super::report;
use super::report::told;

/// Rewrites files, or tells which are to be rewritten.
pub(super) fn run(arguments: &Arguments) -> Result<(), Told> {
    let here = [".".to_owned()];
    let named = if arguments.files.is_empty() { &here[..] } else { &arguments.files };
    let mut result = Ok(());
    for name in named {
        if name == "-" {
            result = result.and(told(name, stdin()).and_then(|text| {
                let formatted = format("-", &text)?;
                if arguments.check {
                    return same(name, formatted.as_bytes() == text);
                }
                report::output(&formatted)
            }));
            continue;
        }
        for path in told(name, files(name))? {
            result = result.and(file(&path, arguments.check));
        }
    }
    result
}

fn file(path: &Path, check: bool) -> Result<(), Told> {
    let name = path.display().to_string();
    let text = told(&name, load::file(path))?;
    let formatted = format(&name, &text)?;
    if formatted.as_bytes() == text {
        return Ok(());
    }
    if check { same(&name, false) } else { told(&name, fs::write(path, formatted)) }
}

/// Names a file that is not laid out well.
fn same(name: &str, same: bool) -> Result<(), Told> {
    if same {
        return Ok(());
    }
    report::output(&format!("{name}\n")).and(Err(Told))
}

fn format(name: &str, text: &[u8]) -> Result<String, Told> {
    let parsed = parse_file(0, text);
    if parsed.errors.is_empty() {
        return Ok(print_file(&parsed.file, text));
    }
    let source = [Source { path: report::full(name).into(), text: text.into() }];
    for error in &parsed.errors {
        report::error(&error.to_string(), &source, &[error.span]);
    }
    Err(Told)
}

/// The files of a name: the file, all of a folder, or, behind `...`, of all folders below.
fn files(name: &str) -> io::Result<Vec<PathBuf>> {
    let (name, deep) = match name.strip_suffix("...") {
        Some(folder) => (folder.trim_end_matches('/'), true),
        None => (name, false),
    };
    let path = Path::new(if name.is_empty() { "." } else { name });
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = Vec::new();
    let mut folders = vec![path.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if path.is_dir() {
                let skipped = name == "cue.mod" || name.starts_with(['.', '_']);
                folders.extend((deep && !skipped).then(|| path.clone()));
            } else if name.ends_with(".cue") {
                files.push(path);
            }
        }
    }
    order::sort(&mut files);
    Ok(files)
}
