//! From values to JSON.

use crate::cue::value::Value;
use crate::go::base64;
use crate::go::json;

/// Writes a value on one line, `<`, `>` and `&` as they are: as builtins and `cue export` do.
pub fn write(value: &Value) -> String {
    let mut text = String::new();
    push(&mut text, value);
    text
}

/// Writes a value on one line, `<`, `>` and `&` escaped: as `json.Marshal` of Go does.
pub fn write_html(value: &Value) -> String {
    let text = super::escape_html(write(value).as_bytes());
    String::from_utf8_lossy(&text).into_owned()
}

/// Writes a value over several lines, as `cue export` does with four blanks.
pub fn write_indented(value: &Value, indent: &str) -> String {
    let text = write(value);
    super::indent(text.as_bytes(), "", indent)
        .ok()
        .and_then(|indented| String::from_utf8(indented).ok())
        .unwrap_or(text)
}

fn push(text: &mut String, value: &Value) {
    match value {
        // The evaluator passes opaque values only to functions that ask for them.
        Value::Null | Value::Opaque(_) => text.push_str("null"),
        Value::Bool(value) => text.push_str(if *value { "true" } else { "false" }),
        Value::Number(number) => text.push_str(&number.to_string()),
        Value::String(string) => json::push_string(text, string),
        Value::Bytes(bytes) => json::push_string(text, &base64::encode(bytes)),
        Value::List(values) => {
            text.push('[');
            for (place, value) in values.iter().enumerate() {
                if place > 0 {
                    text.push(',');
                }
                push(text, value);
            }
            text.push(']');
        }
        Value::Struct(fields) => {
            text.push('{');
            for (place, (name, value)) in fields.iter().enumerate() {
                if place > 0 {
                    text.push(',');
                }
                json::push_string(text, name);
                text.push(':');
                push(text, value);
            }
            text.push('}');
        }
    }
}
