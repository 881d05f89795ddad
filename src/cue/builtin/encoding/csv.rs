//! `encoding/csv`

use super::ANY;
use super::CallError;
use super::Kind;
use super::Member;
use super::Package;
use super::TEXT;
use super::Value;
use super::args;
use crate::cue::encoding::json;
use crate::go::csv;

pub(in crate::cue::builtin) static CSV: Package = Package {
    path: "encoding/csv",
    members: &[
        ("Encode", Member::function(&[ANY], Kind::STRING, encode)),
        ("Decode", Member::function(&[TEXT], Kind::LIST, decode)),
    ],
};

/// Writes a list of lists; what is no string in them is written as JSON.
fn encode(args: &[Value]) -> Result<Value, CallError> {
    let mut text = String::new();
    for row in args::list(&args[0])? {
        let field = |value: &Value| match value {
            Value::String(text) => text.to_string(),
            other => json::write(other),
        };
        let fields: Vec<String> = args::list(row)?.iter().map(field).collect();
        csv::push_record(&mut text, &fields);
    }
    Ok(Value::String(text.into()))
}

fn decode(args: &[Value]) -> Result<Value, CallError> {
    let records = csv::records(args::bytes(args, 0)?);
    let records = records.map_err(|error| CallError::new(error.to_string()))?;
    let row = |fields: &Vec<Vec<u8>>| Value::List(fields.iter().map(args::text).collect());
    Ok(Value::List(records.iter().map(row).collect()))
}
