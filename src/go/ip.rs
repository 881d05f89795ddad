//! IP addresses as Go's `net.ParseIP` reads and `IP.String` writes them.

use std::net::IpAddr;

/// Reads an address and writes it in its one form; an IPv6 address that holds an IPv4 one becomes
/// that one. Zones are not addresses.
pub fn canonical(text: &str) -> Option<String> {
    text.parse::<IpAddr>().ok().map(|ip| match ip.to_canonical() {
        IpAddr::V4(ip) => ip.to_string(),
        IpAddr::V6(ip) => ip.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::canonical;

    #[test]
    fn addresses_are_written_as_by_go() {
        let rows = [
            ("1.2.3.4", Some("1.2.3.4")),
            ("0.0.0.0", Some("0.0.0.0")),
            ("01.2.3.4", None),
            ("1.2.3", None),
            ("256.0.0.1", None),
            ("", None),
            ("::", Some("::")),
            ("::1", Some("::1")),
            ("1::", Some("1::")),
            ("FE80:0:0:0:0:0:0:1", Some("fe80::1")),
            ("1:0:0:2:0:0:0:3", Some("1:0:0:2::3")),
            ("1:0:2:3:4:5:6:7", Some("1:0:2:3:4:5:6:7")),
            ("1:0:0:2:3:0:0:4", Some("1::2:3:0:0:4")),
            ("::ffff:1.2.3.4", Some("1.2.3.4")),
            ("::ffff:102:304", Some("1.2.3.4")),
            ("::1.2.3.4", Some("::102:304")),
            ("64:ff9b::1.2.3.4", Some("64:ff9b::102:304")),
            ("0:0:0:0:0:0:0:00001", None),
            ("1:2:3:4:5:6:7:8::", None),
            ("1:2:3:4:5:6:7::", Some("1:2:3:4:5:6:7:0")),
            ("::ffff:01.2.3.4", None),
            ("1::2:3:4:5:6:7", Some("1:0:2:3:4:5:6:7")),
            ("::2:3:4:5:6:7:8", Some("0:2:3:4:5:6:7:8")),
            ("1:2:3:4:5:6:1.2.3.4", Some("1:2:3:4:5:6:102:304")),
            ("::ffff:0:0", Some("0.0.0.0")),
            ("1:2:3:4:5:1.2.3.4", None),
            ("1:::2", None),
            (":1:2:3:4:5:6:7", None),
            ("1:2:3:4:5:6:7:", None),
            ("fe80::1%eth0", None),
            ("[::1]", None),
            (" 1.2.3.4", None),
            ("1.2.3.4:80", None),
        ];
        for (text, expected) in rows {
            assert_eq!(canonical(text).as_deref(), expected, "{text:?}");
        }
    }
}
