//! Questions about a Dockerfile, and the answers.
//!
//! A client that does not want a build asks one of these [`Subrequest`]s by name. An answer is data
//! for programs (`result.json`), mostly with a text for people beside it (`result.txt`). The room
//! only makes answers; what they are made of was parsed and converted elsewhere.
//!
//! Upstream: `frontend/subrequests`, `frontend/dockerui/requests.go`.

mod convertllb;
mod describe;
mod excerpt;
mod lint;
mod outline;
mod place;
mod targets;
#[cfg(test)]
mod tests;

pub use self::convertllb::convertllb;
pub use self::describe::describe;
pub use self::describe::describe_document;
pub use self::lint::lint;
pub use self::outline::outline;
pub use self::targets::DocumentTarget;
pub use self::targets::document_targets;
pub use self::targets::targets;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::go::json;

/// What an answer is made of, by key.
pub type Answer = BTreeMap<String, Vec<u8>>;

/// What can be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subrequest {
    /// `frontend.subrequests.describe`: what can be asked.
    Describe,
    /// `frontend.targets`: the stages.
    Targets,
    /// `frontend.outline`: what a target wants to be told.
    Outline,
    /// `frontend.lint`: what is wrong.
    Lint,
    /// `frontend.convertllb`: the graph.
    ConvertLlb,
    /// `frontend.bake`: a bake file, of what is no Dockerfile.
    Bake,
}

impl Subrequest {
    /// Finds a request by its name.
    pub fn named(name: &str) -> Option<Self> {
        let all = [
            Self::Describe,
            Self::Targets,
            Self::Outline,
            Self::Lint,
            Self::ConvertLlb,
            Self::Bake,
        ];
        all.into_iter().find(|request| request.name() == name)
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Describe => "frontend.subrequests.describe",
            Self::Targets => "frontend.targets",
            Self::Outline => "frontend.outline",
            Self::Lint => "frontend.lint",
            Self::ConvertLlb => "frontend.convertllb",
            Self::Bake => "frontend.bake",
        }
    }

    const fn version(self) -> &'static str {
        match self {
            Self::ConvertLlb => "0.1.0",
            _ => "1.0.0",
        }
    }

    /// An answer that is data already.
    pub fn text_answer(self, data: String) -> Answer {
        let version = self.version().to_owned();
        [("result.json", data.clone()), ("result.txt", data), ("version", version)]
            .map(|(key, value)| (key.to_owned(), value.into_bytes()))
            .into()
    }

    /// An answer that is data, so far.
    fn answer<T: Serialize + ?Sized>(self, data: &T) -> Answer {
        let data = json::to_string_indent(data).into_bytes();
        let version = self.version().as_bytes().to_vec();
        [("result.json", data), ("version", version)]
            .map(|(key, value)| (key.to_owned(), value))
            .into()
    }

    /// An answer that is data, and a text for people.
    fn answer_with_text<T: Serialize + ?Sized>(self, data: &T, text: impl Into<Vec<u8>>) -> Answer {
        let mut answer = self.answer(data);
        answer.insert("result.txt".to_owned(), text.into());
        answer
    }
}
