//! An environment: variables in the order they were last set.

use std::rc::Rc;

use indexmap::IndexMap;

/// Variables of a process or a state.
///
/// Setting a variable moves it to the end, as upstream's list of overrides does; the order is part
/// of the operation and so of its digest. Copies are cheap: keys and values are shared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Env {
    variables: IndexMap<Rc<str>, Rc<str>>,
}

impl Env {
    /// Sets a variable, now the last one.
    pub fn set(&mut self, key: &str, value: &str) {
        self.variables.shift_remove(key);
        self.variables.insert(Rc::from(key), Rc::from(value));
    }

    /// Takes a variable away.
    pub fn remove(&mut self, key: &str) {
        self.variables.shift_remove(key);
    }

    /// The value of a variable.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.variables.get(key).map(AsRef::as_ref)
    }

    /// The variables in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.variables.iter().map(|(key, value)| (key.as_ref(), value.as_ref()))
    }

    /// The names of the variables in order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.variables.keys().map(AsRef::as_ref)
    }
}

#[cfg(test)]
mod tests {
    use super::Env;

    #[test]
    fn a_variable_that_is_set_again_becomes_the_last() {
        let mut env = Env::default();
        env.set("A", "1");
        env.set("B", "2");
        env.set("A", "3");
        assert_eq!(env.iter().collect::<Vec<_>>(), [("B", "2"), ("A", "3")]);
    }
}
