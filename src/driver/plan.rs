//! Builds that a Dagger plan describes, top to bottom.
//!
//! The plan is evaluated with handles in the place of files. The few facts that it needs are asked
//! of the daemon, all that are open at the same time, and it is evaluated again. In the end there is
//! one graph for the image of the chosen action, and one for each test that is no part of it.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::rc::Rc;
use std::sync::Arc;

use futures_util::future::try_join;

use super::answer;
use super::build;
use super::described;
use super::described::Images;
use super::lower;
use super::lower::Known;
use super::lower::Site;
use super::report;
use super::spec;
use crate::build::Container;
use crate::build::Origin;
use crate::build::Progress;
use crate::build::Question;
use crate::build::Request;
use crate::cue::module::Program;
use crate::dagger::Inputs;
use crate::dagger::Leaf;
use crate::dagger::LowerError;
use crate::dagger::Places;
use crate::dagger::Plan;
use crate::dagger::PlanError;
use crate::gateway::Bridge;
use crate::gateway::Failure;
use crate::gateway::Outcome;
use crate::gateway::ResultSet;
use crate::gateway::Warning;
use crate::subrequest;
use crate::subrequest::DocumentTarget;
use crate::subrequest::Subrequest;

/// A plan on its way to a build for one platform.
struct Job {
    plan: Plan,
    target: String,
    request: Request,
    /// What was built already because something has to come after it.
    early: BTreeSet<Arc<str>>,
}

/// What has to happen before a plan can go on.
enum Next {
    /// Nothing.
    Done,
    /// These have to be answered.
    Asks(Vec<Question>),
    /// These have to be built, one after the other.
    Builds(Vec<Container>),
}

/// Builds what was asked for.
pub(super) async fn run<B: Bridge>(bridge: &B, site: &Site<'_>, program: Program) -> Outcome {
    let places = Places::new(&program);
    let evaluate = || {
        let plan = Plan::new(
            program.clone(),
            Inputs::from_args(&site.options.build_args, &site.options.build_platform),
            &places,
        );
        plan.map_err(|error| failed(&error, &places))
    };
    let mut plan = evaluate()?;
    if let Some(name) = &site.options.subrequest {
        return answered(name, &mut plan, site, &places);
    }
    let target = chosen(&mut plan, site).map_err(|error| failed(&error, &places))?;
    check_conflicts(&mut plan, &target).map_err(|error| failed(&error, &places))?;
    let (mut jobs, mut first) = (Vec::new(), Some(plan));
    for platform in build::platforms(site.options) {
        let plan = first.take().map_or_else(evaluate, Ok)?;
        let (request, early) = (site.request(platform), BTreeSet::new());
        jobs.push(Job { plan, target: target.clone(), request, early });
    }
    let mut known = Known::default();
    settle(bridge, site, &mut jobs, &mut known, &places).await?;
    finish(bridge, site, jobs, known, &places).await
}

/// The action that is built: the one that was asked for, or the only one that makes an image.
fn chosen(plan: &mut Plan, site: &Site<'_>) -> Result<String, PlanError> {
    let asked = site.options.target.trim();
    if !asked.is_empty() {
        return Ok(asked.to_owned());
    }
    if let [one] = &*images(&plan.leaves("")?) {
        return Ok(one.clone());
    }
    let actions = plan.actions().into_iter().filter(|action| action.children == 0);
    let names: Vec<String> = actions.map(|action| action.names.join("/")).collect();
    Err(PlanError::new(format!("choose an action with --target: {}", names.join(", "))))
}

/// The first mistake that no fact can mend; it is the same for all platforms.
fn check_conflicts(plan: &mut Plan, target: &str) -> Result<(), PlanError> {
    let tasks = plan.needed(target)?;
    plan.check_conflicts(target, &tasks)
}

/// The actions that make images.
fn images(leaves: &[Leaf]) -> Vec<String> {
    leaves.iter().filter(|leaf| leaf.is_image).map(|leaf| leaf.path.clone()).collect()
}

/// Answers a question about a plan.
fn answered(name: &str, plan: &mut Plan, site: &Site<'_>, places: &Places) -> Outcome {
    let metadata = match Subrequest::named(name) {
        Some(Subrequest::Describe) => subrequest::describe_document(),
        Some(Subrequest::Targets) => targets(plan, site),
        Some(asked @ Subrequest::Bake) => {
            let targets = plan.bake(&spec::names(site)).map_err(|error| failed(&error, places))?;
            asked.text_answer(spec::bake_file(site, targets))
        }
        _ => return Err(answer::unsupported(name)),
    };
    Ok(ResultSet { metadata, ..ResultSet::default() })
}

fn targets(plan: &mut Plan, site: &Site<'_>) -> subrequest::Answer {
    let default = plan.leaves("").map(|leaves| images(&leaves)).unwrap_or_default();
    let actions = plan.actions();
    let rows: Vec<_> = actions.iter().map(|action| (action.names.join("/"), action)).collect();
    let targets: Vec<DocumentTarget<'_>> = rows
        .iter()
        .map(|(name, action)| DocumentTarget {
            name,
            default: matches!(&*default, [one] if *one == action.path),
            description: &action.doc,
            lines: action.origin.place().map(|(_, lines)| lines).unwrap_or_default(),
        })
        .collect();
    subrequest::document_targets(&site.entry.source.data, &targets)
}

impl Job {
    /// Goes on as far as what is known allows.
    fn advance(&mut self, known: &Known) -> Result<Next, LowerError> {
        loop {
            let facts = self.plan.facts(&self.target)?;
            if facts.is_empty() {
                let tasks = self.plan.needed(&self.target)?;
                self.plan.check(&self.target, &tasks)?;
                return self.before(&tasks);
            }
            let builds = self.before(&facts.iter().map(|fact| fact.task).collect())?;
            if let Next::Builds(_) = builds {
                return Ok(builds);
            }
            let (mut told, mut open) = (Vec::new(), Vec::new());
            for fact in &facts {
                match self.plan.answer(fact, &self.request, &known.answers)? {
                    Progress::Asks(questions) => open.extend(questions),
                    Progress::Done(values) => told.push(values),
                }
            }
            if !open.is_empty() {
                return Ok(Next::Asks(open));
            }
            self.plan.tell(told);
        }
    }

    /// What has to be built before the files of tasks are.
    fn before(&mut self, tasks: &BTreeSet<usize>) -> Result<Next, LowerError> {
        let mut early = self.plan.early(tasks)?;
        early.retain(|(path, _)| self.early.insert(Arc::clone(path)));
        let builds: Vec<Container> = early.into_iter().map(|(_, container)| container).collect();
        Ok(if builds.is_empty() { Next::Done } else { Next::Builds(builds) })
    }

    /// The image, and what has to be built beside it.
    fn describe(&mut self) -> Result<(Container, Vec<Container>), PlanError> {
        let leaves = self.plan.leaves(&self.target)?;
        let leaf = Leaf::only(&leaves);
        let image = leaf.map(|leaf| self.plan.describe(leaf)).transpose()?;
        Ok((image.unwrap_or_else(Container::bare), self.plan.rest(&self.target, leaf)?))
    }
}

/// Asks until nothing is left to ask.
async fn settle<B: Bridge>(
    bridge: &B,
    site: &Site<'_>,
    jobs: &mut [Job],
    known: &mut Known,
    places: &Places,
) -> Result<(), Failure> {
    loop {
        let (mut open, mut builds) = (Vec::new(), Vec::new());
        for job in jobs.iter_mut() {
            match job.advance(known).map_err(|error| refused(&error, known, places))? {
                Next::Done => {}
                Next::Asks(questions) => open.extend(questions),
                Next::Builds(containers) => {
                    builds.extend(containers.into_iter().map(|one| (one, job.request.clone())));
                }
            }
        }
        if open.is_empty() && builds.is_empty() {
            return Ok(());
        }
        for build in builds {
            described::evaluate(bridge, site, &[build], known).await?;
        }
        if !open.is_empty() {
            site.ask(bridge, open, known).await?;
        }
    }
}

/// Builds the image, and what is no part of it beside it.
async fn finish<B: Bridge>(
    bridge: &B,
    site: &Site<'_>,
    mut jobs: Vec<Job>,
    mut known: Known,
    places: &Places,
) -> Outcome {
    let (mut images, mut rest, mut notes) = (Vec::new(), Vec::new(), Vec::new());
    for job in &mut jobs {
        let (image, others) = job.describe().map_err(|error| failed(&error, places))?;
        images.push((image, job.request.clone()));
        rest.extend(others.into_iter().map(|one| (one, job.request.clone())));
        notes = job.plan.notes(&job.target).map_err(|error| failed(&error, places))?;
    }
    let image = Images::lower(bridge, site, &images, &mut known).await?;
    let others = async {
        warn(bridge, site, &notes).await;
        described::evaluate(bridge, site, &rest, &mut known).await
    };
    let (result, ()) = try_join(image.solve(bridge, site.options), others).await?;
    Ok(result)
}

/// Says what is not done. That it cannot be said fails no build.
async fn warn<B: Bridge>(bridge: &B, site: &Site<'_>, notes: &[(String, Origin)]) {
    for (text, origin) in notes {
        let (info, lines) = match origin.place() {
            Some((file, lines)) => (Rc::clone(file), Some(lines)),
            None => (Rc::clone(&site.entry.source), None),
        };
        let warning = Warning {
            digest: site.entry.head,
            short: text.clone(),
            detail: Vec::new(),
            url: String::new(),
            info,
            ranges: report::ranges(lines),
        };
        if bridge.warn(&warning).await.is_err() {
            return;
        }
    }
}

/// An error of a plan as the daemon returns it: with all places in the user's files.
fn failed(error: &PlanError, places: &Places) -> Failure {
    let origins = error.origins(places);
    let mut text = error.message.clone();
    for (file, lines) in origins.iter().filter_map(Origin::place) {
        let _written = write!(text, "\n    {}:{}", file.filename, lines.start);
    }
    origins.iter().fold(Failure::new(text), lower::located)
}

fn refused(error: &LowerError, known: &Known, places: &Places) -> Failure {
    match error {
        LowerError::Plan(error) => failed(error, places),
        LowerError::Build(error) => lower::failure(error, &known.refusals),
    }
}
