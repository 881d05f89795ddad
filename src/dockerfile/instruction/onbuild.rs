//! `ONBUILD`.

use super::InstructionErrorKind;
use super::flags::Flags;
use super::request::Request;
use crate::go::case::to_upper;
use crate::go::space::trim;

/// `ONBUILD <instruction>`
///
/// Leaves an instruction for those who build on this image.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Onbuild {
    /// The instruction, its heredocs below it. Not looked into, and not always UTF-8.
    pub expression: Vec<u8>,
}

impl Onbuild {
    pub(super) fn parse(request: Request) -> Result<Self, InstructionErrorKind> {
        let Request { args, flags, heredocs, line, .. } = request;
        let Some(keyword) = args.first() else {
            return Err(InstructionErrorKind::AtLeastOne("ONBUILD"));
        };
        Flags::none(flags)?;
        let keyword = to_upper(trim(keyword));
        match keyword.as_str() {
            "ONBUILD" => return Err(InstructionErrorKind::ChainedOnbuild),
            "MAINTAINER" | "FROM" => return Err(InstructionErrorKind::NoTrigger(keyword)),
            _ => {}
        }
        let mut expression = trigger(&line).to_vec();
        for heredoc in heredocs {
            expression.push(b'\n');
            expression.extend_from_slice(&heredoc.content);
            expression.extend_from_slice(heredoc.name.as_bytes());
        }
        Ok(Self { expression })
    }
}

/// What follows the keyword. A keyword in other letters that are `ONBUILD` in lower case stays.
fn trigger(line: &[u8]) -> &[u8] {
    const KEYWORD: &[u8] = b"ONBUILD";
    let start = trim_blanks(line);
    match start.split_at_checked(KEYWORD.len()) {
        Some((keyword, rest)) if keyword.eq_ignore_ascii_case(KEYWORD) => trim_blanks(rest),
        _ => line,
    }
}

fn trim_blanks(text: &[u8]) -> &[u8] {
    let blank = |byte: &u8| matches!(byte, b'\t' | b'\n' | b'\x0c' | b'\r' | b' ');
    let start = text.iter().position(|byte| !blank(byte)).unwrap_or(text.len());
    &text[start..]
}
