//! A definition as the JSON that errors and answers carry.
//!
//! The keys are those of the `.proto` files and zero values are left out, which is how Go's
//! `encoding/json` prints the generated structs.

use serde::Serialize;
use serde::Serializer;
use serde::ser::SerializeMap as _;

use super::definition::Definition;
use super::definition::SourceMap;
use super::metadata::OpMetadata;
use super::sourcemap::Location;
use super::sourcemap::Position;
use super::sourcemap::Range;
use super::sourcemap::SourceInfo;
use crate::go::base64;

impl Serialize for Definition {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if !self.def.is_empty() {
            let ops: Vec<_> = self.def.iter().map(|op| base64::encode(op)).collect();
            map.serialize_entry("def", &ops)?;
        }
        if !self.metadata.is_empty() {
            let metadata = self.metadata.iter().map(|(digest, body)| (digest, body.as_ref()));
            map.serialize_entry("metadata", &Entries::of(metadata))?;
        }
        if let Some(source) = &self.source {
            map.serialize_entry("Source", source)?;
        }
        map.end()
    }
}

impl Serialize for SourceMap {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if !self.locations.is_empty() {
            let locations = self.locations.iter().map(|(digest, list)| (digest, Locations(list)));
            map.serialize_entry("locations", &Entries::of(locations))?;
        }
        if !self.infos.is_empty() {
            map.serialize_entry("infos", &self.infos)?;
        }
        map.end()
    }
}

impl Serialize for SourceInfo {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if !self.filename.is_empty() {
            map.serialize_entry("filename", &self.filename)?;
        }
        if !self.data.is_empty() {
            map.serialize_entry("data", &base64::encode(&self.data))?;
        }
        if let Some(definition) = &self.definition {
            map.serialize_entry("definition", definition.as_ref())?;
        }
        if !self.language.is_empty() {
            map.serialize_entry("language", &self.language)?;
        }
        map.end()
    }
}

impl Serialize for OpMetadata {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if self.ignore_cache {
            map.serialize_entry("ignore_cache", &true)?;
        }
        if !self.description.is_empty() {
            map.serialize_entry("description", &Entries::of(self.description()))?;
        }
        if let Some(value) = self.export_cache {
            map.serialize_entry("export_cache", &ExportCache { value })?;
        }
        if self.caps().next().is_some() {
            map.serialize_entry("caps", &Entries::of(self.caps().map(|id| (id, true))))?;
        }
        if let Some(group) = &self.progress_group {
            map.serialize_entry("progress_group", group)?;
        }
        if let Some(resources) = &self.linux_resources {
            map.serialize_entry("linux_resources", resources)?;
        }
        map.end()
    }
}

impl Serialize for Location {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if self.source.0 != 0 {
            map.serialize_entry("sourceIndex", &self.source.0)?;
        }
        if !self.ranges.is_empty() {
            map.serialize_entry("ranges", &*self.ranges)?;
        }
        map.end()
    }
}

impl Serialize for Range {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("start", &self.start)?;
        map.serialize_entry("end", &self.end)?;
        map.end()
    }
}

impl Serialize for Position {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if self.line != 0 {
            map.serialize_entry("line", &self.line)?;
        }
        if self.character != 0 {
            map.serialize_entry("character", &self.character)?;
        }
        map.end()
    }
}

#[derive(Serialize)]
struct ExportCache {
    #[serde(rename = "Value", skip_serializing_if = "std::ops::Not::not")]
    value: bool,
}

struct Locations<'a>(&'a [Location]);

impl Serialize for Locations<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if !self.0.is_empty() {
            map.serialize_entry("locations", self.0)?;
        }
        map.end()
    }
}

/// A map with keys that are displayed.
struct Entries<V>(Vec<(String, V)>);

impl<V> Entries<V> {
    fn of<K: ToString>(entries: impl Iterator<Item = (K, V)>) -> Self {
        Self(entries.map(|(key, value)| (key.to_string(), value)).collect())
    }
}

impl<V: Serialize> Serialize for Entries<V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}
