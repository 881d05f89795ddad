//! What is said in another order means the same.

use crate::cue::encoding::json;

use super::tests::session_of;
use super::*;

/// All orders of some lines.
fn orders(lines: &[&str]) -> Vec<String> {
    match lines {
        [] => vec![String::new()],
        _ => (0..lines.len())
            .flat_map(|first| {
                let rest: Vec<&str> = [&lines[..first], &lines[first + 1..]].concat();
                orders(&rest).into_iter().map(move |rest| format!("{}\n{rest}", lines[first]))
            })
            .collect(),
    }
}

/// Looks at a program with lines in all orders in the place of `LINES`.
fn in_every_order(frame: &str, lines: &[&str], look: impl Fn(&mut Session, &str)) {
    for order in orders(lines) {
        let text = frame.replace("LINES", &order);
        look(&mut session_of(&text, Profile::CURRENT, Limits::default()), &text);
    }
}

fn field(session: &mut Session, path: &str) -> NodeId {
    let root = session.root();
    path.split('.').fold(root, |node, name| session.field(node, name).expect("a field"))
}

fn code(session: &mut Session, path: &str) -> Option<Code> {
    let node = field(session, path);
    session.error_of(node).map(|one| one.code)
}

#[test]
fn calls_in_a_circle_take_a_scalar_that_is_known() {
    let split = [
        "x: \"B\"",
        "id: \"A:B\"",
        "let s = strings.Split(id, \":\")",
        "let b = s[1]",
        "id!: \"\\(s[0]):\\(b)\"",
        "x!: \"\\(b)\"",
    ];
    let json = ["x: json.Unmarshal(y)", "y: json.Marshal(x)", "y: \"{\\\"a\\\":5}\"", "x: a: 5"];
    let imports =
        "import \"strings\"\nimport \"encoding/json\"\n_used: [strings.ToUpper, json.Valid]\nLINES";
    for lines in [&split[..], &json] {
        in_every_order(imports, lines, |session, text| {
            let root = session.root();
            assert_eq!(session.problems(root, true), [], "{text}");
        });
    }
}

#[test]
fn a_schema_that_refers_to_itself_is_known_whoever_asks_first() {
    let lines = ["y: 3 & s", "s: matchIf(s, s, t)", "t: matchIf(s, _, t)", "z: \"\\(s)\""];
    in_every_order("LINES", &lines, |session, text| {
        let codes = ["s", "t", "y", "z"].map(|path| code(session, path));
        let expected = [None, None, Some(Code::StructuralCycle), Some(Code::Incomplete)];
        assert_eq!(codes, expected, "{text}");
    });
}

#[test]
fn a_list_is_walked_to_its_end_where_others_wait_meanwhile() {
    let lines =
        ["all: [for v in list if v != _|_ {v}]", "x?: int", "y?: int", "list: [x, y]", "{} | int"];
    in_every_order("x: 3\nLINES", &lines, |session, text| {
        let all = field(session, "all");
        let value = session.value(all).expect("data");
        assert_eq!(json::write(&value), "[3]", "{text}");
    });
}

#[test]
fn alternatives_are_left_whatever_was_said_of_them_before() {
    let lines = [
        "#out: {\n{foo: int} | {bar: int}\n}",
        "open: #out & {\n#x: {}\nif #x.foo != _|_ {foo: 1}\n}",
        "#obj: {\nspec: *{foo: 1} | {bar: 2}\nout: #out & {\n#x: spec\n\
         if #x.foo != _|_ {foo: #x.foo}\nif #x.bar != _|_ {bar: #x.bar}\n}\n}",
        "obj: #obj & {spec: bar: _}",
    ];
    in_every_order("LINES", &lines, |session, text| {
        let open = field(session, "open");
        assert!(matches!(session.shape(open), Shape::Alternatives(..)), "{text}");
        let out = field(session, "obj.out");
        let value = session.value(out).expect("data");
        assert_eq!(json::write(&value), r#"{"bar":2}"#, "{text}");
    });
}

#[test]
fn a_document_held_against_a_circle_is_wrong() {
    let lines = ["x: y: yaml.Validate(\"{}\", x)", "z: x", "z: y: true"];
    in_every_order("import \"encoding/yaml\"\nLINES", &lines, |session, text| {
        let codes = ["x.y", "z.y"].map(|path| code(session, path));
        assert_eq!(codes, [Some(Code::Eval); 2], "{text}");
    });
}

#[test]
fn a_call_takes_no_scalar_that_is_in_conflict() {
    for lines in
        [&["s: len(e)", "e: \"x\"", "e: 1 | 2"][..], &["s: len(e)", "e: \"x\"", "e: f", "f: 1"]]
    {
        in_every_order("LINES", lines, |session, text| {
            let codes = ["e", "s"].map(|path| code(session, path));
            assert_eq!(codes, [Some(Code::Eval); 2], "{text}");
        });
    }
}

#[test]
fn the_name_of_a_field_is_known_though_what_names_it_waits_for_the_field() {
    let lines = ["p: {(name): 1}", "name: \"x\"", "name: len(p)"];
    in_every_order("LINES", &lines, |session, text| {
        let x = field(session, "p.x");
        assert!(matches!(session.view(x), View::Number(_)), "{text}");
        assert_eq!(code(session, "name"), Some(Code::Eval), "{text}");
    });
}

#[test]
fn a_struct_that_closes_itself_comes_to_an_end() {
    for lines in [&["a: {x: 1}", "a: close(a)"][..], &["a: {x: 1}", "a: close(b)", "b: a"]] {
        in_every_order("LINES", lines, |session, text| {
            assert_eq!(code(session, "a.x"), Some(Code::Eval), "{text}");
        });
    }
}

#[test]
fn alternatives_that_name_what_they_are_alternatives_of_come_to_an_end() {
    let lines = ["#X", "#X: {t: string}", "#X: #A | #B", "#A: {\n#X\nt: \"a\"\n}", "#B: t: \"b\""];
    in_every_order("op: {\nLINES\n}", &lines, |session, text| {
        let op = field(session, "op");
        let Shape::Alternatives(found, _) = session.shape(op) else { panic!("{text}") };
        let told = found.into_iter().map(|one| {
            let t = session.field(one, "t").expect("a field");
            json::write(&session.value(t).expect("data"))
        });
        let told: Vec<String> = told.collect();
        assert!(told == ["\"a\"", "\"b\""] || told == ["\"b\"", "\"a\""], "{told:?} of {text}");
    });
}
