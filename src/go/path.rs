//! Slash-separated paths as Go's package `path` handles them.
//!
//! Purely lexical. A path is never empty: "no path" is `.`.

/// Shortens a path: no `//`, no `.`, and no `..` that has something to undo.
pub fn clean(path: &str) -> String {
    if is_clean(path) {
        return path.to_owned();
    }
    let rooted = is_abs(path);
    let mut kept: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if kept.last().is_some_and(|last| *last != "..") => {
                kept.pop();
            }
            ".." if rooted => {}
            _ => kept.push(part),
        }
    }
    match (rooted, kept.is_empty()) {
        (true, _) => format!("/{}", kept.join("/")),
        (false, true) => ".".to_owned(),
        (false, false) => kept.join("/"),
    }
}

/// Whether there is nothing to shorten, as in most paths.
fn is_clean(path: &str) -> bool {
    let parts = path.strip_prefix('/').unwrap_or(path);
    path == "/" || parts.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

/// Joins the parts that are not empty, and cleans the result; nothing joined is empty.
pub fn join<T: AsRef<str>>(parts: &[T]) -> String {
    let mut joined = String::with_capacity(parts.iter().map(|part| part.as_ref().len() + 1).sum());
    for part in parts.iter().map(T::as_ref).filter(|part| !part.is_empty()) {
        if !joined.is_empty() {
            joined.push('/');
        }
        joined.push_str(part);
    }
    if joined.is_empty() || is_clean(&joined) { joined } else { clean(&joined) }
}

/// The last element of a path; `.` of an empty one and `/` of one that has slashes only.
pub fn base(path: &str) -> &str {
    let trimmed = path.trim_end_matches('/');
    match trimmed.rsplit('/').next() {
        _ if path.is_empty() => ".",
        None | Some("") => "/",
        Some(last) => last,
    }
}

/// All but the last element of a path, cleaned.
pub fn dir(path: &str) -> String {
    clean(path.rfind('/').map_or("", |slash| &path[..=slash]))
}

/// Reports whether a path starts at the root.
pub fn is_abs(path: &str) -> bool {
    path.starts_with('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_cleaned() {
        let rows = [
            ("", "."),
            (".", "."),
            ("/", "/"),
            ("//", "/"),
            ("/..", "/"),
            ("/../a", "/a"),
            ("..", ".."),
            ("../..", "../.."),
            ("a/..", "."),
            ("a/../..", ".."),
            ("a/../../b", "../b"),
            ("../a/..", ".."),
            ("./a//b/./c/", "a/b/c"),
            ("/a/b/../../../c", "/c"),
            ("...", "..."),
            ("a/.../b", "a/.../b"),
            ("a\\..\\b", "a\\..\\b"),
            ("C:/a/..", "C:"),
            ("é/../日本", "日本"),
        ];
        for (path, expected) in rows {
            assert_eq!(clean(path), expected, "{path}");
        }
    }

    #[test]
    fn paths_are_joined() {
        assert_eq!(join::<&str>(&[]), "");
        assert_eq!(join(&["", ""]), "");
        assert_eq!(join(&["", "/"]), "/");
        assert_eq!(join(&["/", "a", "", "../b"]), "/b");
        assert_eq!(join(&[".", "a/"]), "a");
        assert_eq!(join(&["a", "/b"]), "a/b");
    }

    #[test]
    fn paths_are_taken_apart() {
        let rows = [
            ("", ".", "."),
            ("/", "/", "/"),
            ("///", "/", "/"),
            ("a", "a", "."),
            ("a/", "a", "a"),
            ("/a", "a", "/"),
            ("a/b//", "b", "a/b"),
            ("a//b", "b", "a"),
            ("/a/b", "b", "/a"),
            ("../..", "..", ".."),
        ];
        for (path, last, rest) in rows {
            assert_eq!((base(path), dir(path).as_str()), (last, rest), "{path}");
        }
    }
}
