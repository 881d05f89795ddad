//! Lists made of parts of others; the elements may be anything.

use super::CallError;
use super::Value;
use super::args;
use super::check_length;

pub(super) fn drop(args: &[Value]) -> Result<Value, CallError> {
    let (list, count) = list_and_index(args)?;
    Ok(Value::List(list.get(count..).unwrap_or_default().to_vec()))
}

pub(super) fn take(args: &[Value]) -> Result<Value, CallError> {
    let (list, count) = list_and_index(args)?;
    Ok(Value::List(list.get(..count).unwrap_or(list).to_vec()))
}

pub(super) fn slice(args: &[Value]) -> Result<Value, CallError> {
    let (list, from) = list_and_index(args)?;
    let Some(to) = args::index(args, 2)?.filter(|to| *to >= from) else {
        let to = args::int64(args, 2)?;
        return Err(CallError::new(format!("invalid index: {from} > {to}")));
    };
    match list.get(from..to) {
        Some(part) => Ok(Value::List(part.to_vec())),
        None => Err(CallError::new("slice bounds out of range")),
    }
}

pub(super) fn reverse(args: &[Value]) -> Result<Value, CallError> {
    Ok(Value::List(args::list(&args[0])?.iter().rev().cloned().collect()))
}

pub(super) fn repeat(args: &[Value]) -> Result<Value, CallError> {
    let list = args::list(&args[0])?;
    let Some(count) = args::index(args, 1)? else {
        return Err(CallError::new("negative count"));
    };
    if list.is_empty() {
        return Ok(Value::List(Vec::new()));
    }
    check_length(list.len().checked_mul(count))?;
    Ok(Value::List(list.iter().cycle().take(list.len() * count).cloned().collect()))
}

pub(super) fn concat(args: &[Value]) -> Result<Value, CallError> {
    let mut all = Vec::new();
    for list in args::list(&args[0])? {
        let list = args::list(list)?;
        check_length(all.len().checked_add(list.len()))?;
        all.extend_from_slice(list);
    }
    Ok(Value::List(all))
}

/// Puts the elements of lists within the list in their place, so many levels deep; all levels if
/// the number is negative.
pub(super) fn flatten_n(args: &[Value]) -> Result<Value, CallError> {
    let depth = args::int64(args, 1)?;
    let mut all = Vec::new();
    flatten(args::list(&args[0])?, depth, &mut all);
    Ok(Value::List(all))
}

/// Values are no deeper than an evaluator makes them.
fn flatten(list: &[Value], depth: i64, all: &mut Vec<Value>) {
    for element in list {
        match element {
            Value::List(inner) if depth != 0 => flatten(inner, depth.saturating_sub(1), all),
            _ => all.push(element.clone()),
        }
    }
}

fn list_and_index(args: &[Value]) -> Result<(&[Value], usize), CallError> {
    let list = args::list(&args[0])?;
    match args::index(args, 1)? {
        Some(index) => Ok((list, index)),
        None => Err(CallError::new("negative index")),
    }
}
