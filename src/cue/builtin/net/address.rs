//! Addresses.

use std::cmp::Ordering;

use super::Addr;
use super::CallError;
use super::Value;
use super::args;
use crate::go::quote::quote;

/// Reads an address in any of its forms.
pub(super) fn address(value: &Value) -> Result<Addr, CallError> {
    let text = match value {
        Value::String(text) => text.to_string(),
        Value::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        Value::List(values) => return address_of_bytes(values),
        other => {
            let kind = other.kind();
            return Err(CallError::new(format!("invalid type {kind} for IP address")));
        }
    };
    Addr::parse(&text).map_err(|error| CallError::new(error.to_string()))
}

fn address_of_bytes(values: &[Value]) -> Result<Addr, CallError> {
    let mut bytes = Vec::with_capacity(values.len());
    for value in values {
        let number = args::int64_of(value)?;
        let wrong = || CallError::new(format!("invalid IP byte value {number}"));
        bytes.push(u8::try_from(number).map_err(|_| wrong())?);
    }
    let addr = Addr::from_bytes(&bytes);
    addr.ok_or_else(|| CallError::new(format!("invalid IP length {}", bytes.len())))
}

fn list(bytes: &[u8]) -> Value {
    Value::List(bytes.iter().map(|byte| args::int(i64::from(*byte))).collect())
}

pub(super) fn parse_ip(args: &[Value]) -> Result<Value, CallError> {
    let text = args::string(args, 0)?;
    let wrong = |_| CallError::new(format!("invalid IP address {}", quote(text)));
    Ok(list(&Addr::parse(text).map_err(wrong)?.to_bytes()))
}

pub(super) fn to_ip4(args: &[Value]) -> Result<Value, CallError> {
    let addr = address(&args[0])?;
    if addr.is_v4() {
        return Ok(list(&addr.to_bytes()));
    }
    let quoted = quote(&addr.to_string());
    Err(CallError::new(format!("cannot convert {quoted} to IPv4")))
}

pub(super) fn to_ip16(args: &[Value]) -> Result<Value, CallError> {
    Ok(list(&address(&args[0])?.to_bytes16()))
}

pub(super) fn ip_string(args: &[Value]) -> Result<Value, CallError> {
    Ok(args::text(address(&args[0])?.to_string()))
}

pub(super) fn compare_ip(args: &[Value]) -> Result<Value, CallError> {
    Ok(args::int(match address(&args[0])?.compare(&address(&args[1])?) {
        Ordering::Less => -1,
        Ordering::Equal => 0,
        Ordering::Greater => 1,
    }))
}
