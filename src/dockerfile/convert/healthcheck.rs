//! `HEALTHCHECK`.

use super::build::Build;
use super::command::warn_repeated;
use super::stage::Place;
use super::stage::Stage;
use crate::dockerfile::instruction;
use crate::go::duration;
use crate::image::Healthcheck;

/// Says how to find out whether a container works.
pub(super) fn convert(
    check: &instruction::Healthcheck,
    place: &Place<'_>,
    stage: &mut Stage,
    build: &mut Build<'_>,
) {
    let before = stage.written.healthcheck.replace(place.origin.lines);
    warn_repeated(before, place, build);
    let text = format!(
        "HEALTHCHECK {{Test:[{}] Interval:{} Timeout:{} StartPeriod:{} StartInterval:{} Retries:{}}}",
        check.test.join(" "),
        duration::format(check.interval),
        duration::format(check.timeout),
        duration::format(check.start_period),
        duration::format(check.start_interval),
        check.retries,
    );
    stage.image.config.healthcheck = Some(Healthcheck {
        test: check.test.clone(),
        interval: check.interval,
        timeout: check.timeout,
        start_period: check.start_period,
        start_interval: check.start_interval,
        retries: i64::from(check.retries),
    });
    build.commit(stage, text, false);
}
