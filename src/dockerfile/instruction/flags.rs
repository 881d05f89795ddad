//! Flags: `--name` and `--name=value`.

use super::InstructionErrorKind;
use crate::go::case::to_lower;

/// What a flag may be given.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `true`, `false` or nothing, which is `true`.
    Bool,
    /// A text.
    Text,
    /// A text, each time.
    List,
}

/// The flags an instruction was given.
pub(super) struct Flags {
    used: Vec<(&'static str, String)>,
}

impl Flags {
    /// Reads the flags of an instruction that knows some.
    pub(super) fn parse(
        flags: Vec<String>,
        known: &[(&'static str, Kind)],
    ) -> Result<Self, InstructionErrorKind> {
        let mut used: Vec<(&'static str, String)> = Vec::new();
        for flag in flags {
            let (flag, value) = match flag.split_once('=') {
                Some((flag, value)) => (flag, Some(value)),
                None => (flag.as_str(), None),
            };
            let name = flag.strip_prefix("--").unwrap_or(flag);
            let Some((name, kind)) = known.iter().find(|known| known.0 == name) else {
                let known = known.iter().map(|known| known.0).collect();
                let (flag, name) = (flag.to_owned(), name.to_owned());
                return Err(InstructionErrorKind::UnknownFlag { flag, name, known });
            };
            if *kind != Kind::List && used.iter().any(|used| used.0 == *name) {
                return Err(InstructionErrorKind::DuplicateFlag(flag.to_owned()));
            }
            used.push((name, kind.value(flag, value)?));
        }
        Ok(Self { used })
    }

    /// Reads the flags of an instruction that knows none.
    pub(super) fn none(flags: Vec<String>) -> Result<(), InstructionErrorKind> {
        Self::parse(flags, &[]).map(drop)
    }

    /// A text, if it was given.
    pub(super) fn text(&mut self, name: &str) -> Option<String> {
        let used = self.used.iter_mut().find(|used| used.0 == name);
        used.map(|used| std::mem::take(&mut used.1))
    }

    /// A boolean, if it was given.
    pub(super) fn bool(&self, name: &str) -> Option<bool> {
        let used = self.used.iter().find(|used| used.0 == name);
        used.map(|used| used.1 == "true")
    }

    /// All texts, in their order.
    pub(super) fn list(&mut self, name: &str) -> Vec<String> {
        let used = self.used.iter_mut().filter(|used| used.0 == name);
        used.map(|used| std::mem::take(&mut used.1)).collect()
    }
}

impl Kind {
    /// The value as it is kept; booleans are `true` or `false`.
    fn value(self, flag: &str, value: Option<&str>) -> Result<String, InstructionErrorKind> {
        let missing = || InstructionErrorKind::MissingFlagValue(flag.to_owned());
        if self != Self::Bool {
            return value.map(str::to_owned).ok_or_else(missing);
        }
        match value.map(to_lower).as_deref() {
            None | Some("true") => Ok("true".to_owned()),
            Some("false") => Ok("false".to_owned()),
            Some("") => Err(missing()),
            Some(_) => {
                let value = value.unwrap_or_default().to_owned();
                Err(InstructionErrorKind::NotBool { flag: flag.to_owned(), value })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(flags: &[&str]) -> String {
        let known = [("link", Kind::Bool), ("chown", Kind::Text), ("exclude", Kind::List)];
        match Flags::parse(flags.iter().map(|flag| (*flag).to_owned()).collect(), &known) {
            Ok(mut flags) => {
                let (link, chown) = (flags.bool("link"), flags.text("chown"));
                format!("{link:?} {chown:?} {:?}", flags.list("exclude"))
            }
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn flags_are_read() {
        let rows: [(&[&str], &str); 12] = [
            (&[], "None None []"),
            (&["--link", "--chown=a=b"], "Some(true) Some(\"a=b\") []"),
            (&["--link=FALSE", "--chown="], "Some(false) Some(\"\") []"),
            (&["--exclude=a", "--exclude=b"], "None None [\"a\", \"b\"]"),
            (&["--link="], "missing a value on flag: --link"),
            (&["--link=1"], "expecting boolean value for flag --link, not: 1"),
            (&["--chown"], "missing a value on flag: --chown"),
            (&["--exclude"], "missing a value on flag: --exclude"),
            (&["--chown=a", "--chown=b"], "duplicate flag specified: --chown"),
            (&["--links"], "unknown flag: --links (did you mean link?)"),
            (&["--Link=x"], "unknown flag: --Link (did you mean link?)"),
            (&["--nonsense=x"], "unknown flag: --nonsense"),
        ];
        for (flags, expected) in rows {
            assert_eq!(read(flags), expected, "{flags:?}");
        }
    }
}
