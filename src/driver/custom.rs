//! Frontends of other programs: they say what is built, and the rest is done here.

use std::cell::RefCell;
use std::rc::Rc;

use super::answer;
use super::build;
use super::described::Images;
use super::lower;
use super::lower::Known;
use super::lower::Site;
use super::round::Refusals;
use crate::build::BuildError;
use crate::build::Container;
use crate::context;
use crate::gateway::Bridge;
use crate::gateway::Failure;
use crate::gateway::Outcome;
use crate::image::Platform;
use crate::llb::SourceInfo;
use crate::options;
use crate::options::Options;

/// What a frontend is asked to build.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The file that the build begins with: what `-f` names.
    pub file: Rc<SourceInfo>,
    /// What was asked for: the target, build arguments, named contexts and all else.
    pub options: Rc<Options>,
    /// The platform to build for.
    pub platform: Platform,
}

/// Builds what a frontend says, for each platform that is asked for.
///
/// Errors that have their [`Origin`](crate::build::Origin) in the file are shown there. Nothing is
/// handed over to what the `# syntax` line of the file names: whoever runs this is that frontend.
pub async fn build_with<B: Bridge>(
    bridge: &B,
    request: options::Request,
    describe: &dyn Fn(&Asked) -> Result<Container, BuildError>,
) -> Outcome {
    let options = Options::parse(request).map_err(|error| Failure::new(error.to_string()))?;
    if let Some(cap) = &options.unsupported_cap {
        return Err(build::unsupported(cap));
    }
    let options = Rc::new(options);
    let entry = context::load(bridge, &options, "").await?;
    if let Some(name) = &options.subrequest {
        return Err(answer::unsupported(name));
    }
    let caps = bridge.ping().await?;
    let inputs = build::inputs(bridge, &entry, &options).await?;
    let warned = RefCell::default();
    let site = Site { caps: &caps, options: &options, entry: &entry, inputs, warned };
    let mut builds = Vec::new();
    for platform in build::platforms(&options) {
        let request = site.request(platform);
        let (file, options) = (Rc::clone(&entry.source), Rc::clone(&options));
        let asked = Asked { file, options, platform: request.target_platform() };
        let container = describe(&asked).map_err(|why| lower::failure(&why, &Refusals::new()))?;
        builds.push((container, request));
    }
    let images = Images::lower(bridge, &site, &builds, &mut Known::default()).await?;
    images.solve(bridge, &options).await
}
