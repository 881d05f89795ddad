//! The image configuration.

use crate::spec::schema::Map;
use crate::spec::schema::Nullable;
use crate::spec::schema::record;

record! {
    /// A change of the image configuration: maps are merged and `null` takes a key away, lists
    /// replace those there are.
    Config {
        /// The user of processes.
        "user" user: Option<String>,
        /// Their directory, from the one before. It is made if it is not there.
        "workdir" workdir: Option<String>,
        /// What is always run. The `cmd` that was meant for another entrypoint goes.
        "entrypoint" entrypoint: Option<Vec<String>>,
        /// The command, or the arguments of the entrypoint.
        "cmd" cmd: Option<Vec<String>>,
        /// Variables.
        "env" env: Option<Map<Nullable>>,
        /// Labels.
        "labels" labels: Option<Map<Nullable>>,
        /// Ports: `80`, `80/udp`, `8000-8010`.
        "expose" expose: Option<Vec<String>>,
        /// Folders that get a volume.
        "volumes" volumes: Option<Vec<String>>,
        /// The signal that ends the command.
        "stop_signal" stop_signal: Option<String>,
        /// How to see that a container is well.
        "healthcheck" healthcheck: Option<Healthcheck>,
        /// The shell of lines.
        "shell" shell: Option<Vec<String>>,
        /// Instructions for those who build on the image.
        "onbuild" onbuild: Option<Vec<String>>,
    }
}

record! {
    /// How to see that a container is well. Times are written as `30s` or `1m30s`.
    Healthcheck {
        /// `["NONE"]`, `["CMD", …]` or `["CMD-SHELL", line]`.
        "test" test: Vec<String>,
        /// Time between checks.
        "interval" interval: Option<String>,
        /// Time after which a check has failed.
        "timeout" timeout: Option<String>,
        /// Time in which failures do not count.
        "start_period" start_period: Option<String>,
        /// Time between checks in that time.
        "start_interval" start_interval: Option<String>,
        /// How many failures in a row it takes.
        "retries" retries: Option<i64>,
    }
}
