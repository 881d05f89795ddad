//! What is asked for beside the Dockerfile itself.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::rc::Rc;

use crate::dockerfile::lint;
use crate::image::Platform;
use crate::llb::Caps;
use crate::llb::Definition;
use crate::llb::HostIp;
use crate::llb::LinuxResources;
use crate::llb::NetworkMode;
use crate::llb::ResolveMode;
use crate::llb::SourceInfo;
use crate::llb::Ulimit;

/// What one conversion needs to know that is not in the Dockerfile.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// The Dockerfile as a source of locations.
    pub source: SourceInfo,
    /// What the solver accepts; some instructions become other operations without it.
    pub caps: Caps,
    /// `build-arg:`
    pub build_args: BTreeMap<String, String>,
    /// `label:`
    pub labels: BTreeMap<String, String>,
    /// The stage to build; empty is the last one.
    pub target: String,
    /// The platform to build for; `None` is that of the worker.
    pub platform: Option<Platform>,
    /// The platforms of the worker, the preferred one first; at least one.
    pub build_platforms: Vec<Platform>,
    /// Whether the result is a list of platforms, which shows in the names of steps.
    pub multi_platform: bool,
    /// Steps that run even if they are cached.
    pub no_cache: NoCache,
    /// When image references are looked up.
    pub resolve_mode: ResolveMode,
    /// What processes see of network, machine and limits.
    pub sandbox: Sandbox,
    /// Put before the names of caches (`BUILDKIT_CACHE_MOUNT_NS`).
    pub cache_namespace: String,
    /// Which rules are checked, if that is not left to the Dockerfile.
    pub check: Option<lint::Config>,
    /// Where the files are that are copied.
    pub context: MainContext,
    /// The names that stand for other contexts, as they are looked up.
    pub named_contexts: BTreeSet<String>,
}

/// What processes see of network, machine and limits.
#[derive(Clone, Debug, Default)]
pub struct Sandbox {
    /// `force-network-mode`
    pub network: NetworkMode,
    /// `hostname`
    pub hostname: String,
    /// `add-hosts`
    pub extra_hosts: Vec<HostIp>,
    /// `shm-size`, bytes; 0 is the daemon's own.
    pub shm_size: i64,
    /// `ulimit`
    pub ulimits: Vec<Ulimit>,
    /// `cgroup-parent`
    pub cgroup_parent: String,
    /// `memory`, `cpushares`, …
    pub resources: Option<LinuxResources>,
}

/// Steps that run even if they are cached.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum NoCache {
    /// None.
    #[default]
    Never,
    /// All.
    Always,
    /// Those of some stages, in whatever case their names are.
    Stages(Vec<String>),
}

impl NoCache {
    pub(super) fn covers(&self, stage: &str) -> bool {
        match self {
            Self::Never => false,
            Self::Always => true,
            Self::Stages(names) => names.iter().any(|name| name.eq_ignore_ascii_case(stage)),
        }
    }
}

/// Where the files are that are copied without `--from`.
#[derive(Clone, Debug)]
pub enum MainContext {
    /// A folder of the client, in the session with this id. Only what is used is sent.
    Local {
        /// `local.session`
        session: String,
        /// Whether `.dockerignore` is read from it. What stands in for it was found already.
        ignore: Ignore,
    },
    /// The result of a graph: a repository, an archive, an input.
    Fetched(Rc<Definition>),
}

/// Where the patterns of files that are left out come from.
#[derive(Clone, Debug, Default)]
pub enum Ignore {
    /// `.dockerignore` of the context, which is asked for.
    #[default]
    Context,
    /// A file beside the Dockerfile, with its name.
    Beside {
        /// Such as `Dockerfile.dockerignore`.
        name: String,
        /// Its content.
        data: Rc<[u8]>,
    },
}

impl Default for MainContext {
    fn default() -> Self {
        Self::Local { session: String::new(), ignore: Ignore::Context }
    }
}
