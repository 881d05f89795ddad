//! Networks: an address and how many of its bits count.

use num_bigint::BigInt;
use num_bigint::Sign;

use super::Addr;
use super::CallError;
use super::Value;
use super::address::address;
use super::args;
use crate::go::netip::Prefix;
use crate::go::netip::PrefixError;

fn network(value: &Value) -> Result<Prefix, CallError> {
    let text = match value {
        Value::String(text) => text.to_string(),
        Value::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        other => {
            return Err(CallError::new(format!("invalid type {} for IP CIDR", other.kind())));
        }
    };
    parse(&text)
}

fn parse(text: &str) -> Result<Prefix, CallError> {
    Prefix::parse(text).map_err(|error: PrefixError| CallError::new(error.to_string()))
}

pub(super) fn ip_cidr(args: &[Value]) -> Result<Value, CallError> {
    network(&args[0])?;
    Ok(Value::Bool(true))
}

pub(super) fn in_cidr(args: &[Value]) -> Result<Value, CallError> {
    let addr = address(&args[0])?;
    Ok(Value::Bool(network(&args[1])?.contains(&addr)))
}

pub(super) fn add_ip(args: &[Value]) -> Result<Value, CallError> {
    let offset = args::bigint(args, 1)?;
    let Ok(prefix) = network(&args[0]) else {
        return Ok(args::text(add(&address(&args[0])?, &offset)?.to_string()));
    };
    let addr = add(&prefix.addr, &offset)?;
    Ok(args::text(Prefix { addr, ..prefix }.to_string()))
}

/// Counts in networks, not in addresses.
pub(super) fn add_ip_cidr(args: &[Value]) -> Result<Value, CallError> {
    let prefix = network(&args[0])?;
    let offset = args::bigint(args, 1)? << (prefix.addr.to_bytes().len() * 8 - prefix.bits);
    let addr = add(&prefix.addr, &offset)?;
    Ok(args::text(Prefix { addr, ..prefix }.to_string()))
}

fn add(addr: &Addr, offset: &BigInt) -> Result<Addr, CallError> {
    let wrong = |way| {
        let message = format!("IP address arithmetic resulted in out-of-range address ({way})");
        CallError::new(message)
    };
    let bytes = addr.to_bytes();
    let (sign, sum) = (BigInt::from_bytes_be(Sign::Plus, &bytes) + offset).to_bytes_be();
    if sign == Sign::Minus {
        return Err(wrong("underflow"));
    }
    let Some(zeros) = bytes.len().checked_sub(sum.len()) else { return Err(wrong("overflow")) };
    Addr::from_bytes(&[vec![0; zeros], sum].concat()).ok_or_else(|| wrong("overflow"))
}

pub(super) fn parse_cidr(args: &[Value]) -> Result<Value, CallError> {
    let prefix = parse(args::string(args, 0)?)?;
    let (bytes, mask) = (prefix.addr.to_bytes(), prefix.mask());
    let text = |with: fn(u8, u8) -> u8| {
        let bytes: Vec<u8> =
            bytes.iter().zip(&mask).map(|(byte, mask)| with(*byte, *mask)).collect();
        args::text(Addr::from_bytes(&bytes).map(|addr| addr.to_string()).unwrap_or_default())
    };
    let mut fields = vec![
        ("prefix_mask".into(), text(|_, mask| mask)),
        ("prefix_len".into(), args::length(prefix.bits)),
        ("prefix_addr".into(), text(|byte, mask| byte & mask)),
    ];
    if prefix.addr.is_v4() {
        fields.push(("broadcast_addr".into(), text(|byte, mask| byte | !mask)));
    }
    Ok(Value::Struct(fields))
}
