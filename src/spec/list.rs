//! What can be built, for those who ask.

use super::document::Spec;
use crate::source::Lines;

/// A target, as it is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listed<'s> {
    /// Its name.
    pub name: &'s str,
    /// Whether it is built if none is asked for.
    pub is_default: bool,
    /// What it is for; empty if nobody said.
    pub doc: &'s str,
    /// Where it is written.
    pub lines: Lines,
}

impl Spec {
    /// The targets in the order in which they are written.
    pub fn targets(&self) -> impl Iterator<Item = Listed<'_>> {
        let entries = &self.targets.0;
        let last = entries.last().map(|entry| entry.name.as_str());
        let default = self.default.as_deref().or(last);
        entries.iter().map(move |entry| Listed {
            name: &entry.name,
            is_default: default == Some(entry.name.as_str()),
            doc: entry.value.doc.as_deref().unwrap_or_default(),
            lines: entry.origin.place().map(|(_, lines)| lines).unwrap_or_default(),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use crate::llb::SourceInfo;
    use crate::spec::from_json;

    #[test]
    fn the_default_is_the_one_that_is_named_or_the_last() {
        let default = |text: &str| {
            let data = text.as_bytes().into();
            let file = Rc::new(SourceInfo { data, ..SourceInfo::default() });
            let spec = from_json(&file).unwrap();
            spec.targets().find(|target| target.is_default).map(|target| target.name.to_owned())
        };
        let last = r#"{"version": 1, "targets": {"a": {}, "b": {}}}"#;
        assert_eq!(default(last).as_deref(), Some("b"));
        let named = r#"{"version": 1, "default": "a", "targets": {"a": {}, "b": {}}}"#;
        assert_eq!(default(named).as_deref(), Some("a"));
    }
}
