//! `HEALTHCHECK`.

use super::Form;
use super::InstructionErrorKind;
use super::error::HealthcheckError;
use super::flags::Flags;
use super::flags::Kind;
use super::request::Request;
use crate::go::case::to_upper;
use crate::go::duration;
use crate::go::number::parse_int;

/// `HEALTHCHECK [--interval=] [--timeout=] [--start-period=] [--start-interval=] [--retries=] CMD <command>`
///
/// Says how to find out whether a container works. `HEALTHCHECK NONE` takes back what an image
/// said. Durations are nanoseconds, 0 where nothing is said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Healthcheck {
    /// `NONE`, or `CMD` with the command, or `CMD-SHELL` with one string.
    pub test: Vec<String>,
    /// Between two checks.
    pub interval: i64,
    /// Until a check has failed.
    pub timeout: i64,
    /// Until failed checks count.
    pub start_period: i64,
    /// Between two checks in that time.
    pub start_interval: i64,
    /// How many failures in a row count.
    pub retries: i32,
}

const FLAGS: [(&str, Kind); 5] = [
    ("interval", Kind::Text),
    ("timeout", Kind::Text),
    ("start-period", Kind::Text),
    ("start-interval", Kind::Text),
    ("retries", Kind::Text),
];

const MILLISECOND: i64 = 1_000_000;

impl Healthcheck {
    /// Flags of `NONE` are not looked at.
    pub(super) fn parse(request: Request) -> Result<Self, InstructionErrorKind> {
        let Request { mut args, flags, form, .. } = request;
        if args.is_empty() {
            return Err(InstructionErrorKind::AtLeastOne("HEALTHCHECK"));
        }
        let kind = to_upper(&args.remove(0));
        if kind == "NONE" {
            return if args.is_empty() {
                Ok(Self { test: vec![kind], ..Self::default() })
            } else {
                Err(HealthcheckError::NoneArguments.into())
            };
        }
        let mut flags = Flags::parse(flags, &FLAGS)?;
        Ok(Self {
            test: test(kind, args, form)?,
            interval: interval(&mut flags, "interval")?,
            timeout: interval(&mut flags, "timeout")?,
            start_period: interval(&mut flags, "start-period")?,
            start_interval: interval(&mut flags, "start-interval")?,
            retries: retries(&mut flags)?,
        })
    }
}

fn test(kind: String, args: Vec<String>, form: Form) -> Result<Vec<String>, HealthcheckError> {
    if kind != "CMD" {
        return Err(HealthcheckError::UnknownType(kind));
    }
    if args.is_empty() {
        return Err(HealthcheckError::MissingCommand);
    }
    let kind = if form == Form::Exec { "CMD" } else { "CMD-SHELL" };
    Ok([vec![kind.to_owned()], args].concat())
}

fn interval(flags: &mut Flags, name: &'static str) -> Result<i64, HealthcheckError> {
    let text = flags.text(name).unwrap_or_default();
    if text.is_empty() {
        return Ok(0);
    }
    match duration::parse(&text)? {
        0 => Ok(0),
        time if time < MILLISECOND => Err(HealthcheckError::TooShort(name)),
        time => Ok(time),
    }
}

fn retries(flags: &mut Flags) -> Result<i32, HealthcheckError> {
    let text = flags.text("retries").unwrap_or_default();
    if text.is_empty() {
        return Ok(0);
    }
    let retries = parse_int(&text, 10, 32)?;
    let number = i32::try_from(retries).ok().filter(|retries| *retries >= 0);
    number.ok_or(HealthcheckError::NegativeRetries(retries))
}
