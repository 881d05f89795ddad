//! `strconv`: values from texts, and texts from values.

mod number;
mod quote;

use super::CallError;
use super::Member;
use super::Package;
use super::Param;
use super::args;
use crate::cue::value::Kind;
use crate::cue::value::Value;
use crate::go;

const ANY: Param = Param::whole(Kind::TOP);
const TEXT: Param = Param::whole(Kind::STRING);
const INT: Param = Param::whole(Kind::INT);
const NUMBER: Param = Param::whole(Kind::NUMBER);
const BOOL: Param = Param::whole(Kind::BOOL);

pub(super) static STRCONV: Package = Package {
    path: "strconv",
    members: &[
        ("Unquote", Member::function(&[TEXT], Kind::STRING, quote::unquote)),
        ("ParseBool", Member::function(&[TEXT], Kind::BOOL, parse_bool)),
        ("FormatBool", Member::function(&[BOOL], Kind::STRING, format_bool)),
        ("ParseFloat", Member::function(&[TEXT, INT], Kind::NUMBER, number::parse_float)),
        ("ParseNumber", Member::function(&[TEXT], Kind::NUMBER, number::parse_number)),
        ("IntSize", Member::Constant(|| args::int(64))),
        ("ParseUint", Member::function(&[TEXT, INT, INT], Kind::INT, number::parse_uint)),
        ("ParseInt", Member::function(&[TEXT, INT, INT], Kind::INT, number::parse_int)),
        ("Atoi", Member::function(&[TEXT], Kind::INT, number::atoi)),
        (
            "FormatFloat",
            Member::function(&[NUMBER, ANY, INT, INT], Kind::STRING, number::format_float),
        ),
        ("FormatUint", Member::function(&[INT, INT], Kind::STRING, number::format_int)),
        ("FormatInt", Member::function(&[INT, INT], Kind::STRING, number::format_int)),
        ("Quote", Member::function(&[TEXT], Kind::STRING, quote::quote)),
        ("QuoteToASCII", Member::function(&[TEXT], Kind::STRING, quote::quote_to_ascii)),
        ("QuoteToGraphic", Member::function(&[TEXT], Kind::STRING, quote::quote_to_graphic)),
        ("QuoteRune", Member::function(&[INT], Kind::STRING, quote::quote_rune)),
        ("QuoteRuneToASCII", Member::function(&[INT], Kind::STRING, quote::quote_rune_to_ascii)),
        (
            "QuoteRuneToGraphic",
            Member::function(&[INT], Kind::STRING, quote::quote_rune_to_graphic),
        ),
        ("IsPrint", Member::function(&[INT], Kind::BOOL, quote::is_print)),
        ("IsGraphic", Member::function(&[INT], Kind::BOOL, quote::is_graphic)),
    ],
};

fn parse_bool(args: &[Value]) -> Result<Value, CallError> {
    let value = go::number::parse_bool(args::string(args, 0)?);
    value.map(Value::Bool).map_err(|error| CallError::new(error.to_string()))
}

fn format_bool(args: &[Value]) -> Result<Value, CallError> {
    Ok(args::text(args::bool(args, 0)?.to_string()))
}

#[cfg(test)]
mod tests;
