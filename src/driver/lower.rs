//! The ask loop of builds that are described: they are lowered, the daemon is asked, until nothing
//! is left to ask.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::rc::Rc;

use super::convert_part;
use super::report;
use super::round;
use super::round::Refusals;
use crate::build;
use crate::build::Answer;
use crate::build::Answers;
use crate::build::BuildError;
use crate::build::BuildErrorKind;
use crate::build::Built;
use crate::build::Container;
use crate::build::FileQuestion;
use crate::build::ImageQuestion;
use crate::build::Progress;
use crate::build::Question;
use crate::build::Request;
use crate::context;
use crate::context::Entrypoint;
use crate::gateway::Bridge;
use crate::gateway::Caps;
use crate::gateway::Detail;
use crate::gateway::Failure;
use crate::gateway::ImageQuery;
use crate::gateway::ResolvedImage;
use crate::gateway::SolveRequest;
use crate::image;
use crate::image::Platform;
use crate::llb::Definition;
use crate::options::Options;

/// What all that is lowered has in common.
pub(super) struct Site<'s> {
    pub(super) caps: &'s Caps,
    pub(super) options: &'s Rc<Options>,
    pub(super) entry: &'s Entrypoint,
    pub(super) inputs: Rc<BTreeMap<String, Rc<Definition>>>,
    /// What was warned of in Dockerfiles within.
    pub(super) warned: RefCell<BTreeSet<String>>,
}

/// What is known by now, and what the daemon refused to say.
#[derive(Default)]
pub(super) struct Known {
    pub(super) answers: Answers,
    pub(super) refusals: Refusals<Question>,
}

impl Site<'_> {
    /// What is asked for, for one platform.
    pub(super) fn request(&self, platform: Option<Platform>) -> Request {
        let context = match &self.entry.context {
            context::MainContext::Folder => build::MainContext::Local,
            context::MainContext::Fetched(fetched) => {
                build::MainContext::Fetched(Rc::clone(&fetched.definition))
            }
        };
        Request {
            options: Rc::clone(self.options),
            platform,
            caps: Rc::new(self.caps.llb().clone()),
            context,
        }
    }

    /// Lowers builds side by side, each for its platform. They share answers, and all questions of
    /// one round are asked at the same time.
    pub(super) async fn lower<B: Bridge>(
        &self,
        bridge: &B,
        builds: &[(Container, Request)],
        known: &mut Known,
    ) -> Result<Vec<Built>, Failure> {
        loop {
            let (mut done, mut open) = (Vec::new(), Vec::new());
            for (container, request) in builds {
                let progress = build::lower(container, request, &known.answers)
                    .map_err(|error| failure(&error, &known.refusals))?;
                match progress {
                    Progress::Done(built) => done.push(*built),
                    Progress::Asks(questions) => open.extend(questions),
                }
            }
            if open.is_empty() {
                return Ok(done);
            }
            self.ask(bridge, open, known).await?;
        }
    }

    /// Asks all questions of one round.
    pub(super) async fn ask<B: Bridge>(
        &self,
        bridge: &B,
        mut open: Vec<Question>,
        known: &mut Known,
    ) -> Result<(), Failure> {
        open.retain(|question| !known.answers.contains_key(question));
        if open.is_empty() {
            return Err(Failure::bug("a round that asks nothing new"));
        }
        let answer = async |question: &Question| self.answer(bridge, question).await;
        let answered = round::ask(open, answer, Answer::Failed, &mut known.refusals).await;
        known.answers.extend(answered);
        Ok(())
    }

    async fn answer<B: Bridge>(&self, bridge: &B, question: &Question) -> Result<Answer, Failure> {
        match question {
            Question::Image(image) => resolve(bridge, image).await,
            Question::Ignore => match &self.entry.ignore {
                Some(beside) => Ok(Answer::Ignore(Some(Rc::clone(&beside.data)))),
                None => context::load_ignore(bridge, self.options).await.map(Answer::Ignore),
            },
            Question::Folder { folder, key } => {
                context::load_folder_ignore(bridge, self.options, folder, key)
                    .await
                    .map(Answer::Ignore)
            }
            Question::Dockerfile(question) => convert_part::convert(bridge, self, question).await,
            Question::File(file) => read(bridge, file).await,
        }
    }
}

async fn resolve<B: Bridge>(bridge: &B, image: &ImageQuestion) -> Result<Answer, Failure> {
    let query = ImageQuery {
        reference: image.reference.clone(),
        platform: Some(image.platform.clone()),
        log_name: image.log_name.clone(),
        store: None,
        resolve_mode: image.mode,
    };
    Ok(match bridge.resolve_image(&query).await? {
        ResolvedImage::Image { reference, digest, config } => {
            let config = config.into();
            Answer::Image(image::ResolvedImage { reference, digest, config })
        }
        ResolvedImage::Converted { identifier, .. } => Answer::Replaced(identifier),
    })
}

/// Builds something, and reads a file of it.
async fn read<B: Bridge>(bridge: &B, file: &FileQuestion) -> Result<Answer, Failure> {
    let request = SolveRequest::definition(Rc::clone(&file.tree));
    let tree = bridge.solve(&request).await?.into_single()?;
    let tree = tree.ok_or_else(|| Failure::new(format!("{} is not there", file.path)))?;
    let data = bridge.read_file(&tree, &file.path, None).await;
    let data = data.map_err(|why| why.context(format!("failed to read {}", file.path)))?;
    Ok(Answer::File(data.into()))
}

/// An error as the daemon returns it: with the user's field and the lines it is on.
pub(super) fn failure(error: &BuildError, refusals: &Refusals<Question>) -> Failure {
    let refused = match error.kind.as_ref() {
        BuildErrorKind::Unanswered { question, .. } => refusals.get(question),
        _ => None,
    };
    let failure = match (refused, error.origin.path()) {
        (Some(failure), "") => failure.clone(),
        (Some(failure), path) => failure.clone().context(path),
        (None, _) => Failure::new(error.to_string()),
    };
    located(failure, &error.origin)
}

/// An error with the lines of a place.
pub(super) fn located(failure: Failure, origin: &build::Origin) -> Failure {
    match origin.place() {
        None => failure,
        Some((file, lines)) => {
            failure.with_detail(Detail::source(file, &report::ranges(Some(lines))))
        }
    }
}
