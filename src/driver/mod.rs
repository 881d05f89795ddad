//! One request in, one Return out.
//!
//! [`run`] is the whole program when BuildKit starts it; [`build()`] is the conversation itself.
//!
//! Upstream: `frontend/dockerfile/builder/build.go`.

mod answer;
mod ask;
mod build;
mod finish;
mod forward;
mod report;
mod sbom;
mod source_time;

pub use self::build::build;

use crate::gateway;
use crate::gateway::Returned;
use crate::gateway::ServeError;
use crate::gateway::Setting;
use crate::options::Request;
use tokio::io::AsyncRead;
use tokio::io::AsyncWrite;

/// Serves one build over a connection to the daemon.
pub async fn run<S>(stream: S, request: Request) -> Result<Returned, ServeError>
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let setting = Setting {
        product: request.product.clone(),
        cache_options: request
            .options
            .iter()
            .filter(|(key, _)| ["cache-imports", "cache-from"].contains(&key.as_str()))
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect(),
    };
    gateway::serve(stream, setting, async |bridge| build(bridge, request).await).await
}
