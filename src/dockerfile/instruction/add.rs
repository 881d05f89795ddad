//! `ADD`.

use super::InstructionErrorKind;
use super::Sources;
use super::flags::Flags;
use super::flags::Kind;
use super::request::Request;

/// `ADD [--chown=] [--chmod=] [--checksum=] [--link] [--keep-git-dir] [--unpack] [--exclude=]... <src>... <dst>`
///
/// Adds files from the build context, archives, URLs and repositories.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Add {
    /// What is added, and where to.
    pub sources: Sources,
    /// The owner, or an empty text.
    pub chown: String,
    /// The mode, or an empty text.
    pub chmod: String,
    /// The digest of what a URL yields, or an empty text.
    pub checksum: String,
    /// Whether the files become a layer of their own.
    pub link: bool,
    /// Whether the `.git` of a repository is kept, if it is said.
    pub keep_git_dir: Option<bool>,
    /// Whether archives are unpacked, if it is said.
    pub unpack: Option<bool>,
    /// Patterns of files left out.
    pub exclude: Vec<String>,
}

const FLAGS: [(&str, Kind); 7] = [
    ("chown", Kind::Text),
    ("chmod", Kind::Text),
    ("link", Kind::Bool),
    ("keep-git-dir", Kind::Bool),
    ("checksum", Kind::Text),
    ("unpack", Kind::Bool),
    ("exclude", Kind::List),
];

impl Add {
    pub(super) fn parse(request: Request) -> Result<Self, InstructionErrorKind> {
        let Request { args, flags, heredocs, .. } = request;
        if args.len() < 2 {
            return Err(InstructionErrorKind::NoDestination("ADD"));
        }
        let mut flags = Flags::parse(flags, &FLAGS)?;
        Ok(Self {
            sources: Sources::parse("ADD", args, heredocs)?,
            chown: flags.text("chown").unwrap_or_default(),
            chmod: flags.text("chmod").unwrap_or_default(),
            checksum: flags.text("checksum").unwrap_or_default(),
            link: flags.bool("link").unwrap_or_default(),
            keep_git_dir: flags.bool("keep-git-dir"),
            unpack: flags.bool("unpack"),
            exclude: flags.list("exclude"),
        })
    }
}
