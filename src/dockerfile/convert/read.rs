//! The first half: all that needs to know nothing but the file.

use super::Outcome;
use super::error::ConvertError;
use super::error::ConvertErrorKind;
use crate::dockerfile::instruction;
use crate::dockerfile::instruction::Parsed;
use crate::dockerfile::lint;
use crate::dockerfile::lint::Linter;
use crate::dockerfile::syntax;
use crate::dockerfile::syntax::directive;

/// A Dockerfile, taken apart.
#[derive(Clone, Debug)]
pub struct Dockerfile {
    pub(super) parsed: Parsed,
    pub(super) escape: char,
    /// What was found so far.
    pub(super) linter: Linter,
}

/// Takes a Dockerfile apart. `check` takes the place of what the file says about checks.
pub fn read(data: &[u8], check: Option<&lint::Config>) -> Outcome<Dockerfile> {
    let mut linter = Linter::new(lint::Config::default());
    let result = read_with(data, check, &mut linter);
    let findings = linter.findings().to_vec();
    let result = result.map(|(parsed, escape)| Dockerfile { parsed, escape, linter });
    Outcome { findings, result }
}

fn read_with(
    data: &[u8],
    check: Option<&lint::Config>,
    linter: &mut Linter,
) -> Result<(Parsed, char), ConvertError> {
    if data.is_empty() {
        return Err(ConvertErrorKind::Empty.unlocated());
    }
    *linter = Linter::new(config(data, check)?);
    let file = syntax::parse(data)?;
    instruction::review_continuations(&file, linter);
    let escape = file.escape;
    let parsed = instruction::parse(file, linter)?;
    if parsed.stages.is_empty() {
        return Err(ConvertErrorKind::NoStages.unlocated());
    }
    instruction::review_stage_names(&parsed.stages, linter);
    instruction::review_casing(&parsed.stages, linter);
    Ok((parsed, escape))
}

fn config(data: &[u8], check: Option<&lint::Config>) -> Result<lint::Config, ConvertError> {
    if let Some(config) = check {
        return Ok(config.clone());
    }
    let directive = directive::check(data);
    let text = directive.as_ref().map(|directive| directive.head.as_str()).unwrap_or_default();
    lint::Config::parse(text)
        .map_err(|error| ConvertErrorKind::CheckOptions(Box::new(error)).unlocated())
}
