//! `encoding/…`: data as other languages write it.

mod base64;
mod csv;
mod hex;
mod json;
mod openapi;
mod toml;
mod yaml;

pub(super) use base64::BASE64;
pub(super) use csv::CSV;
pub(super) use hex::HEX;
pub(super) use json::JSON;
pub(super) use openapi::OPENAPI;
pub(super) use toml::TOML;
pub(super) use yaml::YAML;

use super::CallError;
use super::Depth;
use super::Member;
use super::Package;
use super::Param;
use super::Signature;
use super::args;
use crate::cue::value::Kind;
use crate::cue::value::Value;

/// A parameter that takes anything.
const ANY: Param = Param::whole(Kind::TOP);
/// A parameter that takes anything as it stands.
const SCHEMA: Param = Param { depth: Depth::Schema, ..ANY };
/// A parameter that takes bytes or a string.
const TEXT: Param = Param::whole(Kind::BYTES.union(Kind::STRING));

#[cfg(test)]
mod tests;
