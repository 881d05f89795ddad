//! `crypto/sha256`

use super::Member;
use super::Package;
use super::args;
use super::sum;
use ::sha2::Sha224;
use ::sha2::Sha256;

pub(in crate::cue::builtin) static SHA256: Package = Package {
    path: "crypto/sha256",
    members: &[
        ("Size", Member::Constant(|| args::int(32))),
        ("Size224", Member::Constant(|| args::int(28))),
        ("BlockSize", Member::Constant(|| args::int(64))),
        ("Sum256", sum::<Sha256>()),
        ("Sum224", sum::<Sha224>()),
    ],
};
