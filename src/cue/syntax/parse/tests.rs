//! The parser, seen from outside.

use super::*;
use crate::cue::syntax::ast::Constraint;
use crate::cue::syntax::ast::Decl;
use crate::cue::syntax::ast::Field;
use crate::cue::syntax::ast::Label;
use crate::cue::syntax::print_file;

fn errors(text: &str) -> Vec<String> {
    parse_file(0, text.as_bytes()).errors.iter().map(ToString::to_string).collect()
}

fn fields(text: &str) -> Vec<Field> {
    let parsed = parse_file(0, text.as_bytes());
    assert_eq!(parsed.errors, []);
    let field = |decl| match decl {
        Decl::Field(field) => *field,
        _ => panic!("{decl:?} is no field"),
    };
    parsed.file.decls.iter().cloned().map(field).collect()
}

#[test]
fn a_field_has_the_comment_right_above_it() {
    let text = "// no\n\n//  a\n//\n//b \na: 1 // no\n// inner\nb: c?: 2";
    let fields = fields(text);
    assert_eq!(fields[0].doc.as_deref(), Some(" a\n\nb\n"));
    assert_eq!(fields[1].doc.as_deref(), Some("inner\n"));
    let Expr::Struct(body) = &fields[1].value else { panic!() };
    let [Decl::Field(inner)] = &body.decls[..] else { panic!() };
    assert!(!body.braces && inner.doc.is_none() && inner.constraint == Constraint::Optional);
}

#[test]
fn keywords_are_labels_where_a_colon_follows() {
    let fields = fields("if: 0, for?: 1, let!: 2, true: null: func: in: 3");
    let names: Vec<_> = fields
        .iter()
        .map(|field| match &field.label {
            Label::Ident(ident) => &*ident.name,
            _ => "",
        })
        .collect();
    assert_eq!(names, ["if", "for", "let", "true"]);
}

#[test]
fn what_cannot_be_read_is_told_and_the_rest_is_read() {
    assert_eq!(errors("a: )\nb: 1"), ["expected operand, found ')'"]);
    assert_eq!(errors("a: 1 b: 2"), ["missing ',' in struct literal"]);
    assert_eq!(errors("X=3"), ["expected label or ':', found 'EOF'"]);
    assert_eq!(errors("a: \"x"), ["string literal not terminated"]);
}

#[test]
fn nesting_without_end_is_an_error() {
    for text in ["[", "{", "(", "-", "a:", "a: {b:", "\"\\(", "@a(", "@a[(", "x."] {
        let text = text.repeat(20_000);
        assert!(!errors(&text).is_empty());
    }
    for text in ["a|", "a.b.", "a[0]", "a(", "a: 1\n", "a: [1]\n", "if a {}\n"] {
        for count in [1200, 20_000] {
            let text = text.repeat(count) + "b";
            let parsed = parse_file(0, text.as_bytes());
            drop(format!("{parsed:?}"));
            drop(print_file(&parsed.file, text.as_bytes()));
        }
    }
}

#[test]
fn the_words_of_later_versions_are_names_in_old_files() {
    assert!(!errors("try: 1").is_empty());
    let options = Options { legacy: true, ..Options::default() };
    assert_eq!(parse_file_as(0, b"try: 1, x: try, else: func: 2", options).errors, []);
}
