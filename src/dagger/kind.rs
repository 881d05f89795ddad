//! Kinds of tasks: what each gives.

use super::datum::Handle;

/// What a field of a task is filled with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Output {
    /// A handle of its own.
    Handle(Handle),
    /// The configuration of an image.
    Config,
    /// The digest of an image.
    Digest,
    /// The text of a file.
    Text,
    /// Something that is known only after the build.
    Later,
}

use Output::Config;
use Output::Digest;
use Output::Later;
use Output::Text;

const TREE: Output = Output::Handle(Handle::Tree);
const SECRET: Output = Output::Handle(Handle::Secret);
const SOCKET: Output = Output::Handle(Handle::Socket);

/// A kind of task: its name, and the fields that it fills.
type Row = (&'static str, &'static [(&'static str, Output)]);

const ROWS: [Row; 27] = [
    ("ClientCommand", &[("stdout", Text), ("stderr", Text)]),
    ("ClientEnv", &[]),
    ("ClientFilesystemRead", &[("contents", Text)]),
    ("ClientFilesystemWrite", &[]),
    ("ClientNetwork", &[("connect", SOCKET)]),
    ("ClientPlatform", &[("os", Later), ("arch", Later)]),
    ("Copy", &[("output", TREE)]),
    ("DecodeSecret", &[("output", Later)]),
    ("Diff", &[("output", TREE)]),
    ("Dockerfile", &[("output", TREE), ("config", Config)]),
    ("Exec", &[("output", TREE), ("exit", Later)]),
    ("Export", &[("output", TREE), ("imageID", Later)]),
    ("GitPull", &[("output", TREE)]),
    ("HTTPFetch", &[("output", TREE)]),
    ("Merge", &[("output", TREE)]),
    ("Mkdir", &[("output", TREE)]),
    ("NewSecret", &[("output", SECRET)]),
    ("Nop", &[("output", Later)]),
    ("Pull", &[("output", TREE), ("digest", Digest), ("config", Config)]),
    ("Push", &[("result", Later)]),
    ("ReadFile", &[("contents", Text)]),
    ("Rm", &[("output", TREE)]),
    ("SendSignal", &[]),
    ("Source", &[("output", TREE)]),
    ("Start", &[]),
    ("Stop", &[("exit", Later)]),
    ("TrimSecret", &[("output", SECRET)]),
];

/// What tasks of a kind fill; `None` if there is no such kind.
pub(super) fn outputs(kind: &str) -> Option<&'static [(&'static str, Output)]> {
    if kind == "WriteFile" {
        return outputs("Copy");
    }
    ROWS.iter().find(|(name, _)| *name == kind).map(|(_, outputs)| *outputs)
}
