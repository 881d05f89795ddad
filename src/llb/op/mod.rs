//! The operations, one file each.

mod diff;
mod exec;
mod file;
mod import;
mod merge;
mod mount;
mod source;

pub use exec::CdiDevice;
pub use exec::Exec;
pub use exec::HostIp;
pub use exec::NetworkMode;
pub use exec::ProxyEnv;
pub use exec::SecretEnv;
pub use exec::SecurityMode;
pub use exec::Ulimit;
pub use file::Action;
pub use file::Copy;
pub use file::File;
pub use file::MkDir;
pub use file::MkFile;
pub use file::Mode;
pub use file::Owner;
pub use file::Rm;
pub use file::Symlink;
pub use file::User;
pub use mount::CacheSharing;
pub use mount::ContentCache;
pub use mount::Credential;
pub use mount::Mount;
pub use mount::MountKind;
pub use source::Differ;
pub use source::ResolveMode;
pub use source::Source;

pub(super) use diff::Diff;
pub(super) use exec::pick_outputs;
pub(super) use import::Imported;
pub(super) use merge::Merge;

use super::caps::Needs;
use super::graph::Output;
use super::wire::Writer;

/// An operation: what a vertex does.
#[derive(Clone, Debug)]
pub(super) enum Op {
    Source(Source),
    Exec(Box<Exec>),
    File(File),
    Merge(Merge),
    Diff(Diff),
    Imported(Imported),
}

impl Op {
    /// The vertices this one is made from, in the order a walk visits them.
    pub(super) fn visits(&self) -> Vec<Output> {
        match self {
            Self::Source(_) => Vec::new(),
            Self::Exec(exec) => exec.visits(),
            Self::File(file) => file.visits(),
            Self::Merge(merge) => merge.inputs.clone(),
            Self::Diff(diff) => diff.visits(),
            Self::Imported(imported) => imported.inputs.clone(),
        }
    }

    /// The capabilities the solver must have for it.
    pub(super) fn needs(&self) -> Needs {
        match self {
            Self::Source(source) => source.needs(),
            Self::Exec(exec) => exec.needs(),
            Self::File(_) => File::needs(),
            Self::Merge(_) => Merge::needs(),
            Self::Diff(_) => Diff::needs(),
            Self::Imported(_) => Needs::default(),
        }
    }
}

/// The inputs of an operation being written: each distinct one once.
pub(super) struct Inputs<'a> {
    /// Digest of every vertex that is marshalled already.
    digests: &'a dyn Fn(Output) -> super::Digest,
    list: Vec<(super::Digest, u32)>,
}

impl<'a> Inputs<'a> {
    pub(super) fn new(digests: &'a dyn Fn(Output) -> super::Digest) -> Self {
        Self { digests, list: Vec::new() }
    }

    /// The index of an input, which is added when it is new.
    pub(super) fn index(&mut self, output: Output) -> i64 {
        let input = ((self.digests)(output), output.index);
        let known = self.list.iter().position(|other| *other == input);
        let index = known.unwrap_or_else(|| {
            self.list.push(input);
            self.list.len() - 1
        });
        i64::try_from(index).unwrap_or(i64::MAX)
    }

    /// The index of an input that may be scratch, which is -1.
    pub(super) fn index_or_scratch(&mut self, output: Option<Output>) -> i64 {
        output.map_or(-1, |output| self.index(output))
    }

    /// Adds an input even if it is there already.
    pub(super) fn append(&mut self, output: Output) -> i64 {
        self.list.push(((self.digests)(output), output.index));
        i64::try_from(self.list.len() - 1).unwrap_or(i64::MAX)
    }

    pub(super) fn count(&self) -> i64 {
        i64::try_from(self.list.len()).unwrap_or(i64::MAX)
    }

    /// At least as many bytes as inputs and platform take.
    pub(super) const fn room(&self) -> usize {
        64 + 80 * self.list.len()
    }

    pub(super) fn write(&self, writer: &mut Writer) {
        for (digest, index) in &self.list {
            writer.message(1, |input| {
                input.bytes_always(1, &digest.text());
                input.uint(2, u64::from(*index));
            });
        }
    }
}
