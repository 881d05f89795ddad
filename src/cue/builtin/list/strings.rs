//! Lists of strings in order.

use crate::order;

use super::CallError;
use super::Value;
use super::args;

pub(super) fn sort(args: &[Value]) -> Result<Value, CallError> {
    let mut strings = args::strings(args, 0)?;
    order::sort(&mut strings);
    Ok(Value::List(strings.into_iter().map(|text| Value::String(text.into())).collect()))
}

pub(super) fn is_sorted(args: &[Value]) -> Result<Value, CallError> {
    Ok(Value::Bool(args::strings(args, 0)?.is_sorted()))
}
