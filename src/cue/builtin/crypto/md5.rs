//! `crypto/md5`

use super::Member;
use super::Package;
use super::args;
use super::sum;
use ::md5::Md5;

pub(in crate::cue::builtin) static MD5: Package = Package {
    path: "crypto/md5",
    members: &[
        ("Size", Member::Constant(|| args::int(16))),
        ("BlockSize", Member::Constant(|| args::int(64))),
        ("Sum", sum::<Md5>()),
    ],
};
