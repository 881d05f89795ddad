//! `crypto/ed25519`: signatures (RFC 8032), checked.

use super::DATA;
use super::Member;
use super::Package;
use super::args;
use super::hash;
use crate::cue::builtin::CallError;
use crate::cue::value::Kind;
use crate::cue::value::Value;
use ::sha2::Sha512;
use num_bigint::BigUint;

pub(in crate::cue::builtin) static ED25519: Package = Package {
    path: "crypto/ed25519",
    members: &[
        ("PublicKeySize", Member::Constant(|| args::int(32))),
        ("Valid", Member::function(&[DATA, DATA, DATA], Kind::BOOL, valid)),
    ],
};

fn valid(args: &[Value]) -> Result<Value, CallError> {
    let Ok(key) = <&[u8; 32]>::try_from(args::bytes(args, 0)?) else {
        return Err(CallError::new("ed25519: publicKey must be 32 bytes"));
    };
    let (message, signature) = (args::bytes(args, 1)?, args::bytes(args, 2)?);
    let signature = <&[u8; 64]>::try_from(signature).ok();
    let verified = signature.is_some_and(|signature| verify(key, message, signature));
    Ok(Value::Bool(verified))
}

/// Whether `[S]B - [k]A` is `R`. All of it is public, so it may take as long as it takes.
fn verify(key: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> bool {
    let field = Field::new();
    let (r, s) = signature.split_at(32);
    let s = BigUint::from_bytes_le(s);
    let order = (BigUint::from(1u8) << 252u8) + BigUint::from(ORDER_LOW);
    let (Some(a), Some(base)) = (field.decode(key), field.decode(&BASE)) else { return false };
    if s >= order {
        return false;
    }
    let k = BigUint::from_bytes_le(&hash::<Sha512>(&[r, key, message].concat())) % order;
    let sum = field.add(&field.multiply(&base, &s), &field.multiply(&field.negate(&a), &k));
    field.encode(&sum) == r
}

/// The order of the curve is that much above 2^252.
const ORDER_LOW: u128 = 27_742_317_777_372_353_535_851_937_790_883_648_493;

/// The base point, encoded.
const BASE: [u8; 32] = {
    let mut bytes = [0x66; 32];
    bytes[0] = 0x58;
    bytes
};

/// A point of the curve: `x = X/Z`, `y = Y/Z`, `xy = T/Z`.
struct Point {
    x: BigUint,
    y: BigUint,
    z: BigUint,
    t: BigUint,
}

/// Numbers modulo `2^255 - 19`, and the curve over them.
struct Field {
    prime: BigUint,
    /// `-121665/121666`
    d: BigUint,
}

impl Field {
    fn new() -> Self {
        let prime = (BigUint::from(1u8) << 255u8) - BigUint::from(19u8);
        let inverse = BigUint::from(121_666u32).modpow(&(&prime - 2u8), &prime);
        let d = (&prime - 121_665u32) * inverse % &prime;
        Self { prime, d }
    }

    fn mul(&self, a: &BigUint, b: &BigUint) -> BigUint {
        a * b % &self.prime
    }

    /// The difference of two numbers, the second of which is less than the prime.
    fn sub(&self, a: &BigUint, b: &BigUint) -> BigUint {
        (a + &self.prime - b) % &self.prime
    }

    /// Adds points, which may be the same.
    fn add(&self, left: &Point, right: &Point) -> Point {
        let minus = self.mul(&self.sub(&left.y, &left.x), &self.sub(&right.y, &right.x));
        let plus = self.mul(&(&left.y + &left.x), &(&right.y + &right.x));
        let bent = self.mul(&self.mul(&left.t, &right.t), &(&self.d * 2u8));
        let scale = self.mul(&left.z, &right.z) * 2u8 % &self.prime;
        let (width, less) = (self.sub(&plus, &minus), self.sub(&scale, &bent));
        let (more, height) = (scale + bent, plus + minus);
        Point {
            x: self.mul(&width, &less),
            y: self.mul(&more, &height),
            z: self.mul(&less, &more),
            t: self.mul(&width, &height),
        }
    }

    fn negate(&self, point: &Point) -> Point {
        let (x, t) = (self.negative(&point.x), self.negative(&point.t));
        Point { x, t, y: point.y.clone(), z: point.z.clone() }
    }

    fn negative(&self, a: &BigUint) -> BigUint {
        (&self.prime - a) % &self.prime
    }

    fn multiply(&self, point: &Point, scalar: &BigUint) -> Point {
        let [zero, one] = [0u8, 1].map(BigUint::from);
        let mut sum = Point { x: zero.clone(), y: one.clone(), z: one, t: zero };
        for bit in (0..scalar.bits()).rev() {
            sum = self.add(&sum, &sum);
            if scalar.bit(bit) {
                sum = self.add(&sum, point);
            }
        }
        sum
    }

    /// The point that bytes say: `y`, and whether `x` is odd.
    fn decode(&self, bytes: &[u8; 32]) -> Option<Point> {
        let mut bytes = *bytes;
        let odd = bytes[31] >> 7 == 1;
        bytes[31] &= 0x7f;
        let y = BigUint::from_bytes_le(&bytes) % &self.prime;
        let one = BigUint::from(1u8);
        let square = self.mul(&y, &y);
        let u = self.sub(&square, &one);
        let v = (self.mul(&self.d, &square) + &one) % &self.prime;
        let mut x = self.root(&u, &v)?;
        if x.bit(0) != odd {
            x = self.negative(&x);
        }
        Some(Point { t: self.mul(&x, &y), z: one, x, y })
    }

    /// The square root of `u/v`, if there is one.
    fn root(&self, u: &BigUint, v: &BigUint) -> Option<BigUint> {
        let cube = self.mul(&self.mul(v, v), v);
        let seventh = self.mul(&self.mul(&cube, &cube), v);
        let power = self.mul(u, &seventh).modpow(&((&self.prime - 5u8) >> 3u8), &self.prime);
        let x = self.mul(&self.mul(u, &cube), &power);
        let check = self.mul(v, &self.mul(&x, &x));
        if check == *u {
            return Some(x);
        }
        let quarter = (&self.prime - 1u8) >> 2u8;
        let turn = BigUint::from(2u8).modpow(&quarter, &self.prime);
        (check == self.negative(u)).then(|| self.mul(&x, &turn))
    }

    fn encode(&self, point: &Point) -> [u8; 32] {
        let inverse = point.z.modpow(&(&self.prime - 2u8), &self.prime);
        let (x, y) = (self.mul(&point.x, &inverse), self.mul(&point.y, &inverse));
        let mut bytes = [0; 32];
        for (byte, digit) in bytes.iter_mut().zip(y.to_bytes_le()) {
            *byte = digit;
        }
        bytes[31] |= u8::from(x.bit(0)) << 7;
        bytes
    }
}
