//! Times, written.

use super::DAYS;
use super::MONTHS;
use super::chunk;
use super::chunk::Chunk;
use super::chunk::Fraction;
use super::chunk::Offset;
use crate::go::time::Time;
use crate::go::time::seconds_of_day;

const SECONDS_PER_DAY: i64 = 86_400;

/// Writes a time as a layout says (`Time.Format`).
pub fn format(time: Time, layout: &str) -> String {
    let mut text = String::new();
    let clock = Clock::new(time);
    let mut rest = layout;
    while !rest.is_empty() {
        let (before, part, after) = chunk::next(rest);
        text.push_str(before);
        text.push_str(&part.map(|(chunk, _)| clock.write(chunk)).unwrap_or_default());
        rest = after;
    }
    text
}

/// What a calendar and a clock show.
struct Clock {
    year: i128,
    month: usize,
    day: i64,
    year_day: i64,
    week_day: usize,
    hour: i64,
    minute: i64,
    second: i64,
    nanosecond: u32,
    offset: i32,
}

impl Clock {
    fn new(time: Time) -> Self {
        let civil = time.civil();
        let narrow = |value: i128| i64::try_from(value).unwrap_or_default();
        let (month, day, second) = (narrow(civil.month), narrow(civil.day), narrow(civil.second));
        // Years repeat after 400 of them, and so do days of the week.
        let year = narrow(civil.year.rem_euclid(400));
        let days = |month, day| seconds_of_day(year + 2000, month, day) / SECONDS_PER_DAY;
        Self {
            year: civil.year,
            month: usize::try_from(month - 1).unwrap_or_default(),
            day,
            year_day: days(month, day) - days(1, 1) + 1,
            week_day: usize::try_from((days(month, day) + 4) % 7).unwrap_or_default(),
            hour: second / 3600,
            minute: second / 60 % 60,
            second: second % 60,
            nanosecond: time.nanosecond(),
            offset: time.offset(),
        }
    }

    fn write(&self, chunk: Chunk) -> String {
        let month = MONTHS[self.month % 12];
        let week_day = DAYS[self.week_day % 7];
        let hour12 = if self.hour % 12 == 0 { 12 } else { self.hour % 12 };
        match chunk {
            Chunk::Year => format!("{:02}", self.year.abs() % 100),
            Chunk::LongYear if self.year < 0 => format!("-{:04}", -self.year),
            Chunk::LongYear => format!("{:04}", self.year),
            Chunk::Month => month[..3].to_owned(),
            Chunk::LongMonth => month.to_owned(),
            Chunk::NumMonth => (self.month + 1).to_string(),
            Chunk::ZeroMonth => format!("{:02}", self.month + 1),
            Chunk::WeekDay => week_day[..3].to_owned(),
            Chunk::LongWeekDay => week_day.to_owned(),
            Chunk::Day => self.day.to_string(),
            Chunk::UnderDay => format!("{:2}", self.day),
            Chunk::ZeroDay => format!("{:02}", self.day),
            Chunk::UnderYearDay => format!("{:3}", self.year_day),
            Chunk::ZeroYearDay => format!("{:03}", self.year_day),
            Chunk::Hour => format!("{:02}", self.hour),
            Chunk::Hour12 => hour12.to_string(),
            Chunk::ZeroHour12 => format!("{hour12:02}"),
            Chunk::Minute => self.minute.to_string(),
            Chunk::ZeroMinute => format!("{:02}", self.minute),
            Chunk::Second => self.second.to_string(),
            Chunk::ZeroSecond => format!("{:02}", self.second),
            Chunk::Meridiem => if self.hour < 12 { "AM" } else { "PM" }.to_owned(),
            Chunk::LowerMeridiem => if self.hour < 12 { "am" } else { "pm" }.to_owned(),
            Chunk::Zone if self.offset == 0 => "UTC".to_owned(),
            Chunk::Zone => self.offset(Offset { z: false, colons: false, parts: 2 }),
            Chunk::Offset(style) => self.offset(style),
            Chunk::Fraction(style) => self.fraction(style),
        }
    }

    fn offset(&self, style: Offset) -> String {
        if style.z && self.offset == 0 {
            return "Z".to_owned();
        }
        let sign = if self.offset <= -60 { '-' } else { '+' };
        let size = self.offset.unsigned_abs();
        let mut parts = [size / 3600, size / 60 % 60, size % 60].map(|part| format!("{part:02}"));
        // Go looks at whole minutes for the sign; what is left has one of its own.
        if (-59..0).contains(&self.offset) {
            parts[2].insert(0, '-');
        }
        let colon = if style.colons { ":" } else { "" };
        format!("{sign}{}", parts[..style.parts].join(colon))
    }

    fn fraction(&self, style: Fraction) -> String {
        if style.trim && self.nanosecond == 0 {
            return String::new();
        }
        let digits = format!("{:09}", self.nanosecond);
        let digits = &digits[..style.digits.min(9)];
        let digits = if style.trim { digits.trim_end_matches('0') } else { digits };
        if digits.is_empty() { String::new() } else { format!("{}{digits}", style.separator) }
    }
}
