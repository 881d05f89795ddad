//! The parts of the reference time.

/// A part of a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Chunk {
    Year,
    LongYear,
    Month,
    LongMonth,
    NumMonth,
    ZeroMonth,
    WeekDay,
    LongWeekDay,
    Day,
    UnderDay,
    ZeroDay,
    UnderYearDay,
    ZeroYearDay,
    Hour,
    Hour12,
    ZeroHour12,
    Minute,
    ZeroMinute,
    Second,
    ZeroSecond,
    Meridiem,
    LowerMeridiem,
    Zone,
    Offset(Offset),
    Fraction(Fraction),
}

/// An offset from UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Offset {
    /// Whether none is `Z`.
    pub(super) z: bool,
    /// Whether colons stand between hours, minutes and seconds.
    pub(super) colons: bool,
    /// How many of them there are.
    pub(super) parts: usize,
}

/// A fraction of a second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fraction {
    /// How many digits there are at most.
    pub(super) digits: usize,
    /// Whether zeros at the end are left out.
    pub(super) trim: bool,
    /// A point or a comma.
    pub(super) separator: char,
}

const fn offset(z: bool, colons: bool, parts: usize) -> Chunk {
    Chunk::Offset(Offset { z, colons, parts })
}

/// How parts are written; of two that fit, the first is meant.
const CHUNKS: &[(&str, Chunk)] = &[
    ("January", Chunk::LongMonth),
    ("Jan", Chunk::Month),
    ("Monday", Chunk::LongWeekDay),
    ("Mon", Chunk::WeekDay),
    ("MST", Chunk::Zone),
    ("01", Chunk::ZeroMonth),
    ("02", Chunk::ZeroDay),
    ("03", Chunk::ZeroHour12),
    ("04", Chunk::ZeroMinute),
    ("05", Chunk::ZeroSecond),
    ("06", Chunk::Year),
    ("002", Chunk::ZeroYearDay),
    ("15", Chunk::Hour),
    ("1", Chunk::NumMonth),
    ("2006", Chunk::LongYear),
    ("2", Chunk::Day),
    ("_2", Chunk::UnderDay),
    ("__2", Chunk::UnderYearDay),
    ("3", Chunk::Hour12),
    ("4", Chunk::Minute),
    ("5", Chunk::Second),
    ("PM", Chunk::Meridiem),
    ("pm", Chunk::LowerMeridiem),
    ("-070000", offset(false, false, 3)),
    ("-07:00:00", offset(false, true, 3)),
    ("-0700", offset(false, false, 2)),
    ("-07:00", offset(false, true, 2)),
    ("-07", offset(false, false, 1)),
    ("Z070000", offset(true, false, 3)),
    ("Z07:00:00", offset(true, true, 3)),
    ("Z0700", offset(true, false, 2)),
    ("Z07:00", offset(true, true, 2)),
    ("Z07", offset(true, false, 1)),
];

/// Finds the first part in a layout: what stands before it, the part, how it is written, and what
/// follows.
pub(super) fn next(layout: &str) -> (&str, Option<(Chunk, &str)>, &str) {
    for (at, _) in layout.char_indices() {
        let (before, here) = layout.split_at(at);
        if let Some((chunk, length)) = first(here) {
            let (written, after) = here.split_at(length);
            return (before, Some((chunk, written)), after);
        }
    }
    (layout, None, "")
}

/// The part at the start of a text, and its length.
fn first(text: &str) -> Option<(Chunk, usize)> {
    // A year behind a mere underscore.
    if text.starts_with("_2006") {
        return None;
    }
    let named = |(written, chunk): &&(&str, Chunk)| {
        let word = matches!(chunk, Chunk::Month | Chunk::WeekDay);
        let longer = |rest: &str| word && rest.starts_with(|c: char| c.is_ascii_lowercase());
        text.strip_prefix(written).is_some_and(|rest| !longer(rest))
    };
    let chunk = CHUNKS.iter().find(named).map(|(written, chunk)| (*chunk, written.len()));
    chunk.or_else(|| fraction(text))
}

/// A point or comma, and then only zeros or only nines.
fn fraction(text: &str) -> Option<(Chunk, usize)> {
    let separator = text.chars().next().filter(|c| matches!(c, '.' | ','))?;
    let digit = text[1..].chars().next().filter(|c| matches!(c, '0' | '9'))?;
    let digits = text[1..].chars().take_while(|c| *c == digit).count();
    if text[1 + digits..].starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let fraction = Fraction { digits, trim: digit == '9', separator };
    Some((Chunk::Fraction(fraction), 1 + digits))
}
