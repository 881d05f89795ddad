//! `math/bits`
//!
//! Integers are of any size; negative ones are those of two's complement.

use num_bigint::BigInt;
use num_bigint::Sign;

use super::CallError;
use super::Member;
use super::Package;
use super::Param;
use super::args;
use crate::cue::value::Kind;
use crate::cue::value::Value;

const INT: Param = Param::whole(Kind::INT);

pub(in crate::cue::builtin) static BITS: Package = Package {
    path: "math/bits",
    members: &[
        ("Lsh", Member::function(&[INT, INT], Kind::INT, lsh)),
        ("Rsh", Member::function(&[INT, INT], Kind::INT, rsh)),
        ("At", Member::function(&[INT, INT], Kind::INT, at)),
        ("Set", Member::function(&[INT, INT, INT], Kind::INT, set)),
        ("And", Member::function(&[INT, INT], Kind::INT, and)),
        ("Or", Member::function(&[INT, INT], Kind::INT, or)),
        ("Xor", Member::function(&[INT, INT], Kind::INT, xor)),
        ("Clear", Member::function(&[INT, INT], Kind::INT, clear)),
        ("OnesCount", Member::function(&[INT], Kind::INT, ones_count)),
        ("Len", Member::function(&[INT], Kind::INT, len)),
    ],
};

/// The most bits that a function makes; decimals have no more digits either.
const MAX_BITS: u64 = 332_192;

fn lsh(args: &[Value]) -> Result<Value, CallError> {
    let (value, count) = (args::bigint(args, 0)?, args::uint64(args, 1)?);
    if value.sign() == Sign::NoSign {
        return Ok(args::int(0));
    }
    check_bits(value.bits().saturating_add(count))?;
    Ok(args::bigint_value(&(value << count)))
}

fn rsh(args: &[Value]) -> Result<Value, CallError> {
    let (value, count) = (args::bigint(args, 0)?, args::uint64(args, 1)?);
    Ok(args::bigint_value(&(value >> count.min(MAX_BITS * 2))))
}

fn at(args: &[Value]) -> Result<Value, CallError> {
    let (value, index) = (args::bigint(args, 0)?, args::uint64(args, 1)?);
    if index > i32::MAX.unsigned_abs().into() {
        return Err(CallError::new("bit index too large"));
    }
    Ok(args::int(value.bit(index).into()))
}

fn set(args: &[Value]) -> Result<Value, CallError> {
    let (mut value, index) = (args::bigint(args, 0)?, args::int64(args, 1)?);
    let bit = args::uint64(args, 2)?;
    let index = u64::try_from(index).map_err(|_| CallError::new("negative bit index"))?;
    if bit > 1 {
        return Err(CallError::new("set bit is not 0 or 1"));
    }
    if value.bit(index) != (bit == 1) {
        check_bits(index)?;
        value.set_bit(index, bit == 1);
    }
    Ok(args::bigint_value(&value))
}

fn and(args: &[Value]) -> Result<Value, CallError> {
    both(args, |a, b| a & b)
}

fn or(args: &[Value]) -> Result<Value, CallError> {
    both(args, |a, b| a | b)
}

fn xor(args: &[Value]) -> Result<Value, CallError> {
    both(args, |a, b| a ^ b)
}

fn clear(args: &[Value]) -> Result<Value, CallError> {
    both(args, |a, b| a & !b)
}

fn ones_count(args: &[Value]) -> Result<Value, CallError> {
    let value = args::bigint(args, 0)?;
    Ok(args::int(value.iter_u64_digits().map(|word| i64::from(word.count_ones())).sum()))
}

fn len(args: &[Value]) -> Result<Value, CallError> {
    Ok(args::int(args::bigint(args, 0)?.bits().cast_signed()))
}

fn both(args: &[Value], join: fn(BigInt, BigInt) -> BigInt) -> Result<Value, CallError> {
    Ok(args::bigint_value(&join(args::bigint(args, 0)?, args::bigint(args, 1)?)))
}

fn check_bits(bits: u64) -> Result<(), CallError> {
    if bits <= MAX_BITS {
        return Ok(());
    }
    Err(CallError::new(format!("integer of more than {MAX_BITS} bits")))
}
