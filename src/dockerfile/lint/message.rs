//! What rules say: one function per rule.

use super::Rule;
use super::rule;
use crate::go::quote::quote;

/// A rule and the sentence it has for one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The rule.
    pub rule: &'static Rule,
    /// The sentence.
    pub text: String,
}

const fn say(rule: &'static Rule, text: String) -> Message {
    Message { rule, text }
}

/// `FROM … AS Name`.
pub fn stage_name_casing(stage: &str) -> Message {
    say(&rule::STAGE_NAME_CASING, format!("Stage name '{stage}' should be lowercase"))
}

/// `FROM … as name` or `from … AS name`; both keywords as spelled.
pub fn from_as_casing(from: &str, as_keyword: &str) -> Message {
    let text = format!("'{as_keyword}' and '{from}' keywords' casing do not match");
    say(&rule::FROM_AS_CASING, text)
}

/// A blank line after a continuation.
pub fn no_empty_continuation() -> Message {
    say(&rule::NO_EMPTY_CONTINUATION, "Empty continuation line".to_owned())
}

/// A keyword whose case differs from that of most others; `casing` is `lowercase` or `uppercase`.
pub fn consistent_instruction_casing(keyword: &str, casing: &str) -> Message {
    let text =
        format!("Command '{keyword}' should match the case of the command majority ({casing})");
    say(&rule::CONSISTENT_INSTRUCTION_CASING, text)
}

/// Two stages of one name.
pub fn duplicate_stage_name(stage: &str) -> Message {
    let text = format!("Duplicate stage name {}, stage names should be unique", quote(stage));
    say(&rule::DUPLICATE_STAGE_NAME, text)
}

/// `FROM … AS scratch`.
pub fn reserved_stage_name(stage: &str) -> Message {
    let stage = quote(stage);
    let text = format!("Stage name should not use the same name as reserved stage {stage}");
    say(&rule::RESERVED_STAGE_NAME, text)
}

/// A `CMD` or `ENTRYPOINT`, spelled `keyword`, in shell form.
pub fn json_args_recommended(keyword: &str) -> Message {
    let text = format!(
        "JSON arguments recommended for {keyword} to prevent unintended behavior related to OS \
         signals"
    );
    say(&rule::JSON_ARGS_RECOMMENDED, text)
}

/// `MAINTAINER`.
pub fn maintainer_deprecated() -> Message {
    let text = "Maintainer instruction is deprecated in favor of using label";
    say(&rule::MAINTAINER_DEPRECATED, text.to_owned())
}

/// A variable of `FROM` that no `ARG` declares.
pub fn undefined_arg_in_from(name: &str, suggestion: Option<&str>) -> Message {
    let hint = suggestion.map(|name| format!(" (did you mean {name}?)")).unwrap_or_default();
    say(&rule::UNDEFINED_ARG_IN_FROM, format!("FROM argument '{name}' is not declared{hint}"))
}

/// The first `WORKDIR` of a chain of stages, and it is relative.
pub fn workdir_relative_path(path: &str) -> Message {
    let path = quote(path);
    let text =
        format!("Relative workdir {path} can have unexpected results if the base image changes");
    say(&rule::WORKDIR_RELATIVE_PATH, text)
}

/// A variable nobody set.
pub fn undefined_var(name: &str, suggestion: Option<&str>) -> Message {
    let hint = suggestion.map(|name| format!(" (did you mean ${name}?)")).unwrap_or_default();
    say(&rule::UNDEFINED_VAR, format!("Usage of undefined variable '${name}'{hint}"))
}

/// A second `CMD`, `ENTRYPOINT` or `HEALTHCHECK`, spelled `keyword`. Its place is the first one.
pub fn multiple_instructions_disallowed(keyword: &str) -> Message {
    let text = format!(
        "Multiple {keyword} instructions should not be used in the same stage because only the \
         last one will be used"
    );
    say(&rule::MULTIPLE_INSTRUCTIONS_DISALLOWED, text)
}

/// `ENV key value`.
pub fn legacy_key_value_format(keyword: &str) -> Message {
    let text = format!(
        "\"{keyword} key=value\" should be used instead of legacy \"{keyword} key value\" format"
    );
    say(&rule::LEGACY_KEY_VALUE_FORMAT, text)
}

/// An image for another platform than the one it was asked for.
pub fn invalid_base_image_platform(image: &str, expected: &str, actual: &str) -> Message {
    let text = format!(
        "Base image {image} was pulled with platform {}, expected {} for current build",
        quote(actual),
        quote(expected)
    );
    say(&rule::INVALID_BASE_IMAGE_PLATFORM, text)
}

/// `FROM --platform=$TARGETPLATFORM`; `value` is the value of the flag.
pub fn redundant_target_platform(value: &str) -> Message {
    let text = format!(
        "Setting platform to predefined {value} in FROM is redundant as this is the default \
         behavior"
    );
    say(&rule::REDUNDANT_TARGET_PLATFORM, text)
}

/// `ENV password=…`; `instruction` is `ARG` or `ENV`.
pub fn secrets_used_in_arg_or_env(instruction: &str, key: &str) -> Message {
    let key = quote(key);
    let text =
        format!("Do not use ARG or ENV instructions for sensitive data ({instruction} {key})");
    say(&rule::SECRETS_USED_IN_ARG_OR_ENV, text)
}

/// A base name, as written, that means nothing without build arguments.
pub fn invalid_default_arg_in_from(base: &str) -> Message {
    let text = format!("Default value for ARG {base} results in empty or invalid base image name");
    say(&rule::INVALID_DEFAULT_ARG_IN_FROM, text)
}

/// `FROM --platform=linux/amd64`.
pub fn from_platform_flag_const_disallowed(platform: &str) -> Message {
    let platform = quote(platform);
    let text = format!("FROM --platform flag should not use constant value {platform}");
    say(&rule::FROM_PLATFORM_FLAG_CONST_DISALLOWED, text)
}

/// A source of `COPY` or `ADD` that `.dockerignore` hides; `verb` is `Copy` or `Add`.
pub fn copy_ignored_file(verb: &str, file: &str) -> Message {
    let file = quote(file);
    let text = format!("Attempting to {verb} file {file} that is excluded by .dockerignore");
    say(&rule::COPY_IGNORED_FILE, text)
}

/// A comment above `FROM` or `ARG` that describes something else.
pub fn invalid_definition_description(instruction: &str, name: &str) -> Message {
    let text =
        format!("Comment for {instruction} should follow the format: `# {name} <description>`");
    say(&rule::INVALID_DEFINITION_DESCRIPTION, text)
}

/// `EXPOSE 80/TCP`.
pub fn expose_proto_casing(port: &str) -> Message {
    let text = format!("Defined protocol '{port}' in EXPOSE instruction should be lowercase");
    say(&rule::EXPOSE_PROTO_CASING, text)
}

/// `EXPOSE 127.0.0.1:80:80`.
pub fn expose_invalid_format(port: &str) -> Message {
    let text = format!(
        "EXPOSE instruction should not define an IP address or host-port mapping, found '{port}'"
    );
    say(&rule::EXPOSE_INVALID_FORMAT, text)
}
