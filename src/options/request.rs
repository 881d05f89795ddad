//! What the daemon hands over when it starts a frontend.
//!
//! Upstream: `frontend/gateway/grpcclient/client.go`.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::image::Platform;

/// What the daemon hands over, in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// The options by name.
    pub options: BTreeMap<String, String>,
    /// The session of the client.
    pub session: String,
    /// Who can build, the preferred one first.
    pub workers: Vec<Worker>,
    /// What the daemon is called, as far as errors are concerned.
    pub product: String,
}

/// Somebody who can build.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Worker {
    /// Its name.
    pub id: String,
    /// What it can build for, its own platform first.
    #[serde(deserialize_with = "or_none")]
    pub platforms: Vec<Platform>,
}

/// The prefix of the variables that hold options.
const OPTION: &str = "BUILDKIT_FRONTEND_OPT_";

impl Request {
    /// Is it a variable that only a daemon sets?
    pub fn is_variable(name: &str) -> bool {
        let fixed = ["BUILDKIT_SESSION_ID", "BUILDKIT_EXPORTEDPRODUCT", "BUILDKIT_WORKERS"];
        fixed.contains(&name) || name.starts_with(OPTION)
    }

    /// Reads the environment of this process.
    ///
    /// What an option is called and what it is are the value of a numbered variable, with a `=`
    /// between them. The numbers mean nothing.
    pub fn from_env(variables: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut request = Self::default();
        for (name, value) in variables {
            match name.as_str() {
                "BUILDKIT_SESSION_ID" => request.session = value,
                "BUILDKIT_EXPORTEDPRODUCT" => request.product = value,
                "BUILDKIT_WORKERS" => {
                    request.workers = serde_json::from_str(&value).unwrap_or_default();
                }
                _ if name.starts_with(OPTION) => {
                    let (key, value) = value.split_once('=').unwrap_or((&value, ""));
                    request.options.insert(key.to_owned(), value.to_owned());
                }
                _ => {}
            }
        }
        request
    }
}

/// A list, or `null`.
fn or_none<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Vec<Platform>, D::Error> {
    Ok(Option::deserialize(from)?.unwrap_or_default())
}
