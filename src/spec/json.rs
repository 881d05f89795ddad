//! Documents written in JSON.

use std::rc::Rc;

use super::document::Spec;
use super::error::SpecError;
use super::node::Member;
use super::node::Node;
use super::node::Value;
use super::node::field;
use super::schema::Schema as _;
use crate::build::Origin;
use crate::go::json;
use crate::go::json::Document;
use crate::go::json::Kind;
use crate::llb::SourceInfo;
use crate::source::LineIndex;
use crate::source::Lines;

/// How deep values may be nested.
const DEPTH: usize = 200;

/// Reads a document written in JSON.
pub fn read(file: &Rc<SourceInfo>) -> Result<Spec, SpecError> {
    let text = Text { file, lines: LineIndex::new(&file.data) };
    let document = Document::locate(&file.data).map_err(|(error, offset)| {
        let origin = text.origin("", offset..offset);
        SpecError::new(&origin, format!("not JSON: {error}"))
    })?;
    let root = document.root();
    if let Some((key, _)) = root.raw_members().find(|(key, _)| key.raw() == b"\"args\"") {
        let message = "there is no field \"args\": in JSON nothing is filled in; write the \
                       document in CUE";
        return Err(SpecError::new(&text.origin_of("", key), message));
    }
    Spec::decode(&text.node(root, "", 0)?)
}

struct Text<'t> {
    file: &'t Rc<SourceInfo>,
    lines: LineIndex,
}

impl Text<'_> {
    fn origin(&self, path: &str, bytes: std::ops::Range<usize>) -> Origin {
        let line = |offset: usize| self.lines.position(u32::try_from(offset).unwrap_or(u32::MAX));
        let last = bytes.end.saturating_sub(1).max(bytes.start);
        let lines = Lines { start: line(bytes.start).line, end: line(last).line };
        Origin::new(path).in_file(Rc::clone(self.file), lines)
    }

    fn origin_of(&self, path: &str, value: json::Value<'_>) -> Origin {
        self.origin(path, value.offset()..value.offset() + value.raw().len())
    }

    fn node(&self, value: json::Value<'_>, path: &str, depth: usize) -> Result<Node, SpecError> {
        let origin = self.origin_of(path, value);
        if depth > DEPTH {
            return Err(SpecError::new(&origin, format!("nested more than {DEPTH} deep")));
        }
        let value = match value.kind() {
            Kind::Null => Value::Null,
            Kind::Bool(value) => Value::Bool(value),
            Kind::Number => Value::Number(String::from_utf8_lossy(value.raw()).into_owned()),
            Kind::String => Value::Text(value.as_string().unwrap_or_default()),
            Kind::Array => Value::List(self.elements(value, path, depth)?),
            Kind::Object => Value::Record(self.members(value, path, depth)?),
        };
        Ok(Node { value, origin })
    }

    fn elements(
        &self,
        value: json::Value<'_>,
        path: &str,
        depth: usize,
    ) -> Result<Vec<Node>, SpecError> {
        let elements = value.elements().enumerate();
        elements.map(|(at, one)| self.node(one, &format!("{path}[{at}]"), depth + 1)).collect()
    }

    fn members(
        &self,
        value: json::Value<'_>,
        path: &str,
        depth: usize,
    ) -> Result<Vec<Member>, SpecError> {
        let mut members: Vec<Member> = Vec::new();
        for (key, value) in value.raw_members() {
            let name = key.as_string().unwrap_or_default();
            let path = field(path, &name);
            let origin = self.origin_of(&path, key);
            if members.iter().any(|known| known.name == name) {
                return Err(SpecError::new(&origin, "the field is there twice"));
            }
            members.push(Member { name, origin, value: self.node(value, &path, depth + 1)? });
        }
        Ok(members)
    }
}
