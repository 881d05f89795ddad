//! Containers: files, and how processes are run in them.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::change::Change;
use super::directory::Directory;
use super::directory::File;
use super::mount::Mount;
use super::mount::MountKind;
use super::origin::Origin;
use super::step::Copy;
use super::step::Publish;
use super::step::Run;
use super::step::Step;
use super::step::Write;
use crate::image::Config;
use crate::image::Platform;
use crate::llb::ResolveMode;

/// Files, an image configuration, and the record of how both were made: a description, lazy and
/// cheap to clone.
///
/// Every method gives a new container and leaves the old one as it was. None fails: what is wrong
/// is found when the description is lowered, and said with the line of the program it comes from.
#[must_use]
#[derive(Clone, Debug)]
pub struct Container(pub(super) Rc<Node>);

#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) kind: Kind,
    pub(super) origin: Origin,
    pub(super) label: Option<Rc<str>>,
}

#[derive(Clone, Debug)]
pub(super) enum Kind {
    /// No files, no configuration.
    Bare,
    /// No files, and the configuration that a Dockerfile begins with.
    Scratch,
    Image(Image),
    Dockerfile(Box<Dockerfile>),
    /// A context, which may be an image.
    Context(String),
    /// The same for another platform.
    On(Container, Platform),
    Step(Container, Step),
}

/// An image of a registry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Image {
    /// Its name.
    pub reference: String,
    /// When it is looked up; `None` is what was asked for with the build.
    pub mode: Option<ResolveMode>,
}

/// A build that a Dockerfile describes.
#[derive(Clone, Debug, Default)]
pub struct Dockerfile {
    /// Where it is.
    pub text: DockerfileText,
    /// Where its files come from; `None` is the main context of the build.
    pub context: Option<Directory>,
    /// The stage that is built; `None` is the last.
    pub target: Option<String>,
    /// Its build arguments.
    pub args: BTreeMap<String, String>,
    /// What its named contexts are.
    pub contexts: BTreeMap<String, Container>,
    /// Names and addresses for `/etc/hosts`.
    pub hosts: Vec<(String, String)>,
}

/// Where the text of a Dockerfile is.
#[derive(Clone, Debug)]
pub enum DockerfileText {
    /// Here.
    Inline(String),
    /// In a file of its context.
    Path(String),
    /// In a file of other files.
    File(File),
}

impl Default for DockerfileText {
    fn default() -> Self {
        Self::Path("Dockerfile".to_owned())
    }
}

/// Long chains are taken apart one by one: each has the next in it.
impl Drop for Node {
    fn drop(&mut self) {
        let mut next = self.take_base();
        while let Some(base) = next {
            next = Rc::try_unwrap(base.0).ok().and_then(|mut node| node.take_base());
        }
    }
}

impl Node {
    fn take_base(&mut self) -> Option<Container> {
        match std::mem::replace(&mut self.kind, Kind::Bare) {
            Kind::Step(base, _) | Kind::On(base, _) => Some(base),
            _ => None,
        }
    }
}

impl Container {
    #[track_caller]
    fn new(kind: Kind) -> Self {
        Self(Rc::new(Node { kind, origin: Origin::caller(), label: None }))
    }

    /// No files and no configuration.
    #[track_caller]
    pub fn bare() -> Self {
        Self::new(Kind::Bare)
    }

    /// No files, and the configuration that `FROM scratch` begins with.
    #[track_caller]
    pub fn scratch() -> Self {
        Self::new(Kind::Scratch)
    }

    /// An image.
    #[track_caller]
    pub fn from(reference: impl Into<String>) -> Self {
        Self::image(Image { reference: reference.into(), mode: None })
    }

    /// An image, and how it is looked up.
    #[track_caller]
    pub fn image(image: Image) -> Self {
        Self::new(Kind::Image(image))
    }

    /// What a Dockerfile comes to.
    #[track_caller]
    pub fn dockerfile(dockerfile: Dockerfile) -> Self {
        Self::new(Kind::Dockerfile(Box::new(dockerfile)))
    }

    /// A named context, with its configuration if it is an image.
    #[track_caller]
    pub fn context(name: impl Into<String>) -> Self {
        Self::new(Kind::Context(name.into()))
    }

    /// Files without any configuration.
    #[track_caller]
    pub fn of(directory: &Directory) -> Self {
        Self::new(Kind::Bare).then(Step::Root(directory.clone()))
    }

    /// One more step.
    #[track_caller]
    pub fn then(&self, step: Step) -> Self {
        Self::new(Kind::Step(self.clone(), step))
    }

    /// The same for another platform than that of the build.
    #[track_caller]
    pub fn on(&self, platform: Platform) -> Self {
        Self::new(Kind::On(self.clone(), platform))
    }

    /// The same, with its last step said elsewhere.
    pub fn at(mut self, origin: &Origin) -> Self {
        Rc::make_mut(&mut self.0).origin = origin.clone();
        self
    }

    /// The same, where the progress output shows a text such as `app 2/7` before the last step.
    pub fn labelled(mut self, label: impl Into<Rc<str>>) -> Self {
        Rc::make_mut(&mut self.0).label = Some(label.into());
        self
    }

    /// Where the last step was described.
    pub fn origin(&self) -> &Origin {
        &self.0.origin
    }
}

/// Steps by name.
impl Container {
    /// Runs a program.
    #[track_caller]
    pub fn with_exec<S: Into<String>>(&self, args: impl IntoIterator<Item = S>) -> Self {
        self.with_run(Run::exec(args))
    }

    /// Runs a process.
    #[track_caller]
    pub fn with_run(&self, run: Run) -> Self {
        self.then(Step::Run(Box::new(run)))
    }

    /// Copies the content of a folder to a path.
    #[track_caller]
    pub fn with_directory(&self, path: impl Into<String>, directory: &Directory) -> Self {
        self.with_copy(Copy::new(directory, path))
    }

    /// Copies a file to a path.
    #[track_caller]
    pub fn with_file(&self, path: impl Into<String>, file: &File) -> Self {
        self.with_copy(Copy::new(file.tree(), path))
    }

    /// Copies files.
    #[track_caller]
    pub fn with_copy(&self, copy: Copy) -> Self {
        self.then(Step::Copy(Box::new(copy)))
    }

    /// Writes a file.
    #[track_caller]
    pub fn with_new_file(&self, path: impl Into<String>, data: impl Into<Vec<u8>>) -> Self {
        let write = Write { path: path.into(), data: data.into(), ..Write::default() };
        self.then(Step::Write(write))
    }

    /// Puts other files in the place of all files.
    #[track_caller]
    pub fn with_rootfs(&self, directory: &Directory) -> Self {
        self.then(Step::Root(directory.clone()))
    }

    /// Mounts a folder in all processes that follow. They may change it, and see what those before
    /// them changed; it is no part of the container's files.
    #[track_caller]
    pub fn with_mounted_directory(&self, path: impl Into<String>, source: &Directory) -> Self {
        let kind = MountKind::Bind { source: source.clone(), writable: true };
        self.then(Step::Mount(Mount { at: path.into(), kind }))
    }

    /// Mounts a cache in all processes that follow.
    #[track_caller]
    pub fn with_mounted_cache(&self, path: impl Into<String>, id: impl Into<String>) -> Self {
        self.then(Step::Mount(Mount::cache(path, id)))
    }

    /// Mounts memory in all processes that follow.
    #[track_caller]
    pub fn with_mounted_temp(&self, path: impl Into<String>) -> Self {
        self.then(Step::Mount(Mount::tmpfs(path)))
    }

    /// Mounts a secret in all processes that follow.
    #[track_caller]
    pub fn with_mounted_secret(&self, path: impl Into<String>, id: impl Into<String>) -> Self {
        self.then(Step::Mount(Mount::secret(path, id)))
    }

    /// Mounts nothing any more at a path.
    #[track_caller]
    pub fn without_mount(&self, path: impl Into<String>) -> Self {
        self.then(Step::Unmount(path.into()))
    }

    /// Changes the image configuration.
    #[track_caller]
    pub fn with_change(&self, change: Change) -> Self {
        self.then(Step::Set(Box::new(change)))
    }

    /// Puts another image configuration in the place of the one there is.
    #[track_caller]
    pub fn with_config(&self, config: Config) -> Self {
        self.with_change(Change { replace: Some(config), ..Change::default() })
    }

    /// Sets a variable.
    #[track_caller]
    pub fn with_env_variable(&self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let env = vec![(name.into(), Some(value.into()))];
        self.with_change(Change { env, ..Change::default() })
    }

    /// Takes a variable away.
    #[track_caller]
    pub fn without_env_variable(&self, name: impl Into<String>) -> Self {
        self.with_change(Change { env: vec![(name.into(), None)], ..Change::default() })
    }

    /// Sets a label.
    #[track_caller]
    pub fn with_label(&self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let labels = vec![(name.into(), Some(value.into()))];
        self.with_change(Change { labels, ..Change::default() })
    }

    /// Sets the working directory, and makes it.
    #[track_caller]
    pub fn with_workdir(&self, path: impl Into<String>) -> Self {
        self.with_change(Change { workdir: Some(path.into()), ..Change::default() })
    }

    /// Sets the user.
    #[track_caller]
    pub fn with_user(&self, user: impl Into<String>) -> Self {
        self.with_change(Change { user: Some(user.into()), ..Change::default() })
    }

    /// Sets what is always run. Arguments meant for another entrypoint go.
    #[track_caller]
    pub fn with_entrypoint<S: Into<String>>(&self, args: impl IntoIterator<Item = S>) -> Self {
        let entrypoint = Some(args.into_iter().map(Into::into).collect());
        self.with_change(Change { entrypoint, ..Change::default() })
    }

    /// Sets the command, or the arguments of the entrypoint.
    #[track_caller]
    pub fn with_default_args<S: Into<String>>(&self, args: impl IntoIterator<Item = S>) -> Self {
        let cmd = Some(args.into_iter().map(Into::into).collect());
        self.with_change(Change { cmd, ..Change::default() })
    }

    /// Says what the image shall be called.
    #[track_caller]
    pub fn publish(&self, name: impl Into<String>) -> Self {
        let names = vec![name.into()];
        self.then(Step::Publish(Publish { names, ..Publish::default() }))
    }

    /// All its files, without what is mounted.
    #[track_caller]
    pub fn rootfs(&self) -> Directory {
        Directory::of(self, None)
    }

    /// A folder, as its processes see it.
    #[track_caller]
    pub fn directory(&self, path: impl Into<String>) -> Directory {
        Directory::of(self, Some(path.into()))
    }

    /// A file, as its processes see it.
    #[track_caller]
    pub fn file(&self, path: impl Into<String>) -> File {
        File(self.directory(path))
    }
}
