//! `ARG` in a stage.

use super::args::NON_ENV;
use super::build::Build;
use super::check;
use super::error::ConvertErrorKind;
use super::outline::OutlineArg;
use super::stage::BuildArg;
use super::stage::Place;
use super::stage::Stage;
use crate::dockerfile::instruction::Arg;
use crate::dockerfile::instruction::Declaration;

/// Declares variables. A build argument wins over the default, and a default over a variable from
/// above the first `FROM`.
pub(super) fn convert(
    arg: &Arg,
    place: &Place<'_>,
    stage: &mut Stage,
    build: &mut Build<'_>,
) -> Result<(), ConvertErrorKind> {
    let mut texts = Vec::new();
    for declaration in &arg.declarations {
        let key = &declaration.key;
        check::secret("ARG", key, place.origin, build.linter);
        let value = value(declaration, place, stage, build)?;
        let mut text = key.clone();
        if let Some(value) = &value {
            if !NON_ENV.contains(&key.as_str()) {
                stage.state.set_env(key, value);
            }
            text.push('=');
            text.push_str(value);
        }
        note(declaration, value.clone(), place, stage, build);
        stage.build_args.push(BuildArg { key: key.clone(), value });
        texts.push(text);
    }
    build.commit(stage, format!("ARG {}", texts.join(" ")), false);
    Ok(())
}

/// Takes note of it for the outline. What only takes over a variable from above the first `FROM`
/// is shown as declared there.
fn note(
    declaration: &Declaration,
    value: Option<String>,
    place: &Place<'_>,
    stage: &mut Stage,
    build: &Build<'_>,
) {
    let key = &declaration.key;
    let is_own = declaration.value.is_some()
        || build.request.options.build_args.contains_key(key)
        || build.args.env.get(key).is_none();
    let arg = is_own.then(|| OutlineArg::of(declaration, value, place.origin));
    stage.uses.args.push((key.clone(), arg));
}

fn value(
    declaration: &Declaration,
    place: &Place<'_>,
    stage: &Stage,
    build: &mut Build<'_>,
) -> Result<Option<String>, ConvertErrorKind> {
    if let Some(value) = build.request.options.build_args.get(&declaration.key) {
        return Ok(Some(value.clone()));
    }
    match &declaration.value {
        Some(default) => stage.expand(default, build.lexer, place.origin, build.linter).map(Some),
        None => Ok(build.args.env.get(&declaration.key).map(str::to_owned)),
    }
}
