//! What an instruction finds: files, and what processes see beside them.
//!
//! Upstream: `client/llb/state.go`.

use std::rc::Rc;

use crate::dockerfile::shell;
use crate::go::path;
use crate::image::Image;
use crate::image::Platform;
use crate::llb::Env;
use crate::llb::NetworkMode;
use crate::llb::Output;

/// The files of a stage so far, and what processes see beside them. Copies are cheap.
#[derive(Clone, Debug)]
pub(super) struct State {
    /// `None` is an empty file system.
    pub(super) root: Option<Output>,
    pub(super) env: Rc<Env>,
    /// The working directory with slashes; absolute.
    pub(super) dir: String,
    pub(super) user: String,
    pub(super) hostname: String,
    pub(super) network: NetworkMode,
    /// The platform of the image it all began with, normalized; none if it began empty.
    pub(super) platform: Option<Rc<Platform>>,
}

impl State {
    pub(super) fn new(root: Option<Output>, platform: Option<Rc<Platform>>) -> Self {
        Self {
            root,
            env: Rc::default(),
            dir: "/".to_owned(),
            user: String::new(),
            hostname: String::new(),
            network: NetworkMode::default(),
            platform,
        }
    }

    /// Takes over what an image says of processes and its platform.
    pub(super) fn apply(&mut self, image: &Image) {
        for entry in &image.config.env {
            let (key, value) = entry.split_once('=').unwrap_or((entry, ""));
            if !key.is_empty() {
                self.set_env(key, value);
            }
        }
        let dir = &image.config.working_dir;
        self.dir = if dir.starts_with('/') { dir.clone() } else { path::join(&["/", dir]) };
        if !image.platform.architecture.is_empty() && !image.platform.os.is_empty() {
            self.platform = Some(Rc::new(image.platform.normalize()));
        }
    }

    pub(super) fn set_env(&mut self, key: &str, value: &str) {
        Rc::make_mut(&mut self.env).set(key, value);
    }
}

impl shell::Env for Env {
    fn get(&self, name: &str) -> Option<&str> {
        Self::get(self, name)
    }

    fn names(&self) -> Vec<&str> {
        self.keys().collect()
    }
}
