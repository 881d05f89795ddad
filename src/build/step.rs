//! What is done in a container, one step after the other.

use super::change::Change;
use super::directory::Directory;
use super::mount::Mount;
use crate::llb::NetworkMode;

/// One step.
#[non_exhaustive]
#[derive(Clone, Debug)]
pub enum Step {
    /// Runs a process.
    Run(Box<Run>),
    /// Copies files.
    Copy(Box<Copy>),
    /// Writes a file.
    Write(Write),
    /// Makes a folder.
    Mkdir(Mkdir),
    /// Removes files.
    Rm(Rm),
    /// Changes the image configuration.
    Set(Box<Change>),
    /// Puts other files in the place of all files; the configuration stays.
    Root(Directory),
    /// Mounts something in all processes that follow.
    Mount(Mount),
    /// Mounts nothing any more at a path.
    Unmount(String),
    /// Says what the image shall be called.
    Publish(Publish),
}

/// What is run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// A line for the shell.
    Shell(String),
    /// A program and its arguments.
    Exec(Vec<String>),
}

/// A process.
#[derive(Clone, Debug)]
pub struct Run {
    /// What is run.
    pub command: Command,
    /// The shell for a line; `None` is that of the image.
    pub shell: Option<Vec<String>>,
    /// Variables for this process only.
    pub env: Vec<(String, String)>,
    /// Variables with secrets.
    pub secret_env: Vec<SecretVariable>,
    /// The directory, from that of the image; `None` is that of the image.
    pub dir: Option<String>,
    /// The user; `None` is that of the image.
    pub user: Option<String>,
    /// What it sees beside the files of the container.
    pub mounts: Vec<Mount>,
    /// The network; `None` is what was asked for with the build.
    pub network: Option<NetworkMode>,
    /// Whether it may do anything.
    pub insecure: bool,
    /// Names and addresses for `/etc/hosts`.
    pub hosts: Vec<(String, String)>,
    /// The name of the machine; `None` is what was asked for with the build.
    pub hostname: Option<String>,
    /// Whether it runs even if its result is cached.
    pub no_cache: bool,
    /// Exit codes that are no failure; none is 0 only.
    pub exit_codes: Vec<i32>,
    /// What the progress output calls it; `None` is what is run.
    pub name: Option<String>,
}

/// A secret in a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretVariable {
    /// The variable.
    pub name: String,
    /// What the client calls the secret.
    pub id: String,
    /// Whether the build goes on without it.
    pub optional: bool,
}

impl Run {
    fn new(command: Command) -> Self {
        Self {
            command,
            shell: None,
            env: Vec::new(),
            secret_env: Vec::new(),
            dir: None,
            user: None,
            mounts: Vec::new(),
            network: None,
            insecure: false,
            hosts: Vec::new(),
            hostname: None,
            no_cache: false,
            exit_codes: Vec::new(),
            name: None,
        }
    }

    /// Runs a line in a shell.
    pub fn shell(line: impl Into<String>) -> Self {
        Self::new(Command::Shell(line.into()))
    }

    /// Runs a program.
    pub fn exec<S: Into<String>>(args: impl IntoIterator<Item = S>) -> Self {
        Self::new(Command::Exec(args.into_iter().map(Into::into).collect()))
    }
}

/// A copy.
#[expect(
    clippy::struct_excessive_bools,
    reason = "switches of a copy that do not exclude each other"
)]
#[derive(Clone, Debug)]
pub struct Copy {
    /// Where the files are.
    pub from: Directory,
    /// What is copied of it; nothing is all.
    pub paths: Vec<String>,
    /// Where it goes; with a slash at its end, into that folder.
    pub to: String,
    /// Only what matches is copied.
    pub include: Vec<String>,
    /// What matches is not copied.
    pub exclude: Vec<String>,
    /// Who owns the files; `None` is root.
    pub owner: Option<String>,
    /// Permission bits; `None` keeps them.
    pub mode: Option<Mode>,
    /// Whether the files are a layer that does not depend on what is below.
    pub link: bool,
    /// Whether links in the source path are followed.
    pub follow: bool,
    /// Whether a folder goes into the destination itself, not its content.
    pub keep_folder: bool,
    /// Whether archives are unpacked.
    pub unpack: bool,
    /// Whether a path with wildcards that nothing matches is an error.
    pub must_match: bool,
    /// What the progress output calls it.
    pub name: Option<String>,
}

impl Copy {
    /// Copies the content of a folder, or a file.
    pub fn new(from: &Directory, to: impl Into<String>) -> Self {
        Self {
            from: from.clone(),
            paths: Vec::new(),
            to: to.into(),
            include: Vec::new(),
            exclude: Vec::new(),
            owner: None,
            mode: None,
            link: false,
            follow: true,
            keep_folder: false,
            unpack: false,
            must_match: false,
            name: None,
        }
    }
}

/// Permission bits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mode {
    /// As a number.
    Bits(u32),
    /// As `chmod` takes them: `0644`, `u+x`.
    Text(String),
}

/// A file to be written, with all folders that lead to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Write {
    /// Where.
    pub path: String,
    /// What is in it.
    pub data: Vec<u8>,
    /// Permission bits; `None` is 0644.
    pub mode: Option<u32>,
    /// Who owns it; `None` is root.
    pub owner: Option<String>,
    /// Whether folders that lead to it must be there.
    pub only_last: bool,
}

/// A folder to be made, with all that lead to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mkdir {
    /// Where.
    pub path: String,
    /// Permission bits; `None` is 0755.
    pub mode: Option<u32>,
    /// Who owns it; `None` is root.
    pub owner: Option<String>,
    /// Whether folders that lead to it must be there.
    pub only_last: bool,
}

/// Files to be removed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rm {
    /// Which.
    pub paths: Vec<String>,
    /// Whether paths may hold wildcards.
    pub glob: bool,
    /// Whether they may be missing.
    pub missing: bool,
}

/// What an image shall be called. It changes nothing that is built.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Publish {
    /// Names with tags.
    pub names: Vec<String>,
    /// Annotations.
    pub annotations: Vec<(String, String)>,
}

impl Step {
    /// What it takes files from.
    pub(super) fn sources(&self) -> Vec<&Directory> {
        match self {
            Self::Run(run) => run.mounts.iter().filter_map(Mount::source).collect(),
            Self::Copy(copy) => vec![&copy.from],
            Self::Mount(mount) => mount.source().into_iter().collect(),
            Self::Root(root) => vec![root],
            _ => Vec::new(),
        }
    }
}
