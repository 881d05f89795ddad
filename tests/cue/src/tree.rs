//! Trees of values as JSON, and how they are compared.
//!
//! An object is a struct, an array a list; `{"$err": code}` is an error, `{"$kind": kinds}` a value
//! that is not concrete, `{"$default": tree}` one with a default, `{"$num": text}` a number that is
//! no integer; `{"$list": […], "$fields": {…}}` is a list with definitions or hidden fields.

use crate::json::Json;

/// A place where two trees differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Difference {
    /// Labels, each behind a slash.
    pub(crate) path: String,
    /// What was expected there; none for nothing.
    pub(crate) expected: Option<Json>,
    /// What there is.
    pub(crate) got: Option<Json>,
}

/// What a comparison came to.
#[derive(Debug, Default)]
pub(crate) struct Comparison {
    /// Leaves of the expected tree.
    pub(crate) leaves: u32,
    /// Those that are in the other one, too.
    pub(crate) equal: u32,
    /// All differences.
    pub(crate) differences: Vec<Difference>,
}

/// Compares two trees.
pub(crate) fn compare(expected: &Json, got: &Json) -> Comparison {
    let mut comparison = Comparison::default();
    comparison.walk("", expected, Some(got));
    comparison
}

/// How many leaves a tree has; what is empty has none.
pub(crate) fn leaves(tree: &Json) -> u32 {
    match tree {
        Json::Object(members) if members.len() == 1 && is_mark(&members[0].0) => {
            let (key, value) = &members[0];
            if key == "$default" { leaves(value) } else { 1 }
        }
        Json::Object(members) => members.iter().map(|(_, value)| leaves(value)).sum(),
        Json::Array(items) => items.iter().map(leaves).sum(),
        _ => 1,
    }
}

fn is_mark(key: &str) -> bool {
    matches!(key, "$err" | "$kind" | "$default" | "$num" | "$type")
}

fn mark(tree: &Json) -> Option<(&str, &Json)> {
    match tree {
        Json::Object(members) if members.len() == 1 && is_mark(&members[0].0) => {
            Some((&members[0].0, &members[0].1))
        }
        _ => None,
    }
}

impl Comparison {
    fn walk(&mut self, path: &str, expected: &Json, got: Option<&Json>) {
        match (expected, got) {
            (_, Some(got)) if mark(expected).is_some() || mark(got).is_some() => {
                match (mark(expected), mark(got)) {
                    (Some(("$default", expected)), Some(("$default", got))) => {
                        self.walk(path, expected, Some(got));
                    }
                    _ => self.leaf(path, expected, got),
                }
            }
            (Json::Object(left), Some(Json::Object(right))) => self.members(path, left, right),
            (Json::Array(left), Some(Json::Array(right))) => self.items(path, left, right),
            (_, Some(got)) => self.leaf(path, expected, got),
            (_, None) => {
                self.leaves += leaves(expected);
                self.differ(path, Some(expected), None);
            }
        }
    }

    fn leaf(&mut self, path: &str, expected: &Json, got: &Json) {
        let count = leaves(expected);
        self.leaves += count;
        if expected == got {
            self.equal += count;
        } else {
            self.differ(path, Some(expected), Some(got));
        }
    }

    fn members(&mut self, path: &str, left: &[(String, Json)], right: &[(String, Json)]) {
        for (key, value) in left {
            let other = right.iter().find(|(name, _)| name == key).map(|(_, value)| value);
            self.walk(&format!("{path}/{key}"), value, other);
        }
        for (key, value) in right {
            if !left.iter().any(|(name, _)| name == key) {
                self.differ(&format!("{path}/{key}"), None, Some(value));
            }
        }
    }

    fn items(&mut self, path: &str, left: &[Json], right: &[Json]) {
        for (index, item) in left.iter().enumerate() {
            self.walk(&format!("{path}/{index}"), item, right.get(index));
        }
        for (index, item) in right.iter().enumerate().skip(left.len()) {
            self.differ(&format!("{path}/{index}"), None, Some(item));
        }
    }

    fn differ(&mut self, path: &str, expected: Option<&Json>, got: Option<&Json>) {
        let difference =
            Difference { path: path.to_owned(), expected: expected.cloned(), got: got.cloned() };
        self.differences.push(difference);
    }
}

impl Difference {
    /// What kind of difference it is, to group by.
    pub(crate) fn class(&self) -> String {
        format!("{} for {}", sort(self.got.as_ref()), sort(self.expected.as_ref()))
    }
}

/// What sort of thing a tree is, in a word.
fn sort(tree: Option<&Json>) -> String {
    let Some(tree) = tree else { return "nothing".into() };
    match (mark(tree), tree) {
        (Some(("$err", code)), _) => format!("error {}", code.as_str().unwrap_or_default()),
        (Some(("$kind", _)), _) => "kinds".into(),
        (Some(("$default", _)), _) => "default".into(),
        (Some(("$num", _)), _) | (_, Json::Number(_)) => "number".into(),
        (_, Json::Object(members)) if members.iter().any(|(key, _)| key == "$list") => {
            "list with fields".into()
        }
        (_, Json::Object(_)) => "struct".into(),
        (_, Json::Array(_)) => "list".into(),
        (_, Json::String(_)) => "string".into(),
        (_, Json::Bool(_)) => "bool".into(),
        (_, Json::Null) => "null".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> Json {
        Json::parse(text).unwrap()
    }

    #[test]
    fn trees_are_equal_in_any_order_of_fields() {
        let comparison = compare(&json(r#"{"a":1,"b":[2]}"#), &json(r#"{"b":[2],"a":1}"#));
        assert_eq!((comparison.leaves, comparison.equal), (2, 2));
        assert!(comparison.differences.is_empty());
    }

    #[test]
    fn a_default_is_compared_by_its_leaves() {
        let comparison =
            compare(&json(r#"{"$default":{"a":1,"b":2}}"#), &json(r#"{"$default":{"a":1}}"#));
        assert_eq!((comparison.leaves, comparison.equal), (2, 1));
        assert_eq!(comparison.differences[0].class(), "nothing for number");
    }

    #[test]
    fn what_is_too_much_is_a_difference() {
        let comparison = compare(&json("{}"), &json(r#"{"a":{"$err":"eval"}}"#));
        assert_eq!((comparison.leaves, comparison.equal), (0, 0));
        assert_eq!(comparison.differences[0].class(), "error eval for nothing");
    }
}
