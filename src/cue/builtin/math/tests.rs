//! The functions of numbers against results of the reference.

use super::*;
use crate::cue::builtin::testing::called;
use crate::cue::builtin::testing::number;

/// A function, its arguments, and what the reference says.
type Rows = &'static [(&'static str, &'static [&'static str], &'static str)];

fn check(package: &Package, rows: Rows) {
    for (name, args, expected) in rows {
        let args: Vec<_> = args.iter().map(|arg| number(arg)).collect();
        assert_eq!(called(package, name, &args), *expected, "{name} {args:?}");
    }
}

#[test]
fn decimals_have_all_digits_of_the_reference() {
    check(
        &MATH,
        &[
            ("Log", &["10"], "2.302585092994045684017991454684364"),
            ("Log", &["1.05"], "0.04879016416943200306537440422316466"),
            ("Log", &["0"], "result is not a finite number"),
            ("Log", &["-1"], "invalid operation"),
            ("Log2", &["8"], "3"),
            ("Log10", &["1000"], "3"),
            ("Cbrt", &["-27"], "-3"),
            ("Cbrt", &["0.0001"], "0.04641588833612778892410076350919447"),
            ("Exp", &["1"], "2.718281828459045235360287471352662"),
            ("Exp", &["100000"], "overflow"),
            ("Exp", &["-100000"], "underflow, subnormal"),
            ("Exp2", &["0.5"], "1.414213562373095048801688724209698"),
            ("Pow", &["2", "10"], "1024"),
            ("Pow", &["2", "0.5"], "1.414213562373095048801688724209698"),
            ("Pow", &["-1", "0.5"], "invalid operation"),
            ("Pow", &["10", "-200000"], "exponent out of range"),
            ("Pow10", &["-3"], "0.001"),
            ("Pow10", &["4294967296"], "int 4294967296 overflows int32 in argument 0"),
            ("Dim", &["5", "3.5"], "1.5"),
            ("Dim", &["1", "2"], "0"),
            ("Copysign", &["0", "-1"], "-0"),
            ("Copysign", &["2.50", "-1"], "-2.50"),
        ],
    );
}

#[test]
fn numbers_are_rounded_to_whole_ones() {
    check(
        &MATH,
        &[
            ("Floor", &["-2.5"], "-3"),
            ("Floor", &["1e40"], "0"),
            ("Ceil", &["-0.4"], "0"),
            ("Trunc", &["1e10"], "10000000000"),
            ("Round", &["-2.5"], "-3"),
            ("RoundToEven", &["2.5"], "2"),
            ("MultipleOf", &["4.5", "1.5"], "true"),
            ("MultipleOf", &["4", "0"], "division by zero"),
            ("MultipleOf", &["0", "0"], "division undefined"),
        ],
    );
}

#[test]
fn floats_are_those_of_the_machine() {
    check(
        &MATH,
        &[
            ("Sqrt", &["2"], "1.4142135623730951"),
            ("Sqrt", &["-1"], "result is not a finite number"),
            ("Hypot", &["3e200", "4e200"], "4.9999999999999995e+200"),
            ("Mod", &["-7", "3"], "-1.0"),
            ("Remainder", &["100", "30"], "1e+1"),
            ("Remainder", &["45", "30"], "-15.0"),
            ("Remainder", &["15", "30"], "15.0"),
            ("Ldexp", &["0.5", "10"], "512.0"),
            ("Ldexp", &["5e-324", "2000"], "5.67251933470834e+278"),
            ("Ilogb", &["0"], "-2147483648"),
            ("Ilogb", &["5e-324"], "-1074"),
            ("Logb", &["8"], "3.0"),
            (
                "Sin",
                &["1e400"],
                "cannot use 1E+400 (type float) as float64 in argument 0: value was rounded up",
            ),
        ],
    );
}

#[test]
fn symbols_of_jacobi_tell_squares() {
    check(
        &MATH,
        &[
            ("Jacobi", &["2", "7"], "1"),
            ("Jacobi", &["3", "7"], "-1"),
            ("Jacobi", &["6", "9"], "0"),
            ("Jacobi", &["-1", "-3"], "1"),
            (
                "Jacobi",
                &["1", "2"],
                "big: invalid 2nd argument to Int.Jacobi: need odd integer but got 2",
            ),
        ],
    );
}

#[test]
fn bits_are_those_of_twos_complement() {
    check(
        &bits::BITS,
        &[
            ("Lsh", &["3", "70"], "3541774862152233910272"),
            ("Lsh", &["0", "18446744073709551615"], "0"),
            ("Lsh", &["1", "9223372036854775807"], "integer of more than 332192 bits"),
            ("Lsh", &["1", "-1"], "cannot use -1 (type int) as uint64 in argument 1"),
            (
                "Lsh",
                &["1", "18446744073709551616"],
                "int 18446744073709551616 overflows uint64 in argument 1",
            ),
            ("Rsh", &["-5", "1"], "-3"),
            ("Rsh", &["-5", "18446744073709551615"], "-1"),
            ("At", &["-5", "2147483647"], "1"),
            ("At", &["1", "2147483648"], "bit index too large"),
            ("Set", &["0", "3", "1"], "8"),
            ("Set", &["1", "9223372036854775807", "0"], "1"),
            ("Set", &["1", "-1", "1"], "negative bit index"),
            ("Set", &["1", "3", "2"], "set bit is not 0 or 1"),
            ("Clear", &["-1", "6"], "-7"),
            ("Xor", &["-5", "3"], "-8"),
            ("OnesCount", &["-5"], "2"),
            ("Len", &["-5"], "3"),
        ],
    );
}
