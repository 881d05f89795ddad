//! `memory`, `cpushares` and others: limits of steps.
//!
//! Upstream: `frontend/dockerui/attr.go`, `util/cpuset`.

use std::collections::BTreeMap;

use thiserror::Error;

use super::value;
use crate::go::number;
use crate::go::number::NumberError;
use crate::go::quote::quote;
use crate::go::space;
use crate::llb::LinuxResources;

/// The highest number of a processor or a memory node.
const MAX_CPU: i64 = 8192;

/// What is wrong with a limit.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("invalid {key} value: {value}: {why}")]
pub struct LimitError {
    /// The option.
    pub key: &'static str,
    /// Its value.
    pub value: String,
    /// What is wrong with it.
    pub why: LimitErrorKind,
}

/// What is wrong with the value of a limit.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum LimitErrorKind {
    /// It is no number.
    #[error(transparent)]
    Number(#[from] NumberError),
    /// It is too small.
    #[error("must be > 0")]
    Positive,
    /// It is too small, and not the number for no limit.
    #[error("must be -1 (unlimited) or > 0")]
    PositiveOrUnlimited,
    /// A processor is no number.
    #[error("invalid cpuset element {}", quote(.0))]
    Element(String),
    /// There are not so many processors.
    #[error("cpuset element {} exceeds maximum {MAX_CPU}", quote(.0))]
    LargeElement(String),
    /// A range of processors is none.
    #[error("invalid cpuset range {}", quote(.0))]
    Range(String),
    /// There are not so many processors.
    #[error("cpuset range {} exceeds maximum {MAX_CPU}", quote(.0))]
    LargeRange(String),
}

pub(super) fn parse(
    options: &BTreeMap<String, String>,
) -> Result<Option<LinuxResources>, LimitError> {
    let reader = Reader { options };
    let resources = LinuxResources {
        memory: reader.read("memory", signed)?,
        memory_swap: reader.read("memswap", signed_or_unlimited)?,
        cpu_shares: reader.read("cpushares", unsigned)?,
        cpu_period: reader.read("cpuperiod", unsigned)?,
        cpu_quota: reader.read("cpuquota", signed)?,
        cpuset_cpus: reader.read("cpusetcpus", cpuset)?,
        cpuset_mems: reader.read("cpusetmems", cpuset)?,
    };
    Ok((resources != LinuxResources::default()).then_some(resources))
}

struct Reader<'a> {
    options: &'a BTreeMap<String, String>,
}

impl Reader<'_> {
    /// Reads an option; an empty one is no limit.
    fn read<T: Default>(
        &self,
        key: &'static str,
        parse: impl FnOnce(&str) -> Result<T, LimitErrorKind>,
    ) -> Result<T, LimitError> {
        match value(self.options, key) {
            "" => Ok(T::default()),
            text => parse(text).map_err(|why| LimitError { key, value: text.to_owned(), why }),
        }
    }
}

fn signed(text: &str) -> Result<i64, LimitErrorKind> {
    let number = number::parse_int(text, 10, 64)?;
    if number > 0 { Ok(number) } else { Err(LimitErrorKind::Positive) }
}

fn signed_or_unlimited(text: &str) -> Result<i64, LimitErrorKind> {
    let number = number::parse_int(text, 10, 64)?;
    if number > 0 || number == -1 { Ok(number) } else { Err(LimitErrorKind::PositiveOrUnlimited) }
}

fn unsigned(text: &str) -> Result<u64, LimitErrorKind> {
    let number = number::parse_uint(text, 10, 64)?;
    if number > 0 { Ok(number) } else { Err(LimitErrorKind::Positive) }
}

/// Processors such as `0-2,4`, kept as they are written.
fn cpuset(text: &str) -> Result<String, LimitErrorKind> {
    for part in text.split(',').map(space::trim).filter(|part| !part.is_empty()) {
        match part.split_once('-') {
            None => cpu(part)?,
            Some((low, high)) => range(part, low, high)?,
        }
    }
    Ok(text.to_owned())
}

fn cpu(part: &str) -> Result<(), LimitErrorKind> {
    match number::atoi(part) {
        Ok(cpu) if cpu > MAX_CPU => Err(LimitErrorKind::LargeElement(part.to_owned())),
        Ok(cpu) if cpu >= 0 => Ok(()),
        _ => Err(LimitErrorKind::Element(part.to_owned())),
    }
}

fn range(part: &str, low: &str, high: &str) -> Result<(), LimitErrorKind> {
    match (number::atoi(space::trim(low)), number::atoi(space::trim(high))) {
        (Ok(low), Ok(high)) if low < 0 || high < low => Err(LimitErrorKind::Range(part.to_owned())),
        (Ok(_), Ok(high)) if high > MAX_CPU => Err(LimitErrorKind::LargeRange(part.to_owned())),
        (Ok(_), Ok(_)) => Ok(()),
        _ => Err(LimitErrorKind::Range(part.to_owned())),
    }
}
