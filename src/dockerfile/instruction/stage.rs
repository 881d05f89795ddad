//! `FROM` and what follows it.

use super::Instruction;
use super::InstructionErrorKind;
use super::Located;
use super::Origin;
use super::description::Descriptions;
use super::flags::Flags;
use super::flags::Kind;
use super::request::Request;
use super::review::is_lower;
use super::review::is_upper;
use crate::dockerfile::lint::Linter;
use crate::dockerfile::lint::message;
use crate::go::case::equal_fold;
use crate::go::case::to_lower;
use crate::go::space::trim_end_bytes;

/// `FROM [--platform=] <base> [AS <name>]`
///
/// Starts a stage.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stage {
    /// How its `FROM` was written.
    pub origin: Origin,
    /// Its name in lower case, or an empty text.
    pub name: String,
    /// The image or stage it starts from, not expanded.
    pub base_name: String,
    /// The value of `--platform`, not expanded, or an empty text.
    pub platform: String,
    /// What a comment above says about it, or an empty text.
    pub description: String,
    /// What is done in it.
    pub instructions: Vec<Located<Instruction>>,
}

impl Stage {
    /// Reads `FROM`. Rules about its casing come before errors.
    pub(super) fn parse(
        request: Request,
        origin: Origin,
        linter: &mut Linter,
    ) -> Result<Self, InstructionErrorKind> {
        let Request { args, flags, comments, line, stray, .. } = request;
        review_casing(&args, stray, &origin, linter);
        let name = name(&args, &line)?;
        let mut flags = Flags::parse(flags, &[("platform", Kind::Text)])?;
        if !name.is_empty() {
            review_description("FROM", &[&name], &comments, &origin, linter);
        }
        Ok(Self {
            base_name: args.into_iter().next().unwrap_or_default(),
            platform: flags.text("platform").unwrap_or_default(),
            description: Descriptions::new(&comments).of(&name).to_owned(),
            name,
            origin,
            instructions: Vec::new(),
        })
    }
}

/// The name in lower case, or an empty text.
fn name(args: &[String], line: &[u8]) -> Result<String, InstructionErrorKind> {
    match args {
        [_] => Ok(String::new()),
        [_, keyword, name] if equal_fold(keyword, "as") => {
            let lower = to_lower(name);
            let invalid = || InstructionErrorKind::InvalidStageName(last_word(line).to_vec());
            is_name(&lower).then_some(lower).ok_or_else(invalid)
        }
        _ => Err(InstructionErrorKind::FromArguments),
    }
}

/// The name as it is in the file: errors show stray bytes.
fn last_word(line: &[u8]) -> &[u8] {
    let blank = |byte: &u8| matches!(byte, b'\t' | b'\x0b' | b'\x0c' | b'\r' | b' ');
    trim_end_bytes(line).rsplit(blank).next().unwrap_or_default()
}

fn is_name(name: &str) -> bool {
    let inner = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.');
    name.starts_with(|c: char| c.is_ascii_lowercase()) && name.bytes().all(inner)
}

/// Stray bytes, which are replacement characters now, are in neither case.
fn review_casing(args: &[String], stray: bool, origin: &Origin, linter: &mut Linter) {
    let clean = |text: &str| !stray || !text.contains(char::REPLACEMENT_CHARACTER);
    let is_lower = |text: &str| clean(text) && is_lower(text);
    let is_upper = |text: &str| clean(text) && is_upper(text);
    let Origin { keyword, lines, scope, .. } = origin;
    let [_, as_keyword, rest @ ..] = args else { return };
    if let [name] = rest
        && !is_lower(name)
    {
        linter.report(scope, *lines, message::stage_name_casing(name));
    }
    let differs = (is_lower(keyword) && !is_lower(as_keyword))
        || (is_upper(keyword) && !is_upper(as_keyword));
    if !rest.is_empty() && differs {
        linter.report(scope, *lines, message::from_as_casing(keyword, as_keyword));
    }
}

/// Reports a comment above `FROM` or `ARG` that does not start with one of the names below it.
pub(super) fn review_description(
    instruction: &str,
    names: &[&str],
    comments: &[String],
    origin: &Origin,
    linter: &mut Linter,
) {
    let Some(comment) = comments.last() else { return };
    let first = comment.split(' ').next().unwrap_or_default();
    if names.is_empty() || names.contains(&first) {
        return;
    }
    let name = if names.len() > 1 { "<arg_key>" } else { names[0] };
    let message = message::invalid_definition_description(instruction, name);
    linter.report(&origin.scope, origin.lines, message);
}
