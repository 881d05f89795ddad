//! URLs as Go's `net/url` reads and writes them.
//!
//! Text that is percent-encoded but no UTF-8 becomes U+FFFD; Go keeps the bytes, and fails when it
//! sends them.

mod error;
mod escape;

use std::collections::BTreeMap;
use std::fmt;

use super::netip::Addr;
use super::utf8::to_valid;

pub use error::UrlError;
pub use error::UrlErrorKind;
pub use escape::Part;
pub use escape::decode;
pub use escape::encode;

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

impl Url {
    /// Reads a URL (`url.Parse`).
    pub fn parse(text: &str) -> Result<Self, UrlError> {
        let error = |text: &str, kind| UrlError { text: text.to_owned(), kind };
        let (start, fragment) = text.split_once('#').unwrap_or((text, ""));
        let mut url = Self::parse_reference(start).map_err(|kind| error(start, kind))?;
        url.fragment = decoded(fragment, Part::Fragment).map_err(|kind| error(text, kind))?;
        if encode(&url.fragment, Part::Fragment) != fragment {
            fragment.clone_into(&mut url.raw_fragment);
        }
        Ok(url)
    }

    /// Whether it has a scheme.
    pub const fn is_absolute(&self) -> bool {
        !self.scheme.is_empty()
    }

    fn parse_reference(text: &str) -> Result<Self, UrlErrorKind> {
        if text.bytes().any(|byte| byte < b' ' || byte == 0x7f) {
            return Err(UrlErrorKind::Control);
        }
        let mut url = Self::default();
        if text == "*" {
            "*".clone_into(&mut url.path);
            return Ok(url);
        }
        let (scheme, rest) = split_scheme(text).ok_or(UrlErrorKind::Scheme)?;
        url.scheme = scheme.to_ascii_lowercase();
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        url.has_mark = query.is_empty() && text.ends_with('?');
        query.clone_into(&mut url.raw_query);
        if !rest.starts_with('/') {
            if !url.scheme.is_empty() {
                rest.clone_into(&mut url.opaque);
                return Ok(url);
            }
            // It could be taken for a scheme.
            if rest.split('/').next().is_some_and(|segment| segment.contains(':')) {
                return Err(UrlErrorKind::Colon);
            }
        }
        let path = url.take_authority(rest)?;
        url.path = decoded(path, Part::Path)?;
        if encode(&url.path, Part::Path) != path {
            path.clone_into(&mut url.raw_path);
        }
        Ok(url)
    }

    /// Reads user and host; what is left is the path.
    fn take_authority<'a>(&mut self, text: &'a str) -> Result<&'a str, UrlErrorKind> {
        let may_have_host = !self.scheme.is_empty() || !text.starts_with("///");
        let Some(rest) = text.strip_prefix("//").filter(|_| may_have_host) else {
            self.omits_host = !self.scheme.is_empty() && text.starts_with('/');
            return Ok(text);
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
        Ok(path)
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
        let pair = (decoded(key, Part::Query), decoded(value, Part::Query));
        match pair {
            (Ok(key), Ok(value)) if !setting.contains(';') => {
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

fn parse_user(text: &str) -> Result<User, UrlErrorKind> {
    let is_valid = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:~!$&'()*+,;=%@".contains(&byte);
    if !text.bytes().all(is_valid) {
        return Err(UrlErrorKind::User);
    }
    let (name, password) = match text.split_once(':') {
        None => (text, None),
        Some((name, password)) => (name, Some(password)),
    };
    let name = decoded(name, Part::User)?;
    let password = password.map(|password| decoded(password, Part::User)).transpose()?;
    Ok(User { name, password })
}

fn parse_host(scheme: &str, text: &str) -> Result<String, UrlErrorKind> {
    match text.rfind('[') {
        Some(0) => return parse_address(text),
        Some(_) => return Err(UrlErrorKind::Literal),
        None => {}
    }
    let is_strict = scheme == "http" || scheme == "https";
    let colon = if is_strict { text.find(':') } else { text.rfind(':') };
    check_port(&text[colon.unwrap_or(text.len())..])?;
    decoded(text, Part::Host)
}

/// An address in brackets, perhaps with a zone, and perhaps a port after it.
fn parse_address(text: &str) -> Result<String, UrlErrorKind> {
    let end = text.rfind(']').ok_or(UrlErrorKind::Bracket)?;
    let (inside, port) = (&text[1..end], &text[end + 1..]);
    check_port(port)?;
    let address = match inside.find("%25") {
        None => decoded(inside, Part::Host)?,
        Some(zone) => {
            let (address, zone) = inside.split_at(zone);
            decoded(address, Part::Host)? + &decoded(zone, Part::Zone)?
        }
    };
    let is_v4 = Addr::parse(&address).map_err(UrlErrorKind::Addr)?.is_v4();
    if is_v4 { Err(UrlErrorKind::Literal) } else { Ok(format!("[{address}]{port}")) }
}

/// Is it empty, or a colon and digits?
fn check_port(text: &str) -> Result<(), UrlErrorKind> {
    let digits = text.strip_prefix(':');
    if text.is_empty() || digits.is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_digit())) {
        Ok(())
    } else {
        Err(UrlErrorKind::Port(text.to_owned()))
    }
}

fn decoded(text: &str, part: Part) -> Result<String, UrlErrorKind> {
    decode(text, part).map(|bytes| to_valid(&bytes).into_owned())
}

/// A text as it was written if that was possible, else as it should be.
fn encoded(text: &str, raw: &str, part: Part) -> String {
    let is_valid = |byte: u8| part.allows(byte) || b"!$&'()*+,;=:@[]%".contains(&byte);
    let is_same = || decoded(raw, part).is_ok_and(|decoded| decoded == text);
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
            assert!(Url::parse(text).is_err(), "{text}");
        }
        assert!(Url::parse("ssh://a:b:1/").is_ok());
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
