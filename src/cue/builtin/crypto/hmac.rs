//! `crypto/hmac`: hashes with a key.

use super::DATA;
use super::Member;
use super::Package;
use super::Param;
use super::args;
use super::hash;
use crate::cue::builtin::CallError;
use crate::cue::value::Kind;
use crate::cue::value::Value;
use ::md5::Md5;
use ::sha1::Sha1;
use ::sha2::Sha224;
use ::sha2::Sha256;
use ::sha2::Sha384;
use ::sha2::Sha512;
use ::sha2::Sha512_224;
use ::sha2::Sha512_256;

pub(in crate::cue::builtin) static HMAC: Package = Package {
    path: "crypto/hmac",
    members: &[
        ("MD5", Member::Constant(|| args::text("MD5"))),
        ("SHA1", Member::Constant(|| args::text("SHA1"))),
        ("SHA224", Member::Constant(|| args::text("SHA224"))),
        ("SHA256", Member::Constant(|| args::text("SHA256"))),
        ("SHA384", Member::Constant(|| args::text("SHA384"))),
        ("SHA512", Member::Constant(|| args::text("SHA512"))),
        ("SHA512_224", Member::Constant(|| args::text("SHA512_224"))),
        ("SHA512_256", Member::Constant(|| args::text("SHA512_256"))),
        ("Sign", Member::function(&[Param::whole(Kind::STRING), DATA, DATA], DATA.kind, sign)),
    ],
};

fn sign(args: &[Value]) -> Result<Value, CallError> {
    let hash: Hash = match args::string(args, 0)? {
        "MD5" => (hash::<Md5>, 64),
        "SHA1" => (hash::<Sha1>, 64),
        "SHA224" => (hash::<Sha224>, 64),
        "SHA256" => (hash::<Sha256>, 64),
        "SHA384" => (hash::<Sha384>, 128),
        "SHA512" => (hash::<Sha512>, 128),
        "SHA512_224" => (hash::<Sha512_224>, 128),
        "SHA512_256" => (hash::<Sha512_256>, 128),
        _ => return Err(CallError::new("unsupported hash function")),
    };
    Ok(Value::Bytes(hmac(hash, args::bytes(args, 1)?, args::bytes(args, 2)?).into()))
}

/// A hash function, and the size of its blocks.
type Hash = (fn(&[u8]) -> Vec<u8>, usize);

/// RFC 2104.
fn hmac((hash, block): Hash, key: &[u8], data: &[u8]) -> Vec<u8> {
    let mut key = if key.len() > block { hash(key) } else { key.to_vec() };
    key.resize(block, 0);
    let pad = |byte: u8| -> Vec<u8> { key.iter().map(|key| key ^ byte).collect() };
    let inner = hash(&[&pad(0x36), data].concat());
    hash(&[pad(0x5c), inner].concat())
}
