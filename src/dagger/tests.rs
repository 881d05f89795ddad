//! What the packages come to.

use crate::build::Answer;
use crate::build::Answers;
use crate::build::Container;
use crate::build::Progress;
use crate::build::Question;
use crate::build::Request;
use crate::build::lower;
use crate::cue::encoding::json;
use crate::cue::eval::Limits;
use crate::cue::eval::Profile;
use crate::cue::eval::Session;
use crate::cue::module;
use crate::cue::module::Ask;
use crate::cue::module::Loader;
use crate::cue::module::Program;
use crate::image::ResolvedImage;

use super::Facts;
use super::Inputs;
use super::Leaf;
use super::Packages;
use super::Places;
use super::Plan;
use super::PlanError;

/// The program of a plan of one file.
fn program(text: &str) -> Program {
    let request = module::Request {
        arguments: vec!["plan.cue".to_owned()],
        legacy: Packages::legacy(),
        ..module::Request::default()
    };
    let answer = |ask: &Ask| match ask {
        Ask::File(path) if path == "plan.cue" => {
            module::Answer::File(Some(text.as_bytes().to_vec()))
        }
        Ask::File(_) => module::Answer::File(None),
        Ask::Dir(_) => module::Answer::Dir(None),
    };
    let program = Loader::new(request, &Packages::default()).load(&answer).expect("no mistake");
    assert!(program.legacy);
    program
}

/// The image that an action comes to, or files; nothing if there is none of them, or several.
fn image(plan: &mut Plan, target: &str) -> Result<Option<Container>, PlanError> {
    let leaves = plan.leaves(target)?;
    Leaf::only(&leaves).map(|leaf| plan.describe(leaf)).transpose()
}

#[test]
fn every_package_is_sound() {
    for path in Packages::paths() {
        let text = format!("package main\nimport p \"{path}\"\nx: p\n");
        let mut session = Session::new(program(&text), Profile::LEGACY, Limits::default());
        assert_eq!(session.source_problems(), [], "{path}");
        let root = session.root();
        assert_eq!(session.problems(root, false), [], "{path}");
    }
}

/// A plan with some actions.
fn plan(actions: &str) -> Result<Plan, PlanError> {
    let text = format!(
        "package main\nimport (\n\"dagger.io/dagger\"\n\"dagger.io/dagger/core\"\n\
         \"universe.dagger.io/docker\"\n\"universe.dagger.io/go\"\n)\n_go: go.#Image\n_docker: docker.#Ref\n_core: core.#Ref\n\
         dagger.#Plan & {{\nactions: {{\n{actions}\n}}\n}}\n"
    );
    let program = program(&text);
    let places = Places::new(&program);
    Plan::new(program, Inputs::default(), &places)
}

fn graph(actions: &str, target: &str) -> String {
    let graph = plan(actions).and_then(|mut plan| plan.graph(&[target.to_owned()], &Facts::NONE));
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
        let _open = plan.facts("test").expect("an action");
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

#[test]
fn words_are_actions_or_parts_of_one() {
    let pull = "core.#Pull & {source: \"x\"}";
    let actions = format!("v: \"8.0\": {{build: {pull}, push: {pull}}}\nw: {pull}\npush: {pull}");
    let mut plan = plan(&actions).expect("a plan");
    let mut named = |words: &str| {
        let words: Vec<String> = words.split(' ').map(str::to_owned).collect();
        plan.named(&words).map(|names| names.join(", ")).map_err(|error| error.message)
    };
    assert_eq!(named("v 8.0 build").as_deref(), Ok("v 8.0 build"));
    assert_eq!(named("v/8.0 build w v.8.0.build").as_deref(), Ok("v/8.0 build, w, v.8.0.build"));
    assert_eq!(named("v/8.0 actions.push").as_deref(), Ok("v/8.0, actions.push"));
    let error = "push is an action, and one of v 8.0: write actions.push or v/8.0/push";
    assert_eq!(named("v 8.0 push"), Err(error.to_owned()));
    assert_eq!(named("w other").as_deref(), Ok("w, other"));
}

#[test]
fn a_bake_file_has_what_the_client_gives() {
    let actions = "build: docker.#Build & {steps: [docker.#Pull & {source: \"x\"}, docker.#Run & {\n\
         env: TOKEN: client.env.TOKEN\n\
         mounts: {k: {dest: \"/k\", contents: client.filesystem.\"a,b\".read.contents}\n\
         s: {dest: \"/s\", contents: client.network.\"unix:///run/x.sock\".connect}\n\
         o: {dest: \"/o\", contents: client.filesystem.\"../out\".read.contents}}\n\
         command: name: \"x\"}]}}\n\
         client: {env: {TOKEN: dagger.#Secret, OTHER: dagger.#Secret}\n\
         network: \"unix:///run/x.sock\": connect: dagger.#Socket\n\
         filesystem: {\"a,b\": read: contents: dagger.#Secret\n\
         \"../out\": read: contents: dagger.#FS\n\"../other\": read: contents: dagger.#FS}";
    let mut plan = plan(actions).expect("a plan");
    let baked = plan.bake(&["build".to_owned()]).expect("no mistake");
    let [target] = &*baked else { panic!("{baked:?}") };
    assert_eq!(target.secrets, ["id=TOKEN,env=TOKEN", "id=a-b,\"src=a,b\""]);
    assert_eq!(target.ssh, ["run-x.sock=/run/x.sock"]);
    assert_eq!(target.contexts, [("out".to_owned(), "../out".to_owned())].into());
}

/// Answers every question about images with the same image.
fn answered(questions: Vec<Question>, answers: &mut Answers) {
    let config = br#"{"os":"linux","architecture":"amd64","config":{"Entrypoint":["/entry"],
        "Env":["A=b"],"WorkingDir":"/work"}}"#;
    for question in questions {
        let Question::Image(image) = &question else { panic!("{question:?}") };
        let resolved = ResolvedImage {
            reference: image.reference.clone(),
            config: config.as_slice().into(),
            ..ResolvedImage::default()
        };
        let _none = answers.insert(question, Answer::Image(resolved));
    }
}

#[test]
fn the_owner_of_a_file_of_the_web_counts_if_user_and_group_are_said() {
    let owned = |owner: &str| {
        let fetch = format!("core.#HTTPFetch & {{source: \"https://x/y\", dest: \"z\", {owner}}}");
        let mut plan = plan(&format!("f: {fetch}")).expect("a plan");
        let leaves = plan.leaves("f").expect("an action");
        let leaf = Leaf::only(&leaves).expect("files");
        format!("{:?}", plan.describe(leaf).expect("no mistake")).contains("owner: Some((1, 2))")
    };
    assert!(owned("uid: 1, gid: 2"));
    assert!(!owned("uid: 1"));
}

#[test]
fn images_behind_a_definition_that_is_shared_are_asked_for_at_once() {
    let mut plan = plan(
        "a: go.#Container & {source: dagger.#Scratch, command: name: \"x\"}\n\
         b: docker.#Pull & {source: \"y\"}\n\
         c: core.#Copy & {input: b.output.rootfs, contents: a.output.rootfs}",
    )
    .expect("a plan");
    let facts = plan.facts("c").expect("an action");
    // Once more for `_go`, which shares that definition, too: one question asks for both.
    let mut names: Vec<&str> =
        facts.iter().filter_map(|fact| fact.fields.get("source")?.text()).collect();
    names.dedup();
    assert_eq!(names, ["index.docker.io/golang:1.18-alpine", "y"]);
}

#[test]
fn facts_are_found_and_an_action_is_described() {
    let mut plan = plan(
        "build: docker.#Build & {steps: [docker.#Pull & {source: \"alpine\"}, docker.#Run & \
         {command: name: \"program\"}, docker.#Set & {config: cmd: [\"x\"]}]}",
    )
    .expect("a plan");
    let (request, mut answers) = (Request::default(), Answers::new());
    loop {
        let facts = plan.facts("build").expect("an action");
        let Some(fact) = facts.first() else { break };
        match plan.answer(fact, &request, &answers).expect("a fact") {
            Progress::Asks(questions) => answered(questions, &mut answers),
            Progress::Done(told) => plan.tell(vec![told]),
        }
    }
    let image = image(&mut plan, "build").expect("no mistake").expect("an image");
    let Ok(Progress::Done(built)) = lower(&image, &request, &answers) else {
        panic!("nothing is left to ask")
    };
    assert_eq!(built.image.config.entrypoint, ["/entry"]);
    assert_eq!(built.image.config.cmd, ["x"]);
    assert_eq!(built.image.config.env, ["A=b"]);
    let has = |text: &str| {
        let text = text.as_bytes();
        built.definition.def.iter().any(|op| op.windows(text.len()).any(|part| part == text))
    };
    assert!(has("program") && has("/entry") && has("root:root"));
}

#[test]
fn what_a_frontend_cannot_do_is_said_with_the_flag_that_does_it() {
    let mut plan = plan(
        "a: core.#NewSecret & {input: dagger.#Scratch, path: \"/x\"}\n\
         b: core.#Exec & {input: dagger.#Scratch, args: [\"x\"], mounts: s: {dest: \"/s\", \
         contents: a.output}}",
    )
    .expect("a plan");
    let error = image(&mut plan, "b").expect_err("a mistake");
    assert!(error.message.starts_with("actions.b.mounts.s: secrets are not made while building"));
    assert!(error.message.ends_with("--secret id=NAME,src=PATH"));
}

#[test]
fn a_group_has_the_images_below_it_with_the_names_they_are_pushed_as() {
    let actions = "v: [tag=string]: {\n\
         build: docker.#Build & {steps: [docker.#Pull & {source: \"base:\\(tag)\"}]}\n\
         push: docker.#Push & {image: build.output, dest: \"registry/\\(tag)\"}\n}\n\
         v: {\"1\": _, \"2\": _}\n\
         files: core.#Mkdir & {input: dagger.#Scratch, path: \"/x\"}";
    let mut plan = plan(actions).expect("a plan");
    let mut told = |target: &str| -> Vec<String> {
        let leaves = plan.leaves(target).expect("an action").into_iter();
        leaves.map(|leaf| format!("{} {:?}", leaf.names.join("/"), leaf.push)).collect()
    };
    assert_eq!(told("v"), ["v/1/build [\"registry/1\"]", "v/2/build [\"registry/2\"]"]);
    assert_eq!(told("v/1/build"), ["v/1/build []"]);
    assert_eq!(told("v/1/push"), ["v/1/push [\"registry/1\"]"]);
    assert_eq!(told("files"), ["files []"]);
    assert!(image(&mut plan, "v").expect("no mistake").is_none());
    assert!(image(&mut plan, "v/2").expect("no mistake").is_some());
    let mut baked = |names: &[&str]| {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let targets = plan.bake(&names).map_err(|error| error.to_string())?.into_iter();
        Ok(targets.map(|target| (target.name, target.tags.join(" "))).collect::<Vec<_>>())
    };
    let [one, two] =
        ["1", "2"].map(|version| (format!("v/{version}/build"), format!("registry/{version}")));
    assert_eq!(baked(&[]), Ok(vec![one.clone(), two.clone()]));
    assert_eq!(baked(&["v/2", "v"]), Ok(vec![two, one]));
    assert_eq!(baked(&["files"]), Ok(vec![("files".to_owned(), String::new())]));
    assert!(baked(&["w"]).is_err_and(|error: String| error.contains("action not found: w")));
}

#[test]
fn a_misspelt_field_is_told_with_the_one_that_is_meant() {
    let rows = [
        (
            "docker.#Run & {input: docker.#Scratch, command: name: \"x\", mounts: cache: {\
             dest: \"/c\", contnts: core.#CacheDir & {id: \"x\"}}}",
            "build.mounts.cache.contnts: field not allowed (did you mean \"contents\"?)",
        ),
        (
            "docker.#Run & {input: docker.#Scratch, comand: name: \"x\"}",
            "build.comand: field not allowed (did you mean \"command\"?)",
        ),
        (
            "docker.#Dockerfile & {source: dagger.#Scratch, dockerfile: content: \"FROM x\"}",
            "build.dockerfile.content: field not allowed (did you mean \"contents\"?)",
        ),
        (
            "docker.#Build & {steps: [docker.#Pull & {source: \"x\"}, docker.#Set & \
             {config: cmdd: [\"x\"]}]}",
            "build.steps.1.config.cmdd: field not allowed (did you mean \"cmd\"?)",
        ),
        (
            "docker.#Set & {input: docker.#Scratch, config: cmdd: [\"x\"]}",
            "build.config.cmdd: field not allowed (did you mean \"cmd\"?)",
        ),
        (
            "docker.#Pull & {source: \"x\", resolveMode: \"forcepull\"}",
            "build.resolveMode: conflicting values \"default\" and \"forcepull\" \
             (did you mean \"forcePull\"?)",
        ),
    ];
    for (action, expected) in rows {
        let mut plan = plan(&format!("build: {action}")).expect("a plan");
        let checked = plan.needed("build").and_then(|tasks| plan.check("build", &tasks));
        let error = checked.expect_err("a mistake");
        assert_eq!(error.message, format!("actions.{expected}"));
        assert!(!error.origins(&plan.places).is_empty(), "{}", error.message);
    }
    let error = plan("x: _}\nclient: filesytem: {").expect_err("a mistake");
    assert_eq!(error.message, "client.filesytem: field not allowed (did you mean \"filesystem\"?)");
}

#[test]
fn what_comes_from_the_client_is_a_type() {
    let actions = "a: core.#Nop & {input: client.env.X}\n\
         b: core.#Nop & {input: client.filesystem.f.read.contents}}\n\
         client: {env: X: \"x\", filesystem: f: read: contents: \"y\"";
    let mut plan = plan(actions).expect("a plan");
    let mut told = |target: &str| {
        let tasks = plan.needed(target).expect("an action");
        plan.check_conflicts(target, &tasks).expect_err("a mistake").message
    };
    let text = "unexpected concrete value, please use a type";
    assert_eq!(told("a"), format!("client.env.X: {text} or set a default"));
    assert_eq!(told("b"), format!("client.filesystem.f.read.contents: {text}"));
}

#[test]
fn tests_are_built_beside_the_image_and_unused_defaults_are_not() {
    let mut plan = plan(
        "base: docker.#Pull & {source: \"base\"}\n\
         all: {\n\
         build: docker.#Run & {input: base.output, command: name: \"a\"}\n\
         test: docker.#Run & {input: build.output, command: name: \"b\"}\n\
         after: docker.#Run & {input: base.output, env: A: \"\\(test.success)\", \
         command: name: \"c\"}\n}\n\
         program: go.#Build & {source: dagger.#Scratch, image: base.output}",
    )
    .expect("a plan");
    let mut rest = |target: &str| {
        let leaves = plan.leaves(target).expect("an action");
        plan.rest(target, crate::dagger::Leaf::only(&leaves)).expect("no mistake").len()
    };
    assert_eq!((rest("all"), rest("all/build"), rest("program")), (2, 0, 0));
    let tasks = plan.needed("all/after").expect("an action");
    let early: Vec<_> = plan.early(&tasks).expect("no mistake").into_iter().collect();
    assert_eq!(early.len(), 1);
    assert_eq!(&*early[0].0, "actions.all.test._exec");
}

#[test]
fn what_two_things_are_made_of_is_no_circle() {
    let mut plan = plan(
        "one: core.#Mkdir & {input: dagger.#Scratch, path: \"/1\"}\n\
         two: core.#Mkdir & {input: one.output, path: \"/2\"}\n\
         both: core.#Merge & {inputs: [one.output, two.output]}",
    )
    .expect("a plan");
    assert!(image(&mut plan, "both").expect("no mistake").is_some());
}
