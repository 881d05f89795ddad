//! What chance has found, seen from outside.

use crate::cue::module::Program;
use crate::cue::module::Source;
use crate::cue::syntax::parse_file;

use crate::cue::syntax::Span;

use super::*;

/// A session of one file.
pub(super) fn session_of(text: &str, profile: Profile, limits: Limits) -> Session {
    let source = Source { path: "a.cue".into(), text: text.as_bytes().into() };
    let program = Program::single(vec![(source, parse_file(0, text.as_bytes()).file)]);
    Session::new(program, profile, limits)
}

fn session(text: &str, limits: Limits) -> Session {
    session_of(text, Profile::CURRENT, limits)
}

#[test]
fn fields_of_a_file_are_known_in_others_only_if_it_is_of_a_package() {
    let problems = |clause: &str| {
        let file = |at: u32, text: &str| {
            let text = format!("{clause}{text}");
            let source = Source { path: format!("{at}.cue").into(), text: text.as_bytes().into() };
            (source, parse_file(at, text.as_bytes()).file)
        };
        let program = Program::single(vec![file(0, "a: b + 1\n"), file(1, "b: 1\n")]);
        Session::new(program, Profile::CURRENT, Limits::default()).source_problems().len()
    };
    assert_eq!((problems("package p\n"), problems("package _\n"), problems("")), (0, 1, 1));
}

#[test]
fn what_is_wrong_with_an_index_counts_more_than_what_is_not_known_yet() {
    let text = "a: {let i = [int, \"x\" & 1], b: l[i[0]][i[1]], l: [[1]]}";
    let mut session = session(text, Limits::default());
    let root = session.root();
    let problems = session.problems(root, false);
    assert!(problems.iter().any(|one| one.message.contains("conflicting values")), "{problems:?}");
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

#[test]
fn a_call_that_refers_to_itself_is_a_circle_and_spends_nothing() {
    let text = "import \"encoding/yaml\"\n\
                _y: matchIf(_y, _y, _y)\n\
                y: 3 & _y\n\
                x: y: yaml.Validate(x)\n\
                x: y: \"{}\"\n\
                other: 1 + 1";
    let mut session = session(text, Limits::default());
    let root = session.root();
    let problems = session.problems(root, true);
    assert!(!problems.is_empty());
    assert!(problems.iter().all(|one| one.message.ends_with("structural cycle")));
    let other = session.field(root, "other").expect("a field");
    assert!(matches!(session.view(other), View::Number(_)));
}

#[test]
fn what_a_call_gives_is_an_argument() {
    let mut session = session("a: len(close({x: 1}))\nb: 1 & a", Limits::default());
    let root = session.root();
    assert_eq!(session.problems(root, true), []);
}

#[test]
fn an_error_of_the_user_tells_what_is_known() {
    let text = "a: b: int\nx: string | error(\"\\({c: 1}) \\(a.b) \\(1 & 2) \\(3)\")\nx: 1";
    let mut session = session(text, Limits::default());
    let root = session.root();
    let problem = session.problems(root, false).remove(0);
    assert_eq!(problem.message, "{c:1} int (1 & 2) 3");
    let x = session.field(root, "x").expect("a field");
    assert_eq!(session.error_of(x).map(|one| one.code), Some(Code::Eval));
}

#[test]
fn what_is_not_known_in_a_definition_spoils_no_data() {
    let mut session = session("#A: {#b: _, for x in #b {(x): 1}}\na: 1", Limits::default());
    let root = session.root();
    assert_eq!(session.problems(root, true), []);
    assert!(session.value(root).is_ok());
}

#[test]
fn of_two_alternatives_that_cannot_be_both_are_told() {
    let mut session = session("a: 5 & (\"x\" | {b: 1})", Limits::default());
    let root = session.root();
    let problem = session.problems(root, false).remove(0);
    assert_eq!(problem.message, "2 errors in empty disjunction:");
    assert_eq!(problem.causes.len(), 2);
}

#[test]
fn a_required_field_that_is_missing_hides_what_is_wrong_with_it() {
    let mut session = session("a!: 1 & 2\nb: {c!: >5 & <2, d: int}", Limits::default());
    let root = session.root();
    assert_eq!(session.problems(root, false), []);
    let told = session.problems(root, true);
    let paths: Vec<&str> = told.iter().map(|one| &*one.path).collect();
    assert_eq!(paths, ["a", "b.c", "b.d"]);
    assert_eq!(told[0].message, "field is required but not present");
}

#[test]
fn what_is_wrong_hides_what_is_not_known() {
    let mut session = session("a: int\nb: c: 1 & 2\nd!: int", Limits::default());
    let root = session.root();
    let told = session.problems(root, true);
    let paths: Vec<&str> = told.iter().map(|one| &*one.path).collect();
    assert_eq!(paths, ["b.c"]);
}

#[test]
fn a_struct_in_conflict_with_bounds_is_not_held_against_them() {
    let mut session = session("(\"b\"): 1\na: uint8\na: {}", Limits::default());
    let root = session.root();
    let told = session.problems(root, false);
    assert!(told.iter().all(|one| !one.message.contains("limit")), "{told:?}");
}

/// The code of a field's error and what is told first.
fn error_of(text: &str, field: &str) -> (Option<Code>, String) {
    let mut session = session(text, Limits::default());
    let root = session.root();
    let node = session.field(root, field).expect("a field");
    let error = session.error_of(node);
    (error.as_ref().map(|one| one.code), error.map(|one| one.message).unwrap_or_default())
}

#[test]
fn what_is_said_of_a_missing_field_counts_for_what_refers_to_it() {
    let (code, message) = error_of("a: 1 & b\nb!: string", "a");
    assert_eq!(code, Some(Code::Eval));
    assert!(message.starts_with("conflicting values"), "{message}");
    let (code, message) = error_of("a: b\nb!: string", "a");
    assert_eq!((code, &*message), (Some(Code::Incomplete), "required field missing: b"));
}

#[test]
fn a_list_that_is_not_known_yet_is_no_wrong_argument() {
    assert_eq!(error_of("a: or([1, for v in a.b {v}])", "a").0, Some(Code::Incomplete));
}

#[test]
fn a_conflict_hides_a_test_whose_outcome_changed() {
    let mut session = session("if b != _|_ {b: float}\nb: \"x\"", Limits::default());
    let root = session.root();
    let told = session.problems(root, false);
    assert_eq!(told.len(), 1);
    assert_eq!((&*told[0].path, told[0].code), ("b", Code::Eval));
}

#[test]
fn an_operand_that_is_wrong_while_it_is_made_is_an_error() {
    let (code, message) = error_of("c: #C.x\n#C: {}\n#C: true", "c");
    assert_eq!(code, Some(Code::Eval));
    assert!(message.starts_with("conflicting values"), "{message}");
    assert_eq!(error_of("x: e.c\ne: 100\ne: x", "e").0, Some(Code::Eval));
}

#[test]
fn a_struct_is_no_name_of_a_field() {
    let mut session = session("e: {}\n(e): 1", Limits::default());
    let root = session.root();
    assert_eq!(session.problems(root, false)[0].message, "invalid index e (invalid type struct)");
}

#[test]
fn several_defaults_are_what_is_not_concrete() {
    let mut session = session("a: *1 | *2 | string", Limits::default());
    let root = session.root();
    assert_eq!(session.problems(root, true)[0].message, "incomplete value 1 | 2");
}

#[test]
fn what_is_wrong_beside_the_data_makes_no_data() {
    let mut session = session("a: 1\n#B: {c!: 1 & 2}", Limits::default());
    let root = session.root();
    assert_eq!(session.problems(root, true), []);
    let problems = session.value(root).expect_err("no data");
    assert_eq!(problems[0].path, "#B.c");
}

#[test]
fn a_field_that_is_not_there_is_told_whoever_asked_first() {
    assert_eq!(error_of("c: a.x\na: a.d", "a"), error_of("a: a.d\nc: a.x", "a"));
    assert_eq!(error_of("c: a.x\na: a.d", "a").0, Some(Code::Incomplete));
}

#[test]
fn what_a_value_lacks_is_told_to_what_it_waits_for() {
    assert_eq!(error_of("a: c - 3\nc: 1 + c.e", "a").0, Some(Code::Incomplete));
    let text = "a: c - 3\nc: c.e";
    assert_eq!(error_of(text, "a").0, Some(Code::Cycle));
    assert_eq!(error_of(text, "c").0, Some(Code::Cycle));
}

#[test]
fn a_struct_that_asks_whether_it_is_there_is_not_wrong() {
    let mut session = session("#A: {if #A != _|_ {a: 1}}\nb: 1", Limits::default());
    let root = session.root();
    assert_eq!(session.problems(root, true), []);
}

#[test]
fn what_waits_for_something_else_rules_out_no_alternative() {
    for text in ["c: \"\\(x)\"\nc: *1 | 2\nx?: 5", "c: *1 | 2\nc: x.d\nx?: {}"] {
        let mut session = session(text, Limits::default());
        let root = session.root();
        let c = session.field(root, "c").expect("a field");
        assert!(matches!(session.view(c), View::Default(_)), "{text}");
    }
    let mut session = session(
        "c: \"\\(x)\"\nc: *\"a\" | \"b\"\nx: s.y\ns: {if z {y: \"b\"}}\nz: true",
        Limits::default(),
    );
    let root = session.root();
    let c = session.field(root, "c").expect("a field");
    assert!(matches!(session.view(c), View::String(text) if &*text == "b"));
}

#[test]
fn a_circle_further_down_is_told_once() {
    let mut session = session("#B: {#C: {#B}}\nc: #B", Limits::default());
    let root = session.root();
    let told = session.problems(root, false);
    let paths: Vec<&str> = told.iter().map(|one| &*one.path).collect();
    assert_eq!(paths, ["#B.#C.#C"]);
}

#[test]
fn a_list_that_walks_itself_keeps_its_elements() {
    let mut session = session("d: [d, string, for v in d {v}]", Limits::default());
    let root = session.root();
    let d = session.field(root, "d").expect("a field");
    assert!(matches!(session.view(d), View::List { .. }));
    assert_eq!(session.problems(root, false)[0].path, "d.0");
}

#[test]
fn a_struct_that_compares_itself_is_in_a_circle() {
    assert_eq!(error_of("b: {if b < 1.5 {x: 1}}", "b").0, Some(Code::Incomplete));
}

#[test]
fn a_name_that_depends_on_itself_may_still_come() {
    let mut circle = session("a: a.a\n\"\\(a)\": 1", Limits::default());
    let root = circle.root();
    assert_eq!(circle.error_of(root).map(|one| one.code), Some(Code::Incomplete));
    let mut number = session("e: 2.0\n(e): 1", Limits::default());
    let root = number.root();
    assert_eq!(number.problems(root, false)[0].message, "invalid index e (invalid type float)");
}

#[test]
fn bytes_that_are_no_text_become_one_mark() {
    let mut session = session("b: 'a\\x80\\x95a\\xed'\nt: \"\\(b)\"", Limits::default());
    let root = session.root();
    let t = session.field(root, "t").expect("a field");
    assert!(matches!(session.view(t), View::String(text) if &*text == "a\u{fffd}a\u{fffd}"));
}

/// The messages of all errors, and the columns that each one tells, in order.
fn told(text: &str, concrete: bool) -> Vec<(String, Vec<u32>)> {
    let mut session = session(text, Limits::default());
    let root = session.root();
    let columns = |spans: &[Span]| {
        let mut starts: Vec<u32> = spans.iter().map(|span| span.start).collect();
        crate::order::sort(&mut starts);
        starts
    };
    let problems = session.problems(root, concrete);
    problems
        .into_iter()
        .map(|one| (format!("{}: {}", one.path, one.message), columns(&one.spans)))
        .collect()
}

#[test]
fn what_is_called_must_be_a_function_however_little_is_known_of_it() {
    let told = told("a: {}, r: a.x(1)", false);
    assert_eq!(told, [("r: cannot call non-function a.x (type _|_)".to_owned(), vec![10])]);
}

#[test]
fn an_error_is_told_once_for_all_who_refer_to_it() {
    let message = "x.a: failed arithmetic: division by zero".to_owned();
    assert_eq!(told("x: a: 1/0, y: x, z: y", false), [(message, vec![6])]);
}

#[test]
fn a_conflict_is_told_with_the_references_that_lead_to_it() {
    let message = "x.a: conflicting values \"s\" and int (mismatched types string and int)";
    assert_eq!(
        told("#D: a: int, x: #D & {a: \"s\"}", false),
        [(message.to_owned(), vec![7, 15, 24])]
    );
}

#[test]
fn a_value_that_is_not_concrete_is_told_where_it_is_written() {
    let told = told("a: b, b: c: string, d: >1 & <3, e: \"\\(b.c)\"", true);
    let expected: [(&str, &[u32]); 4] = [
        ("a.c: incomplete value string", &[3, 12]),
        ("b.c: incomplete value string", &[12]),
        ("d: incomplete value >1 & <3", &[]),
        ("e: invalid interpolation: non-concrete value string (type string)", &[12, 35]),
    ];
    assert_eq!(told, expected.map(|(message, columns)| (message.to_owned(), columns.to_vec())));
}

#[test]
fn an_interpolation_tells_one_error_of_each_part() {
    let told = told("a: {b: 1/0, c: 1 + null}, e: \"\\(a.b)\"", false);
    let of_e: Vec<_> = told.iter().filter(|one| one.0.contains("interpolation")).collect();
    assert_eq!(of_e.len(), 1);
}

/// What stands beside 1 in a conflict.
fn conflict(value: &str) -> String {
    let mut session = session(&format!("a: 1\na: {value}"), Limits::default());
    let root = session.root();
    let message = session.problems(root, false).remove(0).message;
    let found = message.strip_prefix("conflicting values 1 and ").unwrap_or(&message);
    found.split(" (mismatched").next().unwrap_or_default().to_owned()
}

#[test]
fn a_struct_or_list_in_a_conflict_is_told_as_it_was_said() {
    let literal = "{b: int & >0, c?: *1 | 2, [string]: _, let y = 1, \"d\\(a)\": y, ...}";
    let told = r#"{b:(int & >0),c?:(*1|2),[string]:_,let y#1=1,"d\(a)":y,...}"#;
    assert_eq!(conflict(literal), told);
    assert_eq!(conflict("[1, {x: a.b}, ...int]"), "[1,{x:a.b},...int]");
    assert_eq!(conflict("[for v in [2] if v > 1 {v}]"), "[for _, v in [2] if (v > 1) {v}]");
}

#[test]
fn self_is_the_list_or_struct_around_it_where_it_was_asked_for() {
    let text = "@experiment(aliasv2)\na: [1, self[0] + 1]\nb: {c: self.d, d: 3}";
    assert_eq!(told(text, true), []);
    let without = told("b: {c: self.d, d: 3}", true);
    assert!(without[0].0.contains("predeclared identifier \"self\" requires"));
}

#[test]
fn an_argument_that_is_not_known_is_told_with_its_place() {
    let told = told("import \"strings\"\n#A: {s: string, u: strings.ToUpper(s)}\na: #A.u", true);
    let message = "error in call to strings.ToUpper: non-concrete value string";
    assert_eq!(told, [(format!("a: {message}"), vec![25, 36])]);
}

#[test]
fn an_attribute_that_is_there_twice_is_one() {
    let mut session = session("a: 1 @x() @y()\na: 1 @x()", Limits::default());
    let root = session.root();
    let a = session.field(root, "a").expect("a field");
    assert_eq!(session.attributes(a).len(), 2);
}
