//! `encoding/toml`

use super::ANY;
use super::CallError;
use super::Kind;
use super::Member;
use super::Package;
use super::TEXT;
use super::Value;
use super::args;
use crate::cue::encoding::toml;

pub(in crate::cue::builtin) static TOML: Package = Package {
    path: "encoding/toml",
    members: &[
        ("Marshal", Member::function(&[ANY], Kind::STRING, marshal)),
        ("Unmarshal", Member::function(&[TEXT], Kind::TOP, unmarshal)),
    ],
};

fn marshal(args: &[Value]) -> Result<Value, CallError> {
    let text = toml::write(&args[0]);
    text.map(|text| Value::String(text.into())).map_err(|error| CallError::new(error.to_string()))
}

fn unmarshal(args: &[Value]) -> Result<Value, CallError> {
    toml::read(args::bytes(args, 0)?).map_err(|error| CallError::new(error.to_string()))
}
