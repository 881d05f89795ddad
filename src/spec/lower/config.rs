//! Changes of the image configuration.

use super::Planner;
use crate::build::Change;
use crate::go::duration;
use crate::image;
use crate::spec::document::Config;
use crate::spec::document::Healthcheck;
use crate::spec::error::SpecError;
use crate::spec::schema::Map;
use crate::spec::schema::Nullable;

impl Planner<'_> {
    /// A change of the image configuration.
    #[expect(clippy::unused_self, reason = "one of the ways of a document into a build")]
    pub(super) fn change(&self, config: &Config) -> Result<Change, SpecError> {
        Ok(Change {
            replace: None,
            user: config.user.clone(),
            workdir: config.workdir.clone(),
            entrypoint: config.entrypoint.clone(),
            cmd: config.cmd.clone(),
            keep_cmd: false,
            env: pairs(config.env.as_ref()),
            labels: pairs(config.labels.as_ref()),
            expose: config.expose.clone(),
            volumes: config.volumes.clone(),
            stop_signal: config.stop_signal.clone(),
            healthcheck: config.healthcheck.as_ref().map(healthcheck).transpose()?,
            shell: config.shell.clone(),
            onbuild: config.onbuild.clone(),
        })
    }
}

fn pairs(map: Option<&Map<Nullable>>) -> Vec<(String, Option<String>)> {
    let entries = map.into_iter().flat_map(|map| &map.0);
    entries.map(|entry| (entry.name.clone(), entry.value.0.clone())).collect()
}

fn healthcheck(check: &Healthcheck) -> Result<image::Healthcheck, SpecError> {
    let time = |name: &str, text: &Option<String>| match text {
        None => Ok(0),
        Some(text) => duration::parse(text)
            .map_err(|why| SpecError::new(&check.origin.field(name), why.to_string())),
    };
    Ok(image::Healthcheck {
        test: check.test.clone(),
        interval: time("interval", &check.interval)?,
        timeout: time("timeout", &check.timeout)?,
        start_period: time("start_period", &check.start_period)?,
        start_interval: time("start_interval", &check.start_interval)?,
        retries: check.retries.unwrap_or_default(),
    })
}
