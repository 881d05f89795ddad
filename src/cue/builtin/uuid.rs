//! `uuid`
//!
//! Upstream: `github.com/google/uuid`.

use md5::Digest;
use md5::Md5;
use num_bigint::BigInt;
use num_bigint::Sign;
use sha1::Sha1;

use super::CallError;
use super::Member;
use super::Package;
use super::Param;
use super::args;
use crate::cue::value::Kind;
use crate::cue::value::Value;
use crate::go::quote::quote;

const TEXT: Param = Param::whole(Kind::STRING);
const DATA: Param = Param::whole(Kind::BYTES.union(Kind::STRING));

pub(super) static UUID: Package = Package {
    path: "uuid",
    members: &[
        ("Valid", Member::function(&[TEXT], Kind::BOOL, valid)),
        ("Parse", Member::function(&[TEXT], Kind::STRING, parse)),
        ("URN", Member::function(&[TEXT], Kind::STRING, urn)),
        ("FromInt", Member::function(&[Param::whole(Kind::INT)], Kind::STRING, from_int)),
        ("ToInt", Member::function(&[TEXT], Kind::INT, to_int)),
        ("Variant", Member::function(&[TEXT], Kind::INT, variant)),
        ("Version", Member::function(&[TEXT], Kind::INT, version)),
        ("SHA1", Member::function(&[TEXT, DATA], Kind::STRING, sha1)),
        ("MD5", Member::function(&[TEXT, DATA], Kind::STRING, md5)),
        (
            "ns",
            Member::Source(
                r#"{
                    DNS:  "6ba7b810-9dad-11d1-80b4-00c04fd430c8"
                    URL:  "6ba7b811-9dad-11d1-80b4-00c04fd430c8"
                    OID:  "6ba7b812-9dad-11d1-80b4-00c04fd430c8"
                    X500: "6ba7b814-9dad-11d1-80b4-00c04fd430c8"
                    Nil:  "00000000-0000-0000-0000-000000000000"
                }"#,
            ),
        ),
        (
            "variants",
            Member::Source("{Invalid: 0, RFC4122: 1, Reserved: 2, Microsoft: 3, Future: 4}"),
        ),
    ],
};

/// A UUID.
#[derive(Clone, Copy)]
struct Uuid([u8; 16]);

impl Uuid {
    /// Reads one in any of its forms. What stands around one of 38 bytes is not looked at.
    fn parse(text: &str) -> Result<Self, CallError> {
        let bytes = text.as_bytes();
        let bytes = match bytes.len() {
            32 | 36 => bytes,
            38 => &bytes[1..37],
            45 if bytes[..9].eq_ignore_ascii_case(b"urn:uuid:") => &bytes[9..],
            45 => {
                let prefix = String::from_utf8_lossy(&bytes[..9]);
                return Err(CallError::new(format!("invalid urn prefix: {}", quote(&prefix))));
            }
            length => return Err(CallError::new(format!("invalid UUID length: {length}"))),
        };
        Self::read(bytes).ok_or_else(|| CallError::new("invalid UUID format"))
    }

    /// Reads hexadecimal digits, with hyphens if there are more bytes than digits.
    fn read(bytes: &[u8]) -> Option<Self> {
        const GROUPS: [usize; 5] = [8, 4, 4, 4, 12];
        let mut digits = Vec::with_capacity(32);
        let mut rest = bytes;
        for (index, size) in GROUPS.into_iter().enumerate() {
            if index > 0 && bytes.len() > 32 {
                rest = rest.strip_prefix(b"-")?;
            }
            let (group, others) = rest.split_at_checked(size)?;
            digits.extend_from_slice(group);
            rest = others;
        }
        let mut uuid = [0; 16];
        for (byte, pair) in uuid.iter_mut().zip(digits.chunks_exact(2)) {
            let digit = |digit: u8| char::from(digit).to_digit(16);
            *byte = u8::try_from(digit(pair[0])? * 16 + digit(pair[1])?).ok()?;
        }
        Some(Self(uuid))
    }

    /// One that is made of a hash.
    fn of_hash(version: u8, hash: &[u8]) -> Self {
        let mut uuid = [0; 16];
        uuid.copy_from_slice(&hash[..16]);
        uuid[6] = uuid[6] & 0x0f | version << 4;
        uuid[8] = uuid[8] & 0x3f | 0x80;
        Self(uuid)
    }

    fn variant(self) -> i64 {
        match self.0[8] >> 5 {
            0b100 | 0b101 => 1,
            0b110 => 3,
            0b111 => 4,
            _ => 2,
        }
    }

    fn text(self) -> String {
        let hex = crate::go::hex::encode(&self.0);
        [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
    }
}

fn valid(args: &[Value]) -> Result<Value, CallError> {
    let text = args::string(args, 0)?;
    if text.len() == 38 && !(text.starts_with('{') && text.ends_with('}')) {
        return Err(CallError::new("invalid bracketed UUID format"));
    }
    Uuid::parse(text)?;
    Ok(Value::Bool(true))
}

fn parse(args: &[Value]) -> Result<Value, CallError> {
    Ok(args::text(Uuid::parse(args::string(args, 0)?)?.text()))
}

fn urn(args: &[Value]) -> Result<Value, CallError> {
    let uuid = Uuid::parse(args::string(args, 0)?)?;
    Ok(args::text(format!("urn:uuid:{}", uuid.text())))
}

/// The sign does not matter.
fn from_int(args: &[Value]) -> Result<Value, CallError> {
    let (_, bytes) = args::bigint(args, 0)?.to_bytes_be();
    let mut uuid = [0; 16];
    let Some(start) = uuid.len().checked_sub(bytes.len()) else {
        return Err(CallError::new(format!("invalid UUID (got {} bytes)", bytes.len())));
    };
    uuid[start..].copy_from_slice(&bytes);
    Ok(args::text(Uuid(uuid).text()))
}

/// The bytes of the text as a number, whatever they are; upstream does no better.
fn to_int(args: &[Value]) -> Result<Value, CallError> {
    let bytes = args::string(args, 0)?.as_bytes();
    Ok(args::bigint_value(&BigInt::from_bytes_be(Sign::Plus, bytes)))
}

fn variant(args: &[Value]) -> Result<Value, CallError> {
    Ok(args::int(Uuid::parse(args::string(args, 0)?)?.variant()))
}

fn version(args: &[Value]) -> Result<Value, CallError> {
    Ok(args::int(i64::from(Uuid::parse(args::string(args, 0)?)?.0[6] >> 4)))
}

fn sha1(args: &[Value]) -> Result<Value, CallError> {
    hashed::<Sha1>(5, args)
}

fn md5(args: &[Value]) -> Result<Value, CallError> {
    hashed::<Md5>(3, args)
}

fn hashed<D: Digest>(version: u8, args: &[Value]) -> Result<Value, CallError> {
    let space = Uuid::parse(args::string(args, 0)?)?;
    let hash = D::new().chain_update(space.0).chain_update(args::bytes(args, 1)?).finalize();
    Ok(args::text(Uuid::of_hash(version, &hash).text()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cue::builtin::testing::called;
    use crate::cue::builtin::testing::number;
    use crate::cue::builtin::testing::text;

    #[test]
    fn all_forms_are_read() {
        let rows = [
            ("Parse", "123E4567e89b12d3a456426655440000", "123e4567-e89b-12d3-a456-426655440000"),
            (
                "Parse",
                "x123e4567-e89b-12d3-a456-426655440000y",
                "123e4567-e89b-12d3-a456-426655440000",
            ),
            (
                "URN",
                "URN:UUID:123e4567-e89b-12d3-a456-426655440000",
                "urn:uuid:123e4567-e89b-12d3-a456-426655440000",
            ),
        ];
        for (name, uuid, expected) in rows {
            assert_eq!(called(&UUID, name, &[text(uuid)]), format!("{expected:?}"));
        }
        let errors = [
            ("xrn:uuid:123e4567-e89b-12d3-a456-426655440000", "invalid urn prefix: \"xrn:uuid:\""),
            ("é23e4567-e89b-12d3-a456-42665544000", "invalid UUID format"),
            ("123g4567e89b12d3a456426655440000", "invalid UUID format"),
            ("052ef62d-7223-58b6-a551-c1deee", "invalid UUID length: 30"),
            ("x123e4567-e89b-12d3-a456-426655440000y", "invalid bracketed UUID format"),
        ];
        for (uuid, expected) in errors {
            assert_eq!(called(&UUID, "Valid", &[text(uuid)]), expected);
        }
    }

    #[test]
    fn numbers_and_names_make_uuids() {
        let dns = "6ba7b810-9dad-11d1-80b4-00c04fd430c8";
        let sha1 = called(&UUID, "SHA1", &[text(dns), text("cuelang.org")]);
        assert_eq!(sha1, "\"052ef62d-7223-58b6-a551-c1deee46d401\"");
        let md5 =
            called(&UUID, "MD5", &[text(&dns.replace("10-", "11-")), text("https://cuelang.org")]);
        assert_eq!(md5, "\"d891d69e-ae5c-39e0-9ead-164abd207f1f\"");
        let small = called(&UUID, "FromInt", &[number("-5")]);
        assert_eq!(small, "\"00000000-0000-0000-0000-000000000005\"");
        let large = number("0x1052ef62d_7223_58b6_a551_c1deee46d401");
        assert_eq!(called(&UUID, "FromInt", &[large]), "invalid UUID (got 17 bytes)");
        assert_eq!(called(&UUID, "ToInt", &[text("ab")]), "24930");
        let future = text("123e4567-e89b-12d3-f456-426655440000");
        assert_eq!(called(&UUID, "Variant", std::slice::from_ref(&future)), "4");
        assert_eq!(called(&UUID, "Version", &[future]), "1");
    }
}
