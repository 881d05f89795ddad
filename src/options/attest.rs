//! `attest:*`: statements about the image.
//!
//! Upstream: `frontend/attestations/parse.go`.

use std::collections::BTreeMap;

use thiserror::Error;

use crate::go::case::to_lower;
use crate::go::csv;
use crate::go::csv::CsvError;
use crate::go::quote::quote;
use crate::image::Reference;
use crate::image::ReferenceError;
use crate::order::Collect as _;

/// Who lists what is in an image, if nobody is named.
const DEFAULT_GENERATOR: &str = "docker/buildkit-syft-scanner:stable-1";

/// Who lists what is in the image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sbom {
    /// The image, by its full reference.
    pub generator: String,
    /// What it is told.
    pub parameters: BTreeMap<String, String>,
}

/// What is wrong with `attest:*`.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum AttestError {
    /// The value is no CSV.
    #[error("failed to parse {kind}: {why}")]
    Csv {
        /// The statement.
        kind: String,
        /// What is wrong with its value.
        why: CsvError,
    },
    /// There is no such statement.
    #[error("unknown attestation type {}", quote(.0))]
    Kind(String),
    /// The scanner is no image.
    #[error("failed to parse sbom scanner {text}: {why}")]
    Generator {
        /// The scanner.
        text: String,
        /// What is wrong with it.
        why: ReferenceError,
    },
}

/// Reads all statements; only the list of what is in the image is made by a frontend.
pub(super) fn parse(options: &BTreeMap<String, String>) -> Result<Option<Sbom>, AttestError> {
    // An option is written over what the Dockerfile's author may have set. Upstream tosses a coin.
    let named = |prefix: &'static str| {
        options.iter().filter_map(move |(key, value)| {
            Some((to_lower(key.strip_prefix(prefix)?), value.as_str()))
        })
    };
    let values: BTreeMap<_, _> =
        named("build-arg:BUILDKIT_ATTEST_").chain(named("attest:")).into_map();
    let mut attests = BTreeMap::new();
    for (kind, value) in values {
        let pairs = pairs(value).map_err(|why| AttestError::Csv { kind: kind.clone(), why })?;
        attests.insert(kind, pairs);
    }
    if let Some(kind) = attests.keys().find(|kind| !["sbom", "provenance"].contains(&&***kind)) {
        return Err(AttestError::Kind(kind.clone()));
    }
    attests.remove("sbom").map(sbom).transpose()
}

fn pairs(value: &str) -> Result<BTreeMap<String, String>, CsvError> {
    if value.is_empty() {
        return Ok(BTreeMap::new());
    }
    let pair = |field: String| match field.split_once('=') {
        Some((key, value)) => (key.to_owned(), value.to_owned()),
        None => (field, String::new()),
    };
    Ok(csv::fields(value)?.into_iter().map(pair).into_map())
}

fn sbom(mut parameters: BTreeMap<String, String>) -> Result<Sbom, AttestError> {
    let generator = parameters.remove("generator");
    let text = generator.unwrap_or_else(|| DEFAULT_GENERATOR.to_owned());
    match Reference::parse_normalized(&text) {
        Ok(reference) => {
            let generator = reference.tag_name_only().to_string();
            Ok(Sbom { generator, parameters })
        }
        Err(why) => Err(AttestError::Generator { text, why }),
    }
}
