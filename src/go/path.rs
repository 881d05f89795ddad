//! Slash-separated paths as Go's package `path` handles them.
//!
//! Purely lexical. A path is never empty: "no path" is `.`.

/// Shortens a path: no `//`, no `.`, and no `..` that has something to undo.
pub fn clean(path: &str) -> String {
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

/// Joins the parts that are not empty, and cleans the result; nothing joined is empty.
pub fn join<T: AsRef<str>>(parts: &[T]) -> String {
    let parts: Vec<&str> = parts.iter().map(T::as_ref).filter(|part| !part.is_empty()).collect();
    if parts.is_empty() { String::new() } else { clean(&parts.join("/")) }
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
