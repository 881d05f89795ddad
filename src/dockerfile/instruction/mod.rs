//! Instructions with their flags and arguments, typed.
//!
//! Upstream: `frontend/dockerfile/instructions`.

mod add;
mod arg;
mod cmd;
mod command_line;
mod copy;
mod description;
mod device;
mod entrypoint;
mod env;
mod error;
mod expose;
mod flags;
mod healthcheck;
mod label;
mod maintainer;
pub mod mount;
mod onbuild;
mod parse;
mod request;
mod review;
mod run;
mod shell;
mod sources;
mod stage;
mod stopsignal;
#[cfg(test)]
mod tests;
mod user;
mod volume;
mod workdir;

pub use self::add::Add;
pub use self::arg::Arg;
pub use self::arg::Declaration;
pub use self::cmd::Cmd;
pub use self::command_line::CommandLine;
pub use self::command_line::Form;
pub use self::command_line::InlineFile;
pub use self::copy::Copy;
pub use self::device::Device;
pub use self::entrypoint::Entrypoint;
pub use self::env::Env;
pub use self::error::InstructionError;
pub use self::error::InstructionErrorKind;
pub use self::error::MountError;
pub use self::expose::Expose;
pub use self::healthcheck::Healthcheck;
pub use self::label::Label;
pub use self::maintainer::Maintainer;
pub use self::onbuild::Onbuild;
pub use self::parse::Parsed;
pub use self::parse::parse;
pub use self::parse::parse_trigger;
pub use self::review::review_casing;
pub use self::review::review_continuations;
pub use self::review::review_stage_names;
pub use self::run::Network;
pub use self::run::Run;
pub use self::run::Security;
pub use self::shell::Shell;
pub use self::sources::Content;
pub use self::sources::Sources;
pub use self::stage::Stage;
pub use self::stopsignal::Stopsignal;
pub use self::user::User;
pub use self::volume::Volume;
pub use self::workdir::Workdir;

use crate::dockerfile::lint::Scope;
use crate::source::Lines;

/// An instruction and how it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located<T> {
    /// How it was written.
    pub origin: Origin,
    /// What it says.
    pub instruction: T,
}

/// How an instruction was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The keyword, as spelled.
    pub keyword: String,
    /// The line, its continuations joined to it, trimmed; stray bytes are marked.
    pub original: String,
    /// Where.
    pub lines: Lines,
    /// What comments above say about checks.
    pub scope: Scope,
}

/// An instruction of a stage.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the structs say it")]
pub enum Instruction {
    Add(Add),
    Arg(Arg),
    Cmd(Cmd),
    Copy(Copy),
    Entrypoint(Entrypoint),
    Env(Env),
    Expose(Expose),
    Healthcheck(Healthcheck),
    Label(Label),
    Maintainer(Maintainer),
    Onbuild(Onbuild),
    Run(Run),
    Shell(Shell),
    Stopsignal(Stopsignal),
    User(User),
    Volume(Volume),
    Workdir(Workdir),
}
