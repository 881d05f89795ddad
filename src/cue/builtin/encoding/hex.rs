//! `encoding/hex`

use super::CallError;
use super::Kind;
use super::Member;
use super::Package;
use super::Param;
use super::TEXT;
use super::Value;
use super::args;
use crate::go::hex;

const INT: Param = Param::whole(Kind::INT);

pub(in crate::cue::builtin) static HEX: Package = Package {
    path: "encoding/hex",
    members: &[
        (
            "EncodedLen",
            Member::function(&[INT], Kind::INT, |args| {
                Ok(args::int(args::int64(args, 0)?.wrapping_mul(2)))
            }),
        ),
        (
            "DecodedLen",
            Member::function(&[INT], Kind::INT, |args| Ok(args::int(args::int64(args, 0)? / 2))),
        ),
        ("Decode", Member::function(&[Param::whole(Kind::STRING)], TEXT.kind, decode)),
        (
            "Dump",
            Member::function(&[TEXT], Kind::STRING, |args| {
                Ok(Value::String(hex::dump(args::bytes(args, 0)?).into()))
            }),
        ),
        (
            "Encode",
            Member::function(&[TEXT], Kind::STRING, |args| {
                Ok(Value::String(hex::encode(args::bytes(args, 0)?).into()))
            }),
        ),
    ],
};

fn decode(args: &[Value]) -> Result<Value, CallError> {
    let bytes = hex::decode(args::bytes(args, 0)?);
    bytes.map(|bytes| Value::Bytes(bytes.into())).map_err(|error| CallError::new(error.to_string()))
}
