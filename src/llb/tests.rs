//! Operations against bytes that BuildKit's own client library made.

use std::rc::Rc;

use super::Action;
use super::CacheSharing;
use super::Constraints;
use super::Copy;
use super::Credential;
use super::Definition;
use super::Differ;
use super::Digest;
use super::Env;
use super::Exec;
use super::File;
use super::Graph;
use super::HostIp;
use super::MkDir;
use super::Mode;
use super::Mount;
use super::Output;
use super::Owner;
use super::ProxyEnv;
use super::SecretEnv;
use super::Source;
use super::Ulimit;
use super::User;
use crate::image::Platform;

fn graph() -> Graph {
    Graph::new(Rc::new(Platform::parse("linux/amd64").unwrap()))
}

/// The last operation before the one that names the result.
fn head(definition: &Definition) -> String {
    definition.head().map(|digest| digest.to_string()).unwrap_or_default()
}

fn alpine(graph: &mut Graph) -> Output {
    let reference = "docker.io/library/alpine:latest@sha256:\
                     0d3caf941f5caf37ff888ea2e0f07eece946bffebfa95d8035a16e699fc32006";
    graph.source(Source::image(reference), Constraints::default())
}

fn workdir(graph: &mut Graph) -> Output {
    let base = alpine(graph);
    let dir =
        MkDir { path: "/app".to_owned(), mode: 0o755, make_parents: true, ..MkDir::default() };
    graph.file(File::on(Some(base)).then(Action::MkDir(dir)), Constraints::default())
}

fn copy(graph: &mut Graph) -> Output {
    let base = workdir(graph);
    let context = Source::local("context")
        .session("sess1")
        .follow_paths(&["a", "b"])
        .shared_key_hint("context");
    let source = graph.source(context, Constraints::default());
    let owner = Owner { user: Some(User::Id(1000)), group: Some(User::Name("grp".to_owned())) };
    let copy = |src: &str| {
        Action::Copy(Box::new(Copy {
            source: Some(source),
            src: src.to_owned(),
            dest: "/d/".to_owned(),
            owner: Some(owner.clone()),
            mode: Some(Mode::Bits(0o644)),
            follow_symlink: true,
            dir_copy_contents: true,
            create_dest_path: true,
            allow_wildcard: true,
            allow_empty_wildcard: true,
            ..Copy::default()
        }))
    };
    let file = File::on(Some(base)).then(copy("/a")).then(copy("/b"));
    graph.file(file, Constraints::default())
}

#[test]
fn reading_the_dockerfile() {
    let mut graph = graph();
    let source = Source::local("dockerfile")
        .session("sess1")
        .follow_paths(&["Dockerfile", "Dockerfile.dockerignore", "dockerfile"])
        .shared_key_hint("dockerfile")
        .differ(Differ::None, false);
    let output = graph.source(source, Constraints::default());
    let definition = graph.marshal(Some(output));
    assert_eq!(
        head(&definition),
        "sha256:16aea78a27989b65428a43fef71009fc0ba034f5612ae874fd59b684b16d6830"
    );
    assert_eq!(
        Digest::of(&definition.def[1]).to_string(),
        "sha256:05b56479eed30dae2ffb1ee19c9c48af3482ec0f0c255817c6190e8e6af94035"
    );
}

#[test]
fn an_image() {
    let mut graph = graph();
    let output = alpine(&mut graph);
    assert_eq!(
        head(&graph.marshal(Some(output))),
        "sha256:b3d41e2f4abf7a43e4edab98555cd4e59eb7bf9a7620a988210397328888304d"
    );
}

#[test]
fn a_folder_on_an_image() {
    let mut graph = graph();
    let output = workdir(&mut graph);
    assert_eq!(
        head(&graph.marshal(Some(output))),
        "sha256:07410676edbf297c06558fe4651e1b51aa1994779975015fcfbc2ec2f972fb44"
    );
}

#[test]
fn a_copy_of_two_files_with_owner_and_mode() {
    let mut graph = graph();
    let output = copy(&mut graph);
    assert_eq!(
        head(&graph.marshal(Some(output))),
        "sha256:f6add8bb15461919674fcca236597b4e96ed86ed1a16e51fe5f8b23686d3a43e"
    );
}

#[test]
fn a_process_with_a_cache_a_secret_and_an_agent() {
    let mut graph = graph();
    let base = copy(&mut graph);
    let agent = "/run/buildkit/ssh_agent.0";
    let mut env = Env::default();
    for (key, value) in [("PATH", "/usr/bin:/bin"), ("FOO", "bar"), ("SSH_AUTH_SOCK", agent)] {
        env.set(key, value);
    }
    let credential = Credential { mode: 0o600, optional: true, ..Credential::default() };
    let exec = Exec {
        args: ["/bin/sh", "-c", "echo hi"].map(str::to_owned).to_vec(),
        env: Rc::new(env),
        cwd: "/app".to_owned(),
        proxy: Some(ProxyEnv { http: "p".to_owned(), ..ProxyEnv::default() }),
        extra_hosts: vec![HostIp { host: "h".to_owned(), ip: "1.2.3.4".to_owned() }],
        ulimits: vec![Ulimit { name: "nofile".to_owned(), soft: 1, hard: 2 }],
        mounts: vec![
            Mount::ssh(agent, credential),
            Mount::cache("/c", None, "//c", CacheSharing::Shared),
            Mount::bind("/", Some(base)),
        ],
        secret_env: vec![SecretEnv { id: "t".to_owned(), name: "T".to_owned(), optional: true }],
        ..Exec::default()
    };
    let output = graph.exec(&exec, Constraints::default()).mount(2);
    assert_eq!(
        head(&graph.marshal(output)),
        "sha256:ed97ae7c21ad01cbf379220b560b84707714d8665afb86e5d72dfa314707eac2"
    );
}

#[test]
fn a_merge_names_its_inputs_by_number() {
    let mut graph = graph();
    let layers = [Some(alpine(&mut graph)), Some(workdir(&mut graph))];
    let output = graph.merge(layers, Constraints::default());
    let definition = graph.marshal(output);
    let merge = &definition.def[2];
    assert!(merge.ends_with(&[0x5a, 0, 0x32, 6, 0x0a, 0, 0x0a, 2, 8, 1]));
}

#[test]
fn equal_operations_become_one_and_keep_what_was_said_about_either() {
    let mut graph = graph();
    let base = alpine(&mut graph);
    let named = |graph: &mut Graph, name: &str| {
        let file = File::on(Some(base)).then(Action::MkDir(MkDir::default()));
        graph.file(file, Constraints::named(name).ignore_cache(name == "first"))
    };
    let layers = [Some(named(&mut graph, "first")), Some(named(&mut graph, "second"))];
    let output = graph.merge(layers, Constraints::default());
    let definition = graph.marshal(output);
    assert_eq!(definition.def.len(), 4);
    let digest = Digest::of(&definition.def[1]);
    let metadata = &definition.metadata[&digest];
    assert!(metadata.ignore_cache());
    assert_eq!(metadata.description().collect::<Vec<_>>(), [("llb.customname", "second")]);
}

#[test]
fn what_others_marshalled_stays_as_it_is() {
    let mut ours = graph();
    let output = copy(&mut ours);
    let theirs = ours.marshal(Some(output));
    let mut graph = graph();
    let output = graph.import(&theirs).unwrap();
    assert_eq!(graph.marshal(output), theirs);
}

#[test]
fn an_empty_file_system_has_no_operations() {
    assert_eq!(graph().marshal(None), Definition::default());
}
