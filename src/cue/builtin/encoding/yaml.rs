//! `encoding/yaml`

use super::ANY;
use super::CallError;
use super::Kind;
use super::Member;
use super::Package;
use super::SCHEMA;
use super::Signature;
use super::TEXT;
use super::Value;
use super::args;
use crate::cue::encoding::yaml;

pub(in crate::cue::builtin) static YAML: Package = Package {
    path: "encoding/yaml",
    members: &[
        (
            "Marshal",
            Member::function(&[ANY], Kind::STRING, |args| {
                Ok(Value::String(yaml::write(&args[0]).into()))
            }),
        ),
        ("MarshalStream", Member::function(&[ANY], Kind::STRING, marshal_stream)),
        ("Unmarshal", Member::function(&[TEXT], Kind::TOP, unmarshal)),
        ("UnmarshalStream", Member::function(&[TEXT], Kind::TOP, unmarshal_stream)),
        ("Validate", Member::Evaluated(VALIDATE)),
        ("ValidatePartial", Member::Evaluated(VALIDATE)),
    ],
};

/// `yaml.Validate(text, schema)` reads the text as `yaml.UnmarshalStream` does and unifies each
/// document with the schema, unresolved as it is. All conflicts are errors. A result that is not
/// final is an error too, unless `yaml.ValidatePartial` was called.
const VALIDATE: Signature = Signature { params: &[TEXT, SCHEMA], result: Kind::BOOL };

fn marshal_stream(args: &[Value]) -> Result<Value, CallError> {
    Ok(Value::String(yaml::write_stream(args::list(&args[0])?).into()))
}

/// Reads a document. Upstream makes `*null | _` of none at all.
fn unmarshal(args: &[Value]) -> Result<Value, CallError> {
    yaml::read(args::bytes(args, 0)?).map_err(|error| CallError::new(error.to_string()))
}

fn unmarshal_stream(args: &[Value]) -> Result<Value, CallError> {
    let values = yaml::read_stream(args::bytes(args, 0)?);
    values.map(Value::List).map_err(|error| CallError::new(error.to_string()))
}
