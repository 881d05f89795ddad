//! `math`, and the packages below.

pub(super) mod bits;
mod decimals;
mod floats;

use super::CallError;
use super::Member;
use super::Package;
use super::Param;
use super::args;
use crate::cue::value::Kind;

const INT: Param = Param::whole(Kind::INT);
const NUMBER: Param = Param::whole(Kind::NUMBER);

pub(super) static MATH: Package = Package {
    path: "math",
    members: &[
        ("MaxExp", Member::Source("2147483647")),
        ("MinExp", Member::Source("-2147483648")),
        ("MaxPrec", Member::Source("4294967295")),
        ("ToNearestEven", Member::Source("0")),
        ("ToNearestAway", Member::Source("1")),
        ("ToZero", Member::Source("2")),
        ("AwayFromZero", Member::Source("3")),
        ("ToNegativeInf", Member::Source("4")),
        ("ToPositiveInf", Member::Source("5")),
        ("Below", Member::Source("-1")),
        ("Exact", Member::Source("0")),
        ("Above", Member::Source("1")),
        ("Jacobi", Member::function(&[INT, INT], Kind::INT, decimals::jacobi)),
        ("MaxBase", Member::Source("62")),
        ("Floor", to_int(decimals::floor)),
        ("Ceil", to_int(decimals::ceil)),
        ("Trunc", to_int(decimals::trunc)),
        ("Round", to_int(decimals::round)),
        ("RoundToEven", to_int(decimals::round_to_even)),
        ("MultipleOf", Member::function(&[NUMBER, NUMBER], Kind::BOOL, decimals::multiple_of)),
        ("Abs", of_one(decimals::abs)),
        ("Acosh", of_one(floats::acosh)),
        ("Asin", of_one(floats::asin)),
        ("Acos", of_one(floats::acos)),
        ("Asinh", of_one(floats::asinh)),
        ("Atan", of_one(floats::atan)),
        ("Atan2", of_two(floats::atan2)),
        ("Atanh", of_one(floats::atanh)),
        ("Cbrt", of_one(decimals::cbrt)),
        ("E", Member::Source("2.71828182845904523536028747135266249775724709369995957496696763")),
        ("Pi", Member::Source("3.14159265358979323846264338327950288419716939937510582097494459")),
        ("Phi", Member::Source("1.61803398874989484820458683436563811772030917980576286213544861")),
        (
            "Sqrt2",
            Member::Source("1.41421356237309504880168872420969807856967187537694807317667974"),
        ),
        (
            "SqrtE",
            Member::Source("1.64872127070012814684865078781416357165377610071014801157507931"),
        ),
        (
            "SqrtPi",
            Member::Source("1.77245385090551602729816748334114518279754945612238712821380779"),
        ),
        (
            "SqrtPhi",
            Member::Source("1.27201964951406896425242246173749149171560804184009624861664038"),
        ),
        (
            "Ln2",
            Member::Source("0.693147180559945309417232121458176568075500134360255254120680009"),
        ),
        (
            "Log2E",
            Member::Source("1.442695040888963407359924681001892137426645954152985934135449408"),
        ),
        ("Ln10", Member::Source("2.3025850929940456840179914546843642076011014886287729760333278")),
        (
            "Log10E",
            Member::Source("0.43429448190325182765112891891660508229439700580366656611445378"),
        ),
        ("Copysign", of_two(decimals::copysign)),
        ("Dim", of_two(decimals::dim)),
        ("Erf", of_one(floats::erf)),
        ("Erfc", of_one(floats::erfc)),
        ("Erfinv", of_one(floats::erfinv)),
        ("Erfcinv", of_one(floats::erfcinv)),
        ("Exp", of_one(decimals::exp)),
        ("Exp2", of_one(decimals::exp2)),
        ("Expm1", of_one(floats::expm1)),
        ("Gamma", of_one(floats::gamma)),
        ("Hypot", of_two(floats::hypot)),
        ("J0", of_one(floats::j0)),
        ("Y0", of_one(floats::y0)),
        ("J1", of_one(floats::j1)),
        ("Y1", of_one(floats::y1)),
        ("Jn", Member::function(&[INT, NUMBER], Kind::NUMBER, floats::jn)),
        ("Yn", Member::function(&[INT, NUMBER], Kind::NUMBER, floats::yn)),
        ("Ldexp", Member::function(&[NUMBER, INT], Kind::NUMBER, floats::ldexp)),
        ("Log", of_one(decimals::log)),
        ("Log10", of_one(decimals::log10)),
        ("Log2", of_one(decimals::log2)),
        ("Log1p", of_one(floats::log1p)),
        ("Logb", of_one(floats::logb)),
        ("Ilogb", to_int(floats::ilogb)),
        ("Mod", of_two(floats::modulo)),
        ("Pow", of_two(decimals::pow)),
        ("Pow10", Member::function(&[INT], Kind::NUMBER, decimals::pow10)),
        ("Remainder", of_two(floats::remainder)),
        ("Signbit", Member::function(&[NUMBER], Kind::BOOL, decimals::signbit)),
        ("Cos", of_one(floats::cos)),
        ("Sin", of_one(floats::sin)),
        ("Sinh", of_one(floats::sinh)),
        ("Cosh", of_one(floats::cosh)),
        ("Sqrt", of_one(floats::sqrt)),
        ("Tan", of_one(floats::tan)),
        ("Tanh", of_one(floats::tanh)),
    ],
};

/// A function of a number that gives a number.
const fn of_one(call: super::Call) -> Member {
    Member::function(&[NUMBER], Kind::NUMBER, call)
}

/// A function of two numbers that gives a number.
const fn of_two(call: super::Call) -> Member {
    Member::function(&[NUMBER, NUMBER], Kind::NUMBER, call)
}

/// A function of a number that gives a whole one.
const fn to_int(call: super::Call) -> Member {
    Member::function(&[NUMBER], Kind::INT, call)
}

#[cfg(test)]
mod tests;
