//! `SOURCE_DATE_EPOCH`: the time that everything was made at.
//!
//! Upstream: `dockerfile2llb/epoch.go`.

use std::borrow::Cow;
use std::rc::Rc;

use super::args::GlobalArgs;
use super::error::ConvertError;
use super::error::ConvertErrorKind;
use super::request::MainContext;
use super::request::Request;
use crate::dockerfile::instruction::Stage;
use crate::go::case;
use crate::go::number;

const KEY: &str = "SOURCE_DATE_EPOCH";

/// Finds the time in the build arguments, or in the variables above the first stage. Both say the
/// time afterwards, or nothing if there is none.
pub(super) fn resolve<'r>(
    request: &'r Request,
    args: &mut GlobalArgs,
    stages: &[Stage],
) -> Result<(Cow<'r, Request>, Option<i64>), ConvertError> {
    let global = args.env.get(KEY).filter(|value| !value.is_empty());
    let Some(value) = request.options.build_args.get(KEY).map(String::as_str).or(global) else {
        return Ok((Cow::Borrowed(request), None));
    };
    let epoch = seconds(value, request, stages)?;
    let text = epoch.map(|seconds| seconds.to_string());
    let mut request = Cow::Borrowed(request);
    if request.options.build_args.contains_key(KEY) {
        let build_args = &mut Rc::make_mut(&mut request.to_mut().options).build_args;
        match &text {
            Some(text) => build_args.insert(KEY.to_owned(), text.clone()),
            None => build_args.remove(KEY),
        };
    }
    if args.env.get(KEY).is_some() {
        match &text {
            Some(text) => args.env.set(KEY, text),
            None => args.env.remove(KEY),
        }
    }
    Ok((request, epoch))
}

fn seconds(value: &str, request: &Request, stages: &[Stage]) -> Result<Option<i64>, ConvertError> {
    if value.is_empty() {
        return Ok(None);
    }
    if let Ok(seconds) = number::parse_int(value, 10, 64) {
        return Ok(Some(seconds));
    }
    let is_stage = stages.iter().any(|stage| case::equal_fold(&stage.name, value));
    match &request.context {
        // The client's files say nothing of a time.
        MainContext::Local { .. } if value == "context" => Ok(None),
        _ if value == "context" || is_stage => {
            Err(ConvertErrorKind::SymbolicEpoch(value.to_owned()).unlocated())
        }
        _ => Err(ConvertErrorKind::Epoch(value.to_owned()).unlocated()),
    }
}
