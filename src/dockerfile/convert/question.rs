//! What a conversion cannot know: questions, and the answers to them.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::error::ConvertErrorKind;
use crate::go::time::Time;
use crate::image::Platform;
use crate::image::ResolvedImage;

/// Something only the daemon knows.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Question {
    /// The configuration of an image.
    Image(ImageQuestion),
    /// The `.dockerignore` of the main context.
    Ignore,
    /// The `.dockerignore` of another folder of the client.
    Folder(FolderQuestion),
    /// The time of what a source fetches.
    SourceTime(SourceQuestion),
}

/// Which image, and how its look-up is shown.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ImageQuestion {
    /// The full reference.
    pub reference: String,
    /// The platform it is for; `None` is the daemon's own.
    pub platform: Option<Platform>,
    /// What the progress output calls the look-up.
    pub log_name: String,
    /// The OCI layout that has it; `None` is a registry.
    pub store: Option<OciStore>,
}

/// An OCI layout that the client serves.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OciStore {
    /// The session of the client.
    pub session: String,
    /// What the client calls it.
    pub id: String,
}

/// Which folder, and as what it is used.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FolderQuestion {
    /// What the client calls it.
    pub folder: String,
    /// The name of the context that it is.
    pub key: String,
}

/// Which source, and how its look-up is shown.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SourceQuestion {
    /// The identifier with its scheme.
    pub identifier: String,
    /// The attributes.
    pub attrs: BTreeMap<String, String>,
    /// What the progress output calls the look-up.
    pub log_name: String,
}

/// What the daemon said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// To [`Question::Image`].
    Image(ResolvedImage),
    /// To [`Question::Image`]: a source policy put something else in its place.
    Replaced {
        /// What was asked for.
        reference: String,
        /// What it is now, with its scheme.
        identifier: String,
    },
    /// To [`Question::Ignore`] and [`Question::Folder`]: the file, or `None` if there is none.
    Ignore(Option<Rc<[u8]>>),
    /// To [`Question::SourceTime`]: the time, or `None` if nobody knows it.
    Time(Option<Time>),
    /// The daemon could not answer; this is its message.
    Failed(String),
}

/// All answers so far.
pub type Answers = BTreeMap<Question, Answer>;

impl Answer {
    /// The error that an answer is when it is not the one that was hoped for.
    pub(super) fn refusal(&self, question: Question) -> ConvertErrorKind {
        let question = Box::new(question);
        match self {
            Self::Failed(message) => ConvertErrorKind::Unanswered {
                question,
                prefix: String::new(),
                message: message.clone(),
                hint: String::new(),
            },
            _ => ConvertErrorKind::WrongAnswer(question),
        }
    }
}

/// Questions being asked: what is answered already is found, the rest is noted once.
#[derive(Debug)]
pub(super) struct Asking<'a> {
    answers: &'a Answers,
    open: Vec<Question>,
}

impl<'a> Asking<'a> {
    pub(super) fn new(answers: &'a Answers) -> Self {
        Self { answers, open: Vec::new() }
    }

    /// The answer to a question, or none yet.
    pub(super) fn ask(&mut self, question: Question) -> Option<&'a Answer> {
        let answer = self.answers.get(&question);
        if answer.is_none() && !self.open.contains(&question) {
            self.open.push(question);
        }
        answer
    }

    /// Whether anything is without an answer.
    pub(super) fn is_waiting(&self) -> bool {
        !self.open.is_empty()
    }

    /// What has no answer yet.
    pub(super) fn finish(self) -> Vec<Question> {
        self.open
    }
}
