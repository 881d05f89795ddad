//! What can be built, for those who ask.

use super::document::Spec;
use super::document::Target;
use super::error::SpecError;
use super::lower::Plan;
use super::lower::plan;
use super::schema::Entry;
use crate::bake;
use crate::build::Credentials;
use crate::build::Origin;
use crate::source::Lines;
use crate::source::suggest;

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

    /// What a bake file has of the targets with these names; of those below a name, such as
    /// `app/test` below `app`, if there is none of that name. Without names, of the targets that
    /// have something to publish, or else of the default.
    pub fn bake(&self, names: &[String]) -> Result<Vec<bake::Target>, SpecError> {
        self.select(names)?.into_iter().map(|entry| self.baked(entry)).collect()
    }

    fn baked(&self, entry: &Entry<Target>) -> Result<bake::Target, SpecError> {
        let Entry { name, value: target, .. } = entry;
        let Plan { container, after, .. } = plan(self, name)?;
        let Credentials { secrets, ssh } = Credentials::of(after.iter().chain([&container]));
        let mut baked = bake::Target {
            name: name.clone(),
            doc: target.doc.clone().unwrap_or_default(),
            // Where it is, is up to whoever bakes: a variable or a file of that name.
            secrets: secrets.into_iter().map(|id| bake::flag(&[("id", &id)])).collect(),
            ssh: ssh.into_iter().collect(),
            ..bake::Target::default()
        };
        if let Some(publish) = &target.publish {
            baked.tags = publish.tags.clone().unwrap_or_default();
            baked.outputs = publish.outputs.clone().unwrap_or_default();
            let platforms = publish.platforms.iter().flatten();
            baked.platforms = platforms.map(|platform| platform.0.clone()).collect();
        }
        Ok(baked)
    }

    fn select(&self, names: &[String]) -> Result<Vec<&Entry<Target>>, SpecError> {
        let entries = &self.targets.0;
        let mut found: Vec<&Entry<Target>> = Vec::new();
        for name in names {
            let exact = entries.iter().find(|entry| entry.name == *name);
            let below = |entry: &&Entry<Target>| {
                entry.name.strip_prefix(name.as_str()).is_some_and(|rest| rest.starts_with('/'))
            };
            let before = found.len();
            found.extend(exact);
            if exact.is_none() {
                found.extend(entries.iter().filter(below));
            }
            if found.len() == before {
                return Err(self.unknown(name, &Origin::default()));
            }
        }
        if names.is_empty() {
            found.extend(entries.iter().filter(|entry| entry.value.publish.is_some()));
        }
        if found.is_empty() {
            let default = self.targets().find(|target| target.is_default);
            let default = default.map(|target| target.name);
            found.extend(entries.iter().find(|entry| Some(entry.name.as_str()) == default));
        }
        Ok(found)
    }

    /// There is no target of a name.
    pub(super) fn unknown(&self, name: &str, origin: &Origin) -> SpecError {
        let names: Vec<&str> = self.targets.0.iter().map(|entry| entry.name.as_str()).collect();
        let hint = match suggest::search(name, &names, false) {
            Some(nearest) => format!(" (did you mean {nearest:?}?)"),
            None => format!(": there are {}", names.join(", ")),
        };
        SpecError::new(origin, format!("there is no target {name:?}{hint}"))
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

    #[test]
    fn what_is_selected_is_named_or_below_a_name_or_published() {
        let targets = r#"{"a/1": {"publish": {}}, "b": {}, "a/2": {}, "c": {"publish": {}}}"#;
        let text = format!(r#"{{"version": 1, "targets": {targets}}}"#);
        let data = text.as_bytes().into();
        let file = Rc::new(SourceInfo { data, ..SourceInfo::default() });
        let spec = from_json(&file).unwrap();
        let select = |names: &[&str]| {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            let found = spec.select(&names).map_err(|error| error.to_string())?;
            Ok(found.into_iter().map(|entry| entry.name.as_str()).collect::<Vec<_>>().join(" "))
        };
        assert_eq!(select(&[]).as_deref(), Ok("a/1 c"));
        assert_eq!(select(&["b", "a"]).as_deref(), Ok("b a/1 a/2"));
        let error = "there is no target \"deploy\": there are a/1, b, a/2, c".to_owned();
        assert_eq!(select(&["deploy"]), Err(error));
    }

    #[test]
    fn a_bake_file_has_the_credentials_of_steps() {
        let targets = r#"{"a": {"from": {"target": "b"}, "steps": [
            {"run": "x", "mounts": [{"secret": "key"}, {"secret": "maybe", "optional": true}]}]},
            "b": {"steps": [{"run": "y", "env": {"T": {"secret": "token"}},
            "mounts": [{"ssh": "default"}]}]}}"#;
        let text = format!(r#"{{"version": 1, "targets": {targets}}}"#);
        let data = text.as_bytes().into();
        let spec = from_json(&Rc::new(SourceInfo { data, ..SourceInfo::default() })).unwrap();
        let baked = spec.bake(&["a".to_owned()]).unwrap();
        assert_eq!(baked[0].secrets, ["id=key", "id=token"]);
        assert_eq!(baked[0].ssh, ["default"]);
    }

    #[test]
    fn a_platform_that_is_none_is_named() {
        let text = "{\"version\": 1, \"targets\": {\"a\": {\"publish\": \
                    {\"platforms\": [\"local\", \"linux/amd64/v2/x\"]}}}}";
        let info = SourceInfo { data: text.as_bytes().into(), ..SourceInfo::default() };
        let error = from_json(&Rc::new(info)).unwrap_err();
        assert_eq!(error.origin.path(), "targets.a.publish.platforms[1]");
        assert!(error.message.contains("linux/amd64/v2/x"), "{error}");
    }
}
