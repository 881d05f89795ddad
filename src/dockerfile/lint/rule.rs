//! The table of rules.
//!
//! Names, descriptions and pages are upstream's: users skip rules by these names.

/// A lint rule.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// The name, by which it is skipped or asked for.
    pub name: &'static str,
    /// What the rule demands.
    pub description: &'static str,
    /// The page of the manual; empty if there is none.
    pub url: &'static str,
    /// Whether the rule has to be asked for.
    pub experimental: bool,
}

impl Rule {
    const fn new(name: &'static str, url: &'static str, description: &'static str) -> Self {
        Self { name, description, url, experimental: false }
    }

    const fn experimental(self) -> Self {
        Self { experimental: true, ..self }
    }
}

/// Every rule, in the order of upstream's table.
pub static RULES: [&Rule; 22] = [
    &STAGE_NAME_CASING,
    &FROM_AS_CASING,
    &NO_EMPTY_CONTINUATION,
    &CONSISTENT_INSTRUCTION_CASING,
    &DUPLICATE_STAGE_NAME,
    &RESERVED_STAGE_NAME,
    &JSON_ARGS_RECOMMENDED,
    &MAINTAINER_DEPRECATED,
    &UNDEFINED_ARG_IN_FROM,
    &WORKDIR_RELATIVE_PATH,
    &UNDEFINED_VAR,
    &MULTIPLE_INSTRUCTIONS_DISALLOWED,
    &LEGACY_KEY_VALUE_FORMAT,
    &INVALID_BASE_IMAGE_PLATFORM,
    &REDUNDANT_TARGET_PLATFORM,
    &SECRETS_USED_IN_ARG_OR_ENV,
    &INVALID_DEFAULT_ARG_IN_FROM,
    &FROM_PLATFORM_FLAG_CONST_DISALLOWED,
    &COPY_IGNORED_FILE,
    &INVALID_DEFINITION_DESCRIPTION,
    &EXPOSE_PROTO_CASING,
    &EXPOSE_INVALID_FORMAT,
];

pub(super) static STAGE_NAME_CASING: Rule = Rule::new(
    "StageNameCasing",
    "https://docs.docker.com/go/dockerfile/rule/stage-name-casing/",
    "Stage names should be lowercase",
);

pub(super) static FROM_AS_CASING: Rule = Rule::new(
    "FromAsCasing",
    "https://docs.docker.com/go/dockerfile/rule/from-as-casing/",
    "The 'as' keyword should match the case of the 'from' keyword",
);

pub(super) static NO_EMPTY_CONTINUATION: Rule = Rule::new(
    "NoEmptyContinuation",
    "https://docs.docker.com/go/dockerfile/rule/no-empty-continuation/",
    "Empty continuation lines will become errors in a future release",
);

pub(super) static CONSISTENT_INSTRUCTION_CASING: Rule = Rule::new(
    "ConsistentInstructionCasing",
    "https://docs.docker.com/go/dockerfile/rule/consistent-instruction-casing/",
    "All commands within the Dockerfile should use the same casing (either upper or \
     lower)",
);

pub(super) static DUPLICATE_STAGE_NAME: Rule = Rule::new(
    "DuplicateStageName",
    "https://docs.docker.com/go/dockerfile/rule/duplicate-stage-name/",
    "Stage names should be unique",
);

pub(super) static RESERVED_STAGE_NAME: Rule = Rule::new(
    "ReservedStageName",
    "https://docs.docker.com/go/dockerfile/rule/reserved-stage-name/",
    "Reserved words should not be used as stage names",
);

pub(super) static JSON_ARGS_RECOMMENDED: Rule = Rule::new(
    "JSONArgsRecommended",
    "https://docs.docker.com/go/dockerfile/rule/json-args-recommended/",
    "JSON arguments recommended for ENTRYPOINT/CMD to prevent unintended behavior \
     related to OS signals",
);

pub(super) static MAINTAINER_DEPRECATED: Rule = Rule::new(
    "MaintainerDeprecated",
    "https://docs.docker.com/go/dockerfile/rule/maintainer-deprecated/",
    "The MAINTAINER instruction is deprecated, use a label instead to define an image \
     author",
);

pub(super) static UNDEFINED_ARG_IN_FROM: Rule = Rule::new(
    "UndefinedArgInFrom",
    "https://docs.docker.com/go/dockerfile/rule/undefined-arg-in-from/",
    "FROM command must use declared ARGs",
);

pub(super) static WORKDIR_RELATIVE_PATH: Rule = Rule::new(
    "WorkdirRelativePath",
    "https://docs.docker.com/go/dockerfile/rule/workdir-relative-path/",
    "Relative workdir without an absolute workdir declared within the build can have \
     unexpected results if the base image changes",
);

pub(super) static UNDEFINED_VAR: Rule = Rule::new(
    "UndefinedVar",
    "https://docs.docker.com/go/dockerfile/rule/undefined-var/",
    "Variables should be defined before their use",
);

pub(super) static MULTIPLE_INSTRUCTIONS_DISALLOWED: Rule = Rule::new(
    "MultipleInstructionsDisallowed",
    "https://docs.docker.com/go/dockerfile/rule/multiple-instructions-disallowed/",
    "Multiple instructions of the same type should not be used in the same stage",
);

pub(super) static LEGACY_KEY_VALUE_FORMAT: Rule = Rule::new(
    "LegacyKeyValueFormat",
    "https://docs.docker.com/go/dockerfile/rule/legacy-key-value-format/",
    "Legacy key/value format with whitespace separator should not be used",
);

pub(super) static INVALID_BASE_IMAGE_PLATFORM: Rule = Rule::new(
    "InvalidBaseImagePlatform",
    "",
    "Base image platform does not match expected target platform",
);

pub(super) static REDUNDANT_TARGET_PLATFORM: Rule = Rule::new(
    "RedundantTargetPlatform",
    "https://docs.docker.com/go/dockerfile/rule/redundant-target-platform/",
    "Setting platform to predefined $TARGETPLATFORM in FROM is redundant as this is \
     the default behavior",
);

pub(super) static SECRETS_USED_IN_ARG_OR_ENV: Rule = Rule::new(
    "SecretsUsedInArgOrEnv",
    "https://docs.docker.com/go/dockerfile/rule/secrets-used-in-arg-or-env/",
    "Sensitive data should not be used in the ARG or ENV commands",
);

pub(super) static INVALID_DEFAULT_ARG_IN_FROM: Rule = Rule::new(
    "InvalidDefaultArgInFrom",
    "https://docs.docker.com/go/dockerfile/rule/invalid-default-arg-in-from/",
    "Default value for global ARG results in an empty or invalid base image name",
);

pub(super) static FROM_PLATFORM_FLAG_CONST_DISALLOWED: Rule = Rule::new(
    "FromPlatformFlagConstDisallowed",
    "https://docs.docker.com/go/dockerfile/rule/from-platform-flag-const-disallowed/",
    "FROM --platform flag should not use a constant value",
);

pub(super) static COPY_IGNORED_FILE: Rule = Rule::new(
    "CopyIgnoredFile",
    "https://docs.docker.com/go/dockerfile/rule/copy-ignored-file/",
    "Attempting to Copy file that is excluded by .dockerignore",
);

pub(super) static INVALID_DEFINITION_DESCRIPTION: Rule = Rule::new(
    "InvalidDefinitionDescription",
    "https://docs.docker.com/go/dockerfile/rule/invalid-definition-description/",
    "Comment for build stage or argument should follow the format: `# <arg/stage \
     name> <description>`. If this is not intended to be a description comment, add \
     an empty line or comment between the instruction and the comment.",
)
.experimental();

pub(super) static EXPOSE_PROTO_CASING: Rule = Rule::new(
    "ExposeProtoCasing",
    "https://docs.docker.com/go/dockerfile/rule/expose-proto-casing/",
    "Protocol in EXPOSE instruction should be lowercase",
);

pub(super) static EXPOSE_INVALID_FORMAT: Rule = Rule::new(
    "ExposeInvalidFormat",
    "https://docs.docker.com/go/dockerfile/rule/expose-invalid-format/",
    "IP address and host-port mapping should not be used in EXPOSE instruction. This \
     will become an error in a future release",
);
