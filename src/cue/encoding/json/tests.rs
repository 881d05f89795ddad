//! JSON against what upstream gives.

use super::*;
use crate::cue::encoding::show;

#[test]
fn texts_are_read_as_cue() {
    let rows = [
        (r#"{"b":[1.50,1e5,-0,-0.0],"a":"\/\u00e9"}"#, r#"{b:[1.50,1E+5,0,0.0],a:"/é"}"#),
        (r#"{"a":{"b":1},"a":{"b":1,"c":[]}}"#, "{a:{b:1,c:[]}}"),
        (r#"{"a":[1],"a":[1]}"#, "{a:[1]}"),
    ];
    for (text, expected) in rows {
        assert_eq!(show(&read(text.as_bytes()).unwrap()), expected);
    }
}

#[test]
fn errors_have_a_place() {
    let deep = "[".repeat(1_000) + &"]".repeat(1_000);
    let rows: [(&[u8], usize, &str); 12] = [
        (b"", 0, "unexpected end of JSON input"),
        (b"[1,]", 3, "invalid character ']' looking for beginning of value"),
        (b"[1", 2, "unexpected end of JSON input"),
        (b" {\"a\" 1}", 6, "invalid character '1' after object key"),
        (b"\"\xff\"", 1, "illegal UTF-8 encoding"),
        (b"\"\xef\xbb\xbf\xff\"", 1, "illegal byte order mark"),
        (b"[\"\\udc00\"]", 1, "invalid string: unmatched surrogate pair"),
        (b"{\"\\udc00\":1}", 1, "invalid string label: unmatched surrogate pair"),
        (b"1e999999999999", 0, "number out of range"),
        (b"{\"a\":{\"b\":[1],\"b\":[1,2]}}", 5, "incompatible list lengths (1 and 2)"),
        (
            b"{\"a\":1,\"a\":\"x\"}",
            0,
            "conflicting values 1 and \"x\" (mismatched types int and string)",
        ),
        (deep.as_bytes(), 201, "exceeded max depth of 200"),
    ];
    for (text, offset, message) in rows {
        let error = read(text).unwrap_err();
        assert_eq!((error.offset, error.to_string()), (offset, message.to_owned()));
    }
}

#[test]
fn streams_need_no_separators() {
    let values = read_stream(b" 1 2\"x\"{}[]true").unwrap();
    let shown: Vec<_> = values.iter().map(show).collect();
    assert_eq!(shown, ["1", "2", "\"x\"", "{}", "[]", "true"]);
    assert_eq!(read_stream(b" \n").unwrap().len(), 0);
    let error = read_stream(b"1 }").unwrap_err();
    assert_eq!((error.offset, error.kind.is_syntax()), (2, true));
    assert_eq!(read_stream(b"1 tr").unwrap_err().to_string(), "unexpected EOF");
}

#[test]
fn values_are_written_on_one_line_or_several() {
    let value = read(r#"{"b":[1.50,{}],"a":"<\u2028\u0001>"}"#.as_bytes()).unwrap();
    assert_eq!(write(&value), r#"{"b":[1.50,{}],"a":"<\u2028\u0001>"}"#);
    assert_eq!(write_html(&value), r#"{"b":[1.50,{}],"a":"\u003c\u2028\u0001\u003e"}"#);
    let indented =
        "{\n    \"b\": [\n        1.50,\n        {}\n    ],\n    \"a\": \"<\\u2028\\u0001>\"\n}";
    assert_eq!(write_indented(&value, "    "), indented);
}
