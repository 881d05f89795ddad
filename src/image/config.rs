//! The image configuration: OCI's, with Docker's extensions.
//!
//! Fields are declared in the order in which they are written. What is empty is left out, but for
//! architecture, operating system, `rootfs` and `config`.

use super::Platform;
use crate::go::json::to_string;
use crate::go::time::Time;
use crate::go::time::TimeError;
use serde::Serialize;
use serde::Serializer;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::Arc;
use thiserror::Error;

/// An image configuration. What does not change on the way from stage to stage is shared, so a
/// clone is cheap.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Image {
    /// When the image was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created: Option<Time>,
    /// Who made it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub author: String,
    /// Where it runs.
    #[serde(flatten)]
    pub platform: Platform,
    /// Its layers.
    pub rootfs: RootFs,
    /// How it was made, oldest step first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<Arc<History>>,
    /// How its containers are run.
    pub config: Config,
}

/// How containers are run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Config {
    /// The user, and possibly the group.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub user: String,
    /// Ports, such as `80/tcp`.
    #[serde(skip_serializing_if = "BTreeSet::is_empty", serialize_with = "set")]
    pub exposed_ports: BTreeSet<String>,
    /// Variables, such as `PATH=/bin`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub env: Vec<String>,
    /// The command that is always run.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub entrypoint: Vec<String>,
    /// The command, or the arguments of the entrypoint.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cmd: Vec<String>,
    /// Directories that get a volume.
    #[serde(skip_serializing_if = "BTreeSet::is_empty", serialize_with = "set")]
    pub volumes: BTreeSet<String>,
    /// The directory that the command is run in.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub working_dir: String,
    /// Labels.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
    /// The signal that ends the command.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub stop_signal: String,
    /// Whether the command is a single, escaped line; used by Windows.
    #[serde(skip_serializing_if = "is_false")]
    pub args_escaped: bool,
    /// How to see that a container is well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub healthcheck: Option<Healthcheck>,
    /// Instructions for images that are built on this one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub on_build: Vec<String>,
    /// The shell for commands that are one line.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub shell: Vec<String>,
}

/// How to see that a container is well. Times are nanoseconds, and zero is the default.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Healthcheck {
    /// `NONE`, `CMD` and a command, or `CMD-SHELL` and a line.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub test: Vec<String>,
    /// Time between checks.
    #[serde(skip_serializing_if = "is_zero")]
    pub interval: i64,
    /// Time after which a check has failed.
    #[serde(skip_serializing_if = "is_zero")]
    pub timeout: i64,
    /// Time in which failures do not count.
    #[serde(skip_serializing_if = "is_zero")]
    pub start_period: i64,
    /// Time between checks in that time.
    #[serde(skip_serializing_if = "is_zero")]
    pub start_interval: i64,
    /// How many failures in a row it takes.
    #[serde(skip_serializing_if = "is_zero")]
    pub retries: i64,
}

/// The layers of an image.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RootFs {
    /// Always `layers`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Digests of the unpacked layers, lowest first. No list and an empty one are written
    /// differently.
    pub diff_ids: Option<Arc<[String]>>,
}

/// A step in the making of an image.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct History {
    /// When it was done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created: Option<Time>,
    /// The command.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub created_by: String,
    /// Who did it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub author: String,
    /// What did it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub comment: String,
    /// Whether it made no layer.
    #[serde(skip_serializing_if = "is_false")]
    pub empty_layer: bool,
}

/// Why a configuration cannot be written, in Go's words.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("json: error calling MarshalJSON for type *time.Time: {0}")]
pub struct EncodeError(#[from] TimeError);

impl Image {
    /// Writes the configuration, byte for byte as upstream does.
    pub fn encode(&self) -> Result<String, EncodeError> {
        let steps = self.history.iter().filter_map(|step| step.created);
        self.created.into_iter().chain(steps).try_for_each(Time::check)?;
        Ok(to_string(self))
    }
}

/// Writes a set as Go writes a map to empty structs.
fn set<S: Serializer>(set: &BTreeSet<String>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(set.iter().map(|name| (name, BTreeMap::<String, String>::new())))
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
fn is_false(value: &bool) -> bool {
    !value
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
fn is_zero(value: &i64) -> bool {
    *value == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_empty_is_left_out() {
        let image = Image::default();
        let expected =
            r#"{"architecture":"","os":"","rootfs":{"type":"","diff_ids":null},"config":{}}"#;
        assert_eq!(image.encode().as_deref(), Ok(expected));
    }

    #[test]
    fn times_must_fit_into_json() {
        let created = Some(Time::from_unix(1 << 40));
        let image = Image { created, ..Image::default() };
        let error = "json: error calling MarshalJSON for type *time.Time: \
                     Time.MarshalJSON: year outside of range [0,9999]";
        assert_eq!(image.encode().unwrap_err().to_string(), error);
        let history = vec![Arc::new(History { created, ..History::default() })];
        assert!(Image { history, ..Image::default() }.encode().is_err());
    }

    #[test]
    fn clones_share_their_history() {
        let image = Image { history: vec![Arc::default()], ..Image::default() };
        assert!(Arc::ptr_eq(&image.history[0], &image.clone().history[0]));
    }
}
