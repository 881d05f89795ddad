//! `bowsprit bake`: a bake file of what a file of targets has to publish.

use std::ffi::OsStr;
use std::path::Path;
use std::rc::Rc;

use bowsprit::bake;
use bowsprit::bake::Bake;
use bowsprit::dockerfile::syntax::directive;
use bowsprit::image::Platform;
use bowsprit::llb::SourceInfo;
use bowsprit::spec;
use bowsprit::spec::Spec;
use bowsprit::spec::SpecError;

use super::Told;
use super::arguments::Arguments;
use super::load;
use super::report;

/// The image that is named for files that do not name one.
const FRONTEND: &str = concat!(
    "bowsprit/frontend:",
    env!("CARGO_PKG_VERSION_MAJOR"),
    ".",
    env!("CARGO_PKG_VERSION_MINOR")
);

/// Prints a bake file.
pub(super) fn run(arguments: &Arguments) -> Result<(), Told> {
    let Some((file, names)) = arguments.files.split_first() else {
        eprintln!("name the file of the build");
        return Err(Told);
    };
    let data = load::file(file).map_err(|error| {
        eprintln!("{file}: {error}");
        Told
    })?;
    let frontend = arguments.syntax.as_deref().unwrap_or(FRONTEND);
    let is_named = arguments.syntax.is_none() && directive::syntax(&data).is_some();
    let spec = document(file, &data, arguments)?;
    let targets = spec.bake(names).map_err(|error| told(&error))?;
    let bake = Bake {
        file,
        frontend: Some(frontend).filter(|_| !is_named),
        args: arguments.build_args.clone(),
        targets,
    };
    report::output(&bake::write(&bake));
    Ok(())
}

/// The document in a file: JSON by its name or its first character, or else CUE.
fn document(file: &str, data: &[u8], arguments: &Arguments) -> Result<Spec, Told> {
    let is_json = match Path::new(file).extension().and_then(OsStr::to_str) {
        Some("json") => true,
        Some("cue") => false,
        _ => data.trim_ascii_start().starts_with(b"{"),
    };
    if is_json {
        let (filename, data) = (file.to_owned(), data.into());
        let info = SourceInfo { filename, data, ..SourceInfo::default() };
        return spec::from_json(&Rc::new(info)).map_err(|error| told(&error));
    }
    let one = Arguments { files: vec![file.to_owned()], ..arguments.clone() };
    let program = load::program(&one)?;
    let host = Platform::host();
    let args = spec::arguments(&host, &host, &arguments.build_args);
    spec::from_cue(program, &args).map_err(|error| told(&error))
}

/// Prints what is wrong with a document, and where.
fn told(error: &SpecError) -> Told {
    eprintln!("{error}");
    if let Some((file, lines)) = error.origin.place() {
        eprintln!("    {}:{}", report::shown(&file.filename), lines.start);
    }
    Told
}
