//! `net`: addresses, hosts and URLs.
//!
//! An address is a string or bytes in the usual form, or a list of 4 or 16 bytes.

mod address;
mod host;
mod network;
mod url;

use super::CallError;
use super::Member;
use super::Package;
use super::Param;
use super::args;
use crate::cue::value::Kind;
use crate::cue::value::Value;
use crate::go::netip::Addr;

const ANY: Param = Param::whole(Kind::TOP);
const TEXT: Param = Param::whole(Kind::STRING);
const INT: Param = Param::whole(Kind::INT);

pub(super) static NET: Package = Package {
    path: "net",
    members: &[
        ("SplitHostPort", Member::function(&[TEXT], Kind::LIST, host::split_host_port)),
        ("JoinHostPort", Member::function(&[ANY, ANY], Kind::STRING, host::join_host_port)),
        ("FQDN", Member::function(&[TEXT], Kind::BOOL, host::fqdn)),
        ("IPv4len", Member::Constant(|| args::int(4))),
        ("IPv6len", Member::Constant(|| args::int(16))),
        ("ParseIP", Member::function(&[TEXT], Kind::LIST, address::parse_ip)),
        ("IPv4", address_check(|args| check(args, Addr::is_v4))),
        ("IPv6", address_check(|args| check(args, |addr| !addr.is_v4()))),
        ("IP", address_check(|args| check(args, |_| true))),
        ("IPCIDR", address_check(network::ip_cidr)),
        ("LoopbackIP", address_check(|args| check(args, Addr::is_loopback))),
        ("MulticastIP", address_check(|args| check(args, Addr::is_multicast))),
        (
            "InterfaceLocalMulticastIP",
            address_check(|args| check(args, Addr::is_interface_local_multicast)),
        ),
        ("LinkLocalMulticastIP", address_check(|args| check(args, Addr::is_link_local_multicast))),
        ("LinkLocalUnicastIP", address_check(|args| check(args, Addr::is_link_local_unicast))),
        ("GlobalUnicastIP", address_check(|args| check(args, Addr::is_global_unicast))),
        ("UnspecifiedIP", address_check(|args| check(args, Addr::is_unspecified))),
        ("ToIP4", Member::function(&[ANY], Kind::LIST, address::to_ip4)),
        ("ToIP16", Member::function(&[ANY], Kind::LIST, address::to_ip16)),
        ("IPString", Member::function(&[ANY], Kind::STRING, address::ip_string)),
        ("AddIP", Member::function(&[ANY, INT], Kind::STRING, network::add_ip)),
        ("AddIPCIDR", Member::function(&[ANY, INT], Kind::STRING, network::add_ip_cidr)),
        ("ParseCIDR", Member::function(&[TEXT], Kind::STRUCT, network::parse_cidr)),
        ("InCIDR", Member::function(&[ANY, ANY], Kind::BOOL, network::in_cidr)),
        ("CompareIP", Member::function(&[ANY, ANY], Kind::INT, address::compare_ip)),
        ("PathEscape", Member::function(&[TEXT], Kind::STRING, url::path_escape)),
        ("PathUnescape", Member::function(&[TEXT], Kind::STRING, url::path_unescape)),
        ("QueryEscape", Member::function(&[TEXT], Kind::STRING, url::query_escape)),
        ("QueryUnescape", Member::function(&[TEXT], Kind::STRING, url::query_unescape)),
        ("URL", Member::function(&[TEXT], Kind::BOOL, url::url)),
        ("AbsURL", Member::function(&[TEXT], Kind::BOOL, url::abs_url)),
    ],
};

/// A function that says something of an address.
const fn address_check(call: super::Call) -> Member {
    Member::function(&[ANY], Kind::BOOL, call)
}

fn check(args: &[Value], is: fn(&Addr) -> bool) -> Result<Value, CallError> {
    Ok(Value::Bool(is(&address::address(&args[0])?)))
}

#[cfg(test)]
mod tests;
