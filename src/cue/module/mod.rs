//! Modules and packages: which files make a program.
//!
//! The loader touches no file system. It says which directories and files it must know, takes the
//! answers, and starts over with what it knows by then:
//!
//! ```
//! use bowsprit::cue::module::{Answer, Ask, Loader, NoLibrary, Request};
//!
//! let request = Request { arguments: vec!["a.cue".to_owned()], ..Request::default() };
//! let answer = |ask: &Ask| match ask {
//!     Ask::File(path) if path == "a.cue" => Answer::File(Some(b"x: 1".to_vec())),
//!     Ask::File(_) => Answer::File(None),
//!     Ask::Dir(_) => Answer::Dir(None),
//! };
//! let program = Loader::new(request, &NoLibrary).load(&answer).unwrap();
//! assert_eq!(program.packages.len(), 1);
//! ```
//!
//! Whoever must wait for answers goes on step by step ([`Loader::step`]).

mod answers;
mod arguments;
mod check;
mod data;
mod document;
mod embed;
mod error;
mod manifest;
mod package;
mod program;
mod report;
mod resolve;
mod run;
mod select;
mod tag;
#[cfg(test)]
mod tests;

pub use answers::Answer;
pub use answers::Ask;
pub use answers::Entry;
pub use answers::EntryKind;
pub use arguments::STDIN;
pub use document::DataFile;
pub use error::ImportProblem;
pub use error::LoadError;
pub use error::LoadErrorKind;
pub use program::Embedded;
pub use program::EmbeddedFile;
pub use program::Encoding;
pub use program::Import;
pub use program::ImportTarget;
pub use program::Package;
pub use program::PackageFile;
pub use program::Program;
pub use program::Source;
pub use program::position;
pub use report::EXPRESSION;
pub use report::SCHEMA;
pub use report::rank;
pub use report::render;

use answers::Answers;
use run::Run;

/// What to load.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// The directory that arguments are relative to, and from which the module is looked for
    /// upwards; `.` or empty is the root of all files.
    pub dir: String,
    /// Files of CUE, which make one package, or one directory or import path; none is `.`. Beside
    /// them files of data; `json:` and the like in front of files tell what they are.
    pub arguments: Vec<String>,
    /// The name of the package to take from a directory.
    pub package: Option<String>,
    /// `name=value` and `name`, for `@tag` and `@if`.
    pub tags: Vec<String>,
    /// Values for `@tag(name,var=variable)`, by variable.
    pub variables: Vec<(String, String)>,
    /// Whether the rules of v0.4 apply.
    pub legacy: Legacy,
}

/// Whether a program is read by the rules of v0.4: old module files, any character in import paths,
/// no later keywords.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Legacy {
    /// Never.
    Never,
    /// Always.
    Always,
    /// If the module file names no language version, or a file that was asked for imports a package
    /// under one of these paths.
    Importing(Vec<String>),
}

impl Default for Legacy {
    fn default() -> Self {
        Self::Importing(Vec::new())
    }
}

/// Packages that are always there, by import path. Copies of them under `cue.mod/pkg` are not looked
/// at; what `cue.mod/gen` and `cue.mod/usr` add to them is. Their files are taken to have no mistakes
/// in names that a block may not have twice.
pub trait Library {
    /// The names of the files of a package.
    fn dir(&self, path: &str) -> Option<Vec<String>>;
    /// A file, by the import path of its package and its name.
    fn file(&self, path: &str) -> Option<&[u8]>;
    /// Whether a package would be in the library, had not somebody asked for the copy under
    /// `cue.mod/pkg`.
    fn is_left_out(&self, path: &str) -> bool;
}

/// No packages but those of the user and of the language.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoLibrary;

impl Library for NoLibrary {
    fn dir(&self, _: &str) -> Option<Vec<String>> {
        None
    }

    fn file(&self, _: &str) -> Option<&[u8]> {
        None
    }

    fn is_left_out(&self, _: &str) -> bool {
        false
    }
}

/// How far the loader came.
#[derive(Debug)]
pub enum Step {
    /// It must know these.
    Asks(Vec<Ask>),
    /// All is known.
    Done(Program),
    /// There is no program.
    Failed(Vec<LoadError>),
}

/// Loads a program.
pub struct Loader<'a> {
    request: Request,
    answers: Answers<'a>,
}

impl<'a> Loader<'a> {
    /// Prepares to load.
    pub fn new(request: Request, library: &'a dyn Library) -> Self {
        Self { request, answers: Answers::new(library) }
    }

    /// Takes answers and goes on.
    pub fn step(&mut self, answers: Vec<(Ask, Answer)>) -> Step {
        self.answers.extend(answers);
        let outcome = Run::start(&self.request, &mut self.answers);
        let asks = self.answers.take_asks();
        if !asks.is_empty() {
            return Step::Asks(asks);
        }
        match outcome {
            Ok(program) => Step::Done(program),
            Err(stop) => Step::Failed(stop.into_errors()),
        }
    }

    /// Loads with answers that are at hand.
    pub fn load(&mut self, answer: &dyn Fn(&Ask) -> Answer) -> Result<Program, Vec<LoadError>> {
        let mut answers = Vec::new();
        loop {
            match self.step(answers) {
                Step::Done(program) => return Ok(program),
                Step::Failed(errors) => return Err(errors),
                Step::Asks(asks) => {
                    let answered = |ask: Ask| {
                        let answer = answer(&ask);
                        (ask, answer)
                    };
                    answers = asks.into_iter().map(answered).collect();
                }
            }
        }
    }

    /// All files that were read so far; errors point into them.
    pub fn sources(&self) -> &[Source] {
        self.answers.sources()
    }
}
