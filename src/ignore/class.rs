//! Character classes and escapes of Go's regular expressions.

use crate::go::glob::BadPattern;

/// The text of an expression, read from the left.
pub(super) struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { rest: text }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// Passes a text, if it is next.
    pub(super) fn take(&mut self, text: &str) -> bool {
        let rest = self.rest.strip_prefix(text);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// Reads up to a text and passes it; it may be missing.
    pub(super) fn until(&mut self, text: &str) -> &'a str {
        let (before, after) = self.rest.split_once(text).unwrap_or((self.rest, ""));
        self.rest = after;
        before
    }

    pub(super) fn next(&mut self) -> Result<char, BadPattern> {
        let mut chars = self.rest.chars();
        let c = chars.next().ok_or(BadPattern)?;
        self.rest = chars.as_str();
        Ok(c)
    }

    /// Reads a count: `{2}`, `{2,}` or `{2,3}`. Anything else in braces is no count.
    pub(super) fn count(&mut self) -> Option<(usize, Option<usize>)> {
        let (count, rest) = self.rest.strip_prefix('{')?.split_once('}')?;
        let (least, most) = count.split_once(',').unwrap_or((count, count));
        let most = if most.is_empty() { None } else { Some(number(most)?) };
        let least = number(least)?;
        self.rest = rest;
        Some((least, most))
    }

    fn next_if(&mut self, wanted: impl Fn(char) -> bool) -> Option<char> {
        let c = self.rest.chars().next().filter(|c| wanted(*c))?;
        self.rest = &self.rest[c.len_utf8()..];
        Some(c)
    }
}

/// A decimal number without zeros in front; one that is too large is the largest.
fn number(text: &str) -> Option<usize> {
    let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let padded = text.len() > 1 && text.starts_with('0');
    (plain && !padded).then(|| text.parse().unwrap_or(usize::MAX))
}

/// A set of characters.
#[derive(Clone, Debug)]
pub(super) struct Class {
    items: Vec<Item>,
    negated: bool,
}

/// A part of a set.
#[derive(Clone, Debug)]
enum Item {
    /// Characters by number, both ends included.
    Range(char, char),
    /// A set with a name.
    Set(fn(char) -> bool),
    /// All characters but those of a set.
    Not(fn(char) -> bool),
}

impl Class {
    /// `.`
    pub(super) fn any() -> Self {
        Self { items: vec![Item::Range('\n', '\n')], negated: true }
    }

    /// One character.
    pub(super) fn only(c: char) -> Self {
        Self { items: vec![Item::Range(c, c)], negated: false }
    }

    pub(super) fn contains(&self, c: char) -> bool {
        let found = self.items.iter().any(|item| match item {
            Item::Range(low, high) => (*low..=*high).contains(&c),
            Item::Set(set) => set(c),
            Item::Not(set) => !set(c),
        });
        found != self.negated
    }

    /// Reads `\d` and the like.
    pub(super) fn named(reader: &mut Reader<'_>) -> Result<Option<Self>, BadPattern> {
        let item = named(reader)?;
        Ok(item.map(|item| Self { items: vec![item], negated: false }))
    }

    /// Reads a class behind its `[`.
    pub(super) fn parse(reader: &mut Reader<'_>) -> Result<Self, BadPattern> {
        let negated = reader.take("^");
        let mut items = Vec::new();
        while items.is_empty() || !reader.take("]") {
            let item = match posix(reader)? {
                None => named(reader)?,
                item => item,
            };
            items.push(item.map_or_else(|| range(reader), Ok)?);
        }
        Ok(Self { items, negated })
    }
}

/// Reads a character, or two with `-` between them.
fn range(reader: &mut Reader<'_>) -> Result<Item, BadPattern> {
    let low = class_char(reader)?;
    let last = reader.rest.starts_with("-]") || reader.rest == "-";
    if last || !reader.take("-") {
        return Ok(Item::Range(low, low));
    }
    let high = class_char(reader)?;
    if low <= high { Ok(Item::Range(low, high)) } else { Err(BadPattern) }
}

fn class_char(reader: &mut Reader<'_>) -> Result<char, BadPattern> {
    if reader.take("\\") { escape(reader) } else { reader.next() }
}

/// Reads `[:alpha:]` and the like. Without `:]` there is no name, with a wrong name no pattern.
fn posix(reader: &mut Reader<'_>) -> Result<Option<Item>, BadPattern> {
    let Some((name, rest)) = reader.rest.strip_prefix("[:").and_then(|rest| rest.split_once(":]"))
    else {
        return Ok(None);
    };
    let set: fn(char) -> bool = match name.strip_prefix('^').unwrap_or(name) {
        "alnum" => |c| c.is_ascii_alphanumeric(),
        "alpha" => |c| c.is_ascii_alphabetic(),
        "ascii" => |c| c.is_ascii(),
        "blank" => |c| matches!(c, '\t' | ' '),
        "cntrl" => |c| c.is_ascii_control(),
        "digit" => |c| c.is_ascii_digit(),
        "graph" => |c| c.is_ascii_graphic(),
        "lower" => |c| c.is_ascii_lowercase(),
        "print" => |c| c.is_ascii_graphic() || c == ' ',
        "punct" => |c| c.is_ascii_punctuation(),
        "space" => |c| matches!(c, '\t'..='\r' | ' '),
        "upper" => |c| c.is_ascii_uppercase(),
        "word" => is_word,
        "xdigit" => |c| c.is_ascii_hexdigit(),
        _ => return Err(BadPattern),
    };
    reader.rest = rest;
    Ok(Some(if name.starts_with('^') { Item::Not(set) } else { Item::Set(set) }))
}

/// Reads `\d`, `\pL` and the like.
fn named(reader: &mut Reader<'_>) -> Result<Option<Item>, BadPattern> {
    let Some(rest) = reader.rest.strip_prefix('\\') else { return Ok(None) };
    let Some(letter) = rest.chars().next() else { return Ok(None) };
    let set: fn(char) -> bool = match letter {
        'd' | 'D' => |c| c.is_ascii_digit(),
        's' | 'S' => |c| matches!(c, '\t' | '\n' | '\x0c' | '\r' | ' '),
        'w' | 'W' => is_word,
        'p' | 'P' => return unicode(reader).map(Some),
        _ => return Ok(None),
    };
    reader.rest = &rest[1..];
    Ok(Some(if letter.is_ascii_uppercase() { Item::Not(set) } else { Item::Set(set) }))
}

/// Reads `\pL`, `\p{L}` or `\p{^L}`: a general category of Unicode by its first letter.
///
/// Exact for ASCII. Beyond, `M`, `P` and `S` are empty, `L` is a little too large, and `C` and `Z`
/// are a little too small; other names of categories and scripts are not known. Nobody writes
/// these into a `.dockerignore` on purpose.
fn unicode(reader: &mut Reader<'_>) -> Result<Item, BadPattern> {
    let mut negated = reader.take("\\P");
    reader.take("\\p");
    let mut letter = reader.next()?;
    if letter == '{' {
        negated ^= reader.take("^");
        letter = reader.next()?;
        if !reader.take("}") {
            return Err(BadPattern);
        }
    }
    let set: fn(char) -> bool = match letter.to_ascii_uppercase() {
        'C' => char::is_control,
        'L' => char::is_alphabetic,
        'M' => |_| false,
        'N' => char::is_numeric,
        'P' => |c| c.is_ascii_punctuation() && !is_symbol(c),
        'S' => is_symbol,
        'Z' => |c| c.is_whitespace() && !c.is_control(),
        _ => return Err(BadPattern),
    };
    Ok(if negated { Item::Not(set) } else { Item::Set(set) })
}

fn is_symbol(c: char) -> bool {
    matches!(c, '$' | '+' | '<' | '=' | '>' | '^' | '`' | '|' | '~')
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// Reads the character of an escape behind its `\`.
pub(super) fn escape(reader: &mut Reader<'_>) -> Result<char, BadPattern> {
    Ok(match reader.next()? {
        '1'..='7' if !reader.rest.starts_with(|c| matches!(c, '0'..='7')) => {
            // A reference to a group, which Go does not know.
            return Err(BadPattern);
        }
        c @ '0'..='7' => octal(c, reader)?,
        'x' => hexadecimal(reader)?,
        'a' => '\x07',
        'f' => '\x0c',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\x0b',
        c if c.is_ascii() && !c.is_ascii_alphanumeric() => c,
        _ => return Err(BadPattern),
    })
}

/// Reads up to three octal digits.
fn octal(first: char, reader: &mut Reader<'_>) -> Result<char, BadPattern> {
    let mut value = first.to_digit(8).ok_or(BadPattern)?;
    for _ in 0..2 {
        let digit = reader.next_if(|c| c.is_digit(8)).and_then(|c| c.to_digit(8));
        let Some(digit) = digit else { break };
        value = value * 8 + digit;
    }
    char::from_u32(value).ok_or(BadPattern)
}

/// Reads two hexadecimal digits, or any number in braces.
fn hexadecimal(reader: &mut Reader<'_>) -> Result<char, BadPattern> {
    let digits = if reader.take("{") {
        reader.until("}").to_owned()
    } else {
        String::from_iter([reader.next()?, reader.next()?])
    };
    let significant = digits.trim_start_matches('0');
    let valid = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    let value = if significant.is_empty() { Ok(0) } else { u32::from_str_radix(significant, 16) };
    value.ok().filter(|_| valid).and_then(char::from_u32).ok_or(BadPattern)
}
