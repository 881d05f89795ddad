//! `RUN --mount=`, read twice.
//!
//! When the file is parsed, only `from=` is read, for it decides which stages are built. When the
//! instruction is run, variables are known and everything is read.

use super::MountError;
use crate::dockerfile::shell::ShellError;
use crate::go::case::to_lower;
use crate::go::csv;
use crate::go::number::parse_bool;
use crate::go::number::parse_uint;
use crate::go::size;

/// A mount whose variables are not known yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unexpanded {
    /// The value of the flag.
    pub value: String,
    /// The stage or image mounted, or an empty text.
    pub from: String,
}

/// A mount.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mount {
    /// What is mounted.
    pub kind: MountKind,
    /// The stage or image mounted, or an empty text.
    pub from: String,
    /// What of it is mounted.
    pub source: String,
    /// Where it is mounted.
    pub target: String,
    /// Whether the process may not write to it.
    pub read_only: bool,
    /// The limit of a `tmpfs`, in bytes; 0 for none.
    pub size: i64,
    /// The name of a cache, secret or agent.
    pub id: String,
    /// Who else may use a cache at the same time, if it is said.
    pub sharing: Option<Sharing>,
    /// Whether the build fails without the secret or agent.
    pub required: bool,
    /// The variable that carries a secret.
    pub env: Option<String>,
    /// The mode of files.
    pub mode: Option<u32>,
    /// The owner of files.
    pub uid: Option<u32>,
    /// The group of files.
    pub gid: Option<u32>,
}

/// `type=`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "upstream's words")]
pub enum MountKind {
    #[default]
    Bind,
    Cache,
    Tmpfs,
    Secret,
    Ssh,
}

/// `sharing=`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "upstream's words")]
pub enum Sharing {
    Shared,
    Private,
    Locked,
}

impl MountKind {
    const NAMES: [&str; 5] = ["bind", "cache", "tmpfs", "secret", "ssh"];

    /// The word for it.
    pub const fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }

    fn parse(value: &str) -> Result<Self, MountError> {
        Ok(match to_lower(value).as_str() {
            "bind" => Self::Bind,
            "cache" => Self::Cache,
            "tmpfs" => Self::Tmpfs,
            "secret" => Self::Secret,
            "ssh" => Self::Ssh,
            _ => {
                let value = value.to_owned();
                return Err(MountError::UnknownType { value, known: &Self::NAMES });
            }
        })
    }
}

impl Sharing {
    const NAMES: [&str; 3] = ["shared", "private", "locked"];

    fn parse(value: &str) -> Result<Self, MountError> {
        Ok(match to_lower(value).as_str() {
            "shared" => Self::Shared,
            "private" => Self::Private,
            "locked" => Self::Locked,
            _ => {
                let value = value.to_owned();
                return Err(MountError::UnknownSharing { value, known: &Self::NAMES });
            }
        })
    }
}

/// Expands a value.
pub type Expand<'a> = dyn FnMut(&str) -> Result<String, Box<ShellError>> + 'a;

impl Unexpanded {
    /// Reads what can be read without variables.
    pub(super) fn parse(value: String) -> Result<Self, MountError> {
        let mut from = String::new();
        for field in csv::fields(&value)? {
            let Some((key, name)) = field.split_once('=') else { continue };
            let key = to_lower(key);
            if key != "from" {
                continue;
            }
            if name.find('$').is_some_and(|at| at + 1 != name.len()) {
                return Err(MountError::Variable(key));
            }
            name.clone_into(&mut from);
        }
        Ok(Self { value, from })
    }

    /// Reads everything. Every value is expanded, those of unknown keys too.
    pub fn expand(&self, expand: &mut Expand<'_>) -> Result<Mount, MountError> {
        let mut draft = Draft::default();
        for field in csv::fields(&self.value)? {
            match field.split_once('=') {
                Some((key, value)) => {
                    let value = expand(value)?;
                    draft.pair(&to_lower(key), value, &field)?;
                }
                None => draft.word(&to_lower(&field), &field)?,
            }
        }
        draft.finish()
    }
}

/// A mount being read.
#[derive(Default)]
struct Draft {
    mount: Mount,
    /// Whether something was said about writing.
    access: bool,
}

const KEYS: [&str; 19] = [
    "type",
    "from",
    "source",
    "target",
    "readonly",
    "id",
    "sharing",
    "required",
    "size",
    "mode",
    "uid",
    "gid",
    "src",
    "dst",
    "destination",
    "ro",
    "rw",
    "readwrite",
    "env",
];

impl Draft {
    /// Reads a field without a value.
    fn word(&mut self, key: &str, field: &str) -> Result<(), MountError> {
        match key {
            "readonly" | "ro" => self.read_only(true),
            "readwrite" | "rw" => self.read_only(false),
            "required" => self.required(key, true)?,
            _ => return Err(MountError::NotPair(field.to_owned())),
        }
        Ok(())
    }

    /// Reads a field with a value.
    fn pair(&mut self, key: &str, value: String, field: &str) -> Result<(), MountError> {
        let mount = &mut self.mount;
        match key {
            "type" => mount.kind = MountKind::parse(&value)?,
            "from" => mount.from = value,
            "source" | "src" => mount.source = value,
            "target" | "dst" | "destination" => mount.target = value,
            "readonly" | "ro" => self.read_only(bool(key, value)?),
            "readwrite" | "rw" => self.read_only(!bool(key, value)?),
            "required" => {
                self.required(key, false)?;
                self.mount.required = bool(key, value)?;
            }
            "size" => self.size(key, value)?,
            "id" => mount.id = value,
            "sharing" => mount.sharing = Some(Sharing::parse(&value)?),
            "mode" => mount.mode = Some(number("mode", value, 8)?),
            "uid" => mount.uid = Some(number("uid", value, 10)?),
            "gid" => mount.gid = Some(number("gid", value, 10)?),
            "env" => mount.env = Some(value),
            _ => {
                let (key, field) = (key.to_owned(), field.to_owned());
                return Err(MountError::UnknownKey { key, field, known: &KEYS });
            }
        }
        Ok(())
    }

    const fn read_only(&mut self, read_only: bool) {
        self.mount.read_only = read_only;
        self.access = true;
    }

    /// The type must have been read before.
    fn required(&mut self, key: &str, required: bool) -> Result<(), MountError> {
        if !matches!(self.mount.kind, MountKind::Secret | MountKind::Ssh) {
            return Err(self.unexpected(key));
        }
        self.mount.required = required;
        Ok(())
    }

    /// The type must have been read before.
    fn size(&mut self, key: &str, value: String) -> Result<(), MountError> {
        if self.mount.kind != MountKind::Tmpfs {
            return Err(self.unexpected(key));
        }
        let size = size::parse(&value);
        self.mount.size =
            size.map_err(|_| MountError::InvalidValue { key: key.to_owned(), value })?;
        Ok(())
    }

    fn unexpected(&self, key: &str) -> MountError {
        MountError::UnexpectedKey { key: key.to_owned(), kind: self.mount.kind.name() }
    }

    /// Checks what can only be checked at the end.
    fn finish(self) -> Result<Mount, MountError> {
        let Self { mut mount, access } = self;
        let kind = mount.kind;
        if matches!(kind, MountKind::Bind | MountKind::Tmpfs) {
            let set = [mount.mode, mount.uid, mount.gid];
            let keys = ["mode", "uid", "gid"].into_iter().zip(set);
            if let Some((key, _)) = keys.into_iter().find(|(_, set)| set.is_some()) {
                return Err(MountError::NotAllowed { key, kind: kind.name() });
            }
        }
        if !access {
            mount.read_only = !matches!(kind, MountKind::Cache | MountKind::Tmpfs);
        }
        if kind == MountKind::Secret {
            check_secret(&mount)?;
        }
        if mount.sharing.is_some() && kind != MountKind::Cache {
            return Err(MountError::Sharing(kind.name()));
        }
        Ok(mount)
    }
}

fn check_secret(mount: &Mount) -> Result<(), MountError> {
    let Mount { from, source, target, id, sharing, .. } = mount;
    if !from.is_empty() {
        return Err(MountError::SecretFrom);
    }
    if sharing.is_some() {
        return Err(MountError::SecretSharing);
    }
    if source.is_empty() && target.is_empty() && id.is_empty() {
        return Err(MountError::SecretNameless);
    }
    if !source.is_empty() && !id.is_empty() {
        return Err(MountError::SecretNames);
    }
    Ok(())
}

fn bool(key: &str, value: String) -> Result<bool, MountError> {
    parse_bool(&value).map_err(|_| MountError::InvalidValue { key: key.to_owned(), value })
}

fn number(key: &'static str, value: String, base: u32) -> Result<u32, MountError> {
    let number = parse_uint(&value, base, 32).ok();
    let number = number.and_then(|number| u32::try_from(number).ok());
    number.ok_or(MountError::InvalidNumber { key, value })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads a value in which `$x` is `tmpfs`.
    fn read(value: &str) -> String {
        let mount = Unexpanded::parse(value.to_owned())
            .and_then(|mount| mount.expand(&mut |text| Ok(text.replace("$x", "tmpfs"))));
        match mount {
            Ok(mount) => {
                let access = if mount.read_only { "ro" } else { "rw" };
                let Mount { kind, from, source, target, id, size, .. } = mount;
                format!("{kind:?} {access} {from}:{source} {target} {id} {size}")
            }
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn mounts_are_read() {
        let rows = [
            ("from=a,source=b,target=/c", "Bind ro a:b /c  0"),
            ("TYPE=Cache,DST=/c,id=i,sharing=LOCKED", "Cache rw : /c i 0"),
            ("type=$x,size=1k", "Tmpfs rw :   1024"),
            ("type=bind,rw,ro=false", "Bind rw :   0"),
            ("type=bind,rw=false", "Bind ro :   0"),
            ("type=secret,id=a,required,mode=0400,uid=1,env=X", "Secret ro :  a 0"),
            ("\"target=/a,b\"", "Bind ro : /a,b  0"),
            ("from=a$", "Bind ro a$:   0"),
        ];
        for (value, expected) in rows {
            assert_eq!(read(value), expected, "{value}");
        }
    }

    #[test]
    fn mistakes_in_mounts_are_named() {
        let rows = [
            ("", "failed to parse csv mounts: EOF"),
            ("from=$x", "'from' doesn't support variable expansion, define alias stage instead"),
            ("type=Ssj", "unsupported mount type \"Ssj\" (did you mean ssh?)"),
            (
                "type=cache,sharing=share",
                "unsupported sharing value \"share\" (did you mean shared?)",
            ),
            ("tarjet=x", "unexpected key 'tarjet' in 'tarjet=x' (did you mean target?)"),
            ("whatever", "invalid field 'whatever' must be a key=value pair"),
            ("required", "unexpected key 'required' for mount type 'bind'"),
            ("size=1", "unexpected key 'size' for mount type 'bind'"),
            ("type=tmpfs,size=x", "invalid value for size: x"),
            ("ro=x", "invalid value for ro: x"),
            ("mode=9", "invalid value 9 for mode"),
            ("uid=-1", "invalid value -1 for uid"),
            ("mode=1,uid=1", "mode not allowed for \"bind\" type mounts"),
            ("type=tmpfs,gid=1", "gid not allowed for \"tmpfs\" type mounts"),
            ("type=secret,from=a", "secret mount should not have a from"),
            ("type=secret,sharing=shared", "secret mount should not define sharing"),
            ("type=secret", "invalid secret mount. one of source, target required"),
            ("type=secret,source=a,id=b", "both source and id can't be set"),
            ("sharing=shared", "invalid cache sharing set for bind mount"),
        ];
        for (value, expected) in rows {
            assert_eq!(read(value), expected, "{value}");
        }
    }
}
