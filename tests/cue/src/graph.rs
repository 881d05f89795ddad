//! Tasks of an action, compared: which there are, what is in their fields, what they depend on.

use std::collections::BTreeMap;

use sha2::Digest as _;
use sha2::Sha256;

use crate::json::Json;

/// What two lists of tasks have in common, and what not.
#[derive(Debug, Default)]
pub(crate) struct Comparison {
    /// Leaves of the expected tasks that are the same.
    pub(crate) equal: u32,
    /// Everything that is not.
    pub(crate) differences: Vec<Difference>,
}

/// Something that is not the same.
#[derive(Debug)]
pub(crate) struct Difference {
    /// A word or two to group by.
    pub(crate) class: &'static str,
    /// The whole of it.
    pub(crate) text: String,
}

/// By task and field: the kind of a task is under its path alone.
type Leaves<'a> = BTreeMap<(&'a str, String), &'a Json>;

/// How many leaves tasks have.
pub(crate) fn leaves(tasks: &[Json]) -> u32 {
    u32::try_from(all_leaves(tasks).len()).unwrap_or(u32::MAX)
}

/// Compares tasks.
pub(crate) fn compare(expected: &[Json], got: &[Json]) -> Comparison {
    let (expected, got) = (all_leaves(expected), all_leaves(got));
    let mut comparison = Comparison::default();
    for (key, value) in &expected {
        match got.get(key) {
            Some(found) if is_same(value, found) => comparison.equal += 1,
            found => comparison.differences.extend(missing(key, value, found.copied(), &got)),
        }
    }
    for (key, value) in got.iter().filter(|(key, _)| !expected.contains_key(*key)) {
        let is_new = !expected.contains_key(&(key.0, String::new()));
        let (class, text) = match (key.1.is_empty(), is_new) {
            (true, _) => ("a task too many", format!("{}: not expected, got {value}", key.0)),
            (false, true) => continue,
            (false, false) => {
                ("a field too many", format!("{}: {}: not expected, got {value}", key.0, key.1))
            }
        };
        comparison.differences.push(Difference { class, text });
    }
    comparison
}

/// A leaf that is not there or has another value. What is in a task that is not there is not told.
fn missing(
    key: &(&str, String),
    value: &Json,
    found: Option<&Json>,
    got: &Leaves<'_>,
) -> Option<Difference> {
    let (task, field) = (key.0, &key.1);
    if field.is_empty() {
        let got = found.map_or("nothing".to_owned(), Json::to_string);
        let text = format!("{task}: expected {value}, got {got}");
        return Some(Difference { class: "a task", text });
    }
    if !got.contains_key(&(task, String::new())) {
        return None;
    }
    let class = if field == "deps" { "dependencies" } else { "a field" };
    let found = found.map_or("nothing".to_owned(), Json::to_string);
    Some(Difference { class, text: format!("{task}: {field}: expected {value}, got {found}") })
}

fn all_leaves(tasks: &[Json]) -> Leaves<'_> {
    let mut leaves = Leaves::new();
    for task in tasks {
        let path = task.text("path");
        for (name, key) in [("task", String::new()), ("deps", "deps".to_owned())] {
            leaves.extend(task.get(name).map(|value| ((path, key), value)));
        }
        for (name, value) in task.get("fields").map(Json::members).unwrap_or_default() {
            below(path, name.clone(), value, &mut leaves);
        }
    }
    leaves
}

fn below<'a>(path: &'a str, field: String, value: &'a Json, leaves: &mut Leaves<'a>) {
    for (name, value) in value.members() {
        below(path, format!("{field}.{name}"), value, leaves);
    }
    if value.members().is_empty() {
        let _none = leaves.insert((path, field), value);
    }
}

/// Whether two values are the same; a long text is expected as its digest.
fn is_same(expected: &Json, got: &Json) -> bool {
    match (expected, got) {
        (Json::Array(expected), Json::Array(got)) => {
            expected.len() == got.len()
                && expected.iter().zip(got).all(|(expected, got)| is_same(expected, got))
        }
        (Json::String(expected), Json::String(got)) => {
            expected == got || *expected == digested(got)
        }
        _ => expected == got,
    }
}

/// A text as a case has it that would be too long.
fn digested(text: &str) -> String {
    let hash = Sha256::digest(text.as_bytes());
    let hash: Vec<String> = hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{} len={}", hash.concat(), text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tasks(text: &str) -> Vec<Json> {
        match Json::parse(text) {
            Ok(Json::Array(tasks)) => tasks,
            _ => Vec::new(),
        }
    }

    #[test]
    fn every_difference_is_told_once() {
        let expected = tasks(
            r#"[{"path":"a","task":"Copy","deps":["b"],"fields":{"x":{"y":1},"z":["1"]}},
                {"path":"b","task":"Nop","deps":[],"fields":{"input":"c"}}]"#,
        );
        let got = tasks(
            r#"[{"path":"a","task":"Copy","deps":[],"fields":{"x":{"y":2},"z":["1"],"w":0}},
                {"path":"c","task":"Nop","deps":[],"fields":{"input":"c"}}]"#,
        );
        assert_eq!(compare(&expected, &expected).differences.len(), 0);
        let comparison = compare(&expected, &got);
        let texts: Vec<&str> = comparison.differences.iter().map(|one| one.text.as_str()).collect();
        assert_eq!(
            texts,
            [
                r#"a: deps: expected ["b"], got []"#,
                "a: x.y: expected 1, got 2",
                r#"b: expected "Nop", got nothing"#,
                "a: w: not expected, got 0",
                r#"c: not expected, got "Nop""#,
            ]
        );
        assert_eq!((comparison.equal, leaves(&expected)), (2, 7));
    }

    #[test]
    fn long_texts_are_expected_as_digests() {
        let text = "touch '/*.txt'\ntouch /bar.txt";
        assert_eq!(digested(text), "sha256:957aff5412dcb61e len=29");
    }
}
