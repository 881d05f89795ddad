//! Documents to builds.

mod config;
mod source;
mod step;

use std::collections::BTreeMap;

use super::document::Spec;
use super::document::Target;
use super::error::SpecError;
use crate::build::Container;
use crate::build::Origin;
use crate::build::Publish;
use crate::build::Step;
use crate::image::Platform;

/// What is built when a target of a document is asked for.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The name of the target.
    pub name: String,
    /// What it comes to.
    pub container: Container,
    /// What must have been built before.
    pub after: Vec<Container>,
}

/// Describes the build of a target; with an empty name, of the one that the document says.
pub fn plan(spec: &Spec, target: &str) -> Result<Plan, SpecError> {
    let mut planner = Planner { spec, done: BTreeMap::new(), open: Vec::new() };
    let (name, origin) = match (target, &spec.default) {
        ("", None) => {
            let last = spec.targets.0.last();
            let last = last.ok_or_else(|| SpecError::new(&spec.origin, "there are no targets"))?;
            (last.name.as_str(), last.origin.clone())
        }
        ("", Some(default)) => (default.as_str(), spec.origin.field("default")),
        (target, _) => (target, Origin::default()),
    };
    let container = planner.named(name, &origin)?;
    let mut after = Vec::new();
    let found = spec.targets.0.iter().find(|entry| entry.name == name);
    if let Some(target) = found.map(|entry| &entry.value) {
        for name in target.after.iter().flatten() {
            after.push(planner.named(name, &target.origin.field("after"))?);
        }
    }
    Ok(Plan { name: name.to_owned(), container, after })
}

/// Targets on their way into builds.
struct Planner<'s> {
    spec: &'s Spec,
    done: BTreeMap<&'s str, Container>,
    /// The targets that are being described, each for the one before it.
    open: Vec<&'s str>,
}

impl<'s> Planner<'s> {
    /// A target by its name.
    fn named(&mut self, name: &str, origin: &Origin) -> Result<Container, SpecError> {
        if let Some(known) = self.done.get(name) {
            return Ok(known.clone());
        }
        let targets = &self.spec.targets.0;
        let Some(entry) = targets.iter().find(|entry| entry.name == name) else {
            return Err(self.spec.unknown(name, origin));
        };
        if let Some(start) = self.open.iter().position(|open| *open == name) {
            let mut circle = self.open[start..].join(" -> ");
            circle.push_str(" -> ");
            circle.push_str(name);
            return Err(SpecError::new(
                origin,
                format!("targets are made from themselves: {circle}"),
            ));
        }
        if self.open.len() > DEPTH {
            let message = format!("targets depend on each other more than {DEPTH} deep");
            return Err(SpecError::new(origin, message));
        }
        self.open.push(&entry.name);
        let container = self.target(&entry.value, name)?;
        self.open.pop();
        self.done.insert(&entry.name, container.clone());
        Ok(container)
    }

    /// A target. `label` is what the progress output calls it.
    fn target(&mut self, target: &'s Target, label: &str) -> Result<Container, SpecError> {
        let steps = target.steps.as_deref().unwrap_or_default();
        let total = steps.len() + 1;
        let width = total.to_string().len();
        let label = |number: usize| format!("{label} {number:width$}/{total}");
        let mut container = match &target.from {
            None => Container::scratch().at(&target.origin),
            Some(source) => self.base(source, &label(1))?,
        };
        for (number, step) in (2..).zip(steps) {
            let step = self.step(step, &label(number))?;
            container = step.into_iter().fold(container, |container, (step, origin)| {
                container.then(step).at(&origin).labelled(label(number))
            });
        }
        if let Some(config) = &target.config {
            let change = self.change(config)?;
            container = container.then(Step::Set(Box::new(change))).at(&config.origin);
            container = container.labelled(label(total));
        }
        if let Some(publish) = &target.publish {
            let annotations = publish.annotations.iter().flat_map(|map| &map.0);
            let publish = Publish {
                names: publish.tags.clone().unwrap_or_default(),
                annotations: annotations
                    .map(|entry| (entry.name.clone(), entry.value.clone()))
                    .collect(),
            };
            container = container.then(Step::Publish(publish)).at(&target.origin);
        }
        match &target.platform {
            None => Ok(container),
            Some(platform) => {
                let platform = parse_platform(platform, &target.origin.field("platform"))?;
                Ok(container.on(platform).at(&target.origin))
            }
        }
    }
}

/// How many targets may be made from each other.
const DEPTH: usize = 150;

fn parse_platform(text: &str, origin: &Origin) -> Result<Platform, SpecError> {
    Platform::parse(text).map_err(|why| SpecError::new(origin, why.to_string()))
}
