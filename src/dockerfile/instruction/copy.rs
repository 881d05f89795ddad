//! `COPY`.

use super::InstructionErrorKind;
use super::Sources;
use super::flags::Flags;
use super::flags::Kind;
use super::request::Request;

/// `COPY [--from=] [--chown=] [--chmod=] [--link] [--parents] [--exclude=]... <src>... <dst>`
///
/// Copies files from the build context, or from a stage or image with `--from`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Copy {
    /// What is copied, and where to.
    pub sources: Sources,
    /// The stage or image it is copied from; empty for the build context.
    pub from: String,
    /// The owner, or an empty text.
    pub chown: String,
    /// The mode, or an empty text.
    pub chmod: String,
    /// Whether the files become a layer of their own.
    pub link: bool,
    /// Whether the folders of the sources are kept.
    pub parents: bool,
    /// Patterns of files left out.
    pub exclude: Vec<String>,
}

const FLAGS: [(&str, Kind); 6] = [
    ("chown", Kind::Text),
    ("from", Kind::Text),
    ("chmod", Kind::Text),
    ("link", Kind::Bool),
    ("exclude", Kind::List),
    ("parents", Kind::Bool),
];

impl Copy {
    pub(super) fn parse(request: Request) -> Result<Self, InstructionErrorKind> {
        let Request { args, flags, heredocs, .. } = request;
        if args.len() < 2 {
            return Err(InstructionErrorKind::NoDestination("COPY"));
        }
        let mut flags = Flags::parse(flags, &FLAGS)?;
        Ok(Self {
            sources: Sources::parse("COPY", args, heredocs)?,
            from: flags.text("from").unwrap_or_default(),
            chown: flags.text("chown").unwrap_or_default(),
            chmod: flags.text("chmod").unwrap_or_default(),
            link: flags.bool("link").unwrap_or_default(),
            parents: flags.bool("parents").unwrap_or_default(),
            exclude: flags.list("exclude"),
        })
    }
}
