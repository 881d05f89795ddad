//! IP addresses as Go's `net/netip` reads and writes them.

use std::cmp::Ordering;
use std::fmt;
use std::net::IpAddr;
use std::net::Ipv4Addr;
use std::net::Ipv6Addr;

use super::number::atoi;
use super::quote::quote;
use thiserror::Error;

/// An address; one of IPv6 may have a zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addr {
    ip: IpAddr,
    zone: String,
}

/// An address and how many of its bits name a network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prefix {
    /// The address, without a zone.
    pub addr: Addr,
    /// How many bits of it count.
    pub bits: usize,
}

/// Why a text is no address.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("ParseAddr({}): {problem}{}", quote(text), at.as_deref().map(at_text).unwrap_or_default())]
pub struct AddrError {
    text: String,
    problem: &'static str,
    at: Option<String>,
}

fn at_text(at: &str) -> String {
    format!(" (at {})", quote(at))
}

/// Why a text is no address with a number of bits.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("netip.ParsePrefix({}): {problem}", quote(text))]
pub struct PrefixError {
    text: String,
    problem: String,
}

impl Addr {
    /// Reads an address (`netip.ParseAddr`).
    pub fn parse(text: &str) -> Result<Self, AddrError> {
        match text.bytes().find(|byte| b".:%".contains(byte)) {
            Some(b'.') => {
                let octets = octets(text, text)?;
                Ok(Self { ip: Ipv4Addr::from(octets).into(), zone: String::new() })
            }
            Some(b':') => parse6(text),
            Some(_) => Err(error(text, "missing IPv6 address", None)),
            None => Err(error(text, "unable to parse IP", None)),
        }
    }

    /// The address of 4 or 16 bytes.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let ip = match bytes.len() {
            4 => <[u8; 4]>::try_from(bytes).ok()?.into(),
            _ => <[u8; 16]>::try_from(bytes).ok()?.into(),
        };
        Some(Self { ip, zone: String::new() })
    }

    /// Its 4 or 16 bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        match self.ip {
            IpAddr::V4(ip) => ip.octets().to_vec(),
            IpAddr::V6(ip) => ip.octets().to_vec(),
        }
    }

    /// The 16 bytes that it has as an IPv6 address.
    pub fn to_bytes16(&self) -> [u8; 16] {
        match self.ip {
            IpAddr::V4(ip) => ip.to_ipv6_mapped().octets(),
            IpAddr::V6(ip) => ip.octets(),
        }
    }

    /// Whether it is an IPv4 address; one within IPv6 is not.
    pub const fn is_v4(&self) -> bool {
        self.ip.is_ipv4()
    }

    /// Whether it is an address of the machine itself.
    pub fn is_loopback(&self) -> bool {
        self.ip.to_canonical().is_loopback()
    }

    /// Whether it is an address of many.
    pub fn is_multicast(&self) -> bool {
        self.ip.to_canonical().is_multicast()
    }

    /// Whether it is an address of many within the machine.
    pub fn is_interface_local_multicast(&self) -> bool {
        matches!(self.ip, IpAddr::V6(ip) if ip.segments()[0] & 0xff0f == 0xff01)
    }

    /// Whether it is an address of many within a network.
    pub fn is_link_local_multicast(&self) -> bool {
        match self.ip.to_canonical() {
            IpAddr::V4(ip) => ip.octets()[..3] == [224, 0, 0],
            IpAddr::V6(ip) => ip.segments()[0] & 0xff0f == 0xff02,
        }
    }

    /// Whether it is an address of one within a network.
    pub fn is_link_local_unicast(&self) -> bool {
        match self.ip.to_canonical() {
            IpAddr::V4(ip) => ip.is_link_local(),
            IpAddr::V6(ip) => ip.segments()[0] & 0xffc0 == 0xfe80,
        }
    }

    /// Whether it is an address of one anywhere; so are those of private networks.
    pub fn is_global_unicast(&self) -> bool {
        let is_special = match self.ip.to_canonical() {
            IpAddr::V4(ip) => ip.is_unspecified() || ip.is_broadcast(),
            IpAddr::V6(ip) => ip.is_unspecified() && self.zone.is_empty(),
        };
        !is_special && !self.is_loopback() && !self.is_multicast() && !self.is_link_local_unicast()
    }

    /// Whether it is no address in particular.
    pub fn is_unspecified(&self) -> bool {
        self.ip.is_unspecified() && self.zone.is_empty()
    }

    /// The order of addresses: those of IPv4 come first.
    pub fn compare(&self, other: &Self) -> Ordering {
        (self.ip, &self.zone).cmp(&(other.ip, &other.zone))
    }
}

impl fmt::Display for Addr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.ip)?;
        if self.zone.is_empty() { Ok(()) } else { write!(f, "%{}", self.zone) }
    }
}

impl Prefix {
    /// Reads an address and a number of bits, `10.0.0.0/8` (`netip.ParsePrefix`).
    pub fn parse(text: &str) -> Result<Self, PrefixError> {
        let error = |problem: String| PrefixError { text: text.to_owned(), problem };
        let (addr, bits) = text.rsplit_once('/').ok_or_else(|| error("no '/'".to_owned()))?;
        let addr = Addr::parse(addr).map_err(|problem| error(problem.to_string()))?;
        if !addr.zone.is_empty() {
            return Err(error("IPv6 zones cannot be present in a prefix".to_owned()));
        }
        let plain = bits.len() == 1 || bits.starts_with(|c: char| matches!(c, '1'..='9'));
        let Some(number) = atoi(bits).ok().filter(|_| plain) else {
            return Err(error(format!("bad bits after slash: {}", quote(bits))));
        };
        let most = addr.to_bytes().len() * 8;
        match usize::try_from(number) {
            Ok(bits) if bits <= most => Ok(Self { addr, bits }),
            _ => Err(error("prefix length out of range".to_owned())),
        }
    }

    /// The bytes of an address that has all bits of the prefix, and no others.
    pub fn mask(&self) -> Vec<u8> {
        let mut mask = self.addr.to_bytes();
        for (index, byte) in mask.iter_mut().enumerate() {
            let bits = self.bits.saturating_sub(index * 8).min(8);
            *byte = u8::try_from(0xff00 >> bits & 0xff).unwrap_or(0);
        }
        mask
    }

    /// Whether an address is in the network; one with a zone is in none.
    pub fn contains(&self, addr: &Addr) -> bool {
        let (mine, other) = (self.addr.to_bytes(), addr.to_bytes());
        let same = |((mine, other), mask): ((&u8, &u8), &u8)| (mine ^ other) & mask == 0;
        mine.len() == other.len()
            && addr.zone.is_empty()
            && mine.iter().zip(&other).zip(&self.mask()).all(same)
    }
}

impl fmt::Display for Prefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.addr, self.bits)
    }
}

fn error(text: &str, problem: &'static str, at: Option<&str>) -> AddrError {
    // A place at the end is not said.
    let at = at.filter(|at| !at.is_empty()).map(str::to_owned);
    AddrError { text: text.to_owned(), problem, at }
}

/// Reads four numbers, which are a part of a text.
fn octets(text: &str, part: &str) -> Result<[u8; 4], AddrError> {
    let bytes = part.as_bytes();
    let (mut octets, mut index, mut digits) = ([0u8; 4], 0, 0);
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'0'..=b'9' if digits == 1 && octets[index] == 0 => {
                return Err(error(text, "IPv4 field has octet with leading zero", None));
            }
            b'0'..=b'9' => {
                let value = u32::from(octets[index]) * 10 + u32::from(byte - b'0');
                octets[index] = u8::try_from(value)
                    .map_err(|_| error(text, "IPv4 field has value >255", None))?;
                digits += 1;
            }
            b'.' if digits == 0 || at == bytes.len() - 1 => {
                let problem = "IPv4 field must have at least one digit";
                return Err(error(text, problem, part.get(at..)));
            }
            b'.' if index == 3 => return Err(error(text, "IPv4 address too long", None)),
            b'.' => {
                index += 1;
                digits = 0;
            }
            _ => return Err(error(text, "unexpected character", part.get(at..))),
        }
    }
    if index < 3 { Err(error(text, "IPv4 address too short", None)) } else { Ok(octets) }
}

fn parse6(text: &str) -> Result<Addr, AddrError> {
    let (number, zone) = text.split_once('%').unwrap_or((text, ""));
    if zone.is_empty() && number.len() < text.len() {
        return Err(error(text, "zone must be a non-empty string", None));
    }
    let groups = Groups { text, rest: number, segments: Vec::with_capacity(8), gap: None };
    Ok(Addr { ip: groups.read()?.into(), zone: zone.to_owned() })
}

/// The groups of an IPv6 address, as far as they were read.
struct Groups<'a> {
    text: &'a str,
    rest: &'a str,
    segments: Vec<u16>,
    /// Before which group `::` stands.
    gap: Option<usize>,
}

impl Groups<'_> {
    fn error(&self, problem: &'static str) -> AddrError {
        error(self.text, problem, Some(self.rest))
    }

    fn read(mut self) -> Result<Ipv6Addr, AddrError> {
        if let Some(rest) = self.rest.strip_prefix("::") {
            self.gap = Some(0);
            self.rest = rest;
        }
        let mut more = self.gap.is_none() || !self.rest.is_empty();
        while more && self.segments.len() < 8 {
            more = self.group()?;
        }
        if !self.rest.is_empty() {
            return Err(self.error("trailing garbage after address"));
        }
        let missing = 8 - self.segments.len();
        match self.gap {
            None if missing > 0 => Err(error(self.text, "address string too short", None)),
            Some(_) if missing == 0 => {
                let problem = "the :: must expand to at least one field of zeros";
                Err(error(self.text, problem, None))
            }
            gap => {
                let gap = gap.unwrap_or(0);
                self.segments.splice(gap..gap, std::iter::repeat_n(0, missing));
                let segments = <[u16; 8]>::try_from(self.segments).unwrap_or_default();
                Ok(segments.into())
            }
        }
    }

    /// Reads a group and what separates it from the next, if there is one.
    fn group(&mut self) -> Result<bool, AddrError> {
        let digits = self.rest.bytes().take_while(u8::is_ascii_hexdigit).count();
        if digits > 4 {
            return Err(self.error("each group must have 4 or less digits"));
        }
        if digits == 0 {
            return Err(self.error("each colon-separated field must have at least one digit"));
        }
        let (group, rest) = self.rest.split_at(digits);
        if rest.starts_with('.') {
            self.embedded()?;
            return Ok(false);
        }
        self.segments.push(u16::from_str_radix(group, 16).unwrap_or(0));
        self.rest = rest;
        match rest.strip_prefix(':') {
            None if rest.is_empty() => return Ok(false),
            None => return Err(self.error("unexpected character, want colon")),
            Some("") => return Err(self.error("colon must be followed by more characters")),
            Some(rest) => self.rest = rest,
        }
        if let Some(rest) = self.rest.strip_prefix(':') {
            if self.gap.is_some() {
                return Err(self.error("multiple :: in address"));
            }
            self.gap = Some(self.segments.len());
            self.rest = rest;
            return Ok(!rest.is_empty());
        }
        Ok(true)
    }

    /// Reads an IPv4 address at the end.
    fn embedded(&mut self) -> Result<(), AddrError> {
        let index = self.segments.len();
        if self.gap.is_none() && index != 6 {
            let problem = "embedded IPv4 address must replace the final 2 fields of the address";
            return Err(self.error(problem));
        }
        if index > 6 {
            let problem = "too many hex fields to fit an embedded IPv4 at the end of the address";
            return Err(self.error(problem));
        }
        let [a, b, c, d] = octets(self.text, self.rest)?;
        self.segments.extend([u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d])]);
        self.rest = "";
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> String {
        Addr::parse(text).map_or_else(|error| error.to_string(), |addr| addr.to_string())
    }

    #[test]
    fn addresses_are_read_and_written() {
        let rows = [
            ("1.2.3.4", "1.2.3.4"),
            ("::", "::"),
            ("FE80::1%eth0", "fe80::1%eth0"),
            ("::ffff:102:304", "::ffff:1.2.3.4"),
            ("0:0:0:0:0:0:23.23.23.23", "::1717:1717"),
            ("1:0:0:2:0:0:0:3", "1:0:0:2::3"),
        ];
        for (text, expected) in rows {
            assert_eq!(parsed(text), expected);
        }
    }

    #[test]
    fn errors_are_those_of_go() {
        let rows = [
            ("x", "unable to parse IP"),
            ("%eth0", "missing IPv6 address"),
            ("fe80::1%", "zone must be a non-empty string"),
            ("1.2.3", "IPv4 address too short"),
            ("1.2.3.4.5", "IPv4 address too long"),
            ("1.2.3.04", "IPv4 field has octet with leading zero"),
            ("1.2.3.256", "IPv4 field has value >255"),
            ("1..2.3", "IPv4 field must have at least one digit (at \".2.3\")"),
            ("1.2.3.4/8", "unexpected character (at \"/8\")"),
            ("1:2:3", "address string too short"),
            ("1:2:3:4:5:6:7:8:9", "trailing garbage after address (at \"9\")"),
            ("::12345", "each group must have 4 or less digits (at \"12345\")"),
            ("1::2::3", "multiple :: in address (at \":3\")"),
            ("1:", "colon must be followed by more characters (at \":\")"),
            (":1", "each colon-separated field must have at least one digit (at \":1\")"),
            ("1:g", "each colon-separated field must have at least one digit (at \"g\")"),
            ("1g::", "unexpected character, want colon (at \"g::\")"),
            ("1::2:3:4:5:6:7:8", "the :: must expand to at least one field of zeros"),
            ("::1.2.3.4x", "unexpected character (at \"x\")"),
            (
                "1:1.2.3.4",
                "embedded IPv4 address must replace the final 2 fields of the address (at \"1.2.3.4\")",
            ),
        ];
        for (text, problem) in rows {
            assert_eq!(parsed(text), format!("ParseAddr({text:?}): {problem}"));
        }
    }

    #[test]
    fn networks_contain_addresses() {
        let prefix = Prefix::parse("192.168.1.128/25").unwrap();
        assert_eq!(prefix.mask(), [255, 255, 255, 128]);
        assert!(prefix.contains(&Addr::parse("192.168.1.200").unwrap()));
        assert!(!prefix.contains(&Addr::parse("192.168.1.2").unwrap()));
        assert!(!prefix.contains(&Addr::parse("::ffff:192.168.1.200").unwrap()));
        let errors = [
            ("1.2.3.4", "no '/'"),
            ("1.2.3.4/033", "bad bits after slash: \"033\""),
            ("1.2.3.4/-1", "bad bits after slash: \"-1\""),
            ("1.2.3.4/", "bad bits after slash: \"\""),
            ("1.2.3.4/33", "prefix length out of range"),
            ("fe80::%eth/1", "IPv6 zones cannot be present in a prefix"),
            ("x/1", "ParseAddr(\"x\"): unable to parse IP"),
        ];
        for (text, problem) in errors {
            let error = Prefix::parse(text).unwrap_err().to_string();
            assert_eq!(error, format!("netip.ParsePrefix({text:?}): {problem}"));
        }
    }
}
