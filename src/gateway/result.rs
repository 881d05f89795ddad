//! What comes out of a build.

use std::collections::BTreeMap;

use super::failure::Failure;

/// How a build ends: with a result or with a failure, never with neither.
///
/// An answer with neither brings the whole daemon down, so this type is the only way to answer.
pub type Outcome = Result<ResultSet, Failure>;

/// A result that the daemon knows: a file system, once somebody looks.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reference(String);

/// References, and what is said about them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResultSet {
    /// The file systems.
    pub refs: Refs,
    /// Facts by key, such as `containerimage.config`.
    pub metadata: BTreeMap<String, Vec<u8>>,
    /// Attestations by platform.
    pub attestations: BTreeMap<String, Vec<Attestation>>,
}

/// One file system, or one for each platform. `None` is an empty one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refs {
    /// The one result.
    Single(Option<Reference>),
    /// By platform, such as `linux/arm64`.
    PerPlatform(BTreeMap<String, Option<Reference>>),
}

/// A statement about an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attestation {
    /// What the file is.
    pub kind: AttestationKind,
    /// Facts by key, such as `reason`.
    pub metadata: BTreeMap<String, Vec<u8>>,
    /// Where the file is.
    pub reference: Option<Reference>,
    /// Its path.
    pub path: String,
    /// The type of the predicate, a URI.
    pub predicate_type: String,
    /// What the statement is about; nothing means the image.
    pub subjects: Vec<Subject>,
}

/// What an attestation's file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttestationKind {
    /// A predicate.
    InToto,
    /// A folder of statements.
    Bundle,
}

/// What an attestation is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// The image, or something with a digest.
    pub kind: SubjectKind,
    /// The digests.
    pub digests: Vec<String>,
    /// A name.
    pub name: String,
}

/// What the subject of an attestation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubjectKind {
    /// The image.
    Own,
    /// Something with a digest.
    Raw,
}

impl Reference {
    /// The reference that the daemon calls so; `None` for the empty name of an empty file system.
    pub fn new(id: impl Into<String>) -> Option<Self> {
        let id = id.into();
        (!id.is_empty()).then_some(Self(id))
    }

    /// The daemon's name for it.
    pub fn id(&self) -> &str {
        &self.0
    }
}

impl Default for Refs {
    fn default() -> Self {
        Self::Single(None)
    }
}

impl Refs {
    /// The file systems that are not empty.
    pub fn iter(&self) -> impl Iterator<Item = &Reference> {
        let (single, many) = match self {
            Self::Single(reference) => (reference.as_ref(), None),
            Self::PerPlatform(refs) => (None, Some(refs.values().flatten())),
        };
        single.into_iter().chain(many.into_iter().flatten())
    }
}

impl ResultSet {
    /// A result without platforms.
    pub fn single(reference: Option<Reference>) -> Self {
        Self { refs: Refs::Single(reference), ..Self::default() }
    }

    /// The one file system of a result without platforms.
    pub fn into_single(self) -> Result<Option<Reference>, Failure> {
        match self.refs {
            Refs::Single(reference) => Ok(reference),
            Refs::PerPlatform(_) => Err(Failure::new("invalid map result")),
        }
    }
}
