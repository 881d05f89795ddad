//! Data that is written more than once.
//!
//! JSON and YAML are read as CUE, where a field may be given again, as long as it is given the same
//! value, or one that can be had at the same time.

use super::show;
use crate::cue::value::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Makes one field of those with the same name, or tells why it cannot.
pub(super) fn fields(fields: Vec<(Arc<str>, Value)>) -> Result<Vec<(Arc<str>, Value)>, String> {
    let mut places: BTreeMap<Arc<str>, usize> = BTreeMap::new();
    let mut unified: Vec<(Arc<str>, Value)> = Vec::with_capacity(fields.len());
    for (name, value) in fields {
        if let Some(place) = places.get(&name) {
            let known: &mut Value = &mut unified[*place].1;
            *known = values(std::mem::replace(known, Value::Null), value)?;
        } else {
            places.insert(name.clone(), unified.len());
            unified.push((name, value));
        }
    }
    Ok(unified)
}

fn values(first: Value, second: Value) -> Result<Value, String> {
    let same = match (&first, &second) {
        (Value::Struct(_), Value::Struct(_)) | (Value::List(_), Value::List(_)) => {
            return collections(first, second);
        }
        (Value::Null, Value::Null) => true,
        (Value::Bool(first), Value::Bool(second)) => first == second,
        (Value::Number(first), Value::Number(second)) => first.same(second),
        (Value::String(first), Value::String(second)) => first == second,
        (Value::Bytes(first), Value::Bytes(second)) => first == second,
        _ => false,
    };
    if same { Ok(first) } else { Err(conflict(&first, &second)) }
}

fn collections(first: Value, second: Value) -> Result<Value, String> {
    match (first, second) {
        (Value::Struct(mut first), Value::Struct(second)) => {
            first.extend(second);
            Ok(Value::Struct(fields(first)?))
        }
        (Value::List(first), Value::List(second)) if first.len() == second.len() => {
            let pairs = first.into_iter().zip(second);
            let unified = pairs.map(|(first, second)| values(first, second));
            Ok(Value::List(unified.collect::<Result<_, _>>()?))
        }
        (Value::List(first), Value::List(second)) => {
            let lengths = [first.len(), second.len()];
            let [short, long] = [lengths[0].min(lengths[1]), lengths[0].max(lengths[1])];
            Err(format!("incompatible list lengths ({short} and {long})"))
        }
        (first, second) => Err(conflict(&first, &second)),
    }
}

fn conflict(first: &Value, second: &Value) -> String {
    // Upstream comes to negative numbers later, as their signs are operators.
    let later = negative(first) && !negative(second);
    let (first, second) = if later { (second, first) } else { (first, second) };
    let (kind, other) = (first.kind(), second.kind());
    let (first, second) = (show(first), show(second));
    if kind == other {
        format!("conflicting values {second} and {first}")
    } else {
        format!("conflicting values {first} and {second} (mismatched types {kind} and {other})")
    }
}

fn negative(value: &Value) -> bool {
    matches!(value, Value::Number(number) if number.is_negative())
}
