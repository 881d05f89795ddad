//! Where the values of variables come from.

use std::collections::BTreeMap;

/// Variables a word may use.
pub trait Env {
    /// The value of a variable, if it is set.
    fn get(&self, name: &str) -> Option<&str>;

    /// The names of all variables, in their own order. Suggestions are looked for here.
    fn names(&self) -> Vec<&str>;
}

/// No variable is set.
#[derive(Clone, Copy, Debug)]
pub struct NoEnv;

impl Env for NoEnv {
    fn get(&self, _name: &str) -> Option<&str> {
        None
    }

    fn names(&self) -> Vec<&str> {
        Vec::new()
    }
}

impl Env for BTreeMap<String, String> {
    fn get(&self, name: &str) -> Option<&str> {
        self.get(name).map(String::as_str)
    }

    fn names(&self) -> Vec<&str> {
        self.keys().map(String::as_str).collect()
    }
}
