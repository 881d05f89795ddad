//! `text/…`: tables and templates.

mod tabwriter;
mod template;

pub(super) use tabwriter::TABWRITER;
pub(super) use template::TEMPLATE;

use super::CallError;
use super::Member;
use super::Package;
use super::Param;
use super::args;
use crate::cue::value::Kind;
use crate::cue::value::Value;

#[cfg(test)]
mod tests;
