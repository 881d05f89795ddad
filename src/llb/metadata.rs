//! What is said about an operation without being part of it, and of its digest.

use std::borrow::Cow;

use serde::Serialize;

use super::caps;
use super::caps::Needs;
use super::wire::Writer;
use crate::go::utf8::unmark;
use crate::proto::pb;

/// Names, hints and requirements of one vertex.
///
/// Upstream: `solver/pb/ops.proto`, `OpMetadata`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpMetadata {
    pub(super) ignore_cache: bool,
    pub(super) description: Description,
    pub(super) export_cache: Option<bool>,
    pub(super) needs: Needs,
    pub(super) progress_group: Option<ProgressGroup>,
    pub(super) linux_resources: Option<LinuxResources>,
}

/// Texts in the order of their keys. There are one or two, so a row is smaller than a tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Description(Vec<(Cow<'static, str>, String)>);

impl Description {
    pub(super) fn insert(&mut self, key: Cow<'static, str>, text: String) {
        match self.0.binary_search_by(|(other, _)| other.cmp(&key)) {
            Ok(place) => self.0[place].1 = text,
            Err(place) => {
                if self.0.is_empty() {
                    self.0.reserve_exact(2);
                }
                self.0.insert(place, (key, text));
            }
        }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, text)| (key.as_ref(), text.as_str()))
    }
}

/// Vertices that are shown as one step.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ProgressGroup {
    /// Vertices with the same id belong together.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub id: String,
    /// The name of the step.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// The vertex is shown only when it is not cached.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub weak: bool,
}

/// Limits for a process, of which the cache key does not know. 0 and empty are no limit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LinuxResources {
    /// Bytes.
    #[serde(skip_serializing_if = "is_zero")]
    pub memory: i64,
    /// Bytes of memory and swap; -1 is no limit.
    #[serde(rename = "memorySwap", skip_serializing_if = "is_zero")]
    pub memory_swap: i64,
    /// A weight.
    #[serde(rename = "cpuShares", skip_serializing_if = "is_zero")]
    pub cpu_shares: u64,
    /// Microseconds.
    #[serde(rename = "cpuPeriod", skip_serializing_if = "is_zero")]
    pub cpu_period: u64,
    /// Microseconds of each period.
    #[serde(rename = "cpuQuota", skip_serializing_if = "is_zero")]
    pub cpu_quota: i64,
    /// Such as `0-2,4`.
    #[serde(rename = "cpusetCpus", skip_serializing_if = "String::is_empty")]
    pub cpuset_cpus: String,
    /// Such as `0`.
    #[serde(rename = "cpusetMems", skip_serializing_if = "String::is_empty")]
    pub cpuset_mems: String,
}

fn is_zero<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl OpMetadata {
    /// What is known of a digest when another vertex with the same one is met later.
    pub(super) fn merge(&mut self, later: &Self) {
        self.ignore_cache |= later.ignore_cache;
        for (key, text) in &later.description.0 {
            self.description.insert(key.clone(), text.clone());
        }
        self.needs.union(later.needs.clone());
        if later.export_cache.is_some() {
            self.export_cache = later.export_cache;
        }
        if later.progress_group.is_some() {
            self.progress_group.clone_from(&later.progress_group);
        }
        if later.linux_resources.is_some() {
            self.linux_resources.clone_from(&later.linux_resources);
        }
    }

    /// What the last element of a definition needs, given all the others.
    pub(super) fn terminal<'a>(others: impl Iterator<Item = &'a Self>) -> Self {
        let mut terminal = Self::default();
        terminal.needs.add(caps::CONSTRAINTS);
        terminal.needs.add(caps::PLATFORM);
        for other in others {
            terminal.needs.add_if(other.ignore_cache, caps::META_IGNORE_CACHE);
            terminal.needs.add_if(!other.description.is_empty(), caps::META_DESCRIPTION);
            terminal.needs.add_if(other.export_cache.is_some(), caps::META_EXPORT_CACHE);
        }
        terminal
    }

    /// The capabilities that the solver must have.
    pub fn caps(&self) -> impl Iterator<Item = &str> {
        self.needs.ids().iter().map(AsRef::as_ref)
    }

    /// Texts by key, such as `llb.customname`.
    pub fn description(&self) -> impl Iterator<Item = (&str, &str)> {
        self.description.iter()
    }

    /// Whether the operation runs even if its result is cached.
    pub const fn ignore_cache(&self) -> bool {
        self.ignore_cache
    }

    /// About how many bytes it takes.
    pub(super) fn guess(&self) -> usize {
        let texts: usize = self.description().map(|(key, text)| key.len() + text.len() + 8).sum();
        let needs: usize = self.caps().map(|id| id.len() + 6).sum();
        texts + needs
    }

    pub(super) fn write(&self, writer: &mut Writer) {
        writer.boolean(1, self.ignore_cache);
        for (key, value) in self.description.iter() {
            writer.message(2, |entry| {
                entry.bytes_always(1, key.as_bytes());
                entry.bytes_always(2, &unmark(value));
            });
        }
        if let Some(value) = self.export_cache {
            writer.message(4, |cache| cache.boolean(1, value));
        }
        for id in self.needs.ids() {
            writer.message(5, |entry| {
                entry.bytes_always(1, id.as_bytes());
                entry.uint_always(2, 1);
            });
        }
        if let Some(group) = &self.progress_group {
            writer.message(6, |body| {
                body.string(1, &group.id);
                body.string(2, &group.name);
                body.boolean(3, group.weak);
            });
        }
        if let Some(resources) = &self.linux_resources {
            writer.message(7, |body| resources.write(body));
        }
    }
}

impl LinuxResources {
    fn write(&self, body: &mut Writer) {
        body.int(1, self.memory);
        body.int(2, self.memory_swap);
        body.uint(3, self.cpu_shares);
        body.uint(4, self.cpu_period);
        body.int(5, self.cpu_quota);
        body.string(6, &self.cpuset_cpus);
        body.string(7, &self.cpuset_mems);
    }
}

impl From<pb::OpMetadata> for OpMetadata {
    fn from(message: pb::OpMetadata) -> Self {
        let mut needs = Needs::default();
        for (id, needed) in message.caps {
            if needed {
                needs.insert(Cow::Owned(id));
            }
        }
        let group = |group: pb::ProgressGroup| ProgressGroup {
            id: group.id,
            name: group.name,
            weak: group.weak,
        };
        let mut description = Description::default();
        for (key, text) in message.description {
            description.insert(Cow::Owned(key), text);
        }
        Self {
            ignore_cache: message.ignore_cache,
            description,
            export_cache: message.export_cache.map(|cache| cache.value),
            needs,
            progress_group: message.progress_group.map(group),
            linux_resources: message.linux_resources.map(LinuxResources::from),
        }
    }
}

impl From<pb::LinuxResources> for LinuxResources {
    fn from(message: pb::LinuxResources) -> Self {
        Self {
            memory: message.memory,
            memory_swap: message.memory_swap,
            cpu_shares: message.cpu_shares,
            cpu_period: message.cpu_period,
            cpu_quota: message.cpu_quota,
            cpuset_cpus: message.cpuset_cpus,
            cpuset_mems: message.cpuset_mems,
        }
    }
}
