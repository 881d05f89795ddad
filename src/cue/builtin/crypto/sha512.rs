//! `crypto/sha512`

use super::Member;
use super::Package;
use super::args;
use super::sum;
use ::sha2::Sha384;
use ::sha2::Sha512;
use ::sha2::Sha512_224;
use ::sha2::Sha512_256;

pub(in crate::cue::builtin) static SHA512: Package = Package {
    path: "crypto/sha512",
    members: &[
        ("Size", Member::Constant(|| args::int(64))),
        ("Size224", Member::Constant(|| args::int(28))),
        ("Size256", Member::Constant(|| args::int(32))),
        ("Size384", Member::Constant(|| args::int(48))),
        ("BlockSize", Member::Constant(|| args::int(128))),
        ("Sum512", sum::<Sha512>()),
        ("Sum384", sum::<Sha384>()),
        ("Sum512_224", sum::<Sha512_224>()),
        ("Sum512_256", sum::<Sha512_256>()),
    ],
};
