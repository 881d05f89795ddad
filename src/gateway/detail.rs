//! The details of an error: typed facts beside its text.
//!
//! On the wire they are `google.protobuf.Any` values that hold JSON. They are kept as they came;
//! nothing that we do not know is lost when an error is passed on.
//!
//! Upstream: `solver/errdefs`, `util/stack`.

use std::fmt;

use serde::Deserialize;
use serde::Serialize;

use crate::go::json;
use crate::llb::Range;
use crate::llb::SourceInfo;

/// The prefix of every type that BuildKit registers.
const BUILDKIT: &str = "github.com/moby/buildkit/";

const SOURCE: &str = "errdefs.Source+json";
const FRONTEND_CAP: &str = "errdefs.FrontendCap+json";
const SUBREQUEST: &str = "errdefs.Subrequest+json";

/// The types that upstream's client understands, and therefore puts into another order.
const TYPED: [&str; 9] = [
    SOURCE,
    FRONTEND_CAP,
    SUBREQUEST,
    "errdefs.Vertex+json",
    "errdefs.Solve+json",
    "errdefs.Frontend+json",
    "errdefs.CompatibilityFeature+json",
    "errdefs.ProvenanceMaterialsIncomplete+json",
    "gatewayapi.ExitMessage+json",
];

/// One fact about an error.
#[derive(Clone, PartialEq, Eq)]
pub struct Detail {
    type_url: String,
    json: Vec<u8>,
}

/// A named thing that is not supported.
#[derive(Deserialize, Serialize)]
struct Named {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    name: String,
}

/// A place in a text.
#[derive(Serialize)]
struct Source<'a> {
    info: &'a SourceInfo,
    #[serde(skip_serializing_if = "<[Range]>::is_empty")]
    ranges: &'a [Range],
}

impl Detail {
    /// A detail as it came.
    pub fn new(type_url: impl Into<String>, json: impl Into<Vec<u8>>) -> Self {
        Self { type_url: type_url.into(), json: json.into() }
    }

    /// Where it happened: what makes a client print a part of the file.
    pub fn source(info: &SourceInfo, ranges: &[Range]) -> Self {
        Self::buildkit(SOURCE, &Source { info, ranges })
    }

    /// The client asked for something that this frontend cannot do.
    pub fn frontend_cap(name: &str) -> Self {
        Self::named(FRONTEND_CAP, name)
    }

    /// The client asked a question that this frontend does not know.
    pub fn subrequest(name: &str) -> Self {
        Self::named(SUBREQUEST, name)
    }

    fn named(kind: &str, name: &str) -> Self {
        Self::buildkit(kind, &Named { name: name.to_owned() })
    }

    fn buildkit(kind: &str, value: &impl Serialize) -> Self {
        Self::new(format!("{BUILDKIT}{kind}"), json::to_vec(value))
    }

    /// The type, as it is registered.
    pub fn type_url(&self) -> &str {
        &self.type_url
    }

    /// The JSON text.
    pub fn json(&self) -> &[u8] {
        &self.json
    }

    /// Is it a place in a text?
    pub fn is_source(&self) -> bool {
        self.kind() == Some(SOURCE)
    }

    /// Would upstream's client understand it? If not, it is only carried along.
    pub(super) fn is_typed(&self) -> bool {
        self.kind().is_some_and(|kind| TYPED.contains(&kind))
    }

    /// What it puts in front of the text of an error that is received with it.
    pub(super) fn prefix(&self) -> Option<String> {
        let what = match self.kind()? {
            FRONTEND_CAP => "unsupported frontend capability",
            SUBREQUEST => "unsupported request",
            _ => return None,
        };
        let Named { name } = serde_json::from_slice(&self.json).ok()?;
        Some(format!("{what} {name}"))
    }

    fn kind(&self) -> Option<&str> {
        self.type_url.strip_prefix(BUILDKIT)
    }
}

impl fmt::Debug for Detail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.type_url, String::from_utf8_lossy(&self.json))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::llb::Definition;

    #[test]
    fn a_source_is_written_as_upstream_writes_it() {
        let info = SourceInfo {
            filename: "a&b".to_owned(),
            data: b"FROM x\n".as_slice().into(),
            language: "Dockerfile".to_owned(),
            definition: Some(Definition { def: vec![vec![1, 2]], ..Definition::default() }.into()),
        };
        let detail = Detail::source(&info, &[Range::line(3)]);
        assert_eq!(detail.type_url(), "github.com/moby/buildkit/errdefs.Source+json");
        let json = r#"{"info":{"filename":"a\u0026b","data":"RlJPTSB4Cg==","definition":{"def":["AQI="]},"language":"Dockerfile"},"ranges":[{"start":{"line":3},"end":{"line":3}}]}"#;
        assert_eq!(String::from_utf8_lossy(detail.json()), json);
        assert!(detail.is_source());
    }

    #[test]
    fn a_name_is_json() {
        let detail = Detail::subrequest("a\"<b");
        assert_eq!(String::from_utf8_lossy(detail.json()), r#"{"name":"a\"\u003cb"}"#);
        assert_eq!(detail.prefix().as_deref(), Some("unsupported request a\"<b"));
        assert_eq!(Detail::frontend_cap("").json(), b"{}");
    }
}
