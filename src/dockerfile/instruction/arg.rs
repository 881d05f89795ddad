//! `ARG`.

use super::InstructionErrorKind;
use super::description::Descriptions;
use super::request::Request;

/// `ARG <name>[=<default>]...`
///
/// Declares variables that a build may set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arg {
    /// At least one.
    pub declarations: Vec<Declaration>,
}

/// One variable of `ARG`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Declaration {
    /// The variable.
    pub key: String,
    /// The default, not expanded.
    pub value: Option<String>,
    /// What a comment above says about it, or an empty text.
    pub description: String,
}

impl Arg {
    pub(super) fn parse(request: &Request) -> Result<Self, InstructionErrorKind> {
        if request.args.is_empty() {
            return Err(InstructionErrorKind::AtLeastOne("ARG"));
        }
        let descriptions = Descriptions::new(&request.comments);
        let declaration = |arg: &String| Declaration::parse(arg, &descriptions);
        let declarations = request.args.iter().map(declaration).collect::<Result<_, _>>()?;
        Ok(Self { declarations })
    }
}

impl Declaration {
    fn parse(arg: &str, descriptions: &Descriptions<'_>) -> Result<Self, InstructionErrorKind> {
        let (key, value) = match arg.split_once('=') {
            Some(("", _)) => return Err(InstructionErrorKind::BlankName("ARG")),
            Some((key, value)) => (key, Some(value.to_owned())),
            None => (arg, None),
        };
        let description = descriptions.of(key).to_owned();
        Ok(Self { key: key.to_owned(), value, description })
    }
}
