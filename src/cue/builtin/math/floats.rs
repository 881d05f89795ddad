//! Functions of the machine's floats.

use super::CallError;
use super::args;
use crate::cue::value::Value;

/// A function of one float.
macro_rules! one {
    ($($name:ident: $function:expr),* $(,)?) => {$(
        pub(super) fn $name(args: &[Value]) -> Result<Value, CallError> {
            let function: fn(f64) -> f64 = $function;
            args::float(function(args::float64(args, 0)?))
        }
    )*};
}

/// A function of two floats.
macro_rules! two {
    ($($name:ident: $function:expr),* $(,)?) => {$(
        pub(super) fn $name(args: &[Value]) -> Result<Value, CallError> {
            let function: fn(f64, f64) -> f64 = $function;
            args::float(function(args::float64(args, 0)?, args::float64(args, 1)?))
        }
    )*};
}

one! {
    acos: f64::acos,
    acosh: f64::acosh,
    asin: f64::asin,
    asinh: f64::asinh,
    atan: f64::atan,
    atanh: f64::atanh,
    cos: f64::cos,
    cosh: f64::cosh,
    expm1: f64::exp_m1,
    log1p: f64::ln_1p,
    logb: |value| if value == 0.0 { f64::NEG_INFINITY } else { f64::from(exponent(value)) },
    sin: f64::sin,
    sinh: f64::sinh,
    sqrt: f64::sqrt,
    tan: f64::tan,
    tanh: f64::tanh,
}

two! {
    atan2: f64::atan2,
    hypot: hypotenuse,
    modulo: |left, right| left % right,
    remainder: remainder_to_nearest,
}

/// Functions that are not here: their results would have to be those of upstream to the last digit.
macro_rules! absent {
    ($($name:ident: $upstream:literal),* $(,)?) => {$(
        pub(super) fn $name(_: &[Value]) -> Result<Value, CallError> {
            Err(args::unsupported($upstream))
        }
    )*};
}

absent! {
    erf: "math.Erf",
    erfc: "math.Erfc",
    erfinv: "math.Erfinv",
    erfcinv: "math.Erfcinv",
    gamma: "math.Gamma",
    j0: "math.J0",
    y0: "math.Y0",
    j1: "math.J1",
    y1: "math.Y1",
    jn: "math.Jn",
    yn: "math.Yn",
}

pub(super) fn ilogb(args: &[Value]) -> Result<Value, CallError> {
    let value = args::float64(args, 0)?;
    Ok(args::int(if value == 0.0 { i32::MIN.into() } else { exponent(value).into() }))
}

pub(super) fn ldexp(args: &[Value]) -> Result<Value, CallError> {
    let (fraction, power) = (args::float64(args, 0)?, args::int64(args, 1)?);
    // No float needs more than this to become infinite or nothing.
    let power = i32::try_from(power.clamp(-2200, 2200)).unwrap_or(0);
    args::float(scaled(fraction, power))
}

/// The power of two of a float that is not zero.
fn exponent(value: f64) -> i32 {
    let biased = |value: f64| i32::try_from(value.to_bits() >> 52 & 0x7ff).unwrap_or(0);
    match biased(value) {
        0 => biased(value * 2f64.powi(52)) - 1023 - 52,
        normal => normal - 1023,
    }
}

/// A float times a power of two, rounded once.
fn scaled(value: f64, power: i32) -> f64 {
    if value == 0.0 {
        return value;
    }
    let own = exponent(value);
    let near_one = value * 2f64.powi(-own / 2) * 2f64.powi(-own - (-own / 2));
    match own + power {
        1024.. => near_one * f64::INFINITY,
        all @ -1022..1024 => near_one * 2f64.powi(all),
        all @ -1100..-1022 => near_one * 2f64.powi(-1022) * 2f64.powi(all + 1022),
        _ => near_one * 0.0,
    }
}

/// The square root of the sum of squares, without their overflow.
fn hypotenuse(p: f64, q: f64) -> f64 {
    let (large, small) = (p.abs().max(q.abs()), p.abs().min(q.abs()));
    if large == 0.0 {
        return 0.0;
    }
    let ratio = small / large;
    large * (1.0 + ratio * ratio).sqrt()
}

/// What is left of a number by the nearest multiple of another; of two, by the even one.
fn remainder_to_nearest(left: f64, right: f64) -> f64 {
    if right == 0.0 {
        return f64::NAN;
    }
    let size = right.abs();
    let mut rest = left.abs();
    if size <= f64::MAX / 2.0 {
        rest %= size + size;
    }
    if rest > size - rest {
        rest -= size;
        if rest >= size - rest {
            rest -= size;
        }
    }
    if left.is_sign_negative() { -rest } else { rest }
}
