//! From values to TOML.
//!
//! Upstream: the marshaller of `go-toml`, to which `encoding/toml` gives plain Go values: fields
//! are sorted, those that are tables come last, null is left out, and bytes are lists of numbers.

use crate::cue::number::Number;
use crate::cue::value::Value;
use crate::order;
use std::sync::Arc;
use thiserror::Error;

/// Why a text is not TOML, or a value cannot be written as such.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct TomlError(pub String);

/// Writes a value.
pub fn write(value: &Value) -> Result<String, TomlError> {
    let mut writer = Writer { text: String::new(), path: Vec::new(), in_field: false };
    match value {
        Value::Null => return Err(error("toml: cannot encode a nil interface")),
        other => writer.inline(other)?,
    }
    Ok(writer.text)
}

fn error(message: &str) -> TomlError {
    TomlError(message.to_owned())
}

struct Writer<'a> {
    text: String,
    /// The keys of the tables around.
    path: Vec<&'a str>,
    /// Whether the value of a field is being written, which goes on one line. What is in no field
    /// does not, which makes no TOML of most lists.
    in_field: bool,
}

type Field = (Arc<str>, Value);

/// Whether a value is written as `[table]` or `[[table]]`.
fn is_table(value: &Value) -> bool {
    match value {
        Value::Struct(_) => true,
        Value::List(values) => {
            !values.is_empty() && values.iter().all(|value| matches!(value, Value::Struct(_)))
        }
        _ => false,
    }
}

impl<'a> Writer<'a> {
    /// Writes the fields of a table, below its header.
    fn table(&mut self, fields: &'a [Field]) -> Result<(), TomlError> {
        let (tables, plain): (Vec<_>, Vec<_>) =
            sorted(fields).into_iter().partition(|(_, value)| is_table(value));
        for (name, value) in &plain {
            self.key(name);
            self.text.push_str(" = ");
            self.in_field = true;
            self.inline(value)?;
            self.in_field = false;
            self.text.push('\n');
        }
        for (place, (name, value)) in tables.into_iter().enumerate() {
            if place > 0 || !plain.is_empty() {
                self.text.push('\n');
            }
            self.path.push(name);
            match value {
                Value::Struct(fields) => {
                    self.header("[", "]");
                    self.table(fields)?;
                }
                Value::List(values) => self.elements(values)?,
                _ => {}
            }
            self.path.pop();
        }
        Ok(())
    }

    /// Writes a list of tables.
    fn elements(&mut self, values: &'a [Value]) -> Result<(), TomlError> {
        for (place, value) in values.iter().enumerate() {
            if place > 0 {
                self.text.push('\n');
            }
            self.header("[[", "]]");
            if let Value::Struct(fields) = value {
                self.table(fields)?;
            }
        }
        Ok(())
    }

    fn header(&mut self, open: &str, close: &str) {
        self.text.push_str(open);
        for (place, name) in self.path.clone().into_iter().enumerate() {
            if place > 0 {
                self.text.push('.');
            }
            self.key(name);
        }
        self.text.push_str(close);
        self.text.push('\n');
    }

    fn key(&mut self, name: &str) {
        let bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        if name.is_empty() || !name.chars().all(bare) {
            self.string(name);
        } else {
            self.text.push_str(name);
        }
    }

    /// Writes a value, within a field on one line.
    fn inline(&mut self, value: &'a Value) -> Result<(), TomlError> {
        match value {
            Value::Struct(fields) if !self.in_field => self.table(fields)?,
            Value::List(values) if !self.in_field && is_table(value) => self.elements(values)?,
            Value::Null => {
                return Err(error("toml: encoding a nil interface is not supported"));
            }
            Value::Bool(value) => self.text.push_str(if *value { "true" } else { "false" }),
            Value::Number(number) => self.number(number)?,
            Value::String(text) => self.string(text),
            Value::Bytes(bytes) => {
                let numbers: Vec<_> = bytes.iter().map(u8::to_string).collect();
                self.text.extend(["[", &numbers.join(", "), "]"]);
            }
            Value::List(values) => {
                self.text.push('[');
                for (place, value) in values.iter().enumerate() {
                    self.separate(place);
                    self.inline(value)?;
                }
                self.text.push(']');
            }
            Value::Struct(fields) => {
                self.text.push('{');
                for (place, (name, value)) in sorted(fields).into_iter().enumerate() {
                    self.separate(place);
                    self.key(name);
                    self.text.push_str(" = ");
                    self.inline(value)?;
                }
                self.text.push('}');
            }
            // The evaluator passes such only to functions that ask for them.
            Value::Opaque(_) => return Err(error("toml: cannot encode an unknown value")),
        }
        Ok(())
    }

    fn separate(&mut self, place: usize) {
        if place > 0 {
            self.text.push_str(", ");
        }
    }

    /// A number; one that is too large is a string.
    fn number(&mut self, number: &Number) -> Result<(), TomlError> {
        if let Some(value) = number.to_i64().filter(|_| number.is_int()) {
            self.text.push_str(&value.to_string());
            return Ok(());
        }
        if let Some(value) = number.to_bigint().filter(|_| number.is_int()) {
            return self.big("Int", &value.to_string());
        }
        let value = number.to_f64();
        if !value.is_finite() || value == 0.0 && !number.is_zero() {
            return self.big("Float", &shortest(number));
        }
        let whole = value.trunc().to_bits() == value.to_bits();
        let text = if whole { format!("{value:.1}") } else { value.to_string() };
        self.text.push_str(&text);
        Ok(())
    }

    fn big(&mut self, kind: &str, text: &str) -> Result<(), TomlError> {
        if !self.in_field && self.path.is_empty() {
            return Err(TomlError(format!(
                "toml: type *big.{kind} implementing the TextMarshaler interface cannot be a root \
                 element"
            )));
        }
        self.string(text);
        Ok(())
    }

    fn string(&mut self, text: &str) {
        let escaped = |c: char| matches!(c, '\'' | '\0'..='\u{8}' | '\n'..='\u{1f}' | '\u{7f}');
        if !text.contains(escaped) {
            return self.text.extend(["'", text, "'"]);
        }
        self.text.push('"');
        for c in text.chars() {
            match c {
                '\\' | '"' => self.text.extend(['\\', c]),
                '\u{8}' => self.text.push_str("\\b"),
                '\u{c}' => self.text.push_str("\\f"),
                '\n' => self.text.push_str("\\n"),
                '\r' => self.text.push_str("\\r"),
                '\t' => self.text.push_str("\\t"),
                '\0'..='\u{1f}' | '\u{7f}' => {
                    let escape = format!("\\u{:04X}", u32::from(c));
                    self.text.push_str(&escape);
                }
                _ => self.text.push(c),
            }
        }
        self.text.push('"');
    }
}

/// A number beyond the floats of the machine, with an exponent and as few digits as it takes.
fn shortest(number: &Number) -> String {
    let text = number.to_string();
    let Some((mantissa, exponent)) = text.split_once('E') else { return text };
    let point = mantissa.contains('.');
    let mantissa = if point { mantissa.trim_end_matches('0') } else { mantissa };
    let mantissa = mantissa.trim_end_matches('.');
    format!("{mantissa}e{exponent}")
}

/// Fields by their names, but for those that are null.
fn sorted(fields: &[Field]) -> Vec<(&str, &Value)> {
    let fields = fields.iter().map(|(name, value)| (&**name, value));
    let mut fields: Vec<_> = fields.filter(|(_, value)| !matches!(value, Value::Null)).collect();
    order::sort_by_key(&mut fields, |(name, _)| *name);
    fields
}
