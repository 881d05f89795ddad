//! The time of what a source fetches: of a commit, a file on the web, or an archive.
//!
//! Upstream: `dockerfile2llb/epoch.go`, `resolveSourceDateEpochFromState`.

use std::io::Read;
use std::rc::Rc;

use crate::dockerfile::convert::SourceQuestion;
use crate::gateway::Bridge;
use crate::gateway::Failure;
use crate::gateway::SolveRequest;
use crate::gateway::SourceQuery;
use crate::git;
use crate::go::tar;
use crate::go::time::Time;
use crate::image::Platform;
use crate::llb::Constraints;
use crate::llb::Graph;
use crate::llb::Source;

/// Asks for the time; `None` if nobody knows it.
pub(super) async fn ask<B: Bridge>(
    bridge: &B,
    question: &SourceQuestion,
) -> Result<Option<Time>, Failure> {
    let SourceQuestion { identifier, attrs, log_name } = question;
    let source = Source::written(identifier.clone(), attrs.clone());
    let query = SourceQuery {
        git_object: identifier.starts_with("git://"),
        ..SourceQuery::of(&source, log_name)
    };
    let found = bridge.resolve_source(&query).await?;
    if let Some(git) = found.git.filter(|git| !git.commit_object.is_empty()) {
        let committed = git::committed_at(&git.commit_object);
        return committed.map_err(|error| Failure::new(error.to_string()));
    }
    if let Some(seconds) = found.http.and_then(|http| http.last_modified) {
        return Ok(Some(Time::from_unix(seconds)));
    }
    let is_web = identifier.starts_with("http://") || identifier.starts_with("https://");
    match attrs.get("http.filename") {
        Some(name) if is_web && !name.is_empty() => in_archive(bridge, source, name).await,
        _ => Ok(None),
    }
}

/// The time of the newest file in a file on the web, if that is an archive.
async fn in_archive<B: Bridge>(
    bridge: &B,
    source: Source,
    name: &str,
) -> Result<Option<Time>, Failure> {
    let mut graph = Graph::new(Rc::new(Platform::host()));
    let file = graph.source(source, Constraints::default());
    let definition = graph.marshal(Some(file));
    let tree = bridge.solve(&SolveRequest::definition(definition)).await?.into_single()?;
    let tree = tree.ok_or_else(|| Failure::new("there is nothing to read from"))?;
    let data = bridge.read_file(&tree, name, None).await?;
    Ok(newest(&data).map(Time::from_unix))
}

/// The time of the newest file in an archive; `None` if it is none, or ends too early.
fn newest(data: &[u8]) -> Option<i64> {
    let mut archive = tar::Reader::new(decompress(data)?);
    let mut newest = None;
    while let Some(entry) = archive.entry().ok()? {
        if entry.is_regular {
            newest = newest.max(Some(entry.modified));
        }
    }
    newest
}

/// What is compressed; `None` if that cannot be told.
///
/// Upstream leaves xz to a program that is not in its image, so nothing is known of what is in
/// such archives, and so it is here.
fn decompress(data: &[u8]) -> Option<Box<dyn Read + '_>> {
    let skippable = |magic: &[u8]| magic[0] & 0xf0 == 0x50 && magic[1..] == [0x2a, 0x4d, 0x18];
    Some(match data {
        [b'B', b'Z', b'h', ..] => Box::new(bzip2_rs::DecoderReader::new(data)),
        [0x1f, 0x8b, 8, ..] => Box::new(flate2::read::MultiGzDecoder::new(data)),
        [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => return None,
        [0x28, 0xb5, 0x2f, 0xfd, ..] => zstd(data)?,
        _ if data.len() >= 8 && skippable(&data[..4]) => zstd(data)?,
        _ => Box::new(data),
    })
}

fn zstd(data: &[u8]) -> Option<Box<dyn Read + '_>> {
    Some(Box::new(ruzstd::decoding::StreamingDecoder::new(data).ok()?))
}
