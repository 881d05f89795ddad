//! Why an instruction is none.

use crate::dockerfile::shell::ShellError;
use crate::dockerfile::syntax::SyntaxErrorKind;
use crate::go::csv::CsvError;
use crate::go::duration::DurationError;
use crate::go::number::NumberError;
use crate::go::quote::quote;
use crate::go::quote::quote_bytes;
use crate::source::Lines;
use crate::source::suggest;
use thiserror::Error;

/// An instruction that is none.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{}{kind}", prefix(.kind, .lines.start))]
pub struct InstructionError {
    /// What is wrong.
    pub kind: InstructionErrorKind,
    /// Where.
    pub lines: Lines,
}

/// What is wrong with an instruction.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum InstructionErrorKind {
    /// An instruction above the first `FROM`.
    #[error("no build stage in current context")]
    NoStage,
    /// A keyword that there is not.
    #[error("unknown instruction: {keyword}{}", suggest::text(.keyword, *.known, false))]
    UnknownInstruction {
        /// The keyword, as spelled.
        keyword: String,
        /// The keywords there are.
        known: &'static [&'static str],
    },
    /// A flag that the instruction does not know.
    #[error("unknown flag: {flag}{}", suggest::text(.name, .known, true))]
    UnknownFlag {
        /// The flag with its dashes.
        flag: String,
        /// The flag without them.
        name: String,
        /// The flags there are.
        known: Vec<&'static str>,
    },
    /// A flag given twice.
    #[error("duplicate flag specified: {0}")]
    DuplicateFlag(String),
    /// A flag that needs a value.
    #[error("missing a value on flag: {0}")]
    MissingFlagValue(String),
    /// A flag that needs another value.
    #[error("expecting boolean value for flag {flag}, not: {value}")]
    NotBool {
        /// The flag with its dashes.
        flag: String,
        /// Its value.
        value: String,
    },
    /// No argument.
    #[error("{0} requires at least one argument")]
    AtLeastOne(&'static str),
    /// Not one argument.
    #[error("{0} requires exactly one argument")]
    ExactlyOne(&'static str),
    /// Fewer than two arguments.
    #[error(
        "{0} requires at least two arguments, but only one was provided. Destination could not be determined"
    )]
    NoDestination(&'static str),
    /// `COPY a <<EOF`.
    #[error("{0} cannot accept a heredoc as a destination")]
    HeredocDestination(&'static str),
    /// `ENV =x`.
    #[error("{0} names can not be blank")]
    BlankName(&'static str),
    /// `FROM a b`.
    #[error("FROM requires either one or three arguments")]
    FromArguments,
    /// `FROM a AS 1`.
    #[error("invalid name for build stage: {}, name can't start with a number or contain symbols", quote_bytes(.0))]
    InvalidStageName(Vec<u8>),
    /// `VOLUME [""]`.
    #[error("VOLUME specified can not be an empty string")]
    EmptyVolume,
    /// `SHELL sh`.
    #[error("SHELL requires the arguments to be in JSON form")]
    NotJson,
    /// `ONBUILD ONBUILD`.
    #[error("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed")]
    ChainedOnbuild,
    /// `ONBUILD FROM`.
    #[error("{0} isn't allowed as an ONBUILD trigger")]
    NoTrigger(String),
    /// Something wrong with `HEALTHCHECK`.
    #[error(transparent)]
    Healthcheck(#[from] HealthcheckError),
    /// Something wrong with `RUN --mount`.
    #[error(transparent)]
    Mount(#[from] MountError),
    /// Something wrong with `RUN --device`.
    #[error(transparent)]
    Device(#[from] DeviceError),
    /// `RUN --network=x`.
    #[error("invalid network mode {}", quote(.0))]
    Network(String),
    /// `RUN --security=x`.
    #[error("security {} is not valid", quote(.0))]
    Security(String),
    /// A trigger that is not even syntax.
    #[error(transparent)]
    Trigger(#[from] SyntaxErrorKind),
    /// A trigger of several instructions.
    #[error("onbuild trigger should be a single expression")]
    ManyTriggers,
    /// `FROM` in a trigger.
    #[error("*instructions.Stage is not a command type")]
    StageTrigger,
}

/// Something wrong with `HEALTHCHECK`.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum HealthcheckError {
    /// `HEALTHCHECK NONE x`.
    #[error("HEALTHCHECK NONE takes no arguments")]
    NoneArguments,
    /// `HEALTHCHECK CMD`.
    #[error("Missing command after HEALTHCHECK CMD")]
    MissingCommand,
    /// `HEALTHCHECK x`.
    #[error("Unknown type {} in HEALTHCHECK (try CMD)", quote(.0))]
    UnknownType(String),
    /// Not a duration.
    #[error(transparent)]
    Duration(#[from] DurationError),
    /// Less than a millisecond.
    #[error("Interval {} cannot be less than 1ms", quote(.0))]
    TooShort(&'static str),
    /// Not a number.
    #[error(transparent)]
    Retries(#[from] NumberError),
    /// A number below zero.
    #[error("--retries cannot be negative ({0})")]
    NegativeRetries(i64),
}

/// Something wrong with `RUN --mount`.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum MountError {
    /// Not a list.
    #[error("failed to parse csv mounts: {0}")]
    Csv(#[from] CsvError),
    /// A value that cannot be expanded.
    #[error(transparent)]
    Shell(#[from] Box<ShellError>),
    /// `from=$x`.
    #[error("'{0}' doesn't support variable expansion, define alias stage instead")]
    Variable(String),
    /// A field that needs a value.
    #[error("invalid field '{0}' must be a key=value pair")]
    NotPair(String),
    /// A key that there is not.
    #[error("unexpected key '{key}' in '{field}'{}", suggest::text(.key, *.known, true))]
    UnknownKey {
        /// The key.
        key: String,
        /// The field it is in.
        field: String,
        /// The keys there are.
        known: &'static [&'static str],
    },
    /// A key that this type of mount has not.
    #[error("unexpected key '{key}' for mount type '{kind}'")]
    UnexpectedKey {
        /// The key.
        key: String,
        /// The type.
        kind: &'static str,
    },
    /// A type that there is not.
    #[error("unsupported mount type {}{}", quote(.value), suggest::text(.value, *.known, true))]
    UnknownType {
        /// The type.
        value: String,
        /// The types there are.
        known: &'static [&'static str],
    },
    /// A way of sharing that there is not.
    #[error("unsupported sharing value {}{}", quote(.value), suggest::text(.value, *.known, true))]
    UnknownSharing {
        /// The way.
        value: String,
        /// The ways there are.
        known: &'static [&'static str],
    },
    /// A value that is no boolean or size.
    #[error("invalid value for {key}: {value}")]
    InvalidValue {
        /// The key.
        key: String,
        /// The value.
        value: String,
    },
    /// A value that is no number.
    #[error("invalid value {value} for {key}")]
    InvalidNumber {
        /// The key.
        key: &'static str,
        /// The value.
        value: String,
    },
    /// A file attribute for a mount that has no files of its own.
    #[error("{key} not allowed for {} type mounts", quote(.kind))]
    NotAllowed {
        /// The key.
        key: &'static str,
        /// The type.
        kind: &'static str,
    },
    /// `type=secret,from=x`.
    #[error("secret mount should not have a from")]
    SecretFrom,
    /// `type=secret,sharing=shared`.
    #[error("secret mount should not define sharing")]
    SecretSharing,
    /// `type=secret`.
    #[error("invalid secret mount. one of source, target required")]
    SecretNameless,
    /// `type=secret,source=a,id=b`.
    #[error("both source and id can't be set")]
    SecretNames,
    /// `type=bind,sharing=shared`.
    #[error("invalid cache sharing set for {0} mount")]
    Sharing(&'static str),
}

/// Something wrong with `RUN --device`.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum DeviceError {
    /// Not a list.
    #[error("failed to parse csv devices: {0}")]
    Csv(#[from] CsvError),
    /// A field that needs a value.
    #[error("invalid field '{0}' must be a key=value pair")]
    NotPair(String),
    /// Two names.
    #[error("device name already set to {0}")]
    Named(String),
    /// `required=x`.
    #[error("invalid value for {key}: {value}")]
    InvalidValue {
        /// The key.
        key: String,
        /// The value.
        value: String,
    },
    /// A key that there is not.
    #[error("unexpected key '{key}' in '{field}'{}", suggest::text(.key, ["name", "required"], true))]
    UnknownKey {
        /// The key.
        key: String,
        /// The field it is in.
        field: String,
    },
}

fn prefix(kind: &InstructionErrorKind, line: u32) -> String {
    match kind {
        InstructionErrorKind::NoStage => String::new(),
        _ => format!("dockerfile parse error on line {line}: "),
    }
}
