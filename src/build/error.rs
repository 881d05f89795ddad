//! Why a description could not be lowered, and where that was said.

use thiserror::Error;

use super::origin::Origin;
use super::question::Question;

/// Why a description could not be lowered, and where that was said.
#[derive(Clone, Debug, Error)]
#[error("{origin}{kind}")]
pub struct BuildError {
    /// What went wrong.
    pub kind: Box<BuildErrorKind>,
    /// Where it was said.
    pub origin: Origin,
}

/// What can be wrong with a description.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum BuildErrorKind {
    /// Not the name of an image.
    #[error("{name:?} is not the name of an image: {why}")]
    Reference {
        /// As written.
        name: String,
        /// Why.
        why: String,
    },
    /// The daemon did not answer.
    #[error("{message}")]
    Unanswered {
        /// What was asked.
        question: Question,
        /// What the daemon said.
        message: String,
    },
    /// The daemon answered something else.
    #[error("an answer that does not fit the question")]
    WrongAnswer,
    /// An image whose configuration is none.
    #[error("the configuration of {name:?} cannot be read: {why}")]
    ImageConfig {
        /// The image.
        name: String,
        /// Why.
        why: String,
    },
    /// A source policy put something in the place of an image that is none.
    #[error("{reference:?} is {identifier:?} by now, which is not an image")]
    NotAnImage {
        /// The image.
        reference: String,
        /// What it is.
        identifier: String,
    },
    /// Not the address of a repository.
    #[error("{url:?} is not a git repository: {why}")]
    Git {
        /// As written.
        url: String,
        /// Why.
        why: String,
    },
    /// A context that was not given.
    #[error(
        "there is no context {name:?}: pass it with --build-context {name}=PATH{}",
        hint(.nearest)
    )]
    NoContext {
        /// As written.
        name: String,
        /// A context that is there, with nearly this name.
        nearest: String,
    },
    /// A file of ignored files that is none.
    #[error("failed parsing .dockerignore: {0}")]
    Ignore(String),
    /// Not an owner.
    #[error("{0:?} is not an owner: USER, UID, USER:GROUP or UID:GID")]
    Owner(String),
    /// An owner where only numbers can be used.
    #[error("{0:?} is not an owner in numbers: UID or UID:GID")]
    NumericOwner(String),
    /// Not permission bits.
    #[error("{0:?} are not permission bits: octal such as \"0644\", or as chmod takes them")]
    Mode(String),
    /// Not an address.
    #[error("{0:?} is not an IP address")]
    Address(String),
    /// Not a port.
    #[error("{0:?} is not a port: 80, 80/tcp or 8000-8010/udp")]
    Port(String),
    /// No command.
    #[error("there is nothing to run")]
    NoCommand,
    /// A mount in the place of the root.
    #[error("nothing can be mounted at {0:?}")]
    MountTarget(String),
    /// Not a platform.
    #[error("{0}")]
    Platform(String),
    /// A graph that somebody else made is broken.
    #[error("{0}")]
    Import(String),
    /// Builds are made from builds too many times over.
    #[error("builds within builds are nested more than {0} deep")]
    Depth(usize),
    /// Something that whoever wrote the description found.
    #[error("{0}")]
    Invalid(String),
}

fn hint(nearest: &str) -> String {
    if nearest.is_empty() { String::new() } else { format!(" (did you mean {nearest:?}?)") }
}

impl BuildErrorKind {
    /// The error with its place.
    pub fn at(self, origin: &Origin) -> BuildError {
        BuildError { kind: Box::new(self), origin: origin.clone() }
    }
}
