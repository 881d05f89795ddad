//! Where something was said, for errors and for whoever watches the build.

use std::fmt;
use std::rc::Rc;

use crate::llb::SourceInfo;
use crate::source::Lines;

/// Where something was said: a field of a document, or a line of a program.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    path: Rc<str>,
    place: Option<(Rc<SourceInfo>, Lines)>,
}

impl Origin {
    /// A place by what it is called: `targets.app.steps[1]`.
    pub fn new(path: impl Into<Rc<str>>) -> Self {
        Self { path: path.into(), place: None }
    }

    /// The same place, with its lines in a file.
    #[must_use]
    pub fn in_file(self, file: Rc<SourceInfo>, lines: Lines) -> Self {
        Self { place: Some((file, lines)), ..self }
    }

    /// The line of the program that calls.
    #[track_caller]
    pub fn caller() -> Self {
        let caller = std::panic::Location::caller();
        Self::new(format!("{}:{}", caller.file(), caller.line()))
    }

    /// A field of this place, on the same lines.
    #[must_use]
    pub fn field(&self, name: impl fmt::Display) -> Self {
        let path = if self.path.is_empty() {
            name.to_string().into()
        } else {
            format!("{}.{name}", self.path).into()
        };
        Self { path, place: self.place.clone() }
    }

    /// The same lines under another name.
    #[must_use]
    pub fn renamed(&self, path: impl Into<Rc<str>>) -> Self {
        Self { path: path.into(), place: self.place.clone() }
    }

    /// What the place is called; empty if it has no name.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The file and the lines, if they are known.
    pub fn place(&self) -> Option<(&Rc<SourceInfo>, Lines)> {
        self.place.as_ref().map(|(file, lines)| (file, *lines))
    }
}

/// `targets.app.from: `, or nothing if nobody knows.
impl fmt::Display for Origin {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_empty() { Ok(()) } else { write!(to, "{}: ", self.path) }
    }
}
