//! What a conversion cannot know: questions, and the answers to them.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::image::Platform;

/// Something only the daemon knows.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Question {
    /// The configuration of an image.
    Image(ImageQuestion),
    /// The `.dockerignore` of the main context.
    Ignore,
}

/// Which image, and how its look-up is shown.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ImageQuestion {
    /// The full reference.
    pub reference: String,
    /// The platform it is for.
    pub platform: Platform,
    /// What the progress output calls the look-up.
    pub log_name: String,
}

/// What the daemon said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// To [`Question::Image`].
    Image(ResolvedImage),
    /// To [`Question::Ignore`]: the file, or `None` if there is none.
    Ignore(Option<Rc<[u8]>>),
    /// The daemon could not answer; this is its message.
    Failed(String),
}

/// An image as the daemon found it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResolvedImage {
    /// The full reference it is known by now.
    pub reference: String,
    /// Its digest; empty if it has none.
    pub digest: String,
    /// Its configuration.
    pub config: Rc<[u8]>,
}

/// All answers so far.
pub type Answers = BTreeMap<Question, Answer>;

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
