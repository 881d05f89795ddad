//! Times, read.

use super::DAYS;
use super::MONTHS;
use super::chunk;
use super::chunk::Chunk;
use super::chunk::Offset;
use crate::go::time::Time;
use crate::go::time::days_in;
use crate::go::time::quote;
use crate::go::time::seconds_of_day;
use std::ops::RangeInclusive;
use thiserror::Error;

/// Why a text is no time, in Go's words.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ParseError {
    /// A part of the text is not what belongs there.
    #[error(
        "parsing time {} as {}: cannot parse {} as {}",
        quote(.text), quote(.layout), quote(.rest), quote(.expected)
    )]
    Cannot {
        /// The text as given.
        text: String,
        /// The layout as given.
        layout: String,
        /// What is left of the text at the wrong part.
        rest: Vec<u8>,
        /// The part of the layout that belongs there.
        expected: String,
    },
    /// Something else is wrong.
    #[error("parsing time {}: {problem}", quote(.text))]
    Wrong {
        /// The text as given.
        text: String,
        /// What is wrong with it.
        problem: String,
    },
}

/// What is wrong with a part.
enum Problem {
    /// It is not written as it should be.
    Bad,
    /// It is too large or too small.
    Range(&'static str),
}

/// Reads a time that is written as a layout says (`time.Parse`).
pub fn parse(layout: &str, text: &str) -> Result<Time, ParseError> {
    let mut reader = Reader { rest: text.as_bytes(), ..Reader::default() };
    let cannot = |rest: &[u8], expected: &str| ParseError::Cannot {
        text: text.to_owned(),
        layout: layout.to_owned(),
        rest: rest.to_owned(),
        expected: expected.to_owned(),
    };
    let wrong = |problem: String| ParseError::Wrong { text: text.to_owned(), problem };
    let mut ahead = layout;
    loop {
        let (before, part, after) = chunk::next(ahead);
        reader.skip(before.as_bytes()).map_err(|rest| cannot(rest, before))?;
        let Some((chunk, written)) = part else { break };
        let rest = reader.rest;
        reader.chunk(chunk, after).map_err(|problem| match problem {
            Problem::Bad => cannot(rest, written),
            Problem::Range(part) => wrong(format!("{part} out of range")),
        })?;
        ahead = after;
    }
    if !reader.rest.is_empty() {
        return Err(wrong(format!("extra text: {}", quote(reader.rest))));
    }
    reader.time().map_err(|problem| wrong(problem.to_owned()))
}

/// What was read so far, and what is left.
#[derive(Default)]
struct Reader<'a> {
    rest: &'a [u8],
    year: i64,
    month: Option<i64>,
    day: Option<i64>,
    year_day: Option<i64>,
    hour: i64,
    minute: i64,
    second: i64,
    nanosecond: u32,
    afternoon: Option<bool>,
    utc: bool,
    offset: Option<i32>,
    zone: i32,
}

impl<'a> Reader<'a> {
    /// Passes what stands between parts; any number of blanks fits any other.
    fn skip(&mut self, mut expected: &[u8]) -> Result<(), &'a [u8]> {
        while let Some((byte, after)) = expected.split_first() {
            if *byte == b' ' {
                if self.rest.first().is_some_and(|byte| *byte != b' ') {
                    return Err(self.rest);
                }
                expected = expected.trim_ascii_start_blanks();
                self.rest = self.rest.trim_ascii_start_blanks();
                continue;
            }
            self.rest = self.rest.strip_prefix(&[*byte]).ok_or(self.rest)?;
            expected = after;
        }
        Ok(())
    }

    /// Reads a part of the time.
    fn chunk(&mut self, chunk: Chunk, after: &str) -> Result<(), Problem> {
        match chunk {
            Chunk::Year => self.year = self.short_year()?,
            Chunk::LongYear => self.year = self.fixed(4)?,
            Chunk::Month => self.month = Some(self.name(MONTHS.map(|name| &name[..3]))?),
            Chunk::LongMonth => self.month = Some(self.name(MONTHS)?),
            Chunk::NumMonth => self.month = Some(self.number(false, "month", 1..=12)?),
            Chunk::ZeroMonth => self.month = Some(self.number(true, "month", 1..=12)?),
            Chunk::WeekDay => drop(self.name(DAYS.map(|name| &name[..3]))?),
            Chunk::LongWeekDay => drop(self.name(DAYS)?),
            Chunk::Day => self.day = Some(self.digits(false)?),
            Chunk::UnderDay => {
                self.blank();
                self.day = Some(self.digits(false)?);
            }
            Chunk::ZeroDay => self.day = Some(self.digits(true)?),
            Chunk::UnderYearDay => {
                self.blank();
                self.blank();
                self.year_day = Some(self.three_digits(1)?);
            }
            Chunk::ZeroYearDay => self.year_day = Some(self.three_digits(3)?),
            Chunk::Hour => self.hour = self.number(false, "hour", 0..=23)?,
            Chunk::Hour12 => self.hour = self.number(false, "hour", 0..=12)?,
            Chunk::ZeroHour12 => self.hour = self.number(true, "hour", 0..=12)?,
            Chunk::Minute => self.minute = self.number(false, "minute", 0..=59)?,
            Chunk::ZeroMinute => self.minute = self.number(true, "minute", 0..=59)?,
            Chunk::Second => self.second(false, after)?,
            Chunk::ZeroSecond => self.second(true, after)?,
            Chunk::Meridiem => self.afternoon = Some(self.meridiem([b"AM", b"PM"])?),
            Chunk::LowerMeridiem => self.afternoon = Some(self.meridiem([b"am", b"pm"])?),
            Chunk::Zone => self.zone()?,
            Chunk::Offset(style) => self.offset(style)?,
            Chunk::Fraction(style) if style.trim => self.any_fraction(),
            Chunk::Fraction(style) => self.nanosecond = self.fraction(style.digits)?,
        }
        Ok(())
    }

    fn take(&mut self, count: usize) -> Result<&'a [u8], Problem> {
        let (taken, rest) = self.rest.split_at_checked(count).ok_or(Problem::Bad)?;
        self.rest = rest;
        Ok(taken)
    }

    fn blank(&mut self) {
        self.rest = self.rest.strip_prefix(b" ").unwrap_or(self.rest);
    }

    /// So many digits.
    fn fixed(&mut self, count: usize) -> Result<i64, Problem> {
        decimal(self.take(count)?).ok_or(Problem::Bad)
    }

    /// One or two digits, or just two.
    fn digits(&mut self, two: bool) -> Result<i64, Problem> {
        let count = self.rest.iter().take(2).take_while(|byte| byte.is_ascii_digit()).count();
        if two && count == 1 { Err(Problem::Bad) } else { self.fixed(count) }
    }

    fn three_digits(&mut self, least: usize) -> Result<i64, Problem> {
        let count = self.rest.iter().take(3).take_while(|byte| byte.is_ascii_digit()).count();
        if count < least { Err(Problem::Bad) } else { self.fixed(count) }
    }

    fn number(
        &mut self,
        two: bool,
        part: &'static str,
        range: RangeInclusive<i64>,
    ) -> Result<i64, Problem> {
        let number = self.digits(two)?;
        if range.contains(&number) { Ok(number) } else { Err(Problem::Range(part)) }
    }

    /// Two characters, of which the first may be a sign.
    fn short_year(&mut self) -> Result<i64, Problem> {
        let year = match self.take(2)? {
            [b'-', digit] => -decimal(&[*digit]).ok_or(Problem::Bad)?,
            [b'+', digit] => decimal(&[*digit]).ok_or(Problem::Bad)?,
            digits => decimal(digits).ok_or(Problem::Bad)?,
        };
        Ok(if year >= 69 { 1900 + year } else { 2000 + year })
    }

    /// One of some names, in any case; its number, from 1.
    fn name<const N: usize>(&mut self, names: [&str; N]) -> Result<i64, Problem> {
        for (number, name) in (1..).zip(names) {
            let here = self.rest.get(..name.len());
            if here.is_some_and(|here| here.eq_ignore_ascii_case(name.as_bytes())) {
                self.take(name.len())?;
                return Ok(number);
            }
        }
        Err(Problem::Bad)
    }

    /// Seconds, with their fraction unless the layout has one itself.
    fn second(&mut self, two: bool, after: &str) -> Result<(), Problem> {
        self.second = self.number(two, "second", 0..=59)?;
        if !matches!(chunk::next(after), (_, Some((Chunk::Fraction(_), _)), _)) {
            self.any_fraction();
        }
        Ok(())
    }

    /// A fraction of any length, if there is one.
    fn any_fraction(&mut self) {
        let Some((b'.' | b',', rest)) = self.rest.split_first() else { return };
        let count = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if count > 0 {
            self.nanosecond = nanoseconds(&rest[..count]).unwrap_or_default();
            self.rest = &rest[count..];
        }
    }

    /// A fraction of so many digits, the first of which may be a sign.
    fn fraction(&mut self, count: usize) -> Result<u32, Problem> {
        let (separator, digits) = self.take(1 + count)?.split_first().ok_or(Problem::Bad)?;
        if !matches!(separator, b'.' | b',') {
            return Err(Problem::Bad);
        }
        let digits = &digits[..digits.len().min(9)];
        let (negative, digits) = match digits {
            [b'-', size @ ..] => (true, [b"0", size].concat()),
            [b'+', size @ ..] => (false, [b"0", size].concat()),
            _ => (false, digits.to_owned()),
        };
        match nanoseconds(&digits) {
            Some(1..) if negative => Err(Problem::Range("fractional second")),
            value => value.ok_or(Problem::Bad),
        }
    }

    fn meridiem(&mut self, names: [&[u8]; 2]) -> Result<bool, Problem> {
        let taken = self.take(2)?;
        names.iter().position(|name| *name == taken).map(|place| place == 1).ok_or(Problem::Bad)
    }

    /// An abbreviation of a zone. Only `UTC` is known, and offsets from `GMT`.
    fn zone(&mut self) -> Result<(), Problem> {
        if let Some(rest) = self.rest.strip_prefix(b"UTC") {
            self.rest = rest;
            self.utc = true;
            return Ok(());
        }
        let name = self.take(zone_length(self.rest).ok_or(Problem::Bad)?)?;
        let hours = name.strip_prefix(b"GMT").filter(|hours| !hours.is_empty());
        let hours = hours.and_then(|hours| str::from_utf8(hours).ok()?.parse::<i32>().ok());
        self.zone = hours.unwrap_or_default() * 3600;
        Ok(())
    }

    fn offset(&mut self, style: Offset) -> Result<(), Problem> {
        if let Some(rest) = self.rest.strip_prefix(b"Z").filter(|_| style.z) {
            self.rest = rest;
            self.utc = true;
            return Ok(());
        }
        let step = if style.colons { 3 } else { 2 };
        let length = 1 + style.parts * step - usize::from(style.colons);
        let text = self.take(length)?;
        let colons = (1..style.parts).all(|part| text[part * step] == b':');
        if style.colons && !colons {
            return Err(Problem::Bad);
        }
        let limits = [
            (24, "time zone offset hour"),
            (60, "time zone offset minute"),
            (60, "time zone offset second"),
        ];
        let mut size = 0;
        let (mut bad, mut problem) = (false, None);
        for (part, (limit, name)) in limits.into_iter().enumerate().take(style.parts) {
            let value =
                if bad { Some(0) } else { decimal(&text[1 + part * step..3 + part * step]) };
            bad |= value.is_none();
            let value = value.unwrap_or_default();
            if value > limit {
                problem = Some(Problem::Range(name));
            }
            size = size * 60 + i32::try_from(value).unwrap_or_default();
        }
        size *= [1, 3600, 60, 1][style.parts];
        if let Some(problem) = problem {
            return Err(problem);
        }
        let sign = match text[0] {
            b'+' => 1,
            b'-' => -1,
            _ => return Err(Problem::Bad),
        };
        self.offset = Some(sign * size);
        if bad { Err(Problem::Bad) } else { Ok(()) }
    }

    /// The time, if there is such a day.
    fn time(mut self) -> Result<Time, &'static str> {
        match self.afternoon {
            Some(true) if self.hour < 12 => self.hour += 12,
            Some(false) if self.hour == 12 => self.hour = 0,
            _ => {}
        }
        let (month, day) = match self.year_day {
            Some(year_day) => self.date_of(year_day)?,
            None => (self.month.unwrap_or(1), self.day.unwrap_or(1)),
        };
        if !(1..=days_in(self.year, month)).contains(&day) {
            return Err("day out of range");
        }
        // Go takes an offset of a second less than none for none at all.
        let offset = match self.offset.filter(|offset| *offset != -1) {
            _ if self.utc => 0,
            Some(offset) => offset,
            None => self.zone,
        };
        let known = self.utc || self.offset.is_some_and(|offset| offset != -1);
        let time = self.hour * 3600 + self.minute * 60 + self.second;
        let mut seconds = seconds_of_day(self.year, month, day) + time;
        // A zone that is known by its name alone does not move the clock.
        if known {
            seconds -= i64::from(offset);
        }
        Ok(Time::new(seconds, self.nanosecond, offset))
    }

    fn date_of(&self, year_day: i64) -> Result<(i64, i64), &'static str> {
        let mut day = year_day;
        let mut month = 1;
        while month <= 12 && day > days_in(self.year, month) {
            day -= days_in(self.year, month);
            month += 1;
        }
        if year_day < 1 || month > 12 {
            return Err("day-of-year out of range");
        }
        if self.month.is_some_and(|given| given != month) {
            return Err("day-of-year does not match month");
        }
        if self.day.is_some_and(|given| given != day) {
            return Err("day-of-year does not match day");
        }
        Ok((month, day))
    }
}

/// The length of an abbreviation of a zone.
fn zone_length(text: &[u8]) -> Option<usize> {
    if text.len() < 3 {
        return None;
    }
    if text.starts_with(b"ChST") || text.starts_with(b"MeST") {
        return Some(4);
    }
    if let Some(rest) = text.strip_prefix(b"GMT") {
        return Some(3 + signed_offset(rest));
    }
    if matches!(text[0], b'+' | b'-') {
        return Some(signed_offset(text)).filter(|length| *length > 0);
    }
    let upper = text.iter().take(6).take_while(|byte| byte.is_ascii_uppercase()).count();
    let fits = match upper {
        3 => true,
        4 => text[3] == b'T' || text.starts_with(b"WITA"),
        5 => text[4] == b'T',
        _ => false,
    };
    fits.then_some(upper)
}

/// The length of a sign and hours up to 23.
fn signed_offset(text: &[u8]) -> usize {
    let Some((b'+' | b'-', digits)) = text.split_first() else { return 0 };
    let count = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
    match decimal(&digits[..count]) {
        Some(..=23) => 1 + count,
        _ => 0,
    }
}

fn nanoseconds(digits: &[u8]) -> Option<u32> {
    let mut padded = *b"000000000";
    let count = digits.len().min(9);
    padded[..count].copy_from_slice(&digits[..count]);
    decimal(&padded).and_then(|value| u32::try_from(value).ok())
}

/// A number of digits alone.
fn decimal(digits: &[u8]) -> Option<i64> {
    let plain = digits.iter().all(u8::is_ascii_digit);
    if plain { str::from_utf8(digits).ok()?.parse().ok() } else { None }
}

/// Bytes without the blanks at their start.
trait TrimBlanks {
    fn trim_ascii_start_blanks(&self) -> &Self;
}

impl TrimBlanks for [u8] {
    fn trim_ascii_start_blanks(&self) -> &Self {
        let blanks = self.iter().take_while(|byte| **byte == b' ').count();
        &self[blanks..]
    }
}
