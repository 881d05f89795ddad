//! The end of builds that are described: from containers to what is returned.

use std::collections::BTreeMap;

use futures_util::future::try_join_all;

use super::finish;
use super::lower::Known;
use super::lower::Site;
use super::sbom;
use super::sbom::Scanner;
use crate::build::Built;
use crate::build::Container;
use crate::build::Publish;
use crate::build::Request;
use crate::dockerfile::convert::Converted;
use crate::dockerfile::convert::ScanTargets;
use crate::gateway::Bridge;
use crate::gateway::Failure;
use crate::gateway::Outcome;
use crate::gateway::ResultSet;
use crate::gateway::SolveRequest;
use crate::options::Options;

/// Images that are lowered, each for its platform, and how they are to be published.
pub(super) struct Images {
    built: Vec<Built>,
    scanner: Option<Scanner>,
}

impl Images {
    /// Lowers the images.
    pub(super) async fn lower<B: Bridge>(
        bridge: &B,
        site: &Site<'_>,
        builds: &[(Container, Request)],
        known: &mut Known,
    ) -> Result<Self, Failure> {
        let scanner = sbom::scanner(bridge, site.options).await?;
        let built = site.lower(bridge, builds, known).await?;
        Ok(Self { built, scanner })
    }

    /// Has them solved, and puts the result together.
    pub(super) async fn solve<B: Bridge>(self, bridge: &B, options: &Options) -> Outcome {
        let publish = self.built.first().map(|built| built.publish.clone()).unwrap_or_default();
        let converted = self.built.into_iter().map(|built| converted(built, options)).collect();
        let mut result = finish::finish(bridge, options, converted, self.scanner).await?;
        publish_as(&publish, &mut result);
        Ok(result)
    }
}

/// Has something built that is not returned.
pub(super) async fn evaluate<B: Bridge>(
    bridge: &B,
    site: &Site<'_>,
    builds: &[(Container, Request)],
    known: &mut Known,
) -> Result<(), Failure> {
    let built = site.lower(bridge, builds, known).await?;
    let solves = built.into_iter().map(|built| {
        let request = SolveRequest::definition(built.definition).evaluated();
        async move { bridge.solve(&request).await }
    });
    try_join_all(solves).await.map(drop)
}

/// What is built, as the end of a Dockerfile's build takes it.
fn converted(built: Built, options: &Options) -> Converted {
    let (graph, core) = built.graph;
    let scan = options.sbom.is_some().then(|| ScanTargets {
        graph,
        core,
        extras: BTreeMap::new(),
        ignore_cache: false,
    });
    Converted {
        definition: built.definition,
        image: built.image,
        base_image: built.base_image,
        epoch: built.epoch,
        outline: None,
        scan,
    }
}

/// Tells the exporters what the image shall be called.
fn publish_as(publish: &Publish, result: &mut ResultSet) {
    if !publish.names.is_empty() {
        let names = publish.names.join(",").into_bytes();
        result.metadata.insert("image.name".to_owned(), names);
    }
    for (key, value) in &publish.annotations {
        let key = format!("annotation.{key}");
        result.metadata.insert(key, value.clone().into_bytes());
    }
}
