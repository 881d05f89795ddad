//! Sums and ranges.
//!
//! Results are integers where they are whole, whatever the kinds of the numbers.

use std::cmp::Ordering;

use super::CallError;
use super::Value;
use super::args;
use super::check_length;
use crate::cue::number::Context;
use crate::cue::number::Number;

pub(super) fn sum(args: &[Value]) -> Result<Value, CallError> {
    total(&args::numbers(args, 0)?).map(args::decimal)
}

pub(super) fn product(args: &[Value]) -> Result<Value, CallError> {
    let mut product = Number::from_i64(1);
    for number in args::numbers(args, 0)? {
        product = Context::CUE.mul(&product, number)?;
    }
    Ok(args::decimal(product))
}

pub(super) fn avg(args: &[Value]) -> Result<Value, CallError> {
    let numbers = numbers_of_some(args)?;
    let count = Number::from_u64(numbers.len() as u64);
    Ok(args::decimal(Context::CUE.quo(&total(&numbers)?, &count)?))
}

pub(super) fn max(args: &[Value]) -> Result<Value, CallError> {
    extreme(args, Ordering::Greater)
}

pub(super) fn min(args: &[Value]) -> Result<Value, CallError> {
    extreme(args, Ordering::Less)
}

/// The first of the elements that all others are not beyond.
fn extreme(args: &[Value], beyond: Ordering) -> Result<Value, CallError> {
    let numbers = numbers_of_some(args)?;
    let mut best = numbers[0];
    for number in numbers {
        if number.compare(best) == beyond {
            best = number;
        }
    }
    Ok(args::decimal(best.clone()))
}

pub(super) fn range(args: &[Value]) -> Result<Value, CallError> {
    let (start, limit, step) =
        (args::number(args, 0)?, args::number(args, 1)?, args::number(args, 2)?);
    let ahead = match (step.signum(), start.compare(limit)) {
        (0, _) => return Err(CallError::new("step must be non zero")),
        (1, Ordering::Greater) => {
            return Err(CallError::new("end must be greater than start when step is positive"));
        }
        (-1, Ordering::Less) => {
            return Err(CallError::new("end must be less than start when step is negative"));
        }
        (1, _) => Ordering::Less,
        _ => Ordering::Greater,
    };
    let mut values = Vec::new();
    let mut number = start.clone();
    while number.compare(limit) == ahead {
        check_length(Some(values.len() + 1))?;
        let next = Context::CUE.add(step, &number)?;
        values.push(args::decimal(number));
        number = next;
    }
    Ok(Value::List(values))
}

fn total(numbers: &[&Number]) -> Result<Number, CallError> {
    let mut sum = Number::from_i64(0);
    for number in numbers {
        sum = Context::CUE.add(&sum, number)?;
    }
    Ok(sum)
}

/// The elements, of which there is one at least.
fn numbers_of_some(args: &[Value]) -> Result<Vec<&Number>, CallError> {
    let numbers = args::numbers(args, 0)?;
    if numbers.is_empty() { Err(CallError::new("empty list")) } else { Ok(numbers) }
}
