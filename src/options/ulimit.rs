//! `ulimit`: limits of processes.
//!
//! Upstream: `docker/go-units`, `ulimit.go`.

use std::collections::BTreeMap;

use thiserror::Error;

use super::value;
use crate::go::csv;
use crate::go::csv::CsvError;
use crate::go::number;
use crate::go::number::NumberError;
use crate::llb::Ulimit;

/// What can be limited.
const NAMES: [&str; 15] = [
    "core",
    "cpu",
    "data",
    "fsize",
    "locks",
    "memlock",
    "msgqueue",
    "nice",
    "nofile",
    "nproc",
    "rss",
    "rtprio",
    "rttime",
    "sigpending",
    "stack",
];

/// No limit.
const UNLIMITED: i64 = -1;

/// What is wrong with `ulimit`.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum UlimitError {
    /// It is no CSV.
    #[error(transparent)]
    Csv(#[from] CsvError),
    /// A part has no `=`.
    #[error("invalid ulimit argument: {0}")]
    Argument(String),
    /// There is no such limit.
    #[error("invalid ulimit type: {0}")]
    Name(String),
    /// A limit is no number.
    #[error(transparent)]
    Number(#[from] NumberError),
    /// There are more than two limits.
    #[error("too many limit value arguments - {0}, can only have up to two, `soft[:hard]`")]
    Values(String),
    /// There is a hard limit but no soft one.
    #[error(
        "ulimit soft limit must be less than or equal to hard limit: soft: -1 (unlimited), hard: {0}"
    )]
    Unlimited(i64),
    /// The soft limit is above the hard one.
    #[error("ulimit soft limit must be less than or equal to hard limit: {0} > {1}")]
    Order(i64, i64),
}

pub(super) fn parse(options: &BTreeMap<String, String>) -> Result<Vec<Ulimit>, UlimitError> {
    match value(options, "ulimit") {
        "" => Ok(Vec::new()),
        text => csv::fields(text)?.iter().map(|field| ulimit(field)).collect(),
    }
}

fn ulimit(field: &str) -> Result<Ulimit, UlimitError> {
    let Some((name, limits)) = field.split_once('=') else {
        return Err(UlimitError::Argument(field.to_owned()));
    };
    if !NAMES.contains(&name) {
        return Err(UlimitError::Name(name.to_owned()));
    }
    let parse = |text| number::parse_int(text, 10, 64);
    let (soft, hard) = match limits.split(':').collect::<Vec<_>>()[..] {
        [soft] => (parse(soft)?, None),
        // In this order: the first that is wrong is the error.
        [soft, hard] => {
            let hard = parse(hard)?;
            (parse(soft)?, Some(hard))
        }
        _ => return Err(UlimitError::Values(limits.to_owned())),
    };
    let hard = hard.unwrap_or(soft);
    match (soft, hard) {
        (_, UNLIMITED) => {}
        (UNLIMITED, hard) => return Err(UlimitError::Unlimited(hard)),
        (soft, hard) if soft > hard => return Err(UlimitError::Order(soft, hard)),
        _ => {}
    }
    Ok(Ulimit { name: name.to_owned(), soft, hard })
}
