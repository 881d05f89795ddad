//! Addresses, hosts and URLs, with what upstream says of them.

use super::*;
use crate::cue::builtin::testing::called;
use crate::cue::builtin::testing::number;
use crate::cue::builtin::testing::numbers;
use crate::cue::builtin::testing::text;

fn check_texts(name: &str, rows: &[(&str, &str)]) {
    for (argument, expected) in rows {
        assert_eq!(called(&NET, name, &[text(argument)]), *expected, "{name} {argument:?}");
    }
}

#[test]
fn names_are_made_of_labels() {
    let long = "a".repeat(64);
    let good = ["foo.bar.", "foo..", "FOO.com", "1.2.3.4", "xn--bcher-kva.example", "xn--abc-.com"];
    let bad = [
        "",
        ".",
        ".foo",
        "a b.",
        "a_b.com",
        "-a.com",
        "ab--.com",
        "a--b.ex--ample.com",
        &long,
        "xn--.com",
        "xn--a.com",
        "xn--abc.com",
        "é.com",
    ];
    for (names, expected) in [(&good[..], "true"), (&bad[..], "false")] {
        check_texts("FQDN", &names.iter().map(|name| (*name, expected)).collect::<Vec<_>>());
    }
}

#[test]
fn hosts_and_ports_come_apart() {
    check_texts(
        "SplitHostPort",
        &[
            ("[::%lo0]:80", r#"["::%lo0", "80"]"#),
            ("", "missing port in address"),
            ("[a]b:1", "address [a]b:1: missing port in address"),
            ("[a]", "address [a]: missing port in address"),
            ("[a]:1:2", "address [a]:1:2: too many colons in address"),
            ("a:b:1", "address a:b:1: too many colons in address"),
            ("[a:1", "address [a:1: missing ']' in address"),
            ("a[:1", "address a[:1: unexpected '[' in address"),
            ("a]:1", "address a]:1: unexpected ']' in address"),
        ],
    );
    let rows = [
        (text("2001:db8::1"), number("80"), r#""[2001:db8::1]:80""#),
        (numbers(&["192", "30", "4", "2"]), text("x"), r#""192.30.4.2:x""#),
        (numbers(&["192", "30"]), number("80"), "invalid host [192, 30]"),
        (text("a"), number("1.5"), "cannot use value 1.5 (type float) as int"),
        (number("1"), number("1"), "cannot use value 1 (type int) as string"),
        (text("a"), number("9223372036854775808"), "value was rounded down"),
    ];
    for (host, port, expected) in rows {
        assert_eq!(called(&NET, "JoinHostPort", &[host, port]), expected);
    }
}

#[test]
fn addresses_have_forms_and_properties() {
    let rows = [
        ("IP", numbers(&["1", "2", "3"]), "invalid IP length 3"),
        ("IP", numbers(&["1", "2", "3", "256"]), "invalid IP byte value 256"),
        ("IP", number("1"), "invalid type int for IP address"),
        ("IPv4", Value::Bytes(b"1.2.3.4"[..].into()), "true"),
        ("IPv6", text("1.2.3.4"), "false"),
        ("LoopbackIP", text("::ffff:127.0.0.1"), "true"),
        ("LoopbackIP", text("::1%a"), "true"),
        ("MulticastIP", text("224.1.2.3"), "true"),
        ("InterfaceLocalMulticastIP", text("ff01::1"), "true"),
        ("LinkLocalMulticastIP", text("224.0.0.9"), "true"),
        ("LinkLocalUnicastIP", text("fe80::1"), "true"),
        ("GlobalUnicastIP", text("::ffff:255.255.255.255"), "false"),
        ("GlobalUnicastIP", text("10.0.0.1"), "true"),
        ("UnspecifiedIP", text("::ffff:0.0.0.0"), "false"),
        ("ParseIP", text("1.2.3"), "invalid IP address \"1.2.3\""),
        ("ToIP4", text("127.0.0.1"), "[127, 0, 0, 1]"),
        ("ToIP4", text("::ffff:1.2.3.4"), "cannot convert \"::ffff:1.2.3.4\" to IPv4"),
        ("ToIP16", text("1.2.3.4"), "[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 1, 2, 3, 4]"),
        ("IPCIDR", number("1"), "invalid type int for IP CIDR"),
    ];
    for (name, argument, expected) in rows {
        assert_eq!(called(&NET, name, &[argument]), expected, "{name}");
    }
    assert_eq!(called(&NET, "CompareIP", &[text("::"), text("255.0.0.0")]), "1");
}

#[test]
fn addresses_are_counted() {
    let overflow = "IP address arithmetic resulted in out-of-range address (overflow)";
    let underflow = "IP address arithmetic resulted in out-of-range address (underflow)";
    let rows = [
        ("AddIP", "127.0.0.1/8", "2", r#""127.0.0.3/8""#),
        ("AddIP", "fe80::1%eth0", "1", r#""fe80::2""#),
        ("AddIP", "255.255.255.255", "1", overflow),
        ("AddIP", "0.0.0.0", "-1", underflow),
        ("AddIPCIDR", "192.168.0.0/23", "1", r#""192.168.2.0/23""#),
        ("AddIPCIDR", "1.2.3.4/0", "1", overflow),
        ("AddIPCIDR", "1.2.3.4", "1", "netip.ParsePrefix(\"1.2.3.4\"): no '/'"),
    ];
    for (name, addr, offset, expected) in rows {
        assert_eq!(called(&NET, name, &[text(addr), number(offset)]), expected);
    }
    check_texts(
        "ParseCIDR",
        &[(
            "10.20.30.40/25",
            "{prefix_mask: \"255.255.255.128\", prefix_len: 25, prefix_addr: \"10.20.30.0\", \
             broadcast_addr: \"10.20.30.127\"}",
        )],
    );
}

#[test]
fn urls_are_checked_and_encoded() {
    check_texts(
        "URL",
        &[
            ("/foo/bar", "true"),
            ("%", "parse \"%\": invalid URL escape \"%\""),
            ("http://a b/", "parse \"http://a b/\": invalid character \" \" in host name"),
            (":x", "parse \":x\": missing protocol scheme"),
            ("http://[::1]x/", "parse \"http://[::1]x/\": invalid port \"x\" after host"),
            ("http://[1.2.3.4]/", "parse \"http://[1.2.3.4]/\": invalid IP-literal"),
            (
                "http://[zz]/",
                "parse \"http://[zz]/\": invalid host: ParseAddr(\"zz\"): unable to parse IP",
            ),
            ("a:b\n", "parse \"a:b\\n\": net/url: invalid control character in URL"),
            ("http://h:x/#é", "parse \"http://h:x/\": invalid port \":x\" after host"),
            ("http://h/#%zz", "parse \"http://h/#%zz\": invalid URL escape \"%zz\""),
            ("http://u^@h/", "parse \"http://u^@h/\": net/url: invalid userinfo"),
            ("1:x", "parse \"1:x\": first path segment in URL cannot contain colon"),
            ("http://[::1/", "parse \"http://[::1/\": missing ']' in host"),
        ],
    );
    check_texts("AbsURL", &[("x:", "true"), ("", "URL is not absolute")]);
    check_texts(
        "PathEscape",
        &[("a/b;c,d?e $&+=:@é*", r#""a%2Fb%3Bc%2Cd%3Fe%20$&+=:@%C3%A9%2A""#)],
    );
    check_texts("QueryEscape", &[("a/b e+=~", r#""a%2Fb+e%2B%3D~""#)]);
    check_texts(
        "PathUnescape",
        &[("%ff%fe+", "\"\u{fffd}+\""), ("%zz", "invalid URL escape \"%zz\"")],
    );
    check_texts("QueryUnescape", &[("a+b", r#""a b""#), ("%2", "invalid URL escape \"%2\"")]);
}
