//! Messages as Go's `protojson` prints them.
//!
//! Names are in camel case, numbers of 64 bits are texts, bytes are base64, and enums are names;
//! defaults are left out. What is printed is read from the bytes, so it does not matter who wrote
//! them.

use std::collections::BTreeMap;

use serde::Serialize;
use serde::Serializer;
use thiserror::Error;

use super::definition::Definition;
use super::digest::Digest;
use super::schema;
use super::schema::Field;
use super::schema::Kind;
use super::schema::Message;
use super::schema::Shape;
use super::wire::Writer;
use crate::go::base64;

/// How deep messages may lie in each other: definitions may hold definitions.
const DEPTH: u32 = 100;

/// Why a message cannot be printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ProtoJsonError {
    /// The bytes are no such message.
    #[error("failed to parse llb proto op")]
    Malformed,
    /// A text in it is none.
    #[error("string field contains invalid UTF-8")]
    InvalidUtf8,
}

/// A message, ready to be printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProtoJson(Json);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Json {
    Bool(bool),
    Number(i64),
    Text(String),
    List(Vec<Json>),
    /// In the order in which it is printed.
    Object(Vec<(String, Json)>),
}

impl Definition {
    /// The operations, by their digests.
    pub fn ops_as_json(&self) -> Result<BTreeMap<Digest, ProtoJson>, ProtoJsonError> {
        let mut ops = BTreeMap::new();
        for op in &self.def {
            ops.insert(Digest::of(op), ProtoJson(object(&schema::OP, op, DEPTH)?));
        }
        Ok(ops)
    }

    /// Where the operations are written.
    pub fn source_as_json(&self) -> Result<ProtoJson, ProtoJsonError> {
        let mut writer = Writer::default();
        if let Some(source) = &self.source {
            source.write(&mut writer);
        }
        object(&schema::SOURCE, &writer.into_bytes(), DEPTH).map(ProtoJson)
    }
}

impl Serialize for ProtoJson {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Number(value) => serializer.serialize_i64(*value),
            Self::Text(value) => serializer.serialize_str(value),
            Self::List(values) => serializer.collect_seq(values),
            Self::Object(fields) => serializer.collect_map(fields.iter().map(|(k, v)| (k, v))),
        }
    }
}

/// A value as it is on the wire.
#[derive(Clone, Copy)]
enum Raw<'a> {
    Number(u64),
    Bytes(&'a [u8]),
}

fn object(message: &Message, bytes: &[u8], depth: u32) -> Result<Json, ProtoJsonError> {
    let depth = depth.checked_sub(1).ok_or(ProtoJsonError::Malformed)?;
    let mut fields = Vec::new();
    for (field, values) in message.0.iter().zip(read(message.0, bytes)?) {
        if let Some(json) = print(field, &values, depth)? {
            fields.push((field.name.to_owned(), json));
        }
    }
    Ok(Json::Object(fields))
}

/// The values of each field, in the order of the wire.
fn read<'a>(fields: &[Field], bytes: &'a [u8]) -> Result<Vec<Vec<Raw<'a>>>, ProtoJsonError> {
    let mut values = vec![Vec::new(); fields.len()];
    let mut chosen = None;
    let mut rest = bytes;
    while !rest.is_empty() {
        let (number, raw) = next(&mut rest)?;
        let Some(place) = fields.iter().position(|field| field.number == number) else { continue };
        if fields[place].shape == Shape::Choice
            && let Some(other) = chosen.replace(place).filter(|other| *other != place)
        {
            values[other] = Vec::new();
        }
        values[place].push(raw);
    }
    Ok(values)
}

/// The next field of a message.
fn next<'a>(rest: &mut &'a [u8]) -> Result<(u64, Raw<'a>), ProtoJsonError> {
    let tag = varint(rest)?;
    let raw = match tag & 7 {
        0 => Raw::Number(varint(rest)?),
        1 => Raw::Bytes(take(rest, 8)?),
        2 => {
            let length = varint(rest)?;
            Raw::Bytes(take(rest, length)?)
        }
        5 => Raw::Bytes(take(rest, 4)?),
        _ => return Err(ProtoJsonError::Malformed),
    };
    Ok((tag >> 3, raw))
}

fn varint(rest: &mut &[u8]) -> Result<u64, ProtoJsonError> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let (byte, after) = rest.split_first().ok_or(ProtoJsonError::Malformed)?;
        *rest = after;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Ok(value);
        }
    }
    Err(ProtoJsonError::Malformed)
}

fn take<'a>(rest: &mut &'a [u8], length: u64) -> Result<&'a [u8], ProtoJsonError> {
    let length = usize::try_from(length).map_err(|_| ProtoJsonError::Malformed)?;
    let (taken, after) = rest.split_at_checked(length).ok_or(ProtoJsonError::Malformed)?;
    *rest = after;
    Ok(taken)
}

/// A field, or nothing if it has its default.
fn print(field: &Field, values: &[Raw<'_>], depth: u32) -> Result<Option<Json>, ProtoJsonError> {
    let Some(last) = values.last() else { return Ok(None) };
    let json = match (field.shape, field.kind) {
        (Shape::Many, kind) => Json::List(list(kind, values, depth)?),
        (Shape::Map, kind) => Json::Object(entries(kind, values, depth)?),
        (_, Kind::Nested(message)) => merged(message, values, depth)?,
        (Shape::One, _) if matches!(last, Raw::Number(0) | Raw::Bytes([])) => return Ok(None),
        (Shape::One | Shape::Choice, kind) => value(kind, *last, depth)?,
    };
    Ok(Some(json))
}

/// A message that came in parts is all of them, one after the other.
fn merged(message: &Message, parts: &[Raw<'_>], depth: u32) -> Result<Json, ProtoJsonError> {
    let mut bytes = Vec::new();
    for part in parts {
        let Raw::Bytes(part) = part else { return Err(ProtoJsonError::Malformed) };
        bytes.extend_from_slice(part);
    }
    object(message, &bytes, depth)
}

/// The elements of a list; numbers may be packed.
fn list(kind: Kind, values: &[Raw<'_>], depth: u32) -> Result<Vec<Json>, ProtoJsonError> {
    let is_packed = !matches!(kind, Kind::Text | Kind::Bytes | Kind::Nested(_));
    let mut elements = Vec::new();
    for raw in values {
        match raw {
            Raw::Bytes(packed) if is_packed => {
                let mut rest = *packed;
                while !rest.is_empty() {
                    elements.push(value(kind, Raw::Number(varint(&mut rest)?), depth)?);
                }
            }
            raw => elements.push(value(kind, *raw, depth)?),
        }
    }
    Ok(elements)
}

/// The entries of a map, by their keys.
fn entries(
    kind: Kind,
    values: &[Raw<'_>],
    depth: u32,
) -> Result<Vec<(String, Json)>, ProtoJsonError> {
    const KEY: u64 = 1;
    const VALUE: u64 = 2;
    let mut entries = BTreeMap::new();
    for raw in values {
        let Raw::Bytes(mut rest) = *raw else { return Err(ProtoJsonError::Malformed) };
        let (mut key, mut content) = (Raw::Bytes(&[]), absent(kind));
        while !rest.is_empty() {
            match next(&mut rest)? {
                (KEY, raw) => key = raw,
                (VALUE, raw) => content = raw,
                _ => {}
            }
        }
        entries.insert(text(key)?, value(kind, content, depth)?);
    }
    Ok(entries.into_iter().collect())
}

fn absent(kind: Kind) -> Raw<'static> {
    match kind {
        Kind::Text | Kind::Bytes | Kind::Nested(_) => Raw::Bytes(&[]),
        _ => Raw::Number(0),
    }
}

fn value(kind: Kind, raw: Raw<'_>, depth: u32) -> Result<Json, ProtoJsonError> {
    Ok(match (kind, raw) {
        (Kind::Bool, Raw::Number(value)) => Json::Bool(value != 0),
        (Kind::Int32, Raw::Number(value)) => Json::Number(int32(value)),
        (Kind::Int64, Raw::Number(value)) => Json::Text(value.cast_signed().to_string()),
        (Kind::Uint32, Raw::Number(value)) => Json::Number((value & 0xffff_ffff).cast_signed()),
        (Kind::Uint64, Raw::Number(value)) => Json::Text(value.to_string()),
        (Kind::Enum(names), Raw::Number(value)) => {
            let value = int32(value);
            let name = usize::try_from(value).ok().and_then(|value| names.get(value));
            name.map_or(Json::Number(value), |name| Json::Text((*name).to_owned()))
        }
        (Kind::Text, raw) => Json::Text(text(raw)?),
        (Kind::Bytes, Raw::Bytes(bytes)) => Json::Text(base64::encode(bytes)),
        (Kind::Nested(message), Raw::Bytes(bytes)) => object(message, bytes, depth)?,
        _ => return Err(ProtoJsonError::Malformed),
    })
}

/// The lower half of a number, with a sign.
fn int32(value: u64) -> i64 {
    (value << 32).cast_signed() >> 32
}

fn text(raw: Raw<'_>) -> Result<String, ProtoJsonError> {
    let Raw::Bytes(bytes) = raw else { return Err(ProtoJsonError::Malformed) };
    String::from_utf8(bytes.to_vec()).map_err(|_| ProtoJsonError::InvalidUtf8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::go::json;

    fn printed(op: &[u8]) -> Result<String, ProtoJsonError> {
        let definition = Definition { def: vec![op.to_vec()], ..Definition::default() };
        let ops = definition.ops_as_json()?;
        Ok(json::to_string(&ops[&Digest::of(op)]))
    }

    fn op(write: impl FnOnce(&mut Writer)) -> Vec<u8> {
        let mut writer = Writer::default();
        write(&mut writer);
        writer.into_bytes()
    }

    #[test]
    fn defaults_are_left_out_and_choices_are_not() {
        let bytes = op(|op| {
            op.message(4, |file| {
                file.message(2, |action| {
                    action.int(1, 0);
                    action.int(2, -1);
                    action.message(6, |dir| {
                        dir.string(1, "/<a>");
                        dir.uint(2, 0o755);
                        dir.message(4, |owner| {
                            owner.message(1, |user| user.uint_always(2, 0));
                            owner.message(2, |user| user.message(1, |_| {}));
                        });
                    });
                });
            });
            op.message(11, |_| {});
        });
        let expected = r#"{"file":{"actions":[{"secondaryInput":"-1","mkdir":{"path":"/\u003ca\u003e","mode":493,"owner":{"user":{"byID":0},"group":{"byName":{}}}}}]},"constraints":{}}"#;
        assert_eq!(printed(&bytes).as_deref(), Ok(expected));
    }

    #[test]
    fn every_kind_of_value_has_its_form() {
        let bytes = op(|op| {
            op.message(2, |exec| {
                exec.message(1, |meta| meta.packed(12, &[-1, 0, 3]));
                exec.uint(3, 2);
                exec.uint(4, 7);
            });
        });
        let expected =
            r#"{"exec":{"meta":{"validExitCodes":[-1,0,3]},"network":"NONE","security":7}}"#;
        assert_eq!(printed(&bytes).as_deref(), Ok(expected));

        let bytes = op(|op| {
            op.message(5, |build| {
                build.message(3, |definition| {
                    definition.bytes_always(1, &[0xff, 0xfe]);
                    definition.message(2, |entry| {
                        entry.string(1, "b");
                        entry.message(2, |body| body.entry(2, "k", "v"));
                    });
                    definition.message(2, |entry| {
                        entry.string(1, "a");
                        entry.message(2, |body| body.message(7, |limits| limits.uint(3, 1 << 40)));
                    });
                });
            });
        });
        let expected = r#"{"build":{"def":{"def":["//4="],"metadata":{"a":{"linuxResources":{"cpuShares":"1099511627776"}},"b":{"description":{"k":"v"}}}}}}"#;
        assert_eq!(printed(&bytes).as_deref(), Ok(expected));
    }

    #[test]
    fn the_last_choice_counts_and_parts_are_merged() {
        let bytes = op(|op| {
            op.message(3, |source| source.string(1, "local://x"));
            op.message(7, |diff| diff.message(1, |lower| lower.int(1, -1)));
            op.message(7, |diff| diff.message(2, |_| {}));
            op.string(99, "from a newer one");
        });
        assert_eq!(
            printed(&bytes).as_deref(),
            Ok(r#"{"diff":{"lower":{"input":"-1"},"upper":{}}}"#)
        );
    }

    #[test]
    fn what_is_no_message_is_an_error() {
        use ProtoJsonError::InvalidUtf8;
        use ProtoJsonError::Malformed;
        let nested = (0..200).fold(Vec::new(), |inner: Vec<u8>, _| {
            op(|source| {
                source.message(2, |info| info.message(3, |def| def.bytes_always(3, &inner)));
            })
        });
        let rows: [(Vec<u8>, ProtoJsonError); 6] = [
            (vec![0x0a], Malformed),
            (vec![0x0a, 5, 1], Malformed),
            (vec![0x0b], Malformed),
            (vec![0xff; 11], Malformed),
            (op(|op| op.message(3, |source| source.bytes(1, b"\xff"))), InvalidUtf8),
            (
                op(|op| op.message(5, |build| build.message(3, |def| def.bytes(3, &nested)))),
                Malformed,
            ),
        ];
        for (bytes, error) in rows {
            assert_eq!(printed(&bytes), Err(error), "{bytes:?}");
        }
    }
}
