//! `ENV`.

use super::build::Build;
use super::check;
use super::error::ConvertErrorKind;
use super::stage::Place;
use super::stage::Stage;
use crate::dockerfile::instruction::Env;
use crate::dockerfile::lint::message;
use crate::dockerfile::syntax::Pair;

/// Sets variables. All are expanded before the first of them is set.
pub(super) fn convert(
    env: &Env,
    place: &Place<'_>,
    stage: &mut Stage,
    build: &mut Build<'_>,
) -> Result<(), ConvertErrorKind> {
    let pairs = expand(&env.pairs, place, stage, build)?;
    let mut text = "ENV".to_owned();
    for (written, (key, value)) in env.pairs.iter().zip(&pairs) {
        warn_legacy(written, place, build);
        check::secret("ENV", key, place.origin, build.linter);
        text.extend([" ", key, "=", value]);
        stage.set_env(key, value);
    }
    build.commit(stage, text, false);
    Ok(())
}

/// Expands the keys and values of `ENV` and `LABEL`.
pub(super) fn expand(
    pairs: &[Pair],
    place: &Place<'_>,
    stage: &Stage,
    build: &mut Build<'_>,
) -> Result<Vec<(String, String)>, ConvertErrorKind> {
    let mut expand = |word: &str| stage.expand(word, build.lexer, place.origin, build.linter);
    pairs.iter().map(|pair| Ok((expand(&pair.key)?, expand(&pair.value)?))).collect()
}

/// `ENV key value`
pub(super) fn warn_legacy(pair: &Pair, place: &Place<'_>, build: &mut Build<'_>) {
    if pair.legacy {
        let message = message::legacy_key_value_format(&place.origin.keyword);
        build.linter.report(&place.origin.scope, place.origin.lines, message);
    }
}
