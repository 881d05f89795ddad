//! The plans of `examples/dagger` come to the tasks of `tests/cases/dagger`.

use std::fs;
use std::path::Path;

use bowsprit::cue::encoding::json;
use bowsprit::cue::module::Answer;
use bowsprit::cue::module::Ask;
use bowsprit::cue::module::Loader;
use bowsprit::cue::module::Program;
use bowsprit::cue::module::Request;
use bowsprit::dagger::Facts;
use bowsprit::dagger::Packages;
use bowsprit::dagger::Places;
use bowsprit::dagger::Plan;

/// The plans, and the action of each.
const PLANS: [(&str, &str); 5] = [
    ("dockerfile", "file"),
    ("steps", "build"),
    ("versions", "versions"),
    ("multistage", "push"),
    ("mixed", "test"),
];

fn read(path: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

fn load(name: &str) -> Program {
    let text = read(&format!("examples/dagger/{name}/dagger.cue"));
    let request = Request {
        arguments: vec!["dagger.cue".to_owned()],
        legacy: Packages::legacy(),
        ..Request::default()
    };
    let answer = |ask: &Ask| match ask {
        Ask::File(path) => Answer::File(Some(text.clone()).filter(|_| path == "dagger.cue")),
        Ask::Dir(_) => Answer::Dir(None),
    };
    Loader::new(request, &Packages::default()).load(&answer).unwrap()
}

#[test]
fn plans_come_to_their_tasks() {
    let facts = Facts::new(json::read(&read("tests/cases/dagger/facts.json")).unwrap());
    for (name, target) in PLANS {
        let program = load(name);
        let places = Places::new(&program);
        let mut plan = Plan::new(program, facts.inputs(), &places).unwrap();
        let graph = plan.graph(&[target.to_owned()], &facts).unwrap();
        let expected = json::read(&read(&format!("tests/cases/dagger/{name}.json"))).unwrap();
        assert_eq!(json::write(&graph), json::write(&expected), "{name}");
    }
}
