//! What descriptions come to, and how errors read.

use std::collections::BTreeMap;

use super::*;
use crate::image::ResolvedImage;
use crate::llb::Caps;
use crate::llb::Differ;
use crate::options::NoCache;
use crate::options::Options;
use crate::order;

const CONFIG: &str = r#"{"architecture":"amd64","os":"linux",
    "config":{"Env":["PATH=/bin"],"Cmd":["sh"],"WorkingDir":"/home"},
    "rootfs":{"type":"layers","diff_ids":["sha256:1"]},"history":[{"created_by":"base"}]}"#;

fn answer(question: &Question) -> Answer {
    match question {
        Question::Image(image) => Answer::Image(ResolvedImage {
            reference: image.reference.clone(),
            digest: format!("sha256:{}", "1".repeat(64)),
            config: CONFIG.as_bytes().into(),
        }),
        Question::Ignore | Question::Folder { .. } => Answer::Ignore(None),
        Question::Dockerfile(question) => {
            let mut graph = Graph::new(Rc::new(question.platform.clone()));
            let text = String::from_utf8_lossy(&question.text).into_owned();
            let source = crate::llb::Source::local(&text).differ(Differ::None, false);
            let root = graph.source(source, crate::llb::Constraints::named("converted"));
            let image = image::Image::decode(CONFIG.as_bytes()).unwrap();
            let definition = Rc::new(graph.marshal(Some(root)));
            Answer::Dockerfile(Rc::new(Converted { definition, image, base_image: None }))
        }
        Question::File(file) => Answer::File(file.path.as_bytes().into()),
    }
}

fn request() -> Request {
    let caps = ["mergeop", "exec.mount.bind.readwrite-nooutput"];
    let caps = Caps::new(caps.map(|cap| (cap.to_owned(), true)));
    let platform = Some(image::Platform::linux("amd64"));
    Request { caps: Rc::new(caps), platform, ..Request::default() }
}

/// Answers all questions; gives the result and how many rounds it took.
fn try_build(container: &Container) -> Result<(Box<Built>, usize), BuildError> {
    let (request, mut answers) = (request(), Answers::new());
    for round in 0..20 {
        match lower(container, &request, &answers)? {
            Progress::Done(built) => return Ok((built, round)),
            Progress::Asks(questions) => {
                assert!(!questions.is_empty(), "a round that asks nothing");
                for question in questions {
                    assert!(!answers.contains_key(&question), "asked twice: {question:?}");
                    let answer = answer(&question);
                    answers.insert(question, answer);
                }
            }
        }
    }
    panic!("no end of questions")
}

fn build(container: &Container) -> Box<Built> {
    try_build(container).unwrap().0
}

fn error(container: &Container) -> String {
    try_build(container).unwrap_err().to_string()
}

/// The names of all steps, in any order.
fn names(built: &Built) -> Vec<String> {
    let all = built.definition.metadata.values();
    let mut names: Vec<String> = all
        .flat_map(|metadata| metadata.description().map(|(_, text)| text.to_owned()))
        .map(|name| name.split("@sha256").next().unwrap_or_default().to_owned())
        .collect();
    order::sort(&mut names);
    names
}

/// The operations as JSON, in any order.
fn ops(container: &Container) -> String {
    let ops = build(container).definition.ops_as_json().unwrap();
    serde_json::to_string(&ops.values().collect::<Vec<_>>()).unwrap()
}

fn history(built: &Built) -> Vec<(&str, bool)> {
    let all = built.image.history.iter();
    all.map(|entry| (entry.created_by.as_str(), entry.empty_layer)).collect()
}

#[test]
fn two_stages_come_to_one_graph_in_two_rounds() {
    let builder = Container::from("golang")
        .with_directory("/src/", &Directory::main_context())
        .with_workdir("/src")
        .with_env_variable("CGO_ENABLED", "0")
        .with_exec(["go", "build", "-o", "app"]);
    let app = Container::from("alpine")
        .with_file("/bin/app", &builder.file("app"))
        .with_entrypoint(["/bin/app"])
        .publish("example/app");
    let (built, rounds) = try_build(&app).unwrap();
    assert_eq!(rounds, 1);
    assert_eq!(
        names(&built),
        [
            "COPY / /src/",
            "COPY /src/app /bin/app",
            "FROM docker.io/library/alpine:latest",
            "FROM docker.io/library/golang:latest",
            "RUN go build -o app",
            "WORKDIR /src",
            "[internal] load build context",
        ]
    );
    let expected = [
        ("base", false),
        ("COPY /src/app /bin/app # buildkit", false),
        (r#"ENTRYPOINT ["/bin/app"]"#, true),
    ];
    assert_eq!(history(&built), expected);
    assert_eq!(built.image.config.entrypoint, ["/bin/app"]);
    assert_eq!(built.image.config.cmd, Vec::<String>::new());
    assert_eq!(built.publish.names, ["example/app"]);
}

#[test]
fn what_is_shared_is_lowered_once() {
    let mut container = Container::from("alpine");
    for _ in 0..40 {
        let both = [container.rootfs(), container.directory("/etc")];
        container = container.with_rootfs(&Directory::merge(both));
    }
    let built = build(&container);
    assert!(built.graph.0.len() < 200, "{}", built.graph.0.len());
}

#[test]
fn long_chains_are_no_deep_ones() {
    let mut container = Container::from("alpine");
    for number in 0..20_000 {
        container = container.with_env_variable("N", number.to_string());
    }
    assert_eq!(build(&container).image.config.env[1], "N=19999");
}

#[test]
fn builds_within_builds_have_a_limit() {
    let mut container = Container::from("alpine");
    for _ in 0..60 {
        container = Container::scratch().with_directory("/", &container.rootfs());
    }
    build(&container);
    for _ in 0..60 {
        container = Container::scratch().with_directory("/", &container.rootfs());
    }
    assert!(error(&container).ends_with("builds within builds are nested more than 150 deep"));
}

#[test]
fn a_dockerfile_is_asked_for_when_all_that_it_needs_is_known() {
    let base = Container::from("alpine").with_exec(["true"]);
    let dockerfile = Dockerfile {
        text: DockerfileText::Path("sub/Dockerfile".to_owned()),
        context: Some(Directory::main_context().directory("src")),
        contexts: BTreeMap::from([("base".to_owned(), base)]),
        ..Dockerfile::default()
    };
    let container = Container::dockerfile(dockerfile).with_exec(["make"]);
    let (built, rounds) = try_build(&container).unwrap();
    assert_eq!(rounds, 3, "images and ignored files; the text; the Dockerfile");
    assert_eq!(names(&built), ["RUN make", "converted"]);
}

#[test]
fn processes_see_what_those_before_them_changed_in_a_mounted_folder() {
    let container = Container::from("alpine")
        .with_mounted_directory("/src", &Directory::main_context())
        .with_exec(["make"]);
    let mounted = Container::scratch().with_file("/app", &container.file("/src/app"));
    let mounted = ops(&mounted);
    assert!(mounted.contains(r#""src":"/app","#), "{mounted}");
    let without = container.without_mount("/src");
    let root = ops(&Container::scratch().with_file("/app", &without.file("/src/app")));
    assert!(root.contains(r#""src":"/src/app","#), "{root}");
}

#[test]
fn only_what_is_used_of_a_context_is_sent() {
    let source = Directory::main_context();
    let some = Container::scratch().with_directory("/a/", &source.directory("a"));
    let some = some.with_file("/b", &source.file("c/b"));
    let paths = r#""local.followpaths":"[\"a\",\"c/b\"]""#;
    assert!(ops(&some).contains(paths), "{}", ops(&some));
    let all = some.with_directory("/all/", &source);
    assert!(!ops(&all).contains("followpaths"));
}

#[test]
fn errors_name_the_line_of_the_program() {
    let line = line!() + 1;
    let container = Container::scratch().with_exec(Vec::<String>::new());
    assert_eq!(error(&container), format!("src/build/tests.rs:{line}: there is nothing to run"));
    let origin = Origin::new("targets.app.from");
    let container = Container::from("Not a name").at(&origin);
    assert_eq!(
        error(&container),
        "targets.app.from: \"Not a name\" is not the name of an image: invalid reference format: \
         repository name (library/Not a name) must be lowercase"
    );
    let container = Container::context("missing").at(&origin);
    assert_eq!(
        error(&container),
        "targets.app.from: there is no context \"missing\": pass it with --build-context \
         missing=PATH"
    );
}

#[test]
fn a_linked_copy_is_a_layer_of_its_own() {
    let copy = Copy { link: true, ..Copy::new(&Directory::main_context(), "/src/") };
    let built = build(&Container::from("alpine").with_copy(copy.clone()));
    assert!(names(&built).contains(&"LINK COPY / /src/".to_owned()), "{:?}", names(&built));
    let copy = Copy { owner: Some("somebody".to_owned()), ..copy };
    let built = build(&Container::from("alpine").with_copy(copy));
    assert_eq!(names(&built).len(), 3, "a name is looked up in what is below");
}

/// The names of the steps that are done even if they are cached.
fn fresh(container: &Container, no_cache: NoCache) -> Vec<String> {
    let mut options = Options::default();
    options.no_cache = no_cache;
    let request = Request { options: Rc::new(options), ..request() };
    let (mut answers, mut fresh) = (Answers::new(), Vec::new());
    loop {
        match lower(container, &request, &answers).unwrap() {
            Progress::Asks(questions) => answers.extend(
                questions.into_iter().map(|question| (question.clone(), answer(&question))),
            ),
            Progress::Done(built) => {
                let all = built.definition.metadata.values();
                let all = all.filter(|metadata| metadata.ignore_cache());
                fresh.extend(
                    all.flat_map(|metadata| {
                        metadata.description().map(|(_, text)| text.to_owned())
                    }),
                );
                order::sort(&mut fresh);
                return fresh;
            }
        }
    }
}

#[test]
fn steps_are_done_again_if_nothing_shall_come_from_the_cache() {
    let builder = Container::from("golang").with_exec(["make"]).labelled("build 2/2");
    let app = Container::from("alpine")
        .with_file("/app", &builder.file("/app"))
        .labelled("my app  2/10")
        .with_exec(["true"])
        .labelled("my app  3/10");
    assert!(fresh(&app, NoCache::Off).is_empty());
    let steps =
        ["[build 2/2] RUN make", "[my app  2/10] COPY /app /app", "[my app  3/10] RUN true"];
    assert_eq!(fresh(&app, NoCache::All), steps);
    let only = |name: &str| NoCache::Stages(vec![name.to_owned()]);
    assert_eq!(fresh(&app, only("build")), steps[..1]);
    assert_eq!(fresh(&app, only("my app")), steps[1..]);
}
