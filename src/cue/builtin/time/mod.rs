//! `time`: points in time, which are strings, and durations, which are nanoseconds or strings.

use super::CallError;
use super::Member;
use super::Package;
use super::Param;
use super::args;
use crate::cue::value::Kind;
use crate::cue::value::Value;
use crate::go::duration;
use crate::go::layout;
use crate::go::layout::RFC3339_NANO;
use crate::go::quote::quote;
use crate::go::time::Time;

const INT: Param = Param::whole(Kind::INT);
const STRING: Param = Param::whole(Kind::STRING);

pub(super) static TIME: Package = Package {
    path: "time",
    members: &[
        ("Nanosecond", Member::Constant(|| args::int(1))),
        ("Microsecond", Member::Constant(|| args::int(1_000))),
        ("Millisecond", Member::Constant(|| args::int(1_000_000))),
        ("Second", Member::Constant(|| args::int(1_000_000_000))),
        ("Minute", Member::Constant(|| args::int(60_000_000_000))),
        ("Hour", Member::Constant(|| args::int(3_600_000_000_000))),
        ("Duration", Member::function(&[STRING], Kind::BOOL, is_duration)),
        ("FormatDuration", Member::function(&[INT], Kind::STRING, format_duration)),
        ("ParseDuration", Member::function(&[STRING], Kind::INT, parse_duration)),
        ("ANSIC", Member::Constant(|| args::text("Mon Jan _2 15:04:05 2006"))),
        ("UnixDate", Member::Constant(|| args::text("Mon Jan _2 15:04:05 MST 2006"))),
        ("RubyDate", Member::Constant(|| args::text("Mon Jan 02 15:04:05 -0700 2006"))),
        ("RFC822", Member::Constant(|| args::text("02 Jan 06 15:04 MST"))),
        ("RFC822Z", Member::Constant(|| args::text("02 Jan 06 15:04 -0700"))),
        ("RFC850", Member::Constant(|| args::text("Monday, 02-Jan-06 15:04:05 MST"))),
        ("RFC1123", Member::Constant(|| args::text("Mon, 02 Jan 2006 15:04:05 MST"))),
        ("RFC1123Z", Member::Constant(|| args::text("Mon, 02 Jan 2006 15:04:05 -0700"))),
        ("RFC3339", Member::Constant(|| args::text("2006-01-02T15:04:05Z07:00"))),
        ("RFC3339Nano", Member::Constant(|| args::text(RFC3339_NANO))),
        ("RFC3339Date", Member::Constant(|| args::text("2006-01-02"))),
        ("Kitchen", Member::Constant(|| args::text("3:04PM"))),
        ("Kitchen24", Member::Constant(|| args::text("15:04"))),
        ("January", Member::Constant(|| args::int(1))),
        ("February", Member::Constant(|| args::int(2))),
        ("March", Member::Constant(|| args::int(3))),
        ("April", Member::Constant(|| args::int(4))),
        ("May", Member::Constant(|| args::int(5))),
        ("June", Member::Constant(|| args::int(6))),
        ("July", Member::Constant(|| args::int(7))),
        ("August", Member::Constant(|| args::int(8))),
        ("September", Member::Constant(|| args::int(9))),
        ("October", Member::Constant(|| args::int(10))),
        ("November", Member::Constant(|| args::int(11))),
        ("December", Member::Constant(|| args::int(12))),
        ("Sunday", Member::Constant(|| args::int(0))),
        ("Monday", Member::Constant(|| args::int(1))),
        ("Tuesday", Member::Constant(|| args::int(2))),
        ("Wednesday", Member::Constant(|| args::int(3))),
        ("Thursday", Member::Constant(|| args::int(4))),
        ("Friday", Member::Constant(|| args::int(5))),
        ("Saturday", Member::Constant(|| args::int(6))),
        ("Time", Member::function(&[STRING], Kind::BOOL, is_time)),
        ("Format", Member::function(&[STRING, STRING], Kind::BOOL, has_format)),
        ("FormatString", Member::function(&[STRING, STRING], Kind::STRING, format_string)),
        ("Parse", Member::function(&[STRING, STRING], Kind::STRING, parse)),
        ("Unix", Member::function(&[INT, INT], Kind::STRING, unix)),
        ("ToUnix", Member::function(&[STRING], Kind::INT, to_unix)),
        ("ToUnixNano", Member::function(&[STRING], Kind::INT, to_unix_nano)),
        ("Split", Member::function(&[STRING], Kind::STRUCT, split)),
    ],
};

// Durations.

fn duration(args: &[Value]) -> Result<i64, CallError> {
    let duration = duration::parse(args::string(args, 0)?);
    duration.map_err(|error| CallError::new(error.to_string()))
}

fn is_duration(args: &[Value]) -> Result<Value, CallError> {
    duration(args).map(|_| Value::Bool(true))
}

fn parse_duration(args: &[Value]) -> Result<Value, CallError> {
    duration(args).map(args::int)
}

fn format_duration(args: &[Value]) -> Result<Value, CallError> {
    Ok(args::text(duration::format(args::int64(args, 0)?)))
}

// Times.

/// Reads a time.
fn read(layout: &str, text: &str) -> Result<Time, CallError> {
    layout::parse(layout, text).map_err(|error| CallError::new(error.to_string()))
}

/// Reads an argument as CUE writes times.
fn time(args: &[Value], index: usize) -> Result<Time, CallError> {
    read(RFC3339_NANO, args::string(args, index)?)
}

fn utc(time: Time) -> Value {
    args::text(layout::format(time.with_offset(0), RFC3339_NANO))
}

fn check(layout: &str, text: &str) -> Result<Value, CallError> {
    match layout::parse(layout, text) {
        Ok(_) => Ok(Value::Bool(true)),
        Err(_) => Err(CallError::new(format!("invalid time {}", quote(text)))),
    }
}

fn is_time(args: &[Value]) -> Result<Value, CallError> {
    check(RFC3339_NANO, args::string(args, 0)?)
}

fn has_format(args: &[Value]) -> Result<Value, CallError> {
    check(args::string(args, 1)?, args::string(args, 0)?)
}

fn format_string(args: &[Value]) -> Result<Value, CallError> {
    Ok(args::text(layout::format(time(args, 1)?, args::string(args, 0)?)))
}

fn parse(args: &[Value]) -> Result<Value, CallError> {
    read(args::string(args, 0)?, args::string(args, 1)?).map(utc)
}

fn unix(args: &[Value]) -> Result<Value, CallError> {
    Ok(utc(Time::from_unix_nano(args::int64(args, 0)?, args::int64(args, 1)?)))
}

fn to_unix(args: &[Value]) -> Result<Value, CallError> {
    Ok(args::int(time(args, 0)?.unix()))
}

/// Nanoseconds since 1970, which wrap around as Go's do.
fn to_unix_nano(args: &[Value]) -> Result<Value, CallError> {
    let time = time(args, 0)?;
    let seconds = time.unix().wrapping_mul(1_000_000_000);
    Ok(args::int(seconds.wrapping_add(time.nanosecond().into())))
}

fn split(args: &[Value]) -> Result<Value, CallError> {
    let time = time(args, 0)?;
    let civil = time.civil();
    let parts = [
        ("year", civil.year),
        ("month", civil.month),
        ("day", civil.day),
        ("hour", civil.second / 3600),
        ("minute", civil.second / 60 % 60),
        ("second", civil.second % 60),
        ("nanosecond", time.nanosecond().into()),
    ];
    let field = |(name, part): (&str, i128)| {
        (name.into(), args::int(i64::try_from(part).unwrap_or_default()))
    };
    Ok(Value::Struct(parts.map(field).into()))
}

#[cfg(test)]
mod tests;
