//! Our words as protobuf messages, and back.

use std::collections::BTreeMap;

use super::call::Body;
use super::caps::Cap;
use super::caps::Caps;
use super::failure::Failure;
use super::file::FileRange;
use super::file::Stat;
use super::request::CacheImport;
use super::request::SolveRequest;
use super::request::Warning;
use super::request::Work;
use super::resolve::GitMeta;
use super::resolve::HttpMeta;
use super::resolve::ImageMeta;
use super::resolve::ImageQuery;
use super::resolve::SourceMeta;
use super::resolve::SourceQuery;
use super::result::Reference;
use crate::go::quote::quote;
use crate::image::Digest;
use crate::image::Platform;
use crate::llb::Position;
use crate::llb::Range;
use crate::order::Collect as _;
use crate::proto::fsutil::types as fs;
use crate::proto::google::rpc;
use crate::proto::moby::buildkit::v1::apicaps;
use crate::proto::moby::buildkit::v1::frontend as pb;
use crate::proto::pb as ops;

/// The schemes of images.
const IMAGE: &str = "docker-image://";
const OCI_LAYOUT: &str = "oci-layout://";

/// The number of the field of a solve that holds its definition.
const SOLVE_DEFINITION: u32 = 1;

/// Attributes of an OCI layout.
const OCI_SESSION: &str = "oci.session";
const OCI_STORE: &str = "oci.store";

pub(super) fn caps(pong: pb::PongResponse, product: &str) -> Caps {
    let cap = |cap: apicaps::ApiCap| Cap {
        id: cap.id,
        enabled: cap.enabled,
        reason: cap.disabled_reason_msg,
    };
    let list = |caps: Vec<apicaps::ApiCap>| caps.into_iter().map(cap);
    Caps::new(list(pong.frontend_api_caps), list(pong.llb_caps), product)
}

/// How upstream's client asks for the configuration of an image: it loses the resolve mode.
pub(super) fn image_request(query: &ImageQuery) -> pb::ResolveSourceMetaRequest {
    let source = match &query.store {
        None => ops::SourceOp {
            identifier: format!("{IMAGE}{}", query.reference),
            attrs: BTreeMap::new(),
        },
        Some(store) => ops::SourceOp {
            identifier: format!("{OCI_LAYOUT}{}", query.reference),
            attrs: BTreeMap::from([
                (OCI_SESSION.to_owned(), store.session.clone()),
                (OCI_STORE.to_owned(), store.id.clone()),
            ]),
        },
    };
    pb::ResolveSourceMetaRequest {
        source: Some(source),
        platform: query.platform.as_ref().map(platform),
        log_name: query.log_name.clone(),
        ..pb::ResolveSourceMetaRequest::default()
    }
}

/// The same question for a daemon that does not resolve sources in general.
pub(super) fn image_config_request(query: &ImageQuery) -> pb::ResolveImageConfigRequest {
    let store = query.store.clone().unwrap_or_default();
    let is_layout = query.store.is_some();
    pb::ResolveImageConfigRequest {
        r#ref: query.reference.clone(),
        platform: query.platform.as_ref().map(platform),
        resolve_mode: match query.store {
            None => query.resolve_mode.as_str().to_owned(),
            Some(_) => String::new(),
        },
        log_name: query.log_name.clone(),
        resolver_type: i32::from(is_layout),
        session_id: store.session,
        store_id: store.id,
    }
}

pub(super) fn source_request(query: &SourceQuery) -> pb::ResolveSourceMetaRequest {
    let image = query.image_resolve_mode.as_ref();
    pb::ResolveSourceMetaRequest {
        source: Some(ops::SourceOp {
            identifier: query.identifier.clone(),
            attrs: query.attrs.clone(),
        }),
        platform: query.platform.as_ref().map(platform),
        log_name: query.log_name.clone(),
        resolve_mode: image.cloned().unwrap_or_default(),
        git: query.git_object.then_some(pb::ResolveSourceGitRequest { return_object: true }),
        image: image.map(|_| pb::ResolveSourceImageRequest::default()),
    }
}

/// The question for a daemon that does not resolve sources in general; such a daemon knows nothing
/// but images.
pub(super) fn old_source_request(query: &SourceQuery) -> Option<pb::ResolveImageConfigRequest> {
    let identifier = &query.identifier;
    let is_layout = identifier.starts_with(OCI_LAYOUT);
    let attr = |key| query.attrs.get(key).cloned().unwrap_or_default();
    (is_layout || identifier.starts_with(IMAGE)).then(|| pb::ResolveImageConfigRequest {
        r#ref: without_scheme(identifier).to_owned(),
        platform: query.platform.as_ref().map(platform),
        resolve_mode: query.image_resolve_mode.clone().unwrap_or_default(),
        log_name: query.log_name.clone(),
        resolver_type: i32::from(is_layout),
        session_id: attr(OCI_SESSION),
        store_id: attr(OCI_STORE),
    })
}

/// The reference of an image identifier.
pub(super) fn without_scheme(identifier: &str) -> &str {
    let identifier = identifier.strip_prefix(IMAGE).unwrap_or(identifier);
    identifier.strip_prefix(OCI_LAYOUT).unwrap_or(identifier)
}

pub(super) fn source_meta(found: pb::ResolveSourceMetaResponse) -> Result<SourceMeta, Failure> {
    let ops::SourceOp { identifier, attrs } = found.source.unwrap_or_default();
    let git = |git: pb::ResolveSourceGitResponse| GitMeta {
        checksum: git.checksum,
        reference: git.r#ref,
        commit_checksum: git.commit_checksum,
        commit_object: git.commit_object,
        tag_object: git.tag_object,
    };
    let image = |image: pb::ResolveSourceImageResponse| ImageMeta {
        digest: image.digest,
        config: image.config,
    };
    Ok(SourceMeta {
        identifier,
        attrs,
        image: found.image.map(image),
        git: found.git.map(git),
        http: found.http.map(http).transpose()?,
    })
}

fn http(found: pb::ResolveSourceHttpResponse) -> Result<HttpMeta, Failure> {
    let pb::ResolveSourceHttpResponse { checksum: digest, filename, last_modified } = found;
    if let Err(why) = digest.parse::<Digest>() {
        let what = format!("invalid http checksum digest {}", quote(&digest));
        return Err(Failure::new(why.to_string()).context(what));
    }
    Ok(HttpMeta { digest, filename, last_modified: last_modified.map(|time| time.seconds) })
}

/// All of a solve but the definition, which [`solve_body`] adds.
pub(super) fn solve_request(request: &SolveRequest) -> pb::SolveRequest {
    let import = |CacheImport { kind, attrs }: &CacheImport| pb::CacheOptionsEntry {
        r#type: kind.clone(),
        attrs: attrs.clone(),
    };
    let mut message = pb::SolveRequest {
        allow_result_return: true,
        allow_result_array_ref: true,
        cache_imports: request.cache_imports.iter().map(import).collect(),
        ..pb::SolveRequest::default()
    };
    match &request.work {
        Work::Definition(_) => {}
        Work::Frontend { name, options, inputs } => {
            let input =
                |(name, input): (&String, &crate::llb::Definition)| (name.clone(), input.encode());
            message.frontend.clone_from(name);
            message.frontend_opt.clone_from(options);
            message.frontend_inputs = inputs.iter().map(input).into_map();
        }
    }
    message
}

/// A solve in bytes. A definition is most of it, and is written to its place at once.
pub(super) fn solve_body(message: &pb::SolveRequest, request: &SolveRequest) -> Body {
    let mut body = Body::of(message);
    if let Work::Definition(definition) = &request.work {
        body.extend(|bytes| definition.append(SOLVE_DEFINITION, bytes));
    }
    body
}

pub(super) fn read_file_request(
    tree: &Reference,
    path: &str,
    range: Option<FileRange>,
) -> pb::ReadFileRequest {
    let signed = |number| i64::try_from(number).unwrap_or(i64::MAX);
    let range = range.map(|FileRange { offset, length }| pb::FileRange {
        offset: signed(offset),
        length: signed(length),
    });
    pb::ReadFileRequest { r#ref: tree.id().to_owned(), file_path: path.to_owned(), range }
}

pub(super) fn stat(stat: fs::Stat) -> Stat {
    let fs::Stat { path, mode, size, mod_time: mtime, linkname: link, .. } = stat;
    Stat { path, mode, size, mtime, link }
}

pub(super) fn warning(warning: &Warning) -> pb::WarnRequest {
    let info = &warning.info;
    pb::WarnRequest {
        digest: warning.digest.to_string(),
        level: 1,
        short: warning.short.clone().into_bytes(),
        detail: warning.detail.iter().map(|line| line.clone().into_bytes()).collect(),
        url: warning.url.clone(),
        info: Some(pb::WarnSource {
            filename: info.filename.clone(),
            data: info.data.to_vec(),
            definition: info.definition.as_ref().map(|definition| definition.encode()),
            language: info.language.clone(),
        }),
        ranges: warning.ranges.iter().copied().map(range).collect(),
    }
}

pub(super) fn failure(failure: &Failure) -> pb::ReturnRequest {
    let detail = |detail: &super::detail::Detail| rpc::Detail {
        type_url: detail.type_url().to_owned(),
        value: detail.json().to_vec(),
    };
    let error = rpc::Status {
        code: failure.code().number(),
        message: failure.message().to_owned(),
        details: failure.details().map(detail).collect(),
    };
    pb::ReturnRequest { result: None, error: Some(error) }
}

fn range(range: Range) -> ops::Range {
    let position = |Position { line, character }| Some(ops::Position { line, character });
    ops::Range { start: position(range.start), end: position(range.end) }
}

fn platform(platform: &Platform) -> ops::Platform {
    ops::Platform {
        architecture: platform.architecture.clone(),
        os: platform.os.clone(),
        variant: platform.variant.clone(),
        os_version: platform.os_version.clone(),
        os_features: platform.os_features.clone(),
    }
}
