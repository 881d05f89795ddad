//! A marshalled graph.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::digest::Digest;
use super::metadata::OpMetadata;
use super::op::Source;
use super::sourcemap::Location;
use super::sourcemap::Position;
use super::sourcemap::Range;
use super::sourcemap::SourceIndex;
use super::sourcemap::SourceInfo;
use super::wire::Writer;
use crate::order::Collect as _;
use crate::proto::pb;

/// Operations in bytes, inputs before their users, and what is said about them.
///
/// The last element only names the result. No element at all is an empty file system.
///
/// Upstream: `solver/pb/ops.proto`, `Definition`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Definition {
    /// The operations.
    pub def: Vec<Vec<u8>>,
    /// What is said about them.
    pub metadata: BTreeMap<Digest, Rc<OpMetadata>>,
    /// Where they are written: an entry for each but the last, and the files; `None` if a
    /// definition says nothing about it.
    pub source: Option<SourceMap>,
}

/// Where the operations of a definition are written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceMap {
    /// The places of each operation.
    pub locations: BTreeMap<Digest, Vec<Location>>,
    /// The files; locations count them from zero.
    pub infos: Vec<SourceInfo>,
}

impl Definition {
    /// The vertex that makes the result; `None` for an empty file system.
    pub fn head(&self) -> Option<Digest> {
        let message: pb::Op = prost::Message::decode(self.def.last()?.as_slice()).ok()?;
        Digest::parse(&message.inputs.first()?.digest)
    }

    /// Where the files come from; `None` if that is nowhere, or more than one place.
    pub fn only_source(&self) -> Option<Source> {
        let source = |op: &Vec<u8>| {
            let message: pb::Op = prost::Message::decode(op.as_slice()).ok()?;
            message.source
        };
        let mut sources = self.def.iter().filter_map(source);
        let pb::SourceOp { identifier, attrs } = sources.next()?;
        let is_only = sources.next().is_none();
        is_only.then(|| Source::written(identifier, attrs))
    }

    /// The bytes of the protobuf message.
    pub fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::with_capacity(self.guess());
        self.write(&mut writer);
        writer.into_bytes()
    }

    /// Appends the protobuf message to another one, as a field of it.
    pub fn append(&self, field: u32, to: &mut Vec<u8>) {
        let mut writer = Writer::from(std::mem::take(to));
        let guess = self.guess();
        writer.reserve(guess);
        writer.message_of(field, guess, |body| self.write(body));
        *to = writer.into_bytes();
    }

    /// About how many bytes it takes.
    fn guess(&self) -> usize {
        let ops: usize = self.def.iter().map(|op| op.len() + 4).sum();
        let metadata: usize = self.metadata.values().map(|metadata| 84 + metadata.guess()).sum();
        ops + metadata + self.source.as_ref().map_or(0, SourceMap::guess)
    }

    fn write(&self, writer: &mut Writer) {
        for op in &self.def {
            writer.bytes_always(1, op);
        }
        for (digest, metadata) in &self.metadata {
            let guess = metadata.guess();
            writer.message_of(2, 80 + guess, |entry| {
                entry.bytes_always(1, &digest.text());
                entry.message_of(2, guess, |body| metadata.write(body));
            });
        }
        if let Some(source) = &self.source {
            writer.message_of(3, source.guess(), |body| source.write(body));
        }
    }
}

impl SourceMap {
    /// About how many bytes it takes: most places are one line.
    fn guess(&self) -> usize {
        let infos: usize = self.infos.iter().map(|info| info.data.len() + 64).sum();
        infos + 100 * self.locations.len()
    }

    pub(super) fn write(&self, writer: &mut Writer) {
        for (digest, locations) in &self.locations {
            writer.message(1, |entry| {
                entry.bytes_always(1, &digest.text());
                entry.message(2, |body| {
                    for location in locations {
                        body.message(1, |body| location.write(body));
                    }
                });
            });
        }
        for info in &self.infos {
            writer.message(2, |body| info.write(body));
        }
    }
}

impl SourceInfo {
    fn write(&self, writer: &mut Writer) {
        writer.string(1, &self.filename);
        writer.bytes(2, &self.data);
        if let Some(definition) = &self.definition {
            writer.message(3, |body| definition.write(body));
        }
        writer.string(4, &self.language);
    }
}

impl Location {
    fn write(&self, writer: &mut Writer) {
        writer.uint(1, self.source.0 as u64);
        for range in &*self.ranges {
            writer.message(2, |body| {
                body.message(1, |start| range.start.write(start));
                body.message(2, |end| range.end.write(end));
            });
        }
    }
}

impl Position {
    fn write(self, writer: &mut Writer) {
        writer.int(1, i64::from(self.line));
        writer.int(2, i64::from(self.character));
    }
}

/// Reads a definition that somebody else marshalled. What is not a digest is left out: nothing
/// can refer to it.
impl From<pb::Definition> for Definition {
    fn from(message: pb::Definition) -> Self {
        let metadata = (message.metadata.into_iter())
            .filter_map(|(digest, metadata)| {
                Some((Digest::parse(&digest)?, Rc::new(OpMetadata::from(metadata))))
            })
            .into_map();
        Self { def: message.def, metadata, source: message.source.map(SourceMap::from) }
    }
}

impl From<pb::Source> for SourceMap {
    fn from(message: pb::Source) -> Self {
        let locations = (message.locations.into_iter())
            .filter_map(|(digest, locations)| {
                let locations = locations.locations.into_iter().map(Location::from).collect();
                Some((Digest::parse(&digest)?, locations))
            })
            .into_map();
        Self { locations, infos: message.infos.into_iter().map(SourceInfo::from).collect() }
    }
}

impl From<pb::SourceInfo> for SourceInfo {
    fn from(message: pb::SourceInfo) -> Self {
        Self {
            filename: message.filename,
            data: message.data.into(),
            language: message.language,
            definition: message.definition.map(|definition| Rc::new(Definition::from(definition))),
        }
    }
}

impl From<pb::Location> for Location {
    fn from(message: pb::Location) -> Self {
        let position = |position: Option<pb::Position>| {
            let pb::Position { line, character } = position.unwrap_or_default();
            Position { line, character }
        };
        let range =
            |range: pb::Range| Range { start: position(range.start), end: position(range.end) };
        Self {
            source: SourceIndex(usize::try_from(message.source_index).unwrap_or(usize::MAX)),
            ranges: message.ranges.into_iter().map(range).collect(),
        }
    }
}
