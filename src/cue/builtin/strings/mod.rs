//! `strings`
//!
//! Strings are counted in bytes, but for those functions that speak of runes.

mod change;
mod find;
mod runes;
mod split;

use super::CallError;
use super::Member;
use super::Package;
use super::Param;
use super::args;
use crate::cue::value::Kind;
use crate::cue::value::Value;

const TEXT: Param = Param::whole(Kind::STRING);
const BYTES: Param = Param::whole(Kind::BYTES.union(Kind::STRING));
const INT: Param = Param::whole(Kind::INT);
const TEXTS: Param = Param::list_of(Kind::STRING);

pub(super) static STRINGS: Package = Package {
    path: "strings",
    members: &[
        ("ByteAt", Member::function(&[BYTES, INT], Kind::INT, runes::byte_at)),
        ("ByteSlice", Member::function(&[BYTES, INT, INT], BYTES.kind, runes::byte_slice)),
        ("Runes", Member::function(&[TEXT], Kind::LIST, runes::runes)),
        ("MinRunes", Member::function(&[TEXT, INT], Kind::BOOL, runes::min_runes)),
        ("MaxRunes", Member::function(&[TEXT, INT], Kind::BOOL, runes::max_runes)),
        ("ToTitle", Member::function(&[TEXT], Kind::STRING, change::to_title)),
        ("ToCamel", Member::function(&[TEXT], Kind::STRING, change::to_camel)),
        ("SliceRunes", Member::function(&[TEXT, INT, INT], Kind::STRING, runes::slice_runes)),
        ("Compare", Member::function(&[TEXT, TEXT], Kind::INT, find::compare)),
        ("Count", Member::function(&[TEXT, TEXT], Kind::INT, find::count)),
        ("Contains", Member::function(&[TEXT, TEXT], Kind::BOOL, find::contains)),
        ("ContainsAny", Member::function(&[TEXT, TEXT], Kind::BOOL, find::contains_any)),
        ("LastIndex", Member::function(&[TEXT, TEXT], Kind::INT, find::last_index)),
        ("IndexAny", Member::function(&[TEXT, TEXT], Kind::INT, find::index_any)),
        ("LastIndexAny", Member::function(&[TEXT, TEXT], Kind::INT, find::last_index_any)),
        ("SplitN", Member::function(&[TEXT, TEXT, INT], Kind::LIST, split::split_n)),
        ("SplitAfterN", Member::function(&[TEXT, TEXT, INT], Kind::LIST, split::split_after_n)),
        ("Split", Member::function(&[TEXT, TEXT], Kind::LIST, split::split)),
        ("SplitAfter", Member::function(&[TEXT, TEXT], Kind::LIST, split::split_after)),
        ("Fields", Member::function(&[TEXT], Kind::LIST, split::fields)),
        ("Join", Member::function(&[TEXTS, TEXT], Kind::STRING, split::join)),
        ("HasPrefix", Member::function(&[TEXT, TEXT], Kind::BOOL, find::has_prefix)),
        ("HasSuffix", Member::function(&[TEXT, TEXT], Kind::BOOL, find::has_suffix)),
        ("Repeat", Member::function(&[TEXT, INT], Kind::STRING, change::repeat)),
        ("ToUpper", Member::function(&[TEXT], Kind::STRING, change::to_upper)),
        ("ToLower", Member::function(&[TEXT], Kind::STRING, change::to_lower)),
        ("Trim", Member::function(&[TEXT, TEXT], Kind::STRING, change::trim)),
        ("TrimLeft", Member::function(&[TEXT, TEXT], Kind::STRING, change::trim_left)),
        ("TrimRight", Member::function(&[TEXT, TEXT], Kind::STRING, change::trim_right)),
        ("TrimSpace", Member::function(&[TEXT], Kind::STRING, change::trim_space)),
        ("TrimPrefix", Member::function(&[TEXT, TEXT], Kind::STRING, change::trim_prefix)),
        ("TrimSuffix", Member::function(&[TEXT, TEXT], Kind::STRING, change::trim_suffix)),
        ("Replace", Member::function(&[TEXT, TEXT, TEXT, INT], Kind::STRING, change::replace)),
        ("Index", Member::function(&[TEXT, TEXT], Kind::INT, find::index)),
    ],
};

/// The most bytes that a function makes.
const MAX_LENGTH: usize = 1 << 26;

/// Refuses to make a string that is too long.
fn check_length(length: Option<usize>) -> Result<(), CallError> {
    match length {
        Some(length) if length <= MAX_LENGTH => Ok(()),
        _ => Err(CallError::new(format!("string of more than {MAX_LENGTH} bytes"))),
    }
}

/// The first two arguments, which are strings.
fn pair(args: &[Value]) -> Result<(&str, &str), CallError> {
    Ok((args::string(args, 0)?, args::string(args, 1)?))
}

fn text(text: &str) -> Value {
    Value::String(text.into())
}

#[cfg(test)]
mod tests;
