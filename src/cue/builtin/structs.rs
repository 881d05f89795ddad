//! `struct`

use super::Member;
use super::Package;
use super::Param;
use super::Signature;
use crate::cue::value::Kind;

const PARAMS: &[Param] = &[Param::whole(Kind::STRUCT), Param::whole(Kind::INT)];

pub(super) static STRUCT: Package = Package {
    path: "struct",
    members: &[
        ("MinFields", Member::Evaluated(Signature { params: PARAMS, result: Kind::BOOL })),
        ("MaxFields", Member::Evaluated(Signature { params: PARAMS, result: Kind::BOOL })),
    ],
};
