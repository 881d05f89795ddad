//! The ask loop: the core asks, the daemon is asked, until nothing is left to ask.

use super::round;
use super::source_time;
use crate::context;
use crate::dockerfile::convert;
use crate::dockerfile::convert::Answer;
use crate::dockerfile::convert::Answers;
use crate::dockerfile::convert::ConvertError;
use crate::dockerfile::convert::Converted;
use crate::dockerfile::convert::Dockerfile;
use crate::dockerfile::convert::FolderQuestion;
use crate::dockerfile::convert::ImageQuestion;
use crate::dockerfile::convert::Progress;
use crate::dockerfile::convert::Question;
use crate::dockerfile::convert::Request;
use crate::dockerfile::lint::Finding;
use crate::gateway::Bridge;
use crate::gateway::Failure;
use crate::gateway::ImageQuery;
use crate::gateway::OciStore;
use crate::gateway::ResolvedImage;
use crate::image;
use crate::options::Options;

/// What the daemon refused to answer, and how.
pub(super) type Refusals = round::Refusals<Question>;

/// What came of the conversions.
pub(super) struct Asked {
    /// One for each request, or what the first to fail failed with.
    pub(super) result: Result<Vec<Converted>, ConvertError>,
    /// What was found while the first request was converted.
    pub(super) findings: Vec<Finding>,
    /// What the daemon refused to answer.
    pub(super) refusals: Refusals,
}

/// Converts a Dockerfile for several platforms side by side. They share answers, and all questions
/// of one round are asked at the same time.
pub(super) async fn convert<B: Bridge>(
    bridge: &B,
    dockerfile: &Dockerfile,
    requests: &[Request],
) -> Asked {
    let (mut answers, mut refusals) = (Answers::new(), Refusals::new());
    loop {
        let (mut done, mut open) = (Vec::new(), Vec::new());
        let mut findings = Vec::new();
        for (place, request) in requests.iter().enumerate() {
            let outcome = convert::convert(dockerfile, request, &answers);
            if place == 0 {
                findings = outcome.findings;
            }
            match outcome.result {
                Err(error) => return Asked { result: Err(error), findings, refusals },
                Ok(Progress::Done(converted)) => done.push(*converted),
                Ok(Progress::Asks(questions)) => open.extend(questions),
            }
        }
        if open.is_empty() {
            return Asked { result: Ok(done), findings, refusals };
        }
        let answer =
            async |question: &Question| answer(bridge, &requests[0].options, question).await;
        answers.extend(round::ask(open, answer, Answer::Failed, &mut refusals).await);
    }
}

async fn answer<B: Bridge>(
    bridge: &B,
    options: &Options,
    question: &Question,
) -> Result<Answer, Failure> {
    match question {
        Question::Ignore => context::load_ignore(bridge, options).await.map(Answer::Ignore),
        Question::Folder(question) => {
            let FolderQuestion { folder, key } = question;
            context::load_folder_ignore(bridge, options, folder, key).await.map(Answer::Ignore)
        }
        Question::SourceTime(source) => source_time::ask(bridge, source).await.map(Answer::Time),
        Question::Image(image) => resolve(bridge, options, image).await,
    }
}

async fn resolve<B: Bridge>(
    bridge: &B,
    options: &Options,
    image: &ImageQuestion,
) -> Result<Answer, Failure> {
    let query = ImageQuery {
        reference: image.reference.clone(),
        platform: image.platform.clone(),
        log_name: image.log_name.clone(),
        store: image
            .store
            .as_ref()
            .map(|store| OciStore { session: store.session.clone(), id: store.id.clone() }),
        resolve_mode: options.resolve_mode,
    };
    match bridge.resolve_image(&query).await? {
        ResolvedImage::Image { reference, digest, config } => {
            let config = config.into();
            Ok(Answer::Image(image::ResolvedImage { reference, digest, config }))
        }
        ResolvedImage::Converted { reference, identifier } => {
            Ok(Answer::Replaced { reference, identifier })
        }
    }
}
