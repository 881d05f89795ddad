//! How a text has to be written so that it stays one.
//!
//! Upstream: `emitterc.go` of go-yaml, and `internal/encoding/yaml/encode.go`, which quotes what
//! YAML 1.1 would take for something else.

use super::chars::is_blank;
use super::chars::is_blank_or_end;
use super::chars::is_break;
use super::resolve;

/// A way to write a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// As it is.
    Plain,
    /// In `'`.
    Single,
    /// In `"`, with escapes.
    Double,
    /// Line by line below a `|`.
    Literal,
}

/// The style of a string.
pub(super) fn style_of(text: &str) -> Style {
    let traits = Traits::of(text);
    if text.contains('\n') {
        return if traits.fits_block() { Style::Literal } else { Style::Double };
    }
    if is_legacy(text) || resolve::resolve(text) != resolve::STR {
        return Style::Double;
    }
    match () {
        () if traits.fits_plain() => Style::Plain,
        () if traits.fits_single() => Style::Single,
        () => Style::Double,
    }
}

/// Whether a text should be quoted for the sake of older readers.
fn is_legacy(text: &str) -> bool {
    const WORDS: [&str; 26] = [
        "y", "Y", "yes", "Yes", "YES", "n", "N", "t", "T", "f", "F", "no", "No", "NO", "true",
        "True", "TRUE", "false", "False", "FALSE", "on", "On", "ON", "off", "Off", "OFF",
    ];
    WORDS.contains(&text) || text == ".Nan" || looks_like_time(text) || looks_hexadecimal(text)
}

fn looks_hexadecimal(text: &str) -> bool {
    let digits = text.strip_prefix("0x");
    digits.is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// Whether a text is made of what dates, times and numbers to the base of 60 are made of.
fn looks_like_time(text: &str) -> bool {
    let inside = |text: &str| {
        let fits = |c: char| matches!(c, '-' | '+' | ':' | '.' | ' ' | '\t') || c.is_ascii_digit();
        !text.is_empty() && text.chars().all(fits)
    };
    let text = text.strip_suffix(['z', 'Z']).unwrap_or(text);
    let mut separators = text.match_indices(['-', ':', 't', 'T']);
    separators.any(|(at, mark)| inside(&text[..at]) && inside(&text[at + mark.len()..]))
}

/// What a text has that some styles cannot hold.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a trait of its own")]
struct Traits {
    indicators: bool,
    line_breaks: bool,
    tabs: bool,
    special: bool,
    edge: bool,
    trailing_space: bool,
    break_space: bool,
    space_break: bool,
}

impl Traits {
    fn of(text: &str) -> Self {
        let indicators = text.starts_with("---") || text.starts_with("...");
        let mut traits = Self { indicators, ..Self::default() };
        let mut before = None;
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            let next = chars.peek().copied();
            traits.indicators |= is_indicator(c, before, next);
            traits.tabs |= c == '\t';
            traits.special |= c != '\t' && !is_printable(c);
            traits.line_breaks |= is_break(c);
            traits.break_space |= c == ' ' && before.is_some_and(is_break);
            traits.space_break |= is_break(c) && before == Some(' ');
            before = Some(c);
        }
        let edge = |c: char| c == ' ' || is_break(c);
        traits.edge = text.starts_with(edge) || text.ends_with(edge);
        traits.trailing_space = text.ends_with(' ');
        traits
    }

    const fn fits_plain(&self) -> bool {
        self.fits_single() && !self.edge && !self.line_breaks && !self.indicators
    }

    const fn fits_single(&self) -> bool {
        !self.break_space && !self.space_break && !self.tabs && !self.special
    }

    const fn fits_block(&self) -> bool {
        !self.trailing_space && !self.space_break && !self.special
    }
}

/// Whether a character means something outside of quotes.
fn is_indicator(c: char, before: Option<char>, next: Option<char>) -> bool {
    let blank_follows = next.is_none_or(is_blank);
    match (c, before) {
        (_, None) if "#,[]{}&*!|>'\"%@`".contains(c) => true,
        ('?' | '-', None) | (':', _) => blank_follows,
        ('#', Some(before)) => is_blank_or_end(before),
        _ => false,
    }
}

/// Whether a character needs no escape.
pub(super) const fn is_printable(c: char) -> bool {
    matches!(
        c,
        '\n' | ' '..='~' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fefe}' | '\u{ff00}'..='\u{fffd}'
    )
}
