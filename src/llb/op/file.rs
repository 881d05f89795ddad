//! File operations: copies, files, folders, links, removals.
//!
//! Upstream: `client/llb/fileop.go`.

use super::Inputs;
use crate::llb::caps;
use crate::llb::caps::Needs;
use crate::llb::graph::Output;
use crate::llb::wire::Writer;

/// Actions on a file system, one after the other. `None` as base is an empty one.
#[must_use]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct File {
    base: Option<Output>,
    actions: Vec<Action>,
}

/// One change of a file system.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Copies from another file system.
    Copy(Box<Copy>),
    /// Writes a file.
    MkFile(MkFile),
    /// Makes a folder.
    MkDir(MkDir),
    /// Removes a file or folder.
    Rm(Rm),
    /// Makes a symbolic link.
    Symlink(Symlink),
}

/// A copy from another file system; `None` as source is an empty one.
#[expect(clippy::struct_excessive_bools, reason = "the flags of the message, by their names")]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Copy {
    /// Where the files are.
    pub source: Option<Output>,
    /// The path there, absolute and clean.
    pub src: String,
    /// The path here, absolute; a slash at its end makes it a folder.
    pub dest: String,
    /// Who owns the files; `None` keeps the owner.
    pub owner: Option<Owner>,
    /// Permission bits; `None` keeps them.
    pub mode: Option<Mode>,
    /// Links in the source path are followed.
    pub follow_symlink: bool,
    /// A folder's content is copied, not the folder.
    pub dir_copy_contents: bool,
    /// Archives are unpacked.
    pub attempt_unpack: bool,
    /// Missing parents of the destination are made.
    pub create_dest_path: bool,
    /// The source path may hold wildcards.
    pub allow_wildcard: bool,
    /// Wildcards may match nothing.
    pub allow_empty_wildcard: bool,
    /// Time of what is made, in nanoseconds since the epoch; `None` keeps it.
    pub timestamp: Option<i64>,
    /// Only what matches is copied.
    pub include_patterns: Vec<String>,
    /// What matches is not copied.
    pub exclude_patterns: Vec<String>,
    /// Whatever is at the destination is replaced.
    pub always_replace: bool,
    /// Paths that must exist.
    pub required_paths: Vec<String>,
}

/// Permission bits of a copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mode {
    /// As bits, at most `0o7777`.
    Bits(u32),
    /// As `chmod` takes them: `u+x,go=`.
    Symbolic(String),
}

/// A file with its content.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MkFile {
    /// The path, absolute and clean.
    pub path: String,
    /// Permission bits.
    pub mode: u32,
    /// The content.
    pub data: Vec<u8>,
    /// Who owns it; `None` is root.
    pub owner: Option<Owner>,
    /// In nanoseconds since the epoch; `None` is now.
    pub timestamp: Option<i64>,
}

/// A folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MkDir {
    /// The path, absolute and clean.
    pub path: String,
    /// Permission bits.
    pub mode: u32,
    /// Missing parents are made, and it may exist.
    pub make_parents: bool,
    /// Who owns it; `None` is root.
    pub owner: Option<Owner>,
    /// In nanoseconds since the epoch; `None` is now.
    pub timestamp: Option<i64>,
}

/// A removal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rm {
    /// The path, absolute and clean.
    pub path: String,
    /// It need not exist.
    pub allow_not_found: bool,
    /// The path may hold wildcards.
    pub allow_wildcard: bool,
}

/// A symbolic link.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Symlink {
    /// What it points at.
    pub old_path: String,
    /// The path of the link, absolute and clean.
    pub new_path: String,
    /// Who owns it; `None` is root.
    pub owner: Option<Owner>,
    /// In nanoseconds since the epoch; `None` is now.
    pub timestamp: Option<i64>,
}

/// Who owns a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    /// The user.
    pub user: Option<User>,
    /// The group.
    pub group: Option<User>,
}

/// A user or group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum User {
    /// By number.
    Id(u32),
    /// By name, looked up in the base of the operation.
    Name(String),
}

impl File {
    /// No change yet.
    pub fn on(base: Option<Output>) -> Self {
        Self { base, actions: Vec::new() }
    }

    /// One more change.
    pub fn then(mut self, action: Action) -> Self {
        if self.actions.is_empty() {
            self.actions.reserve_exact(1);
        }
        self.actions.push(action);
        self
    }

    /// Last action first, each with the base before its source.
    pub(super) fn visits(&self) -> Vec<Output> {
        let mut outputs: Vec<Output> = Vec::new();
        for action in self.actions.iter().rev() {
            for output in [self.base, action.source()].into_iter().flatten() {
                if !outputs.contains(&output) {
                    outputs.push(output);
                }
            }
        }
        outputs
    }

    /// Upstream collects the capabilities of the actions before it has any, so none is asked for.
    pub(super) fn needs() -> Needs {
        let mut needs = Needs::default();
        needs.add(caps::FILE_BASE);
        needs
    }

    pub(in crate::llb) fn write(&self, inputs: &mut Inputs<'_>, writer: &mut Writer) {
        let base = inputs.index_or_scratch(self.base);
        let sources: Vec<i64> =
            (self.actions.iter()).map(|action| inputs.index_or_scratch(action.source())).collect();
        writer.message(4, |file| {
            for (place, (action, source)) in (0..).zip(self.actions.iter().zip(sources)) {
                let input = if place == 0 { base } else { inputs.count() + place - 1 };
                let is_last = place + 1 == i64::try_from(self.actions.len()).unwrap_or(i64::MAX);
                file.message(2, |body| {
                    body.int(1, input);
                    body.int(2, source);
                    body.int(3, if is_last { 0 } else { -1 });
                    action.write(base, body);
                });
            }
        });
    }
}

impl Action {
    fn source(&self) -> Option<Output> {
        match self {
            Self::Copy(copy) => copy.source,
            _ => None,
        }
    }

    fn write(&self, base: i64, writer: &mut Writer) {
        match self {
            Self::Copy(copy) => writer.message(4, |body| copy.write(base, body)),
            Self::MkFile(file) => writer.message(5, |body| {
                body.string(1, &file.path);
                body.uint(2, u64::from(file.mode));
                body.bytes(3, &file.data);
                write_owner(file.owner.as_ref(), 4, base, body);
                body.int(5, file.timestamp.unwrap_or(-1));
            }),
            Self::MkDir(dir) => writer.message(6, |body| {
                body.string(1, &dir.path);
                body.uint(2, u64::from(dir.mode));
                body.boolean(3, dir.make_parents);
                write_owner(dir.owner.as_ref(), 4, base, body);
                body.int(5, dir.timestamp.unwrap_or(-1));
            }),
            Self::Rm(rm) => writer.message(7, |body| {
                body.string(1, &rm.path);
                body.boolean(2, rm.allow_not_found);
                body.boolean(3, rm.allow_wildcard);
            }),
            Self::Symlink(link) => writer.message(8, |body| {
                body.string(1, &link.old_path);
                body.string(2, &link.new_path);
                write_owner(link.owner.as_ref(), 3, base, body);
                body.int(4, link.timestamp.unwrap_or(-1));
            }),
        }
    }
}

impl Copy {
    fn write(&self, base: i64, body: &mut Writer) {
        body.string(1, &self.src);
        body.string(2, &self.dest);
        write_owner(self.owner.as_ref(), 3, base, body);
        let (bits, symbolic) = match &self.mode {
            None => (-1, ""),
            Some(Mode::Bits(bits)) => (i64::from(*bits), ""),
            Some(Mode::Symbolic(text)) => (0, text.as_str()),
        };
        body.int(4, bits);
        let flags = [
            self.follow_symlink,
            self.dir_copy_contents,
            self.attempt_unpack,
            self.create_dest_path,
            self.allow_wildcard,
            self.allow_empty_wildcard,
        ];
        for (field, flag) in (5..).zip(flags) {
            body.boolean(field, flag);
        }
        body.int(11, self.timestamp.unwrap_or(-1));
        body.strings(12, &self.include_patterns);
        body.strings(13, &self.exclude_patterns);
        body.boolean(14, self.always_replace);
        body.string(15, symbolic);
        body.strings(16, &self.required_paths);
    }
}

fn write_owner(owner: Option<&Owner>, field: u32, base: i64, writer: &mut Writer) {
    let Some(owner) = owner else { return };
    writer.message(field, |body| {
        for (field, user) in [(1, &owner.user), (2, &owner.group)] {
            match user {
                None => {}
                Some(User::Id(id)) => {
                    body.message(field, |user| user.uint_always(2, u64::from(*id)));
                }
                Some(User::Name(name)) => body.message(field, |user| {
                    user.message(1, |named| {
                        named.string(1, name);
                        named.int(2, base);
                    });
                }),
            }
        }
    });
}
