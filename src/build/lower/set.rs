//! Changes of the image configuration.

use super::Lowering;
use super::Place;
use super::State;
use super::files;
use crate::build::change::Change;
use crate::build::error::BuildError;
use crate::build::error::BuildErrorKind;
use crate::build::origin::Origin;
use crate::go::duration;
use crate::go::quote::quote;
use crate::image::Healthcheck;
use crate::llb::Action;
use crate::llb::File;
use crate::llb::MkDir;
use crate::order::Collect as _;

impl Lowering<'_> {
    /// Changes the image configuration, and notes it in the record of how the image was made.
    pub(super) fn set(
        &mut self,
        change: &Change,
        place: &Place<'_>,
        state: &mut State,
    ) -> Result<(), BuildError> {
        if let Some(config) = &change.replace {
            state.image.config = config.clone();
        }
        self.set_maps(change, state);
        if let Some(user) = &change.user {
            state.image.config.user.clone_from(user);
            self.note(state, format!("USER {user}"));
        }
        if let Some(dir) = &change.workdir {
            self.set_workdir(dir, place, state)?;
        }
        self.set_commands(change, state);
        self.set_ports(change, place.origin, state)?;
        self.set_rest(change, state);
        Ok(())
    }

    fn note(&self, state: &mut State, text: String) {
        state.image.record(text, false, self.epoch());
    }

    fn set_maps(&self, change: &Change, state: &mut State) {
        for (name, value) in &change.env {
            state.set_env(name, value.as_deref());
            if let Some(value) = value {
                self.note(state, format!("ENV {name}={value}"));
            }
        }
        for (name, value) in &change.labels {
            let labels = &mut state.image.config.labels;
            match value {
                None => drop(labels.remove(name)),
                Some(value) => {
                    labels.insert(name.clone(), value.clone());
                    self.note(state, format!("LABEL {name}={value}"));
                }
            }
        }
    }

    /// Sets the working directory, and makes it.
    fn set_workdir(
        &mut self,
        dir: &str,
        place: &Place<'_>,
        state: &mut State,
    ) -> Result<(), BuildError> {
        let dir = state.absolute(dir);
        state.image.config.working_dir.clone_from(&dir);
        let text = format!("WORKDIR {dir}");
        if dir == "/" {
            self.note(state, text);
            return Ok(());
        }
        let user = &state.image.config.user;
        let owner = (!user.is_empty()).then(|| files::owner(user, place.origin)).transpose()?;
        let mkdir = MkDir { path: dir, mode: 0o755, make_parents: true, owner, timestamp: None };
        let constraints = self.step_constraints(&text, place);
        let file = File::on(state.root).then(Action::MkDir(mkdir));
        state.root = Some(self.graph.file(file, constraints));
        state.image.record(text, true, self.epoch());
        Ok(())
    }

    fn set_commands(&self, change: &Change, state: &mut State) {
        if let Some(shell) = &change.shell {
            state.image.config.shell.clone_from(shell);
            self.note(state, format!("SHELL [{}]", shell.join(" ")));
        }
        if let Some(entrypoint) = &change.entrypoint {
            state.image.config.entrypoint.clone_from(entrypoint);
            if !change.keep_cmd {
                state.image.config.cmd = Vec::new();
            }
            self.note(state, format!("ENTRYPOINT {}", list(entrypoint)));
        }
        if let Some(cmd) = &change.cmd {
            state.image.config.cmd.clone_from(cmd);
            state.image.config.args_escaped = state.platform.os == "windows";
            self.note(state, format!("CMD {}", list(cmd)));
        }
    }

    fn set_ports(
        &self,
        change: &Change,
        origin: &Origin,
        state: &mut State,
    ) -> Result<(), BuildError> {
        if let Some(ports) = &change.expose {
            let mut exposed = Vec::new();
            for port in ports {
                let wrong = || BuildErrorKind::Port(port.clone()).at(origin);
                exposed.extend(parse_ports(port).ok_or_else(wrong)?);
            }
            self.note(state, format!("EXPOSE [{}]", exposed.join(" ")));
            state.image.config.exposed_ports = exposed.into_iter().into_set();
        }
        Ok(())
    }

    fn set_rest(&self, change: &Change, state: &mut State) {
        if let Some(volumes) = &change.volumes {
            state.image.config.volumes = volumes.iter().cloned().into_set();
            self.note(state, format!("VOLUME [{}]", volumes.join(" ")));
        }
        if let Some(signal) = &change.stop_signal {
            state.image.config.stop_signal.clone_from(signal);
            self.note(state, format!("STOPSIGNAL {signal}"));
        }
        if let Some(check) = &change.healthcheck {
            state.image.config.healthcheck = Some(check.clone());
            self.note(state, format!("HEALTHCHECK {}", show_check(check)));
        }
        if let Some(onbuild) = &change.onbuild {
            state.image.config.on_build.clone_from(onbuild);
        }
    }
}

fn show_check(check: &Healthcheck) -> String {
    format!(
        "{{Test:[{}] Interval:{} Timeout:{} StartPeriod:{} StartInterval:{} Retries:{}}}",
        check.test.join(" "),
        duration::format(check.interval),
        duration::format(check.timeout),
        duration::format(check.start_period),
        duration::format(check.start_interval),
        check.retries,
    )
}

/// As Go's `%q` prints a list of texts.
fn list(args: &[String]) -> String {
    let words: Vec<String> = args.iter().map(|arg| quote(arg)).collect();
    format!("[{}]", words.join(" "))
}

/// `80`, `80/udp`, `8000-8010`.
fn parse_ports(text: &str) -> Option<Vec<String>> {
    let (ports, protocol) = text.split_once('/').unwrap_or((text, "tcp"));
    let (start, end) = ports.split_once('-').unwrap_or((ports, ports));
    let (start, end): (u16, u16) = (start.parse().ok()?, end.parse().ok()?);
    let is_protocol = ["tcp", "udp", "sctp"].contains(&protocol);
    (is_protocol && start <= end)
        .then(|| (start..=end).map(|port| format!("{port}/{protocol}")).collect())
}
