//! What a container comes to.

use std::rc::Rc;

use super::Tree;
use crate::build::mount::Mount;
use crate::build::step::Publish;
use crate::go::path;
use crate::image::Image;
use crate::image::Platform;
use crate::image::RootFs;
use crate::llb::Env;
use crate::llb::Output;

/// What a container comes to.
#[derive(Clone, Debug)]
pub(in crate::build) struct State {
    pub(in crate::build) root: Option<Output>,
    pub(in crate::build) image: Image,
    /// The configuration of the image it is based on, as it is there.
    pub(in crate::build) base_image: Option<Rc<Image>>,
    pub(super) platform: Rc<Platform>,
    pub(super) mounts: Vec<Mounted>,
    pub(in crate::build) publish: Publish,
}

/// What all processes that follow see at a path.
#[derive(Clone, Debug)]
pub(super) struct Mounted {
    /// Absolute and clean.
    pub(super) at: String,
    pub(super) mount: Mount,
    /// What is in it by now.
    pub(super) tree: Option<Tree>,
}

impl State {
    /// No files and no configuration.
    pub(super) fn bare(platform: Rc<Platform>) -> Self {
        let image = Image {
            platform: platform.as_ref().clone(),
            rootfs: RootFs { kind: "layers".to_owned(), ..RootFs::default() },
            ..Image::default()
        };
        Self {
            root: None,
            image,
            base_image: None,
            platform,
            mounts: Vec::new(),
            publish: Publish::default(),
        }
    }

    /// No files, and the configuration of an image with nothing in it.
    pub(super) fn scratch(platform: Rc<Platform>) -> Self {
        let image = Image::scratch(&platform);
        Self { image, ..Self::bare(platform) }
    }

    /// Files and a configuration that somebody else made.
    pub(super) fn with_image(root: Option<Output>, image: Image, platform: Rc<Platform>) -> Self {
        let mut state = Self { root, image, ..Self::bare(platform) };
        state.image.created = None;
        state.image.config.add_default_path(&state.platform.os);
        state
    }

    /// The platform it is for.
    pub(in crate::build) fn platform(&self) -> &Platform {
        &self.platform
    }

    /// The working directory; absolute.
    pub(super) fn dir(&self) -> String {
        path::join(&["/", self.image.config.working_dir.as_str()])
    }

    /// A path from the working directory; absolute and clean.
    pub(super) fn absolute(&self, to: &str) -> String {
        absolute(&self.dir(), to)
    }

    /// A path from the working directory that keeps the slash at its end.
    pub(super) fn destination(&self, to: &str) -> String {
        let mut path = self.absolute(to);
        let is_folder = to.ends_with('/') || to.is_empty() || to == "." || to.ends_with("/.");
        if is_folder && !path.ends_with('/') {
            path.push('/');
        }
        path
    }

    /// The variables of processes.
    pub(super) fn env(&self) -> Env {
        let mut env = Env::default();
        for entry in &self.image.config.env {
            let (key, value) = entry.split_once('=').unwrap_or((entry, ""));
            if !key.is_empty() {
                env.set(key, value);
            }
        }
        env
    }

    /// Sets a variable where it stands, or behind all others.
    pub(super) fn set_env(&mut self, key: &str, value: Option<&str>) {
        let env = &mut self.image.config.env;
        let known = env.iter().position(|entry| entry.split('=').next() == Some(key));
        match (known, value) {
            (Some(place), Some(value)) => env[place] = format!("{key}={value}"),
            (Some(place), None) => drop(env.remove(place)),
            (None, Some(value)) => env.push(format!("{key}={value}")),
            (None, None) => {}
        }
    }
}

/// A path from a directory; absolute and clean.
pub(super) fn absolute(dir: &str, to: &str) -> String {
    if path::is_abs(to) { path::clean(to) } else { path::join(&["/", dir, to]) }
}
