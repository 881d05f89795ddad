//! What the packages come to.

use crate::cue::eval::Limits;
use crate::cue::eval::Profile;
use crate::cue::eval::Session;
use crate::cue::module::Answer;
use crate::cue::module::Ask;
use crate::cue::module::Loader;
use crate::cue::module::Request;
use crate::cue::module::Step;

use super::Packages;

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
