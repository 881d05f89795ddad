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

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::build::BuildErrorKind;
    use crate::build::Origin;
    use crate::gateway::MemoryBridge;
    use crate::gateway::Refs;
    use crate::source::Lines;

    const FOLDER: &str = "[internal] load build definition from Dockerfile";

    fn outcome(
        options: &[(&str, &str)],
        describe: &dyn Fn(&Asked) -> Result<Container, BuildError>,
    ) -> Outcome {
        let bridge =
            MemoryBridge::new(["file.base"]).with_file(FOLDER, "Dockerfile", "alpha\nbeta\n");
        let own = |(key, value): &(&str, &str)| ((*key).to_owned(), (*value).to_owned());
        let options = options.iter().map(own).collect();
        let request = options::Request { options, ..options::Request::default() };
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("runtime");
        runtime.block_on(build_with(&bridge, request, describe))
    }

    #[test]
    fn each_platform_is_described_and_built() {
        let platforms = "linux/amd64,linux/arm64";
        let asked = [("platform", platforms), ("build-arg:NAME", "x")];
        let result = outcome(&asked, &|asked| {
            assert_eq!(&asked.file.data[..], b"alpha\nbeta\n");
            assert_eq!(asked.options.build_args["NAME"], "x");
            let made = asked.platform.format();
            Ok(Container::scratch().with_new_file("/platform", made).with_entrypoint(["/x"]))
        });
        let result = result.expect("no failure");
        let Refs::PerPlatform(refs) = result.refs else { panic!("{:?}", result.refs) };
        assert_eq!(refs.keys().map(String::as_str).collect::<Vec<_>>().join(","), platforms);
        assert!(refs.values().all(Option::is_some));
        let config = &result.metadata["containerimage.config/linux/arm64"];
        let config = String::from_utf8_lossy(config);
        assert!(config.contains("arm64") && config.contains("\"Entrypoint\":[\"/x\"]"), "{config}");
    }

    #[test]
    fn a_mistake_is_shown_in_the_file() {
        let failure = outcome(&[], &|asked| {
            let lines = Lines { start: 2, end: 2 };
            let origin = Origin::new("beta").in_file(Rc::clone(&asked.file), lines);
            Err(BuildErrorKind::Invalid("is no letter".to_owned()).at(&origin))
        });
        let failure = failure.expect_err("a failure");
        assert_eq!(failure.message(), "beta: is no letter");
        assert!(failure.has_source());
    }

    #[test]
    fn questions_are_refused_before_anything_is_described() {
        let described = Cell::new(false);
        let failure = outcome(&[("requestid", "frontend.outline")], &|_| {
            described.set(true);
            Ok(Container::scratch())
        });
        assert!(failure.is_err() && !described.get());
    }
}
