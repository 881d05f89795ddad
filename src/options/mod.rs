//! What was asked for: the options of one build.
//!
//! A [`Request`] is what the daemon hands over, in words; [`Options`] is what they mean. Everything
//! is read once, here, and everything that is wrong with an option is found here, in the order and
//! in the words of upstream.
//!
//! Upstream: `frontend/dockerui/config.go`, `attr.go`, `context.go`.

mod attest;
mod cache;
mod caps;
mod error;
mod hosts;
mod limits;
mod request;
#[cfg(test)]
mod tests;
mod ulimit;

use std::collections::BTreeMap;

use crate::go::case::equal_fold;
use crate::go::number;
use crate::image::Platform;
use crate::llb::HostIp;
use crate::llb::LinuxResources;
use crate::llb::NetworkMode;
use crate::llb::ProxyEnv;
use crate::llb::ResolveMode;
use crate::llb::Ulimit;
use crate::order::Collect as _;

pub use attest::AttestError;
pub use attest::Sbom;
pub use cache::CacheError;
pub use cache::CacheImport;
pub use caps::UnsupportedCap;
pub use error::OptionsError;
pub use hosts::HostsError;
pub use limits::LimitError;
pub use request::Request;
pub use request::Worker;
pub use ulimit::UlimitError;

/// The name of a local context, of its option, and of the input that replaces it.
pub const CONTEXT: &str = "context";

/// The options of one build.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The path of the Dockerfile in its source.
    pub filename: String,
    /// Which stage is built; empty for the last.
    pub target: String,
    /// The platforms that are built for; none for the daemon's own.
    pub target_platforms: Vec<Platform>,
    /// The platform that builds.
    pub build_platform: Platform,
    /// Is the result one of several platforms, even if it is only one?
    pub is_multi_platform: bool,
    /// `ARG` values.
    pub build_args: BTreeMap<String, String>,
    /// Labels of the image.
    pub labels: BTreeMap<String, String>,
    /// Which stages are built even if they are cached.
    pub no_cache: NoCache,
    /// Where results may be taken from.
    pub cache_imports: Vec<CacheImport>,
    /// Keeps the caches of one user from another's.
    pub cache_mount_namespace: String,
    /// When image references are looked up in the registry.
    pub resolve_mode: ResolveMode,
    /// Lines for `/etc/hosts`.
    pub extra_hosts: Vec<HostIp>,
    /// The network of steps that name none.
    pub network: NetworkMode,
    /// The name of the host.
    pub hostname: String,
    /// Bytes of `/dev/shm`; 0 for the daemon's own choice.
    pub shm_size: i64,
    /// Limits of processes.
    pub ulimits: Vec<Ulimit>,
    /// Limits of steps.
    pub resources: Option<LinuxResources>,
    /// The parent of the steps' cgroups.
    pub cgroup_parent: String,
    /// Who lists what is in the image.
    pub sbom: Option<Sbom>,
    /// What is said about lint rules, instead of what the Dockerfile says. Not read yet: upstream
    /// finds what is wrong with it last of all options.
    pub dockerfile_check: Option<String>,
    /// Where the build context is.
    pub context: ContextOptions,
    /// Values of `context:*`, by what follows.
    pub named_contexts: BTreeMap<String, String>,
    /// Values of `input-metadata:*`, by what follows.
    pub input_metadata: BTreeMap<String, String>,
    /// Values of `sharedkey:localdir:*`, by what follows.
    pub shared_keys: BTreeMap<String, String>,
    /// The question to be answered instead of building.
    pub subrequest: Option<String>,
    /// What the client needs and we do not have.
    pub unsupported_cap: Option<UnsupportedCap>,
    /// What selected this frontend, if a `# syntax` line did.
    pub cmdline: Option<String>,
    /// The frontend that shall build instead of this one, with its arguments.
    pub syntax: Option<String>,
    /// Every option, for a frontend that builds instead of this one.
    pub all: BTreeMap<String, String>,
    /// The session of the client.
    pub session: String,
    /// Sessions of single folders, by name.
    local_sessions: BTreeMap<String, String>,
}

/// Where the build context is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContextOptions {
    /// A URL; empty for a folder of the client.
    pub url: String,
    /// The folder of a remote context that is the context.
    pub subdir: Option<String>,
    /// The folder of the client that has the Dockerfile, wherever the context is.
    pub dockerfile: Option<String>,
    /// Is the `.git` folder wanted?
    pub keep_git_dir: bool,
}

/// Which stages are built even if they are cached.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum NoCache {
    /// None.
    #[default]
    Off,
    /// All.
    All,
    /// Those with these names.
    Stages(Vec<String>),
}

impl NoCache {
    /// Is a stage built even if it is cached?
    pub fn includes(&self, stage: &str) -> bool {
        match self {
            Self::Off => false,
            Self::All => true,
            Self::Stages(names) => names.iter().any(|name| equal_fold(name, stage)),
        }
    }
}

impl Options {
    /// Reads the options of a request. The first that is wrong is the error.
    pub fn parse(request: Request) -> Result<Self, OptionsError> {
        let Request { mut options, session, workers, .. } = request;
        refuse_removed(&options)?;
        let target_platforms = platforms(&options)?;
        let resolve_mode = resolve_mode(&options)?;
        let extra_hosts = hosts::parse(&options).map_err(OptionsError::Hosts)?;
        let shm_size = shm_size(&options)?;
        let ulimits = ulimit::parse(&options).map_err(OptionsError::Ulimit)?;
        let resources = limits::parse(&options).map_err(OptionsError::Limit)?;
        let network = network(&options)?;
        let no_cache = no_cache(&options);
        override_with(&mut options, "multi-platform", "build-arg:BUILDKIT_MULTI_PLATFORM");
        let is_multi_platform = is_multi_platform(&options, target_platforms.len())?;
        let cache_imports = cache::parse(&options)?;
        let sbom = attest::parse(&options)?;
        override_with(&mut options, "hostname", "build-arg:BUILDKIT_SANDBOX_HOSTNAME");
        Ok(Self {
            target_platforms,
            build_platform: build_platform(workers),
            is_multi_platform,
            no_cache,
            cache_imports,
            resolve_mode,
            extra_hosts,
            network,
            shm_size,
            ulimits,
            resources,
            sbom,
            session,
            ..Self::read(options)
        })
    }

    /// The options that cannot be wrong.
    fn read(options: BTreeMap<String, String>) -> Self {
        let text = |key| options.get(key).cloned().unwrap_or_default();
        let option = |key| options.get(key).cloned();
        let with = |prefix| starting_with(&options, prefix);
        Self {
            filename: option("filename").unwrap_or_else(|| "Dockerfile".to_owned()),
            target: text("target"),
            build_args: with("build-arg:"),
            labels: with("label:"),
            cache_mount_namespace: text("build-arg:BUILDKIT_CACHE_MOUNT_NS"),
            hostname: text("hostname"),
            cgroup_parent: text("cgroup-parent"),
            dockerfile_check: option("build-arg:BUILDKIT_DOCKERFILE_CHECK"),
            context: ContextOptions::read(&options),
            named_contexts: with("context:"),
            input_metadata: with("input-metadata:"),
            shared_keys: with("sharedkey:localdir:"),
            subrequest: option("requestid"),
            unsupported_cap: caps::check(&text("frontend.caps")),
            cmdline: option("cmdline"),
            syntax: option("build-arg:BUILDKIT_SYNTAX"),
            local_sessions: with("local-sessionid:"),
            all: options,
            ..Self::default()
        }
    }

    /// The session that has a folder.
    pub fn session_of(&self, folder: &str) -> &str {
        self.local_sessions.get(folder).unwrap_or(&self.session)
    }

    /// Proxies among the build arguments; spelled in lower case, they win.
    pub fn proxy(&self) -> Option<ProxyEnv> {
        let mut proxy = ProxyEnv::default();
        let mut is_set = false;
        for (key, value) in &self.build_args {
            let field = match key.to_ascii_lowercase().as_str() {
                "http_proxy" => &mut proxy.http,
                "https_proxy" => &mut proxy.https,
                "ftp_proxy" => &mut proxy.ftp,
                "no_proxy" => &mut proxy.no,
                "all_proxy" => &mut proxy.all,
                _ => continue,
            };
            field.clone_from(value);
            is_set = true;
        }
        is_set.then_some(proxy)
    }

    /// Is the commit's time wanted for files from git?
    pub fn has_epoch(&self) -> bool {
        self.build_args.get("SOURCE_DATE_EPOCH").is_some_and(|epoch| !epoch.is_empty())
    }
}

impl ContextOptions {
    fn read(options: &BTreeMap<String, String>) -> Self {
        let option = |key: &str| options.get(key).cloned();
        let key = option("contextkey").unwrap_or_else(|| CONTEXT.to_owned());
        let keep = option("build-arg:BUILDKIT_CONTEXT_KEEP_GIT_DIR").unwrap_or_default();
        Self {
            url: option(&key).unwrap_or_default(),
            subdir: option("contextsubdir"),
            dockerfile: option("dockerfilekey"),
            keep_git_dir: number::parse_bool(&keep).unwrap_or_default(),
        }
    }
}

/// An option's value; that of an option that is not there is empty.
fn value<'a>(options: &'a BTreeMap<String, String>, key: &str) -> &'a str {
    options.get(key).map_or("", String::as_str)
}

fn starting_with(options: &BTreeMap<String, String>, prefix: &str) -> BTreeMap<String, String> {
    let rest = |(key, value): (&String, &String)| {
        Some((key.strip_prefix(prefix)?.to_owned(), value.clone()))
    };
    options.iter().filter_map(rest).into_map()
}

/// Sets an option from a build argument. A frontend that builds instead of this one sees it too.
fn override_with(options: &mut BTreeMap<String, String>, key: &str, argument: &str) {
    if let Some(value) = options.get(argument).filter(|value| !value.is_empty()).cloned() {
        options.insert(key.to_owned(), value);
    }
}

fn refuse_removed(options: &BTreeMap<String, String>) -> Result<(), OptionsError> {
    if !value(options, "override-copy-image").is_empty() {
        return Err(OptionsError::Removed("\"override-copy-image\""));
    }
    match number::parse_bool(value(options, "build-arg:BUILDKIT_DISABLE_FILEOP")) {
        Ok(true) => Err(OptionsError::Removed("\"BUILDKIT_DISABLE_FILEOP\" build-arg")),
        _ => Ok(()),
    }
}

fn platforms(options: &BTreeMap<String, String>) -> Result<Vec<Platform>, OptionsError> {
    let text = value(options, "platform");
    let parse = |text: &str| match Platform::parse(text) {
        Ok(platform) => Ok(platform.normalize()),
        Err(why) => Err(OptionsError::Platform { text: text.to_owned(), why }),
    };
    if text.is_empty() { Ok(Vec::new()) } else { text.split(',').map(parse).collect() }
}

/// The first platform of the first worker, as it says itself.
fn build_platform(workers: Vec<Worker>) -> Platform {
    let first = workers.into_iter().next().and_then(|worker| worker.platforms.into_iter().next());
    first.unwrap_or_else(|| Platform::host().normalize())
}

fn resolve_mode(options: &BTreeMap<String, String>) -> Result<ResolveMode, OptionsError> {
    match value(options, "image-resolve-mode") {
        "" | "default" => Ok(ResolveMode::Default),
        "pull" => Ok(ResolveMode::ForcePull),
        "local" => Ok(ResolveMode::PreferLocal),
        mode => Err(OptionsError::ResolveMode(mode.to_owned())),
    }
}

fn shm_size(options: &BTreeMap<String, String>) -> Result<i64, OptionsError> {
    match value(options, "shm-size") {
        "" => Ok(0),
        size => number::parse_int(size, 10, 64).map_err(OptionsError::ShmSize),
    }
}

fn network(options: &BTreeMap<String, String>) -> Result<NetworkMode, OptionsError> {
    match value(options, "force-network-mode") {
        "" | "sandbox" => Ok(NetworkMode::Sandbox),
        "host" => Ok(NetworkMode::Host),
        "none" => Ok(NetworkMode::None),
        mode => Err(OptionsError::Network(mode.to_owned())),
    }
}

fn no_cache(options: &BTreeMap<String, String>) -> NoCache {
    match options.get("no-cache").map(String::as_str) {
        None => NoCache::Off,
        Some("") => NoCache::All,
        Some(names) => NoCache::Stages(names.split(',').map(str::to_owned).collect()),
    }
}

fn is_multi_platform(
    options: &BTreeMap<String, String>,
    platforms: usize,
) -> Result<bool, OptionsError> {
    let text = value(options, "multi-platform");
    if text.is_empty() {
        return Ok(platforms > 1);
    }
    match number::parse_bool(text) {
        Ok(false) if platforms > 1 => Err(OptionsError::PlatformConflict),
        Ok(wanted) => Ok(wanted),
        Err(_) => Err(OptionsError::MultiPlatform(text.to_owned())),
    }
}
