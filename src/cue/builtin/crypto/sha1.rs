//! `crypto/sha1`

use super::Member;
use super::Package;
use super::args;
use super::sum;
use ::sha1::Sha1;

pub(in crate::cue::builtin) static SHA1: Package = Package {
    path: "crypto/sha1",
    members: &[
        ("Size", Member::Constant(|| args::int(20))),
        ("BlockSize", Member::Constant(|| args::int(64))),
        ("Sum", sum::<Sha1>()),
    ],
};
