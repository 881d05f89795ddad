//! `LABEL`.

use super::build::Build;
use super::env;
use super::error::ConvertErrorKind;
use super::stage::Place;
use super::stage::Stage;
use crate::dockerfile::instruction::Label;

/// Sets labels of the image.
pub(super) fn convert(
    label: &Label,
    place: &Place<'_>,
    stage: &mut Stage,
    build: &mut Build<'_>,
) -> Result<(), ConvertErrorKind> {
    let pairs = env::expand(&label.pairs, place, stage, build)?;
    let mut text = "LABEL".to_owned();
    for (written, (key, value)) in label.pairs.iter().zip(pairs) {
        env::warn_legacy(written, place, build);
        text.extend([" ", &key, "=", &value]);
        stage.image.config.labels.insert(key, value);
    }
    build.commit(stage, text, false);
    Ok(())
}
