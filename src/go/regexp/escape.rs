//! Classes, sets with names, and escapes.
//!
//! All functions take the text from where the thing starts and give what follows it.

use super::RegexpError;
use super::RegexpErrorKind as Kind;
use super::category;
use super::class::Builder;
use super::class::Class;
use super::class::Set;
use super::parse::Flags;
use super::script;

/// Reads a class, `[…]`.
pub(super) fn class(text: &str, flags: Flags) -> Result<(Class, &str), RegexpError> {
    let mut builder = Builder::new(flags.fold);
    let mut rest = &text[1..];
    let negated = rest.starts_with('^');
    rest = rest.strip_prefix('^').unwrap_or(rest);
    let mut first = true;
    while first || !rest.starts_with(']') {
        first = false;
        if let Some((set, after)) = posix(rest)? {
            builder.set(set);
            rest = after;
        } else if let Some((set, after)) = named(rest)? {
            builder.set(set);
            rest = after;
        } else {
            let start = rest;
            let (low, after) = member(rest, text)?;
            rest = after;
            let mut high = low;
            if rest.len() > 1 && rest.starts_with('-') && !rest.starts_with("-]") {
                (high, rest) = member(&rest[1..], text)?;
                if high < low {
                    return Err(RegexpError::between(Kind::ClassRange, start, rest));
                }
            }
            builder.range(low, high);
        }
    }
    Ok((builder.build(negated), &rest[1..]))
}

/// Reads a set that is no class: `\d`, `\pL`.
pub(super) fn set(text: &str, flags: Flags) -> Result<Option<(Class, &str)>, RegexpError> {
    let Some((set, rest)) = named(text)? else { return Ok(None) };
    let mut builder = Builder::new(flags.fold);
    builder.set(set);
    Ok(Some((builder.build(false), rest)))
}

/// Reads a character of a class.
fn member<'a>(text: &'a str, class: &str) -> Result<(char, &'a str), RegexpError> {
    match text.chars().next() {
        None => Err(RegexpError::new(Kind::MissingBracket, class)),
        Some('\\') => character(text),
        Some(c) => Ok((c, &text[c.len_utf8()..])),
    }
}

/// Reads `[:alpha:]` and the like; without `:]` there is no name.
fn posix(text: &str) -> Result<Option<(Set, &str)>, RegexpError> {
    let inside = text.strip_prefix("[:").and_then(|inside| inside.split_once(":]"));
    let Some((name, rest)) = inside else { return Ok(None) };
    let negated = name.starts_with('^');
    let ranges: &[(char, char)] = match name.strip_prefix('^').unwrap_or(name) {
        "alnum" => &[('0', '9'), ('A', 'Z'), ('a', 'z')],
        "alpha" => &[('A', 'Z'), ('a', 'z')],
        "ascii" => &[('\0', '\x7f')],
        "blank" => &[('\t', '\t'), (' ', ' ')],
        "cntrl" => &[('\0', '\x1f'), ('\x7f', '\x7f')],
        "digit" => DIGIT,
        "graph" => &[('!', '~')],
        "lower" => &[('a', 'z')],
        "print" => &[(' ', '~')],
        "punct" => &[('!', '/'), (':', '@'), ('[', '`'), ('{', '~')],
        "space" => &[('\t', '\r'), (' ', ' ')],
        "upper" => &[('A', 'Z')],
        "word" => WORD,
        "xdigit" => &[('0', '9'), ('A', 'F'), ('a', 'f')],
        _ => return Err(RegexpError::between(Kind::ClassRange, text, rest)),
    };
    Ok(Some((Set { ranges: ranges.to_vec(), negated }, rest)))
}

const DIGIT: &[(char, char)] = &[('0', '9')];
const SPACE: &[(char, char)] = &[('\t', '\n'), ('\x0c', '\r'), (' ', ' ')];
const WORD: &[(char, char)] = &[('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')];

/// Reads `\d`, `\pL` and the like.
fn named(text: &str) -> Result<Option<(Set, &str)>, RegexpError> {
    let Some(letter) = text.strip_prefix('\\').and_then(|rest| rest.chars().next()) else {
        return Ok(None);
    };
    let ranges = match letter {
        'd' | 'D' => DIGIT,
        's' | 'S' => SPACE,
        'w' | 'W' => WORD,
        'p' | 'P' => return unicode(text).map(Some),
        _ => return Ok(None),
    };
    let negated = letter.is_ascii_uppercase();
    Ok(Some((Set { ranges: ranges.to_vec(), negated }, &text[2..])))
}

/// Reads `\pL`, `\p{Greek}`, `\P{^Lu}`.
fn unicode(text: &str) -> Result<(Set, &str), RegexpError> {
    let inside = &text[2..];
    let (name, rest) = match inside.strip_prefix('{') {
        Some(braced) => {
            braced.split_once('}').ok_or_else(|| RegexpError::new(Kind::ClassRange, text))?
        }
        None => inside.split_at(inside.chars().next().map_or(0, char::len_utf8)),
    };
    let negated = text.starts_with("\\P") != name.starts_with('^');
    let name = canonical(name.strip_prefix('^').unwrap_or(name));
    let mut set = category::set(&name)
        .or_else(|| script::set(&name))
        .ok_or_else(|| RegexpError::between(Kind::ClassRange, text, rest))?;
    set.negated ^= negated;
    Ok((set, rest))
}

/// A name with a capital at its start only, and nothing between its words.
fn canonical(name: &str) -> String {
    let mut plain = name.replace(['_', '-', ' '], "").to_ascii_lowercase();
    if let Some(first) = plain.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    plain
}

/// Reads the escape of one character.
pub(super) fn character(text: &str) -> Result<(char, &str), RegexpError> {
    let mut rest = text[1..].chars();
    let wrong = |rest: &str| RegexpError::between(Kind::Escape, text, rest);
    let Some(c) = rest.next() else { return Err(RegexpError::new(Kind::TrailingBackslash, "")) };
    let c = match c {
        'a' => '\x07',
        'f' => '\x0c',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\x0b',
        'x' => return hexadecimal(text, rest.as_str()),
        // A single digit other than zero would be a group, which Go does not know.
        '0' => return octal(text),
        '1'..='7' if rest.as_str().starts_with(|c| matches!(c, '0'..='7')) => return octal(text),
        c if c.is_ascii() && !c.is_ascii_alphanumeric() => c,
        _ => return Err(wrong(rest.as_str())),
    };
    Ok((c, rest.as_str()))
}

/// Reads up to three octal digits behind `\`.
fn octal(text: &str) -> Result<(char, &str), RegexpError> {
    let digits = text[1..].bytes().take(3).take_while(|byte| matches!(byte, b'0'..=b'7')).count();
    let rest = &text[1 + digits..];
    let value = u32::from_str_radix(&text[1..=digits], 8).ok().and_then(char::from_u32);
    value.map(|c| (c, rest)).ok_or_else(|| RegexpError::between(Kind::Escape, text, rest))
}

/// Reads two hexadecimal digits behind `\x`, or any number in braces.
///
/// A surrogate, which Go takes, is no character here.
fn hexadecimal<'a>(text: &'a str, digits: &'a str) -> Result<(char, &'a str), RegexpError> {
    let braced = digits.starts_with('{');
    let mut rest = digits.strip_prefix('{').unwrap_or(digits).chars();
    let (mut value, mut count) = (0u32, 0);
    while braced || count < 2 {
        let Some(c) = rest.next() else { return Err(RegexpError::between(Kind::Escape, text, "")) };
        if braced && c == '}' && count > 0 {
            break;
        }
        let digit = c.to_digit(16).map(|digit| value * 16 + digit);
        match digit.filter(|value| *value <= u32::from(char::MAX)) {
            Some(next) => value = next,
            // Without braces, both digits are looked at before one is found wrong.
            None if !braced && count == 0 => {
                rest.next();
                return Err(RegexpError::between(Kind::Escape, text, rest.as_str()));
            }
            None => return Err(RegexpError::between(Kind::Escape, text, rest.as_str())),
        }
        count += 1;
    }
    let c = char::from_u32(value)
        .ok_or_else(|| RegexpError::between(Kind::Escape, text, rest.as_str()))?;
    Ok((c, rest.as_str()))
}
