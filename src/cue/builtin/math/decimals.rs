//! Functions of decimals, which are exact, or good to all digits that operators have.

use num_bigint::BigInt;

use super::CallError;
use super::args;
use crate::cue::number::Context;
use crate::cue::number::Number;
use crate::cue::number::Rounding;
use crate::cue::value::Value;

pub(super) fn floor(args: &[Value]) -> Result<Value, CallError> {
    Ok(step(args::number(args, 0)?.floor()))
}

pub(super) fn ceil(args: &[Value]) -> Result<Value, CallError> {
    Ok(step(args::number(args, 0)?.ceil()))
}

/// Upstream says 0 for what has more digits than its arithmetic keeps.
fn step(whole: Number) -> Value {
    let fits = Context::CUE.round(whole.clone()).is_ok_and(|kept| kept.exponent() == 0);
    if fits { Value::Number(whole) } else { args::int(0) }
}

pub(super) fn trunc(args: &[Value]) -> Result<Value, CallError> {
    rounded(args, Rounding::Down)
}

pub(super) fn round(args: &[Value]) -> Result<Value, CallError> {
    rounded(args, Rounding::HalfUp)
}

pub(super) fn round_to_even(args: &[Value]) -> Result<Value, CallError> {
    rounded(args, Rounding::HalfEven)
}

fn rounded(args: &[Value], rounding: Rounding) -> Result<Value, CallError> {
    Ok(Value::Number(args::number(args, 0)?.round(rounding)))
}

pub(super) fn multiple_of(args: &[Value]) -> Result<Value, CallError> {
    let quotient = Context::CUE.quo(args::number(args, 0)?, args::number(args, 1)?)?;
    Ok(Value::Bool(quotient.is_integral()))
}

pub(super) fn abs(args: &[Value]) -> Result<Value, CallError> {
    Ok(args::decimal(Context::CUE.round(args::number(args, 0)?.abs())?))
}

pub(super) fn copysign(args: &[Value]) -> Result<Value, CallError> {
    let (size, sign) = (args::number(args, 0)?.abs(), args::number(args, 1)?);
    if !sign.is_negative() {
        return Ok(args::decimal(size));
    }
    // The product has a sign even if it is zero.
    let number = args::decimal(size);
    let Value::Number(size) = &number else { return Ok(number) };
    Ok(Value::Number(Context::EXACT.mul(size, &Number::from_i64(-1))?.with_int(size.is_int())))
}

pub(super) fn signbit(args: &[Value]) -> Result<Value, CallError> {
    Ok(Value::Bool(args::number(args, 0)?.is_negative()))
}

pub(super) fn dim(args: &[Value]) -> Result<Value, CallError> {
    let difference = Context::CUE.sub(args::number(args, 0)?, args::number(args, 1)?)?;
    Ok(if difference.is_negative() { args::int(0) } else { args::decimal(difference) })
}

pub(super) fn cbrt(args: &[Value]) -> Result<Value, CallError> {
    Ok(args::decimal(Context::CUE.cbrt(args::number(args, 0)?)?))
}

pub(super) fn exp(args: &[Value]) -> Result<Value, CallError> {
    Ok(args::decimal(Context::CUE.exp(args::number(args, 0)?)?))
}

pub(super) fn exp2(args: &[Value]) -> Result<Value, CallError> {
    Ok(args::decimal(Context::CUE.pow(&Number::from_i64(2), args::number(args, 0)?)?))
}

pub(super) fn log(args: &[Value]) -> Result<Value, CallError> {
    Ok(args::decimal(Context::CUE.ln(args::number(args, 0)?)?))
}

pub(super) fn log10(args: &[Value]) -> Result<Value, CallError> {
    Ok(args::decimal(Context::CUE.log10(args::number(args, 0)?)?))
}

pub(super) fn log2(args: &[Value]) -> Result<Value, CallError> {
    Ok(args::decimal(Context::CUE.log2(args::number(args, 0)?)?))
}

pub(super) fn pow(args: &[Value]) -> Result<Value, CallError> {
    Ok(args::decimal(Context::CUE.pow(args::number(args, 0)?, args::number(args, 1)?)?))
}

pub(super) fn pow10(args: &[Value]) -> Result<Value, CallError> {
    let power = args::int32(args, 0)?;
    Number::from_literal(&format!("1e{power}"))
        .map(args::decimal)
        .ok_or_else(|| CallError::new("exponent out of range"))
}

/// The Jacobi symbol.
pub(super) fn jacobi(args: &[Value]) -> Result<Value, CallError> {
    let (top, bottom) = (args::bigint(args, 0)?, args::bigint(args, 1)?);
    if !bottom.bit(0) {
        return Err(CallError::new(format!(
            "big: invalid 2nd argument to Int.Jacobi: need odd integer but got {bottom}"
        )));
    }
    let zero = BigInt::ZERO;
    let turned = bottom < zero && top < zero;
    let symbol = jacobi_symbol(top, BigInt::from(bottom.magnitude().clone()));
    Ok(args::int(if turned { -symbol } else { symbol }))
}

/// The bottom is odd and above zero.
fn jacobi_symbol(mut top: BigInt, mut bottom: BigInt) -> i64 {
    let mut symbol = 1;
    let low = |value: &BigInt| value.iter_u32_digits().next().unwrap_or(0) & 7;
    loop {
        // The remainder, made positive.
        top = (&top % &bottom + &bottom) % &bottom;
        let Some(zeros) = top.trailing_zeros() else {
            return if bottom == BigInt::from(1) { symbol } else { 0 };
        };
        if zeros % 2 == 1 && matches!(low(&bottom), 3 | 5) {
            symbol = -symbol;
        }
        top >>= zeros;
        if low(&top) & 3 == 3 && low(&bottom) & 3 == 3 {
            symbol = -symbol;
        }
        std::mem::swap(&mut top, &mut bottom);
    }
}
