//! Numbers, seen from outside.

use std::cmp::Ordering;

use super::*;

fn number(text: &str) -> Number {
    Number::from_literal(text).unwrap()
}

/// A literal, the text that the reference prints for it, and the literal it prints.
const LITERALS: &[(&str, &str, &str)] = &[
    ("-0.0", "-0.0", "-0.0"),
    ("1e3", "1E+3", "1e+3"),
    ("1.", "1", "1.0"),
    ("1.0e+0", "1.0", "1.0"),
    ("072.40", "72.40", "72.40"),
    ("0.0000001", "1E-7", "1e-7"),
    ("0.000001", "0.000001", "0.000001"),
    ("0e10", "0E+10", "0e+10"),
    ("0.00000000", "0.00000000", "0.00000000"),
    ("0e-30", "0.000000000000000000000000000000", "0.000000000000000000000000000000"),
    ("0x1F", "31", "31"),
    ("0X1f", "31", "31"),
    ("0b101", "5", "5"),
    ("0o17", "15", "15"),
    ("1_000.000_1", "1000.0001", "1000.0001"),
    ("1._5", "1.5", "1.5"),
    ("0x_1", "1", "1"),
    ("1e_5", "1E+5", "1e+5"),
    ("1.5Gi", "1610612736", "1610612736"),
    ("05.5K", "5500", "5500"),
    (".5K", "500", "500"),
    ("1.K", "1000", "1000"),
    ("0K", "0", "0"),
    ("3.0000000000000000000000000000000000000001K", "3000", "3000"),
    (
        "1234567890123456789012345678901234567890K",
        "1234567890123456789012345678901235000000000",
        "1234567890123456789012345678901235000000000",
    ),
    ("1e100000", "1E+100000", "1e+100000"),
];

#[test]
fn literals_keep_their_digits() {
    for (literal, text, written) in LITERALS {
        assert_eq!(number(literal).to_string(), *text, "{literal}");
        assert_eq!(number(literal).to_literal(), *written, "{literal}");
    }
}

#[test]
fn what_is_no_literal_is_refused() {
    let wrong = [
        "",
        "-",
        ".",
        "1_.5",
        "1_e5",
        "1__0",
        "1_",
        "05K",
        "0755",
        "00",
        "0_1",
        "0x",
        "0o8",
        "0b2",
        "0B1",
        "0O7",
        "1E",
        "1e+",
        "1e3K",
        "1ki",
        "1.1Ki",
        "0.0001K",
        "1e100001",
        "1e-100001",
        "10Ei",
        "Infinity",
        "NaN",
        "0xg",
        "1x",
        "+-1",
        "1e99999999999",
        "٣",
    ];
    for text in wrong {
        assert!(Number::from_literal(text).is_none(), "{text}");
    }
}

/// What the reference prints for `left operator right`.
const SUMS: &[(&str, &str, &str, &str)] = &[
    ("0", "*", "-1", "-0"),
    ("-0.5", "+", "0.5", "0.0"),
    ("1.50", "*", "2", "3.00"),
    ("1e3", "+", "1", "1001.0"),
    (
        "10000000000000000000000000000000000000001",
        "+",
        "0",
        "1.000000000000000000000000000000000e+40",
    ),
    ("9999999999999999999999999999999999.5", "+", "0", "1.000000000000000000000000000000000e+34"),
    ("18446744073709551615", "+", "1", "18446744073709551616"),
    ("18446744073709551616", "-", "1", "18446744073709551615"),
    ("6", "/", "2", "3.0"),
    ("1", "/", "3", "0.3333333333333333333333333333333333"),
    ("2", "/", "3", "0.6666666666666666666666666666666667"),
    ("1.00", "/", "1.00", "1.0"),
    ("100", "/", "10.0", "10.0"),
    ("1e3", "/", "1", "1.0e+3"),
    ("0", "/", "-5", "0.0"),
    ("5", "/", "0", "division by zero"),
    ("0", "/", "0", "division undefined"),
    ("1e100000", "*", "10", "exponent out of range"),
    ("1e100000", "+", "1e-100000", "add: exponent out of range"),
    ("-5", "div", "3", "-2"),
    ("-5", "mod", "3", "1"),
    ("5", "mod", "-3", "2"),
    ("5", "div", "-3", "-1"),
    ("-6", "div", "3", "-2"),
    ("-5", "quo", "3", "-1"),
    ("-5", "rem", "3", "-2"),
    ("5", "div", "0", "division by zero"),
];

#[test]
fn operators_do_what_the_reference_does() {
    for (left, operator, right, expected) in SUMS {
        let result = apply(&number(left), operator, &number(right));
        let text = result.map_or_else(|error| error.to_string(), |number| number.to_literal());
        assert_eq!(text, *expected, "{left} {operator} {right}");
    }
}

fn apply(left: &Number, operator: &str, right: &Number) -> Result<Number, NumberError> {
    match operator {
        "+" => Context::CUE.add(left, right),
        "-" => Context::CUE.sub(left, right),
        "*" => Context::CUE.mul(left, right),
        "/" => Context::CUE.quo(left, right),
        "div" => left.int_div(right),
        "mod" => left.int_mod(right),
        "quo" => left.int_quo(right),
        _ => left.int_rem(right),
    }
}

#[test]
fn an_older_cue_keeps_fewer_digits() {
    let third = Context::LEGACY.quo(&number("1"), &number("3")).unwrap();
    assert_eq!(third.to_string(), "0.333333333333333333333333");
}

#[test]
fn values_are_compared_whatever_their_form() {
    let rising = ["-1e3", "-2.5", "-2", "0", "1e-9", "0.1", "1", "1.01", "9e2", "1e30"];
    for (i, left) in rising.iter().enumerate() {
        for (j, right) in rising.iter().enumerate() {
            assert_eq!(number(left).compare(&number(right)), i.cmp(&j), "{left} {right}");
        }
    }
    assert_eq!(number("-0").compare(&number("0.00")), Ordering::Equal);
    assert!(number("1").equal_value(&number("1.00")));
    assert!(!number("1").same(&number("1.0")));
    assert!(number("1.50").same(&number("1.5")));
}

#[test]
fn machine_numbers_come_and_go() {
    assert_eq!(Number::from_f64(100.0).unwrap().to_string(), "1E+2");
    assert_eq!(Number::from_f64(0.1).unwrap().to_string(), "0.1");
    assert!(Number::from_f64(f64::NAN).is_none());
    assert_eq!(Number::from_i64(i64::MIN).to_i64(), Some(i64::MIN));
    assert_eq!(number("18446744073709551615").to_u64(), Some(u64::MAX));
    assert_eq!(number("18446744073709551616").to_u64(), None);
    assert_eq!(number("-1").to_u64(), None);
    assert_eq!(number("1.5").to_i64(), None);
    assert_eq!(number("2e3").to_i64(), Some(2000));
    assert_eq!(number("1e100000").to_i64(), None);
    assert_eq!(number("1e30").to_bigint().unwrap().to_string(), "1000000000000000000000000000000");
}

#[test]
fn fractions_are_rounded_off() {
    let rounded = |text: &str| {
        let number = number(text);
        [number.floor(), number.ceil(), number.round(Rounding::HalfUp), number.whole()]
            .map(|whole| whole.to_string())
    };
    assert_eq!(rounded("-0.5"), ["-1", "0", "-1", "0"]);
    assert_eq!(rounded("2.5"), ["2", "3", "3", "2"]);
    assert_eq!(rounded("1e-100000"), ["0", "1", "0", "0"]);
    assert_eq!(rounded("1.5e3"), ["1500", "1500", "1500", "1500"]);
    assert_eq!(number("2.5").round(Rounding::HalfEven).to_string(), "2");
}
