//! Strings made of others.

use super::CallError;
use super::Value;
use super::args;
use super::check_length;
use super::pair;
use super::text;
use crate::go::case;
use crate::go::space;

pub(super) fn to_upper(args: &[Value]) -> Result<Value, CallError> {
    Ok(text(&case::to_upper(args::string(args, 0)?)))
}

pub(super) fn to_lower(args: &[Value]) -> Result<Value, CallError> {
    Ok(text(&case::to_lower(args::string(args, 0)?)))
}

pub(super) fn to_title(args: &[Value]) -> Result<Value, CallError> {
    Ok(text(&change_first(args::string(args, 0)?, case::title)))
}

pub(super) fn to_camel(args: &[Value]) -> Result<Value, CallError> {
    Ok(text(&change_first(args::string(args, 0)?, case::lower)))
}

/// Changes the first rune of each word.
fn change_first(string: &str, change: fn(char) -> char) -> String {
    let mut before = ' ';
    let runes = string.chars().map(|rune| {
        let first = space::is_space(before);
        before = rune;
        if first { change(rune) } else { rune }
    });
    runes.collect()
}

pub(super) fn repeat(args: &[Value]) -> Result<Value, CallError> {
    let string = args::string(args, 0)?;
    let Some(count) = args::index(args, 1)? else {
        return Err(CallError::new("strings: negative Repeat count"));
    };
    check_length(string.len().checked_mul(count))?;
    Ok(text(&string.repeat(if string.is_empty() { 0 } else { count })))
}

pub(super) fn trim(args: &[Value]) -> Result<Value, CallError> {
    let (string, runes) = pair(args)?;
    Ok(text(string.trim_matches(|c| runes.contains(c))))
}

pub(super) fn trim_left(args: &[Value]) -> Result<Value, CallError> {
    let (string, runes) = pair(args)?;
    Ok(text(string.trim_start_matches(|c| runes.contains(c))))
}

pub(super) fn trim_right(args: &[Value]) -> Result<Value, CallError> {
    let (string, runes) = pair(args)?;
    Ok(text(string.trim_end_matches(|c| runes.contains(c))))
}

pub(super) fn trim_space(args: &[Value]) -> Result<Value, CallError> {
    Ok(text(space::trim(args::string(args, 0)?)))
}

pub(super) fn trim_prefix(args: &[Value]) -> Result<Value, CallError> {
    let (string, prefix) = pair(args)?;
    Ok(text(string.strip_prefix(prefix).unwrap_or(string)))
}

pub(super) fn trim_suffix(args: &[Value]) -> Result<Value, CallError> {
    let (string, suffix) = pair(args)?;
    Ok(text(string.strip_suffix(suffix).unwrap_or(string)))
}

/// Replaces at most so many places; nothing is found before and after each rune.
pub(super) fn replace(args: &[Value]) -> Result<Value, CallError> {
    let (string, old) = pair(args)?;
    let new = args::string(args, 2)?;
    let most = args::index(args, 3)?.unwrap_or(usize::MAX);
    let count = string.matches(old).count().min(most);
    check_length(count.checked_mul(new.len()).and_then(|new| new.checked_add(string.len())))?;
    Ok(text(&string.replacen(old, new, count)))
}
