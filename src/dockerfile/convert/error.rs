//! Why a Dockerfile could not be converted, and where.

use thiserror::Error;

use super::copy::CopyError;
use super::epoch_stage::EpochStageError;
use super::expose::PortError;
use super::mount::MountError;
use super::path::PathError;
use super::question::Question;
use crate::dockerfile::instruction::InstructionError;
use crate::dockerfile::instruction::InstructionErrorKind;
use crate::dockerfile::instruction::MountError as UnreadMount;
use crate::dockerfile::lint::LintError;
use crate::dockerfile::shell::ShellError;
use crate::dockerfile::syntax::SyntaxError;
use crate::git::GitRefError;
use crate::go::quote::quote;
use crate::image::PlatformError;
use crate::image::ReferenceError;
use crate::source::Lines;

/// Why a Dockerfile could not be converted, and where.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{kind}")]
pub struct ConvertError {
    /// What went wrong.
    pub kind: ConvertErrorKind,
    /// The places to blame, in the order in which they were found out; often one, or none. A
    /// place may be nowhere: in an image that a mount names, say.
    pub locations: Vec<Option<Lines>>,
}

/// What went wrong.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ConvertErrorKind {
    /// No byte at all.
    #[error("the Dockerfile cannot be empty")]
    Empty,
    /// `ARG`s, but no `FROM`.
    #[error("dockerfile contains no stages to build")]
    NoStages,
    /// The file is no Dockerfile.
    #[error(transparent)]
    Syntax(Box<SyntaxError>),
    /// An instruction is none.
    #[error(transparent)]
    Instruction(Box<InstructionError>),
    /// An instruction is none once its variables are known.
    #[error(transparent)]
    Expanded(Box<InstructionErrorKind>),
    /// A mount is none once its variables are known.
    #[error(transparent)]
    ExpandedMount(Box<UnreadMount>),
    /// `# check=` cannot be read.
    #[error("failed to parse check options: {0}")]
    CheckOptions(Box<LintError>),
    /// Findings are errors.
    #[error(transparent)]
    Lint(Box<LintError>),
    /// A word cannot be expanded.
    #[error(transparent)]
    Shell(#[from] Box<ShellError>),
    /// Nothing is left of a base name.
    #[error("base name ({0}) should not be blank")]
    BlankBaseName(String),
    /// The value of `--platform` cannot be expanded.
    #[error("failed to process arguments for platform {result}: {source}")]
    PlatformArguments {
        /// What it was expanded to.
        result: String,
        /// Why.
        source: Box<ShellError>,
    },
    /// Nothing is left of a platform.
    #[error("empty platform value from expression {expression}{hint}")]
    EmptyPlatform {
        /// As written.
        expression: String,
        /// The variable that was meant.
        hint: String,
    },
    /// No platform.
    #[error("failed to parse platform {expression}: {source}{hint}")]
    Platform {
        /// As written.
        expression: String,
        /// Why.
        source: Box<PlatformError>,
        /// The variable that was meant.
        hint: String,
    },
    /// `--target` names no stage.
    #[error("target stage {} could not be found{hint}", quote(.target))]
    UnknownTarget {
        /// As asked for.
        target: String,
        /// The stage that was meant.
        hint: String,
    },
    /// `COPY --from=$X`
    #[error(
        "variable expansion is not supported for --from, define a new stage with FROM using ARG \
         from global scope as a workaround"
    )]
    FromExpansion,
    /// `COPY --from=99`
    #[error("invalid stage index {0}")]
    StageIndex(i64),
    /// Stages that need each other.
    #[error("circular dependency detected on stage: {0}")]
    Circular(String),
    /// A base name that is no image reference.
    #[error("failed to parse stage name {}: {source}", quote(.name))]
    StageName {
        /// After expansion.
        name: String,
        /// Why.
        source: Box<ReferenceError>,
    },
    /// A stage name under which a context is looked for and that is no image reference.
    #[error("invalid context name {name}: {source}")]
    ContextName {
        /// The stage name.
        name: String,
        /// Why.
        source: Box<ReferenceError>,
    },
    /// A named context.
    #[error(transparent)]
    NamedContext(Box<NamedContextError>),
    /// A source policy put something else in the place of an image.
    #[error(
        "{prefix}ref mutated by policy to non-image: docker-image://{reference} -> {identifier}"
    )]
    NotAnImage {
        /// Put before the message: the name as written, a colon and a blank.
        prefix: String,
        /// What was asked for.
        reference: String,
        /// What it is now, with its scheme.
        identifier: String,
    },
    /// The daemon could not answer.
    #[error("{prefix}{message}{hint}")]
    Unanswered {
        /// What was asked.
        question: Box<Question>,
        /// Put before the message: the name as written, a colon and a blank.
        prefix: String,
        /// The daemon's message.
        message: String,
        /// What was meant.
        hint: String,
    },
    /// The daemon gave an answer to something else.
    #[error("the answer does not fit the question {0:?}; this is a bug in bowsprit")]
    WrongAnswer(Box<Question>),
    /// The daemon found an image under a name that is none.
    #[error("failed to parse ref {}: {source}", quote(.name))]
    ResolvedReference {
        /// The name.
        name: String,
        /// Why.
        source: Box<ReferenceError>,
    },
    /// An image configuration that is none.
    #[error("failed to parse image config: {0}")]
    ImageConfig(String),
    /// `SOURCE_DATE_EPOCH` that is no number and names nothing.
    #[error("invalid SOURCE_DATE_EPOCH: {0}")]
    Epoch(String),
    /// `SOURCE_DATE_EPOCH` that names a stage.
    #[error(transparent)]
    EpochStage(#[from] EpochStageError),
    /// A pattern of `.dockerignore`.
    #[error("{0}")]
    Ignore(String),
    /// `COPY` or `ADD`.
    #[error(transparent)]
    Copy(Box<CopyError>),
    /// `RUN --mount`.
    #[error(transparent)]
    Mount(Box<MountError>),
    /// `RUN --device`.
    #[error("device feature is only supported in Dockerfile frontend 1.14.0-labs or later")]
    Device,
    /// `EXPOSE`.
    #[error(transparent)]
    Port(Box<PortError>),
    /// `VOLUME ""`
    #[error("VOLUME specified can not be an empty string")]
    EmptyVolume,
    /// `STOPSIGNAL`.
    #[error("invalid signal: {0}")]
    Signal(String),
    /// `WORKDIR` on Windows.
    #[error("normalizing workdir: {0}")]
    Workdir(Box<PathError>),
    /// A heredoc where no shell reads it.
    #[error("parsing produced an invalid run command: [{}]", .0.join(" "))]
    RunCommand(Vec<String>),
    /// `RUN []`
    #[error("failed to marshal LLB definition: arguments are required")]
    NoArguments,
    /// A `RUN` with bytes that are no text.
    #[error("failed to marshal LLB definition: string field contains invalid UTF-8")]
    InvalidUtf8,
    /// The main context is no graph.
    #[error("{0}")]
    Context(String),
}

/// What is wrong with a named context.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NamedContextError {
    /// A value without a scheme.
    #[error("invalid context specifier {value} for {key}")]
    Specifier {
        /// The value.
        value: String,
        /// The name.
        key: String,
    },
    /// A scheme that there is not.
    #[error("unsupported context source {scheme} for {key}")]
    Scheme {
        /// The scheme.
        scheme: String,
        /// The name.
        key: String,
    },
    /// An image that is no reference.
    #[error(transparent)]
    Reference(Box<ReferenceError>),
    /// A configuration that is none.
    #[error("{0}")]
    Config(String),
    /// An image of an OCI layout that is no reference.
    #[error("could not parse oci-layout reference {}: {source}", quote(.spec))]
    OciReference {
        /// As given.
        spec: String,
        /// Why.
        source: Box<ReferenceError>,
    },
    /// An image of an OCI layout without its digest.
    #[error("oci-layout reference {} has no digest", quote(.0))]
    OciDigest(String),
    /// A configuration in an OCI layout that is none.
    #[error("could not parse oci-layout image config: {0}")]
    OciConfig(String),
    /// An input that was not given.
    #[error("invalid input {name} for {key}")]
    Input {
        /// The input.
        name: String,
        /// The name.
        key: String,
    },
    /// Metadata of an input that are none.
    #[error("failed to parse input metadata {metadata}: {error}")]
    InputMetadata {
        /// As given.
        metadata: String,
        /// Why.
        error: String,
    },
    /// A repository that is none.
    #[error("invalid git context {0}")]
    Git(String),
    /// A repository with a query that is none.
    #[error(transparent)]
    GitRef(Box<GitRefError>),
    /// What a source policy put in the place of a context is no identifier.
    #[error("could not parse ref: {0}")]
    Identifier(String),
    /// Source policies that put one thing in the place of another without an end.
    #[error(
        "context recursion limit exceeded; this may indicate a cycle in the provided source \
         policies: {0}"
    )]
    Recursion(String),
}

impl From<NamedContextError> for ConvertErrorKind {
    fn from(error: NamedContextError) -> Self {
        Self::NamedContext(Box::new(error))
    }
}

impl ConvertErrorKind {
    /// An error nobody is to blame for.
    pub(super) fn unlocated(self) -> ConvertError {
        ConvertError { kind: self, locations: Vec::new() }
    }

    /// An error at some lines.
    pub(super) fn at(self, lines: Lines) -> ConvertError {
        ConvertError { kind: self, locations: vec![Some(lines)] }
    }
}

impl ConvertError {
    /// The same error, with one more place to blame.
    pub(super) fn at(mut self, lines: Lines) -> Self {
        self.locations.push(Some(lines));
        self
    }
}

impl From<CopyError> for ConvertErrorKind {
    fn from(error: CopyError) -> Self {
        Self::Copy(Box::new(error))
    }
}

impl From<MountError> for ConvertErrorKind {
    fn from(error: MountError) -> Self {
        Self::Mount(Box::new(error))
    }
}

impl From<UnreadMount> for ConvertErrorKind {
    fn from(error: UnreadMount) -> Self {
        Self::ExpandedMount(Box::new(error))
    }
}

impl From<PortError> for ConvertErrorKind {
    fn from(error: PortError) -> Self {
        Self::Port(Box::new(error))
    }
}

impl From<SyntaxError> for ConvertError {
    fn from(error: SyntaxError) -> Self {
        let lines = error.lines;
        ConvertErrorKind::Syntax(Box::new(error)).at(lines)
    }
}

impl From<InstructionError> for ConvertError {
    fn from(error: InstructionError) -> Self {
        let lines = error.lines;
        ConvertErrorKind::Instruction(Box::new(error)).at(lines)
    }
}
