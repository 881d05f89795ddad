//! The crypto packages against known digests.

use super::*;
use crate::cue::builtin::CallError;
use crate::go::hex;

fn text(text: &str) -> Value {
    Value::String(text.into())
}

/// The result in hexadecimal.
fn call(package: &Package, name: &str, args: &[Value]) -> Result<String, CallError> {
    let member = package.members.iter().find(|(found, _)| *found == name);
    let Some((_, Member::Function(function))) = member else { panic!("no function {name}") };
    match (function.call)(args)? {
        Value::Bytes(bytes) => Ok(hex::encode(&bytes)),
        other => panic!("{other:?} is not bytes"),
    }
}

#[test]
fn texts_and_bytes_are_hashed_alike() {
    let sha = call(&SHA256, "Sum256", &[text("hash me")]).unwrap();
    assert_eq!(sha, "eb201af5aaf0d60629d3d2a61e466cfc0fedb517add831ecac5235e1daa963d6");
    assert_eq!(call(&SHA256, "Sum256", &[Value::Bytes(b"hash me"[..].into())]).unwrap(), sha);
    let md5 = call(&MD5, "Sum", &[text("")]).unwrap();
    assert_eq!(md5, "d41d8cd98f00b204e9800998ecf8427e");
    let sha1 = call(&SHA1, "Sum", &[text("")]).unwrap();
    assert_eq!(sha1, "da39a3ee5e6b4b0d3255bfef95601890afd80709");
    for (name, size) in [("Sum512", 64), ("Sum384", 48), ("Sum512_224", 28), ("Sum512_256", 32)] {
        assert_eq!(call(&SHA512, name, &[text("")]).unwrap().len(), size * 2);
    }
}

#[test]
fn keys_of_any_length_sign() {
    let key = |bytes: std::ops::Range<u8>| Value::Bytes(bytes.collect());
    let rows = [
        ("SHA1", key(0x30..0x44), "Sample #2", "0922d3405faa3d194f82a45830737d5cc6c75d24"),
        ("MD5", text("Jefe"), "what do ya want for nothing?", "750c783e6ab0b503eaa86e310a5db738"),
        (
            "SHA224",
            key(0..28),
            "Sample message for keylen<blocklen",
            "e3d249a8cfb67ef8b7a169e9a0a599714a2cecba65999a51beb8fbbe",
        ),
        (
            "SHA384",
            key(0..48),
            "Sample message for keylen<blocklen",
            "6eb242bdbb582ca17bebfa481b1e23211464d2b7f8c20b9ff2201637b93646af5ae9ac316e98db45d9cae773675eeed0",
        ),
        (
            "SHA256",
            key(0..100),
            "Sample message for keylen=blocklen",
            "bdccb6c72ddeadb500ae768386cb38cc41c63dbb0878ddb9c7a38a431b78378d",
        ),
    ];
    for (hash, key, data, expected) in rows {
        let sum = call(&HMAC, "Sign", &[text(hash), key, text(data)]).unwrap();
        assert_eq!(sum, expected, "{hash}");
    }
    let error = call(&HMAC, "Sign", &[text("sha1"), text(""), text("")]).unwrap_err();
    assert_eq!(error.message, "unsupported hash function");
}

#[test]
fn signatures_are_checked() {
    let key = "3b6a27bcceb6a42d62a3a8d02a6f0d73653215771de243a63ac048a18b59da29";
    let rows = [
        (
            key,
            "valid",
            "f796ce9e6e23cbc15f6d308e886b1996335a6b1c40f7d618b1a6646be262974fdcf811214ce2705e04252edc63b068c84f61e8cace7814b3aac9c93565e3d904",
            true,
        ),
        (
            key,
            "",
            "8f895b3cafe2c9506039d0e2a66382568004674fe8d237785092e40d6aaf483e4fc60168705f31f101596138ce21aa357c0d32a064f423dc3ee4aa3abf53f803",
            true,
        ),
        (
            key,
            "message mismatch",
            "708335b88a198dc75e7071b0b673a02c2cfff52d8d5a617a6a2de2cc487ba344ea832cb0b77383edad5651e75d397c3757d105c75e946bf04f2fcb38fdadce00",
            false,
        ),
        (
            &"0".repeat(64),
            "wrong key",
            "f4c5e79897560f64bbe351c0d00c4e47d74c5393a20ac8056f54213b492963f98572ccb22f787fcc764f7e993bdd34e7f13ff8487ffc1dd647fce74b1093eb04",
            false,
        ),
        (key, "short", "f796", false),
        (&"f".repeat(64), "no point", &"0".repeat(128), false),
    ];
    let bytes = |text: &str| Value::Bytes(hex::decode(text.as_bytes()).unwrap().into());
    let function = ED25519.members.iter().find(|(name, _)| *name == "Valid");
    let Some((_, Member::Function(function))) = function else { panic!("no function Valid") };
    for (key, message, signature, expected) in rows {
        let result = (function.call)(&[bytes(key), text(message), bytes(signature)]);
        assert!(matches!(result, Ok(Value::Bool(valid)) if valid == expected), "{message}");
    }
    let error = (function.call)(&[text("key"), text(""), text("")]).unwrap_err();
    assert_eq!(error.message, "ed25519: publicKey must be 32 bytes");
}
