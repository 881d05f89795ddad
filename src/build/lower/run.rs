//! Processes, and what they see beside the files of their container.

use std::rc::Rc;

use super::Lowering;
use super::Place;
use super::State;
use super::Tree;
use super::files;
use super::state::Mounted;
use super::state::absolute;
use crate::build::error::BuildError;
use crate::build::error::BuildErrorKind;
use crate::build::mount::Cache;
use crate::build::mount::Credential;
use crate::build::mount::Mount;
use crate::build::mount::MountKind;
use crate::build::origin::Origin;
use crate::build::step::Command;
use crate::build::step::Run;
use crate::go::ip;
use crate::go::path;
use crate::image::DEFAULT_PATH;
use crate::image::Image;
use crate::llb;
use crate::llb::Action;
use crate::llb::Constraints;
use crate::llb::Exec;
use crate::llb::File;
use crate::llb::HostIp;
use crate::llb::MkDir;
use crate::llb::Output;
use crate::llb::SecretEnv;
use crate::llb::SecurityMode;
use crate::llb::User;

/// A mount on its way into a process.
struct Seen<'s> {
    mount: &'s Mount,
    tree: Option<&'s Tree>,
    /// Whether what the process changes is seen by those that follow.
    is_kept: bool,
}

impl Lowering<'_> {
    /// Runs a process.
    pub(super) fn run(
        &mut self,
        run: &Run,
        place: &Place<'_>,
        state: &mut State,
    ) -> Result<(), BuildError> {
        let origin = place.origin;
        let args = arguments(run, &state.image);
        if args.is_empty() {
            return Err(BuildErrorKind::NoCommand.at(origin));
        }
        let mut exec = self.exec(run, args, origin, state)?;
        let dir = exec.cwd.clone();
        let mut carried = Vec::new();
        for (place, mounted) in state.mounts.iter().enumerate() {
            if mounted.tree.is_some() {
                carried.push((place, exec.mounts.len()));
            }
            let seen = Seen { mount: &mounted.mount, tree: mounted.tree.as_ref(), is_kept: true };
            self.add_mount(&seen, (&dir, origin), &mut exec)?;
        }
        for mount in &run.mounts {
            let tree = match mount.source() {
                Some(source) => Some(self.prepared(source)?),
                None => None,
            };
            let seen = Seen { mount, tree: tree.as_ref(), is_kept: false };
            self.add_mount(&seen, (&dir, origin), &mut exec)?;
        }
        self.set_env(run, &mut exec, state);
        let text = match &run.name {
            Some(name) => name.clone(),
            None => format!("RUN {}", exec.args.join(" ")),
        };
        let mut constraints =
            self.step_constraints(&text, place).platform(Rc::clone(&state.platform));
        if run.no_cache {
            constraints = constraints.ignore_cache(true);
        }
        if let Some(resources) = &self.request.options.resources
            && self.request.caps.supports("exec.meta.linux.resources")
        {
            constraints = constraints.linux_resources(resources.clone());
        }
        let outputs = self.graph.exec(&exec, constraints);
        state.root = outputs.root();
        for (mount, index) in carried {
            if let (Some(output), Some(tree)) =
                (outputs.mount(index), state.mounts[mount].tree.as_mut())
            {
                tree.root = Some(output);
                tree.context = None;
            }
        }
        state.image.record(format!("RUN {} # buildkit", exec.args.join(" ")), true, self.epoch());
        Ok(())
    }

    fn exec(
        &self,
        run: &Run,
        args: Vec<String>,
        origin: &Origin,
        state: &State,
    ) -> Result<Exec, BuildError> {
        let (options, caps) = (&self.request.options, &self.request.caps);
        let mut extra_hosts = options.extra_hosts.clone();
        extra_hosts.extend(hosts(&run.hosts, origin)?);
        let secret_env = run.secret_env.iter().map(|secret| SecretEnv {
            id: secret.id.clone(),
            name: secret.name.clone(),
            optional: secret.optional,
        });
        let has = |cap: &str| caps.supports(cap);
        Ok(Exec {
            args,
            cwd: run.dir.as_ref().map_or_else(|| state.dir(), |dir| state.absolute(dir)),
            user: run.user.clone().unwrap_or_else(|| state.image.config.user.clone()),
            hostname: run.hostname.clone().unwrap_or_else(|| options.hostname.clone()),
            cgroup_parent: if has("exec.meta.cgroup.parent") {
                options.cgroup_parent.clone()
            } else {
                String::new()
            },
            proxy: options.proxy(),
            extra_hosts,
            ulimits: if has("exec.meta.ulimit") { options.ulimits.clone() } else { Vec::new() },
            valid_exit_codes: run.exit_codes.clone(),
            network: run.network.unwrap_or(options.network),
            security: if run.insecure { SecurityMode::Insecure } else { SecurityMode::Sandbox },
            mounts: vec![llb::Mount::bind("/", state.root)],
            secret_env: secret_env.collect(),
            ..Exec::default()
        })
    }

    fn set_env(&self, run: &Run, exec: &mut Exec, state: &State) {
        let caps = &self.request.caps;
        let size = self.request.options.shm_size;
        if size > 0 && caps.supports("exec.mount.tmpfs.size") {
            exec.mounts.push(llb::Mount::tmpfs("/dev/shm", size));
        }
        let mut env = state.env();
        for (name, value) in &run.env {
            env.set(name, value);
        }
        let is_socket = |mount: &&llb::Mount| matches!(mount.kind(), llb::MountKind::Ssh(_));
        if let Some(socket) = exec.mounts.iter().find(is_socket)
            && env.get("SSH_AUTH_SOCK").is_none()
        {
            env.set("SSH_AUTH_SOCK", socket.dest());
        }
        exec.needs_default_path = caps.supports("exec.meta.setsdefaultpath");
        if !exec.needs_default_path && state.platform.os != "windows" && env.get("PATH").is_none() {
            env.set("PATH", DEFAULT_PATH);
        }
        exec.env = Rc::new(env);
    }

    /// Mounts something in all processes that follow.
    pub(super) fn mount(&mut self, mount: &Mount, state: &mut State) -> Result<(), BuildError> {
        let tree = match mount.source() {
            Some(source) => Some(self.prepared(source)?),
            None => None,
        };
        let is_bind = matches!(mount.kind, MountKind::Bind { .. });
        let at = state.absolute(&mount.at);
        state.mounts.retain(|mounted| mounted.at != at);
        let mount = Mount { at: at.clone(), kind: mount.kind.clone() };
        // What a cache begins as is no longer in it once somebody used it.
        let tree = if is_bind { tree } else { tree.map(|tree| Tree { context: None, ..tree }) };
        state.mounts.push(Mounted { at, mount, tree });
        Ok(())
    }

    fn add_mount(
        &mut self,
        seen: &Seen<'_>,
        (dir, origin): (&str, &Origin),
        exec: &mut Exec,
    ) -> Result<(), BuildError> {
        let Seen { mount, tree, .. } = *seen;
        let target = absolute(dir, &mount.at);
        if target == "/" && !mount.at.is_empty() {
            return Err(BuildErrorKind::MountTarget(mount.at.clone()).at(origin));
        }
        if let Some(tree) = tree {
            self.use_path(tree, "/");
        }
        let mounted = match &mount.kind {
            MountKind::Bind { writable, .. } => self.bind(&target, seen, *writable),
            MountKind::Cache(cache) => self.cache(&target, cache, tree, origin)?,
            MountKind::Tmpfs { size } => llb::Mount::tmpfs(&target, *size),
            MountKind::Secret(secret) => {
                return add_secret(secret, (&mount.at, &target), origin, exec);
            }
            MountKind::Ssh(agent) => {
                let target = socket(&mount.at, &target, exec);
                let agent = credential(agent, 0o600, origin)?;
                llb::Mount::ssh(&target, agent)
            }
        };
        exec.mounts.push(mounted);
        Ok(())
    }

    /// Files. What a process changes in them is kept only where processes that follow see it.
    fn bind(&self, target: &str, seen: &Seen<'_>, writable: bool) -> llb::Mount {
        let mut mounted = llb::Mount::bind(target, seen.tree.and_then(|tree| tree.root));
        if let Some(tree) = seen.tree.filter(|tree| tree.path != "/") {
            mounted = mounted.selector(&tree.path);
        }
        let can_drop = self.request.caps.supports("exec.mount.bind.readwrite-nooutput");
        match (writable, seen.is_kept) {
            (false, _) => mounted.readonly(),
            (true, false) if can_drop => mounted.no_output(),
            (true, _) => mounted,
        }
    }

    fn cache(
        &mut self,
        target: &str,
        cache: &Cache,
        tree: Option<&Tree>,
        origin: &Origin,
    ) -> Result<llb::Mount, BuildError> {
        let id = format!("{}/{}", self.request.options.cache_mount_namespace, cache.id);
        let mut source = tree.and_then(|tree| tree.root);
        let mut selector = tree.map(|tree| tree.path.clone()).filter(|path| path != "/");
        if selector.is_none() && (cache.owner.is_some() || cache.mode.is_some()) {
            source = Some(self.owned_folder(cache, source, origin)?);
            selector = Some("/cache".to_owned());
        }
        let mount = llb::Mount::cache(target, source, &id, cache.sharing);
        Ok(match selector {
            Some(selector) => mount.selector(&selector),
            None => mount,
        })
    }

    /// A cache that begins as a folder of somebody.
    fn owned_folder(
        &mut self,
        cache: &Cache,
        source: Option<Output>,
        origin: &Origin,
    ) -> Result<Output, BuildError> {
        let owner = cache.owner.as_deref().map(|owner| files::owner(owner, origin)).transpose()?;
        let folder = MkDir {
            path: "/cache".to_owned(),
            mode: cache.mode.unwrap_or(0o755) & 0o777,
            owner,
            ..MkDir::default()
        };
        let constraints = Constraints::named("[internal] setting cache mount permissions");
        Ok(self.graph.file(File::on(source).then(Action::MkDir(folder)), constraints))
    }
}

/// Lines for `/etc/hosts`.
pub(super) fn hosts(
    hosts: &[(String, String)],
    origin: &Origin,
) -> Result<Vec<HostIp>, BuildError> {
    let line = |(host, address): &(String, String)| {
        let ip = ip::canonical(address);
        let ip = ip.ok_or_else(|| BuildErrorKind::Address(address.clone()).at(origin))?;
        Ok(HostIp { host: host.clone(), ip })
    };
    hosts.iter().map(line).collect()
}

/// What is run, word by word.
fn arguments(run: &Run, image: &Image) -> Vec<String> {
    let default: &[&str] =
        if image.platform.os == "windows" { &["cmd", "/S", "/C"] } else { &["/bin/sh", "-c"] };
    match &run.command {
        Command::Exec(args) => args.clone(),
        Command::Shell(line) => {
            let mut args = run.shell.clone().unwrap_or_else(|| image.config.shell.clone());
            if args.is_empty() {
                args = default.iter().map(|word| (*word).to_owned()).collect();
            }
            args.push(line.clone());
            args
        }
    }
}

fn add_secret(
    secret: &Credential,
    (at, target): (&str, &str),
    origin: &Origin,
    exec: &mut Exec,
) -> Result<(), BuildError> {
    let target = match (at, &secret.env) {
        ("", Some(_)) => None,
        ("", None) => Some(format!("/run/secrets/{}", path::base(&secret.id))),
        _ => Some(target.to_owned()),
    };
    if let Some(target) = target {
        exec.mounts.push(llb::Mount::secret(&target, credential(secret, 0o400, origin)?));
    }
    if let Some(name) = &secret.env {
        let (id, name, optional) = (secret.id.clone(), name.clone(), secret.optional);
        exec.secret_env.push(SecretEnv { id, name, optional });
    }
    Ok(())
}

/// Where the socket of an agent is.
fn socket(at: &str, target: &str, exec: &Exec) -> String {
    if !at.is_empty() {
        return target.to_owned();
    }
    let is_socket = |mount: &&llb::Mount| matches!(mount.kind(), llb::MountKind::Ssh(_));
    format!("/run/buildkit/ssh_agent.{}", exec.mounts.iter().filter(is_socket).count())
}

fn credential(
    credential: &Credential,
    mode: u32,
    origin: &Origin,
) -> Result<llb::Credential, BuildError> {
    let owner = credential.owner.as_deref().unwrap_or("0");
    let parsed = files::owner(owner, origin)?;
    let number = |user: Option<User>| match user {
        None => Ok(0),
        Some(User::Id(id)) => Ok(id),
        Some(User::Name(_)) => Err(BuildErrorKind::NumericOwner(owner.to_owned()).at(origin)),
    };
    Ok(llb::Credential {
        id: credential.id.clone(),
        uid: number(parsed.user)?,
        gid: number(parsed.group)?,
        mode: credential.mode.unwrap_or(mode),
        optional: credential.optional,
    })
}
