//! Documents read, planned, and refused.

use std::rc::Rc;

use super::*;
use crate::build;
use crate::build::Answer;
use crate::build::Answers;
use crate::build::Progress;
use crate::image::ResolvedImage;
use crate::llb::SourceInfo;
use crate::order;

fn file(text: &str) -> Rc<SourceInfo> {
    let filename = "build.json".to_owned();
    Rc::new(SourceInfo { filename, data: text.as_bytes().into(), ..SourceInfo::default() })
}

/// The error of a document whose targets are these, with its line.
fn error(targets: &str) -> String {
    let text = format!("{{\"version\": 1, \"targets\": {{\n{targets}\n}}}}");
    let error = match from_json(&file(&text)) {
        Err(error) => error,
        Ok(spec) => plan(&spec, "").unwrap_err(),
    };
    let lines = error.origin.place().map(|(_, lines)| (lines.start, lines.end));
    format!("{error} {lines:?}")
}

#[test]
fn errors_name_the_field_and_its_line() {
    let rows = [
        (
            r#""a": {"form": 1}"#,
            r#"targets.a: there is no field "form" (did you mean "from"?) Some((2, 2))"#,
        ),
        (
            "\"a\": {\"steps\": [\n{\"rum\": \"x\"}]}",
            r#"targets.a.steps[0]: there is no field "rum" (did you mean "run"?) Some((3, 3))"#,
        ),
        (
            "\"a\": {\"steps\": [\n{\"run\": \"x\",\n\"copy\": \"scratch\"}]}",
            r#"targets.a.steps[0]: "run" and "copy" exclude each other Some((4, 4))"#,
        ),
        (
            r#""a": {"steps": [{"copy": "scratch"}]}"#,
            r#"targets.a.steps[0]: the field "dest" is missing Some((2, 2))"#,
        ),
        (
            r#""a": {"steps": [{"run": 7}]}"#,
            "targets.a.steps[0].run: 7 is not a line for the shell or a list of words Some((2, 2))",
        ),
        (
            r#""a": {"from": {"target": "aa"}}, "ab": {"from": {"target": "a"}}"#,
            r#"targets.a.from.target: there is no target "aa" (did you mean "a"?) Some((2, 2))"#,
        ),
        (
            "\"a\": {\"from\": {\"target\":\n\"b\"}}, \"b\": {\"from\": {\"target\": \"a\"}}",
            "targets.a.from.target: targets are made from themselves: b -> a -> b Some((2, 3))",
        ),
        (
            r#""a": {"steps": [{"run": "x", "mounts": [{"at": "/x", "cash": "y"}]}]}"#,
            "targets.a.steps[0].run.mounts[0]: there is no field \"cash\" (did you mean \"cache\"?) \
             Some((2, 2))",
        ),
    ];
    for (text, expected) in rows {
        let expected = expected.replace("[0].run.mounts", "[0].mounts");
        assert_eq!(error(text), expected);
    }
}

#[test]
fn what_is_no_document_is_refused() {
    let error = |text: &str| from_json(&file(text)).unwrap_err().to_string();
    assert_eq!(error("{"), "not JSON: unexpected end of JSON input");
    assert_eq!(error("[]"), "a list is not an object");
    assert_eq!(error("{}"), "the field \"version\" is missing");
    let two = error(r#"{"version": 2, "targets": {}}"#);
    assert_eq!(two, "version: 2 is not a version of the spec: 1 is the only one");
    let args = error(r#"{"version": 1, "args": {"A": "1"}, "targets": {}}"#);
    assert_eq!(
        args,
        "there is no field \"args\": in JSON nothing is filled in; write the document in CUE"
    );
    let twice = error(r#"{"version": 1, "targets": {"a": {}, "a": {}}}"#);
    assert_eq!(twice, "targets.a: the field is there twice");
}

#[test]
fn steps_are_named_after_their_target() {
    let text = include_str!("../../examples/spec/go/build.json");
    let plan = plan(&from_json(&file(text)).unwrap(), "").unwrap();
    assert_eq!(plan.name, "app");
    assert_eq!(plan.after.len(), 1);
    let mut answers = Answers::new();
    let request = build::Request::default();
    let built = loop {
        match build::lower(&plan.container, &request, &answers).unwrap() {
            Progress::Done(built) => break built,
            Progress::Asks(questions) => {
                for question in questions {
                    let answer = match &question {
                        build::Question::Image(image) => Answer::Image(ResolvedImage {
                            reference: image.reference.clone(),
                            digest: String::new(),
                            config: br#"{"rootfs":{"diff_ids":["sha256:1"]}}"#.as_slice().into(),
                        }),
                        _ => Answer::Ignore(None),
                    };
                    answers.insert(question, answer);
                }
            }
        }
    };
    let metadata = built.definition.metadata.values();
    let mut names: Vec<&str> =
        metadata.flat_map(|one| one.description().map(|(_, text)| text)).collect();
    order::sort(&mut names);
    assert_eq!(
        names,
        [
            "[app 1/2] FROM docker.io/library/alpine:latest",
            "[app 2/2] COPY /output /opt/",
            "[build 1/3] FROM docker.io/library/golang:latest",
            "[build 2/3] WORKDIR /src",
            "[build 3/3] RUN go build -o /output/app .",
            "[internal] load build context",
        ]
    );
    assert_eq!(built.image.config.cmd, ["/opt/app"]);
    assert_eq!(built.image.config.labels["org.opencontainers.image.title"], "app");
}

#[test]
fn the_published_schemas_are_current() {
    let rows = [
        (json_schema(), include_str!("../../docs/spec.schema.json")),
        (cue_schema(), include_str!("../../docs/spec.cue")),
    ];
    for (made, published) in rows {
        assert!(made == published, "run: cargo run --example spec_docs");
    }
    let manual = include_str!("../../docs/spec.md");
    let made = manual.split_once("<!-- made from the types -->\n").map(|(_, made)| made);
    assert!(made == Some(&reference()), "run: cargo run --example spec_docs");
}

/// Reads a document written in CUE.
fn cue(text: &str, args: &[(&str, &str)]) -> Result<Spec, SpecError> {
    use crate::cue::module::Program;
    use crate::cue::module::Source;
    let parsed = crate::cue::syntax::parse_file(0, text.as_bytes());
    assert!(parsed.errors.is_empty(), "{:?}", parsed.errors);
    let source = Source { path: "build.cue".into(), text: text.as_bytes().into() };
    let args = args.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    from_cue(Program::single(vec![(source, parsed.file)]), &args.collect())
}

#[test]
fn a_template_in_cue_comes_to_a_target_for_each_version() {
    let text = include_str!("../../examples/spec/versions/build.cue");
    let spec = cue(text, &[("REGISTRY", "localhost:5000"), ("TARGETARCH", "arm64")]).unwrap();
    let names: Vec<&str> = spec.targets.0.iter().map(|entry| entry.name.as_str()).collect();
    assert_eq!(names, ["mysql-8.0", "mysql-5.7"]);
    let publish = spec.targets.0[1].value.publish.as_ref().unwrap();
    assert_eq!(publish.tags.as_deref(), Some(&["localhost:5000/mysql:5.7".to_owned()][..]));
    assert_eq!(
        spec.targets.0[0].value.doc.as_deref(),
        Some("the database, with the character set that everybody wants")
    );
}

#[test]
fn a_comment_says_what_a_target_is_for() {
    let spec = cue("version: 1\ntargets: {\n\t// the application\n\ta: {}\n}\n", &[]).unwrap();
    assert_eq!(spec.targets.0[0].value.doc.as_deref(), Some("the application"));
}

#[test]
fn errors_of_cue_name_the_field_and_the_line_of_the_user() {
    let error = |text: &str| {
        let error = cue(text, &[]).unwrap_err();
        let lines = error.origin.place().map(|(file, lines)| (file.filename.clone(), lines.start));
        format!("{error} {lines:?}")
    };
    assert_eq!(
        error("version: 1\ntargets: a: {\n\tform: image: \"x\"\n}\n"),
        "targets.a: there is no field \"form\" (did you mean \"from\"?) \
         Some((\"build.cue\", 3))"
    );
    assert_eq!(
        error("version: 1\ntargets: a: steps: [{\n\trun: 1\n}]\n"),
        "targets.a.steps[0].run: 1 is not a line for the shell or a list of words \
         Some((\"build.cue\", 3))"
    );
    let open = error("version: 1\n#T: from: image: string\ntargets: a: #T\n");
    assert!(open.starts_with("targets.a.from.image: incomplete value string"), "{open}");
    let conflict =
        error("version: 1\ntargets: a: from: image: \"x\"\ntargets: a: from: image: 1\n");
    assert!(conflict.starts_with("targets.a.from.image: conflicting values"), "{conflict}");
    assert!(conflict.contains("build.cue:2"), "{conflict}");
}
