//! What the reference gives.

use super::*;
use crate::cue::builtin::testing::called;
use crate::cue::builtin::testing::text;
use crate::cue::builtin::testing::texts;

#[test]
fn paths_are_those_of_a_system() {
    let rows = [
        ("Clean", vec!["/a//b/../c/./", "unix"], r#""/a/c""#),
        ("Clean", vec!["C:\\a/..\\..\\b", "windows"], r#""C:\\b""#),
        ("Clean", vec!["\\\\host\\share", "windows"], r#""\\\\host\\share""#),
        ("Split", vec!["a\\b/c", "windows"], r#"["a\\b/", "c"]"#),
        ("SplitList", vec!["\"a;b\";c", "windows"], r#"["a;b", "c"]"#),
        ("SplitList", vec!["", "unix"], "[]"),
        ("Ext", vec!["a.b/c.d.e", "unix"], r#"".e""#),
        ("Ext", vec!["a.b/c", "unix"], r#""""#),
        ("Resolve", vec!["a/b", "../c", "unix"], r#""a/c""#),
        ("Resolve", vec!["a/b", "/c", "unix"], r#""/c""#),
        ("Rel", vec!["a/b/c", "a/d", "unix"], r#""../../d""#),
        ("Rel", vec!["C:\\A\\b", "c:\\a\\B\\c", "windows"], r#""c""#),
        ("Rel", vec!["a", "/b", "unix"], "Rel: can't make /b relative to a"),
        ("Base", vec!["C:\\", "windows"], r#""\\""#),
        ("Dir", vec!["//a/b/", "windows"], r#""//a/b\\""#),
        ("IsAbs", vec!["#d", "plan9"], "true"),
        ("IsAbs", vec!["lpt1", "windows"], "true"),
        ("IsAbs", vec!["\\a", "windows"], "false"),
        ("VolumeName", vec!["\\\\host\\share\\x", "windows"], r#""\\\\host\\share""#),
    ];
    for (name, args, expected) in rows {
        let args: Vec<Value> = args.into_iter().map(text).collect();
        assert_eq!(called(&PATH, name, &args), expected, "{name}");
    }
}

#[test]
fn parts_do_not_join_to_a_share() {
    let rows: &[(&[&str], &str)] = &[
        (&["C:", "", "b"], r#""C:b""#),
        (&["\\", "\\host", "share"], r#""\\host\\share""#),
        (&["\\\\host", "share"], r#""\\host\\share""#),
        (&["\\\\host\\share", "foo"], r#""\\\\host\\share\\foo""#),
        (&["", ""], r#""""#),
    ];
    for (parts, expected) in rows {
        assert_eq!(called(&PATH, "Join", &[texts(parts), text("windows")]), *expected);
    }
}

#[test]
fn patterns_have_no_double_star() {
    let rows = [
        ("a*c", "abc", "unix", "true"),
        ("a\\*c", "a\\bc", "windows", "true"),
        ("a\\*c", "a*c", "unix", "true"),
        ("b**", "a", "unix", "'**' is not supported in patterns as of yet"),
        ("[**", "a", "unix", "syntax error in pattern"),
    ];
    for (pattern, name, os, expected) in rows {
        assert_eq!(called(&PATH, "Match", &[pattern, name, os].map(text)), expected, "{pattern}");
    }
}
