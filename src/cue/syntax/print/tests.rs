//! The printer, seen from outside.

use crate::cue::syntax::parse_expr;
use crate::cue::syntax::parse_file;

use super::*;

fn printed(text: &str) -> String {
    let parsed = parse_file(0, text.as_bytes());
    assert_eq!(parsed.errors, [], "{text}");
    let printed = print_file(&parsed.file, text.as_bytes());
    let again = parse_file(0, printed.as_bytes());
    assert_eq!(again.errors, [], "{printed}");
    assert_eq!(print_file(&again.file, printed.as_bytes()), printed);
    printed
}

#[test]
fn values_and_comments_of_adjacent_fields_are_aligned() {
    assert_eq!(
        printed("a:1 // one\nlong : 2    // two\n\nb:   {\n c:3\n}\nd: 4"),
        "a:    1 // one\nlong: 2 // two\n\nb: {\n\tc: 3\n}\nd: 4\n"
    );
    assert_eq!(printed("a: b: 1\nccc: b: 2\n"), "a: b:   1\nccc: b: 2\n");
}

#[test]
fn comments_stay_where_they_are() {
    let text = "// head\n\n// doc\npackage a\n\n// on a\na: {\n\t// on b\n\tb: 1\n\n\t// end\n}\n";
    assert_eq!(printed(text), text);
    assert_eq!(
        printed("a: [\n 1, // one\n // two\n 2\n]"),
        "a: [\n\t1, // one\n\t// two\n\t2,\n]\n"
    );
}

#[test]
fn blank_lines_are_kept_to_one() {
    assert_eq!(printed("a: 1\n\n\n\nb: 2\n\n"), "a: 1\n\nb: 2\n");
}

#[test]
fn lists_keep_their_commas_or_have_none() {
    assert_eq!(printed("a: [\n1\n2\n]"), "a: [\n\t1\n\t2\n]\n");
    assert_eq!(printed("a: [\n1,\n2\n]"), "a: [\n\t1,\n\t2,\n]\n");
    assert_eq!(printed("a: [1,2,...int,]"), "a: [1, 2, ...int]\n");
}

#[test]
fn operators_show_how_they_bind() {
    assert_eq!(printed("a: 1+2*3|f(x+1,y*2)&-  4"), "a: 1+2*3 | f(x+1, y*2) & -4\n");
    assert_eq!(printed("a:((1)) + .5e3 - 1.K"), "a: (1) + 0.5e3 - 1.0K\n");
}

#[test]
fn imports_and_strings_are_laid_out() {
    assert_eq!(
        printed("import(\"a\",x \"b\")\ns: \"\"\"\n    a\n      b\n    \"\"\""),
        "import (\n\t\"a\"\n\tx \"b\"\n)\n\ns: \"\"\"\n\ta\n\t  b\n\t\"\"\"\n"
    );
}

#[test]
fn an_expression_needs_no_source() {
    let print = |text: &str| print_expr(&parse_expr(0, text.as_bytes()).unwrap());
    assert_eq!(print("a.b[ 1 ](x,\n\"\\(y)z\")"), "a.b[1](x, \"\\(y)z\")");
    assert_eq!(print("{a:1,b?: c: [2, ...]}"), "{\n\ta: 1\n\tb?: c: [2, ...]\n}");
    for text in ["< -a", "! =~a", "> ==a", "-(-1)"] {
        assert_eq!(print(text), text);
    }
    assert_eq!(print("#\"a\"b\"#"), "\"a\\\"b\"");
    assert_eq!(print("[for x in y if x > 1 {x}]"), "[for x in y if x > 1 {\n\tx\n}]");
}
