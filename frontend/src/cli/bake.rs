//! `bowsprit bake`: a bake file of what a file of targets has to publish.

use std::ffi::OsStr;
use std::path::Path;
use std::rc::Rc;

use bowsprit::bake;
use bowsprit::bake::Bake;
use bowsprit::cue::module::Program;
use bowsprit::dagger;
use bowsprit::dagger::Inputs;
use bowsprit::dagger::Places;
use bowsprit::dagger::Plan;
use bowsprit::dockerfile::syntax::directive;
use bowsprit::image::Platform;
use bowsprit::llb::SourceInfo;
use bowsprit::spec;
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
    let data = report::told(file, load::file(file))?;
    let frontend = arguments.syntax.as_deref().unwrap_or(FRONTEND);
    let is_named = arguments.syntax.is_none() && directive::syntax(&data).is_some();
    // What is added to a plan is a build argument for those who build it.
    let mut args = arguments.build_args.clone();
    let with = arguments.with.iter().zip(1..);
    args.extend(with.map(|(text, number)| (format!("DAGGER_WITH_{number}"), text.clone())));
    let arguments = Arguments { build_args: args.clone(), ..arguments.clone() };
    let targets = targets(file, &data, names, &arguments)?;
    let bake = Bake { file, frontend: Some(frontend).filter(|_| !is_named), args, targets };
    report::output(&bake::write(&bake))
}

/// The targets of a file: JSON by its name or its first character, or else CUE, which may be a plan.
fn targets(
    file: &str,
    data: &[u8],
    names: &[String],
    arguments: &Arguments,
) -> Result<Vec<bake::Target>, Told> {
    let is_json = match Path::new(file).extension().and_then(OsStr::to_str) {
        Some("json") => true,
        Some("cue") => false,
        _ => data.trim_ascii_start().starts_with(b"{"),
    };
    let spec = if is_json {
        let (filename, data) = (file.to_owned(), data.into());
        let info = SourceInfo { filename, data, ..SourceInfo::default() };
        spec::from_json(&Rc::new(info))
    } else {
        let one = Arguments { files: vec![file.to_owned()], ..arguments.clone() };
        let program = load::program(&one)?;
        if dagger::is_plan(&program) {
            return planned(program, names, arguments);
        }
        let host = Platform::host();
        let args = spec::arguments(&host, &host, &arguments.build_args);
        spec::from_cue(program, &args)
    };
    spec.and_then(|spec| spec.bake(names)).map_err(|error| told(&error))
}

/// The targets of a plan.
fn planned(
    program: Program,
    names: &[String],
    arguments: &Arguments,
) -> Result<Vec<bake::Target>, Told> {
    let inputs = Inputs::from_args(&arguments.build_args, &Platform::host());
    let sources = program.sources.clone();
    let places = Places::new(&program);
    let targets = Plan::new(program, inputs, &places).and_then(|mut plan| plan.bake(names));
    report::plan(&sources, targets)
}

/// Prints what is wrong with a document, and where.
fn told(error: &SpecError) -> Told {
    eprintln!("{error}");
    if let Some((file, lines)) = error.origin.place() {
        eprintln!("    {}:{}", report::shown(&file.filename), lines.start);
    }
    Told
}
