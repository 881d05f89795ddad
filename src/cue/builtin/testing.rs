//! Calls of functions, for tests.

use super::CallError;
use super::Member;
use super::Package;
use super::package;
use crate::cue::encoding;
use crate::cue::number::Number;
use crate::cue::value::Value;

/// Calls a function of a package.
pub(super) fn call(package: &Package, name: &str, args: &[Value]) -> Result<Value, CallError> {
    let member = package.members.iter().find(|(found, _)| *found == name);
    let Some((_, Member::Function(function))) = member else { panic!("no function {name}") };
    (function.call)(args)
}

/// What a function gives, or its error, as a text.
pub(super) fn called(package: &Package, name: &str, args: &[Value]) -> String {
    match call(package, name, args) {
        Ok(value) => show(&value),
        Err(error) => error.message,
    }
}

/// A value on one line.
pub(super) fn show(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Number(number) => number.to_literal(),
        Value::String(text) => format!("{text:?}"),
        Value::Bytes(bytes) => format!("'{}'", bytes.escape_ascii()),
        Value::List(values) => {
            format!("[{}]", values.iter().map(show).collect::<Vec<_>>().join(", "))
        }
        Value::Struct(fields) => {
            let fields = fields.iter().map(|(name, value)| format!("{name}: {}", show(value)));
            format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
        }
        Value::Opaque(index) => format!("#{index}"),
    }
}

/// A string.
pub(super) fn text(text: &str) -> Value {
    Value::String(text.into())
}

/// A number, as it is written.
pub(super) fn number(text: &str) -> Value {
    match Number::from_literal(text) {
        Some(number) => Value::Number(number),
        None => panic!("{text} is no number"),
    }
}

/// A list of numbers, as they are written.
pub(super) fn numbers(texts: &[&str]) -> Value {
    Value::List(texts.iter().map(|text| number(text)).collect())
}

/// A list of strings.
pub(super) fn texts(texts: &[&str]) -> Value {
    Value::List(texts.iter().map(|one| text(one)).collect())
}

/// What a function such as `encoding/json.Marshal` gives, in CUE, or its error. The arguments are
/// JSON, but for bytes: `'…'`.
pub(super) fn shown(function: &str, args: &[&str]) -> String {
    let Some((path, name)) = function.rsplit_once('.') else { panic!("{function} is no name") };
    let Some(package) = package(path) else { panic!("no package {path}") };
    let args: Vec<Value> = args.iter().map(|arg| argument(arg)).collect();
    match call(package, name, &args) {
        Ok(value) => encoding::show(&value),
        Err(error) => format!("error: {}", error.message),
    }
}

fn argument(text: &str) -> Value {
    match text.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')) {
        Some(bytes) => Value::Bytes(bytes.as_bytes().into()),
        None => encoding::json::read(text.as_bytes()).unwrap(),
    }
}
