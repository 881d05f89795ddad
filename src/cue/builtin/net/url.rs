//! URLs and their encoding.

use super::CallError;
use super::Value;
use super::args;
use crate::go::url::Part;
use crate::go::url::Url;
use crate::go::url::decode;
use crate::go::url::encode;

pub(super) fn path_escape(args: &[Value]) -> Result<Value, CallError> {
    Ok(args::text(encode(args::string(args, 0)?, Part::Segment)))
}

pub(super) fn query_escape(args: &[Value]) -> Result<Value, CallError> {
    Ok(args::text(encode(args::string(args, 0)?, Part::Query)))
}

pub(super) fn path_unescape(args: &[Value]) -> Result<Value, CallError> {
    unescape(args, Part::Segment)
}

pub(super) fn query_unescape(args: &[Value]) -> Result<Value, CallError> {
    unescape(args, Part::Query)
}

fn unescape(args: &[Value], part: Part) -> Result<Value, CallError> {
    let bytes = decode(args::string(args, 0)?, part);
    bytes.map(args::text).map_err(|error| CallError::new(error.to_string()))
}

pub(super) fn url(args: &[Value]) -> Result<Value, CallError> {
    parse(args)?;
    Ok(Value::Bool(true))
}

pub(super) fn abs_url(args: &[Value]) -> Result<Value, CallError> {
    if !parse(args)?.is_absolute() {
        return Err(CallError::new("URL is not absolute"));
    }
    Ok(Value::Bool(true))
}

fn parse(args: &[Value]) -> Result<Url, CallError> {
    Url::parse(args::string(args, 0)?).map_err(|error| CallError::new(error.to_string()))
}
