//! Files, wherever they come from.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::container::Container;
use super::origin::Origin;
use super::step::Step;
use crate::image::Platform;

/// Files: a description of where they come from, lazy and cheap to clone.
#[derive(Clone, Debug)]
pub struct Directory(pub(super) Rc<TreeNode>);

/// One file of a [`Directory`], or whatever is at a path.
#[derive(Clone, Debug)]
pub struct File(pub(super) Directory);

#[derive(Clone, Debug)]
pub(super) struct TreeNode {
    pub(super) kind: TreeKind,
    pub(super) origin: Origin,
}

#[derive(Clone, Debug)]
pub(super) enum TreeKind {
    Scratch,
    Context(Context),
    Git(Git),
    Http(Http),
    Inline(BTreeMap<String, Inline>),
    Merge(Vec<Directory>),
    Diff {
        lower: Directory,
        upper: Directory,
    },
    Sub(Directory, String),
    /// The root of a container, or what its processes see at a path.
    Of(Container, Option<String>),
    /// The same for another platform.
    On(Directory, Platform),
}

/// Files of the client, or what stands in for them.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Context {
    /// Which; empty is the main context.
    pub name: String,
    /// Whether it is the folder of the file that describes the build, wherever the main context is.
    pub beside: bool,
    /// Only what matches is sent.
    pub include: Vec<String>,
    /// What matches is not sent.
    pub exclude: Vec<String>,
    /// Whether `.dockerignore` is not heeded.
    pub all: bool,
}

/// A git repository.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Git {
    /// Its URL; it may carry `#branch:folder`.
    pub url: String,
    /// A branch, tag or commit.
    pub reference: Option<String>,
    /// Whether `.git` stays.
    pub keep_git: bool,
    /// Whether submodules are fetched; `None` is yes.
    pub submodules: Option<bool>,
    /// What opens it.
    pub auth: Option<GitAuth>,
}

/// What opens a repository: a secret, by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GitAuth {
    /// It is the token of a user.
    Token(String),
    /// It is sent as `Authorization`, such as `basic dXNlcjpwYXNzd29yZA==`.
    Header(String),
}

/// A file on the web.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Http {
    /// Its URL.
    pub url: String,
    /// The digest it must have.
    pub checksum: Option<String>,
    /// What it is called; `None` is the last part of the URL.
    pub filename: Option<String>,
    /// Its permission bits; `None` is 0600.
    pub mode: Option<u32>,
    /// The user and the group it belongs to, by number; `None` is root.
    pub owner: Option<(u32, u32)>,
    /// The secret that is sent as `Authorization`.
    pub auth: Option<String>,
}

/// A file that is written in the description.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inline {
    /// What is in it.
    pub data: Vec<u8>,
    /// Its permission bits; `None` is 0644.
    pub mode: Option<u32>,
}

impl Directory {
    #[track_caller]
    fn new(kind: TreeKind) -> Self {
        Self(Rc::new(TreeNode { kind, origin: Origin::caller() }))
    }

    /// The same files, said elsewhere.
    #[must_use]
    pub fn at(mut self, origin: &Origin) -> Self {
        Rc::make_mut(&mut self.0).origin = origin.clone();
        self
    }

    /// Where the files were described.
    pub fn origin(&self) -> &Origin {
        &self.0.origin
    }

    /// No files.
    #[track_caller]
    pub fn scratch() -> Self {
        Self::new(TreeKind::Scratch)
    }

    /// The main context of the build, but for what `.dockerignore` hides.
    #[track_caller]
    pub fn main_context() -> Self {
        Self::context(Context::default())
    }

    /// A context of the build.
    #[track_caller]
    pub fn context(context: Context) -> Self {
        Self::new(TreeKind::Context(context))
    }

    /// A git repository.
    #[track_caller]
    pub fn git(git: Git) -> Self {
        Self::new(TreeKind::Git(git))
    }

    /// A file on the web, alone in a folder.
    #[track_caller]
    pub fn http(http: Http) -> Self {
        Self::new(TreeKind::Http(http))
    }

    /// Files that are written in the description, by path.
    #[track_caller]
    pub fn files(files: BTreeMap<String, Inline>) -> Self {
        Self::new(TreeKind::Inline(files))
    }

    /// Folders laid over each other; later ones win.
    #[track_caller]
    pub fn merge(layers: impl IntoIterator<Item = Self>) -> Self {
        Self::new(TreeKind::Merge(layers.into_iter().collect()))
    }

    /// What `self` has that `lower` has not.
    #[must_use]
    #[track_caller]
    pub fn diff(&self, lower: &Self) -> Self {
        Self::new(TreeKind::Diff { lower: lower.clone(), upper: self.clone() })
    }

    /// A folder of it.
    #[must_use]
    #[track_caller]
    pub fn directory(&self, path: impl Into<String>) -> Self {
        Self::new(TreeKind::Sub(self.clone(), path.into()))
    }

    /// A file of it.
    #[track_caller]
    pub fn file(&self, path: impl Into<String>) -> File {
        File(self.directory(path))
    }

    /// The same for another platform than that of the build.
    #[must_use]
    #[track_caller]
    pub fn on(&self, platform: Platform) -> Self {
        Self::new(TreeKind::On(self.clone(), platform))
    }

    #[track_caller]
    pub(super) fn of(container: &Container, path: Option<String>) -> Self {
        Self::new(TreeKind::Of(container.clone(), path))
    }

    /// The files after one more step.
    #[must_use]
    #[track_caller]
    pub fn then(&self, step: Step) -> Self {
        Container::of(self).then(step).rootfs()
    }
}

impl File {
    /// What is at the path, as whoever mounts or copies it takes it.
    pub fn tree(&self) -> &Directory {
        &self.0
    }

    /// The same file, said elsewhere.
    #[must_use]
    pub fn at(self, origin: &Origin) -> Self {
        Self(self.0.at(origin))
    }
}
