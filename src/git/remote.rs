//! Where a repository is.

use std::collections::BTreeMap;

use crate::go::path;
use crate::go::url::Url;
use crate::go::url::parse_query;

/// The values of a query by key.
pub(super) type Query = BTreeMap<String, Vec<String>>;

/// The place of a repository, in its parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remote {
    /// `http`, `https`, `ssh` or `git`.
    pub scheme: String,
    /// Host and port.
    pub host: String,
    /// The path on the host.
    pub path: String,
    /// The URL without query and fragment, as git takes it.
    pub url: String,
    pub(super) query: Query,
    pub(super) reference: String,
    pub(super) subdir: String,
}

impl Remote {
    /// Reads a URL, or `user@host:path` as git and `scp` know it; `None` if it is neither.
    ///
    /// Upstream: `gitutil.ParseURL`.
    pub fn parse(text: &str) -> Option<Self> {
        let Some(scheme) = scheme(text) else { return Self::parse_scp(text) };
        let scheme = scheme.to_ascii_lowercase();
        let is_known = ["http", "https", "ssh", "git"].contains(&scheme.as_str());
        Url::parse(text).ok().filter(|_| is_known).map(Self::from)
    }

    /// Reads what is to be fetched, whatever it is: a text without a scheme is taken for `https`.
    ///
    /// Upstream: `llb.Git`.
    pub fn parse_any(text: &str) -> Option<Self> {
        let known = Self::parse(text);
        if known.is_some() || scheme(text).is_some() {
            return known;
        }
        Self::parse(&format!("https://{text}"))
    }

    /// Reads `github.com/…` as if it began with `https://`.
    pub(super) fn parse_github(text: &str) -> Option<Self> {
        Some(Self::from(Url::parse(text).ok()?.with_scheme("https")))
    }

    /// Reads `user@host:path?query#fragment`.
    fn parse_scp(text: &str) -> Option<Self> {
        let (user, rest) = text.split_once('@')?;
        let (host, rest) = rest.split_once(':')?;
        let is = |text: &str, marks: &[u8]| {
            let allowed = |byte: u8| byte.is_ascii_alphanumeric() || marks.contains(&byte);
            !text.is_empty() && text.bytes().all(allowed)
        };
        if !is(user, b"-_") || !is(host, b"-.") || text.contains('\n') {
            return None;
        }
        let (rest, fragment) = rest.split_once('#').unwrap_or((rest, ""));
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (query, true) = parse_query(query) else { return None };
        let (reference, subdir) = parse_fragment(fragment);
        let url = format!("{user}@{host}:{path}");
        let (host, path) = (host.to_owned(), path.to_owned());
        Some(Self { scheme: "ssh".to_owned(), host, path, url, query, reference, subdir })
    }

    /// Is it reached over SSH?
    pub fn is_ssh(&self) -> bool {
        self.scheme == "ssh"
    }
}

impl From<Url> for Remote {
    fn from(url: Url) -> Self {
        let (reference, subdir) = parse_fragment(&url.fragment);
        Self {
            query: url.query(),
            url: url.without_query().to_string(),
            scheme: url.scheme,
            host: url.host,
            path: url.path,
            reference,
            subdir,
        }
    }
}

/// The word before `://`.
fn scheme(text: &str) -> Option<&str> {
    let (scheme, _) = text.split_once("://")?;
    let is_word = !scheme.is_empty() && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_word.then_some(scheme)
}

/// Splits `reference:subdir`.
fn parse_fragment(text: &str) -> (String, String) {
    let (reference, subdir) = text.split_once(':').unwrap_or((text, ""));
    let subdir = path::join(&["/", subdir]);
    (reference.to_owned(), subdir.trim_start_matches('/').to_owned())
}
