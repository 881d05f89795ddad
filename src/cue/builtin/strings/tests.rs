//! Strings, with values that upstream gives.

use super::*;
use crate::cue::builtin::testing::called;
use crate::cue::builtin::testing::number;
use crate::cue::builtin::testing::texts;

fn check(name: &str, strings: &[&str], numbers: &[&str], expected: &str) {
    let strings = strings.iter().map(|one| text(one));
    let args: Vec<_> = strings.chain(numbers.iter().map(|one| number(one))).collect();
    assert_eq!(called(&STRINGS, name, &args), expected, "{name} {args:?}");
}

#[test]
fn strings_are_split_as_often_as_is_said() {
    check("Split", &["", ""], &[], "[]");
    check("Split", &["", ","], &[], r#"[""]"#);
    check("Split", &["a,b,", ","], &[], r#"["a", "b", ""]"#);
    check("Split", &["añb", ""], &[], r#"["a", "ñ", "b"]"#);
    check("SplitN", &["añb", ""], &["2"], r#"["a", "ñb"]"#);
    check("SplitN", &["a,b,c", ","], &["2"], r#"["a", "b,c"]"#);
    check("SplitN", &["a,b,c", ","], &["-1"], r#"["a", "b", "c"]"#);
    check("SplitN", &["a,b,c", ","], &["0"], "[]");
    check("SplitAfterN", &["añbñc", "ñ"], &["2"], r#"["añ", "bñc"]"#);
    check("SplitAfter", &["a,b", ","], &[], r#"["a,", "b"]"#);
    check("Fields", &[" a \u{a0}b\n"], &[], r#"["a", "b"]"#);
    let joined = called(&STRINGS, "Join", &[texts(&["a", "b"]), text(", ")]);
    assert_eq!(joined, r#""a, b""#);
}

#[test]
fn places_are_counted_in_bytes_and_runes() {
    check("Index", &["añbñ", "ñ"], &[], "1");
    check("LastIndex", &["añbñ", "ñ"], &[], "4");
    check("LastIndex", &["abc", ""], &[], "3");
    check("IndexAny", &["golang", "gy"], &[], "0");
    check("LastIndexAny", &["añbñc", "ñ"], &[], "4");
    check("LastIndexAny", &["abc", ""], &[], "-1");
    check("Count", &["cheese", "e"], &[], "3");
    check("Count", &["añb", ""], &[], "4");
    check("Compare", &["b", "a"], &[], "1");
    check("ByteAt", &["a"], &["0"], "97");
    check("ByteAt", &["a"], &["18446744073709551615"], "index out of range");
    check(
        "ByteAt",
        &["a"],
        &["18446744073709551616"],
        "int 18446744073709551616 overflows int64 in argument 1",
    );
    check("ByteSlice", &["é"], &["0", "1"], r"'\xc3'");
    check("ByteSlice", &["é"], &["2", "1"], "index out of range");
    check("SliceRunes", &["✓ Hello"], &["0", "3"], r#""✓ H""#);
    check("SliceRunes", &["é"], &["1", "1"], r#""""#);
    check("SliceRunes", &["é"], &["0", "2"], "index out of range");
    check("Runes", &["Café"], &[], "[67, 97, 102, 233]");
    check("MinRunes", &["éé"], &["3"], "false");
    check("MaxRunes", &["éé"], &["2"], "true");
}

#[test]
fn words_and_edges_are_changed() {
    check("ToTitle", &["ǆ alpha beta\tგ"], &[], r#""ǅ Alpha Beta\tგ""#);
    check("ToCamel", &["AlphaBeta Gamma"], &[], r#""alphaBeta gamma""#);
    check("ToUpper", &["straße"], &[], r#""STRAßE""#);
    check("Trim", &["¡¡Hello, Gophers!!!", "!¡"], &[], r#""Hello, Gophers""#);
    check("TrimLeft", &["xxaxx", "x"], &[], r#""axx""#);
    check("TrimRight", &["xxaxx", "x"], &[], r#""xxa""#);
    check("TrimPrefix", &["aab", "a"], &[], r#""ab""#);
    check("TrimSuffix", &["abb", "b"], &[], r#""ab""#);
}

#[test]
fn strings_do_not_grow_without_end() {
    check("Repeat", &["na"], &["2"], r#""nana""#);
    check("Repeat", &["na"], &["-1"], "strings: negative Repeat count");
    check("Repeat", &["abc"], &["9223372036854775807"], "string of more than 67108864 bytes");
    check("Repeat", &[""], &["9223372036854775807"], r#""""#);
    check("Replace", &["oink oink oink", "oink", "moo"], &["-1"], r#""moo moo moo""#);
    check("Replace", &["oink oink oink", "k", "ky"], &["2"], r#""oinky oinky oink""#);
    check("Replace", &["añb", "", "-"], &["2"], r#""-a-ñb""#);
    check("Replace", &["añb", "", "-"], &["-1"], r#""-a-ñ-b-""#);
    let long = "x".repeat(10_000);
    check("Replace", &[&long, "", &long], &["-1"], "string of more than 67108864 bytes");
}
