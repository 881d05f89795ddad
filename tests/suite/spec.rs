//! The examples of the native spec: JSON and CUE come to the same builds, and the published schema
//! accepts them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::rc::Rc;

use bowsprit::build::Answer;
use bowsprit::build::Answers;
use bowsprit::build::Built;
use bowsprit::build::Converted;
use bowsprit::build::Progress;
use bowsprit::build::Question;
use bowsprit::build::Request;
use bowsprit::build::lower;
use bowsprit::cue::eval::Limits;
use bowsprit::cue::eval::Profile;
use bowsprit::cue::eval::Session;
use bowsprit::cue::module;
use bowsprit::cue::module::Ask;
use bowsprit::cue::module::Entry;
use bowsprit::cue::module::EntryKind;
use bowsprit::cue::module::Loader;
use bowsprit::cue::module::NoLibrary;
use bowsprit::cue::module::Program;
use bowsprit::image::Image;
use bowsprit::image::ResolvedImage;
use bowsprit::llb::SourceInfo;
use bowsprit::spec;
use bowsprit::spec::Spec;

/// Folders of `examples/spec`.
const EXAMPLES: [&str; 4] = ["python", "go", "versions", "page"];

/// The module that the schema is in, for documents that name it.
const MODULE: &str = "module: \"example.org/app\"\nlanguage: version: \"v0.12.0\"\n";

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// A program of `build.cue`, which may import the schema.
fn program(text: &str) -> Program {
    let schema = read("docs/spec.cue");
    let files = [("build.cue", text), ("cue.mod/module.cue", MODULE), ("spec/spec.cue", &schema)];
    let file = |path: &str| files.iter().find(|(name, _)| *name == path);
    let entries = |dir: &str| {
        let here = |(name, _): &(&str, &str)| {
            let rest = if matches!(dir, "" | ".") {
                *name
            } else {
                name.strip_prefix(dir)?.strip_prefix('/')?
            };
            let (name, kind) = match rest.split_once('/') {
                Some((name, _)) => (name, EntryKind::Dir),
                None => (rest, EntryKind::File),
            };
            Some(Entry { name: name.to_owned(), kind })
        };
        let entries: Vec<Entry> = files.iter().filter_map(here).collect();
        Some(entries).filter(|entries| !entries.is_empty())
    };
    let request =
        module::Request { arguments: vec!["build.cue".to_owned()], ..module::Request::default() };
    let answer = |ask: &Ask| match ask {
        Ask::File(path) => {
            module::Answer::File(file(path).map(|(_, text)| text.as_bytes().to_vec()))
        }
        Ask::Dir(dir) => module::Answer::Dir(entries(dir)),
    };
    Loader::new(request, &NoLibrary).load(&answer).unwrap()
}

fn json(text: &str) -> Spec {
    let data = text.as_bytes().into();
    spec::from_json(&Rc::new(SourceInfo { data, ..SourceInfo::default() })).unwrap()
}

/// The build of a target, where every image is the same, and every Dockerfile.
fn build(spec: &Spec, target: &str) -> Built {
    let plan = spec::plan(spec, target).unwrap();
    let mut answers = Answers::new();
    loop {
        match lower(&plan.container, &Request::default(), &answers).unwrap() {
            Progress::Done(built) => return *built,
            Progress::Asks(asked) => answers.extend(asked.into_iter().map(|question| {
                let answer = answer(&question);
                (question, answer)
            })),
        }
    }
}

fn answer(question: &Question) -> Answer {
    let config = br#"{"config": {"Env": ["A=1"]}, "history": [{"created_by": "base"}]}"#;
    match question {
        Question::Image(image) => {
            let (reference, digest) = (image.reference.clone(), String::new());
            Answer::Image(ResolvedImage { reference, digest, config: config.as_slice().into() })
        }
        Question::Ignore | Question::Folder { .. } => Answer::Ignore(None),
        Question::File(file) => Answer::File(file.path.as_bytes().into()),
        Question::Dockerfile(dockerfile) => {
            let mut image = Image::decode(config).unwrap();
            image
                .config
                .labels
                .insert("text".to_owned(), String::from_utf8_lossy(&dockerfile.text).into_owned());
            let definition = dockerfile.context.clone().unwrap_or_default();
            Answer::Dockerfile(Rc::new(Converted { definition, image, base_image: None }))
        }
    }
}

#[test]
fn json_and_cue_come_to_the_same_builds() {
    for example in EXAMPLES {
        let one = json(&read(&format!("examples/spec/{example}/build.json")));
        let text = read(&format!("examples/spec/{example}/build.cue"));
        let other = spec::from_cue(program(&text), &BTreeMap::new()).unwrap();
        let names = |spec: &Spec| {
            let targets = spec.targets();
            targets
                .map(|target| (target.name.to_owned(), target.doc.to_owned()))
                .collect::<Vec<_>>()
        };
        assert_eq!(names(&one), names(&other), "{example}");
        assert_eq!(one.bake(&[]).unwrap(), other.bake(&[]).unwrap(), "{example}");
        for (target, _) in names(&one) {
            let (one, other) = (build(&one, &target), build(&other, &target));
            assert!(!one.image.history.is_empty(), "{example}: {target}");
            assert_eq!(one.definition.def, other.definition.def, "{example}: {target}");
            assert_eq!(one.image.encode(), other.image.encode(), "{example}: {target}");
            assert_eq!(one.publish, other.publish, "{example}: {target}");
        }
    }
}

/// What the evaluator says of a document that the schema is unified with.
fn problems(document: &str) -> String {
    let (head, body) = document.split_once("package build\n").unwrap_or(("", document));
    let import = "package build\nimport \"example.org/app/spec\"\nspec.#Spec & {\n";
    let program = program(&format!("{head}{import}{body}\n}}\n"));
    let sources = program.sources.clone();
    let mut session = Session::new(program, Profile::CURRENT, Limits::default());
    let root = session.root();
    let problems = session.problems(root, true);
    problems.iter().map(|problem| problem.render(&sources, &str::to_owned)).collect()
}

#[test]
fn the_published_schema_accepts_the_examples() {
    for example in EXAMPLES {
        for extension in ["json", "cue"] {
            let path = format!("examples/spec/{example}/build.{extension}");
            assert_eq!(problems(&read(&path)), "", "{path}");
        }
    }
}

#[test]
fn the_published_schema_refuses_what_is_refused() {
    let rows = [
        r#"{"version": 2, "targets": {}}"#,
        r#"{"targets": {}}"#,
        r#"{"version": 1, "targets": {"a": {"form": "scratch"}}}"#,
        r#"{"version": 1, "targets": {"a": {"from": "image"}}}"#,
        r#"{"version": 1, "targets": {"a": {"from": {"image": "a", "target": "b"}}}}"#,
        r#"{"version": 1, "targets": {"a": {"steps": [{"copy": "scratch"}]}}}"#,
        r#"{"version": 1, "targets": {"a": {"steps": [{"run": "x", "copy": "scratch", "dest": "/"}]}}}"#,
        r#"{"version": 1, "targets": {"a": {"steps": [{"run": 7}]}}}"#,
        r#"{"version": 1, "targets": {"a": {"steps": [{"run": "x", "mounts": [{"at": "/x"}]}]}}}"#,
        r#"{"version": 1, "targets": {"a": {"config": {"env": {"A": 1}}}}}"#,
        r#"{"version": 1, "targets": {"a": {"publish": {"tag": "x"}}}}"#,
    ];
    for row in rows {
        assert_ne!(problems(row), "", "{row}");
        let data = row.as_bytes().into();
        let file = Rc::new(SourceInfo { data, ..SourceInfo::default() });
        let ours = spec::from_json(&file).and_then(|spec| spec::plan(&spec, "").map(|_| ()));
        assert!(ours.is_err(), "{row}");
    }
}
