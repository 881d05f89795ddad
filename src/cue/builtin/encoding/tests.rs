//! The encoding packages against what upstream gives.

use crate::cue::builtin::testing::shown;

/// Calls functions of one package and compares what they give.
fn check(package: &str, rows: &[(&str, &[&str], &str)]) {
    for (name, args, expected) in rows {
        let function = format!("encoding/{package}.{name}");
        assert_eq!(shown(&function, args), *expected, "{function}({args:?})");
    }
}

#[test]
fn json_is_checked_and_laid_out_as_by_go() {
    check(
        "json",
        &[
            ("Valid", &["\"1\""], "true"),
            ("Valid", &["'{'"], "false"),
            (
                "Compact",
                &[r#""{\"a\" : \"<\u2028>\" , \"b\":[ ]} ""#],
                r#""{\"a\":\"<\u2028>\",\"b\":[]}""#,
            ),
            (
                "Compact",
                &["\"[1,]\""],
                "error: invalid character ']' looking for beginning of value",
            ),
            (
                "Indent",
                &[r#""{\"a\":[1,{}],\"b\":[ ] }\n""#, "\">\"", "\"  \""],
                r#""{\n>  \"a\": [\n>    1,\n>    {}\n>  ],\n>  \"b\": []\n>}\n""#,
            ),
            ("Indent", &["\"[1\"", "\"\"", "\"\""], "error: unexpected end of JSON input"),
            ("HTMLEscape", &["\"[<\u{2028}>&\""], r#""[\\u003c\\u2028\\u003e\\u0026""#),
        ],
    );
}

#[test]
fn json_is_written_without_a_mind_for_html() {
    check(
        "json",
        &[
            (
                "Marshal",
                &[r#"{"b":[1.50,1e5,"<&>\u2028\u007f\u0001"],"a":null}"#],
                r#""{\"b\":[1.50,1E+5,\"<&>\\u2028\u007f\\u0001\"],\"a\":null}""#,
            ),
            ("Marshal", &["'abc'"], r#""\"YWJj\"""#),
            ("MarshalStream", &[r#"[{"a":1},2]"#], r#""{\"a\":1}\n2\n""#),
            (
                "MarshalStream",
                &[r#"{"a":1}"#],
                "error: cannot use value {a:1} (type struct) as list",
            ),
        ],
    );
}

#[test]
fn json_is_read_as_cue() {
    let bad = "error: invalid JSON for file \"\": ";
    check(
        "json",
        &[
            (
                "Unmarshal",
                &[r#""[1.50,1e5,-0,-0.0,\"\\ud83d\\ude00\"]""#],
                r#"[1.50,1E+5,0,0.0,"😀"]"#,
            ),
            (
                "Unmarshal",
                &[r#""{\"_a\":1,\"a\":{\"b\":1},\"a\":{\"c\":2}}""#],
                r#"{"_a":1,a:{b:1,c:2}}"#,
            ),
            ("Unmarshal", &[r#""{\"a\":1}{\"b\":2}""#], "error: json: invalid JSON"),
            ("Unmarshal", &[r#""{\"a\":1,\"a\":2}""#], "error: conflicting values 2 and 1"),
            ("Unmarshal", &[r#""\"\\ud800\"""#], "error: invalid string: unmatched surrogate pair"),
            (
                "Unmarshal",
                &["'\"\u{feff}\"'"],
                "error: json: could not parse JSON: illegal byte order mark",
            ),
            ("UnmarshalStream", &[r#""{\"a\": 1}{\"b\": 2}""#], "[{a:1},{b:2}]"),
            ("UnmarshalStream", &["'1 2'"], "[1,2]"),
            ("UnmarshalStream", &["\"\""], "[]"),
            (
                "UnmarshalStream",
                &["\"1 }\""],
                &format!("{bad}invalid character '}}' looking for beginning of value"),
            ),
            ("UnmarshalStream", &["\"1 [\""], &format!("{bad}unexpected EOF")),
        ],
    );
}

#[test]
fn yaml_is_read_and_written() {
    check(
        "yaml",
        &[
            ("Marshal", &[r#"{"a":1,"b":["x"]}"#], r#""a: 1\nb:\n  - x\n""#),
            ("MarshalStream", &[r#"[{"a":1},{"b":2}]"#], r#""a: 1\n---\nb: 2\n""#),
            ("MarshalStream", &["{}"], "error: cannot use value {} (type struct) as list"),
            ("Unmarshal", &[r#""a: 1""#], "{a:1}"),
            ("Unmarshal", &["''"], "null"),
            ("Unmarshal", &[r#""1\n---\n2""#], "error: 3:1: expected a single YAML document"),
            (
                "Unmarshal",
                &[r#""1\n---\n}""#],
                "error: expected a single YAML document: :2: did not find expected node content",
            ),
            ("UnmarshalStream", &[r#""1\n---\n---\n2""#], "[1,null,2]"),
            ("UnmarshalStream", &["\"\""], "[null]"),
        ],
    );
}

#[test]
fn toml_is_read_and_written() {
    check(
        "toml",
        &[
            (
                "Marshal",
                &[r#"{"c":{"d":[{"e":"it's"}]},"a":null,"b":1.0}"#],
                r#""b = 1.0\n\n[c]\n[[c.d]]\ne = \"it's\"\n""#,
            ),
            ("Unmarshal", &[r#""a.b = 1\n[[c]]\nd = 'x'\n[[c]]""#], r#"{a:{b:1},c:[{d:"x"},{}]}"#),
            ("Unmarshal", &["\"= 1\""], "error: invalid character at start of key: ="),
            ("Unmarshal", &[r#""a = 1\na = 1""#], "error: duplicate key: a"),
        ],
    );
}

#[test]
fn csv_is_read_and_written() {
    check(
        "csv",
        &[
            ("Decode", &[r#""1,2\n\n\"a,b\",""#], r#"[["1","2"],["a,b",""]]"#),
            ("Decode", &["''"], "[]"),
            ("Decode", &[r#""a,b\nc""#], "error: record on line 2: wrong number of fields"),
            (
                "Encode",
                &[r#"[[1.50,null,true,{"a":[1]},"a,b","<"],[]]"#],
                r#""1.50,null,true,\"{\"\"a\"\":[1]}\",\"a,b\",<\n\n""#,
            ),
            ("Encode", &["[1]"], "error: cannot use value 1 (type int) as list"),
            ("Encode", &["\"x\""], "error: cannot use value \"x\" (type string) as list"),
        ],
    );
}

#[test]
fn base64_has_one_encoding() {
    let unsupported = "error: base64: unsupported encoding: cannot use value";
    check(
        "base64",
        &[
            ("Encode", &["null", "\"foo\""], "\"Zm9v\""),
            ("Decode", &["null", "\"Zm9v\""], "'foo'"),
            ("Decode", &["null", "\"foo\""], "error: illegal base64 data at input byte 0"),
            ("Decode", &["{}", "\"foo\""], &format!("{unsupported} {{}} (type struct) as null")),
            ("Encode", &["\"x\"", "'a'"], &format!("{unsupported} \"x\" (type string) as null")),
            ("EncodedLen", &["null", "4"], "8"),
            ("DecodedLen", &["null", "-1"], "0"),
            ("EncodedLen", &["null", "9223372036854775808"], "6148914691236517208"),
            (
                "EncodedLen",
                &["null", "18446744073709551616"],
                "error: int 18446744073709551616 overflows int64 in argument 1",
            ),
        ],
    );
}

#[test]
fn hex_is_read_and_written() {
    check(
        "hex",
        &[
            ("Encode", &["\"foo\""], "\"666f6f\""),
            ("Decode", &["\"666f6f\""], "'foo'"),
            ("Decode", &["\"foo\""], "error: encoding/hex: invalid byte: U+006F 'o'"),
            (
                "Dump",
                &["'foo'"],
                r#""00000000  66 6f 6f                                          |foo|\n""#,
            ),
            ("EncodedLen", &["3"], "6"),
            ("DecodedLen", &["-3"], "-1"),
        ],
    );
}
