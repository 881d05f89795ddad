//! The text packages against what upstream gives.

use crate::cue::builtin::testing::shown;

#[test]
fn tables_are_laid_out() {
    let rows = [
        (r#""a\tb\tc\naaa\tbb\tvv""#, r#""a   b  c\naaa bb vv""#),
        (r#"["a\tb\tc","aaa\tbb\tvv"]"#, r#""a   b  c\naaa bb vv\n""#),
        ("''", "\"\""),
        ("1", "error: tabwriter.Write: unsupported type int"),
        ("[1]", "error: cannot use value 1 (type int) as (string|bytes)"),
    ];
    for (table, expected) in rows {
        assert_eq!(shown("text/tabwriter.Write", &[table]), expected);
    }
}

#[test]
fn texts_are_escaped() {
    let html = shown("text/template.HTMLEscape", &[r#""<a>&'\"\u0000""#]);
    assert_eq!(html, "\"&lt;a&gt;&amp;&#39;&#34;\u{fffd}\"");
    let script = shown("text/template.JSEscape", &[r#""<'=""#]);
    assert_eq!(script, r#""\\u003C\\'\\u003D""#);
    let error = shown("text/template.Execute", &[r#""{{.}}""#, "1"]);
    assert_eq!(error, "error: template.Execute is not supported");
}
