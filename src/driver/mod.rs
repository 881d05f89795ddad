//! One request in, one Return out.
//!
//! [`run`] is the whole program when BuildKit starts it; [`build()`] is the conversation itself.
//! [`run_with`] and [`build_with`] are the same for frontends of other programs, which say what is
//! built in the words of [`crate::build`].
//!
//! Upstream: `frontend/dockerfile/builder/build.go`.

mod answer;
mod ask;
mod build;
mod convert_part;
mod custom;
mod described;
mod document;
mod finish;
mod forward;
mod language;
mod lower;
mod plan;
mod program;
mod report;
mod round;
mod sbom;
mod source_time;
mod spec;

pub use self::build::build;
pub use self::custom::Asked;
pub use self::custom::build_with;

use crate::build::BuildError;
use crate::build::Container;
use crate::gateway;
use crate::gateway::Returned;
use crate::gateway::ServeError;
use crate::gateway::Setting;
use crate::gateway::Stdio;
use crate::options::Request;
use crate::order::Collect as _;

/// Serves one build over a connection to the daemon.
pub fn run(stdio: Stdio, request: Request) -> Result<Returned, ServeError> {
    gateway::serve(stdio, setting(&request), async |bridge| build(bridge, request).await)
}

/// Serves one build of a frontend of one's own, over a connection to the daemon: `describe` says
/// what is built, given the file of the build and what was asked for.
///
/// The image of such a frontend tells clients what it can do, or buildx refuses `--build-context`:
/// `LABEL moby.buildkit.frontend.caps=moby.buildkit.frontend.inputs,moby.buildkit.frontend.contexts`.
pub fn run_with(
    stdio: Stdio,
    request: Request,
    describe: impl Fn(&Asked) -> Result<Container, BuildError>,
) -> Result<Returned, ServeError> {
    let setting = setting(&request);
    gateway::serve(stdio, setting, async |bridge| build_with(bridge, request, &describe).await)
}

/// What of a request the connection has to know.
fn setting(request: &Request) -> Setting {
    Setting {
        product: request.product.clone(),
        cache_options: request
            .options
            .iter()
            .filter(|(key, _)| ["cache-imports", "cache-from"].contains(&key.as_str()))
            .map(|(key, value)| (key.clone(), value.clone()))
            .into_map(),
    }
}
