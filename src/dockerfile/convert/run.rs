//! `RUN`.
//!
//! Upstream: `dockerfile2llb/convert.go`, `dispatchRun`.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::build::Build;
use super::command;
use super::copy;
use super::error::ConvertErrorKind;
use super::mount;
use super::mount::Mounts;
use super::name::shown;
use super::stage::Place;
use super::stage::Stage;
use crate::dockerfile::instruction::CommandLine;
use crate::dockerfile::instruction::Form;
use crate::dockerfile::instruction::Network;
use crate::dockerfile::instruction::Run;
use crate::dockerfile::instruction::Security;
use crate::dockerfile::shell;
use crate::dockerfile::shell::Lexer;
use crate::dockerfile::syntax::heredoc;
use crate::go::path;
use crate::go::space;
use crate::go::utf8;
use crate::image::DEFAULT_PATH;
use crate::llb::Env;
use crate::llb::Exec;
use crate::llb::Mount;
use crate::llb::NetworkMode;
use crate::llb::SecurityMode;

/// The command of a process.
struct Command {
    /// As one text in shell form, its stray bytes marked.
    args: Vec<String>,
    /// A script to mount, by its name.
    script: Option<(String, Vec<u8>)>,
    /// What the heredoc says, in short.
    summary: Option<String>,
}

/// Runs a process in what the stage is so far.
pub(super) fn convert(
    run: &Run,
    place: &Place<'_>,
    stage: &mut Stage,
    build: &mut Build<'_>,
) -> Result<(), ConvertErrorKind> {
    // A process may use any file.
    build.used_of[stage.owner.0].add("/");
    let mounts = mount::expand(run, place, stage, build)?;
    let Command { mut args, script, summary } = command(&run.command, stage)?;
    if run.command.form == Form::Shell {
        args = command::with_shell(&stage.image, &args);
    }
    let mut exec = exec(run, args, stage, build);
    if let Some((name, data)) = script {
        let file = copy::inline_file(&name, &data, 0o755, build);
        exec.mounts.push(Mount::bind("/dev/pipes/", Some(file)).selector("/").readonly());
    }
    mount::add(&mounts, place, stage, build, &mut exec)?;
    if !run.devices.is_empty() && build.request.caps.supports("exec.meta.cdi") {
        return Err(ConvertErrorKind::Device);
    }
    add_shm(&mut exec, build);
    let name = name(summary, &mounts, place, stage, build);
    set_env(&mut exec, stage, build);
    let mut constraints = build
        .constraints(name, place, stage)
        .describe("com.docker.dockerfile.v1.command", &*place.origin.original);
    if let Some(platform) = &stage.state.platform {
        constraints = constraints.platform(Rc::clone(platform));
    }
    if build.request.caps.supports("exec.meta.linux.resources")
        && let Some(resources) = &build.request.options.resources
    {
        constraints = constraints.linux_resources(resources.clone());
    }
    let text = history(&exec.args, stage);
    stage.state.root = build.graph.exec(&exec, constraints).root();
    note_defects(&exec, stage, build);
    build.commit(stage, text, true);
    Ok(())
}

fn exec(run: &Run, args: Vec<String>, stage: &Stage, build: &Build<'_>) -> Exec {
    let options = &build.request.options;
    let caps = &build.request.caps;
    let network = match run.network {
        Network::Default => stage.state.network,
        Network::None => NetworkMode::None,
        Network::Host => NetworkMode::Host,
    };
    let security = match run.security {
        Security::Sandbox => SecurityMode::Sandbox,
        Security::Insecure => SecurityMode::Insecure,
    };
    let has_ulimits = caps.supports("exec.meta.ulimit");
    let has_cgroups = caps.supports("exec.meta.cgroup.parent");
    Exec {
        args,
        cwd: stage.state.dir.clone(),
        user: stage.state.user.clone(),
        hostname: stage.state.hostname.clone(),
        cgroup_parent: if has_cgroups { options.cgroup_parent.clone() } else { String::new() },
        proxy: build.proxy.clone(),
        extra_hosts: options.extra_hosts.clone(),
        ulimits: if has_ulimits { options.ulimits.clone() } else { Vec::new() },
        network,
        security,
        mounts: vec![Mount::bind("/", stage.state.root)],
        ..Exec::default()
    }
}

/// Shared memory of the size that was asked for.
fn add_shm(exec: &mut Exec, build: &Build<'_>) {
    let size = build.request.options.shm_size;
    if size > 0 && build.request.caps.supports("exec.mount.tmpfs.size") {
        exec.mounts.push(Mount::tmpfs("/dev/shm", size));
    }
}

/// The environment: that of the stage, the agent's socket, and `PATH` if the daemon does not
/// care for it.
fn set_env(exec: &mut Exec, stage: &Stage, build: &Build<'_>) {
    exec.env = Rc::clone(&stage.state.env);
    if let Some(socket) = mount::first_socket(&exec.mounts)
        && exec.env.get("SSH_AUTH_SOCK").is_none()
    {
        Rc::make_mut(&mut exec.env).set("SSH_AUTH_SOCK", &socket);
    }
    exec.needs_default_path = build.request.caps.supports("exec.meta.setsdefaultpath");
    if !exec.needs_default_path
        && build.platforms.target.os != "windows"
        && exec.env.get("PATH").is_none()
    {
        Rc::make_mut(&mut exec.env).set("PATH", DEFAULT_PATH);
    }
}

/// What is run: words, or a heredoc as a script.
fn command(command: &CommandLine, stage: &Stage) -> Result<Command, ConvertErrorKind> {
    let args = command.args.clone();
    let Some(first) = command.files.first() else {
        return Ok(Command { args, script: None, summary: None });
    };
    let ([line], Form::Shell) = (&args[..], command.form) else {
        return Err(ConvertErrorKind::RunCommand(args));
    };
    if !matches!(heredoc::word(line), Ok(Some(_))) {
        let mut text = line.clone();
        for file in &command.files {
            text.push('\n');
            text.push_str(&utf8::mark(&file.data));
            text.push_str(&file.name);
        }
        return Ok(Command { args: vec![text], script: None, summary: None });
    }
    let summary = Some(summarize(&utf8::mark(&first.data)));
    let data = if first.chomp { heredoc::chomp(&first.data) } else { first.data.clone() };
    if stage.image.platform.os != "windows" && data.starts_with(b"#!") {
        let args = vec![path::join(&["/dev/pipes/", &first.name])];
        return Ok(Command { args, script: Some((first.name.clone(), data)), summary });
    }
    let args = vec![utf8::mark(&data).into_owned()];
    Ok(Command { args, script: None, summary })
}

/// The first line of a text, and whether there are more.
fn summarize(text: &str) -> String {
    let text = space::trim(text).replace("\r\n", "\n");
    match text.split_once('\n') {
        Some((first, _)) => format!("{first}..."),
        None => text,
    }
}

/// What the step is called: secrets are not shown, and what is not set stays as it is written.
fn name(
    summary: Option<String>,
    mounts: &Mounts,
    place: &Place<'_>,
    stage: &mut Stage,
    build: &Build<'_>,
) -> String {
    let mut text = Cow::Borrowed(place.origin.original.as_str());
    if let Some(summary) = summary {
        text.to_mut().extend([" (", &summary, ")"]);
    }
    let lexer = Lexer { raw_quotes: true, skip_unset_env: true, ..build.lexer };
    let text = {
        let env = Masked { env: &stage.state.env, secrets: mounts.secret_variables() };
        shown(&text, lexer, &env)
    };
    let platform = stage.state.platform.clone();
    stage.name(&text, place, platform.as_deref())
}

/// An environment that does not say what is secret.
struct Masked<'a> {
    env: &'a Env,
    secrets: Vec<&'a str>,
}

impl shell::Env for Masked<'_> {
    fn get(&self, name: &str) -> Option<&str> {
        if self.secrets.contains(&name) { Some("****") } else { self.env.get(name) }
    }

    fn names(&self) -> Vec<&str> {
        let others = self.env.keys().filter(|name| !self.secrets.contains(name));
        others.chain(self.secrets.iter().copied()).collect()
    }
}

/// `RUN |2 A=1 B=2 /bin/sh -c make # buildkit`
///
/// An argument that was declared twice stands where it was first, with the value it has last.
fn history(args: &[String], stage: &Stage) -> String {
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    let mut pairs: Vec<(&str, &str)> = Vec::with_capacity(stage.build_args.len());
    let are_few = stage.build_args.len() < 16;
    for arg in &stage.build_args {
        let key = arg.key.as_str();
        let value = stage.state.env.get(key).or(arg.value.as_deref()).unwrap_or_default();
        let place = if are_few {
            pairs.iter().position(|(known, _)| *known == key).unwrap_or(pairs.len())
        } else {
            *places.entry(key).or_insert(pairs.len())
        };
        match pairs.get_mut(place) {
            Some(known) => known.1 = value,
            None => pairs.push((key, value)),
        }
    }
    let of_pairs: usize = pairs.iter().map(|(key, value)| key.len() + value.len() + 2).sum();
    let of_args: usize = args.iter().map(|arg| arg.len() + 1).sum();
    let mut text = String::with_capacity(of_pairs + of_args + 24);
    text.push_str("RUN");
    if !pairs.is_empty() {
        text.push_str(" |");
        text.push_str(&pairs.len().to_string());
    }
    for (key, value) in pairs {
        text.extend([" ", key, "=", value]);
    }
    for arg in args {
        text.extend([" ", arg]);
    }
    if args.is_empty() && stage.build_args.is_empty() {
        text.push(' ');
    }
    text.push_str(" # buildkit");
    text
}

/// Processes that upstream cannot marshal; they are an error only if they are needed.
fn note_defects(exec: &Exec, stage: &Stage, build: &mut Build<'_>) {
    let Some(root) = stage.state.root else { return };
    if exec.args.is_empty() {
        build.defects.push((root, ConvertErrorKind::NoArguments));
    } else if exec.args.iter().any(|arg| matches!(utf8::unmark(arg), Cow::Owned(_))) {
        build.defects.push((root, ConvertErrorKind::InvalidUtf8));
    }
}
