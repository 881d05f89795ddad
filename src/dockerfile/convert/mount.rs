//! `RUN --mount`.
//!
//! Upstream: `dockerfile2llb/convert_runmount.go`, `convert_secrets.go`, `convert_ssh.go`.

use thiserror::Error;

use super::build::Build;
use super::check;
use super::error::ConvertErrorKind;
use super::outline::Wanted;
use super::stage::Place;
use super::stage::Stage;
use crate::dockerfile::instruction::Run;
use crate::dockerfile::instruction::mount;
use crate::dockerfile::instruction::mount::MountKind;
use crate::dockerfile::instruction::mount::Sharing;
use crate::go::path;
use crate::go::quote::quote;
use crate::llb;
use crate::llb::Action;
use crate::llb::CacheSharing;
use crate::llb::Constraints;
use crate::llb::Credential;
use crate::llb::Exec;
use crate::llb::File;
use crate::llb::MkDir;
use crate::llb::Mount;
use crate::llb::Output;
use crate::llb::Owner;
use crate::llb::SecretEnv;
use crate::llb::User;

/// Why something cannot be mounted.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum MountError {
    /// `--mount=from=` of a stage that comes later.
    #[error(
        "cannot mount from stage {} to {}, stage needs to be defined before current command",
        quote(.from),
        quote(.target)
    )]
    LaterStage {
        /// As written.
        from: String,
        /// Where to.
        target: String,
    },
    /// A mount in the place of the root.
    #[error("invalid mount target {}", quote(.0))]
    Target(String),
    /// A secret without a name.
    #[error("one of source, target required")]
    NamelessSecret,
    /// An agent with a source.
    #[error("ssh does not support source")]
    SshSource,
}

/// The mounts of an instruction, variables expanded.
pub(super) struct Mounts(Vec<mount::Mount>);

impl Mounts {
    /// The variables that carry secrets.
    pub(super) fn secret_variables(&self) -> Vec<&str> {
        let secrets = self.0.iter().filter(|mount| mount.kind == MountKind::Secret);
        secrets.filter_map(|mount| mount.env.as_deref()).collect()
    }
}

/// Expands the variables of all mounts.
pub(super) fn expand(
    run: &Run,
    place: &Place<'_>,
    stage: &Stage,
    build: &mut Build<'_>,
) -> Result<Mounts, ConvertErrorKind> {
    let mut mounts = Vec::new();
    for mount in &run.mounts {
        let mut expand = |word: &str| match build.lexer.process_word(word, &*stage.state.env) {
            Ok(expanded) => {
                check::undefined(&expanded.names, place.origin, stage, build.linter);
                Ok(expanded.text)
            }
            Err(error) => {
                check::undefined(&error.names, place.origin, stage, build.linter);
                Err(error)
            }
        };
        mounts.push(mount.expand(&mut expand).map_err(ConvertErrorKind::from)?);
    }
    Ok(Mounts(mounts))
}

/// Adds the mounts to a process.
pub(super) fn add(
    mounts: &Mounts,
    place: &Place<'_>,
    stage: &mut Stage,
    build: &mut Build<'_>,
    exec: &mut Exec,
) -> Result<(), ConvertErrorKind> {
    for (index, mount) in mounts.0.iter().enumerate() {
        let mut source = build.context;
        let is_cache = mount.kind == MountKind::Cache;
        if is_cache || !mount.from.is_empty() {
            let source_stage = place.sources.get(index);
            let Some(done) = source_stage.and_then(|source| build.done[source.0].as_ref()) else {
                let (from, target) = (mount.from.clone(), mount.target.clone());
                return Err(MountError::LaterStage { from, target }.into());
            };
            source = done.state.root;
            let owner = done.owner;
            if matches!(mount.kind, MountKind::Bind | MountKind::Cache | MountKind::Tmpfs) {
                build.used_of[owner.0].add(&mount.source);
            }
        }
        match mount.kind {
            MountKind::Secret => {
                let id = add_secret(mount, exec)?;
                stage.uses.secrets.push(wanted(mount, &id, place));
            }
            MountKind::Ssh => {
                add_agent(mount, exec)?;
                let id = if mount.id.is_empty() { "default" } else { &mount.id };
                stage.uses.agents.push(wanted(mount, id, place));
            }
            _ => add_files(mount, source, stage, build, exec)?,
        }
    }
    Ok(())
}

fn add_files(
    mount: &mount::Mount,
    mut source: Option<Output>,
    stage: &Stage,
    build: &mut Build<'_>,
    exec: &mut Exec,
) -> Result<(), ConvertErrorKind> {
    let target = target(mount, stage)?;
    let selector = path::join(&["/", &mount.source]);
    let mut selected = (selector != "/").then_some(selector.as_str());
    if mount.kind == MountKind::Tmpfs {
        source = None;
    }
    let has_owner = mount.uid.is_some() || mount.gid.is_some() || mount.mode.is_some();
    if selected.is_none() && has_owner {
        source = Some(owned_folder(mount, source, build));
        selected = Some("/cache");
    }
    let mut mounted = match mount.kind {
        MountKind::Tmpfs => Mount::tmpfs(&target, mount.size),
        MountKind::Cache => {
            let id = if mount.id.is_empty() { &path::clean(&mount.target) } else { &mount.id };
            let id = format!("{}/{id}", build.request.options.cache_mount_namespace);
            Mount::cache(&target, source, &id, sharing(mount.sharing))
        }
        _ => Mount::bind(&target, source),
    };
    if mount.read_only {
        mounted = mounted.readonly();
    } else if mount.kind == MountKind::Bind
        && build.request.caps.supports("exec.mount.bind.readwrite-nooutput")
    {
        mounted = mounted.no_output();
    }
    if let Some(selector) = selected {
        mounted = mounted.selector(selector);
    }
    exec.mounts.push(mounted);
    if mount.from.is_empty() && mount.kind != MountKind::Cache {
        build.used.add(&mount.source);
    }
    Ok(())
}

/// Where something is mounted: absolute, and not in the place of the root.
fn target(mount: &mount::Mount, stage: &Stage) -> Result<String, MountError> {
    let target = if mount.target.starts_with('/') {
        mount.target.clone()
    } else {
        path::join(&["/", &stage.state.dir, &mount.target])
    };
    if target == "/" { Err(MountError::Target(target)) } else { Ok(target) }
}

/// A cache that begins as a folder of somebody.
fn owned_folder(mount: &mount::Mount, source: Option<Output>, build: &mut Build<'_>) -> Output {
    let id = |id: Option<u32>| Some(User::Id(id.unwrap_or_default()));
    let folder = MkDir {
        path: "/cache".to_owned(),
        mode: mount.mode.unwrap_or(0o755) & 0o777,
        owner: Some(Owner { user: id(mount.uid), group: id(mount.gid) }),
        ..MkDir::default()
    };
    let constraints = Constraints::named("[internal] setting cache mount permissions");
    build.graph.file(File::on(source).then(Action::MkDir(folder)), constraints)
}

const fn sharing(sharing: Option<Sharing>) -> CacheSharing {
    match sharing {
        None | Some(Sharing::Shared) => CacheSharing::Shared,
        Some(Sharing::Private) => CacheSharing::Private,
        Some(Sharing::Locked) => CacheSharing::Locked,
    }
}

/// Adds a secret; the result is its name.
fn add_secret(mount: &mount::Mount, exec: &mut Exec) -> Result<String, MountError> {
    let named = [&mount.source, &mount.id].into_iter().find(|id| !id.is_empty());
    let id = match named {
        Some(id) => id.clone(),
        None if mount.target.is_empty() => return Err(MountError::NamelessSecret),
        None => path::base(&mount.target).to_owned(),
    };
    let target = match (&mount.env, mount.target.as_str()) {
        (Some(_), "") => None,
        (None, "") => Some(format!("/run/secrets/{}", path::base(&id))),
        (_, target) => Some(target.to_owned()),
    };

    if let Some(target) = target {
        exec.mounts.push(Mount::secret(&target, credential(mount, &id, 0o400)));
    }
    if let Some(name) = &mount.env {
        let (id, name) = (id.clone(), name.clone());
        exec.secret_env.push(SecretEnv { id, name, optional: !mount.required });
    }
    Ok(id)
}

fn add_agent(mount: &mount::Mount, exec: &mut Exec) -> Result<(), MountError> {
    if !mount.source.is_empty() {
        return Err(MountError::SshSource);
    }
    let target = match mount.target.as_str() {
        "" => {
            let before = exec.mounts.iter().filter(|mount| is_socket(mount)).count();
            format!("/run/buildkit/ssh_agent.{before}")
        }
        target => target.to_owned(),
    };
    exec.mounts.push(Mount::ssh(&target, credential(mount, &mount.id, 0o600)));
    Ok(())
}

fn wanted(mount: &mount::Mount, id: &str, place: &Place<'_>) -> Wanted {
    Wanted { id: id.to_owned(), required: mount.required, lines: place.origin.lines }
}

fn credential(mount: &mount::Mount, id: &str, mode: u32) -> Credential {
    Credential {
        id: id.to_owned(),
        uid: mount.uid.unwrap_or_default(),
        gid: mount.gid.unwrap_or_default(),
        mode: mount.mode.unwrap_or(mode),
        optional: !mount.required,
    }
}

fn is_socket(mount: &Mount) -> bool {
    matches!(mount.kind(), llb::MountKind::Ssh(_))
}

/// Where the first agent's socket is.
pub(super) fn first_socket(mounts: &[Mount]) -> Option<String> {
    mounts.iter().find(|mount| is_socket(mount)).map(|mount| mount.dest().to_owned())
}
