//! `HEALTHCHECK`.

/// `HEALTHCHECK [--interval=] [--timeout=] [--start-period=] [--start-interval=] [--retries=] CMD <command>`
///
/// Says how to find out whether a container works. `HEALTHCHECK NONE` takes back what an image
/// said. Durations are nanoseconds, 0 where nothing is said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Healthcheck {
    /// `NONE`, or `CMD` with the command, or `CMD-SHELL` with one string.
    pub test: Vec<String>,
    /// Between two checks.
    pub interval: i64,
    /// Until a check has failed.
    pub timeout: i64,
    /// Until failed checks count.
    pub start_period: i64,
    /// Between two checks in that time.
    pub start_interval: i64,
    /// How many failures in a row count.
    pub retries: i32,
}
