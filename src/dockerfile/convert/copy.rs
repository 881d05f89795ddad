//! `COPY`, and what it has in common with `ADD`.
//!
//! Upstream: `dockerfile2llb/convert_copy.go`.

use std::rc::Rc;

use thiserror::Error;

use super::build::Build;
use super::check;
use super::chmod;
use super::chown;
use super::error::ConvertErrorKind;
use super::name::shown;
use super::path;
use super::path::PathError;
use super::stage::Place;
use super::stage::Stage;
use crate::dockerfile::instruction;
use crate::dockerfile::instruction::Content;
use crate::dockerfile::instruction::Sources;
use crate::dockerfile::shell::Lexer;
use crate::git::GitRef;
use crate::git::GitRefError;
use crate::go::path as slash;
use crate::go::quote::quote;
use crate::image::DigestError;
use crate::llb::Action;
use crate::llb::Constraints;
use crate::llb::Copy;
use crate::llb::Digest;
use crate::llb::File;
use crate::llb::MkFile;
use crate::llb::Mode;
use crate::llb::Output;
use crate::llb::Owner;
use crate::llb::ProgressGroup;

/// Why files could not be copied.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CopyError {
    /// `--chmod=99`
    #[error("invalid chmod parameter: '{0}'. it should be octal string and between 0 and 07777")]
    NotOctal(String),
    /// `--chmod=u?x`
    #[error("invalid syntax")]
    InvalidSyntax,
    /// A path of another system.
    #[error(transparent)]
    Path(#[from] PathError),
    /// `ADD --checksum a b`
    #[error("checksum can't be specified for multiple sources")]
    ChecksumOfSeveral,
    /// `ADD --checksum file`
    #[error("checksum requires HTTP(S) or Git sources")]
    ChecksumOfFile,
    /// No checksum.
    #[error(transparent)]
    Digest(#[from] DigestError),
    /// Two checksums of one repository.
    #[error("checksum mismatch {} != {}", quote(.0), quote(.1))]
    ChecksumMismatch(String, String),
    /// Two opinions about `.git`.
    #[error("inconsistent keep-git-dir configuration")]
    KeepGitDir,
    /// A repository that is none.
    #[error(transparent)]
    Git(#[from] GitRefError),
    /// `COPY git@…`
    #[error("source can't be a git ref for COPY")]
    GitForCopy,
    /// `COPY https://…`
    #[error("source can't be a URL for COPY")]
    UrlForCopy,
    /// `COPY --from` of a stage that comes later.
    #[error(
        "cannot copy from stage {}, it needs to be defined before current stage {}",
        quote(.from),
        quote(.stage)
    )]
    LaterStage {
        /// As written.
        from: String,
        /// The current stage, as it is shown.
        stage: String,
    },
}

/// What `ADD` and `COPY` have in common, variables expanded.
pub(super) struct Copying {
    pub(super) keyword: &'static str,
    pub(super) sources: Sources,
    pub(super) chown: String,
    pub(super) chmod: String,
    pub(super) exclude: Vec<String>,
    pub(super) link: bool,
    pub(super) parents: bool,
}

/// A step in the making: its actions so far, and what they share.
pub(super) struct Step {
    /// Where everything goes.
    pub(super) dest: String,
    pub(super) owner: Option<Owner>,
    pub(super) mode: Option<Mode>,
    pub(super) exclude: Vec<String>,
    pub(super) actions: Vec<Action>,
    /// What the step is called.
    pub(super) name: String,
}

impl Step {
    /// A copy that makes the folder it goes to and knows nothing else.
    pub(super) fn plain(&self, source: Option<Output>, src: String) -> Copy {
        Copy {
            source,
            src,
            dest: self.dest.clone(),
            owner: self.owner.clone(),
            mode: self.mode.clone(),
            create_dest_path: true,
            exclude_patterns: self.exclude.clone(),
            ..Copy::default()
        }
    }

    pub(super) fn add(&mut self, copy: Copy) {
        self.actions.push(Action::Copy(Box::new(copy)));
    }
}

/// Copies files of the context, a stage or an image.
pub(super) fn convert(
    copy: &instruction::Copy,
    place: &Place<'_>,
    stage: &mut Stage,
    build: &mut Build<'_>,
) -> Result<(), ConvertErrorKind> {
    let mut expand = |word: &str| stage.expand(word, build.lexer, place.origin, build.linter);
    let chown = expand(&copy.chown)?;
    let chmod = expand(&copy.chmod)?;
    let sources = expand_sources(&copy.sources, place, stage, build)?;
    let copying = Copying {
        keyword: "COPY",
        sources,
        chown,
        chmod,
        exclude: copy.exclude.clone(),
        link: copy.link,
        parents: copy.parents,
    };
    let (source, owner) = match place.sources.first() {
        None => (build.context, None),
        Some(source) => {
            let Some(done) = &build.done[source.0] else {
                let from = copy.from.clone();
                let stage = stage.counter.stage.clone();
                return Err(CopyError::LaterStage { from, stage }.into());
            };
            (done.state.root, Some(done.owner))
        }
    };
    let mut step = begin(&copying, place, stage, build)?;
    for src in &copying.sources.paths {
        match GitRef::parse(src) {
            Some(Ok(git)) if !git.looks_local => return Err(CopyError::GitForCopy.into()),
            Some(Err(error)) => return Err(CopyError::from(error).into()),
            _ if is_url(src) => return Err(CopyError::UrlForCopy.into()),
            _ => {}
        }
        if owner.is_none() {
            warn_ignored("Copy", src, place, build);
        }
        add_files(&mut step, source, src, (false, copying.parents), stage)?;
    }
    finish(step, &copying, place, stage, build)?;
    let used = match owner {
        None => &mut build.used,
        Some(owner) => &mut build.used_of[owner.0],
    };
    copying.sources.paths.iter().for_each(|path| used.add(path));
    Ok(())
}

/// Expands the paths, and the heredocs whose names are not quoted.
pub(super) fn expand_sources(
    sources: &Sources,
    place: &Place<'_>,
    stage: &Stage,
    build: &mut Build<'_>,
) -> Result<Sources, ConvertErrorKind> {
    let mut expand = |word: &str| stage.expand(word, build.lexer, place.origin, build.linter);
    let paths = sources.paths.iter().map(|path| expand(path)).collect::<Result<_, _>>()?;
    let destination = expand(&sources.destination)?;
    let lexer = Lexer { skip_process_quotes: true, ..Lexer::new('\\') };
    let mut contents = Vec::new();
    for content in &sources.contents {
        let data = if content.expand {
            let text = String::from_utf8_lossy(&content.data);
            stage.expand(&text, lexer, place.origin, build.linter)?.into_bytes()
        } else {
            content.data.clone()
        };
        contents.push(Content { path: content.path.clone(), data, expand: content.expand });
    }
    Ok(Sources { paths, contents, destination })
}

/// Checks what belongs to all sources and names the step.
pub(super) fn begin(
    copying: &Copying,
    place: &Place<'_>,
    stage: &mut Stage,
    build: &Build<'_>,
) -> Result<Step, ConvertErrorKind> {
    let os = &stage.platform.os;
    let dest = path::destination(&stage.state.dir, &copying.sources.destination, os)
        .map_err(CopyError::from)?;
    let mode = match copying.chmod.as_str() {
        "" => None,
        chmod => Some(chmod::parse(chmod)?),
    };
    let text = shown(&place.origin.original, build.lexer, &*stage.state.env);
    let platform = Rc::clone(&stage.platform);
    Ok(Step {
        dest: path::in_operation(&stage.state.dir, &dest, true),
        owner: (!copying.chown.is_empty()).then(|| chown::parse(&copying.chown)),
        mode,
        exclude: copying.exclude.clone(),
        actions: Vec::with_capacity(copying.sources.paths.len() + copying.sources.contents.len()),
        name: stage.name(&text, place, Some(&platform)),
    })
}

/// Adds files of the context, a stage or an image. The flags: archives are unpacked, and the
/// folders of the sources are kept.
pub(super) fn add_files(
    step: &mut Step,
    source: Option<Output>,
    src: &str,
    (unpack, parents): (bool, bool),
    stage: &Stage,
) -> Result<(), ConvertErrorKind> {
    let os = &stage.platform.os;
    let normalize = |path: &str| path::normalize("/", path, os, false).map_err(CopyError::from);
    let mut src = src.to_owned();
    let (mut include, mut required) = (Vec::new(), Vec::new());
    if parents {
        let (parent, pattern) = match src.split_once("/./") {
            Some((parent, pattern)) => (parent.to_owned(), pattern.to_owned()),
            None => ("/".to_owned(), src),
        };
        let pattern = normalize(&pattern)?;
        include.push(pattern.strip_prefix('/').unwrap_or(&pattern).to_owned());
        if !has_wildcards(&parent) && !has_wildcards(&pattern) {
            required.push(normalize(&join(&parent, &pattern))?);
        }
        src = parent;
    }
    let src = path::in_operation("/", &normalize(&src)?, false);
    step.add(Copy {
        follow_symlink: true,
        dir_copy_contents: true,
        include_patterns: include,
        required_paths: required,
        attempt_unpack: unpack,
        allow_wildcard: true,
        allow_empty_wildcard: true,
        ..step.plain(source, src)
    });
    Ok(())
}

/// As Go's `filepath.Join`: empty parts do not count.
fn join(parent: &str, path: &str) -> String {
    slash::join(&[parent, path])
}

/// Whether a path holds `*`, `?` or `[` that no backslash takes the meaning from.
fn has_wildcards(path: &str) -> bool {
    let mut bytes = path.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'*' | b'?' | b'[' => return true,
            b'\\' => {
                bytes.next();
            }
            _ => {}
        }
    }
    false
}

/// A file on the web that is no repository.
pub(super) fn is_url(src: &str) -> bool {
    let is_web = src.starts_with("http://") || src.starts_with("https://");
    is_web && !is_git(src)
}

/// A repository.
pub(super) fn is_git(src: &str) -> bool {
    matches!(GitRef::parse(src), Some(Ok(_)))
}

/// A source that `.dockerignore` hides; `verb` is `Copy` or `Add`.
pub(super) fn warn_ignored(verb: &str, src: &str, place: &Place<'_>, build: &mut Build<'_>) {
    if let Some(patterns) = &build.ignored {
        check::ignored_file(verb, src, patterns, place.origin, build.linter);
    }
}

/// Adds the heredocs and the step itself.
pub(super) fn finish(
    mut step: Step,
    copying: &Copying,
    place: &Place<'_>,
    stage: &mut Stage,
    build: &mut Build<'_>,
) -> Result<(), ConvertErrorKind> {
    for content in &copying.sources.contents {
        let os = &stage.platform.os;
        let name = path::remove_drive_letter(&content.path, os, false)
            .map_err(|error| CopyError::Path(error.removing_drive_letter()))?;
        let file = inline_file(&name, &content.data, 0o644, build);
        let src = path::in_operation("/", &path::to_slash(&name, os), false);
        let copy = step.plain(Some(file), src);
        step.add(copy);
    }
    let text = history(copying);
    lay(step, copying, place, stage, build);
    build.commit(stage, text, true);
    Ok(())
}

/// A file that is written in the Dockerfile, alone in a file system.
pub(super) fn inline_file(name: &str, data: &[u8], mode: u32, build: &mut Build<'_>) -> Output {
    let file = MkFile {
        path: path::in_operation("/", name, false),
        mode,
        data: data.to_vec(),
        ..MkFile::default()
    };
    let constraints = Constraints::named("[internal] preparing inline document");
    build.graph.file(File::on(None).then(Action::MkFile(file)), constraints)
}

/// Puts the files on those of the stage: by copying, or, with `--link`, as a layer of their own.
fn lay(step: Step, copying: &Copying, place: &Place<'_>, stage: &mut Stage, build: &mut Build<'_>) {
    let links = copying.link && copying.chmod.is_empty() && build.request.caps.supports("mergeop");
    let base = if links { None } else { stage.state.root };
    let file = step.actions.into_iter().fold(File::on(base), File::then);
    let mut constraints = build.constraints(step.name.clone(), place, stage);
    if !links {
        stage.state.root = Some(build.graph.file(file, constraints));
        return;
    }
    let text = shown(&place.origin.original, build.lexer, &*stage.state.env);
    let prefix = if place.is_trigger { "ONBUILD " } else { "" };
    let name = stage.counter.current(
        &format!("{prefix}LINK {text}"),
        Some(&stage.platform),
        &*stage.state.env,
    );
    let id = group_id(&step.name, build.graph.len());
    let mut group = ProgressGroup { id, name: step.name, weak: true };
    let merge = build.constraints(name, place, stage);
    constraints = constraints.progress_group(group.clone());
    group.weak = false;
    let layer = build.graph.file(file, constraints);
    let layers = [stage.state.root, Some(layer)];
    stage.state.root = build.graph.merge(layers, merge.progress_group(group));
}

/// An id that no other step of the build has. Upstream's is random; nothing depends on it but
/// that it is the same for both vertices of a step.
fn group_id(name: &str, place: usize) -> String {
    const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let digest = Digest::of(format!("{place} {name}").as_bytes());
    let bytes = digest.bytes();
    bytes.iter().take(25).map(|byte| char::from(DIGITS[usize::from(byte % 36)])).collect()
}

fn history(copying: &Copying) -> String {
    let Sources { paths, contents, destination } = &copying.sources;
    let of_paths: usize = paths.iter().map(|path| path.len() + 1).sum();
    let mut text = String::with_capacity(of_paths + destination.len() + 32);
    text.push_str(copying.keyword);
    if copying.parents {
        text.push_str(" --parents");
    }
    for (flag, value) in [(" --chown=", &copying.chown), (" --chmod=", &copying.chmod)] {
        if !value.is_empty() {
            text.extend([flag, value]);
        }
    }
    for path in paths {
        text.extend([" ", path]);
    }
    for content in contents {
        text.extend([" <<", &content.path]);
    }
    text.extend([" ", destination, " # buildkit"]);
    text
}
