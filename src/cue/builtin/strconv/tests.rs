//! Conversions, with results that upstream gives.

use super::*;
use crate::cue::builtin::testing::called;
use crate::cue::builtin::testing::number;
use crate::cue::builtin::testing::text;

fn check(name: &str, args: &[Value], expected: &str) {
    assert_eq!(called(&STRCONV, name, args), expected, "{name} {args:?}");
}

#[test]
fn integers_have_bases() {
    let rows = [
        ("0x_1F", "0", "31"),
        ("Zz", "62", "3817"),
        ("Zz", "36", "1295"),
        ("017", "0", "15"),
        ("0_17", "0", "15"),
        ("0", "0", "0"),
        ("-0b11", "0", "-3"),
        ("+17", "10", "17"),
        ("1", "1", "invalid number base 1"),
    ];
    for (digits, base, expected) in rows {
        check("ParseInt", &[text(digits), number(base), number("64")], expected);
    }
    for (digits, base) in [
        ("1_7", "10"),
        ("0x", "0"),
        ("08", "0"),
        ("1__7", "0"),
        ("1_", "0"),
        ("_1", "0"),
        ("", "10"),
    ] {
        let error = format!("strconv.ParseInt: parsing {digits:?}: invalid syntax");
        check("ParseInt", &[text(digits), number(base), number("64")], &error);
    }
    check("FormatInt", &[number("-10"), number("2")], r#""-1010""#);
    check("FormatUint", &[number("61"), number("62")], r#""Z""#);
    check("FormatInt", &[number("10"), number("63")], "invalid base");
}

#[test]
fn integers_fit_their_bits() {
    let rows = [
        ("ParseInt", "127", "8", true),
        ("ParseInt", "128", "8", false),
        ("ParseInt", "-128", "8", true),
        ("ParseInt", "-129", "8", false),
        ("ParseInt", "340282366920938463463374607431768211456", "0", true),
        ("ParseInt", "1", "-1", false),
        ("ParseUint", "255", "8", true),
        ("ParseUint", "256", "8", false),
        ("ParseUint", "-1", "0", false),
        ("ParseUint", "-1", "8", false),
    ];
    for (name, digits, bits, fits) in rows {
        let error = format!("strconv.{name}: parsing {digits:?}: value out of range");
        let expected = if fits { digits } else { &error };
        check(name, &[text(digits), number("10"), number(bits)], expected);
    }
    check("Atoi", &[text("x")], "strconv.Atoi: parsing \"x\": invalid syntax");
    check("Atoi", &[text("40000000000000000000")], "40000000000000000000");
}

#[test]
fn numbers_are_read_and_written() {
    check("ParseFloat", &[text("1000"), number("64")], "1e+3");
    check("ParseFloat", &[text("0.1"), number("32")], "0.10000000149011612");
    let range = "strconv.ParseFloat: parsing \"1e39\": value out of range";
    check("ParseFloat", &[text("1e39"), number("32")], range);
    check("ParseFloat", &[text("inf"), number("64")], "result is not a finite number");
    check("ParseNumber", &[text("1.0")], "1");
    check("ParseNumber", &[text("-.5")], "-0.5");
    check("ParseNumber", &[text("1.5Ki")], "1536");
    let illegal = "strconv.ParseNumber: parsing \"1_\": illegal '_' in number";
    check("ParseNumber", &[text("1_")], illegal);
    let format = |value: &str, format, precision: &str, bits: &str| {
        [number(value), format, number(precision), number(bits)]
    };
    check("FormatFloat", &format("3.14159", text("e"), "4", "64"), r#""3.1416e+00""#);
    check("FormatFloat", &format("3.14159", number("103"), "-1", "64"), r#""3.14159""#);
    let errors = [
        ("1.5", text("f"), "16", "strconv: illegal AppendFloat/FormatFloat bitSize"),
        ("1.5", text("ab"), "64", "expected single character string"),
        ("1.5", number("300"), "64", "format value 300 out of range [0, 255]"),
        ("1.5", number("1.0"), "64", "unexpected kind float"),
        ("1.5", number("9223372036854775808"), "64", "value was rounded down"),
        (
            "1e400",
            text("f"),
            "64",
            "cannot use 1E+400 (type float) as float64 in argument 0: value was rounded up",
        ),
    ];
    for (value, byte, bits, expected) in errors {
        check("FormatFloat", &format(value, byte, "3", bits), expected);
    }
}

#[test]
fn texts_and_runes_are_quoted() {
    check("Quote", &[text("a\"b")], r#""\"a\\\"b\"""#);
    check("QuoteRune", &[number("0x1F600")], r#""'😀'""#);
    check("QuoteRune", &[number("-1")], "\"'\u{fffd}'\"");
    check("QuoteRune", &[number("0xD800")], "\"'\u{fffd}'\"");
    check("QuoteRuneToASCII", &[number("0x110000")], r#""'\\ufffd'""#);
    check("QuoteRune", &[number("8589934591")], "int 8589934591 overflows rune in argument 0");
    check("IsPrint", &[number("0x3000")], "false");
    check("IsGraphic", &[number("0x3000")], "true");
    check("Unquote", &[text(r"'\xff'")], "\"\u{fffd}\"");
    check("Unquote", &[text("\"a")], "invalid string: unmatched quote");
    check("ParseBool", &[text("no")], "strconv.ParseBool: parsing \"no\": invalid syntax");
}
