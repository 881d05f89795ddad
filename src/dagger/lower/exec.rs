//! Processes.

use crate::build::Cache;
use crate::build::Credential;
use crate::build::Directory;
use crate::build::Mount;
use crate::build::MountKind;
use crate::build::Run;
use crate::build::SecretVariable;
use crate::build::Step;
use crate::build::Write;
use crate::cue::eval::NodeId;
use crate::dagger::Datum;
use crate::dagger::Handle;
use crate::dagger::PlanError;
use crate::dagger::Task;
use crate::dagger::plan::Plan;
use crate::go::quote::quote;
use crate::llb::CacheSharing;
use crate::order;

use super::client;
use super::number;
use super::permissions;
use super::text;

impl Plan {
    /// A process of `core.#Exec`.
    pub(super) fn run(&mut self, task: &Task, fields: &Datum) -> Result<Run, PlanError> {
        let args = fields.get("args").map(Datum::texts).unwrap_or_default();
        let shown: Vec<String> = args.iter().map(|arg| quote(arg)).collect();
        let mut run = Run::exec(args);
        run.name = Some(format!("Exec [{}]", shown.join(", ")));
        run.dir = Some(text(fields, "workdir"));
        run.user = Some(text(fields, "user"));
        run.no_cache = fields.get("always").is_some_and(Datum::is_true);
        let mut env = fields.get("env").map(Datum::fields).unwrap_or_default().to_vec();
        order::sort_by(&mut env, |(one, _), (other, _)| one.cmp(other));
        for (name, value) in env {
            if let Some(value) = value.text() {
                run.env.push((name.to_string(), value.to_owned()));
                continue;
            }
            let id = client::secret(&value).ok_or_else(|| {
                let at = format!("{}.env.{name}", task.path);
                self.wrong(task.node, client::refusal(&at, "NewSecret"))
            })?;
            run.secret_env.push(SecretVariable { name: name.to_string(), id, optional: false });
        }
        let mut hosts = fields.get("hosts").map(Datum::fields).unwrap_or_default().to_vec();
        order::sort_by(&mut hosts, |(one, _), (other, _)| one.cmp(other));
        let host = |(name, ip): (std::sync::Arc<str>, Datum)| {
            (name.to_string(), ip.text().unwrap_or_default().to_owned())
        };
        run.hosts = hosts.into_iter().map(host).collect();
        let mut mounts = fields.get("mounts").map(Datum::fields).unwrap_or_default().to_vec();
        order::sort_by(&mut mounts, |(one, _), (other, _)| one.cmp(other));
        for (name, mount) in mounts {
            let at = format!("{}.mounts.{name}", task.path);
            run.mounts.push(self.mount(&at, task.node, &mount)?);
        }
        Ok(run)
    }

    /// A mount; what its contents are says which kind it is.
    fn mount(&mut self, path: &str, node: NodeId, mount: &Datum) -> Result<Mount, PlanError> {
        let at = text(mount, "dest");
        let contents = mount.get("contents").unwrap_or(&Datum::Broken);
        let kind = match contents {
            Datum::Handle(Handle::Tree, _) => {
                let mut source = self.tree(contents, path)?;
                if let Some(inside) = mount.get("source").and_then(Datum::text) {
                    source = source.directory(inside);
                }
                let writable = !mount.get("ro").is_some_and(Datum::is_true);
                MountKind::Bind { source, writable }
            }
            Datum::Handle(Handle::Secret, _) => {
                let id = client::secret(contents);
                let id = id.ok_or_else(|| self.wrong(node, client::refusal(path, "NewSecret")))?;
                MountKind::Secret(Credential { id, ..credential(mount) })
            }
            Datum::Handle(Handle::Socket, Some(id)) => {
                let (id, _) = client::socket(id);
                MountKind::Ssh(Credential { id, ..Credential::default() })
            }
            Datum::Scalar(_) => {
                let data = contents.text().unwrap_or_default().as_bytes().to_vec();
                let write = Write {
                    path: "/file".into(),
                    data,
                    mode: permissions(mount),
                    ..Write::default()
                };
                let source = Directory::scratch().then(Step::Write(write)).directory("/file");
                MountKind::Bind { source, writable: true }
            }
            Datum::Struct(_) if contents.get("id").is_some() => {
                let sharing = match &*text(contents, "concurrency") {
                    "private" => CacheSharing::Private,
                    "locked" => CacheSharing::Locked,
                    _ => CacheSharing::Shared,
                };
                let id = text(contents, "id");
                MountKind::Cache(Box::new(Cache {
                    id,
                    sharing,
                    from: None,
                    owner: None,
                    mode: None,
                }))
            }
            Datum::Struct(_) => {
                let size = contents.get("size").and_then(Datum::int).unwrap_or_default();
                MountKind::Tmpfs { size }
            }
            _ => return Err(self.wrong(node, format!("\"{path}.contents\" is not set"))),
        };
        Ok(Mount { at, kind })
    }
}

/// Who may read a secret.
fn credential(mount: &Datum) -> Credential {
    let id = |name: &str| mount.get(name).and_then(Datum::int).unwrap_or_default();
    let (uid, gid) = (id("uid"), id("gid"));
    let owner = Some(format!("{uid}:{gid}")).filter(|_| uid != 0 || gid != 0);
    Credential { owner, mode: number(mount, "mask"), ..Credential::default() }
}
