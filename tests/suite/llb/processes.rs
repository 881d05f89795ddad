//! Processes and what they see.

use std::rc::Rc;

use bowsprit::llb::CacheSharing;
use bowsprit::llb::CdiDevice;
use bowsprit::llb::Constraints;
use bowsprit::llb::ContentCache;
use bowsprit::llb::Credential;
use bowsprit::llb::Env;
use bowsprit::llb::Exec;
use bowsprit::llb::Graph;
use bowsprit::llb::HostIp;
use bowsprit::llb::Mount;
use bowsprit::llb::NetworkMode;
use bowsprit::llb::Output;
use bowsprit::llb::ProxyEnv;
use bowsprit::llb::SecretEnv;
use bowsprit::llb::SecurityMode;
use bowsprit::llb::Ulimit;

use super::Vector;
use super::base;
use super::other;

fn env(pairs: &[(&str, &str)]) -> Rc<Env> {
    let mut env = Env::default();
    for (key, value) in pairs {
        env.set(key, value);
    }
    Rc::new(env)
}

/// `p 'a b'` in `/w` of the base.
fn process(graph: &mut Graph) -> Exec {
    Exec {
        args: vec!["p".to_owned(), "a b".to_owned()],
        cwd: "/w".to_owned(),
        mounts: vec![Mount::bind("/", base(graph))],
        ..Exec::default()
    }
}

/// `p` in `/` of the base.
fn program(graph: &mut Graph) -> Exec {
    Exec { args: vec!["p".to_owned()], cwd: "/".to_owned(), ..process(graph) }
}

fn root(graph: &mut Graph, exec: &Exec) -> Option<Output> {
    graph.exec(exec, Constraints::default()).root()
}

fn run(graph: &mut Graph, change: impl FnOnce(Exec) -> Exec) -> Option<Output> {
    let exec = change(process(graph));
    root(graph, &exec)
}

fn with_mount(graph: &mut Graph, mount: Mount) -> Option<Output> {
    run(graph, |mut exec| {
        exec.mounts.push(mount);
        exec
    })
}

/// A mount of the other image at `/m`.
fn bind(graph: &mut Graph) -> Mount {
    Mount::bind("/m", other(graph))
}

fn cache(sharing: CacheSharing) -> Mount {
    Mount::cache("/m", None, "id", sharing)
}

fn secret(id: &str) -> Credential {
    Credential { id: id.to_owned(), mode: 0o400, ..Credential::default() }
}

fn device(name: &str, optional: bool) -> CdiDevice {
    CdiDevice { name: name.to_owned(), optional }
}

fn variable(optional: bool) -> SecretEnv {
    SecretEnv { id: "id".to_owned(), name: "V".to_owned(), optional }
}

pub(super) const VECTORS: &[Vector] = &[
    ("process", |graph| run(graph, |exec| exec)),
    ("process with variables", |graph| {
        let env = env(&[("B", ""), ("A", "2")]);
        run(graph, |exec| Exec { env, ..exec })
    }),
    ("process of a user", |graph| {
        let exec = program(graph);
        root(graph, &Exec { user: "u:g".to_owned(), cwd: "/w".to_owned(), ..exec })
    }),
    ("process on a host", |graph| {
        let exec = program(graph);
        root(graph, &Exec { hostname: "h".to_owned(), ..exec })
    }),
    ("process in a cgroup", |graph| {
        run(graph, |exec| Exec { cgroup_parent: "c".to_owned(), ..exec })
    }),
    ("process with proxies", |graph| {
        let proxy = ProxyEnv {
            http: "h".to_owned(),
            https: "s".to_owned(),
            ftp: "f".to_owned(),
            no: "n".to_owned(),
            all: "a".to_owned(),
        };
        run(graph, |exec| Exec { proxy: Some(proxy), ..exec })
    }),
    ("process with hosts", |graph| {
        let hosts = [("b", "1.2.3.4"), ("a", "5.6.7.8")];
        let host = |(host, ip): (&str, &str)| HostIp { host: host.to_owned(), ip: ip.to_owned() };
        run(graph, |exec| Exec { extra_hosts: hosts.map(host).to_vec(), ..exec })
    }),
    ("process with limits", |graph| {
        let limits = [("nofile", 1, 2), ("core", -1, -1)];
        let limit = |(name, soft, hard): (&str, _, _)| Ulimit { name: name.to_owned(), soft, hard };
        run(graph, |exec| Exec { ulimits: limits.map(limit).to_vec(), ..exec })
    }),
    ("process with exit codes", |graph| {
        run(graph, |exec| Exec { valid_exit_codes: vec![0, 3, 255], ..exec })
    }),
    ("process on the host's network", |graph| {
        run(graph, |exec| Exec { network: NetworkMode::Host, ..exec })
    }),
    ("process without a network", |graph| {
        run(graph, |exec| Exec { network: NetworkMode::None, ..exec })
    }),
    ("process that may do everything", |graph| {
        run(graph, |exec| Exec { security: SecurityMode::Insecure, ..exec })
    }),
    ("process with devices", |graph| {
        let devices = vec![device("v/c=a", false), device("v/c=b", true)];
        run(graph, |exec| Exec { devices, ..exec })
    }),
    ("process on a root it cannot write", |graph| {
        let mut exec = program(graph);
        exec.mounts =
            vec![Mount::bind("/", base(graph)).readonly(), Mount::bind("/o", other(graph))];
        graph.exec(&exec, Constraints::default()).mount(1)
    }),
    ("mount", |graph| {
        let mount = bind(graph);
        with_mount(graph, mount)
    }),
    ("mount that is not written", |graph| {
        let mount = bind(graph).readonly();
        with_mount(graph, mount)
    }),
    ("mount of a part", |graph| {
        let mount = bind(graph).selector("/part").readonly();
        with_mount(graph, mount)
    }),
    ("mount without an output", |graph| {
        let mount = bind(graph).no_output();
        with_mount(graph, mount)
    }),
    ("mount of nothing", |graph| with_mount(graph, Mount::bind("/m", None))),
    ("mount whose content counts", |graph| {
        let mount = bind(graph).readonly().content_cache(ContentCache::On);
        with_mount(graph, mount)
    }),
    ("mount whose content does not count", |graph| {
        let mount = bind(graph).readonly().content_cache(ContentCache::Off);
        with_mount(graph, mount)
    }),
    ("what was written to a mount", |graph| {
        let mut exec = program(graph);
        exec.mounts.push(Mount::bind("/out", other(graph)));
        graph.exec(&exec, Constraints::default()).mount(1)
    }),
    ("cache", |graph| with_mount(graph, cache(CacheSharing::Shared))),
    ("cache for one", |graph| with_mount(graph, cache(CacheSharing::Private))),
    ("cache that locks", |graph| {
        let mount = Mount::cache("/m", other(graph), "id", CacheSharing::Locked).selector("/part");
        with_mount(graph, mount)
    }),
    ("memory", |graph| with_mount(graph, Mount::tmpfs("/m", 0))),
    ("memory of a size", |graph| with_mount(graph, Mount::tmpfs("/m", 4096))),
    ("secret", |graph| with_mount(graph, Mount::secret("/s", secret("id")))),
    ("secret of somebody", |graph| {
        let secret = Credential { uid: 1, gid: 2, mode: 0o440, optional: true, ..secret("id") };
        with_mount(graph, Mount::secret("/s", secret))
    }),
    ("secret in a variable", |graph| {
        run(graph, |exec| Exec { secret_env: vec![variable(false)], ..exec })
    }),
    ("secrets in files and variables", |graph| {
        run(graph, |mut exec| {
            exec.mounts.push(Mount::secret("/s", secret("b")));
            exec.mounts.push(Mount::secret("/r", secret("a")));
            Exec { secret_env: vec![variable(true)], ..exec }
        })
    }),
    ("agent", |graph| {
        let agent = Credential { id: "default".to_owned(), mode: 0o600, ..Credential::default() };
        let env = env(&[("SSH_AUTH_SOCK", "/agent")]);
        run(graph, |mut exec| {
            exec.mounts.push(Mount::ssh("/agent", agent));
            Exec { env, ..exec }
        })
    }),
    ("agent of somebody", |graph| {
        let agent = Credential { id: "k".to_owned(), uid: 1, gid: 2, mode: 0o660, optional: true };
        let env = env(&[("SSH_AUTH_SOCK", "/agent")]);
        run(graph, |mut exec| {
            exec.mounts.push(Mount::ssh("/agent", agent));
            Exec { env, ..exec }
        })
    }),
    ("mounts in any order", |graph| {
        let source = other(graph);
        run(graph, |mut exec| {
            exec.mounts.push(Mount::bind("/z", source).readonly());
            exec.mounts.push(Mount::bind("/a", source).readonly());
            exec.mounts.push(cache(CacheSharing::Shared));
            exec
        })
    }),
];
