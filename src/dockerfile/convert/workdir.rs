//! `WORKDIR`.

use std::rc::Rc;

use super::build::Build;
use super::chown;
use super::error::ConvertErrorKind;
use super::name::shown;
use super::path;
use super::stage::Place;
use super::stage::Stage;
use crate::dockerfile::instruction::Workdir;
use crate::dockerfile::lint::message;
use crate::llb::Action;
use crate::llb::File;
use crate::llb::MkDir;

/// Sets the directory of the instructions that follow, and makes it.
pub(super) fn convert(
    workdir: &Workdir,
    place: &Place<'_>,
    stage: &mut Stage,
    build: &mut Build<'_>,
) -> Result<(), ConvertErrorKind> {
    let path = stage.expand(&workdir.path, build.lexer, place.origin, build.linter)?;
    if !stage.has_workdir && !path::is_abs(&path, &stage.platform.os) {
        build.linter.report(
            &place.origin.scope,
            place.origin.lines,
            message::workdir_relative_path(&path),
        );
    }
    stage.has_workdir = true;
    set(&path, stage)?;
    let dir = stage.state.dir.clone();
    let with_layer = dir != "/";
    if with_layer {
        make(&dir, place, stage, build);
    }
    build.commit(stage, format!("WORKDIR {dir}"), with_layer);
    Ok(())
}

/// Sets the directory without making it.
pub(super) fn set(path: &str, stage: &mut Stage) -> Result<(), ConvertErrorKind> {
    let os = &stage.platform.os;
    let dir = path::normalize_workdir(&stage.image.config.working_dir, path, os)
        .map_err(|error| ConvertErrorKind::Workdir(Box::new(error)))?;
    stage.state.dir = path::to_slash(&dir, os).into_owned();
    stage.image.config.working_dir = dir;
    Ok(())
}

/// Makes the directory; it runs from the cache even in a stage that otherwise does not.
fn make(dir: &str, place: &Place<'_>, stage: &mut Stage, build: &mut Build<'_>) {
    let text = shown(&place.origin.original, build.lexer, &*stage.state.env);
    let platform = Rc::clone(&stage.platform);
    let name = stage.name(&text, place, Some(&platform));
    let user = &stage.image.config.user;
    let action = Action::MkDir(MkDir {
        path: path::in_operation("/", dir, false),
        mode: 0o755,
        make_parents: true,
        owner: (!user.is_empty()).then(|| chown::parse(user)),
        timestamp: build.epoch.map(|time| time.unix().saturating_mul(1_000_000_000)),
    });
    let constraints = build.constraints(name, place, stage).ignore_cache(false);
    let file = File::on(stage.state.root).then(action);
    stage.state.root = Some(build.graph.file(file, constraints));
}
