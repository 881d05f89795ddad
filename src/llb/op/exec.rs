//! Processes.

use std::rc::Rc;

use super::Inputs;
use super::mount::Mount;
use crate::go::sort;
use crate::llb::caps;
use crate::llb::caps::Needs;
use crate::llb::env::Env;
use crate::llb::graph::Output;
use crate::llb::wire::Writer;

/// One process, run on top of a root file system.
///
/// The mounts are ordered by their destination, secrets and SSH sockets last. Each writable bind
/// mount is an output, in that order; the root, mounted at `/`, is output 0.
///
/// Upstream: `client/llb/exec.go`.
#[must_use]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exec {
    /// The command and its arguments; not empty.
    pub args: Vec<String>,
    /// The environment.
    pub env: Rc<Env>,
    /// The working directory; not empty.
    pub cwd: String,
    /// The user, by name or number; empty is root.
    pub user: String,
    /// The name of the machine.
    pub hostname: String,
    /// The cgroup under which the process runs.
    pub cgroup_parent: String,
    /// Proxies, of which the cache key does not know.
    pub proxy: Option<ProxyEnv>,
    /// Lines for `/etc/hosts`.
    pub extra_hosts: Vec<HostIp>,
    /// Resource limits of the process.
    pub ulimits: Vec<Ulimit>,
    /// Exit codes that are no failure; empty is 0 only.
    pub valid_exit_codes: Vec<i32>,
    /// What network the process sees.
    pub network: NetworkMode,
    /// What the process may do.
    pub security: SecurityMode,
    /// What the process sees beside its root, and the root itself.
    pub mounts: Vec<Mount>,
    /// Secrets in environment variables.
    pub secret_env: Vec<SecretEnv>,
    /// Devices, by their CDI name.
    pub devices: Vec<CdiDevice>,
    /// Whether the solver sets `PATH` when nobody does, and so has to be told.
    pub needs_default_path: bool,
}

/// Proxy settings for a process.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProxyEnv {
    /// `http_proxy`
    pub http: String,
    /// `https_proxy`
    pub https: String,
    /// `ftp_proxy`
    pub ftp: String,
    /// `no_proxy`
    pub no: String,
    /// `all_proxy`
    pub all: String,
}

/// A line for `/etc/hosts`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostIp {
    /// The name.
    pub host: String,
    /// The address in its canonical text.
    pub ip: String,
}

/// A resource limit of a process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ulimit {
    /// Such as `nofile`.
    pub name: String,
    /// The limit.
    pub soft: i64,
    /// How far the process may raise it.
    pub hard: i64,
}

/// A secret in an environment variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretEnv {
    /// What the client calls it.
    pub id: String,
    /// The variable.
    pub name: String,
    /// Whether the build goes on without it.
    pub optional: bool,
}

/// A device, by its CDI name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CdiDevice {
    /// `vendor/class=name`
    pub name: String,
    /// Whether the build goes on without it.
    pub optional: bool,
}

/// What network a process sees.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NetworkMode {
    /// Its own.
    #[default]
    Sandbox,
    /// The host's.
    Host,
    /// None.
    None,
}

/// What a process may do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SecurityMode {
    /// What containers may.
    #[default]
    Sandbox,
    /// Everything.
    Insecure,
}

/// The index that the mount at `place` of `mounts` has among the outputs.
pub(in crate::llb) fn pick_outputs(mounts: &[Mount], place: usize) -> Option<u32> {
    if let [root] = mounts {
        return (place == 0 && root.has_output()).then_some(0);
    }
    let outputs = by_destination(mounts).into_iter().filter(|place| mounts[*place].has_output());
    u32::try_from(outputs.into_iter().position(|output| output == place)?).ok()
}

/// The places of all mounts but credentials, in the order in which they are written.
fn by_destination(mounts: &[Mount]) -> Vec<usize> {
    let mut places = Vec::with_capacity(mounts.len());
    places.extend((0..mounts.len()).filter(|place| !mounts[*place].is_credential()));
    sort::sort_by(&mut places, |left, right| mounts[*left].dest < mounts[*right].dest);
    places
}

impl Exec {
    /// The mounts as they are written: by destination, secrets and sockets last.
    fn ordered(&self) -> Vec<&Mount> {
        if let [root] = &self.mounts[..] {
            return vec![root];
        }
        let files = by_destination(&self.mounts).into_iter().map(|place| &self.mounts[place]);
        let is_secret = |mount: &&Mount| matches!(mount.kind, super::MountKind::Secret(_));
        let is_socket = |mount: &&Mount| matches!(mount.kind, super::MountKind::Ssh(_));
        let secrets = self.mounts.iter().filter(is_secret);
        files.chain(secrets).chain(self.mounts.iter().filter(is_socket)).collect()
    }

    pub(super) fn visits(&self) -> Vec<Output> {
        if let [root] = &self.mounts[..] {
            return root.source.into_iter().collect();
        }
        let mut outputs: Vec<Output> = Vec::new();
        for source in self.ordered().into_iter().filter_map(|mount| mount.source) {
            if !outputs.contains(&source) {
                outputs.push(source);
            }
        }
        outputs
    }

    pub(super) fn needs(&self) -> Needs {
        let mut needs = Needs::default();
        needs.add(caps::EXEC_META_BASE);
        needs.add_if(self.needs_default_path, caps::EXEC_META_SETS_DEFAULT_PATH);
        needs.add_if(!self.valid_exit_codes.is_empty(), caps::EXEC_VALID_EXIT_CODE);
        needs.add_if(!self.ulimits.is_empty(), caps::EXEC_META_ULIMIT);
        needs.add_if(self.network != NetworkMode::Sandbox, caps::EXEC_META_NETWORK);
        needs.add_if(self.security != SecurityMode::Sandbox, caps::EXEC_META_SECURITY);
        needs.add_if(self.proxy.is_some(), caps::EXEC_META_PROXY);
        needs.add_if(!self.devices.is_empty(), caps::EXEC_META_CDI);
        if !self.secret_env.is_empty() {
            needs.add(caps::EXEC_MOUNT_SECRET);
            needs.add(caps::EXEC_SECRET_ENV);
        }
        for mount in &self.mounts {
            mount.add_needs(&mut needs);
        }
        needs
    }

    pub(in crate::llb) fn write(&self, inputs: &mut Inputs<'_>, writer: &mut Writer) {
        writer.message(2, |exec| {
            exec.message(1, |meta| self.write_meta(meta));
            let mut outputs = 0;
            for mount in self.ordered() {
                mount.write(inputs, &mut outputs, exec);
            }
            exec.uint(3, self.network as u64);
            exec.uint(4, self.security as u64);
            for secret in &self.secret_env {
                exec.message(5, |body| {
                    body.string(1, &secret.id);
                    body.string(2, &secret.name);
                    body.boolean(3, secret.optional);
                });
            }
            for device in &self.devices {
                exec.message(6, |body| {
                    body.string(1, &device.name);
                    body.boolean(2, device.optional);
                });
            }
        });
    }

    fn write_meta(&self, meta: &mut Writer) {
        meta.strings(1, &self.args);
        for (key, value) in self.env.iter() {
            meta.joined(2, (key, b'=', value));
        }
        meta.string(3, &self.cwd);
        meta.string(4, &self.user);
        if let Some(proxy) = &self.proxy {
            meta.message(5, |body| proxy.write(body));
        }
        for line in &self.extra_hosts {
            meta.message(6, |body| {
                body.string(1, &line.host);
                body.string(2, &line.ip);
            });
        }
        meta.string(7, &self.hostname);
        for ulimit in &self.ulimits {
            meta.message(9, |body| {
                body.string(1, &ulimit.name);
                body.int(2, ulimit.soft);
                body.int(3, ulimit.hard);
            });
        }
        meta.string(10, &self.cgroup_parent);
        meta.boolean(11, true);
        if !self.valid_exit_codes.is_empty() {
            meta.packed(12, &self.valid_exit_codes);
        }
    }
}

impl ProxyEnv {
    fn write(&self, writer: &mut Writer) {
        let values = [&self.http, &self.https, &self.ftp, &self.no, &self.all];
        for (field, value) in (1..).zip(values) {
            writer.string(field, value);
        }
    }
}
