//! What steps are called in the progress output.

use std::fmt::Write as _;

use crate::dockerfile::shell::Env;
use crate::dockerfile::shell::Lexer;
use crate::go::case::to_upper;
use crate::go::utf8::to_valid;
use crate::go::utf8::unmark;
use crate::image::Platform;

/// Counts the steps of a stage.
#[derive(Clone, Debug, Default)]
pub(super) struct Counter {
    /// How the stage is shown; empty if it is the only one.
    pub(super) stage: String,
    /// Whether platforms are shown.
    pub(super) show_platform: bool,
    /// The step that was named last.
    pub(super) index: usize,
    /// How many there are.
    pub(super) total: usize,
}

impl Counter {
    /// Names the next step: `[linux/amd64 build 2/7] RUN make`.
    pub(super) fn next(
        &mut self,
        text: &str,
        platform: Option<&Platform>,
        env: &dyn Env,
    ) -> String {
        self.index += usize::from(self.total != 0);
        self.current(text, platform, env)
    }

    /// Names the step that was named last by another text.
    pub(super) fn current(&self, text: &str, platform: Option<&Platform>, env: &dyn Env) -> String {
        if self.total == 0 {
            return text.to_owned();
        }
        let mut name = String::with_capacity(self.stage.len() + text.len() + 24);
        name.push('[');
        if let Some(platform) = platform.filter(|_| self.show_platform) {
            name.push_str(&platform.format_all());
            name.push_str(&cross(platform, env));
            name.push(' ');
        }
        if !self.stage.is_empty() {
            name.push_str(&self.stage);
            name.push(' ');
        }
        let width = self.total.checked_ilog10().unwrap_or_default() as usize + 1;
        // Writing to a string cannot fail.
        let _ = write!(name, "{:width$}/{}] {text}", self.index, self.total);
        name
    }
}

/// `->arm64` if the environment says that something else than `base` is built.
fn cross(base: &Platform, env: &dyn Env) -> String {
    let Some(mut target) = target_of(env) else { return String::new() };
    if target.os.is_empty() {
        target.os.clone_from(&base.os);
    }
    if target.architecture.is_empty() {
        target.architecture.clone_from(&base.architecture);
    }
    let target = target.normalize();
    if target.os != base.os {
        return format!("->{}", target.format_all());
    }
    if target.architecture == base.architecture {
        return String::new();
    }
    let slash = if target.variant.is_empty() { "" } else { "/" };
    format!("->{}{slash}{}", target.architecture, target.variant)
}

/// The platform that `TARGETPLATFORM`, or else `TARGETOS` and its like, name.
fn target_of(env: &dyn Env) -> Option<Platform> {
    let mut platform = Platform::default();
    let mut is_set = false;
    for name in env.names() {
        let value = env.get(name).unwrap_or_default();
        match name {
            "TARGETPLATFORM" => {
                if let Ok(platform) = Platform::parse(value) {
                    return Some(platform);
                }
                continue;
            }
            "TARGETOS" => value.clone_into(&mut platform.os),
            "TARGETARCH" => value.clone_into(&mut platform.architecture),
            "TARGETVARIANT" => value.clone_into(&mut platform.variant),
            _ => continue,
        }
        is_set = true;
    }
    is_set.then_some(platform)
}

/// Whether a keyword is in capitals, as most are.
fn is_upper(keyword: &str) -> bool {
    keyword.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// An instruction with its variables in place, as far as they can be, and its keyword in capitals.
pub(super) fn shown(original: &str, lexer: Lexer, env: &dyn Env) -> String {
    let text = match lexer.process_word(&to_valid(&unmark(original)), env) {
        Ok(expanded) => expanded.text,
        Err(_) => original.to_owned(),
    };
    match text.split_once(' ') {
        Some((keyword, _)) if is_upper(keyword) => text,
        Some((keyword, rest)) => format!("{} {rest}", to_upper(keyword)),
        None => to_upper(&text),
    }
}
