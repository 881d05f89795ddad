//! The tasks of an action as data, and facts from a file: a plan without a build.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::cue::value::Value;
use crate::order;

use super::datum::Datum;
use super::error::PlanError;
use super::kind;
use super::kind::Output;
use super::plan;
use super::plan::Fact;
use super::plan::Inputs;
use super::plan::Plan;
use super::plan::Told;

/// Facts that are written down beforehand.
///
/// `env` has the environment variables, `secrets` the names of secrets, `platform` is `os/arch`,
/// `images` has `config` and `digest` of images by their names and of Dockerfiles by the paths of
/// their tasks, `texts` the texts of files by the paths of their tasks, and `fields` what only a
/// build could find out, by the paths of tasks and the names of fields.
#[derive(Clone, Debug)]
pub struct Facts(Value);

impl Facts {
    /// None at all.
    pub const NONE: Self = Self(Value::Null);

    /// Facts in a JSON document.
    pub const fn new(document: Value) -> Self {
        Self(document)
    }

    fn get<'v>(value: &'v Value, name: &str) -> Option<&'v Value> {
        match value {
            Value::Struct(fields) => {
                fields.iter().find(|(field, _)| &**field == name).map(|(_, value)| value)
            }
            _ => None,
        }
    }

    /// What is said with the build.
    pub fn inputs(&self) -> Inputs {
        let mut inputs = Inputs::default();
        if let Some(Value::Struct(env)) = Self::get(&self.0, "env") {
            for (name, value) in env {
                if let Value::String(value) = value {
                    let _old = inputs.env.insert(name.to_string(), value.to_string());
                }
            }
        }
        if let Some(Value::List(secrets)) = Self::get(&self.0, "secrets") {
            for secret in secrets {
                if let Value::String(name) = secret {
                    let _new = inputs.secrets.insert(name.to_string());
                }
            }
        }
        if let Some(Value::String(platform)) = Self::get(&self.0, "platform") {
            let machine = platform.split_once('/');
            inputs.machine = machine.map(|(os, arch)| (os.to_owned(), arch.to_owned()));
        }
        inputs
    }

    /// The values of a fact, as far as they are written down.
    fn answer(&self, fact: Fact) -> Told {
        let image = fact.fields.get("source").and_then(Datum::text).unwrap_or(&fact.path);
        let image = Self::get(&self.0, "images").and_then(|all| Self::get(all, image));
        let text = Self::get(&self.0, "texts").and_then(|all| Self::get(all, &fact.path));
        let mut values = Vec::new();
        for name in &fact.missing {
            let value = match *name {
                "config" | "digest" => image.and_then(|image| Self::get(image, name)),
                _ => text,
            };
            values.extend(value.map(|value| (*name, value.clone())));
        }
        (fact, values)
    }

    /// The value of a field that only a build could find out.
    fn field(&self, path: &str, name: &str) -> Option<&Value> {
        let task = Self::get(&self.0, "fields").and_then(|all| Self::get(all, path))?;
        Self::get(task, name)
    }
}

impl Plan {
    /// The tasks of the actions that words name, with what they depend on, once all facts are told
    /// that are known; of all actions without words.
    pub fn graph(&mut self, words: &[String], facts: &Facts) -> Result<Value, PlanError> {
        let targets = if words.is_empty() { vec![String::new()] } else { self.named(words)? };
        let selected = loop {
            let mut selected = BTreeSet::new();
            for target in &targets {
                selected.extend(self.select(target)?);
            }
            let open = self.facts_among(&selected);
            if !plan::are_known(&open) && self.settle() {
                continue;
            }
            let told = open.into_iter().map(|fact| facts.answer(fact));
            let told = told.chain(self.later(&selected, facts)).collect::<Vec<_>>();
            if told.is_empty() {
                break selected;
            }
            self.tell(told);
        };
        for target in &targets {
            self.check_conflicts(target, &selected)?;
        }
        let mut rows: Vec<(Arc<str>, Value)> = Vec::new();
        for index in selected {
            rows.push((Arc::clone(&self.tasks.all[index].path), self.row(index)));
        }
        order::sort_by(&mut rows, |(one, _), (other, _)| one.cmp(other));
        Ok(Value::List(rows.into_iter().map(|(_, row)| row).collect()))
    }

    /// What only a build could find out of some tasks, as far as it is written down.
    fn later(&self, among: &BTreeSet<usize>, facts: &Facts) -> Vec<Told> {
        let mut all = Vec::new();
        for index in among {
            let task = &self.tasks.all[*index];
            if self.is_told(&task.path) {
                continue;
            }
            let outputs = kind::outputs(&task.kind).unwrap_or_default().iter();
            let later = outputs.filter(|(_, output)| *output == Output::Later);
            let values: Vec<_> = later
                .filter_map(|(name, _)| Some((*name, facts.field(&task.path, name)?.clone())))
                .collect();
            if !values.is_empty() {
                let (path, kind) = (Arc::clone(&task.path), Arc::clone(&task.kind));
                let missing = values.iter().map(|(name, _)| *name).collect();
                let fields = Datum::Struct(Vec::new());
                all.push((Fact { task: *index, path, kind, fields, missing }, values));
            }
        }
        all
    }

    fn row(&mut self, index: usize) -> Value {
        let text = |text: &Arc<str>| Value::String(Arc::clone(text));
        let deps = self.dependencies(index);
        let mut deps: Vec<Arc<str>> =
            deps.into_iter().map(|dep| Arc::clone(&self.tasks.all[dep].path)).collect();
        order::sort(&mut deps);
        let fields = self.fields(index).shown();
        let task = &self.tasks.all[index];
        Value::Struct(vec![
            ("deps".into(), Value::List(deps.iter().map(text).collect())),
            ("fields".into(), fields),
            ("path".into(), text(&task.path)),
            ("task".into(), text(&task.kind)),
        ])
    }
}
