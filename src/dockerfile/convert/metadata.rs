//! Instructions that only change the image's configuration: `MAINTAINER`, `SHELL`, `STOPSIGNAL`,
//! `USER`, `VOLUME`.

use super::build::Build;
use super::error::ConvertErrorKind;
use super::signal;
use super::stage::Place;
use super::stage::Stage;
use crate::dockerfile::instruction::Maintainer;
use crate::dockerfile::instruction::Shell;
use crate::dockerfile::instruction::Stopsignal;
use crate::dockerfile::instruction::User;
use crate::dockerfile::instruction::Volume;

pub(super) fn maintainer(maintainer: &Maintainer, stage: &mut Stage, build: &Build<'_>) {
    stage.image.author.clone_from(&maintainer.name);
    build.commit(stage, format!("MAINTAINER {}", maintainer.name), false);
}

pub(super) fn shell(shell: &Shell, stage: &mut Stage, build: &Build<'_>) {
    stage.image.config.shell.clone_from(&shell.args);
    build.commit(stage, format!("SHELL [{}]", shell.args.join(" ")), false);
}

pub(super) fn stopsignal(
    stopsignal: &Stopsignal,
    place: &Place<'_>,
    stage: &mut Stage,
    build: &mut Build<'_>,
) -> Result<(), ConvertErrorKind> {
    let signal = stage.expand(&stopsignal.signal, build.lexer, place.origin, build.linter)?;
    if !signal::is_known(&signal) {
        return Err(ConvertErrorKind::Signal(signal));
    }
    build.commit(stage, format!("STOPSIGNAL {signal}"), false);
    stage.image.config.stop_signal = signal;
    Ok(())
}

pub(super) fn user(
    user: &User,
    place: &Place<'_>,
    stage: &mut Stage,
    build: &mut Build<'_>,
) -> Result<(), ConvertErrorKind> {
    let user = stage.expand(&user.name, build.lexer, place.origin, build.linter)?;
    build.commit(stage, format!("USER {user}"), false);
    stage.state.user.clone_from(&user);
    stage.image.config.user = user;
    Ok(())
}

pub(super) fn volume(
    volume: &Volume,
    place: &Place<'_>,
    stage: &mut Stage,
    build: &mut Build<'_>,
) -> Result<(), ConvertErrorKind> {
    let mut paths = Vec::new();
    for path in &volume.paths {
        paths.push(stage.expand(path, build.lexer, place.origin, build.linter)?);
    }
    if paths.iter().any(String::is_empty) {
        return Err(ConvertErrorKind::EmptyVolume);
    }
    stage.image.config.volumes.extend(paths.iter().cloned());
    build.commit(stage, format!("VOLUME [{}]", paths.join(" ")), false);
    Ok(())
}
