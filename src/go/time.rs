//! Points in time as Go's `time.Time` is read from and written to JSON (RFC 3339).
//!
//! An offset from UTC is kept; an offset of zero is `Z`.

use super::quote::escape_byte;
use serde::Serialize;
use serde::Serializer;
use std::fmt;
use thiserror::Error;

const LAYOUT: &str = "2006-01-02T15:04:05Z07:00";
const SECONDS_PER_DAY: i64 = 86_400;

/// A point in time, and the clock it was read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Time {
    /// Seconds since 1970 in UTC.
    seconds: i64,
    /// Nanoseconds after the second.
    nanoseconds: u32,
    /// Seconds by which the clock is ahead of UTC.
    offset: i32,
}

/// Why a text is no time, or a time no JSON, in Go's words.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TimeError {
    /// A part of the text is not what belongs there.
    #[error(
        "parsing time {} as {}: cannot parse {} as {}",
        quote(.text), quote(LAYOUT), quote(.rest), quote(.expected)
    )]
    Syntax {
        /// The text as given.
        text: String,
        /// What is left of it at the wrong part.
        rest: String,
        /// The part of Go's reference time that belongs there.
        expected: &'static str,
    },
    /// A part of the text is too large or too small.
    #[error("parsing time {}: {part} out of range", quote(.text))]
    Range {
        /// The text as given.
        text: String,
        /// Which part.
        part: &'static str,
    },
    /// The text goes on after the time.
    #[error("parsing time {}: extra text: {}", quote(.text), quote(.rest))]
    Extra {
        /// The text as given.
        text: String,
        /// What is too much.
        rest: String,
    },
    /// JSON knows no such year.
    #[error("Time.MarshalJSON: year outside of range [0,9999]")]
    Year,
    /// JSON knows no such offset.
    #[error("Time.MarshalJSON: timezone hour outside of range [0,23]")]
    Offset,
}

impl Time {
    /// A time in UTC, from seconds since 1970.
    pub const fn from_unix(seconds: i64) -> Self {
        Self { seconds, nanoseconds: 0, offset: 0 }
    }

    /// The same time by a clock that is ahead of UTC by so many seconds.
    #[must_use]
    pub const fn with_offset(self, offset: i32) -> Self {
        Self { offset, ..self }
    }

    /// A time on a clock that is ahead of UTC by so many seconds; the nanoseconds are less than a
    /// second.
    pub(super) const fn new(seconds: i64, nanoseconds: u32, offset: i32) -> Self {
        Self { seconds, nanoseconds, offset }
    }

    /// A time in UTC; the nanoseconds may be more than a second, or less than none (`time.Unix`).
    pub fn from_unix_nano(seconds: i64, nanoseconds: i64) -> Self {
        const SECOND: i64 = 1_000_000_000;
        let seconds = seconds.wrapping_add(nanoseconds.div_euclid(SECOND));
        let nanoseconds = u32::try_from(nanoseconds.rem_euclid(SECOND)).unwrap_or_default();
        Self { seconds, nanoseconds, offset: 0 }
    }

    /// Nanoseconds after the second.
    pub const fn nanosecond(self) -> u32 {
        self.nanoseconds
    }

    /// Seconds by which the clock is ahead of UTC.
    pub const fn offset(self) -> i32 {
        self.offset
    }

    /// Seconds since 1970.
    pub const fn unix(self) -> i64 {
        self.seconds
    }

    /// Reads a time as `Time.UnmarshalJSON` does: hours of one digit, fractions after a comma and
    /// offsets of up to 24 hours are all right; digits behind the ninth are dropped.
    pub fn parse(text: &str) -> Result<Self, TimeError> {
        Parser { text, rest: text }.time()
    }

    /// Reports whether JSON can hold this time.
    pub fn check(self) -> Result<(), TimeError> {
        if !(0..=9999).contains(&self.civil().year) {
            return Err(TimeError::Year);
        }
        if self.offset.unsigned_abs() >= 24 * 3600 {
            return Err(TimeError::Offset);
        }
        Ok(())
    }

    /// The date and the second of the day that the clock shows.
    pub fn civil(self) -> Civil {
        // Days in eras of 400 years that start in March: leap days come last.
        let local = i128::from(self.seconds) + i128::from(self.offset);
        let second = local.rem_euclid(i128::from(SECONDS_PER_DAY));
        let days = local.div_euclid(i128::from(SECONDS_PER_DAY)) + 719_468;
        let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
        let day = day - (365 * year + year / 4 - year / 100);
        let month = (5 * day + 2) / 153;
        let day = day - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        Civil { year: year + era * 400 + i128::from(month <= 2), month, day, second }
    }
}

/// What a calendar and a clock show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Civil {
    /// The year.
    pub year: i128,
    /// The month, from 1.
    pub month: i128,
    /// The day of the month, from 1.
    pub day: i128,
    /// The second of the day.
    pub second: i128,
}

/// Writes the time with as many digits of the second as it has (`RFC3339Nano`).
impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Civil { year, month, day, second } = self.civil();
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")?;
        if self.nanoseconds > 0 {
            let fraction = format!("{:09}", self.nanoseconds);
            write!(f, ".{}", fraction.trim_end_matches('0'))?;
        }
        if self.offset == 0 {
            return f.write_str("Z");
        }
        let sign = if self.offset < 0 { '-' } else { '+' };
        let minutes = self.offset.unsigned_abs() / 60;
        write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }
}

/// Writes the time as a text; [`Time::check`] tells whether Go would.
impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Seconds since 1970 of a day in UTC.
pub(super) fn seconds_of_day(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let month = (month + 9) % 12;
    let day = (153 * month + 2) / 5 + day - 1;
    let days = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + day - 719_468;
    days * SECONDS_PER_DAY
}

pub(super) fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Reads from the left what Go's layout asks for.
struct Parser<'a> {
    text: &'a str,
    rest: &'a str,
}

impl<'a> Parser<'a> {
    fn time(mut self) -> Result<Time, TimeError> {
        let year = self.digits(4, "2006")?;
        self.literal("-")?;
        let month = self.number(1..=12, "01", "month")?;
        self.literal("-")?;
        let day = self.number(0..=99, "02", "day")?;
        self.literal("T")?;
        let hour = self.hour()?;
        self.literal(":")?;
        let minute = self.number(0..=59, "04", "minute")?;
        self.literal(":")?;
        let second = self.number(0..=59, "05", "second")?;
        let nanoseconds = self.fraction();
        let offset = self.offset()?;
        if !self.rest.is_empty() {
            let (text, rest) = (self.text.to_owned(), self.rest.to_owned());
            return Err(TimeError::Extra { text, rest });
        }
        if !(1..=days_in(year, month)).contains(&day) {
            return Err(self.range("day"));
        }
        let local = seconds_of_day(year, month, day) + hour * 3600 + minute * 60 + second;
        Ok(Time { seconds: local - i64::from(offset), nanoseconds, offset })
    }

    fn syntax(&self, rest: &str, expected: &'static str) -> TimeError {
        TimeError::Syntax { text: self.text.to_owned(), rest: rest.to_owned(), expected }
    }

    fn range(&self, part: &'static str) -> TimeError {
        TimeError::Range { text: self.text.to_owned(), part }
    }

    fn literal(&mut self, expected: &'static str) -> Result<(), TimeError> {
        let error = self.syntax(self.rest, expected);
        self.rest = self.rest.strip_prefix(expected).ok_or(error)?;
        Ok(())
    }

    fn digits(&mut self, count: usize, expected: &'static str) -> Result<i64, TimeError> {
        let error = self.syntax(self.rest, expected);
        let (digits, rest) = self.rest.split_at_checked(count).ok_or(error.clone())?;
        self.rest = rest;
        decimal(digits).ok_or(error)
    }

    fn number(
        &mut self,
        range: std::ops::RangeInclusive<i64>,
        expected: &'static str,
        part: &'static str,
    ) -> Result<i64, TimeError> {
        let number = self.digits(2, expected)?;
        if range.contains(&number) { Ok(number) } else { Err(self.range(part)) }
    }

    /// One digit, or two.
    fn hour(&mut self) -> Result<i64, TimeError> {
        let digits = self.rest.bytes().take(2).take_while(u8::is_ascii_digit).count();
        let hour = self.digits(digits.max(1), "15")?;
        if hour < 24 { Ok(hour) } else { Err(self.range("hour")) }
    }

    /// Nanoseconds, if a point or a comma is followed by a digit.
    fn fraction(&mut self) -> u32 {
        let Some(rest) = self.rest.strip_prefix(['.', ',']) else { return 0 };
        let count = rest.bytes().take_while(u8::is_ascii_digit).count();
        if count > 0 {
            self.rest = &rest[count..];
        }
        let digits = rest[..count].bytes().chain(std::iter::repeat(b'0'));
        digits.take(9).fold(0, |value, digit| value * 10 + u32::from(digit - b'0'))
    }

    fn offset(&mut self) -> Result<i32, TimeError> {
        if let Some(rest) = self.rest.strip_prefix('Z') {
            self.rest = rest;
            return Ok(0);
        }
        let (hours, minutes, sign) = self.zone().ok_or_else(|| self.syntax(self.rest, "Z07:00"))?;
        if hours > 24 {
            return Err(self.range("time zone offset hour"));
        }
        if minutes > 60 {
            return Err(self.range("time zone offset minute"));
        }
        self.rest = &self.rest[6..];
        Ok(sign * i32::try_from((hours * 60 + minutes) * 60).unwrap_or_default())
    }

    /// Hours, minutes and sign of an offset such as `+02:30`.
    fn zone(&self) -> Option<(i64, i64, i32)> {
        let zone: &'a str = self.rest.get(..6)?;
        let sign = match zone.as_bytes()[0] {
            b'+' => 1,
            b'-' => -1,
            _ => return None,
        };
        let (hours, minutes) = zone.get(1..)?.split_once(':')?;
        (hours.len() == 2).then_some((decimal(hours)?, decimal(minutes)?, sign))
    }
}

/// A number of few digits.
fn decimal(digits: &str) -> Option<i64> {
    let plain = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    if plain { digits.parse().ok() } else { None }
}

/// Quotes a text as package `time` does in its errors, which differs from `strconv.Quote`: what is
/// not printable ASCII is escaped byte by byte.
pub(super) fn quote(text: impl AsRef<[u8]>) -> String {
    let mut quoted = String::from("\"");
    for byte in text.as_ref() {
        match byte {
            b'"' | b'\\' => quoted.extend(['\\', char::from(*byte)]),
            b' '..=b'\x7f' => quoted.push(char::from(*byte)),
            _ => quoted.push_str(&escape_byte(*byte)),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_and_written_as_by_go() {
        let rows = [
            ("2024-01-02T03:04:05Z", 1_704_164_645, "2024-01-02T03:04:05Z"),
            ("2024-01-02T03:04:05.120Z", 1_704_164_645, "2024-01-02T03:04:05.12Z"),
            ("2024-01-02T03:04:05.123456789123Z", 1_704_164_645, "2024-01-02T03:04:05.123456789Z"),
            ("2024-01-02T03:04:05,5Z", 1_704_164_645, "2024-01-02T03:04:05.5Z"),
            ("2024-01-02T3:04:05Z", 1_704_164_645, "2024-01-02T03:04:05Z"),
            ("2024-01-02T03:04:05+00:00", 1_704_164_645, "2024-01-02T03:04:05Z"),
            ("2024-01-02T03:04:05-00:00", 1_704_164_645, "2024-01-02T03:04:05Z"),
            ("2024-01-02T03:04:05.000+02:30", 1_704_155_645, "2024-01-02T03:04:05+02:30"),
            ("0001-01-01T00:00:00Z", -62_135_596_800, "0001-01-01T00:00:00Z"),
            ("0000-01-01T00:00:00+01:00", -62_167_222_800, "0000-01-01T00:00:00+01:00"),
            ("9999-12-31T23:59:59.999999999Z", 253_402_300_799, "9999-12-31T23:59:59.999999999Z"),
            ("2024-02-29T00:00:00Z", 1_709_164_800, "2024-02-29T00:00:00Z"),
            ("9999-12-31T23:59:59-01:00", 253_402_304_399, "9999-12-31T23:59:59-01:00"),
        ];
        for (text, seconds, written) in rows {
            let time = Time::parse(text).unwrap();
            assert_eq!((time.unix(), time.to_string().as_str()), (seconds, written), "{text}");
            assert_eq!(time.check(), Ok(()), "{text}");
        }
    }

    #[test]
    fn seconds_become_utc() {
        let rows = [
            (0, "1970-01-01T00:00:00Z"),
            (-1, "1969-12-31T23:59:59Z"),
            (253_402_300_799, "9999-12-31T23:59:59Z"),
            (-62_167_219_200, "0000-01-01T00:00:00Z"),
            (1_700_000_000, "2023-11-14T22:13:20Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (4_107_542_399, "2100-02-28T23:59:59Z"),
        ];
        for (seconds, written) in rows {
            assert_eq!(Time::from_unix(seconds).to_string(), written);
        }
        for seconds in [253_402_300_800, -62_167_219_201, i64::MIN, i64::MAX] {
            assert_eq!(Time::from_unix(seconds).check(), Err(TimeError::Year));
        }
        for text in ["2024-01-02T03:04:05+24:00", "2024-01-02T03:04:05-24:60"] {
            assert_eq!(Time::parse(text).unwrap().check(), Err(TimeError::Offset));
        }
    }

    #[test]
    fn out_of_range_is_an_error() {
        let rows = [
            ("2023-02-29T00:00:00Z", "day"),
            ("2023-00-01T00:00:00Z", "month"),
            ("2023-13-01T00:00:00Z", "month"),
            ("2023-01-00T00:00:00Z", "day"),
            ("2023-01-99T00:00:00Z", "day"),
            ("2023-01-01T24:00:00Z", "hour"),
            ("2023-01-01T23:60:00Z", "minute"),
            ("2023-01-01T23:59:60Z", "second"),
            ("2024-01-02T03:04:05+25:00", "time zone offset hour"),
            ("2024-01-02T03:04:05+23:61", "time zone offset minute"),
        ];
        for (text, part) in rows {
            let expected = format!("parsing time \"{text}\": {part} out of range");
            assert_eq!(Time::parse(text).unwrap_err().to_string(), expected);
        }
    }

    #[test]
    fn wrong_texts_are_errors_where_they_are_wrong() {
        let rows = [
            ("2024-01-2T03:04:05Z", "2T03:04:05Z", "02"),
            ("2023-01-01T23:59:59", "", "Z07:00"),
            ("2023-01-01T23:59:59z", "z", "Z07:00"),
            ("2023-01-01t23:59:59Z", "t23:59:59Z", "T"),
            ("", "", "2006"),
            ("20240", "0", "-"),
            ("2023-1-01T23:59:59Z", "1-01T23:59:59Z", "01"),
            ("2023-01-01T23:59:59.Z", ".Z", "Z07:00"),
            ("2023-01-01T23:59:59+0000", "+0000", "Z07:00"),
            ("2023-01-01T23:59:59*01:00", "*01:00", "Z07:00"),
            ("2023-01-01T23:59:59+0a:00", "+0a:00", "Z07:00"),
            ("2023-01-01T23:59:59+1:000", "+1:000", "Z07:00"),
            ("2023-01-01T123:59:59Z", "3:59:59Z", ":"),
            ("2023-01-01T23:5:59Z", "5:59Z", "04"),
            ("2023-01-01T23:59:5", "5", "05"),
            ("2023-01-01T", "", "15"),
            ("2023-01-01T2", "", ":"),
            ("2023-01-01T00:00:00.1.2Z", ".2Z", "Z07:00"),
        ];
        for (text, rest, expected) in rows {
            let expected = format!(
                "parsing time \"{text}\" as \"{LAYOUT}\": cannot parse \"{rest}\" as \"{expected}\""
            );
            assert_eq!(Time::parse(text).unwrap_err().to_string(), expected);
        }
        let extra = r#"parsing time "2023-01-01T23:59:59+02:30\\\"": extra text: "\\\"""#;
        assert_eq!(Time::parse("2023-01-01T23:59:59+02:30\\\"").unwrap_err().to_string(), extra);
        let bytes = Time::parse("é023").unwrap_err().to_string();
        assert!(bytes.ends_with(r#"cannot parse "\xc3\xa9023" as "2006""#), "{bytes}");
    }
}
