//! A program: parsed packages with all imports found.

use std::sync::Arc;

use super::document::DataFile;
use crate::cue::syntax::Span;
use crate::cue::syntax::ast;
use crate::cue::syntax::parse_file;
use crate::source::LineIndex;
use crate::source::Position;

/// Packages that make up one evaluation.
#[derive(Clone, Debug, Default)]
pub struct Program {
    /// All files, by the number that spans carry.
    pub sources: Vec<Source>,
    /// All packages.
    pub packages: Vec<Package>,
    /// The one that is evaluated.
    pub main: usize,
    /// Files of data that were asked for beside the package, by name.
    pub data: Vec<DataFile>,
    /// Whether the rules of v0.4 apply.
    pub legacy: bool,
}

/// A file.
#[derive(Clone, Debug)]
pub struct Source {
    /// The path, as messages show it.
    pub path: Arc<str>,
    /// What is in it.
    pub text: Arc<[u8]>,
}

/// A package.
#[derive(Clone, Debug, Default)]
pub struct Package {
    /// The import path; empty for files that are named one by one.
    pub path: Arc<str>,
    /// The name of the package clause; empty where there is none.
    pub name: Arc<str>,
    /// Which package hidden names belong to.
    pub scope: Arc<str>,
    /// The files: those of upper directories first, then by name.
    pub files: Vec<PackageFile>,
    /// Files to be put into values, in the order of the attributes that ask for them.
    pub embedded: Vec<Embedded>,
}

/// A file of a package.
#[derive(Clone, Debug)]
pub struct PackageFile {
    /// Its number in [`Program::sources`].
    pub source: u32,
    /// Its tree, with the values of tags put in. A session that is made of the program lets go of those
    /// of imported packages: [`Program::tree`] has them.
    pub tree: Arc<ast::File>,
    /// Its imports.
    pub imports: Vec<Import>,
}

/// An import that was found.
#[derive(Clone, Debug)]
pub struct Import {
    /// The name it has in the file.
    pub name: Arc<str>,
    /// The path as it is written.
    pub path: Arc<str>,
    /// What it is.
    pub target: ImportTarget,
    /// Where it is written.
    pub span: Span,
}

/// What an import path stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImportTarget {
    /// A package of the program, by number.
    Package(usize),
    /// A package that comes with the language, by path.
    Builtin(Arc<str>),
}

/// Files to be put into a field or struct.
#[derive(Clone, Debug)]
pub struct Embedded {
    /// The attribute that asks for them.
    pub attribute: Span,
    /// The files.
    pub files: Vec<EmbeddedFile>,
    /// Whether the value is a struct of files by path, not that of the one file.
    pub glob: bool,
}

/// A file to be put into a value.
#[derive(Clone, Debug)]
pub struct EmbeddedFile {
    /// Its path as the attribute has it.
    pub path: Arc<str>,
    /// What is in it.
    pub content: Arc<[u8]>,
    /// How to read it.
    pub encoding: Encoding,
}

/// How a file of data is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// JSON.
    Json,
    /// JSON, as many values as there are.
    JsonLines,
    /// YAML.
    Yaml,
    /// TOML.
    Toml,
    /// Text, as a string.
    Text,
    /// Anything, as bytes.
    Binary,
}

impl Encoding {
    /// By its name, such as `yaml`.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "json" => Self::Json,
            "jsonl" => Self::JsonLines,
            "yaml" => Self::Yaml,
            "toml" => Self::Toml,
            "text" => Self::Text,
            "binary" => Self::Binary,
            _ => return None,
        })
    }

    /// By what names of files end with, such as `yml`.
    pub fn of_extension(extension: &str) -> Option<Self> {
        Some(match extension {
            "json" => Self::Json,
            "jsonl" | "ldjson" | "ndjson" => Self::JsonLines,
            "yaml" | "yml" => Self::Yaml,
            "toml" => Self::Toml,
            "txt" => Self::Text,
            _ => return None,
        })
    }
}

/// The path of a file, and the line and column where a span starts.
pub fn position(sources: &[Source], span: Span) -> Option<(&str, Position)> {
    let source = sources.get(usize::try_from(span.file).ok()?)?;
    Some((&source.path, LineIndex::new(&source.text).position(span.start)))
}

impl Program {
    /// A program of one package without imports, of files that are parsed already.
    pub fn single(files: Vec<(Source, Arc<ast::File>)>) -> Self {
        let mut program = Self::default();
        let mut package = Package::default();
        for (index, (source, tree)) in files.into_iter().enumerate() {
            let imports = tree.imports.iter().map(Import::builtin).collect();
            program.sources.push(source);
            let source = u32::try_from(index).unwrap_or(u32::MAX);
            package.files.push(PackageFile { source, tree, imports });
        }
        package.scope = "_".into();
        program.packages.push(package);
        program
    }

    /// The tree of a file. A session keeps only the text of those of imported packages, which is
    /// parsed again: tags have no values there.
    pub fn tree(&self, file: u32) -> Option<Arc<ast::File>> {
        let main = self.packages.get(self.main).map_or(&[][..], |main| &main.files);
        if let Some(main) = main.iter().find(|main| main.source == file) {
            return Some(Arc::clone(&main.tree));
        }
        let source = self.sources.get(usize::try_from(file).ok()?)?;
        Some(parse_file(file, &source.text).file)
    }
}

impl Import {
    /// An import of a package that comes with the language.
    pub fn builtin(import: &ast::Import) -> Self {
        let path = import.path.split(':').next().unwrap_or_default();
        let last = import.path.rsplit(['/', ':']).next().unwrap_or_default();
        let name = import.name.as_ref().map_or_else(|| last.into(), |name| Arc::clone(&name.name));
        Self {
            name,
            path: Arc::clone(&import.path),
            target: ImportTarget::Builtin(path.into()),
            span: import.span,
        }
    }
}
