//! What the packages come to.

use crate::cue::encoding::json;
use crate::cue::eval::Limits;
use crate::cue::eval::Profile;
use crate::cue::eval::Session;
use crate::cue::module::Answer;
use crate::cue::module::Ask;
use crate::cue::module::Loader;
use crate::cue::module::Request;
use crate::cue::module::Step;

use super::Facts;
use super::Inputs;
use super::Packages;
use super::Plan;
use super::PlanError;

/// The evaluation of a plan of one file.
fn session(text: &str) -> Session {
    let request = Request {
        arguments: vec!["plan.cue".to_owned()],
        legacy: Packages::legacy(),
        ..Request::default()
    };
    let mut loader = Loader::new(request, &Packages);
    let mut answers = Vec::new();
    let program = loop {
        match loader.step(answers) {
            Step::Asks(asks) => {
                let answer = |ask| match ask {
                    Ask::File(path) if path == "plan.cue" => {
                        Answer::File(Some(text.as_bytes().to_vec()))
                    }
                    Ask::File(_) => Answer::File(None),
                    Ask::Dir(_) => Answer::Dir(None),
                };
                answers = asks.into_iter().map(|ask| (ask.clone(), answer(ask))).collect();
            }
            Step::Done(program) => break program,
            Step::Failed(errors) => panic!("{errors:?}"),
        }
    };
    assert!(program.legacy);
    Session::new(program, Profile::LEGACY, Limits::default())
}

#[test]
fn every_package_is_sound() {
    for path in Packages::paths() {
        let text = format!("package main\nimport p \"{path}\"\nx: p\n");
        let mut session = session(&text);
        assert_eq!(session.source_problems(), [], "{path}");
        let root = session.root();
        assert_eq!(session.problems(root, false), [], "{path}");
    }
}

/// A plan with some actions.
fn plan(actions: &str) -> Result<Plan, PlanError> {
    let text = format!(
        "package main\nimport (\n\"dagger.io/dagger\"\n\"dagger.io/dagger/core\"\n\
         \"universe.dagger.io/docker\"\n)\n_docker: docker.#Ref\n_core: core.#Ref\n\
         dagger.#Plan & {{\nactions: {{\n{actions}\n}}\n}}\n"
    );
    Plan::new(session(&text).program().clone(), Inputs::default())
}

fn graph(actions: &str, target: &str) -> String {
    let graph = plan(actions).and_then(|mut plan| plan.graph(target, &Facts::NONE));
    match graph {
        Ok(graph) => json::write(&graph),
        Err(error) => error.message,
    }
}

#[test]
fn builds_may_be_nested() {
    let mut step = "docker.#Pull & {source: \"base\"}".to_owned();
    for depth in 0..6 {
        step = format!(
            "docker.#Build & {{steps: [{step}, \
             docker.#Run & {{command: {{name: \"run\", args: [\"{depth}\"]}}}}]}}"
        );
    }
    let graph = graph(&format!("build: {step}"), "build");
    for depth in 0..6 {
        assert!(graph.contains(&format!("\"args\":[\"run\",\"{depth}\"]")), "{graph}");
    }
    assert_eq!(graph.matches("\"task\":\"Exec\"").count(), 6);
    assert_eq!(graph.matches("\"task\":\"Pull\"").count(), 1);
    assert!(!graph.contains("UNSET"), "{graph}");
}

#[test]
fn an_action_that_is_another_one_has_its_handles() {
    let graph = graph(
        "a: core.#Pull & {source: \"x\"}\nb: a\nc: core.#Mkdir & {input: b.output, path: \"/d\"}",
        "c",
    );
    assert!(graph.contains("\"input\":\"fs:actions.a\""), "{graph}");
    assert_eq!(graph.matches("\"task\"").count(), 2, "{graph}");
}

#[test]
fn what_is_not_chosen_may_be_wrong() {
    let actions = "a: core.#Pull & {source: \"x\"}\nb: core.#Pull & {source: 1}";
    assert!(graph(actions, "a").contains("\"source\":\"x\""));
    assert!(graph(actions, "b").starts_with("actions.b.source: conflicting values"));
}

#[test]
fn what_is_not_set_is_the_field_of_the_user() {
    let op = "_op: core.#Pull & {source: required}";
    let told = |actions: &str| {
        let mut plan = plan(actions).expect("a plan");
        let selected = plan.select("test").expect("an action");
        plan.check("test", &selected).expect_err("a mistake").message
    };
    let actions = format!("test: {{required: string, {op}}}");
    assert_eq!(told(&actions), "\"actions.test.required\" is not set");
    let actions = "test: core.#WriteFile & {input: dagger.#Scratch, path: \"/x\"}";
    assert_eq!(told(actions), "\"actions.test.contents\" is not set");
}

#[test]
fn an_action_is_found_in_any_spelling() {
    let mut plan = plan("v: \"8.0\": build: core.#Pull & {source: \"x\"}").expect("a plan");
    for target in ["v/8.0/build", "v 8.0 build", "v.\"8.0\".build", "v.8.0.build", "actions.v"] {
        assert_eq!(plan.select(target).expect(target).len(), 1);
    }
    let error = plan.select("v/8.0/biuld").expect_err("a mistake");
    assert_eq!(
        error.message,
        "action not found: v/8.0/biuld; the actions of actions.v.\"8.0\" are: build"
    );
    let names: Vec<String> = plan.actions().iter().map(|action| action.names.join("/")).collect();
    assert_eq!(names, ["v", "v/8.0", "v/8.0/build"]);
}
