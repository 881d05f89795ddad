//! `add-hosts`: lines for `/etc/hosts`.

use std::collections::BTreeMap;

use thiserror::Error;

use super::value;
use crate::go::case::to_lower;
use crate::go::csv;
use crate::go::csv::CsvError;
use crate::go::ip;
use crate::llb::HostIp;

/// What is wrong with `add-hosts`.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum HostsError {
    /// It is no CSV.
    #[error(transparent)]
    Csv(#[from] CsvError),
    /// A part has no `=`.
    #[error("invalid key-value pair {0}")]
    Pair(String),
    /// What follows the `=` is no address.
    #[error("failed to parse IP {0}")]
    Ip(String),
}

pub(super) fn parse(options: &BTreeMap<String, String>) -> Result<Vec<HostIp>, HostsError> {
    match value(options, "add-hosts") {
        "" => Ok(Vec::new()),
        text => csv::fields(text)?.iter().map(|field| host(field)).collect(),
    }
}

fn host(field: &str) -> Result<HostIp, HostsError> {
    let lower = to_lower(field);
    let pair = lower.split_once('=').ok_or_else(|| HostsError::Pair(field.to_owned()));
    let (host, address) = pair?;
    let ip = ip::canonical(address).ok_or_else(|| HostsError::Ip(address.to_owned()))?;
    Ok(HostIp { host: host.to_owned(), ip })
}
