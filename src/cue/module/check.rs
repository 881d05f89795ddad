//! Import paths that upstream accepts.

use crate::cue::syntax::ImportPath;
use crate::go::quote::quote;

/// What is wrong with an import path, if anything is.
pub(super) fn problem_of(path: &ImportPath<'_>) -> Option<String> {
    if path.qualifier.contains('@') {
        let problem =
            "package qualifier must not contain a version; use path@version:qualifier syntax";
        return Some(problem.to_owned());
    }
    if !path.version.is_empty() && !is_major(path.version) {
        return Some("import paths can only contain a major version specifier".to_owned());
    }
    let whole = match path.path {
        "" => "empty string",
        path if path.starts_with('-') => "leading dash",
        path if path.contains("//") => "double slash",
        path if path.ends_with('/') => "trailing slash",
        _ => return path.path.split('/').find_map(problem_of_element),
    };
    Some(whole.to_owned())
}

/// Whether a version is `v0`, `v1` and so on.
pub(super) fn is_major(version: &str) -> bool {
    let digits = version.strip_prefix('v').unwrap_or_default();
    let canonical = digits == "0" || !digits.starts_with('0');
    !digits.is_empty() && canonical && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn problem_of_element(element: &str) -> Option<String> {
    if element.is_empty() {
        return Some("empty path element".to_owned());
    }
    if element.bytes().all(|byte| byte == b'.') {
        return Some(format!("invalid path element {}", quote(element)));
    }
    if element.ends_with('.') {
        return Some("trailing dot in path element".to_owned());
    }
    let allowed = |ch: &char| ch.is_ascii_alphanumeric() || "-._+~".contains(*ch);
    if let Some(ch) = element.chars().find(|ch| !allowed(ch)) {
        return Some(format!("invalid char '{ch}'"));
    }
    let short = element.split('.').next().unwrap_or_default();
    if is_reserved_on_windows(short) {
        return Some(format!("{} disallowed as path element component on Windows", quote(short)));
    }
    let digits = short.rsplit_once('~').map_or("", |(_, digits)| digits);
    let number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    number.then(|| "trailing tilde and digits in path element".to_owned())
}

fn is_reserved_on_windows(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    let port = |prefix| {
        name.strip_prefix(prefix).is_some_and(|rest| matches!(rest.as_bytes(), [b'1'..=b'9']))
    };
    matches!(name.as_str(), "CON" | "PRN" | "AUX" | "NUL") || port("COM") || port("LPT")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_paths_are_malformed() {
        let problem = |text| problem_of(&ImportPath::parse(text)).unwrap_or_default();
        assert_eq!(problem("foo.com/a-b/c+d@v1:x"), "");
        assert_eq!(
            problem("foo.com/a@fgtech.fr/x"),
            "import paths can only contain a major version specifier"
        );
        assert_eq!(problem("foo.com/a b"), "invalid char ' '");
        assert_eq!(problem("foo.com//b"), "double slash");
        assert_eq!(problem("foo.com/../b"), "invalid path element \"..\"");
        assert_eq!(
            problem("foo.com/aux.x"),
            "\"aux\" disallowed as path element component on Windows"
        );
        assert_eq!(problem("foo.com/a~1"), "trailing tilde and digits in path element");
    }
}
