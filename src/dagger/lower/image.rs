//! Images: those that tasks find or make, and the one that an action comes to.

use std::collections::BTreeMap;

use crate::build::Container;
use crate::build::Dockerfile;
use crate::build::DockerfileText;
use crate::build::Image;
use crate::build::Origin;
use crate::dagger::Datum;
use crate::dagger::Handle;
use crate::dagger::PlanError;
use crate::dagger::Task;
use crate::dagger::datum;
use crate::dagger::plan::Plan;
use crate::dagger::task;
use crate::llb::ResolveMode;

use super::config;
use super::text;

impl Plan {
    /// The image of `core.#Pull` or `core.#Dockerfile`.
    pub(super) fn image_task(
        &mut self,
        task: &Task,
        fields: &Datum,
    ) -> Result<Container, PlanError> {
        let origin = Origin::new(&*task.path);
        if &*task.kind == "Pull" {
            let mode = match &*text(fields, "resolveMode") {
                "forcePull" => Some(ResolveMode::ForcePull),
                "preferLocal" => Some(ResolveMode::PreferLocal),
                _ => None,
            };
            let reference = text(fields, "source");
            return Ok(Container::image(Image { reference, mode }).at(&origin));
        }
        let source = fields.get("source").unwrap_or(&Datum::Broken);
        let context = self.tree(source, &format!("{}.source", task.path))?;
        let dockerfile = fields.get("dockerfile").unwrap_or(&Datum::Broken);
        let written = match dockerfile.get("contents").and_then(Datum::text) {
            Some(inline) => DockerfileText::Inline(inline.to_owned()),
            None => DockerfileText::Path(text(dockerfile, "path")),
        };
        let platforms = fields.get("platforms").map(Datum::elements).unwrap_or_default();
        if platforms.len() > 1 {
            let message = format!("{}.platforms: several are asked for with --platform", task.path);
            return Err(PlanError::new(message));
        }
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
        };
        let mut container = Container::dockerfile(dockerfile).at(&origin);
        for (name, value) in pairs("label") {
            container = container.with_label(name, value).at(&origin);
        }
        Ok(container)
    }

    /// The image that an action comes to: its `output` or `image`, or files without a
    /// configuration; `None` if it comes to none, as tests and groups do. An image that is pushed
    /// has its name.
    pub fn image(&mut self, target: &str) -> Result<Option<Container>, PlanError> {
        let (path, node) = self.action(target)?;
        let at = task::text(&self.session, &path);
        let value = datum::read(&mut self.session, node);
        let candidates = [value.get("output"), value.get("image"), Some(&value)];
        let image = candidates.into_iter().flatten().find(|one| is_tree(one.get("rootfs")));
        let container = if let Some(image) = image {
            let rootfs = image.get("rootfs").unwrap_or(&Datum::Broken);
            let tree = self.tree(rootfs, &format!("{at}.rootfs"))?;
            let config = image.get("config").map(config::config).unwrap_or_default();
            Container::of(&tree).with_config(config)
        } else if let Some(output) = value.get("output").filter(|one| is_tree(Some(one))) {
            let tree = self.tree(output, &format!("{at}.output"))?;
            let config = value.get("config").map(config::config).unwrap_or_default();
            Container::of(&tree).with_config(config)
        } else {
            return Ok(None);
        };
        let name = value.get("dest").and_then(Datum::text).filter(|_| value.get("image").is_some());
        Ok(Some(match name {
            Some(name) => container.publish(name),
            None => container,
        }))
    }
}

fn is_tree(datum: Option<&Datum>) -> bool {
    matches!(datum, Some(Datum::Handle(Handle::Tree, _)))
}
