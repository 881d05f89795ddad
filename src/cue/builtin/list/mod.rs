//! `list`

mod numbers;
mod parts;
mod strings;

use super::CallError;
use super::Depth;
use super::Member;
use super::Package;
use super::Param;
use super::Signature;
use super::args;
use crate::cue::value::Kind;
use crate::cue::value::Value;

const ITEMS: Param = Param::elements();
const NUMBERS: Param = Param::list_of(Kind::NUMBER);
const STRINGS: Param = Param::list_of(Kind::STRING);
const INT: Param = Param::whole(Kind::INT);
const NUMBER: Param = Param::whole(Kind::NUMBER);
const ANY: Param = Param { kind: Kind::TOP, depth: Depth::Elements, constraint: None };
const LISTS: Param = Param { kind: Kind::TOP, depth: Depth::Defaults, constraint: None };
const SCHEMA: Param = Param::schema(Kind::TOP);

pub(super) static LIST: Package = Package {
    path: "list",
    members: &[
        ("Drop", Member::function(&[ITEMS, INT], Kind::LIST, parts::drop)),
        ("FlattenN", Member::function(&[LISTS, INT], Kind::LIST, parts::flatten_n)),
        ("Repeat", Member::function(&[ITEMS, INT], Kind::LIST, parts::repeat)),
        ("Concat", Member::function(&[ITEMS], Kind::LIST, parts::concat)),
        ("Take", Member::function(&[ITEMS, INT], Kind::LIST, parts::take)),
        ("Slice", Member::function(&[ITEMS, INT, INT], Kind::LIST, parts::slice)),
        ("Reverse", Member::function(&[ITEMS], Kind::LIST, parts::reverse)),
        ("MinItems", check(&[ITEMS, INT])),
        ("MaxItems", check(&[ITEMS, INT])),
        ("UniqueItems", check(&[ITEMS])),
        ("Contains", check(&[ITEMS, ANY])),
        ("MatchN", check(&[Param::schema(Kind::LIST), SCHEMA, SCHEMA])),
        ("Avg", Member::function(&[NUMBERS], Kind::NUMBER, numbers::avg)),
        ("Max", Member::function(&[NUMBERS], Kind::NUMBER, numbers::max)),
        ("Min", Member::function(&[NUMBERS], Kind::NUMBER, numbers::min)),
        ("Product", Member::function(&[NUMBERS], Kind::NUMBER, numbers::product)),
        ("Range", Member::function(&[NUMBER, NUMBER, NUMBER], Kind::LIST, numbers::range)),
        ("Sum", Member::function(&[NUMBERS], Kind::NUMBER, numbers::sum)),
        ("Sort", Member::Evaluated(Signature { params: &[ITEMS, ANY], result: Kind::LIST })),
        ("SortStable", Member::Evaluated(Signature { params: &[ITEMS, ANY], result: Kind::LIST })),
        ("SortStrings", Member::function(&[STRINGS], Kind::LIST, strings::sort)),
        ("IsSorted", check(&[ITEMS, ANY])),
        ("IsSortedStrings", Member::function(&[STRINGS], Kind::BOOL, strings::is_sorted)),
        ("Comparer", Member::Source("{T: _, x: T, y: T, less: bool}")),
        ("Ascending", Member::Source("{Comparer, T: number | string, x: T, y: T, less: x < y}")),
        ("Descending", Member::Source("{Comparer, T: number | string, x: T, y: T, less: x > y}")),
    ],
};

/// A check that an evaluator does, as only it can compare or look into what is not concrete.
const fn check(params: &'static [Param]) -> Member {
    Member::Evaluated(Signature { params, result: Kind::BOOL })
}

/// The most elements that a function makes.
const MAX_LENGTH: usize = 1 << 20;

/// Refuses to make a list that is too long.
fn check_length(length: Option<usize>) -> Result<(), CallError> {
    match length {
        Some(length) if length <= MAX_LENGTH => Ok(()),
        _ => Err(CallError::new(format!("list of more than {MAX_LENGTH} elements"))),
    }
}

#[cfg(test)]
mod tests;
