//! Rules that need to know more than one instruction.
//!
//! Upstream: `dockerfile2llb/validations.go`.

use std::collections::BTreeMap;

use super::args;
use super::args::GlobalArgs;
use super::args::NON_ENV;
use super::stage::Stage;
use crate::dockerfile::instruction::Origin;
use crate::dockerfile::instruction::Parsed;
use crate::dockerfile::lint::Linter;
use crate::dockerfile::lint::Scope;
use crate::dockerfile::lint::message;
use crate::dockerfile::shell::Expanded;
use crate::dockerfile::shell::Lexer;
use crate::dockerfile::shell::Names;
use crate::go::path;
use crate::ignore::Matcher;
use crate::image::Platform;
use crate::image::Reference;
use crate::llb::Env;
use crate::source::Lines;
use crate::source::suggest;

/// Variables of a `FROM` that nobody declared.
pub(super) fn undeclared(
    names: &Names,
    args: &GlobalArgs,
    lines: Lines,
    scope: &Scope,
    linter: &mut Linter,
) {
    for name in &names.unmatched {
        if args.declared.contains_key(name) || args.env.get(name).is_some() {
            continue;
        }
        let mut known: Vec<&str> = args.declared.keys().map(String::as_str).collect();
        known.extend(args.env.keys().filter(|key| !args.declared.contains_key(*key)));
        let hint = suggest::search(name, &known, true);
        linter.report(scope, lines, message::undefined_arg_in_from(name, hint.as_deref()));
    }
}

/// `--platform=$TARGETPLATFORM`
pub(super) fn redundant_platform(
    flag: &str,
    expanded: &Expanded,
    args: &GlobalArgs,
    place: (Lines, &Scope),
    linter: &mut Linter,
) {
    let Names { matched, unmatched } = &expanded.names;
    let only_target = matched.len() == 1 && matched.contains("TARGETPLATFORM");
    if only_target
        && unmatched.is_empty()
        && args.env.get("TARGETPLATFORM").unwrap_or_default() == expanded.text
    {
        linter.report(place.1, place.0, message::redundant_target_platform(flag));
    }
}

/// `--platform=linux/amd64` on a stage whose name says nothing of it.
pub(super) fn constant_platform(
    stage: &str,
    expanded: &Expanded,
    place: (Lines, &Scope),
    linter: &mut Linter,
) {
    let Names { matched, unmatched } = &expanded.names;
    if !matched.is_empty() || !unmatched.is_empty() {
        return;
    }
    let Ok(platform) = Platform::parse(&expanded.text) else { return };
    if !stage.contains(&platform.os) && !stage.contains(&platform.architecture) {
        let message = message::from_platform_flag_const_disallowed(&expanded.text);
        linter.report(place.1, place.0, message);
    }
}

/// Base names that mean nothing without build arguments.
pub(super) fn default_base_names(
    parsed: &Parsed,
    predefined: &Env,
    lexer: Lexer,
    linter: &mut Linter,
) {
    let (args, nothing) = (&parsed.global_args, BTreeMap::new());
    let Ok(defaults) = args::declare(predefined.clone(), args, &nothing, lexer) else { return };
    for stage in &parsed.stages {
        let Ok(expanded) = lexer.process_word(&stage.base_name, &defaults.env) else { return };
        if Reference::parse_normalized(&expanded.text).is_err() {
            let message = message::invalid_default_arg_in_from(&stage.base_name);
            linter.report(&Scope::FILE, stage.origin.lines, message);
        }
    }
}

/// An image for another platform than the one that is built.
pub(super) fn image_platform(
    name: &str,
    expected: &Platform,
    actual: &Platform,
    lines: Option<Lines>,
    linter: &mut Linter,
) {
    if expected.is_same_system(actual) {
        return;
    }
    let [expected, actual] = [expected, actual].map(|platform| platform.normalize().format_all());
    let message = message::invalid_base_image_platform(name, &expected, &actual);
    linter.report(&Scope::FILE, lines.unwrap_or_default(), message);
}

/// Variables of an instruction that nobody set.
pub(super) fn undefined(names: &Names, origin: &Origin, stage: &Stage, linter: &mut Linter) {
    if names.unmatched.is_empty() {
        return;
    }
    for name in &names.unmatched {
        let is_declared = stage.build_args.iter().any(|arg| arg.key == *name);
        if is_declared || NON_ENV.contains(&name.as_str()) {
            continue;
        }
        let known: Vec<&str> = stage.state.env.keys().collect();
        let hint = suggest::search(name, &known, true);
        linter.report(&origin.scope, origin.lines, message::undefined_var(name, hint.as_deref()));
    }
}

/// A variable whose name speaks of a secret; `instruction` is `ARG` or `ENV`.
pub(super) fn secret(instruction: &str, key: &str, origin: &Origin, linter: &mut Linter) {
    const SECRETS: [&str; 10] = [
        "apikey",
        "auth",
        "credential",
        "credentials",
        "key",
        "password",
        "pword",
        "passwd",
        "secret",
        "token",
    ];
    const HARMLESS: [&str; 3] = ["public", "file", "version"];
    let is_any = |words: &[&str]| {
        key.split('_').any(|part| words.iter().any(|word| part.eq_ignore_ascii_case(word)))
    };
    if is_any(&SECRETS) && !is_any(&HARMLESS) {
        let message = message::secrets_used_in_arg_or_env(instruction, key);
        linter.report(&origin.scope, origin.lines, message);
    }
}

/// A source of `COPY` or `ADD` that `.dockerignore` hides; `verb` is `Copy` or `Add`.
pub(super) fn ignored_file(
    verb: &str,
    source: &str,
    patterns: &Matcher,
    origin: &Origin,
    linter: &mut Linter,
) {
    if patterns.has_exclusions() {
        return;
    }
    let source = path::clean(source);
    let hides_all = || {
        let all = ["*", "**", "**/*"];
        patterns
            .patterns()
            .iter()
            .any(|pattern| !pattern.is_exclusion() && all.contains(&pattern.as_str()))
    };
    if [".", "/"].contains(&source.as_str()) && !hides_all() {
        return;
    }
    if patterns.matches_or_parent_matches(&source) == Ok(true) {
        linter.report(&origin.scope, origin.lines, message::copy_ignored_file(verb, &source));
    }
}
