//! What chance has found, seen from outside.

use crate::cue::module::Program;
use crate::cue::module::Source;
use crate::cue::syntax::parse_file;

use super::*;

fn session(text: &str, limits: Limits) -> Session {
    let source = Source { path: "a.cue".into(), text: text.as_bytes().into() };
    let program = Program::single(vec![(source, parse_file(0, text.as_bytes()).file)]);
    Session::new(program, Profile::CURRENT, limits)
}

#[test]
fn lists_that_calls_take_apart_are_paid_for() {
    let text = "import \"list\"\n\
                long: list.Range(0, 500, 1)\n\
                sums: [for i in long {list.Sum(long) + i}]";
    let limits = Limits { steps: 100_000, ..Limits::default() };
    let mut spent = session(text, limits);
    let root = spent.root();
    let problems = spent.problems(root, true);
    assert!(problems.iter().any(|one| one.message.contains("evaluation limit reached")));
    let mut enough = session(text, Limits::default());
    let root = enough.root();
    assert_eq!(enough.problems(root, true), []);
}

#[test]
fn a_struct_with_a_wrong_field_keeps_its_fields_though_others_are_not_known() {
    let mut session = session("a: _\nb: {\"\\(a)\": 1, c: 1, c: 2, d: 3}", Limits::default());
    let root = session.root();
    let b = session.field(root, "b").expect("a field");
    let d = session.field(b, "d").expect("a field");
    assert!(matches!(session.view(d), View::Number(_)));
    assert_eq!(session.error_of(b).map(|one| one.code), Some(Code::Eval));
    assert!(matches!(session.shape(b), Shape::Struct));
}

#[test]
fn an_operand_that_no_value_makes_concrete_is_an_error() {
    let mut session = session("a: !(bool)", Limits::default());
    let root = session.root();
    let error = session.problems(root, false).remove(0);
    assert_eq!(error.message, "invalid operand bool ('!' requires concrete value)");
}
