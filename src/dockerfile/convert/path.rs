//! Paths in images, for Linux and Windows.
//!
//! Upstream: `util/system/path.go`.

use std::borrow::Cow;

use thiserror::Error;

use crate::go::path;
use crate::go::quote::quote;

/// Why a path is none in the image's system.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PathError {
    /// A drive without a path.
    #[error("No relative path specified in {}", quote(.0))]
    NoRelativePath(String),
    /// `\\server\share`
    #[error("UNC paths are not supported")]
    Unc,
    /// `D:\`
    #[error("The specified path is not on the system drive (C:)")]
    NotOnSystemDrive,
    /// One of the above, met while a path was made absolute.
    #[error("removing drive letter: {0}")]
    RemovingDriveLetter(#[source] Box<PathError>),
    /// One of the above, met while a working directory was made absolute.
    #[error("normalizing working directory: {0}")]
    Workdir(#[source] Box<PathError>),
}

impl PathError {
    pub(super) fn removing_drive_letter(self) -> Self {
        Self::RemovingDriveLetter(Box::new(self))
    }
}

/// Makes a path absolute below `parent`, with slashes and without a drive letter.
///
/// An absolute path is not cleaned. With `keep_slash`, a slash or `/.` at the end stays.
pub(super) fn normalize(
    parent: &str,
    new: &str,
    os: &str,
    keep_slash: bool,
) -> Result<String, PathError> {
    let written = to_slash(new, os);
    let parent = to_slash(if parent.is_empty() { "/" } else { parent }, os);
    let remove =
        |path| remove_drive_letter(path, os, keep_slash).map_err(PathError::removing_drive_letter);
    let mut parent = remove(&parent)?;
    if !is_abs(&parent, os) {
        parent = Cow::Owned(path::join(&["/", &parent]));
    }
    let result = if written.is_empty() { remove(&parent)? } else { remove(&written)? };
    let mut result =
        if is_abs(&result, os) { result.into_owned() } else { path::join(&[&*parent, &*result]) };
    if keep_slash {
        keep_end(&written, &mut result);
    }
    Ok(if os == "windows" { result.replace('\\', "/") } else { result })
}

/// Puts back the slash or `/.` that cleaning took from the end of a path.
pub(super) fn keep_end(written: &str, result: &mut String) {
    if written.ends_with('/') && !result.ends_with('/') {
        result.push('/');
    } else if written.ends_with("/.") {
        if result != "/" {
            result.push('/');
        }
        result.push('.');
    }
}

/// A working directory, as the image's system writes it.
pub(super) fn normalize_workdir(current: &str, new: &str, os: &str) -> Result<String, PathError> {
    let path =
        normalize(current, new, os, false).map_err(|error| PathError::Workdir(Box::new(error)))?;
    Ok(if os == "windows" { path.replace('/', "\\") } else { path })
}

/// Whether a path is absolute in the image's system.
pub(super) fn is_abs(path: &str, os: &str) -> bool {
    remove_drive_letter(path, os, false).is_ok_and(|path| to_slash(&path, os).starts_with('/'))
}

/// The path with slashes, whatever the image's system uses.
pub(super) fn to_slash<'p>(path: &'p str, os: &str) -> Cow<'p, str> {
    if os == "windows" { Cow::Owned(path.replace('\\', "/")) } else { Cow::Borrowed(path) }
}

/// On Windows, takes `C:` from a path and refuses other drives.
pub(super) fn remove_drive_letter<'p>(
    path: &'p str,
    os: &str,
    keep_slash: bool,
) -> Result<Cow<'p, str>, PathError> {
    if os != "windows" {
        return Ok(Cow::Borrowed(path));
    }
    if path.len() == 2 && path.ends_with(':') {
        return Err(PathError::NoRelativePath(path.to_owned()));
    }
    let slashed = to_slash(path, os);
    if slashed.starts_with("//") {
        return Err(PathError::Unc);
    }
    match slashed.split_once(':') {
        None => Ok(Cow::Owned(clean(&slashed, keep_slash))),
        Some((drive, rest)) if drive.eq_ignore_ascii_case("c") => {
            Ok(Cow::Owned(clean(rest, keep_slash)))
        }
        Some(_) => Err(PathError::NotOnSystemDrive),
    }
}

fn clean(path: &str, keep_slash: bool) -> String {
    let mut cleaned = path::clean(path);
    // Upstream forgets the slash of names of one letter.
    if keep_slash && path.ends_with('/') && cleaned.len() > 1 {
        cleaned.push('/');
    }
    cleaned
}

/// Where a copy goes: `dest` below the working directory `dir`.
pub(super) fn destination(dir: &str, dest: &str, os: &str) -> Result<String, PathError> {
    let dest = remove_drive_letter(dest, os, true).map_err(PathError::removing_drive_letter)?;
    if is_abs(&dest, os) {
        return normalize("/", &dest, os, true);
    }
    let dest = if dest == "." || dest.is_empty() { "./" } else { &*dest };
    normalize(dir, dest, os, true)
}

/// A path of a file operation: absolute below `dir` and clean.
pub(super) fn in_operation(dir: &str, path: &str, keep_slash: bool) -> String {
    let mut cleaned = path::clean(path);
    if !cleaned.starts_with('/') {
        cleaned = path::join(&["/", dir, &cleaned]);
    }
    if keep_slash {
        keep_end(path, &mut cleaned);
    }
    cleaned
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_destination_keeps_the_slash_at_its_end() {
        let rows = [
            ("/w", "", "/w/"),
            ("/w", ".", "/w/"),
            ("/w", "a/.", "/w/a/."),
            ("/w", "/x/../y/", "/x/../y/"),
            ("/w/", "b/", "/w/b/"),
            ("/", "..", "/"),
        ];
        for (dir, dest, expected) in rows {
            assert_eq!(destination(dir, dest, "linux").as_deref(), Ok(expected), "{dest}");
        }
    }

    #[test]
    fn windows_has_one_drive() {
        assert_eq!(normalize_workdir("/", "c:/a/b", "windows").as_deref(), Ok("\\a\\b"));
        let error = normalize_workdir("/", "d:/a", "windows").unwrap_err();
        assert_eq!(
            error.to_string(),
            "normalizing working directory: removing drive letter: The specified path is not on \
             the system drive (C:)"
        );
    }
}
