//! Images that tasks find or make.

use std::collections::BTreeMap;

use crate::build::Container;
use crate::build::Dockerfile;
use crate::build::DockerfileText;
use crate::build::Image;
use crate::dagger::Datum;
use crate::dagger::PlanError;
use crate::dagger::Task;
use crate::dagger::plan::Plan;
use crate::image::Platform;
use crate::llb::ResolveMode;

use super::text;

impl Plan {
    /// The image of `core.#Pull` or `core.#Dockerfile`.
    pub(super) fn image_task(
        &mut self,
        task: &Task,
        fields: &Datum,
    ) -> Result<Container, PlanError> {
        let origin = self.origin(&task.path, task.node);
        let label = self.shown(task);
        if &*task.kind == "Pull" {
            let mode = match &*text(fields, "resolveMode") {
                "forcePull" => Some(ResolveMode::ForcePull),
                "preferLocal" => Some(ResolveMode::PreferLocal),
                _ => None,
            };
            let reference = text(fields, "source");
            let image = Container::image(Image { reference, mode });
            return Ok(image.at(&origin).labelled(label));
        }
        let source = fields.get("source").unwrap_or(&Datum::Broken);
        let context = self.tree(source, &format!("{}.source", task.path))?;
        let dockerfile = fields.get("dockerfile").unwrap_or(&Datum::Broken);
        let written = match dockerfile.get("contents").and_then(Datum::text) {
            Some(inline) => DockerfileText::Inline(inline.to_owned()),
            None => DockerfileText::Path(text(dockerfile, "path")),
        };
        let pairs = |name: &str| -> BTreeMap<String, String> {
            let fields = fields.get(name).map(Datum::fields).unwrap_or_default().iter();
            let each = |(name, value): &(std::sync::Arc<str>, Datum)| {
                (name.to_string(), value.text().unwrap_or_default().to_owned())
            };
            fields.map(each).collect()
        };
        let dockerfile = Dockerfile {
            text: written,
            context: Some(context),
            target: fields.get("target").and_then(Datum::text).map(str::to_owned),
            args: pairs("buildArg"),
            contexts: BTreeMap::new(),
            hosts: pairs("hosts").into_iter().collect(),
        };
        let mut container = Container::dockerfile(dockerfile).at(&origin);
        for (name, value) in pairs("label") {
            container = container.with_label(name, value).at(&origin);
        }
        Ok(match self.platform(task, fields)? {
            Some(platform) => container.on(platform).at(&origin),
            None => container,
        })
    }

    /// The platform that a Dockerfile is built for, if it is not that of the build.
    fn platform(&self, task: &Task, fields: &Datum) -> Result<Option<Platform>, PlanError> {
        let platforms = fields.get("platforms").map(Datum::texts).unwrap_or_default();
        match &*platforms {
            [] => Ok(None),
            [one] => Platform::parse(one).map(Some).map_err(|error| {
                self.wrong(task.node, format!("{}.platforms: {error}", task.path))
            }),
            _ => {
                let why = "several platforms are asked for with --platform";
                Err(self.wrong(task.node, format!("{}.platforms: {why}", task.path)))
            }
        }
    }
}
