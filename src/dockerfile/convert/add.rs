//! `ADD`: as `COPY`, and archives, URLs and repositories.
//!
//! Upstream: `dockerfile2llb/convert_copy.go`.

use super::build::Build;
use super::copy;
use super::copy::CopyError;
use super::copy::Copying;
use super::copy::Step;
use super::error::ConvertErrorKind;
use super::path;
use super::stage::Place;
use super::stage::Stage;
use crate::dockerfile::instruction::Add;
use crate::git::GitRef;
use crate::go::path as slash;
use crate::go::url::Url;
use crate::image::Digest;
use crate::llb::Constraints;
use crate::llb::Copy;
use crate::llb::Source;

/// What is known of repositories and files on the web; a repository's own opinion holds for all
/// that come after it.
struct Remote {
    checksum: String,
    keep_git_dir: Option<bool>,
    unpack: Option<bool>,
}

/// Adds files of the context, archives, URLs and repositories.
pub(super) fn convert(
    add: &Add,
    place: &Place<'_>,
    stage: &mut Stage,
    build: &mut Build<'_>,
) -> Result<(), ConvertErrorKind> {
    let mut expand = |word: &str| stage.expand(word, build.lexer, place.origin, build.linter);
    let chown = expand(&add.chown)?;
    let chmod = expand(&add.chmod)?;
    let checksum = expand(&add.checksum)?;
    let copying = Copying {
        keyword: "ADD",
        sources: copy::expand_sources(&add.sources, place, stage, build)?,
        chown,
        chmod,
        exclude: add.exclude.clone(),
        link: add.link,
        parents: false,
    };
    let mut remote = Remote { checksum, keep_git_dir: add.keep_git_dir, unpack: add.unpack };
    let mut step = begin(&copying, &remote, place, stage, build)?;
    for src in &copying.sources.paths {
        match GitRef::parse(src).transpose().map_err(CopyError::from)? {
            Some(git) if !git.looks_local => add_git(&mut step, &git, &mut remote, build)?,
            _ if copy::is_url(src) => add_url(&mut step, src, &remote, build)?,
            _ => {
                copy::warn_ignored("Add", src, place, build);
                let unpack = add.unpack.unwrap_or(true);
                copy::add_files(&mut step, build.context, src, (unpack, false), stage)?;
            }
        }
    }
    copy::finish(step, &copying, place, stage, build)?;
    for path in &copying.sources.paths {
        if !path.starts_with("http://") && !path.starts_with("https://") {
            build.used.add(path);
        }
    }
    Ok(())
}

/// The mode is checked before the checksum, and both before the step has a name.
fn begin(
    copying: &Copying,
    remote: &Remote,
    place: &Place<'_>,
    stage: &mut Stage,
    build: &Build<'_>,
) -> Result<Step, ConvertErrorKind> {
    let step = copy::begin(copying, place, stage, build)?;
    if remote.checksum.is_empty() {
        return Ok(step);
    }
    let [path] = &copying.sources.paths[..] else {
        return Err(CopyError::ChecksumOfSeveral.into());
    };
    if !copy::is_url(path) && !copy::is_git(path) {
        return Err(CopyError::ChecksumOfFile.into());
    }
    Ok(step)
}

fn add_git(
    step: &mut Step,
    git: &GitRef,
    remote: &mut Remote,
    build: &mut Build<'_>,
) -> Result<(), ConvertErrorKind> {
    if let (Some(asked), Some(said)) = (remote.keep_git_dir, git.keep_git_dir)
        && asked != said
    {
        return Err(CopyError::KeepGitDir.into());
    }
    remote.keep_git_dir = git.keep_git_dir.or(remote.keep_git_dir);
    if !git.checksum.is_empty() {
        if !remote.checksum.is_empty() && remote.checksum != git.checksum {
            let (asked, said) = (remote.checksum.clone(), git.checksum.clone());
            return Err(CopyError::ChecksumMismatch(asked, said).into());
        }
        remote.checksum.clone_from(&git.checksum);
    }
    let mut source = Source::git(git);
    if remote.keep_git_dir == Some(true) {
        source = source.keep_git_dir();
    }
    if !remote.checksum.is_empty() {
        source = source.git_checksum(&remote.checksum);
    }
    let output = build.graph.source(source, Constraints::named(step.name.clone()));
    let copy = step.plain(Some(output), "/".to_owned());
    step.add(copy);
    Ok(())
}

fn add_url(
    step: &mut Step,
    url: &str,
    remote: &Remote,
    build: &mut Build<'_>,
) -> Result<(), ConvertErrorKind> {
    let name = file_name(url);
    let mut source = Source::http(url).filename(&name);
    if !remote.checksum.is_empty() {
        let digest: Digest = remote.checksum.parse().map_err(CopyError::Digest)?;
        source = source.checksum(digest.as_str());
    }
    let constraints =
        Constraints::named(step.name.clone()).describe("com.docker.dockerfile.v1.command", "");
    let output = build.graph.source(source, constraints);
    let src = path::in_operation("/", &name, false);
    let unpack = remote.unpack.unwrap_or_default();
    let copy = Copy { attempt_unpack: unpack, ..step.plain(Some(output), src) };
    step.add(copy);
    Ok(())
}

/// The name of a file on the web: the last part of its path, if there is one.
pub(super) fn file_name(url: &str) -> String {
    let path = Url::parse(url).ok().map(|url| url.path).unwrap_or_default();
    match slash::base(&path) {
        "." | "/" => "__unnamed__".to_owned(),
        name => name.to_owned(),
    }
}
