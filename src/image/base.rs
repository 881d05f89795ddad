//! What images begin as, and how the record of their making grows.

use std::sync::Arc;

use super::Config;
use super::History;
use super::Image;
use super::Platform;
use super::RootFs;
use crate::go::time::Time;

/// `PATH` where an image says nothing of it.
pub const DEFAULT_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

impl Image {
    /// The image with nothing in it.
    pub fn scratch(platform: &Platform) -> Self {
        let mut image = Self {
            platform: platform.clone(),
            rootfs: RootFs { kind: "layers".to_owned(), ..RootFs::default() },
            config: Config { working_dir: "/".to_owned(), ..Config::default() },
            ..Self::default()
        };
        image.config.add_default_path(&platform.os);
        image
    }

    /// Whether there is something in it; without files, it is as good as none.
    pub fn has_files(&self) -> bool {
        self.rootfs.diff_ids.as_ref().is_some_and(|layers| !layers.is_empty())
            || self.history.iter().any(|entry| !entry.empty_layer)
    }

    /// Adds a step to the record of how it was made, at `epoch` if that is known. `with_layer` says
    /// whether the step made files.
    pub fn record(&mut self, created_by: String, with_layer: bool, epoch: Option<Time>) {
        self.history.push(Arc::new(History {
            created: epoch,
            created_by,
            comment: "buildkit.dockerfile.v0".to_owned(),
            empty_layer: !with_layer,
            ..History::default()
        }));
    }
}

impl Config {
    /// Adds `PATH` for an operating system, if nothing is said of it.
    pub fn add_default_path(&mut self, os: &str) {
        let has_path = self.env.iter().any(|entry| entry.split('=').next() == Some("PATH"));
        if !has_path && os != "windows" {
            self.env.push(format!("PATH={DEFAULT_PATH}"));
        }
    }
}
