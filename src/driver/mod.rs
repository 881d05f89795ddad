//! One request in, one Return out.
//!
//! [`run`] is the whole program when BuildKit starts it; [`build()`] is the conversation itself.
//!
//! Upstream: `frontend/dockerfile/builder/build.go`.

mod answer;
mod ask;
mod build;
mod convert_part;
mod finish;
mod forward;
mod language;
mod lower;
mod program;
mod report;
mod round;
mod sbom;
mod source_time;
mod spec;

pub use self::build::build;

use crate::gateway;
use crate::gateway::Returned;
use crate::gateway::ServeError;
use crate::gateway::Setting;
use crate::gateway::Stdio;
use crate::options::Request;

/// Serves one build over a connection to the daemon.
pub fn run(stdio: Stdio, request: Request) -> Result<Returned, ServeError> {
    let setting = Setting {
        product: request.product.clone(),
        cache_options: request
            .options
            .iter()
            .filter(|(key, _)| ["cache-imports", "cache-from"].contains(&key.as_str()))
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect(),
    };
    gateway::serve(stdio, setting, async |bridge| build(bridge, request).await)
}
