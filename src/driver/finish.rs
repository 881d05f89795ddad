//! The result: solved graphs, image configurations, and what exporters want to know.
//!
//! Upstream: `frontend/dockerui/build.go`.

use std::collections::BTreeMap;
use std::rc::Rc;

use futures_util::future::try_join;
use futures_util::future::try_join_all;
use serde::Serialize;

use super::sbom;
use super::sbom::Scanner;
use crate::dockerfile::convert::Converted;
use crate::dockerfile::convert::ScanTargets;
use crate::gateway::Attestation;
use crate::gateway::Bridge;
use crate::gateway::CacheImport;
use crate::gateway::Failure;
use crate::gateway::Reference;
use crate::gateway::Refs;
use crate::gateway::ResultSet;
use crate::gateway::SolveRequest;
use crate::go::json;
use crate::image::Image;
use crate::image::Platform;
use crate::llb::Definition;
use crate::options::Options;
use crate::order::Collect as _;

/// What the exporters call a platform.
#[derive(Serialize)]
struct Exported {
    #[serde(rename = "ID")]
    id: String,
    #[serde(rename = "Platform")]
    platform: Platform,
}

#[derive(Serialize)]
struct ExportedList {
    #[serde(rename = "Platforms")]
    platforms: Vec<Exported>,
}

/// Solves what was converted, all platforms at the same time, and puts the result together.
pub(super) async fn finish<B: Bridge>(
    bridge: &B,
    options: &Options,
    converted: Vec<Converted>,
    scanner: Option<Scanner>,
) -> Result<ResultSet, Failure> {
    let (mut platforms, mut solves, mut scans) = (Vec::new(), Vec::new(), Vec::new());
    let mut images = Vec::new();
    for (place, mut converted) in converted.into_iter().enumerate() {
        let target = options.target_platforms.get(place);
        let platform = export(target, &converted.image);
        scans.extend(converted.scan.take().map(|scan| (platform.id.clone(), scan)));
        solves.push(solve(bridge, options, converted.definition));
        images.push((platform.id.clone(), converted.image, converted.base_image, converted.epoch));
        platforms.push(platform);
    }
    // The daemon solves, and we write what it will want to know next.
    let describe = async {
        bridge.said().await;
        let mut metadata = BTreeMap::new();
        for image in &images {
            describe(image, options, &mut metadata)?;
        }
        Ok(metadata)
    };
    let (refs, mut metadata) = try_join(try_join_all(solves), describe).await?;
    let attestations = attest(bridge, scanner, scans).await?;
    let refs = if options.is_multi_platform {
        let ids = platforms.iter().map(|platform| platform.id.clone());
        Refs::PerPlatform(ids.zip(refs).into_map())
    } else {
        Refs::Single(refs.into_iter().next().flatten())
    };
    let platforms = json::to_vec(&ExportedList { platforms });
    metadata.insert("refs.platforms".to_owned(), platforms);
    Ok(ResultSet { refs, metadata, attestations })
}

/// Has the results scanned, all platforms at the same time.
async fn attest<B: Bridge>(
    bridge: &B,
    scanner: Option<Scanner>,
    scans: Vec<(String, ScanTargets)>,
) -> Result<BTreeMap<String, Vec<Attestation>>, Failure> {
    let mut attestations: BTreeMap<String, Vec<Attestation>> = BTreeMap::new();
    let Some(scanner) = scanner else { return Ok(attestations) };
    let scanned = scans.into_iter().map(async |(id, targets)| {
        let attestation = sbom::attest(bridge, &scanner, &id, targets).await?;
        Ok((id, attestation))
    });
    for (id, attestation) in try_join_all(scanned).await? {
        attestations.entry(id).or_default().push(attestation);
    }
    Ok(attestations)
}

async fn solve<B: Bridge>(
    bridge: &B,
    options: &Options,
    definition: Definition,
) -> Result<Option<Reference>, Failure> {
    let imports = options
        .cache_imports
        .iter()
        .map(|import| CacheImport { kind: import.kind.clone(), attrs: import.attrs.clone() });
    let request =
        SolveRequest::definition(Rc::new(definition)).with_cache_imports(imports.collect());
    let solved = bridge.solve(&request).await;
    // The process is about to end: nobody has to wait for the graph to be taken apart.
    std::mem::forget(request);
    solved?.into_single()
}

/// What exporters want to know about one platform.
fn describe(
    (id, image, base_image, epoch): &(String, Image, Option<Rc<Image>>, Option<i64>),
    options: &Options,
    metadata: &mut BTreeMap<String, Vec<u8>>,
) -> Result<(), Failure> {
    let mut add = |key: &str, value: String| {
        let key = if options.is_multi_platform { format!("{key}/{id}") } else { key.to_owned() };
        metadata.insert(key, value.into_bytes());
    };
    let encode = |image: &Image, what: &str| {
        image.encode().map_err(|error| Failure::new(format!("failed to marshal {what}: {error}")))
    };
    add("containerimage.config", encode(image, "image config")?);
    if let Some(base) = base_image {
        add("containerimage.base.config", encode(base, "source image config")?);
    }
    if let Some(seconds) = epoch {
        add("source.date.epoch", seconds.to_string());
    }
    Ok(())
}

/// The platform of a result. On Windows it is as exact as the image says.
fn export(target: Option<&Platform>, image: &Image) -> Exported {
    let mut platform = target.cloned().unwrap_or_else(Platform::host).normalize();
    let id = platform.format_all();
    let built = &image.platform;
    if platform.os == "windows" && built.os == platform.os {
        if platform.os_version.is_empty() {
            platform.os_version.clone_from(&built.os_version);
        }
        if platform.os_features.is_empty() {
            platform.os_features.clone_from(&built.os_features);
        }
    }
    Exported { id, platform }
}
