//! Files and folders that are written, made and removed; owners and permission bits.

use super::Lowering;
use super::Place;
use super::State;
use crate::build::error::BuildError;
use crate::build::error::BuildErrorKind;
use crate::build::origin::Origin;
use crate::build::step;
use crate::build::step::Mkdir;
use crate::build::step::Rm;
use crate::build::step::Write;
use crate::go::number;
use crate::go::path;
use crate::go::time::Time;
use crate::llb;
use crate::llb::Action;
use crate::llb::File;
use crate::llb::MkDir;
use crate::llb::MkFile;
use crate::llb::Mode;
use crate::llb::Owner;
use crate::llb::User;

impl Lowering<'_> {
    /// Writes a file.
    pub(super) fn write(
        &mut self,
        write: &Write,
        place: &Place<'_>,
        state: &mut State,
    ) -> Result<(), BuildError> {
        let file_path = state.absolute(&write.path);
        let owner = optional_owner(write.owner.as_ref(), place.origin)?;
        let parent = path::dir(&file_path);
        let mut file = File::on(state.root);
        if parent != "/" && !write.only_last {
            let mkdir = MkDir { path: parent, mode: 0o755, make_parents: true, ..MkDir::default() };
            file = file.then(Action::MkDir(mkdir));
        }
        let text = format!("WRITE {}", write.path);
        let (mode, data) = (write.mode.unwrap_or(0o644), write.data.clone());
        let mkfile = MkFile { path: file_path, mode, data, owner, timestamp: None };
        let constraints = self.step_constraints(&text, place);
        state.root = Some(self.graph.file(file.then(Action::MkFile(mkfile)), constraints));
        state.image.record(format!("{text} # buildkit"), true, self.epoch());
        Ok(())
    }

    /// Makes a folder.
    pub(super) fn mkdir(
        &mut self,
        mkdir: &Mkdir,
        place: &Place<'_>,
        state: &mut State,
    ) -> Result<(), BuildError> {
        let text = format!("MKDIR {}", mkdir.path);
        let action = MkDir {
            path: state.absolute(&mkdir.path),
            mode: mkdir.mode.unwrap_or(0o755),
            make_parents: !mkdir.only_last,
            owner: optional_owner(mkdir.owner.as_ref(), place.origin)?,
            timestamp: None,
        };
        let constraints = self.step_constraints(&text, place);
        let file = File::on(state.root).then(Action::MkDir(action));
        state.root = Some(self.graph.file(file, constraints));
        state.image.record(format!("{text} # buildkit"), true, self.epoch());
        Ok(())
    }

    /// Removes files.
    pub(super) fn rm(&mut self, rm: &Rm, place: &Place<'_>, state: &mut State) {
        let text = format!("RM {}", rm.paths.join(" "));
        let mut file = File::on(state.root);
        for path in &rm.paths {
            file = file.then(Action::Rm(llb::Rm {
                path: state.absolute(path),
                allow_not_found: rm.missing,
                allow_wildcard: rm.glob,
            }));
        }
        if rm.paths.is_empty() {
            return;
        }
        let constraints = self.step_constraints(&text, place);
        state.root = Some(self.graph.file(file, constraints));
        state.image.record(format!("{text} # buildkit"), true, self.epoch());
    }

    /// `SOURCE_DATE_EPOCH`.
    pub(in crate::build) fn epoch(&self) -> Option<Time> {
        let text = self.request.options.build_args.get("SOURCE_DATE_EPOCH")?;
        number::parse_int(text, 10, 64).ok().map(Time::from_unix)
    }
}

fn optional_owner(owner: Option<&String>, origin: &Origin) -> Result<Option<Owner>, BuildError> {
    owner.map(|text| self::owner(text, origin)).transpose()
}

/// `user`, `1000:group`.
pub(super) fn owner(text: &str, origin: &Origin) -> Result<Owner, BuildError> {
    let (user, group) = match text.split_once(':') {
        None => (text, None),
        Some((user, group)) => (user, Some(group)),
    };
    if user.is_empty() || group.is_some_and(|group| group.is_empty() || group.contains(':')) {
        return Err(BuildErrorKind::Owner(text.to_owned()).at(origin));
    }
    Ok(Owner { user: Some(self::user(user)), group: group.map(self::user) })
}

/// Numbers are ids, `root` is 0, all else is a name.
fn user(text: &str) -> User {
    if text == "root" {
        return User::Id(0);
    }
    match text.parse::<u32>() {
        Ok(id) if i32::try_from(id).is_ok() => User::Id(id),
        _ => User::Name(text.to_owned()),
    }
}

/// Permission bits of a copy.
pub(super) fn mode(mode: &step::Mode, origin: &Origin) -> Result<Mode, BuildError> {
    let wrong = |text: &str| BuildErrorKind::Mode(text.to_owned()).at(origin);
    match mode {
        step::Mode::Bits(bits) if *bits <= 0o7777 => Ok(Mode::Bits(*bits)),
        step::Mode::Bits(bits) => Err(wrong(&bits.to_string())),
        step::Mode::Text(text) => match u32::from_str_radix(text, 8) {
            Ok(bits) if bits <= 0o7777 => Ok(Mode::Bits(bits)),
            Err(_) if is_symbolic(text) => Ok(Mode::Symbolic(text.clone())),
            _ => Err(wrong(text)),
        },
    }
}

/// Clauses with a comma between them: who, and then what is done to which bits.
fn is_symbolic(text: &str) -> bool {
    let is_clause = |clause: &str| {
        let mut rest = clause.trim_start_matches(['u', 'g', 'o', 'a']);
        let before = rest;
        while let Some(bits) = rest.strip_prefix(['+', '-', '=']) {
            rest = bits.trim_start_matches(['r', 'w', 'x', 'X', 's', 't', 'u', 'g', 'o']);
        }
        rest.is_empty() && !before.is_empty()
    };
    text.split(',').all(is_clause)
}
