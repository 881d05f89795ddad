//! Bake files, with which one command builds several targets: `docker buildx bake -f FILE`.
//!
//! Upstream: `bake/bake.go` of buildx, which reads them.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use crate::go::csv;
use crate::go::json;

/// The build argument that names a frontend.
const SYNTAX: &str = "BUILDKIT_SYNTAX";

/// The group that is built if nothing is named.
const DEFAULT: &str = "default";

/// What a bake file is made from.
#[derive(Clone, Debug, Default)]
pub struct Bake<'a> {
    /// The file that has the targets, as whoever builds calls it.
    pub file: &'a str,
    /// The image of the frontend, if the file does not name it.
    pub frontend: Option<&'a str>,
    /// The build arguments, which all targets get.
    pub args: BTreeMap<String, String>,
    /// The targets. Those whose names have a `/` form groups.
    pub targets: Vec<Target>,
}

/// A target of a bake file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Target {
    /// Its name.
    pub name: String,
    /// What it is for; empty if nobody said.
    pub doc: String,
    /// What its image is called.
    pub tags: Vec<String>,
    /// What it is built for; nothing is the platform of the builder.
    pub platforms: Vec<String>,
    /// What is done with the result; nothing is up to whoever bakes.
    pub outputs: Vec<String>,
    /// Its secrets, as `--secret` takes them.
    pub secrets: Vec<String>,
    /// Its agents and sockets, as `--ssh` takes them.
    pub ssh: Vec<String>,
    /// Its named contexts.
    pub contexts: BTreeMap<String, String>,
}

/// Writes a bake file in JSON.
pub fn write(bake: &Bake<'_>) -> String {
    let mut used = BTreeSet::from([DEFAULT.to_owned()]);
    let names: Vec<String> =
        bake.targets.iter().map(|target| name(&target.name, &mut used)).collect();
    let mut groups = vec![(DEFAULT.to_owned(), names.clone())];
    for (target, name) in bake.targets.iter().zip(&names) {
        for (at, _) in target.name.match_indices('/') {
            let group = plain(&target.name[..at]);
            if !used.contains(&group) {
                add(&mut groups, group, name);
            }
        }
    }
    let mut json = Json::default();
    json.open("");
    json.open("group");
    for (group, members) in &groups {
        json.open(group);
        json.list("targets", members);
        json.close();
    }
    json.close();
    json.open("target");
    for (target, name) in bake.targets.iter().zip(&names) {
        json.open(name);
        write_target(bake, target, &mut json);
        json.close();
    }
    json.close();
    json.close();
    json.text + "\n"
}

/// An option that has keys and values, as `--secret` takes it: `id=TOKEN,env=TOKEN`.
pub fn flag(fields: &[(&str, &str)]) -> String {
    let fields: Vec<String> = fields.iter().map(|(key, value)| format!("{key}={value}")).collect();
    let mut text = String::new();
    csv::push_record(&mut text, &fields);
    text.trim_end_matches('\n').to_owned()
}

fn add(groups: &mut Vec<(String, Vec<String>)>, group: String, member: &str) {
    match groups.iter_mut().find(|(known, _)| *known == group) {
        Some((_, members)) => members.push(member.to_owned()),
        None => groups.push((group, vec![member.to_owned()])),
    }
}

fn write_target(bake: &Bake<'_>, target: &Target, json: &mut Json) {
    if !target.doc.is_empty() {
        json.member("description", &target.doc);
    }
    json.member("context", ".");
    json.member("dockerfile", bake.file);
    json.member("target", &target.name);
    let frontend = bake.frontend.filter(|_| !bake.args.contains_key(SYNTAX));
    if frontend.is_some() || !bake.args.is_empty() {
        json.open("args");
        for (name, value) in &bake.args {
            json.member(name, value);
        }
        if let Some(frontend) = frontend {
            json.member(SYNTAX, frontend);
        }
        json.close();
    }
    if !target.contexts.is_empty() {
        json.open("contexts");
        for (name, place) in &target.contexts {
            json.member(name, place);
        }
        json.close();
    }
    json.list("secret", &target.secrets);
    json.list("ssh", &target.ssh);
    json.list("tags", &target.tags);
    json.list("platforms", &target.platforms);
    json.list("output", &target.outputs);
}

/// An object on its way, a member a line.
#[derive(Default)]
struct Json {
    text: String,
    depth: usize,
    /// Whether something stands before the next member.
    follows: bool,
}

impl Json {
    /// Begins an object that is a member, or, without a key, the whole.
    fn open(&mut self, key: &str) {
        if !key.is_empty() {
            self.key(key);
        }
        self.text.push('{');
        self.depth += 1;
        self.follows = false;
    }

    fn close(&mut self) {
        self.depth -= 1;
        if self.follows {
            self.line();
        }
        self.text.push('}');
        self.follows = true;
    }

    fn member(&mut self, key: &str, value: &str) {
        self.key(key);
        self.text.push_str(&string(value));
    }

    /// A list that has something in it.
    fn list(&mut self, key: &str, values: &[String]) {
        if !values.is_empty() {
            self.key(key);
            let values: Vec<String> = values.iter().map(|value| string(value)).collect();
            self.text.extend(["[", &values.join(", "), "]"]);
        }
    }

    fn key(&mut self, key: &str) {
        if self.follows {
            self.text.push(',');
        }
        self.line();
        self.text.extend([&json::to_string(key), ": "]);
        self.follows = true;
    }

    fn line(&mut self) {
        self.text.push('\n');
        self.text.extend(std::iter::repeat_n("  ", self.depth));
    }
}

/// A string of a bake file, in which `${` and `%{` would be the beginning of an expression.
fn string(text: &str) -> String {
    json::to_string(&text.replace("${", "$${").replace("%{", "%%{"))
}

/// The name of a target in a bake file, which no other has.
fn name(name: &str, used: &mut BTreeSet<String>) -> String {
    let plain = plain(name);
    let numbered = (2..).map(|number| format!("{plain}-{number}"));
    let mut names = std::iter::once(plain.clone()).chain(numbered);
    let free = names.find(|name| !used.contains(name)).unwrap_or_default();
    used.insert(free.clone());
    free
}

/// A name with the characters that bake allows in names.
fn plain(name: &str) -> String {
    let allowed = |char: char| char.is_ascii_alphanumeric() || char == '_' || char == '-';
    name.chars().map(|char| if allowed(char) { char } else { '-' }).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::Value;
    use serde_json::json as value;

    use super::*;

    fn file(bake: &Bake<'_>) -> Value {
        serde_json::from_str(&write(bake)).unwrap()
    }

    fn target(name: &str) -> Target {
        Target { name: name.to_owned(), ..Target::default() }
    }

    #[test]
    fn groups_are_what_names_have_in_common() {
        let targets = ["a/8.0/x", "a/5.7/x", "b.c", "b-c", "default"].map(target).into();
        let value = file(&Bake { file: "build.cue", targets, ..Bake::default() });
        assert_eq!(
            value["group"],
            value!({
                "default": {"targets": ["a-8-0-x", "a-5-7-x", "b-c", "b-c-2", "default-2"]},
                "a": {"targets": ["a-8-0-x", "a-5-7-x"]},
                "a-8-0": {"targets": ["a-8-0-x"]},
                "a-5-7": {"targets": ["a-5-7-x"]},
            })
        );
        assert_eq!(value["target"]["b-c-2"]["target"], "b-c");
    }

    #[test]
    fn a_group_does_not_hide_a_target() {
        let targets = ["a/b", "a"].map(target).into();
        let value = file(&Bake { targets, ..Bake::default() });
        assert_eq!(value["group"], value!({"default": {"targets": ["a-b", "a"]}}));
    }

    #[test]
    fn a_target_has_what_its_client_gives() {
        let contexts = BTreeMap::from([("x".to_owned(), "../x".to_owned())]);
        let secrets = vec!["id=a,env=a".to_owned()];
        let ssh = vec!["default".to_owned()];
        let targets = vec![Target { secrets, ssh, contexts, ..target("a") }];
        let expected = value!({
            "context": ".", "dockerfile": "", "target": "a", "contexts": {"x": "../x"},
            "secret": ["id=a,env=a"], "ssh": ["default"],
        });
        assert_eq!(file(&Bake { targets, ..Bake::default() })["target"]["a"], expected);
    }

    #[test]
    fn the_frontend_is_an_argument_unless_another_is_named() {
        let targets = vec![Target { tags: vec!["${x}/a".to_owned()], ..target("a") }];
        let args = BTreeMap::from([("A".to_owned(), "1".to_owned())]);
        let bake = Bake { frontend: Some("me"), args, targets, ..Bake::default() };
        let expected = value!({
            "context": ".", "dockerfile": "", "target": "a", "tags": ["$${x}/a"],
            "args": {"A": "1", "BUILDKIT_SYNTAX": "me"},
        });
        assert_eq!(file(&bake)["target"]["a"], expected);
        let args = BTreeMap::from([(SYNTAX.to_owned(), "other".to_owned())]);
        let bake = Bake { args, ..bake };
        assert_eq!(file(&bake)["target"]["a"]["args"], value!({"BUILDKIT_SYNTAX": "other"}));
    }
}
