//! `encoding/base64`

use super::ANY;
use super::CallError;
use super::Kind;
use super::Member;
use super::Package;
use super::Param;
use super::TEXT;
use super::Value;
use super::args;
use crate::go::base64;

const INT: Param = Param::whole(Kind::INT);

pub(in crate::cue::builtin) static BASE64: Package = Package {
    path: "encoding/base64",
    members: &[
        ("EncodedLen", Member::function(&[ANY, INT], Kind::INT, encoded_len)),
        ("DecodedLen", Member::function(&[ANY, INT], Kind::INT, decoded_len)),
        ("Encode", Member::function(&[ANY, TEXT], Kind::STRING, encode)),
        ("Decode", Member::function(&[ANY, Param::whole(Kind::STRING)], TEXT.kind, decode)),
    ],
};

/// There is but one encoding so far, whose name is `null`.
fn check_encoding(args: &[Value]) -> Result<(), CallError> {
    match args.first() {
        Some(Value::Null) | None => Ok(()),
        Some(other) => {
            let problem = args::cannot_use(other, "null").message;
            Err(CallError::new(format!("base64: unsupported encoding: {problem}")))
        }
    }
}

fn encoded_len(args: &[Value]) -> Result<Value, CallError> {
    let length = args::int64(args, 1)?;
    check_encoding(args)?;
    Ok(args::int(base64::encoded_len(length)))
}

fn decoded_len(args: &[Value]) -> Result<Value, CallError> {
    let length = args::int64(args, 1)?;
    check_encoding(args)?;
    Ok(args::int(base64::decoded_len(length)))
}

fn encode(args: &[Value]) -> Result<Value, CallError> {
    check_encoding(args)?;
    Ok(Value::String(base64::encode(args::bytes(args, 1)?).into()))
}

fn decode(args: &[Value]) -> Result<Value, CallError> {
    check_encoding(args)?;
    let bytes = base64::decode(args::bytes(args, 1)?);
    bytes.map(|bytes| Value::Bytes(bytes.into())).map_err(|error| CallError::new(error.to_string()))
}
