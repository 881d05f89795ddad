//! Import paths: `path@version:qualifier`.

use std::fmt;

use super::ident::is_valid_ident;

/// The parts of an import path.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct ImportPath<'a> {
    /// Where the package is.
    pub path: &'a str,
    /// What follows `@`, or nothing.
    pub version: &'a str,
    /// The name of the package: what follows `:`, or else the last element of the path if that is a
    /// name, or else nothing.
    pub qualifier: &'a str,
    /// Whether the qualifier is written.
    pub explicit: bool,
}

impl<'a> ImportPath<'a> {
    /// Takes an import path apart; it need not be valid.
    pub fn parse(text: &'a str) -> Self {
        let (path, qualifier) = match text.rsplit_once(':') {
            Some((path, qualifier)) if !qualifier.contains('/') => {
                (if path.is_empty() { "." } else { path }, Some(qualifier))
            }
            _ => (text, None),
        };
        let (path, version) = match path.split_once('@') {
            Some((path, version)) if !version.is_empty() => (path, version),
            _ => (path, ""),
        };
        let explicit = qualifier.is_some();
        Self { path, version, qualifier: qualifier.unwrap_or_else(|| implied(path)), explicit }
    }

    /// Takes an import path of v0.4 apart, in which `@` means nothing unless a version follows.
    pub fn parse_legacy(text: &'a str) -> Self {
        let parsed = Self::parse(text);
        let version = parsed.version.strip_prefix('v').unwrap_or_default();
        if !version.is_empty() && version.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        {
            return parsed;
        }
        let path = match text.rsplit_once(':') {
            Some((path, _)) if parsed.explicit => path,
            _ => text,
        };
        let qualifier = if parsed.explicit { parsed.qualifier } else { implied(path) };
        Self { path, version: "", qualifier, explicit: parsed.explicit }
    }

    /// The name of the package, if the path has one.
    pub fn name(&self) -> Option<&'a str> {
        Some(self.qualifier).filter(|name| !name.is_empty())
    }
}

/// The path with its version, and with the qualifier where that is not the last element.
impl fmt::Display for ImportPath<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.path)?;
        if !self.version.is_empty() {
            write!(f, "@{}", self.version)?;
        }
        if self.qualifier == implied(self.path) { Ok(()) } else { write!(f, ":{}", self.qualifier) }
    }
}

/// The name that the last element of a path gives.
fn implied(path: &str) -> &str {
    let last = path.rsplit_once('/').map_or(path, |(_, last)| last);
    if !is_valid_ident(last) || last.starts_with('#') || last == "_" { "" } else { last }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_has_a_version_and_a_name() {
        let parts = |text| {
            let path = ImportPath::parse(text);
            (path.path, path.version, path.qualifier)
        };
        assert_eq!(parts("foo.com/bar"), ("foo.com/bar", "", "bar"));
        assert_eq!(parts("foo.com/bar@v1:baz"), ("foo.com/bar", "v1", "baz"));
        assert_eq!(parts("foo.com/bar-x@v0.1"), ("foo.com/bar-x", "v0.1", ""));
        assert_eq!(parts("foo.com/bar@"), ("foo.com/bar@", "", ""));
        assert_eq!(parts(":x"), (".", "", "x"));
        assert_eq!(parts("x:y/z"), ("x:y/z", "", "z"));
        assert_eq!(ImportPath::parse("foo.com/bar@v1:bar").to_string(), "foo.com/bar@v1");
        assert_eq!(ImportPath::parse("foo.com/b-r:bar").to_string(), "foo.com/b-r:bar");
    }

    #[test]
    fn old_paths_may_have_any_character() {
        let path = ImportPath::parse_legacy("universe.dagger.io/x/a@b.fr/ansible");
        assert_eq!((path.path, path.qualifier), ("universe.dagger.io/x/a@b.fr/ansible", "ansible"));
        assert_eq!(ImportPath::parse_legacy("a.com/b@v1").version, "v1");
    }
}
