//! Steps and mounts.

use super::Planner;
use crate::build;
use crate::build::Credential;
use crate::build::MountKind;
use crate::build::Origin;
use crate::build::SecretVariable;
use crate::llb::CacheSharing;
use crate::llb::NetworkMode;
use crate::spec::document::Command;
use crate::spec::document::EnvValue;
use crate::spec::document::Mode;
use crate::spec::document::Mount;
use crate::spec::document::Network;
use crate::spec::document::Sharing;
use crate::spec::document::Step;
use crate::spec::document::step;
use crate::spec::error::SpecError;

/// Steps of a build, and where each is written.
type Steps = Vec<(build::Step, Origin)>;

impl<'s> Planner<'s> {
    /// A step.
    pub(super) fn step(&mut self, step: &'s Step, label: &str) -> Result<Steps, SpecError> {
        Ok(match step {
            Step::Run(run) => {
                let made = self.run(run, label)?;
                vec![(build::Step::Run(Box::new(made)), run.origin.clone())]
            }
            Step::Copy(copy) => {
                let made = self.copy(copy, label)?;
                vec![(build::Step::Copy(Box::new(made)), copy.origin.clone())]
            }
            Step::Write(write) => {
                let made = build::Write {
                    path: write.write.clone(),
                    data: write.text.clone().into_bytes(),
                    mode: bits(write.mode.as_ref(), &write.origin)?,
                    owner: write.owner.clone(),
                    only_last: false,
                };
                vec![(build::Step::Write(made), write.origin.clone())]
            }
            Step::Mkdir(mkdir) => {
                let made = build::Mkdir {
                    path: mkdir.mkdir.clone(),
                    mode: bits(mkdir.mode.as_ref(), &mkdir.origin)?,
                    owner: mkdir.owner.clone(),
                    only_last: false,
                };
                vec![(build::Step::Mkdir(made), mkdir.origin.clone())]
            }
            Step::Rm(rm) => {
                let made = build::Rm {
                    paths: rm.rm.0.clone(),
                    glob: rm.glob.unwrap_or_default(),
                    missing: rm.missing.unwrap_or_default(),
                };
                vec![(build::Step::Rm(made), rm.origin.clone())]
            }
            Step::Set(set) => {
                let change = self.change(&set.set)?;
                vec![(build::Step::Set(Box::new(change)), set.origin.clone())]
            }
        })
    }

    fn run(&mut self, run: &'s step::Run, label: &str) -> Result<build::Run, SpecError> {
        let mut made = match &run.run {
            Command::Line(line) => build::Run::shell(line),
            Command::Words(words) => build::Run::exec(words),
        };
        for entry in run.env.iter().flat_map(|map| &map.0) {
            let name = entry.name.clone();
            match &entry.value {
                EnvValue::Text(text) => made.env.push((name, text.clone())),
                EnvValue::Secret(secret) => made.secret_env.push(SecretVariable {
                    name,
                    id: secret.secret.clone(),
                    optional: secret.optional.unwrap_or_default(),
                }),
            }
        }
        for mount in run.mounts.iter().flatten() {
            made.mounts.push(self.mount(mount, label)?);
        }
        for code in run.ok.iter().flatten() {
            let wrong = |_| {
                let origin = run.origin.field("ok");
                SpecError::new(&origin, format!("{code} is not an exit code"))
            };
            made.exit_codes.push(i32::try_from(*code).map_err(wrong)?);
        }
        made.shell.clone_from(&run.shell);
        made.dir.clone_from(&run.dir);
        made.user.clone_from(&run.user);
        made.network = run.network.and_then(|network| match network {
            Network::Default => None,
            Network::None => Some(NetworkMode::None),
            Network::Host => Some(NetworkMode::Host),
        });
        made.insecure = run.insecure.unwrap_or_default();
        let hosts = run.hosts.iter().flat_map(|map| &map.0);
        made.hosts = hosts.map(|entry| (entry.name.clone(), entry.value.clone())).collect();
        made.no_cache = run.cache == Some(false);
        made.name.clone_from(&run.name);
        Ok(made)
    }

    fn copy(&mut self, copy: &'s step::Copy, label: &str) -> Result<build::Copy, SpecError> {
        let from = self.directory(&copy.copy, label)?;
        let mode = copy.mode.as_ref().map(|mode| match mode {
            Mode::Bits(bits) => build::Mode::Bits(*bits),
            Mode::Text(text) => build::Mode::Text(text.clone()),
        });
        Ok(build::Copy {
            paths: copy.src.as_ref().map(|src| src.0.clone()).unwrap_or_default(),
            include: copy.include.clone().unwrap_or_default(),
            exclude: copy.exclude.clone().unwrap_or_default(),
            owner: copy.owner.clone(),
            mode,
            link: copy.link.unwrap_or_default(),
            follow: copy.follow.unwrap_or(true),
            ..build::Copy::new(&from, copy.dest.clone())
        })
    }

    fn mount(&mut self, mount: &'s Mount, label: &str) -> Result<build::Mount, SpecError> {
        Ok(match mount {
            Mount::Bind(bind) => {
                let source = self.directory(&bind.bind, label)?;
                let writable = bind.write.unwrap_or_default();
                let kind = MountKind::Bind { source, writable };
                build::Mount { at: bind.at.clone(), kind }
            }
            Mount::Cache(cache) => {
                let from = match &cache.from {
                    None => None,
                    Some(source) => Some(self.directory(source, label)?),
                };
                let sharing = match cache.sharing {
                    None | Some(Sharing::Shared) => CacheSharing::Shared,
                    Some(Sharing::Private) => CacheSharing::Private,
                    Some(Sharing::Locked) => CacheSharing::Locked,
                };
                let kind = MountKind::Cache(Box::new(build::Cache {
                    id: cache.cache.clone(),
                    sharing,
                    from,
                    owner: cache.owner.clone(),
                    mode: bits(cache.mode.as_ref(), &cache.origin)?,
                }));
                build::Mount { at: cache.at.clone(), kind }
            }
            Mount::Tmpfs(tmpfs) => {
                let kind = MountKind::Tmpfs { size: tmpfs.tmpfs.0 };
                build::Mount { at: tmpfs.at.clone(), kind }
            }
            Mount::Secret(secret) => build::Mount {
                at: secret.at.clone().unwrap_or_default(),
                kind: MountKind::Secret(Credential {
                    id: secret.secret.clone(),
                    env: secret.env.clone(),
                    owner: secret.owner.clone(),
                    mode: bits(secret.mode.as_ref(), &secret.origin)?,
                    optional: secret.optional.unwrap_or_default(),
                }),
            },
            Mount::Ssh(agent) => build::Mount {
                at: agent.at.clone().unwrap_or_default(),
                kind: MountKind::Ssh(Credential {
                    id: agent.ssh.clone(),
                    env: None,
                    owner: agent.owner.clone(),
                    mode: bits(agent.mode.as_ref(), &agent.origin)?,
                    optional: agent.optional.unwrap_or_default(),
                }),
            },
        })
    }
}

/// Permission bits that have to be a number.
pub(super) fn bits(mode: Option<&Mode>, origin: &Origin) -> Result<Option<u32>, SpecError> {
    match mode {
        None => Ok(None),
        Some(Mode::Bits(bits)) => Ok(Some(*bits)),
        Some(Mode::Text(text)) => match u32::from_str_radix(text, 8) {
            Ok(bits) if bits <= 0o7777 => Ok(Some(bits)),
            _ => {
                let message = format!("{text:?} are not permission bits such as \"0644\"");
                Err(SpecError::new(&origin.field("mode"), message))
            }
        },
    }
}
