//! Values as error messages show them: CUE without a blank.

use crate::cue::syntax::quote::quote_bytes;
use crate::cue::syntax::quote::quote_label;
use crate::cue::syntax::quote::quote_string;
use crate::cue::value::Value;

/// Writes a value as upstream does in errors: `{a:1,"b c":["x"]}`.
pub fn show(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => quote_string(text),
        Value::Bytes(bytes) => quote_bytes(bytes),
        Value::List(values) => {
            let values: Vec<_> = values.iter().map(show).collect();
            format!("[{}]", values.join(","))
        }
        Value::Struct(fields) => {
            let fields = fields.iter();
            let fields: Vec<_> = fields
                .map(|(name, value)| format!("{}:{}", quote_label(name), show(value)))
                .collect();
            format!("{{{}}}", fields.join(","))
        }
        Value::Opaque(_) => "_".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_shown_without_blanks() {
        let list = Value::List(vec![Value::Null, Value::Bool(true), Value::Bytes(b"a"[..].into())]);
        let fields = [("a", list.clone()), ("b c", Value::String("x\n".into())), ("_d", list)];
        let value = Value::Struct(fields.map(|(name, value)| (name.into(), value)).into());
        assert_eq!(show(&value), r#"{a:[null,true,'a'],"b c":"x\n","_d":[null,true,'a']}"#);
    }
}
