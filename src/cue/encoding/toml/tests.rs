//! TOML against what upstream gives.

use super::*;
use crate::cue::encoding::json;
use crate::cue::encoding::show;
use crate::cue::value::Value;

fn shown(text: &str) -> String {
    match read(text.as_bytes()) {
        Ok(value) => show(&value),
        Err(error) => format!("error {error}"),
    }
}

fn check(rows: &[(&str, &str)]) {
    for (text, expected) in rows {
        assert_eq!(shown(text), *expected, "{text:?}");
    }
}

#[test]
fn keys_may_have_parts() {
    check(&[
        ("", "{}"),
        ("a.b = 1\na . 'c d'.\"\\u0065\" = 2 # c\n", "{a:{b:1,\"c d\":{e:2}}}"),
        ("[a.b]\nc = 1\r\n[a]\nd = 2", "{a:{b:{c:1},d:2}}"),
        ("a = 1\na = 1", "error duplicate key: a"),
        (
            "a = 1\na.b = 2",
            "error conflicting values 1 and {b:2} (mismatched types int and struct)",
        ),
        ("[a]\n[a]", "error duplicate key: a"),
        ("= 1", "error invalid character at start of key: ="),
        ("a", "error expected = after a key, but the document ends there"),
        ("a 1", "error expected character ="),
        ("a = 1 b", "error expected newline but got U+0062 'b'"),
        ("[a", "error expected character ] but the document ended here"),
    ]);
}

#[test]
fn tables_may_be_repeated_in_lists() {
    check(&[
        ("[[a]]\nb = 1\n[[a]]\n[a.c]\nd = 2", "{a:[{b:1},{c:{d:2}}]}"),
        ("[[a]]\n[[a.b]]\nc = 1\n[[a.b]]\n[[a]]\n[[a.b]]", "{a:[{b:[{c:1},{}]},{b:[{}]}]}"),
        ("[[a]]\n[a]", "error cannot redeclare table array \"a\" as a table"),
        ("[a]\n[[a]]", "error cannot redeclare key \"a\" as a table array"),
        ("[[a.b]]\n[a]\nb = 1", "error cannot redeclare table array \"a.b\" as a table"),
    ]);
}

#[test]
fn values_are_those_of_cue() {
    check(&[
        ("a = [1, -1, 0x1F, 1_000, 1.50, 1e3,\n # c\n]", "{a:[1,-1,31,1000,1.50,1E+3]}"),
        ("a = {b = 1, c.d = 'x'}", "{a:{b:1,c:{d:\"x\"}}}"),
        ("a = true\nb = false", "{a:true,b:false}"),
        ("a = 'x\\y'\nb = '''\nx'''''", r#"{a:"x\\y",b:"x''"}"#),
        ("a = \"\\t\\e\\u00e9\"\nb = \"\"\"\nx \\\n   y\n\"\"\"", r#"{a:"\t\u001bé",b:"x y\n"}"#),
        (
            "a = 1979-05-27\nb = 07:32:00\nc = 1979-05-27T07:32:00Z",
            r#"{a:"1979-05-27",b:"07:32:00",c:"1979-05-27T07:32:00Z"}"#,
        ),
        (
            "a = 1979-13-27",
            "error invalid value \"1979-13-27\" (does not satisfy time.Format(\"2006-01-02\")): invalid time \"1979-13-27\"",
        ),
        ("a = inf", "error parse error: illegal number start \"inf\""),
        ("a = 1__0", "error parse error: illegal '_' in number"),
        ("a = 01\n", "error expected newline but got U+0031 '1'"),
        ("a = \"\\x\"", "error invalid escaped character U+0078 'x'"),
        ("a = \"\\ud800\"", "error escape sequence is invalid Unicode code point"),
        ("a = \"b\nc\"", "error basic strings cannot have new lines"),
        ("a = 'b", "error unterminated literal string"),
        ("a = [1 2]", "error array elements must be separated by commas"),
        ("a = {b = 1", "error expected character } but the document ended here"),
        ("a = tru", "error expected 'true'"),
        ("a =", "error expected value, not eof"),
    ]);
}

#[test]
fn hostile_texts_cost_little() {
    let deep = "error exceeded max depth of 200";
    assert_eq!(shown(&format!("a = {}", "[".repeat(100_000))), deep);
    assert_eq!(shown(&format!("a = {}", "{a=".repeat(100_000))), deep);
    assert_eq!(shown(&format!("a{} = 1", ".a".repeat(100_000))), deep);
    let keys = format!("a{} = 1", ".a".repeat(199));
    assert!(read(keys.as_bytes()).is_ok());
}

#[test]
fn fields_are_written_sorted_and_tables_last() {
    let rows = [
        (
            r#"{"b":{"c":{"d":1},"a":2},"a":[{"x":1},{"y":[{"z":1}]}]}"#,
            "[[a]]\nx = 1\n\n[[a]]\n[[a.y]]\nz = 1\n\n[b]\na = 2\n\n[b.c]\nd = 1\n",
        ),
        (
            r#"{"a":null,"b":[1,{"d":1,"c":[]}],"":true,"x y":"it's"}"#,
            "'' = true\nb = [1, {c = [], d = 1}]\n'x y' = \"it's\"\n",
        ),
        (
            r#"{"a":1.0,"b":0.1,"c":1e30,"d":10000000000000000000000,"e":1e400}"#,
            "a = 1.0\nb = 0.1\nc = 1000000000000000019884624838656.0\nd = '10000000000000000000000'\ne = '1e+400'\n",
        ),
        (
            r#"{"a":"\\\t","b":"\n\u0001\"\\\u007f","c":{}}"#,
            "a = '\\\t'\nb = \"\\n\\u0001\\\"\\\\\\u007F\"\n\n[c]\n",
        ),
    ];
    for (value, expected) in rows {
        let value = json::read(value.as_bytes()).unwrap();
        assert_eq!(write(&value).unwrap(), expected);
    }
    assert_eq!(write(&Value::Null).unwrap_err().to_string(), "toml: cannot encode a nil interface");
    let list = Value::Struct(vec![("a".into(), Value::List(vec![Value::Null]))]);
    let error = "toml: encoding a nil interface is not supported";
    assert_eq!(write(&list).unwrap_err().to_string(), error);
    let bytes = Value::Struct(vec![("a".into(), Value::Bytes(b"ab"[..].into()))]);
    assert_eq!(write(&bytes).unwrap(), "a = [97, 98]\n");
}
