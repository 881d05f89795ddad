//! Layouts of Go's package `time`: the reference time, written the way a time is to be written.
//!
//! Mirrors `Time.Format` and `time.Parse`. Zones are known by their offset alone: `MST` reads any
//! abbreviation as UTC, and writes `UTC` or an offset.

mod chunk;
mod read;
mod write;

pub use read::ParseError;
pub use read::parse;
pub use write::format;

/// `RFC3339Nano`
pub const RFC3339_NANO: &str = "2006-01-02T15:04:05.999999999Z07:00";

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

const DAYS: [&str; 7] =
    ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

#[cfg(test)]
mod tests;
