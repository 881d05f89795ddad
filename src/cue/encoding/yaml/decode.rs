//! From nodes to values.
//!
//! Upstream: `internal/encoding/yaml/decode.go`. Numbers go by way of CUE's own literals, so what
//! YAML takes for a number and CUE does not is an error; so are infinities, and numbers that only
//! a tag or their size makes floats.

use super::MAX_DEPTH;
use super::error::YamlError;
use super::node::Content;
use super::node::Id;
use super::node::Node;
use super::parse::Parser;
use super::resolve;
use crate::cue::encoding::Content as DataContent;
use crate::cue::encoding::Data;
use crate::cue::encoding::Member;
use crate::cue::number::Number;
use crate::cue::syntax::literal::check_number;
use crate::cue::value::Value;
use crate::go::base64;
use crate::go::quote::quote;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How much aliases may add to a text: nodes, and bytes of their texts.
const ALIAS_BUDGET: usize = 4_000_000;

/// Where the lines of a text start, by the line breaks that CUE knows, and where it ends.
pub(super) fn lines(text: &[u8]) -> Vec<usize> {
    let breaks = text.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
    let starts = breaks.map(|(at, _)| at + 1);
    std::iter::once(0).chain(starts).chain(std::iter::once(text.len())).collect()
}

/// The value of a document. What only CUE minds is told apart: it matters after all else.
pub(super) fn decode(parser: &Parser, root: Id, lines: &[usize]) -> Result<Decoded, YamlError> {
    let mut decoder = Decoder {
        nodes: &parser.nodes,
        lines,
        open_aliases: Vec::new(),
        budget: ALIAS_BUDGET,
        depth: 0,
        illegal: None,
    };
    let value = decoder.value(root)?;
    Ok(decoder.illegal.map_or(Ok(value), |problem| Err(YamlError::data(problem))))
}

/// A value, or why CUE has none for it.
pub(super) type Decoded = Result<Data, YamlError>;

struct Decoder<'a> {
    nodes: &'a [Node],
    /// Where the lines start.
    lines: &'a [usize],
    /// The aliases that are being followed.
    open_aliases: Vec<Id>,
    budget: usize,
    depth: usize,
    /// A number that upstream writes down, but cannot read back.
    illegal: Option<String>,
}

/// A scalar, as upstream would write it in CUE.
enum Literal {
    /// A text.
    String(String),
    /// Anything but a text: its value, and how it reads as a name of a field.
    Other(Value, String),
}

impl Decoder<'_> {
    fn error(&self, id: Id, message: impl Into<String>) -> YamlError {
        YamlError::at(self.nodes[id].line, message)
    }

    /// Counts what was made behind an alias.
    fn spend(&mut self, id: Id, amount: usize) -> Result<(), YamlError> {
        if !self.open_aliases.is_empty() {
            let left = self.budget.checked_sub(amount);
            let message = "document contains excessive aliasing";
            self.budget = left.ok_or_else(|| self.error(id, message))?;
        }
        Ok(())
    }

    /// Does something one level deeper.
    fn deeper<T>(
        &mut self,
        id: Id,
        job: impl FnOnce(&mut Self) -> Result<T, YamlError>,
    ) -> Result<T, YamlError> {
        if self.depth == MAX_DEPTH {
            return Err(self.error(id, format!("exceeded max depth of {MAX_DEPTH}")));
        }
        self.depth += 1;
        let result = job(self);
        self.depth -= 1;
        result
    }

    /// Where a node starts, in bytes; columns count as if every character were one.
    fn start(&self, id: Id) -> usize {
        let node = &self.nodes[id];
        let line = self.lines.get(node.line - 1).or(self.lines.last());
        line.map_or(0, |start| start + node.column - 1)
    }

    fn value(&mut self, id: Id) -> Result<Data, YamlError> {
        self.spend(id, 1)?;
        let start = self.start(id);
        self.deeper(id, |decoder| {
            let content = match &decoder.nodes[id].content {
                Content::Scalar(text) => DataContent::Scalar(match decoder.scalar(id, text)? {
                    Literal::String(text) => Value::String(text.into()),
                    Literal::Other(value, _) => value,
                }),
                Content::Sequence(items) => {
                    let values = items.iter().map(|item| decoder.value(*item));
                    DataContent::List(values.collect::<Result<_, _>>()?)
                }
                Content::Mapping(items) => {
                    let mut fields = Fields::default();
                    decoder.insert(items, &mut fields, false)?;
                    DataContent::Struct(fields.members)
                }
                Content::Alias { anchor, target } => return decoder.alias(id, anchor, *target),
            };
            Ok(Data { start, content })
        })
    }

    fn alias(&mut self, id: Id, anchor: &str, target: Id) -> Result<Data, YamlError> {
        if self.open_aliases.contains(&id) {
            let message = format!("anchor {} value contains itself", quote(anchor));
            return Err(self.error(id, message));
        }
        self.open_aliases.push(id);
        let value = self.value(target)?;
        self.open_aliases.pop();
        Ok(value)
    }

    // Mappings.

    /// Adds keys and values; those of merged mappings replace what is there.
    fn insert(&mut self, items: &[Id], fields: &mut Fields, merged: bool) -> Result<(), YamlError> {
        let mut merged = merged;
        for pair in items.chunks_exact(2) {
            let (key, item) = (pair[0], pair[1]);
            if self.is_merge(key) {
                merged = true;
                self.deeper(item, |decoder| decoder.merge(item, fields))?;
                continue;
            }
            let label = self.label(key)?;
            self.spend(key, 1 + label.len())?;
            let value = self.value(item)?;
            fields.add(Member { name: label, start: self.start(key), value }, merged);
        }
        Ok(())
    }

    fn is_merge(&self, id: Id) -> bool {
        let Node { content, tag, .. } = &self.nodes[id];
        matches!(content, Content::Scalar(text) if text == "<<") && tag == resolve::MERGE
    }

    /// Adds the fields of a mapping, or of several, the first of which counts most.
    fn merge(&mut self, id: Id, fields: &mut Fields) -> Result<(), YamlError> {
        self.spend(id, 1)?;
        match &self.nodes[id].content {
            Content::Mapping(items) => self.insert(items, fields, true),
            Content::Alias { target, .. } => match &self.nodes[*target].content {
                // Upstream takes the elements of a list for keys and values.
                Content::Mapping(items) | Content::Sequence(items) if items.len() % 2 == 0 => {
                    self.open_aliases.push(id);
                    self.insert(items, fields, true)?;
                    self.open_aliases.pop();
                    Ok(())
                }
                Content::Scalar(_) => Ok(()),
                _ => Err(self.not_a_map(id)),
            },
            Content::Sequence(items) => {
                for item in items.iter().rev() {
                    self.deeper(*item, |decoder| decoder.merge(*item, fields))?;
                }
                Ok(())
            }
            Content::Scalar(_) => Err(self.not_a_map(id)),
        }
    }

    fn not_a_map(&self, id: Id) -> YamlError {
        self.error(id, "map merge requires map or sequence of maps as the value")
    }

    /// The name of a field.
    fn label(&mut self, id: Id) -> Result<Arc<str>, YamlError> {
        let node = &self.nodes[id];
        let (scalar, text) = match &node.content {
            Content::Scalar(text) => (id, text),
            Content::Alias { target, .. } => match &self.nodes[*target].content {
                Content::Scalar(text) => (*target, text),
                _ => return Err(self.error(id, format!("invalid map key: {}", node.tag))),
            },
            _ => return Err(self.error(id, format!("invalid map key: {}", node.tag))),
        };
        // What upstream cannot read back as a value is fine as a name.
        let illegal = self.illegal.take();
        let literal = self.scalar(scalar, text)?;
        self.illegal = illegal;
        match literal {
            Literal::String(_) | Literal::Other(Value::Bytes(_), _) => Ok(text.as_str().into()),
            Literal::Other(_, name) if name.starts_with('-') => {
                Err(self.error(id, format!("invalid label {text}")))
            }
            Literal::Other(_, name) => Ok(name.into()),
        }
    }

    // Scalars.

    fn scalar(&mut self, id: Id, text: &str) -> Result<Literal, YamlError> {
        self.spend(id, text.len())?;
        let node = &self.nodes[id];
        let tag = if !node.tagged && node.tag == resolve::FLOAT && is_old_octal(text) {
            resolve::STR
        } else {
            &node.tag
        };
        let other = |value, name: &str| Ok(Literal::Other(value, name.to_owned()));
        match tag {
            resolve::STR | resolve::TIMESTAMP => Ok(Literal::String(text.to_owned())),
            resolve::NULL => other(Value::Null, "null"),
            resolve::BOOL => {
                let value = matches!(text, "true" | "True" | "TRUE");
                other(Value::Bool(value), if value { "true" } else { "false" })
            }
            resolve::BINARY => match base64::decode(text.as_bytes()) {
                Ok(bytes) => other(Value::Bytes(bytes.into()), text),
                Err(_) => Err(self.error(id, "!!binary value contains invalid base64 data")),
            },
            resolve::INT => self.integer(id, text),
            resolve::FLOAT => self.float(id, text),
            _ => Err(self.error(id, format!("cannot unmarshal tag {}", quote(tag)))),
        }
    }

    fn integer(&mut self, id: Id, text: &str) -> Result<Literal, YamlError> {
        let literal = match text.as_bytes() {
            [b'0', ..=b'9', ..] => format!("0o{}", &text[1..]),
            _ => text.to_owned(),
        };
        if self.check(id, &literal, resolve::INT)? {
            return Ok(self.number(literal));
        }
        let problem =
            format!("cannot decode {} as {}: not a literal number", quote(&literal), resolve::INT);
        Err(self.error(id, problem))
    }

    fn float(&mut self, id: Id, text: &str) -> Result<Literal, YamlError> {
        let literal = match text.as_bytes() {
            _ if matches!(text, ".nan" | ".NaN" | ".NAN") => "NaN".to_owned(),
            _ if resolve::infinity(text) == Some(true) => "-Inf".to_owned(),
            _ if resolve::infinity(text).is_some() => "+Inf".to_owned(),
            [b'0', b'0'..=b'9', ..] => {
                let literal = format!("0o{}", &text[1..]);
                self.check(id, &literal, resolve::FLOAT)?;
                literal
            }
            _ => {
                self.check(id, text, resolve::FLOAT)?;
                text.to_owned()
            }
        };
        if literal.contains(['.', 'e', 'E', 'i', 'I', 'n', 'N']) {
            Ok(self.number(literal))
        } else {
            Ok(self.number(format!("number & {literal}")))
        }
    }

    /// Whether a literal is an integer.
    fn check(&self, id: Id, literal: &str, tag: &str) -> Result<bool, YamlError> {
        check_number(literal).map_err(|problem| {
            let literal = quote(literal);
            self.error(id, format!("cannot decode {literal} as {tag}: {problem}"))
        })
    }

    /// A number that CUE reads, or is noted not to.
    fn number(&mut self, literal: String) -> Literal {
        let unsigned = literal.strip_prefix('-').unwrap_or(&literal);
        let number = match check_number(unsigned) {
            Ok(_) => Number::from_literal(unsigned),
            Err(problem) => {
                self.illegal.get_or_insert(format!("parse error: {problem}"));
                None
            }
        };
        let number = number.unwrap_or_else(|| Number::from_i64(0));
        let number = if literal.starts_with('-') { number.neg() } else { number };
        Literal::Other(Value::Number(number), literal)
    }
}

/// Whether a text is digits behind a zero, as octal numbers once were.
fn is_old_octal(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text).strip_prefix('0');
    let inside = |byte: u8| byte.is_ascii_digit() || byte == b'_';
    digits.is_some_and(|digits| !digits.is_empty() && digits.bytes().all(inside))
}

/// The fields of a mapping, some of which may have the same name.
#[derive(Default)]
struct Fields {
    members: Vec<Member>,
    /// The first field of a name.
    first: BTreeMap<Arc<str>, usize>,
}

impl Fields {
    fn add(&mut self, member: Member, replace: bool) {
        match self.first.get(&member.name) {
            Some(place) if replace => self.members[*place].value = member.value,
            Some(_) => self.members.push(member),
            None => {
                self.first.insert(member.name.clone(), self.members.len());
                self.members.push(member);
            }
        }
    }
}
