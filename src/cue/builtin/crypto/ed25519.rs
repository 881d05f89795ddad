//! `crypto/ed25519`

use super::DATA;
use super::Member;
use super::Package;
use super::args;
use crate::cue::builtin::CallError;
use crate::cue::value::Kind;
use crate::cue::value::Value;

pub(in crate::cue::builtin) static ED25519: Package = Package {
    path: "crypto/ed25519",
    members: &[
        ("PublicKeySize", Member::Constant(|| args::int(32))),
        ("Valid", Member::function(&[DATA, DATA, DATA], Kind::BOOL, valid)),
    ],
};

/// Checks the size of the key. Signatures themselves are not checked here.
fn valid(args: &[Value]) -> Result<Value, CallError> {
    if args::bytes(args, 0)?.len() != 32 {
        return Err(CallError::new("ed25519: publicKey must be 32 bytes"));
    }
    Err(args::unsupported("ed25519.Valid"))
}
