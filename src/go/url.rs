//! URLs as Go's `net/url` reads and writes them.
//!
//! Text that is percent-encoded but no UTF-8 becomes U+FFFD; Go keeps the bytes, and fails when it
//! sends them.

use std::collections::BTreeMap;
use std::fmt;
use std::net::Ipv6Addr;

use super::utf8::to_valid;

/// A URL in its parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Url {
    /// Such as `https`, in lower case.
    pub scheme: String,
    /// Host and port.
    pub host: String,
    /// The path, decoded.
    pub path: String,
    /// The query, encoded, without its `?`.
    pub raw_query: String,
    /// The fragment, decoded, without its `#`.
    pub fragment: String,
    user: Option<User>,
    /// What follows the scheme of a URL without a path, encoded.
    opaque: String,
    /// The path as it was written, if that is not how it would be written.
    raw_path: String,
    raw_fragment: String,
    /// Is there a `?` without a query?
    has_mark: bool,
    /// Is there a path but no host after the scheme?
    omits_host: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct User {
    name: String,
    password: Option<String>,
}

/// A part of a URL, as far as its encoding is concerned.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Path,
    Host,
    Zone,
    User,
    Query,
    Fragment,
}

impl Url {
    /// Reads a URL (`url.Parse`); `None` is an error.
    pub fn parse(text: &str) -> Option<Self> {
        let (text, fragment) = text.split_once('#').unwrap_or((text, ""));
        let mut url = Self::parse_reference(text)?;
        url.fragment = decode(fragment, Part::Fragment)?;
        if encode(&url.fragment, Part::Fragment) != fragment {
            fragment.clone_into(&mut url.raw_fragment);
        }
        Some(url)
    }

    fn parse_reference(text: &str) -> Option<Self> {
        if text.bytes().any(|byte| byte < b' ' || byte == 0x7f) {
            return None;
        }
        let mut url = Self::default();
        if text == "*" {
            "*".clone_into(&mut url.path);
            return Some(url);
        }
        let (scheme, rest) = split_scheme(text)?;
        url.scheme = scheme.to_ascii_lowercase();
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        url.has_mark = query.is_empty() && text.ends_with('?');
        query.clone_into(&mut url.raw_query);
        if !rest.starts_with('/') {
            if !url.scheme.is_empty() {
                rest.clone_into(&mut url.opaque);
                return Some(url);
            }
            // It could be taken for a scheme.
            if rest.split('/').next().is_some_and(|segment| segment.contains(':')) {
                return None;
            }
        }
        let path = url.take_authority(rest)?;
        url.path = decode(path, Part::Path)?;
        if encode(&url.path, Part::Path) != path {
            path.clone_into(&mut url.raw_path);
        }
        Some(url)
    }

    /// Reads user and host; what is left is the path.
    fn take_authority<'a>(&mut self, text: &'a str) -> Option<&'a str> {
        let may_have_host = !self.scheme.is_empty() || !text.starts_with("///");
        let Some(rest) = text.strip_prefix("//").filter(|_| may_have_host) else {
            self.omits_host = !self.scheme.is_empty() && text.starts_with('/');
            return Some(text);
        };
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let (user, host) = match authority.rsplit_once('@') {
            None => (None, authority),
            Some((user, host)) => (Some(user), host),
        };
        self.host = parse_host(&self.scheme, host)?;
        self.user = match user {
            None => None,
            Some(user) => Some(parse_user(user)?),
        };
        Some(path)
    }

    /// The values of the query by key. What is wrongly encoded is left out.
    pub fn query(&self) -> BTreeMap<String, Vec<String>> {
        parse_query(&self.raw_query).0
    }

    /// The same URL with another scheme.
    #[must_use]
    pub fn with_scheme(self, scheme: &str) -> Self {
        Self { scheme: scheme.to_owned(), ..self }
    }

    /// The same URL without query and fragment. A `?` without a query stays, as it does in Go.
    #[must_use]
    pub fn without_query(&self) -> Self {
        let mut url = self.clone();
        url.raw_query.clear();
        url.fragment.clear();
        url
    }
}

impl fmt::Display for Url {
    /// Writes the URL (`URL.String`).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.scheme.is_empty() {
            write!(f, "{}:", self.scheme)?;
        }
        if self.opaque.is_empty() {
            self.write_place(f)?;
        } else {
            f.write_str(&self.opaque)?;
        }
        if self.has_mark || !self.raw_query.is_empty() {
            write!(f, "?{}", self.raw_query)?;
        }
        if self.fragment.is_empty() {
            return Ok(());
        }
        write!(f, "#{}", encoded(&self.fragment, &self.raw_fragment, Part::Fragment))
    }
}

impl Url {
    fn write_place(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let has_host = !self.host.is_empty() || self.user.is_some();
        if has_host || !self.scheme.is_empty() && !self.omits_host && !self.path.is_empty() {
            f.write_str("//")?;
        }
        if let Some(User { name, password }) = &self.user {
            f.write_str(&encode(name, Part::User))?;
            if let Some(password) = password {
                write!(f, ":{}", encode(password, Part::User))?;
            }
            f.write_str("@")?;
        }
        f.write_str(&encode(&self.host, Part::Host))?;
        let path = encoded(&self.path, &self.raw_path, Part::Path);
        let is_relative = !path.is_empty() && !path.starts_with('/');
        if is_relative && !self.host.is_empty() {
            f.write_str("/")?;
        } else if is_relative && self.scheme.is_empty() && !has_host {
            // A colon would make it a scheme.
            let segment = path.split('/').next().unwrap_or_default();
            f.write_str(if segment.contains(':') { "./" } else { "" })?;
        }
        f.write_str(&path)
    }
}

/// Reads a query (`url.ParseQuery`): what could be read, and whether that is all.
pub fn parse_query(text: &str) -> (BTreeMap<String, Vec<String>>, bool) {
    const LIMIT: usize = 10_000;
    let mut values = BTreeMap::<_, Vec<_>>::new();
    let settings = || text.split('&').filter(|setting| !setting.is_empty());
    if text.split('&').count() > LIMIT {
        return (values, false);
    }
    let mut complete = true;
    for setting in settings() {
        let (key, value) = setting.split_once('=').unwrap_or((setting, ""));
        let pair = (decode(key, Part::Query), decode(value, Part::Query));
        match pair {
            (Some(key), Some(value)) if !setting.contains(';') => {
                values.entry(key).or_default().push(value);
            }
            _ => complete = false,
        }
    }
    (values, complete)
}

/// Splits `scheme:rest`; `None` if there is a colon but no scheme.
fn split_scheme(text: &str) -> Option<(&str, &str)> {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
    let end = text.bytes().position(|byte| !is_part(byte)).unwrap_or(text.len());
    match text.as_bytes().get(end) {
        Some(b':') if end == 0 => None,
        Some(b':') if text.as_bytes()[0].is_ascii_alphabetic() => {
            Some((&text[..end], &text[end + 1..]))
        }
        _ => Some(("", text)),
    }
}

fn parse_user(text: &str) -> Option<User> {
    let is_valid = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:~!$&'()*+,;=%@".contains(&byte);
    if !text.bytes().all(is_valid) {
        return None;
    }
    let (name, password) = match text.split_once(':') {
        None => (text, None),
        Some((name, password)) => (name, Some(decode(password, Part::User)?)),
    };
    Some(User { name: decode(name, Part::User)?, password })
}

fn parse_host(scheme: &str, text: &str) -> Option<String> {
    match text.rfind('[') {
        Some(0) => return parse_address(text),
        Some(_) => return None,
        None => {}
    }
    let is_strict = scheme == "http" || scheme == "https";
    let colon = if is_strict { text.find(':') } else { text.rfind(':') };
    if colon.is_some_and(|colon| !is_port(&text[colon..])) {
        return None;
    }
    decode(text, Part::Host)
}

/// An address in brackets, perhaps with a zone, and perhaps a port after it.
fn parse_address(text: &str) -> Option<String> {
    let end = text.rfind(']')?;
    let (inside, port) = (&text[1..end], &text[end + 1..]);
    if !is_port(port) {
        return None;
    }
    let address = match inside.find("%25") {
        None => decode(inside, Part::Host)?,
        Some(zone) => {
            let (address, zone) = inside.split_at(zone);
            decode(address, Part::Host)? + &decode(zone, Part::Zone)?
        }
    };
    let number = match address.split_once('%') {
        None => address.as_str(),
        Some((_, "")) => return None,
        Some((number, _)) => number,
    };
    number.parse::<Ipv6Addr>().ok()?;
    Some(format!("[{address}]{port}"))
}

/// Is it empty, or a colon and digits?
fn is_port(text: &str) -> bool {
    let digits = text.strip_prefix(':');
    text.is_empty() || digits.is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_digit()))
}

impl Part {
    /// May a byte be written as it is?
    fn allows(self, byte: u8) -> bool {
        let marks: &[u8] = match self {
            Self::Path => b"$&+,/:;=@",
            Self::Host | Self::Zone => b"!\"$&'()*+,:;<=>[]",
            Self::User => b"$&+,;=",
            Self::Query => b"",
            Self::Fragment => b"!$&()*+,/:;=?@",
        };
        byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || marks.contains(&byte)
    }

    /// May `%` and two digits stand for a byte? `%25` may always.
    fn allows_escaped(self, byte: u8) -> bool {
        match self {
            Self::Host => byte >= 0x80 || byte == b'%',
            Self::Zone => byte == b'%' || byte == b' ' || self.allows(byte),
            _ => true,
        }
    }
}

fn decode(text: &str, part: Part) -> Option<String> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let is_host = part == Part::Host || part == Part::Zone;
        decoded.push(match byte {
            b'%' => {
                let digit = |byte: u8| char::from(byte).to_digit(16);
                let number = digit(bytes.next()?)? << 4 | digit(bytes.next()?)?;
                u8::try_from(number).ok().filter(|byte| part.allows_escaped(*byte))?
            }
            b'+' if part == Part::Query => b' ',
            _ if is_host && byte < 0x80 && !part.allows(byte) => return None,
            _ => byte,
        });
    }
    Some(to_valid(&decoded).into_owned())
}

fn encode(text: &str, part: Part) -> String {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b' ' if part == Part::Query => encoded.push('+'),
            _ if part.allows(byte) => encoded.push(char::from(byte)),
            _ => {
                encoded.push('%');
                encoded.push(char::from(DIGITS[usize::from(byte >> 4)]));
                encoded.push(char::from(DIGITS[usize::from(byte & 15)]));
            }
        }
    }
    encoded
}

/// A text as it was written if that was possible, else as it should be.
fn encoded(text: &str, raw: &str, part: Part) -> String {
    let is_valid = |byte: u8| part.allows(byte) || b"!$&'()*+,;=:@[]%".contains(&byte);
    let is_same = || decode(raw, part).is_some_and(|decoded| decoded == text);
    if !raw.is_empty() && raw.bytes().all(is_valid) && is_same() {
        return raw.to_owned();
    }
    if part == Part::Path && text == "*" {
        return text.to_owned();
    }
    encode(text, part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_written_as_they_were_read() {
        for text in [
            "http://h/x",
            "https://u:p%40@h:1/a%2Fb?q=1#f",
            "mailto:a@b",
            "/a/b",
            "a/b:c",
            "//h/x",
            "file:/x",
            "http://[fe80::1%25en0]:80/",
            "http://h/x?",
            "http://h/a[b]",
            "*",
        ] {
            assert_eq!(Url::parse(text).expect("a URL").to_string(), text);
        }
    }

    #[test]
    fn what_should_be_encoded_is() {
        for (text, written) in [
            ("HTTP://h/a b", "http://h/a%20b"),
            ("http://h/x#a\\", "http://h/x#a%5C"),
            ("http://é/é", "http://%C3%A9/%C3%A9"),
            ("http://%C3%A9/", "http://%C3%A9/"),
            ("http://h/%2f<", "http://h//%3C"),
            ("///x", "///x"),
        ] {
            assert_eq!(Url::parse(text).expect("a URL").to_string(), written);
        }
    }

    #[test]
    fn other_texts_are_no_urls() {
        for text in [
            ":x",
            "a:b\n",
            "1:x/y",
            "http://h:x/",
            "http://a:1:2/",
            "http://[1.2.3.4]/",
            "http://[::1]x/",
            "http://x[::1]/",
            "http://a b/",
            "http://%41/",
            "http://u^@h/",
            "http://h/%4",
            "http://h/#%zz",
        ] {
            assert_eq!(Url::parse(text), None, "{text}");
        }
        assert!(Url::parse("ssh://a:b:1/").is_some());
    }

    #[test]
    fn a_query_is_a_map() {
        let (values, complete) = parse_query("a=1&b=x+y%21&a=2&&c");
        assert!(complete);
        assert_eq!(values["a"], ["1", "2"]);
        assert_eq!(values["b"], ["x y!"]);
        assert_eq!(values["c"], [""]);
        assert_eq!(parse_query("a;b&c=%"), (BTreeMap::new(), false));
    }
}
