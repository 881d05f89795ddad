//! `cache-imports` and `cache-from`: where results may be taken from.

use std::collections::BTreeMap;

use thiserror::Error;

use super::value;
use crate::go::case::equal_fold;
use crate::go::json::Document;
use crate::go::json::Kind;
use crate::go::json::SyntaxError;
use crate::go::json::Value;
use crate::go::quote::quote;

/// A place with results of earlier builds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CacheImport {
    /// Such as `registry`.
    pub kind: String,
    /// Such as `ref`.
    pub attrs: BTreeMap<String, String>,
}

/// What is wrong with `cache-imports`.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("failed to unmarshal cache-imports ({}): {why}", quote(.text))]
pub struct CacheError {
    /// The value.
    pub text: String,
    /// What is wrong with it.
    pub why: CacheErrorKind,
}

/// What is wrong with the value of `cache-imports`.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CacheErrorKind {
    /// It is no JSON.
    #[error(transparent)]
    Syntax(#[from] SyntaxError),
    /// Something is of another kind than it should be.
    #[error("json: cannot unmarshal {found} into Go {expected}")]
    Kind {
        /// What is there.
        found: &'static str,
        /// What should be there.
        expected: &'static str,
    },
}

/// Where something else should be, in Go's words.
const LIST: &str = "value of type []*moby_buildkit_v1.CacheOptionsEntry";
const ENTRY: &str = "value of type moby_buildkit_v1.CacheOptionsEntry";
const TYPE: &str = "struct field CacheOptionsEntry.Type of type string";
const ATTRS: &str = "struct field CacheOptionsEntry.Attrs of type map[string]string";
const ATTR: &str = "struct field CacheOptionsEntry.Attrs of type string";

pub(super) fn parse(options: &BTreeMap<String, String>) -> Result<Vec<CacheImport>, CacheError> {
    let text = value(options, "cache-imports");
    let mut imports = match text {
        "" => Vec::new(),
        _ => imports(text).map_err(|why| CacheError { text: text.to_owned(), why })?,
    };
    let legacy = value(options, "cache-from");
    for reference in legacy.split(',').filter(|_| !legacy.is_empty()) {
        let attrs = BTreeMap::from([("ref".to_owned(), reference.to_owned())]);
        imports.push(CacheImport { kind: "registry".to_owned(), attrs });
    }
    Ok(imports)
}

fn imports(text: &str) -> Result<Vec<CacheImport>, CacheErrorKind> {
    let document = Document::parse(text.as_bytes())?;
    expect(document.root(), Kind::Array, LIST)?;
    document.root().elements().filter(is_some).map(import).collect()
}

fn import(entry: Value<'_>) -> Result<CacheImport, CacheErrorKind> {
    expect(entry, Kind::Object, ENTRY)?;
    let mut import = CacheImport::default();
    for (name, value) in entry.members().filter(|(_, value)| is_some(value)) {
        if equal_fold(&name, "Type") {
            import.kind = string(value, TYPE)?;
        } else if equal_fold(&name, "Attrs") {
            expect(value, Kind::Object, ATTRS)?;
            for (name, value) in value.members() {
                let value = if is_some(&value) { string(value, ATTR)? } else { String::new() };
                import.attrs.insert(name, value);
            }
        }
    }
    Ok(import)
}

/// Go leaves alone what is `null`.
fn is_some(value: &Value<'_>) -> bool {
    value.kind() != Kind::Null
}

fn string(value: Value<'_>, expected: &'static str) -> Result<String, CacheErrorKind> {
    expect(value, Kind::String, expected)?;
    Ok(value.as_string().unwrap_or_default())
}

fn expect(value: Value<'_>, kind: Kind, expected: &'static str) -> Result<(), CacheErrorKind> {
    let found = match value.kind() {
        found if found == kind => return Ok(()),
        Kind::Null => return Ok(()),
        Kind::Bool(_) => "bool",
        Kind::Number => "number",
        Kind::String => "string",
        Kind::Array => "array",
        Kind::Object => "object",
    };
    Err(CacheErrorKind::Kind { found, expected })
}
