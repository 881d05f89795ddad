//! Paths of several systems, by their letters only.

use crate::go::case::equal_fold;

/// Whose paths are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Os {
    /// Those of Unix and all others.
    Unix,
    /// `\` or `/` between names, drives and shares before them.
    Windows,
    /// `/` between names; `#` starts a device.
    Plan9,
}

/// Names that are a device of Windows wherever they stand.
const DEVICES: &[&str] = &["CON", "PRN", "AUX", "NUL"];

impl Os {
    pub(super) fn named(name: &str) -> Self {
        match name {
            "windows" => Self::Windows,
            "plan9" => Self::Plan9,
            _ => Self::Unix,
        }
    }

    /// What is written between names.
    pub(super) fn separator(self) -> &'static str {
        if self == Self::Windows { "\\" } else { "/" }
    }

    /// Whether a character stands between names.
    pub(super) fn separates(self, c: char) -> bool {
        c == '/' || c == '\\' && self == Self::Windows
    }

    pub(super) fn with_separators(self, path: &str) -> String {
        path.replace('/', self.separator())
    }

    /// Whether two names are of the same file.
    pub(super) fn same_name(self, left: &str, right: &str) -> bool {
        if self == Self::Windows { equal_fold(left, right) } else { left == right }
    }

    /// The drive or the share at the start of a path.
    pub(super) fn volume(self, path: &str) -> &str {
        if self != Self::Windows {
            return "";
        }
        match path.as_bytes() {
            [b'a'..=b'z' | b'A'..=b'Z', b':', ..] => &path[..2],
            _ => self.share(path).unwrap_or(""),
        }
    }

    /// `\\host\share`; neither name starts with a separator, or a dot.
    fn share(self, path: &str) -> Option<&str> {
        let starts_name = |rest: &str| rest.starts_with(|c| c != '.' && !self.separates(c));
        let separator = |c: char| self.separates(c);
        let host = path.strip_prefix(separator)?.strip_prefix(separator)?;
        let (_, name) = host.split_once(separator).filter(|_| starts_name(host))?;
        let length = name.find(separator).unwrap_or(name.len());
        starts_name(name).then(|| &path[..path.len() - name.len() + length])
    }

    pub(super) fn is_abs(self, path: &str) -> bool {
        match self {
            Self::Unix => path.starts_with('/'),
            Self::Plan9 => path.starts_with(['/', '#']),
            Self::Windows => {
                let volume = self.volume(path);
                let rooted = path[volume.len()..].starts_with(['/', '\\']);
                is_device(path) || !volume.is_empty() && rooted
            }
        }
    }

    /// Shortens a path: no empty name, no `.`, and no `..` that has something to undo.
    pub(super) fn clean(self, path: &str) -> String {
        let volume = self.volume(path);
        let rest = &path[volume.len()..];
        if rest.is_empty() {
            let share = volume.len() > 2;
            return if share { self.with_separators(path) } else { format!("{path}.") };
        }
        let rooted = rest.starts_with(|c| self.separates(c));
        let mut kept: Vec<&str> = Vec::new();
        for name in rest.split(|c| self.separates(c)) {
            match name {
                "" | "." => {}
                ".." if kept.last().is_some_and(|last| *last != "..") => {
                    kept.pop();
                }
                ".." if rooted => {}
                _ => kept.push(name),
            }
        }
        let names = kept.join(self.separator());
        let root = if rooted { self.separator() } else { "" };
        let here = if !rooted && kept.is_empty() { "." } else { "" };
        self.with_separators(volume) + root + &names + here
    }

    /// Joins parts that are not empty, and cleans the result.
    pub(super) fn join(self, parts: &[&str]) -> String {
        let start = parts.iter().position(|part| !part.is_empty()).unwrap_or(parts.len());
        let Some((first, rest)) = parts[start..].split_first() else { return String::new() };
        if self != Self::Windows {
            return self.clean(&parts[start..].join("/"));
        }
        if matches!(first.as_bytes(), [_, b':']) {
            // Relative to where one is on that drive.
            let start = rest.iter().position(|part| !part.is_empty()).unwrap_or(rest.len());
            return self.clean(&format!("{first}{}", rest[start..].join("\\")));
        }
        let whole = self.clean(&parts[start..].join("\\"));
        let head = self.clean(first);
        if !self.is_share(&whole) || self.is_share(&head) {
            return whole;
        }
        // What is no share does not become one by what follows.
        let tail = self.clean(&rest.join("\\"));
        format!("{}\\{tail}", head.strip_suffix('\\').unwrap_or(&head))
    }

    fn is_share(self, path: &str) -> bool {
        self.volume(path).len() > 2
    }

    /// Splits a path behind its last separator.
    pub(super) fn split(self, path: &str) -> (&str, &str) {
        let volume = self.volume(path).len();
        let end = path[volume..].rfind(|c| self.separates(c)).map_or(volume, |at| volume + at + 1);
        path.split_at(end)
    }

    /// The last name of a path.
    pub(super) fn base(self, path: &str) -> &str {
        let trimmed = path.trim_end_matches(|c| self.separates(c));
        let trimmed = &trimmed[self.volume(trimmed).len()..];
        match trimmed.rsplit(|c| self.separates(c)).next() {
            _ if path.is_empty() => ".",
            None | Some("") => self.separator(),
            Some(last) => last,
        }
    }

    /// All but the last name of a path, cleaned.
    pub(super) fn dir(self, path: &str) -> String {
        let volume = self.volume(path);
        let dir = self.clean(&self.split(path).0[volume.len()..]);
        if dir == "." && volume.len() > 2 { volume.to_owned() } else { format!("{volume}{dir}") }
    }

    /// Splits a list of paths as a variable such as `PATH` has it.
    pub(super) fn split_list(self, list: &str) -> Vec<String> {
        let whole = |part: &str| part.to_owned();
        match self {
            _ if list.is_empty() => Vec::new(),
            Self::Unix => list.split(':').map(whole).collect(),
            Self::Plan9 => list.split('\0').map(whole).collect(),
            Self::Windows => {
                let mut quoted = false;
                let between = |c: char| {
                    quoted ^= c == '"';
                    c == ';' && !quoted
                };
                list.split(between).map(|part| part.replace('"', "")).collect()
            }
        }
    }
}

fn is_device(path: &str) -> bool {
    let port = |name: &str| {
        let number = name.strip_prefix("COM").or_else(|| name.strip_prefix("LPT"));
        matches!(number.map(str::as_bytes), Some([b'1'..=b'9']))
    };
    DEVICES.iter().any(|name| equal_fold(path, name)) || port(&path.to_ascii_uppercase())
}
