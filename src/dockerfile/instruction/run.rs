//! `RUN`.

use super::CommandLine;
use super::mount;

/// `RUN [--mount=]... [--network=] [--security=] [--device=]... <command>`
///
/// Runs a process in the root file system built so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// The process.
    pub command: CommandLine,
    /// The values of `--mount`. They are read again once variables are known.
    pub mounts: Vec<mount::Unexpanded>,
    /// The network it may use.
    pub network: Network,
    /// What it may do.
    pub security: Security,
    /// The devices it may use.
    pub devices: Vec<Device>,
}

/// The value of `--network`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Network {
    /// What the build as a whole has.
    #[default]
    Default,
    /// None.
    None,
    /// That of the machine.
    Host,
}

/// The value of `--security`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Security {
    /// What the sandbox allows.
    #[default]
    Sandbox,
    /// Everything.
    Insecure,
}

/// The value of `--device`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Device {
    /// Its name.
    pub name: String,
    /// Whether the build fails without it.
    pub required: bool,
}
