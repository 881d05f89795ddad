//! A change of an image configuration.

use crate::image::Config;
use crate::image::Healthcheck;

/// A change of an image configuration. What is `None` stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// The whole configuration, before all else.
    pub replace: Option<Config>,
    /// The user of processes that follow, and of containers.
    pub user: Option<String>,
    /// Their directory, from the one before; it is made.
    pub workdir: Option<String>,
    /// What is always run. Unless [`keep_cmd`](Self::keep_cmd) says otherwise, the command that was
    /// set for another entrypoint goes.
    pub entrypoint: Option<Vec<String>>,
    /// The command, or the arguments of the entrypoint.
    pub cmd: Option<Vec<String>>,
    /// Whether a new entrypoint gets the arguments of the old one.
    pub keep_cmd: bool,
    /// Variables; `None` takes one away.
    pub env: Vec<(String, Option<String>)>,
    /// Labels; `None` takes one away.
    pub labels: Vec<(String, Option<String>)>,
    /// Ports, in the place of all others.
    pub expose: Option<Vec<String>>,
    /// Volumes, in the place of all others.
    pub volumes: Option<Vec<String>>,
    /// The signal that ends the command.
    pub stop_signal: Option<String>,
    /// How to see that a container is well.
    pub healthcheck: Option<Healthcheck>,
    /// The shell of lines.
    pub shell: Option<Vec<String>>,
    /// Instructions for those who build on the image.
    pub onbuild: Option<Vec<String>>,
}
