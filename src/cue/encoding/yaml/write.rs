//! From values to YAML.
//!
//! Lists and structs are written one item a line, two blanks deeper each; only empty ones have
//! brackets. Lines are never folded.

use super::chars::is_break;
use super::style::Style;
use super::style::is_printable;
use super::style::style_of;
use crate::cue::number::Number;
use crate::cue::value::Value;
use crate::go::base64;
use std::fmt::Write as _;

/// How long a key may be that stands in front of its `:` without a `?`.
const SIMPLE_KEY: usize = 128;
const STEP: usize = 2;

/// Writes a document.
pub fn write(value: &Value) -> String {
    let mut writer = Writer { text: String::new(), indent: 0 };
    writer.value(value, Place::Root);
    if !writer.text.ends_with(is_break) {
        writer.text.push('\n');
    }
    writer.text
}

/// Writes documents one after the other.
pub fn write_stream(values: &[Value]) -> String {
    values.iter().map(write).collect::<Vec<_>>().join("---\n")
}

struct Writer {
    text: String,
    /// Blanks in front of the items of the list or struct that is being written.
    indent: usize,
}

/// Where a value is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// At the start of the text.
    Root,
    /// Behind `key:`, so that lists and structs start on the next line.
    Field,
    /// Behind an indicator of one character, so that they start on the same line.
    Item,
}

impl Writer {
    fn value(&mut self, value: &Value, place: Place) {
        match value {
            Value::List(values) if values.is_empty() => self.word("[]", place),
            Value::Struct(fields) if fields.is_empty() => self.word("{}", place),
            Value::List(values) => self.nested(place, |writer| {
                for (number, value) in values.iter().enumerate() {
                    writer.start_item(number, place);
                    writer.text.push('-');
                    writer.value(value, Place::Item);
                }
            }),
            Value::Struct(fields) => self.nested(place, |writer| {
                for (number, (name, value)) in fields.iter().enumerate() {
                    writer.start_item(number, place);
                    writer.field(name, value);
                }
            }),
            Value::Null => self.word("null", place),
            Value::Bool(value) => self.word(if *value { "true" } else { "false" }, place),
            Value::Number(number) => self.word(&number_text(number), place),
            Value::String(text) => self.string(text, place),
            Value::Bytes(bytes) => {
                self.word("!!binary", place);
                self.word(&base64::encode(bytes), Place::Item);
            }
            // The evaluator passes such only to functions that ask for them.
            Value::Opaque(_) => self.word("_", place),
        }
    }

    /// Writes items, deeper than those around them.
    fn nested(&mut self, place: Place, items: impl FnOnce(&mut Self)) {
        let indent = self.indent;
        if place != Place::Root {
            self.indent += STEP;
        }
        items(self);
        self.indent = indent;
    }

    /// Goes to where an item starts.
    fn start_item(&mut self, number: usize, place: Place) {
        match (number, place) {
            (0, Place::Root) => {}
            (0, Place::Item) => self.text.push(' '),
            _ => self.start_line(),
        }
    }

    fn start_line(&mut self) {
        if !self.text.ends_with(is_break) {
            self.text.push('\n');
        }
        self.text.extend(std::iter::repeat_n(' ', self.indent));
    }

    fn word(&mut self, word: &str, place: Place) {
        if place != Place::Root {
            self.text.push(' ');
        }
        self.text.push_str(word);
    }

    fn field(&mut self, name: &str, value: &Value) {
        if name.len() <= SIMPLE_KEY && !name.contains(is_break) {
            self.string(name, Place::Root);
            self.text.push(':');
            self.value(value, Place::Field);
        } else {
            self.text.push('?');
            self.string(name, Place::Item);
            self.start_line();
            self.text.push(':');
            self.value(value, Place::Item);
        }
    }

    fn string(&mut self, text: &str, place: Place) {
        match style_of(text) {
            Style::Plain => self.word(text, place),
            Style::Single => {
                let quoted = self.single_quoted(text);
                self.word(&quoted, place);
            }
            Style::Double => self.word(&double_quoted(text), place),
            Style::Literal => {
                self.word("|", place);
                self.literal(text);
            }
        }
    }

    /// What follows a line break, which can only be one of Unicode's own, is indented.
    fn single_quoted(&self, text: &str) -> String {
        let mut quoted = String::from("'");
        for line in text.split_inclusive(is_break) {
            if quoted.ends_with(is_break) && !line.starts_with(is_break) {
                quoted.extend(std::iter::repeat_n(' ', self.indent + STEP));
            }
            quoted.push_str(&line.replace('\'', "''"));
        }
        quoted.push('\'');
        quoted
    }

    fn literal(&mut self, text: &str) {
        if text.starts_with(|c| c == ' ' || is_break(c)) {
            // The number of blanks, as a digit.
            let _ = write!(self.text, "{STEP}");
        }
        let mut ends = text.chars().rev();
        match (ends.next().is_some_and(is_break), ends.next()) {
            (false, _) => self.text.push('-'),
            (true, None) => self.text.push('+'),
            (true, Some(before)) if is_break(before) => self.text.push('+'),
            (true, Some(_)) => {}
        }
        self.text.push('\n');
        for line in text.split_inclusive(is_break) {
            if !line.starts_with(is_break) {
                self.text.extend(std::iter::repeat_n(' ', self.indent + STEP));
            }
            self.text.push_str(line);
        }
    }
}

/// A number; a float has a point or an exponent.
fn number_text(number: &Number) -> String {
    let text = number.to_string();
    if number.is_int() || text.contains(['.', 'E']) { text } else { text + "." }
}

fn double_quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    // Upstream takes all for a byte order mark if the first is.
    let all = text.starts_with('\u{feff}');
    for c in text.chars() {
        if !all && is_printable(c) && !is_break(c) && !matches!(c, '"' | '\\') {
            quoted.push(c);
        } else {
            quoted.push_str(&escaped(c));
        }
    }
    quoted.push('"');
    quoted
}

fn escaped(c: char) -> String {
    let short = match c {
        '\0' => '0',
        '\u{7}' => 'a',
        '\u{8}' => 'b',
        '\t' => 't',
        '\n' => 'n',
        '\u{b}' => 'v',
        '\u{c}' => 'f',
        '\r' => 'r',
        '\u{1b}' => 'e',
        '"' | '\\' => c,
        '\u{85}' => 'N',
        '\u{a0}' => '_',
        '\u{2028}' => 'L',
        '\u{2029}' => 'P',
        _ => {
            return match u32::from(c) {
                code @ ..=0xff => format!("\\x{code:02X}"),
                code @ ..=0xffff => format!("\\u{code:04X}"),
                code => format!("\\U{code:08X}"),
            };
        }
    };
    format!("\\{short}")
}
