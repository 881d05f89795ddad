//! `crypto/…`: hashes.

mod ed25519;
mod hmac;
mod md5;
mod sha1;
mod sha256;
mod sha512;

pub(super) use ed25519::ED25519;
pub(super) use hmac::HMAC;
pub(super) use md5::MD5;
pub(super) use sha1::SHA1;
pub(super) use sha256::SHA256;
pub(super) use sha512::SHA512;

use super::Member;
use super::Package;
use super::Param;
use super::args;
use crate::cue::value::Kind;
use crate::cue::value::Value;
use ::sha2::Digest;

/// A parameter that takes bytes or a string.
const DATA: Param = Param::whole(Kind::BYTES.union(Kind::STRING));

/// A function that hashes its argument.
const fn sum<D: Digest>() -> Member {
    Member::function(&[DATA], Kind::BYTES.union(Kind::STRING), |args| {
        Ok(Value::Bytes(hash::<D>(args::bytes(args, 0)?).into()))
    })
}

fn hash<D: Digest>(data: &[u8]) -> Vec<u8> {
    D::digest(data).to_vec()
}

#[cfg(test)]
mod tests;
