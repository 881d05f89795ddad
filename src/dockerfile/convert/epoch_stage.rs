//! A stage that `SOURCE_DATE_EPOCH` names: it fetches one file or repository and does nothing else.
//!
//! Upstream: `dockerfile2llb/epoch.go`, `sourceDateEpochStageSource`.

use std::collections::BTreeMap;

use thiserror::Error;

use super::add;
use super::copy;
use super::copy::CopyError;
use super::epoch::KEY;
use super::error::ConvertErrorKind;
use crate::dockerfile::instruction::Add;
use crate::dockerfile::instruction::Arg;
use crate::dockerfile::instruction::Instruction;
use crate::dockerfile::instruction::Stage;
use crate::dockerfile::shell::Lexer;
use crate::dockerfile::shell::ShellError;
use crate::git::GitRef;
use crate::go::quote::quote;
use crate::image::Digest;
use crate::llb::Env;
use crate::llb::Source;

/// Why a stage has no time.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum EpochStageError {
    /// Its base name cannot be expanded.
    #[error("failed to process source stage base name {}: {source}", quote(.name))]
    BaseName {
        /// As written.
        name: String,
        /// Why.
        source: Box<ShellError>,
    },
    /// It has a base.
    #[error("SOURCE_DATE_EPOCH stage must use FROM scratch")]
    Base,
    /// There is no `ADD`, or a second one.
    #[error("SOURCE_DATE_EPOCH stage must contain exactly one remote ADD")]
    Adds,
    /// Its `ADD` has a heredoc, or a second source.
    #[error("SOURCE_DATE_EPOCH stage must contain exactly one remote ADD source")]
    Sources,
    /// Its `ADD` takes a file of the context.
    #[error("SOURCE_DATE_EPOCH stage source must be a single HTTP(S) or Git ADD")]
    Local,
    /// It does something else.
    #[error(
        "SOURCE_DATE_EPOCH stage does not meet source-only requirements: \
         unsupported {0} instruction"
    )]
    Instruction(String),
}

/// What a stage fetches. `global` are the variables above the first stage.
pub(super) fn source(
    stage: &Stage,
    build_args: &BTreeMap<String, String>,
    global: &Env,
    lexer: Lexer,
) -> Result<Source, ConvertErrorKind> {
    let mut env = global.clone();
    env.remove(KEY);
    let base = lexer
        .process_word(&stage.base_name, &env)
        .map_err(|source| EpochStageError::BaseName { name: stage.base_name.clone(), source })?;
    if base.text != "scratch" {
        return Err(EpochStageError::Base.into());
    }
    let mut found = None;
    for located in &stage.instructions {
        match &located.instruction {
            Instruction::Arg(arg) => declare(arg, build_args, &mut env, lexer)?,
            Instruction::Add(_) if found.is_some() => return Err(EpochStageError::Adds.into()),
            Instruction::Add(add) => found = Some(fetch(add, &env, lexer)?),
            _ => {
                let keyword = located.origin.keyword.clone();
                return Err(EpochStageError::Instruction(keyword).into());
            }
        }
    }
    found.ok_or_else(|| EpochStageError::Adds.into())
}

fn declare(
    arg: &Arg,
    build_args: &BTreeMap<String, String>,
    env: &mut Env,
    lexer: Lexer,
) -> Result<(), ConvertErrorKind> {
    for declaration in &arg.declarations {
        let key = &declaration.key;
        if let Some(value) = build_args.get(key) {
            env.set(key, value);
        } else if let Some(default) = &declaration.value {
            let value = lexer.process_word(default, env)?.text;
            env.set(key, &value);
        }
    }
    Ok(())
}

/// What an `ADD` fetches.
fn fetch(add: &Add, env: &Env, lexer: Lexer) -> Result<Source, ConvertErrorKind> {
    let ([path], []) = (&add.sources.paths[..], &add.sources.contents[..]) else {
        return Err(EpochStageError::Sources.into());
    };
    let path = lexer.process_word(path, env)?.text;
    let checksum = || lexer.process_word(&add.checksum, env).map(|expanded| expanded.text);
    if copy::is_url(&path) {
        let source = Source::http(&path).filename(&add::file_name(&path));
        if add.checksum.is_empty() {
            return Ok(source);
        }
        let digest: Digest = checksum()?.parse().map_err(CopyError::Digest)?;
        return Ok(source.checksum(digest.as_str()));
    }
    let git = match GitRef::parse(&path).transpose().map_err(CopyError::from)? {
        Some(git) if !git.looks_local => git,
        _ => return Err(EpochStageError::Local.into()),
    };
    let checksum = if add.checksum.is_empty() { git.checksum.clone() } else { checksum()? };
    let keeps_git_dir = add.keep_git_dir == Some(true) || git.keep_git_dir == Some(true);
    let mut source = Source::git(&GitRef { fetch_by_commit: false, ..git });
    if keeps_git_dir {
        source = source.keep_git_dir();
    }
    Ok(if checksum.is_empty() { source } else { source.git_checksum(&checksum) })
}
