//! `RUN`.

use super::CommandLine;
use super::Device;
use super::InstructionErrorKind;
use super::flags::Flags;
use super::flags::Kind;
use super::mount;
use super::request::Request;

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

const FLAGS: [(&str, Kind); 4] = [
    ("mount", Kind::List),
    ("network", Kind::Text),
    ("security", Kind::Text),
    ("device", Kind::List),
];

impl Run {
    pub(super) fn parse(mut request: Request) -> Result<Self, InstructionErrorKind> {
        let mut flags = Flags::parse(std::mem::take(&mut request.flags), &FLAGS)?;
        let devices = flags.list("device");
        let devices = devices.iter().map(|value| Device::parse(value)).collect::<Result<_, _>>()?;
        let mounts = flags.list("mount").into_iter().map(mount::Unexpanded::parse);
        let mounts = mounts.collect::<Result<_, _>>()?;
        let network = flags.text("network").map_or(Ok(Network::default()), Network::parse)?;
        let security = flags.text("security").map_or(Ok(Security::default()), Security::parse)?;
        Ok(Self { command: CommandLine::new(request), mounts, network, security, devices })
    }
}

impl Network {
    fn parse(value: String) -> Result<Self, InstructionErrorKind> {
        match value.as_str() {
            "default" => Ok(Self::Default),
            "none" => Ok(Self::None),
            "host" => Ok(Self::Host),
            _ => Err(InstructionErrorKind::Network(value)),
        }
    }
}

impl Security {
    fn parse(value: String) -> Result<Self, InstructionErrorKind> {
        match value.as_str() {
            "sandbox" => Ok(Self::Sandbox),
            "insecure" => Ok(Self::Insecure),
            _ => Err(InstructionErrorKind::Security(value)),
        }
    }
}
