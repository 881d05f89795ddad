//! `CMD`, `ENTRYPOINT`, and the shell that reads what is written in shell form.

use super::build::Build;
use super::stage::Place;
use super::stage::Stage;
use crate::dockerfile::instruction::Cmd;
use crate::dockerfile::instruction::CommandLine;
use crate::dockerfile::instruction::Entrypoint;
use crate::dockerfile::instruction::Form;
use crate::dockerfile::lint::message;
use crate::go::quote::quote_bytes;
use crate::go::utf8::unmark;
use crate::image::Image;
use crate::source::Lines;

/// Sets what a container runs when nothing else is asked for.
pub(super) fn cmd(cmd: &Cmd, place: &Place<'_>, stage: &mut Stage, build: &mut Build<'_>) {
    let before = stage.written.cmd.replace(place.origin.lines);
    warn_repeated(before, place, build);
    let args = arguments(&cmd.command, place, stage, build);
    let text = format!("CMD {}", list(&args));
    stage.image.config.cmd = args;
    stage.image.config.args_escaped = true;
    build.commit(stage, text, false);
}

/// Sets what a container runs. What images below say of `CMD` was meant for their own.
pub(super) fn entrypoint(
    entrypoint: &Entrypoint,
    place: &Place<'_>,
    stage: &mut Stage,
    build: &mut Build<'_>,
) {
    let before = stage.written.entrypoint.replace(place.origin.lines);
    warn_repeated(before, place, build);
    let args = arguments(&entrypoint.command, place, stage, build);
    let text = format!("ENTRYPOINT {}", list(&args));
    stage.image.config.entrypoint = args;
    if stage.written.cmd.is_none() {
        stage.image.config.cmd = Vec::new();
    }
    build.commit(stage, text, false);
}

/// An instruction of which only the last one counts, when there was one before.
pub(super) fn warn_repeated(before: Option<Lines>, place: &Place<'_>, build: &mut Build<'_>) {
    if let Some(before) = before {
        let message = message::multiple_instructions_disallowed(&place.origin.keyword);
        build.linter.report(&place.origin.scope, before, message);
    }
}

fn arguments(
    command: &CommandLine,
    place: &Place<'_>,
    stage: &Stage,
    build: &mut Build<'_>,
) -> Vec<String> {
    if command.form == Form::Exec {
        return command.args.clone();
    }
    if stage.image.config.shell.is_empty() {
        let message = message::json_args_recommended(&place.origin.keyword);
        build.linter.report(&place.origin.scope, place.origin.lines, message);
    }
    with_shell(&stage.image, &command.args)
}

/// A command as the shell of the image is started with it.
pub(super) fn with_shell(image: &Image, args: &[String]) -> Vec<String> {
    let default: &[&str] =
        if image.platform.os == "windows" { &["cmd", "/S", "/C"] } else { &["/bin/sh", "-c"] };
    let shell = &image.config.shell;
    let mut command = Vec::with_capacity(shell.len().max(default.len()) + 1);
    if shell.is_empty() {
        command.extend(default.iter().map(|word| (*word).to_owned()));
    } else {
        command.extend_from_slice(shell);
    }
    command.push(args.join(" "));
    command
}

/// As Go's `%q` prints a list of texts.
fn list(args: &[String]) -> String {
    let words: Vec<String> = args.iter().map(|arg| quote_bytes(&unmark(arg))).collect();
    format!("[{}]", words.join(" "))
}
