//! `encoding/json`

use super::ANY;
use super::CallError;
use super::Kind;
use super::Member;
use super::Package;
use super::Param;
use super::SCHEMA;
use super::Signature;
use super::TEXT;
use super::Value;
use super::args;
use crate::cue::encoding::json;
use crate::cue::encoding::json::JsonError;
use crate::cue::encoding::json::JsonErrorKind;
use crate::go::json::Document;
use crate::go::json::SyntaxError;

const STRING: Param = Param::whole(Kind::STRING);

pub(in crate::cue::builtin) static JSON: Package = Package {
    path: "encoding/json",
    members: &[
        ("Valid", Member::function(&[TEXT], Kind::BOOL, valid)),
        ("Compact", Member::function(&[TEXT], Kind::STRING, compact)),
        ("Indent", Member::function(&[TEXT, STRING, STRING], Kind::STRING, indent)),
        ("HTMLEscape", Member::function(&[TEXT], Kind::STRING, escape_html)),
        (
            "Marshal",
            Member::function(&[ANY], Kind::STRING, |args| {
                Ok(Value::String(json::write(&args[0]).into()))
            }),
        ),
        ("MarshalStream", Member::function(&[ANY], Kind::STRING, marshal_stream)),
        ("UnmarshalStream", Member::function(&[TEXT], Kind::TOP, unmarshal_stream)),
        ("Unmarshal", Member::function(&[TEXT], Kind::TOP, unmarshal)),
        ("Validate", Member::Evaluated(VALIDATE)),
    ],
};

/// `json.Validate(text, schema)` reads the text as `json.Unmarshal` does and unifies it with the
/// schema, unresolved as it is. All conflicts are errors, and so is what is not final: required
/// fields that are missing, and what is not concrete.
const VALIDATE: Signature = Signature { params: &[TEXT, SCHEMA], result: Kind::BOOL };

fn valid(args: &[Value]) -> Result<Value, CallError> {
    Ok(Value::Bool(Document::parse(args::bytes(args, 0)?).is_ok()))
}

fn text(text: Result<Vec<u8>, SyntaxError>) -> Result<Value, CallError> {
    text.map(args::text).map_err(|error| CallError::new(error.to_string()))
}

fn compact(args: &[Value]) -> Result<Value, CallError> {
    text(json::compact(args::bytes(args, 0)?))
}

fn indent(args: &[Value]) -> Result<Value, CallError> {
    text(json::indent(args::bytes(args, 0)?, args::string(args, 1)?, args::string(args, 2)?))
}

fn escape_html(args: &[Value]) -> Result<Value, CallError> {
    text(Ok(json::escape_html(args::bytes(args, 0)?)))
}

/// Writes the elements of a list, each on a line of its own.
fn marshal_stream(args: &[Value]) -> Result<Value, CallError> {
    let lines = args::list(&args[0])?.iter().map(|value| json::write(value) + "\n");
    Ok(Value::String(lines.collect::<String>().into()))
}

fn unmarshal(args: &[Value]) -> Result<Value, CallError> {
    json::read(args::bytes(args, 0)?).map_err(|JsonError { kind, .. }| {
        CallError::new(match kind {
            _ if kind.is_syntax() => "json: invalid JSON".to_owned(),
            JsonErrorKind::Utf8 | JsonErrorKind::ByteOrderMark => {
                format!("json: could not parse JSON: {kind}")
            }
            _ => kind.to_string(),
        })
    })
}

fn unmarshal_stream(args: &[Value]) -> Result<Value, CallError> {
    let values = json::read_stream(args::bytes(args, 0)?);
    values.map(Value::List).map_err(|JsonError { kind, .. }| {
        CallError::new(if kind.is_syntax() {
            format!("invalid JSON for file \"\": {kind}")
        } else {
            kind.to_string()
        })
    })
}
