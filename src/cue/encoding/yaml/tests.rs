//! YAML against what upstream gives.

use super::*;
use crate::cue::encoding::json;
use crate::cue::encoding::show;

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
fn texts_without_quotes_are_resolved() {
    check(&[
        ("[1, -1, +1, 0x1F, -0x1F, 0b11, 0o17, 017, 1_000]", "[1,-1,1,31,-31,3,15,15,1000]"),
        ("[1.50, .5, -.5, 1., 1e3, 1_0.5]", "[1.50,0.5,-0.5,1,1E+3,10.5]"),
        (
            "[089, 0o8, 1e400, 0x, 1.2.3, 12:30, _1]",
            r#"["089","0o8","1e400","0x","1.2.3","12:30","_1"]"#,
        ),
        ("[true, True, FALSE, yes, on, y]", r#"[true,true,false,"yes","on","y"]"#),
        ("[~, null, NULL, '', ]", "[null,null,null,\"\"]"),
        ("[2001-01-01, 2001-01-01 10:00:00]", r#"["2001-01-01","2001-01-01 10:00:00"]"#),
        (
            "{1: a, 1.50: b, ~: c, True: d, 017: e}",
            r#"{"1":"a","1.50":"b",null:"c",true:"d","0o17":"e"}"#,
        ),
    ]);
}

#[test]
fn tags_have_the_last_word() {
    check(&[
        ("[!!str 5, !!int \"5\", ! 5, !!bool yes, !!null x]", r#"["5",5,5,false,null]"#),
        ("!!binary aGk=", "'hi'"),
        ("!!set {a, b}", "{a:null,b:null}"),
        ("%TAG !y! tag:yaml.org,2002:\n---\n!y!str 5", "\"5\""),
        ("!<tag:yaml.org,2002:str> 5", "\"5\""),
        ("!foo a", "error :1: cannot unmarshal tag \"!foo\""),
        ("!y!str 5", "error : found undefined tag handle"),
        ("!!binary a", "error :1: !!binary value contains invalid base64 data"),
        ("!!int 1.5", "error :1: cannot decode \"1.5\" as !!int: not a literal number"),
        ("\n!!int x", "error :2: cannot decode \"x\" as !!int: illegal number start \"x\""),
    ]);
}

#[test]
fn what_cue_has_no_literal_for_is_an_error() {
    check(&[
        ("a: .inf", "error parse error: illegal number start \"+Inf\""),
        ("a: -.inf", "error parse error: illegal number start \"Inf\""),
        ("a: .nan", "error parse error: illegal number start \"NaN\""),
        ("a: !!float 3", "error parse error: illegal number start \"number & 3\""),
        (".inf: a", r#"{"+Inf":"a"}"#),
        ("a: 1__0", "error :1: cannot decode \"1__0\" as !!int: illegal '_' in number"),
        ("-1: a", "error :1: invalid label -1"),
        ("a: 1\na: 2", "error conflicting values 2 and 1"),
        ("a: {b: 1}\na: {c: 2}", "{a:{b:1,c:2}}"),
    ]);
}

#[test]
fn blocks_of_text_keep_or_fold_their_lines() {
    check(&[
        ("|\n a\n  b\n\n c\n\n", r#""a\n b\n\nc\n""#),
        ("|-\n a\n", "\"a\""),
        ("|+\n a\n\n", r#""a\n\n""#),
        (">\n a\n b\n\n c\n  d\n e\n", r#""a b\nc\n d\ne\n""#),
        ("|2\n   a\n  b\n", r#"" a\nb\n""#),
        ("a\n  b\n\n  c", r#""a b\nc""#),
        ("\"a\n  b\\\n  c \\t\n\n d\"", r#""a bc \t\nd""#),
        ("'it''s\n  b'", "\"it's b\""),
        (r#""\x41\u00e9\U0001F600\N\_\L\P\e\0\/""#, "error : found unknown escape character"),
        (r#""\x41\u00e9\U0001F600\N\_\e\0""#, r#""Aé😀\u0085\u00a0\u001b\u0000""#),
        ("|\n\ta", "error :2: found a tab character where an indentation space is expected"),
    ]);
}

#[test]
fn lists_and_mappings_nest_in_all_their_forms() {
    check(&[
        ("a:\n- 1\n-\n  - 2\n- b: 3\n  c: 4\n", "{a:[1,[2],{b:3,c:4}]}"),
        ("? a\n: - b\n? c\n", "{a:[\"b\"],c:null}"),
        ("{a: 1, b, \"c\": [x, y: z, ], d: }", r#"{a:1,b:null,c:["x",{y:"z"}],d:null}"#),
        ("{a:1, \"b\":2}", "{\"a:1\":null,b:2}"),
        ("a: # c\n  # d\n  b # e\n# f\n", "{a:\"b\"}"),
        ("\u{feff}a: 1\r\nb: 2\r\n", "{a:1,b:2}"),
        ("", "null"),
        ("--- a\n...\n", "\"a\""),
        ("{[a]: b}", "error :1: invalid map key: !!seq"),
    ]);
    assert_eq!(shown("a: b: c"), "error : mapping values are not allowed in this context");
    assert_eq!(shown("\na: b: c"), "error :2: mapping values are not allowed in this context");
    assert_eq!(shown("a:\n  - b\n c: d"), "error :2: did not find expected key");
    assert_eq!(shown("[a\n"), "error :1: did not find expected ',' or ']'");
    assert_eq!(shown("a\n\tb: c"), "error :2: mapping values are not allowed in this context");
    assert_eq!(shown("\"a"), "error : found unexpected end of stream");
    assert_eq!(shown("%YAML 1.2\n--- a"), "error : found incompatible YAML document");
    assert_eq!(shown("a: \u{1}"), "error : control characters are not allowed");
    let utf16 = [0xff, 0xfe, b'a', 0, b':', 0, b' ', 0, 0xe9, 0];
    assert_eq!(show(&read(&utf16).unwrap()), "{a:\"é\"}");
    assert_eq!(read(b"\xc3").unwrap_err().to_string(), ": incomplete UTF-8 octet sequence");
}

#[test]
fn names_stand_for_what_they_name() {
    check(&[
        ("a: &x [1]\nb: *x\n*x : c", "error :3: invalid map key: !!seq"),
        ("a: &x [1]\nb: *x\n", "{a:[1],b:[1]}"),
        ("&k a: 1\nb: *k\n", "{a:1,b:\"a\"}"),
        ("x: &x {a: 2, c: 1}\ny: {a: 1, <<: *x, c: 5}\n", "{x:{a:2,c:1},y:{a:2,c:5}}"),
        (
            "x: &x {a: 1}\ny: &y {a: 2, b: 3}\nz: {<<: [*x, *y]}\n",
            "{x:{a:1},y:{a:2,b:3},z:{a:1,b:3}}",
        ),
        ("<<: 1", "error :1: map merge requires map or sequence of maps as the value"),
        ("a: *b", "error : unknown anchor 'b' referenced"),
        ("&a [*a]", "error :1: anchor \"a\" value contains itself"),
    ]);
}

#[test]
fn hostile_texts_cost_little() {
    let deep = "exceeded max depth of 200";
    for text in ["[".repeat(100_000), "- ".repeat(100_000), "{a: ".repeat(100_000)] {
        assert_eq!(read(text.as_bytes()).unwrap_err().to_string(), format!(": {deep}"));
    }
    let fine = format!("{}{}", "[".repeat(199), "]".repeat(199));
    assert!(read(fine.as_bytes()).is_ok());
    assert_eq!(shown("x: &a {<<: *a}"), format!("error :1: {deep}"));
    let mut laughs = "l0: &l0 [a]\n".to_owned();
    for level in 1..12 {
        let aliases = vec![format!("*l{}", level - 1); 10].join(",");
        laughs.extend([format!("l{level}: &l{level} [{aliases}]\n")]);
    }
    let error = read(laughs.as_bytes()).unwrap_err().to_string();
    assert!(error.ends_with("document contains excessive aliasing"), "{error}");
}

#[test]
fn values_are_written_a_line_each() {
    let rows = [
        (
            r#"{"a":{"b":[1,[2,[]],{"c":3,"d":{}}]},"e":null}"#,
            "a:\n  b:\n    - 1\n    - - 2\n      - []\n    - c: 3\n      d: {}\ne: null\n",
        ),
        (r#"[1.50,1e30,-0.5,"x"]"#, "- 1.50\n- 1E+30\n- -0.5\n- x\n"),
        (r#""x\ny""#, "|-\n  x\n  y\n"),
        (r#"{"a":"x\n","b":" x\ny\n\n","c":"\n"}"#, "a: |\n  x\nb: |2+\n   x\n  y\n\nc: |2+\n\n"),
        (
            r#"{"x\ny":1,"k":{"x\ny":[1]}}"#,
            "? |-\n  x\n  y\n: 1\nk:\n  ? |-\n    x\n    y\n  : - 1\n",
        ),
        (
            r#"["yes","1","~","2001-01-01","12:30","0x1f","=",".Nan"]"#,
            "- \"yes\"\n- \"1\"\n- \"~\"\n- \"2001-01-01\"\n- \"12:30\"\n- \"0x1f\"\n- =\n- \".Nan\"\n",
        ),
        (
            r#"["a: b","a #b","- a","a:b","@a","it's","'"," a","a ","? a","a,b","[a"]"#,
            "- 'a: b'\n- 'a #b'\n- '- a'\n- a:b\n- '@a'\n- it's\n- ''''\n- ' a'\n- 'a '\n- '? a'\n- a,b\n- '[a'\n",
        ),
        (
            r#"["a\tb","\u0001","😀","a \nb","\u00a0","\"\\"]"#,
            "- \"a\\tb\"\n- \"\\x01\"\n- \"\\U0001F600\"\n- \"a \\nb\"\n- \u{a0}\n- '\"\\'\n",
        ),
        (r#"{"":1,"yes":2,"a b":3,"1":4}"#, "\"\": 1\n\"yes\": 2\na b: 3\n\"1\": 4\n"),
    ];
    for (value, expected) in rows {
        let value = json::read(value.as_bytes()).unwrap();
        assert_eq!(write(&value), expected, "{}", show(&value));
        assert_eq!(shown(&write(&value)), show(&value));
    }
    assert_eq!(write(&Value::Bytes(b"bytes"[..].into())), "!!binary Ynl0ZXM=\n");
    // Upstream writes this, too, and cannot read it.
    assert_eq!(write(&Value::String("<<".into())), "<<\n");
    assert_eq!(write_stream(&[Value::Null, Value::Bool(true)]), "null\n---\ntrue\n");
    let long = "x".repeat(129);
    let key = Value::Struct(vec![(long.as_str().into(), Value::Null)]);
    assert_eq!(write(&key), format!("? {long}\n: null\n"));
}
