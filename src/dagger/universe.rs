//! What the packages of the universe come to: paths of tasks, and what runs.

use crate::cue::encoding::json;
use crate::cue::module::Answer;
use crate::cue::module::Ask;
use crate::cue::module::Loader;
use crate::cue::module::Request;
use crate::cue::value::Value;

use super::Facts;
use super::Packages;
use super::Places;
use super::Plan;

/// What is written down for every plan here.
const FACTS: &str = r#"{
    "images": {"x": {"config": {"env": {"PATH": "/bin"}, "cmd": ["sh"]}}},
    "texts": {"client.commands.uname": "Linux\n"}
}"#;

/// The tasks of an action of a plan that imports some packages of the universe. It has the image
/// `img`, two secrets and what a command says at hand.
fn tasks(packages: &[&str], action: &str) -> String {
    let imports: Vec<String> =
        packages.iter().map(|name| format!("import \"universe.dagger.io/{name}\"\n")).collect();
    let imports = imports.concat();
    let text = format!(
        "package main\nimport \"dagger.io/dagger\"\nimport \"universe.dagger.io/docker\"\n{imports}\
         dagger.#Plan & {{\nclient: env: {{KEY: dagger.#Secret, TOKEN: dagger.#Secret}}\n\
         client: commands: uname: name: \"uname\"\n\
         actions: {{img: docker.#Pull & {{source: \"x\"}}\ntest: {action}}}}}\n"
    );
    let request = Request {
        arguments: vec!["plan.cue".to_owned()],
        legacy: Packages::legacy(),
        ..Request::default()
    };
    let answer = |ask: &Ask| match ask {
        Ask::File(path) if path == "plan.cue" => Answer::File(Some(text.as_bytes().to_vec())),
        Ask::File(_) => Answer::File(None),
        Ask::Dir(_) => Answer::Dir(None),
    };
    let facts = Facts::new(json::read(FACTS.as_bytes()).expect("JSON"));
    let program = Loader::new(request, &Packages::default()).load(&answer).expect("no mistake");
    let places = Places::new(&program);
    let plan = Plan::new(program, facts.inputs(), &places);
    match plan.and_then(|mut plan| plan.graph(&["test".to_owned()], &facts)) {
        Ok(Value::List(tasks)) => tasks.iter().map(json::write).collect::<Vec<_>>().join("\n"),
        Ok(other) => json::write(&other),
        Err(error) => error.message,
    }
}

/// What a task runs.
fn args(tasks: &str, path: &str) -> String {
    let end = format!("\"path\":\"{path}\",\"task\":\"Exec\"}}");
    let task = tasks.lines().find(|task| task.ends_with(&end)).unwrap_or(tasks);
    let from = task.find("\"args\":").map_or(task, |at| &task[at + 7..]);
    from.split(",\"env\":").next().unwrap_or_default().to_owned()
}

#[test]
fn scripts_are_run_with_what_they_are_given() {
    let script = "input: img.output, script: contents: \"exit\"";
    let bash =
        format!("bash.#Run & {{{script}, args: [\"a\"], flags: {{\"-v\": true, \"-n\": \"1\"}}}}");
    assert_eq!(
        args(&tasks(&["bash"], &bash), "actions.test._exec"),
        r#"["bash","--norc","-e","-o","pipefail","/bash/scripts/run.sh","a","-v","-n","1"]"#
    );
    let powershell = format!("powershell.#Run & {{{script}, args: [\"a\"]}}");
    let tasks = tasks(&["powershell"], &powershell);
    assert_eq!(
        args(&tasks, "actions.test._exec"),
        r#"["pwsh","-File","/powershell/scripts/run.ps1","a"]"#
    );
    assert!(tasks.contains("\"Pwsh scripts\""), "{tasks}");
}

#[test]
fn programs_that_yarn_builds_may_have_an_image_of_their_own() {
    let build = "yarn.#Build & {source: dagger.#Scratch\n\
                 script: {name: \"pack\", container: input: img.output}}";
    let tasks = tasks(&["yarn"], build);
    let path = "actions.test.script.container._exec";
    assert!(tasks.contains(&format!("\"path\":\"{path}\"")), "{tasks}");
    assert!(args(&tasks, path).ends_with("run.sh\",\"run\",\"pack\"]"), "{tasks}");
    assert!(tasks.contains("\"input\":\"fs:actions.img._pull\""), "{tasks}");
}

#[test]
fn nginx_is_pulled_and_nothing_else() {
    let tasks = tasks(&["nginx"], "nginx.#Build & {flavor: \"debian\"}");
    assert!(tasks.contains("\"source\":\"index.docker.io/nginx:stable\""), "{tasks}");
    assert!(tasks.ends_with("\"path\":\"actions.test._pull._pull\",\"task\":\"Pull\"}"), "{tasks}");
}

#[test]
fn aws_is_asked_with_options_and_credentials() {
    let command = "cli.#Command & {\ninput: img.output\n\
                   credentials: accessKeyId: client.env.KEY\n\
                   options: {region: \"eu-west-1\", \"cli-read-timeout\": 5}\n\
                   service: {name: \"s3api\", command: \"list-buckets\", args: [\"--max-items\", \"1\"]}}";
    let tasks = tasks(&["aws/cli"], command);
    let args = args(&tasks, "actions.test._exec");
    assert!(args.starts_with("[\"/bin/sh\",\"-c\",\"aws --"), "{tasks}");
    assert!(args.ends_with("s3api list-buckets --max-items 1 > /output.txt\"]"), "{args}");
    for option in
        ["--no-cli-pager ", "--output json ", "--region eu-west-1 ", "--cli-read-timeout 5 "]
    {
        assert!(args.contains(option), "{args}");
    }
    assert!(tasks.contains("\"AWS_ACCESS_KEY_ID\":\"secret:env-KEY\""), "{tasks}");
}

#[test]
fn the_image_of_aws_is_built() {
    let tasks = tasks(&["aws"], "aws.#Build & {version: \"2.5.0\"}");
    let install = args(&tasks, "actions.test._dag.\\\"2\\\"._exec");
    assert_eq!(install, "[\"/scripts/install.sh\",\"2.5.0\"]");
}

#[test]
fn a_site_is_deployed_with_its_token() {
    let deploy = "netlify.#Deploy & {\n\
                  site: \"s\", domain: \"d\", contents: dagger.#Scratch, token: client.env.TOKEN}";
    let tasks = tasks(&["netlify"], deploy);
    let path = "actions.test.container._exec";
    assert!(args(&tasks, path).ends_with("\"/bash/scripts/deploy.sh\"]"), "{tasks}");
    for part in
        ["\"NETLIFY_DOMAIN\":\"d\"", "\"NETLIFY_SITE_CREATE\":\"1\"", "\"secret:env-TOKEN\"", "npm"]
    {
        assert!(tasks.contains(part), "{part}: {tasks}");
    }
}

#[test]
fn what_a_command_says_is_asked_for_though_nobody_declares_it() {
    let body = "docker.#Run & {input: img.output\n\
                command: {name: \"echo\", args: [client.commands.uname.stdout]}}";
    assert_eq!(args(&tasks(&[], body), "actions.test._exec"), r#"["echo","Linux\n"]"#);
}
