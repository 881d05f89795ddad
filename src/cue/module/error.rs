//! Why there is no program.

use std::fmt;

use thiserror::Error;

use crate::cue::syntax::Span;
use crate::cue::syntax::SyntaxErrorKind;
use crate::go::quote::quote;

/// Why there is no program, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadError {
    /// The packages through which the wrong one is imported, if that matters.
    pub path: Vec<String>,
    /// What is wrong.
    pub kind: LoadErrorKind,
    /// Where: the imports that lead there, then the place itself.
    pub spans: Vec<Span>,
}

impl LoadError {
    /// An error of no place.
    pub fn new(kind: LoadErrorKind) -> Self {
        Self { path: Vec::new(), kind, spans: Vec::new() }
    }

    /// An error at a place.
    pub fn at(kind: LoadErrorKind, span: Span) -> Self {
        Self { path: Vec::new(), kind, spans: vec![span] }
    }

    /// The same error, for whoever imports what it is in.
    pub(super) fn imported(mut self, span: Span) -> Self {
        self.kind = LoadErrorKind::Import(Box::new(self.kind));
        if self.spans.first() != Some(&span) {
            self.spans.insert(0, span);
        }
        self
    }
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path.join("."))?;
        }
        fmt::Display::fmt(&self.kind, f)
    }
}

impl std::error::Error for LoadError {}

/// Why there is no program.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum LoadErrorKind {
    /// A file that cannot be read as CUE.
    #[error("{0}")]
    Syntax(SyntaxErrorKind),
    /// Something wrong with an imported package.
    #[error("import failed: {0}")]
    Import(Box<LoadErrorKind>),
    /// A package that imports itself.
    #[error("package import cycle not allowed")]
    Cycle,
    /// More packages than one that import each other in a row.
    #[error("imports nested too deeply")]
    Depth,
    /// `import "./x"`
    #[error("relative import paths not allowed ({})", quote(.0))]
    Relative(String),
    /// An import where there is no module.
    #[error("imports are unavailable because there is no cue.mod/module.cue file")]
    NoModule,
    /// An import path that names no package.
    #[error("cannot determine package name for {}; set it explicitly with ':'", quote(.0))]
    Unnamed(String),
    /// `import "x:_"`
    #[error("_ is not a valid import path qualifier in {}", quote(.0))]
    Blank(String),
    /// A package that is not there.
    #[error("cannot find package {}: {problem}", quote(path))]
    NotFound {
        /// The path without qualifier.
        path: String,
        /// Why.
        problem: ImportProblem,
    },
    /// A directory that is not there.
    #[error("cannot find package {}", quote(.0))]
    NoDir(String),
    /// A file that is not there.
    #[error("stat {0}: no such file or directory")]
    NoFile(String),
    /// An argument that makes no sense, or something wrong with a file of data.
    #[error("{0}")]
    Argument(String),
    /// A file that is not JSON.
    #[error("invalid JSON for file {}: {problem}", quote(path))]
    Json {
        /// The file.
        path: String,
        /// What is wrong.
        problem: String,
    },
    /// A file that is not YAML.
    #[error("{path}{problem}")]
    Yaml {
        /// The file.
        path: String,
        /// What is wrong, with the line in front.
        problem: String,
    },
    /// A file that is a schema of a language that is not read.
    #[error("{path}: files of {what} are not supported")]
    Schema {
        /// The file.
        path: String,
        /// The language.
        what: &'static str,
    },
    /// An argument that is neither a CUE file nor a package.
    #[error("unknown file extension {0}")]
    Extension(String),
    /// More than one package.
    #[error("only one package can be loaded at a time")]
    Arguments,
    /// An argument above the root of all files.
    #[error("{0} is outside of the files")]
    Outside(String),
    /// A directory without CUE.
    #[error("no CUE files in {0}")]
    NoFiles(String),
    /// A directory whose files do not count.
    #[error("build constraints exclude all CUE files in {dir}:{}", reasons(files))]
    Excluded {
        /// The directory.
        dir: String,
        /// The files, and why they do not count.
        files: Vec<(String, String)>,
    },
    /// A directory with several packages.
    #[error(
        "found packages {} ({}) and {} ({}) in {}",
        quote(&packages.0), files.0, quote(&packages.1), files.1, quote(dir)
    )]
    Packages {
        /// The directory.
        dir: String,
        /// Two packages.
        packages: (String, String),
        /// A file of each.
        files: (String, String),
    },
    /// A module file of long ago.
    #[error("cue.mod files are no longer supported; use cue.mod/module.cue")]
    ModuleDirIsFile,
    /// A module file that says nothing of the language.
    #[error("no language version declared in module.cue")]
    NoLanguage,
    /// A module file for a later language.
    #[error(
        "language version {} declared in module.cue is too new for current language version \
         \"v0.17.0\"",
        quote(.0)
    )]
    NewLanguage(String),
    /// A module file whose language version is none.
    #[error("language version {} in module.cue is not valid semantic version", quote(.0))]
    Language(String),
    /// A module file that is wrong in another way.
    #[error("invalid module file {path}: {problem}")]
    Manifest {
        /// The file.
        path: String,
        /// What is wrong.
        problem: String,
    },
    /// Something in a module file that is no data.
    #[error("invalid module file syntax: {0}")]
    ManifestSyntax(&'static str),
    /// `@if` twice.
    #[error("multiple @if attributes")]
    TwoConditions,
    /// `@if` with an expression that is no condition.
    #[error("invalid {0} in build attribute")]
    Condition(String),
    /// `@tag` where a value cannot be put in.
    #[error("@tag not allowed within {0}")]
    TagPlace(&'static str),
    /// `@tag` with a wrong name.
    #[error("invalid identifier {}", quote(.0))]
    TagName(String),
    /// `@tag` with a wrong type.
    #[error("invalid type {}", quote(.0))]
    TagType(String),
    /// A value that no `@tag` asks for.
    #[error("no tag for {}", quote(.0))]
    NoTag(String),
    /// A tag that nothing asks for.
    #[error("tag {} not used in any file", quote(.0))]
    UnusedTag(String),
    /// A value that is not of the type of its tag.
    #[error("invalid {wanted} for injection tag {}{problem}", quote(name))]
    TagValue {
        /// What it should be, with the value where upstream shows it.
        wanted: String,
        /// The tag.
        name: String,
        /// More about it.
        problem: String,
    },
    /// A variable that is not known.
    #[error("tag variable '{0}' not found")]
    TagVariable(String),
    /// Something wrong with an embedded file.
    #[error("@embed: {0}")]
    Embed(String),
    /// Something wrong with `@extern`.
    #[error("{0}")]
    Extern(String),
}

/// Why a package is not there.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ImportProblem {
    /// No module has it.
    #[error("cannot find module providing package {0}")]
    Missing(String),
    /// The copy of a package of the library that was asked for is not there.
    #[error("copies in cue.mod/pkg were asked for, and there is none of {0}")]
    NoCopy(String),
    /// The directory has other packages only.
    #[error("no files in package directory with package name {}", quote(.0))]
    NoFiles(String),
    /// Several modules have it.
    #[error("ambiguous import: found package {path} in multiple locations:{}", list(places))]
    Ambiguous {
        /// The import path.
        path: String,
        /// The modules, and where in them.
        places: Vec<(String, String)>,
    },
    /// An import path that is none.
    #[error("malformed import path {}: {problem}", quote(path))]
    Malformed {
        /// The import path.
        path: String,
        /// What is wrong.
        problem: String,
    },
    /// A module that is not among the files.
    #[error(
        "cannot fetch {0}: modules are not fetched from registries; vendor it under cue.mod/pkg"
    )]
    Registry(String),
}

fn reasons(files: &[(String, String)]) -> String {
    let lines = files.iter().map(|(file, reason)| format!("\n    {file}: {reason}"));
    lines.collect::<Vec<_>>().concat()
}

fn list(places: &[(String, String)]) -> String {
    let lines = places.iter().map(|(module, dir)| format!("\n\t{module} ({dir})"));
    lines.collect::<Vec<_>>().concat()
}
